"""The row executor answers as graphql-core's own executor does, for any rows and any query."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import graphene
import pytest
from graphql import ExecutionContext, execute_sync, parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kernel.graphql import scalars
from portal.kernel.graphql.executor import RowExecutionContext


class Colour(graphene.Enum):
    RED = 1
    BLUE = "blue"


class Named(graphene.Interface):
    name = graphene.String()

    @classmethod
    def resolve_type(cls, instance, info):
        return Leaf if isinstance(instance, dict) and instance.get("kind") == "leaf" else Branch


class Leaf(graphene.ObjectType):
    class Meta:
        interfaces = (Named,)

    number = graphene.Int()
    required_number = graphene.Int(required=True)
    ratio = graphene.Float()  # noqa: TID251 it must equal, whoever uses it
    flag = graphene.Boolean(default_value=True)
    key = graphene.ID()
    colour = Colour()
    quantity = scalars.Quantity()
    amount = scalars.Money()
    day = scalars.Date()
    moment = scalars.DateTime()


class Branch(graphene.ObjectType):
    class Meta:
        interfaces = (Named,)

    leaf = graphene.Field(Leaf)
    required_leaf = graphene.Field(Leaf, required=True)
    leaves = graphene.List(Leaf)
    required_leaves = graphene.List(graphene.NonNull(Leaf), required=True)
    numbers = graphene.List(graphene.Int)
    grid = graphene.List(graphene.List(graphene.NonNull(graphene.Int)))
    anything = graphene.Field(Named)
    branch = graphene.Field(lambda: Branch)
    branches = graphene.List(graphene.NonNull(lambda: Branch))
    resolved = graphene.String()
    failing = graphene.String()
    measured = graphene.Int(by=graphene.Int(default_value=2))

    def resolve_resolved(self, info):
        return f"resolved {info.field_name}"

    def resolve_failing(self, info):
        raise ValueError("failing")


class Query(graphene.ObjectType):
    branch = graphene.Field(Branch)
    branches = graphene.List(graphene.NonNull(Branch))
    required_branches = graphene.List(graphene.NonNull(Branch), required=True)
    leaves = graphene.List(Leaf)

    def resolve_branch(self, info):
        return info.context["branch"]

    def resolve_branches(self, info):
        return info.context["branches"]

    def resolve_required_branches(self, info):
        return info.context["branches"]

    def resolve_leaves(self, info):
        return info.context["leaves"]


SCHEMA = graphene.Schema(query=Query, types=[Leaf, Branch]).graphql_schema


class NotADict:
    """A row by attributes, as graphene's own resolver reads it too."""

    name = "attribute"
    number = 7
    required_number = 8


scalar_values = st.one_of(
    st.none(),
    st.integers(-5, 5),
    st.sampled_from([2**31, -(2**31), 2**40]),
    st.booleans(),
    st.sampled_from([0.5, float("inf"), float("nan"), 2.0]),
    st.text(max_size=3),
    st.sampled_from(["blue", "RED", "1"]),
    st.sampled_from([Decimal("1.5"), Decimal(2), Decimal("NaN")]),
    st.sampled_from([date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC)]),
    st.sampled_from([[], {}, object, ValueError("a value that is an error")]),
)


def likely(
    usual: st.SearchStrategy, *, odd: st.SearchStrategy = scalar_values
) -> st.SearchStrategy:
    """Mostly what belongs there, sometimes null, seldom nonsense."""
    return st.integers(0, 19).flatmap(
        lambda dice: odd if dice == 0 else st.none() if dice == 1 else usual
    )


def leaf_rows() -> st.SearchStrategy:
    row = st.fixed_dictionaries(
        {"required_number": likely(st.integers(0, 9))},
        optional={
            "kind": st.sampled_from(["leaf", "other"]),
            "name": likely(st.text(max_size=3)),
            "number": likely(st.integers(-9, 9)),
            "ratio": likely(st.sampled_from([0.25, 3])),
            "flag": likely(st.booleans()),
            "key": likely(st.one_of(st.integers(0, 9), st.text(max_size=2))),
            "colour": likely(st.sampled_from([1, "blue", Colour.RED])),
            "quantity": likely(st.decimals(-99, 99, places=3)),
            "amount": likely(st.decimals(-99, 99, places=4)),
            "day": likely(st.dates()),
            "moment": likely(st.datetimes(timezones=st.just(UTC))),
        },
    )
    return likely(row, odd=st.one_of(scalar_values, st.builds(NotADict)))


def branch_rows(depth: int) -> st.SearchStrategy:
    fields = {
        "name": likely(st.text(max_size=3)),
        "leaf": leaf_rows(),
        "leaves": likely(st.lists(leaf_rows(), max_size=3)),
        "numbers": likely(st.lists(likely(st.integers(0, 9)), max_size=3)),
        "grid": likely(
            st.lists(likely(st.lists(likely(st.integers(0, 9)), max_size=2)), max_size=2)
        ),
        "anything": leaf_rows(),
        "measured": likely(st.integers(0, 9)),
    }
    if depth:
        fields["branch"] = branch_rows(depth - 1)
        fields["branches"] = likely(st.lists(branch_rows(depth - 1), max_size=2).map(tuple))
    always = {
        "required_leaf": leaf_rows(),
        "required_leaves": likely(st.lists(leaf_rows(), max_size=3)),
    }
    return likely(st.fixed_dictionaries(always, optional=fields))


LEAF_FIELDS = [
    "name",
    "number",
    "requiredNumber",
    "ratio",
    "flag",
    "key",
    "colour",
    "quantity",
    "amount",
    "day",
    "moment",
    "__typename",
]
BRANCH_LEAVES = ["name", "numbers", "grid", "resolved", "failing", "measured", "__typename"]
DIRECTIVES = [
    "",
    "",
    "",
    "",
    " @skip(if: $yes)",
    " @include(if: $yes)",
    " @skip(if: $no)",
    " @include(if: $no)",
]


@st.composite
def selection(draw, kind: str, depth: int) -> Any:
    parts = [draw(part(kind, depth)) for _at in range(draw(st.integers(1, 4)))]
    return "{ " + " ".join(parts) + " }"


@st.composite
def part(draw, kind: str, depth: int) -> str:
    directive = draw(st.sampled_from(DIRECTIVES))
    dice = draw(st.integers(0, 9))
    if dice == 0 and kind != "Query":
        return f"...{kind}Parts{directive}"
    if dice == 1:
        return f"... on {kind}{directive} {draw(selection(kind, depth))}" if depth else "__typename"
    if kind == "Leaf":
        name, inner = draw(st.sampled_from(LEAF_FIELDS)), ""
    else:
        name, inner = draw(object_field(kind, depth))
    # An alias means one thing in one document: the fields of one name are then mergeable.
    alias = draw(st.sampled_from(["", "", f"{name.strip('_')}Again: "]))
    return f"{alias}{name}{directive}{inner}"


@st.composite
def object_field(draw, kind: str, depth: int) -> tuple[str, str]:
    if kind == "Branch" and (not depth or draw(st.booleans())):
        return draw(st.sampled_from(BRANCH_LEAVES)), ""
    inner_kinds = {
        "Query": {
            "branch": "Branch",
            "branches": "Branch",
            "requiredBranches": "Branch",
            "leaves": "Leaf",
        },
        "Branch": {
            "leaf": "Leaf",
            "requiredLeaf": "Leaf",
            "leaves": "Leaf",
            "requiredLeaves": "Leaf",
            "branch": "Branch",
            "branches": "Branch",
            "anything": "Named",
        },
    }[kind]
    name = draw(st.sampled_from(sorted(inner_kinds)))
    if inner_kinds[name] == "Named":
        return name, " { name __typename ... on Leaf { number } ... on Branch { leaf { key } } }"
    return name, " " + draw(selection(inner_kinds[name], max(0, depth - 1)))


@st.composite
def documents(draw) -> Any:
    return (
        "query ($yes: Boolean = true, $no: Boolean = false) "
        + draw(selection("Query", 3))
        + " fragment LeafParts on Leaf "
        + draw(selection("Leaf", 0)).replace("...LeafParts", "key")
        + " fragment BranchParts on Branch { name required: requiredLeaf { ...LeafParts } }"
    )


def answered(
    context: type[ExecutionContext], document: str, rows: dict[str, Any]
) -> tuple[str, Any]:
    result = execute_sync(
        SCHEMA, parse(document), context_value=rows, execution_context_class=context
    )
    errors = [(error.message, error.path, error.locations) for error in result.errors or []]
    # Written out: True is no 1, 1.0 is no 1, and names come in their order.
    return repr(result.data), errors


ROWS = st.fixed_dictionaries(
    {
        "branch": branch_rows(1),
        "branches": likely(st.lists(branch_rows(1), max_size=3)),
        "leaves": likely(st.lists(leaf_rows(), max_size=4)),
    }
)


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(document=documents(), rows=ROWS)
def test_answers_and_errors_equal_the_standard_executors(document, rows):
    tree = parse(document)
    assert [error for error in validate(SCHEMA, tree) if "never used" not in error.message] == []

    assert answered(RowExecutionContext, document, rows) == answered(
        ExecutionContext, document, rows
    )


PLAIN_ROWS: dict[str, Any] = {
    "branch": None,
    "branches": [
        {"name": "a", "required_leaf": {"required_number": 1}, "required_leaves": []},
        {
            "name": None,
            "required_leaf": {"required_number": 2, "quantity": Decimal("1.5"), "colour": "blue"},
            "required_leaves": [{"required_number": 3}, {"required_number": 4}],
            "leaf": None,
            "leaves": [None, {"required_number": 5}],
            "numbers": [1, None],
            "grid": [[1], None, []],
        },
    ],
    "leaves": [],
}
FULL = """
{ branches { name __typename leaf { key } leaves { requiredNumber } numbers grid
  requiredLeaf { requiredNumber quantity colour flag } requiredLeaves { again: requiredNumber } } }
"""


def test_plain_rows_never_meet_the_field_by_field_path(monkeypatch):
    expected = answered(ExecutionContext, FULL, PLAIN_ROWS)
    fields = []
    stock = ExecutionContext.execute_field

    def watched(self, parent_type, source, nodes, path):
        fields.append(path.key)
        return stock(self, parent_type, source, nodes, path)

    monkeypatch.setattr(ExecutionContext, "execute_field", watched)

    assert answered(RowExecutionContext, FULL, PLAIN_ROWS) == expected
    assert fields == ["branches"]


def test_a_null_where_there_must_be_none_is_reported_where_it_is():
    rows = {**PLAIN_ROWS, "branches": [{"name": "a", "required_leaf": None, "required_leaves": []}]}
    query = "{ branches { name requiredLeaf { key } } }"

    data, errors = answered(RowExecutionContext, query, rows)

    assert data == "{'branches': None}"
    assert [path for _message, path, _places in errors] == [["branches", 0, "requiredLeaf"]]
    assert (data, errors) == answered(ExecutionContext, query, rows)


def test_one_bad_value_leaves_the_others_as_they_are():
    rows = {"leaves": [{"required_number": 1, "number": at if at != 2 else "x"} for at in range(4)]}
    query = "{ leaves { number requiredNumber } }"

    data, errors = answered(RowExecutionContext, query, rows)

    assert data.count("None") == 1
    assert [path for _message, path, _places in errors] == [["leaves", 2, "number"]]
    assert (data, errors) == answered(ExecutionContext, query, rows)


def test_skips_of_one_request_do_not_reach_the_next():
    query = parse("query ($no: Boolean!) { leaves { number @skip(if: $no) requiredNumber } }")
    rows = {"leaves": [{"number": 1, "required_number": 2}]}

    def keys(*, no: bool) -> list[str]:
        result = execute_sync(
            SCHEMA,
            query,
            context_value=rows,
            variable_values={"no": no},
            execution_context_class=RowExecutionContext,
        )
        return list((result.data or {})["leaves"][0])

    assert keys(no=True) == ["requiredNumber"]
    assert keys(no=False) == ["number", "requiredNumber"]
    assert keys(no=True) == ["requiredNumber"]
