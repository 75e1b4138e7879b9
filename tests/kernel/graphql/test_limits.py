import time

import pytest
from django.test import override_settings
from graphql import get_introspection_query

from tests.kernel.graphql import sample


def nested(depth: int, inner: str = "id") -> str:
    """`depth` fields deep: shop, then parents, then a leaf."""
    fields = 'shop(id: "U2hvcDox") { ' + "parent { " * (depth - 2) + inner
    return "{ " + fields + " }" * (depth - 1) + " }"


def test_a_document_at_the_depth_limit_passes_and_one_deeper_is_refused(api):
    assert "errors" not in api.ask(nested(16))
    assert api.code(nested(17)) == "TOO_DEEP"


@pytest.mark.parametrize(
    "document",
    [
        '{ shop(id: "a") { ...A } } fragment A on Shop { parent { ...B } } '
        "fragment B on Shop { " + "parent { " * 14 + "id" + " }" * 14 + " }",
        nested(17, "... on Shop { id }"),
        "{ ...__schema } fragment __schema on Query " + nested(17),
        "{ " + "... { " * 150 + "hello" + " }" * 150 + " }",
    ],
    ids=["named fragments", "inline fragment", "fragment named __schema", "only inline fragments"],
)
def test_depth_is_found_through_fragments_of_any_kind_and_name(api, document):
    response = api.post(document)

    assert response.status_code == 400
    assert response.json["errors"][0]["extensions"]["code"] == "TOO_DEEP"
    assert sample.READS == []


def test_a_limit_refuses_with_400_for_plain_json_too(api):
    assert api.post(nested(17), accept="application/json").status_code == 400


@pytest.mark.parametrize(
    "document",
    [
        "{ " + " ".join(f"a{at}: __typename" for at in range(101)) + " }",
        "{ hello ...F } fragment F on Query { "
        + " ".join(f"a{at}: __typename" for at in range(101))
        + " }",
        # Two aliases in the fragment, spread 51 times.
        "{ plainShops { " + "parent { ...F } " * 51 + "} } fragment F on Shop { a: id b: name }",
        "{ " + "... { ...F } " * 101 + "} fragment F on Query { a: __typename }",
    ],
    ids=["plain", "in a fragment", "two in a fragment 51 times", "one in a fragment 101 times"],
)
@override_settings(GRAPHQL={"max_root_fields": 1_000, "max_repeats": 1_000})
def test_aliases_over_a_hundred_are_refused_counted_at_each_use(api, document):
    assert api.code(document) == "TOO_MANY_ALIASES"


@override_settings(GRAPHQL={"max_root_fields": 1_000})
def test_a_hundred_aliases_pass(api):
    aliases = " ".join(f"a{at}: __typename" for at in range(100))

    assert len(api.ask("{ " + aliases + " }")["data"]) == 100


def test_aliases_that_fragments_double_are_counted_without_doing_the_work(api):
    fragments = "".join(
        f"fragment F{at} on Query {{ ...F{at + 1} ... {{ ...F{at + 1} }} }} " for at in range(60)
    )
    document = "{ ...F0 } " + fragments + "fragment F60 on Query { a: __typename }"

    started = time.perf_counter()
    code = api.code(document)

    assert code == "TOO_MANY_ALIASES"
    assert time.perf_counter() - started < 0.05


def test_root_fields_are_limited_through_fragments(api):
    twenty = "{ " + "...F " + "} fragment F on Query { "
    fields = " ".join(f"a{at}: hello" for at in range(20))

    assert len(api.ask(twenty + fields + " }")["data"]) == 20
    assert api.code(twenty + fields + " a20: hello }") == "TOO_MANY_ROOT_FIELDS"


def test_repeated_unknown_directives_give_one_bounded_list(api):
    errors = api.post("{ hello " + "@nope " * 11 + "}").json["errors"]
    thousands = api.post("{ hello " + "@nope " * 4_000 + "}").json["errors"]

    assert 1 <= len(errors) <= 21
    assert [error["extensions"]["code"] for error in thousands] == ["TOO_MANY_TOKENS"]


def test_directives_are_limited_at_each_use(api):
    document = (
        "{ "
        + "... { ...F } " * 26
        + "} fragment F on Query { hello @skip(if: false) @include(if: true) }"
    )

    assert api.code("{ hello " + "@nope " * 51 + "}") == "TOO_MANY_DIRECTIVES"
    with override_settings(GRAPHQL={"max_root_fields": 100}):
        assert api.code(document) == "TOO_MANY_DIRECTIVES"


def test_validation_errors_are_bounded(api):
    with override_settings(GRAPHQL={"max_root_fields": 1_000}):
        errors = api.post("{ " + " ".join(f"f{at}" for at in range(500)) + " }").json["errors"]

    assert len(errors) == 21
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}


def test_a_long_document_and_one_of_many_tokens_are_not_read(api):
    assert api.code("{ hello } #" + "x" * 65_536) == "DOCUMENT_TOO_LONG"
    assert api.code("{ " + "hello " * 4_000 + "}") == "TOO_MANY_TOKENS"
    assert api.code("#\n" * 5_000 + "{ hello }") == "TOO_MANY_TOKENS"


def test_many_fragments_are_refused(api):
    fragments = " ".join(f"fragment F{at} on Query {{ hello }}" for at in range(101))

    assert api.code("{ hello } " + fragments) == "TOO_MANY_FRAGMENTS"


@pytest.mark.parametrize(
    "document",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { hello ...B } fragment B on Query { ...A }",
        "{ hello } fragment A on Query { ...B } fragment B on Query { ... { ...A } }",
    ],
)
def test_fragments_that_spread_themselves_are_refused(api, document):
    assert api.code(document) == "FRAGMENT_CYCLE"


def test_an_unknown_fragment_is_for_validation(api):
    assert api.code("{ hello ...Nope }") == "GRAPHQL_VALIDATION_FAILED"


def test_the_standard_introspection_query_passes(api):
    answer = api.ask(get_introspection_query(specified_by_url=True, input_value_deprecation=True))

    assert answer["data"]["__schema"]["queryType"]["name"] == "Query"


def test_cyclic_introspection_is_refused(api):
    document = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"

    assert api.code(document) == "GRAPHQL_VALIDATION_FAILED"


def hostile_documents() -> dict[str, str]:
    """About a kilobyte each, made to be expensive for whoever walks them naively."""
    doubling = "".join(
        f"fragment F{at} on Shop{{...F{at + 1} parent{{...F{at + 1}}}}}" for at in range(18)
    )
    pairs = "".join(
        f"fragment G{at} on Shop{{parent{{...G{at + 1}}}parent{{...G{at + 1}}}}}"
        for at in range(14)
    )
    names = [f"fragment H{at} on Query{{hello}}" for at in range(30)]
    return {
        "one field 400 times": "{plainShops{" + "id " * 400 + "}}",
        "repeats within repeats": "{" + ("plainShops{" + "id " * 18 + "}") * 15 + "}",
        "fields repeated at each level": "{"
        + "plainShops{parent{parent{id id}parent{id}}parent{id}}" * 18
        + "}",
        "doubling fragments": "{plainShops{...F0}}" + doubling + "fragment F18 on Shop{id}",
        "paired fragments": "{plainShops{...G0}}" + pairs + "fragment G14 on Shop{id}",
        "thirty fragments": "{" + "".join(f"...H{at} " for at in range(30)) + "}" + "".join(names),
        "inline fragments": "{" + "...{hello " * 80 + "}" * 81,
        "arguments": "{" + "".join(f'a{at}:shop(id:"{at}"){{id}}' for at in range(20)) * 2 + "}",
        "braces": "{a" * 500,
        "brackets": "{a(b:" + "[" * 1_000,
    }


@pytest.mark.parametrize("name", hostile_documents())
def test_a_kilobyte_of_malice_takes_less_than_50_ms(api, name):
    document = hostile_documents()[name]
    assert len(document) < 1_400
    api.post("{ nope }")

    started = time.process_time()
    response = api.post(document)

    assert time.process_time() - started < 0.05
    assert response.status_code in (200, 400)
