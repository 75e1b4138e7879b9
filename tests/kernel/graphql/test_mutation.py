from types import SimpleNamespace
from typing import Any

import graphene
import pytest
from graphql import GraphQLEnumType, print_schema

from portal.kernel.errors import Conflict, Invalid
from portal.kernel.graphql.mutation import check_idempotency_key, user_error
from tests.kernel.graphql import sample

RENAME = """
mutation ($name: String!, $key: String = "k-1") {
  renameShop(id: "x", name: $name, idempotencyKey: $key) {
    shop { name } userErrors { code message field lineNumber }
  }
}
"""


def test_a_mutation_answers_its_payload_and_no_errors(api):
    answer = api.ask(RENAME, {"name": "new"})

    assert answer["data"] == {"renameShop": {"shop": {"name": "new"}, "userErrors": []}}


def test_a_domain_error_becomes_a_user_error(api):
    answer = api.ask(RENAME, {"name": "taken"})

    assert "errors" not in answer
    assert answer["data"]["renameShop"] == {
        "shop": None,
        "userErrors": [
            {
                "code": "NAME_TAKEN",
                "message": "Choose another name.",
                "field": ["shopNames", "0", "name"],
                "lineNumber": None,
            }
        ],
    }


def test_a_fault_in_a_mutation_is_masked(api):
    answer = api.ask(RENAME, {"name": "broken"})

    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert answer["data"] == {"renameShop": None}


def test_an_undeclared_code_is_told_by_its_kind_and_logged(api, caplog):
    answer = api.ask(RENAME, {"name": "odd"})

    (error,) = answer["data"]["renameShop"]["userErrors"]
    assert error["code"] == "INVALID"
    assert "NEVER_DECLARED" in caplog.text


def test_a_field_of_a_mutation_fails_alone(api):
    query = (
        'mutation { a: renameShop(id: "x", name: "taken", idempotencyKey: "1") { userErrors { code } } '
        'b: renameShop(id: "x", name: "new", idempotencyKey: "2") { shop { name } } }'
    )

    assert api.ask(query)["data"] == {
        "a": {"userErrors": [{"code": "NAME_TAKEN"}]},
        "b": {"shop": {"name": "new"}},
    }


@pytest.mark.parametrize("key", ["", "a" * 256, "with space", "键", "tab\t", "\x7f"])
def test_an_idempotency_key_is_visible_ascii(api, key):
    (error,) = api.ask(RENAME, {"name": "new", "key": key})["data"]["renameShop"]["userErrors"]

    assert (error["code"], error["field"]) == ("IDEMPOTENCY_KEY_INVALID", ["idempotencyKey"])


def test_idempotency_keys_of_one_and_255_characters_are_accepted():
    assert check_idempotency_key("!") == "!"
    assert check_idempotency_key("~" * 255) == "~" * 255


def test_an_idempotency_key_is_required(api):
    query = 'mutation { renameShop(id: "x", name: "new") { shop { name } } }'

    assert api.code(query) == "GRAPHQL_VALIDATION_FAILED"


def test_a_line_is_named_by_its_number():
    info: Any = SimpleNamespace(schema=sample.schema.graphql_schema)
    row = user_error(info, Invalid("invalid", "Correct the quantity.", "quantity"), line_number=3)

    assert row == {
        "code": "INVALID",
        "message": "Correct the quantity.",
        "field": ["quantity"],
        "line_number": 3,
    }
    assert user_error(info, Conflict("conflict", "Try again."))["field"] is None


def test_declared_codes_are_the_enum_of_the_schema():
    kind = sample.schema.graphql_schema.type_map["UserErrorCode"]

    assert isinstance(kind, GraphQLEnumType)
    assert kind.values["NAME_TAKEN"].description == "Another shop has this name."
    assert set(kind.values) >= {"INVALID", "NOT_FOUND", "FORBIDDEN", "CONFLICT", "KEY_REUSED"}
    assert "  code: UserErrorCode!" in print_schema(sample.schema.graphql_schema)


def test_codes_of_one_schema_are_not_those_of_another():
    other = graphene.Schema(query=sample.Query, mutation=sample.Mutations)

    assert "NAME_TAKEN" not in other.graphql_schema.type_map["UserErrorCode"].values
