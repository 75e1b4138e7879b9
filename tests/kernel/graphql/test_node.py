import graphene
import pytest
from graphql import execute_sync, parse

from portal.kernel.graphql.executor import RowExecutionContext
from portal.kernel.graphql.ids import encode_id
from portal.kernel.graphql.node import Node, node_query

CALLS: list[tuple[str, list[int]]] = []


class Plan(graphene.ObjectType):
    class Meta:
        interfaces = (Node,)

    name = graphene.String()


class Visit(graphene.ObjectType):
    class Meta:
        interfaces = (Node,)

    place = graphene.String()


def plans(_info, keys):
    CALLS.append(("Plan", list(keys)))
    # 9 is foreign: it exists and is not this caller's.
    return {key: {"name": f"plan {key}"} for key in keys if key not in (8, 9)}


def visits(_info, keys):
    CALLS.append(("Visit", list(keys)))
    return {key: {"place": f"place {key}"} for key in keys}


class Query(node_query({"Plan": plans, "Visit": visits}), graphene.ObjectType):  # type: ignore[misc]
    pass


SCHEMA = graphene.Schema(query=Query, types=[Plan, Visit]).graphql_schema
FIELDS = "{ __typename id ... on Plan { name } ... on Visit { place } }"


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def asked(query: str, **variables):
    return execute_sync(
        SCHEMA, parse(query), variable_values=variables, execution_context_class=RowExecutionContext
    )


def test_a_node_comes_back_by_its_id():
    plan = encode_id("Plan", 1)

    result = asked("query ($id: ID!) { node(id: $id) " + FIELDS + " }", id=plan)

    assert result.errors is None
    assert result.data == {"node": {"__typename": "Plan", "id": plan, "name": "plan 1"}}


@pytest.mark.parametrize(
    "wrong",
    [encode_id("Plan", 8), encode_id("Plan", 9), encode_id("Nothing", 1), "1", ""],
    ids=["absent", "foreign", "of no type", "bare key", "empty"],
)
def test_foreign_and_absent_nodes_are_told_alike(wrong):
    result = asked("query ($id: ID!) { node(id: $id) { id } }", id=wrong)

    (error,) = result.errors or []
    assert result.data == {"node": None}
    assert error.original_error.code == "not_found"
    assert str(error.original_error.message) == "There is no such object. Check the id."


def test_nodes_keep_their_order_with_one_call_for_each_type():
    ids = [
        encode_id("Visit", 1),
        encode_id("Plan", 2),
        encode_id("Plan", 9),
        "x",
        encode_id("Plan", 1),
        encode_id("Plan", 2),
    ]

    result = asked("query ($ids: [ID!]!) { nodes(ids: $ids) " + FIELDS + " }", ids=ids)

    assert [
        node and (node.get("name") or node["place"]) for node in (result.data or {})["nodes"]
    ] == [
        "place 1",
        "plan 2",
        None,
        None,
        "plan 1",
        "plan 2",
    ]
    assert CALLS == [("Visit", [1]), ("Plan", [1, 2, 9])]


def test_more_than_a_hundred_ids_are_refused():
    ids = [encode_id("Plan", at) for at in range(101)]

    result = asked("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)

    (error,) = result.errors or []
    assert error.original_error.code == "page_size_invalid"
    assert CALLS == []
