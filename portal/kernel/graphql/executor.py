"""An execution context that answers lists of plain dict rows by column, and leaves all else to graphql-core.

graphql-core spends its time on ceremony for each field of each row. Where a selection is plain -
every field below it is read from a dict by its name, has no arguments and no resolver of its own -
the whole column of a field is read, checked and serialised at once. Anything unexpected (a missing
value where there must be one, a row that is no dict, a value that doesn't serialise) raises
`_Unsure` before anything was kept, and graphql-core executes that part as ever, with its own errors.
"""

import contextlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from itertools import chain, islice
from typing import Any
from uuid import UUID

from graphene.types.resolver import dict_or_attr_resolver, dict_resolver
from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLObjectType,
    GraphQLString,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    located_error,
)
from graphql.pyutils import Path

_NONE = type(None)
# What a row may hold; anything else (an exception, a promise, a coroutine) is for graphql-core.
_PLAIN_TYPES = frozenset({str, int, bool, float, Decimal, date, datetime, UUID})
_SAME_IN_JSON: dict[Any, type] = {
    GraphQLString: str,
    GraphQLID: str,
    GraphQLBoolean: bool,
}
_SMALLEST_INT, _LARGEST_INT = -(2**31), 2**31 - 1

Column = list[Any]
Complete = Callable[[Column], Column]


class _Unsure(Exception):
    """This part is not as plain as it looked."""


class RowExecutionContext(ExecutionContext):
    """Executes plain selections by column; equal in every answer and error to its base class.

    Plans live as long as one execution, so that nothing of one request's variables, skips or
    includes reaches another. Resolvers are synchronous.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # By identity; the nodes are kept beside, so that no identity is used twice.
        self._plans: dict[Any, tuple[Any, Complete | None]] = {}
        self._partial_plans: dict[int, tuple[Any, dict[str, Complete]]] = {}

    def complete_list_value(
        self, return_type: Any, field_nodes: Any, info: Any, path: Path, result: Any
    ) -> Any:
        if isinstance(result, (list, tuple)):
            item_type = return_type.of_type
            complete = self._plan_of(item_type, field_nodes)
            if complete is not None:
                try:
                    return complete(list(result))
                except _Unsure:
                    pass
            row_type = item_type.of_type if is_non_null_type(item_type) else item_type
            if _is_row_type(row_type) and set(map(type, result)) == {dict}:
                return self._complete_rows(item_type, row_type, field_nodes, path, list(result))
        return super().complete_list_value(return_type, field_nodes, info, path, result)

    def _complete_rows(
        self,
        item_type: Any,
        row_type: GraphQLObjectType,
        field_nodes: list[FieldNode],
        path: Path,
        rows: Column,
    ) -> Column:
        """Rows of which some fields are plain: those by column, the others one by one."""
        fields = self.collect_subfields(row_type, field_nodes)
        columns: dict[str, Column] = {}
        for name, complete in self._partial_plan_of(row_type, fields).items():
            with contextlib.suppress(_Unsure):
                columns[name] = complete(rows)
        answers: Column = []
        for index, row in enumerate(rows):
            row_path = path.add_key(index, None)
            try:
                done = {name: column[index] for name, column in columns.items()}
                answers.append(self._complete_row(row_type, row, row_path, fields, done))
            except Exception as problem:  # noqa: BLE001 as graphql-core does at this place
                error = located_error(problem, field_nodes, row_path.as_list())
                self.handle_field_error(error, item_type, row_path)
                answers.append(None)
        return answers

    def _complete_row(
        self,
        row_type: GraphQLObjectType,
        row: dict[str, Any],
        path: Path | None,
        fields: Any,
        done: dict[str, Any],
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for name, nodes in fields.items():
            if name in done:
                answer[name] = done[name]
                continue
            field_path = Path(path, name, row_type.name)
            value = self.execute_field(row_type, row, nodes, field_path)
            if value is not Undefined:
                answer[name] = value
        return answer

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: Any
    ) -> Any:
        if type(source_value) is not dict:
            return super().execute_fields(parent_type, source_value, path, fields)
        done: dict[str, Any] = {}
        for name, complete in self._partial_plan_of(parent_type, fields).items():
            with contextlib.suppress(_Unsure):
                done[name] = complete([source_value])[0]
        return self._complete_row(parent_type, source_value, path, fields, done)

    def _partial_plan_of(self, parent_type: GraphQLObjectType, fields: Any) -> dict[str, Complete]:
        """The plain ones among the fields of one object."""
        known = self._partial_plans.get(id(fields))
        if known is None:
            plans = {
                name: complete
                for name, nodes in fields.items()
                if (complete := self._plan_of_field(parent_type, nodes)) is not None
            }
            known = self._partial_plans[id(fields)] = (fields, plans)
        return known[1]

    def _plan_of_field(
        self, parent_type: GraphQLObjectType, nodes: list[FieldNode]
    ) -> Complete | None:
        """From a column of rows to the column of this field's answers; None if it isn't plain."""
        name = nodes[0].name.value
        if name == "__typename":
            return lambda rows: [parent_type.name] * len(rows)
        definition = parent_type.fields.get(name)
        read = _reader_of(definition) if definition is not None else None
        if definition is None or read is None or self.middleware_manager:
            return None
        complete = self._plan_of(definition.type, nodes)
        if complete is None:
            return None
        key, default = read
        return lambda rows: complete([row.get(key, default) for row in rows])

    def _plan_of(self, kind: Any, nodes: list[FieldNode]) -> Complete | None:
        """From a column of values to their answers as `kind`; None if the selection isn't plain."""
        key = (id(kind), *map(id, nodes))
        known = self._plans.get(key)
        if known is None:
            known = self._plans[key] = ((kind, tuple(nodes)), self._build_plan(kind, nodes))
        return known[1]

    def _build_plan(self, kind: Any, nodes: list[FieldNode]) -> Complete | None:
        if is_non_null_type(kind):
            inner = self._plan_of(kind.of_type, nodes)
            return None if inner is None else partial(_complete_required, inner)
        if is_leaf_type(kind):
            return _leaf_plan(kind)
        if is_list_type(kind):
            inner = self._plan_of(kind.of_type, nodes)
            return None if inner is None else partial(_complete_lists, inner)
        if _is_row_type(kind):
            return self._object_plan(kind, nodes)
        return None

    def _object_plan(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> Complete | None:
        names: list[str] = []
        columns: list[Complete] = []
        for name, sub_nodes in self.collect_subfields(kind, nodes).items():
            if (
                sub_nodes[0].name.value != "__typename"
                and sub_nodes[0].name.value not in kind.fields
            ):
                # Validation would have refused it; graphql-core leaves such a field out.
                continue
            column = self._plan_of_field(kind, sub_nodes)
            if column is None:
                return None
            names.append(name)
            columns.append(column)
        return partial(_complete_objects, tuple(names), tuple(columns))


def _is_row_type(kind: Any) -> bool:
    return is_object_type(kind) and kind.is_type_of is None


def _reader_of(definition: GraphQLField) -> tuple[str, Any] | None:
    """Key and default with which graphene's own resolver reads this field from a dict."""
    resolve: Any = definition.resolve
    if definition.args or not isinstance(resolve, partial) or resolve.keywords:
        return None
    if resolve.func not in (dict_or_attr_resolver, dict_resolver) or len(resolve.args) != 2:
        return None
    key, default = resolve.args
    return key, default


def _complete_required(complete: Complete, values: Column) -> Column:
    if _NONE in set(map(type, values)):
        raise _Unsure
    return complete(values)


def _complete_lists(complete: Complete, values: Column) -> Column:
    """All items of all lists at once, cut apart again afterwards."""
    if not set(map(type, values)) <= {list, tuple, _NONE}:
        raise _Unsure
    items = iter(complete(list(chain.from_iterable(value or () for value in values))))
    return [None if value is None else list(islice(items, len(value))) for value in values]


def _complete_objects(
    names: tuple[str, ...], columns: Iterable[Complete], values: Column
) -> Column:
    types = set(map(type, values))
    if not types <= {dict, _NONE}:
        raise _Unsure
    rows = [value for value in values if value is not None] if _NONE in types else values
    if not names:
        answers: Iterable[dict[str, Any]] = ({} for _row in rows)
    else:
        completed = [column(rows) for column in columns]
        answers = (dict(zip(names, row, strict=True)) for row in zip(*completed, strict=True))
    if _NONE not in types:
        return list(answers)
    answers = iter(answers)
    return [None if value is None else next(answers) for value in values]


def _leaf_plan(kind: Any) -> Complete:
    if kind is GraphQLInt:
        return _complete_ints
    if kind in _SAME_IN_JSON:
        return partial(_complete_same, _SAME_IN_JSON[kind], kind.serialize)
    if isinstance(kind, GraphQLEnumType):
        return partial(_complete_enums, kind.serialize)
    return partial(_complete_leaves, kind.serialize)


def _complete_ints(values: Column) -> Column:
    types = set(map(type, values))
    if types == {int}:
        if values and (min(values) < _SMALLEST_INT or max(values) > _LARGEST_INT):
            raise _Unsure
        return values
    return _complete_leaves(GraphQLInt.serialize, values)


def _complete_same(json_type: type, serialize: Callable[[Any], Any], values: Column) -> Column:
    """Most columns: what is stored is what is sent."""
    if set(map(type, values)) <= {json_type, _NONE}:
        return values
    return _complete_leaves(serialize, values)


def _complete_enums(serialize: Callable[[Any], Any], values: Column) -> Column:
    if not all(
        kind is str or kind is _NONE or issubclass(kind, Enum) for kind in set(map(type, values))
    ):
        raise _Unsure
    return _serialised(serialize, values)


def _complete_leaves(serialize: Callable[[Any], Any], values: Column) -> Column:
    if not set(map(type, values)) <= _PLAIN_TYPES | {_NONE}:
        raise _Unsure
    return _serialised(serialize, values)


def _serialised(serialize: Callable[[Any], Any], values: Column) -> Column:
    try:
        completed = [None if value is None else serialize(value) for value in values]
    except Exception as problem:
        # Whatever it is, graphql-core meets it again and reports it where it belongs.
        raise _Unsure from problem
    given = sum(value is not None for value in values)
    if sum(value is not None and value is not Undefined for value in completed) != given:
        raise _Unsure
    return completed
