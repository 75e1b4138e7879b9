import pytest
from django.test import override_settings

from tests.kernel.graphql import sample

SHOP = sample.SHOPS[0]["id"]
CONNECTION = "edges { node { id } } pageInfo { hasNextPage }"

# Query, variables, points asked, points used; the arithmetic beside. There are seven shops, each
# with two orders of two lines.
COSTS = [
    # A request costs 1 at least.
    ("{ __typename }", None, 1, 1),
    ("{ hello a: hello }", None, 1, 1),
    # One object.
    (f'{{ shop(id: "{SHOP}") {{ id name size }} }}', None, 1, 1),
    # Object in object; shop 1 has no parent: the look was free of surprises and is paid.
    (f'{{ shop(id: "{SHOP}") {{ parent {{ id }} }} }}', None, 2, 2),
    # 1 + 5 * 1
    ("{ shops(first: 5) { " + CONNECTION + " } }", None, 6, 6),
    # 1 + 100 * 1, but there are seven.
    ("{ shops(first: 100) { " + CONNECTION + " } }", None, 101, 8),
    ("{ shops(last: 3) { " + CONNECTION + " } }", None, 4, 4),
    # Variables count, not their defaults; a default counts where nothing is sent.
    ("query ($n: Int = 50) { shops(first: $n) { edges { node { id } } } }", {"n": 4}, 5, 5),
    ("query ($n: Int = 50) { shops(first: $n) { edges { node { id } } } }", {}, 51, 8),
    # totalCount 5.
    ("{ shops(first: 2) { totalCount } }", None, 6, 6),
    # 1 + 2 * (1 + 1 + 3 * 1) asked: each shop has a page of orders within, of two each.
    (
        "{ shops(first: 2) { edges { node { page(first: 3) { edges { node { id } } } } } } }",
        None,
        11,
        9,
    ),
    # 1 + 3 * (1 + 10 * (1 + 10 * 1)) asked; 1 + 3 * (1 + 2 * (1 + 2)) used.
    ("{ shops(first: 3) { edges { node { orders { lines { number } } } } } }", None, 334, 22),
    # A plain list: 10 asked, 7 used.
    ("{ plainShops { id } }", None, 10, 7),
    # A list by ids: as many as are asked for.
    ("query ($ids: [ID!]!) { shopsById(ids: $ids) { id } }", {"ids": [SHOP, SHOP, "x"]}, 3, 3),
    # Fragments and merged fields count once, as they are resolved once.
    (
        "{ plainShops { ...F id } plainShops { ...F } } fragment F on Shop { id parent { id } }",
        None,
        20,
        14,
    ),
    # Two aliases are two fields.
    ("{ a: plainShops { id } b: plainShops { id } }", None, 20, 14),
    # What is skipped costs nothing.
    ("query ($no: Boolean!) { plainShops @skip(if: $no) { id } hello }", {"no": True}, 1, 1),
    ("{ plainShops { id orders @include(if: false) { id } } }", None, 10, 7),
    # 10 for a mutation, 1 for the shop in its answer; user errors are free.
    (
        (
            'mutation { renameShop(id: "a", name: "b", idempotencyKey: "c") '
            "{ shop { id } userErrors { code } } }"
        ),
        None,
        11,
        11,
    ),
    # Introspection has its own price.
    ("{ __schema { types { name fields { name } } } }", None, 50, 50),
    ('{ __type(name: "Shop") { name } hello }', None, 50, 50),
]


@pytest.mark.parametrize(("query", "variables", "asked", "used"), COSTS)
def test_an_operation_costs_what_was_computed_by_hand(api, query, variables, asked, used):
    cost = api.ask(query, variables)["extensions"]["cost"]

    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (asked, used)


def test_a_field_may_have_a_price_of_its_own(api):
    with override_settings(GRAPHQL={"cost_of_fields": {"Query.hello": 25, "Query.plainShops": 3}}):
        cost = api.cost("{ hello plainShops { id } }")

    # 25 + 10 * 3 asked, 25 + 7 * 3 used
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (55, 46)


def test_an_operation_over_the_maximum_is_refused_before_it_is_resolved(api):
    query = (
        "{ shops(first: 100) { edges { node { page(first: 100) { edges { node { id } } } } } } }"
    )

    response = api.post(query)

    # 1 + 100 * (1 + 1 + 100)
    (error,) = response.json["errors"]
    assert response.status_code == 400
    assert error["extensions"] == {"code": "MAX_COST_EXCEEDED", "cost": 10_201, "maximum": 5_000}
    assert response.json["extensions"]["cost"]["requestedQueryCost"] == 10_201
    assert response.json["extensions"]["cost"]["actualQueryCost"] == 1
    assert sample.READS == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("", "first"),
        ("(first: 0)", "first"),
        ("(first: -1)", "first"),
        ("(first: 101)", "first"),
        ("(last: 0)", "last"),
        ("(last: 101)", "last"),
        ("(first: 1, last: 1)", "first"),
        ('(first: 1, before: "x")', "first"),
        ('(last: 1, after: "x")', "last"),
        ("(first: null)", "first"),
    ],
)
def test_a_page_size_out_of_bounds_is_a_typed_error_and_nothing_is_read(api, arguments, field):
    response = api.post("{ shops" + arguments + " { totalCount } }")

    (error,) = response.json["errors"]
    assert response.status_code == 400
    assert error["extensions"] == {"code": "PAGE_SIZE_INVALID", "field": field}
    assert sample.READS == []


def test_a_page_size_that_is_no_int_is_a_typed_error(api):
    by_variable = "query ($n: Int) { shops(first: $n) { totalCount } }"

    assert api.code("{ shops(first: 2147483648) { totalCount } }") == "GRAPHQL_VALIDATION_FAILED"
    assert api.code(by_variable, {"n": 2147483648}) == "BAD_USER_INPUT"
    assert api.code(by_variable, {"n": 101}) == "PAGE_SIZE_INVALID"
    assert api.code(by_variable, {}) == "PAGE_SIZE_INVALID"
    assert sample.READS == []


def test_pages_within_fragments_and_abstract_places_are_checked(api):
    hidden = "{ plainShops { ...F } } fragment F on Shop { page(first: 101) { totalCount } }"

    assert api.code(hidden) == "PAGE_SIZE_INVALID"
