"""The price of an operation in points: asked before execution from document and variables, settled after it.

A leaf costs nothing and an object 1. A connection costs 1, and each of its `first` (or `last`) nodes
what the node costs. A plain list is priced at a fixed length, or at the number of `ids` it is asked
for. `totalCount`, mutations and introspection have prices of their own, and `cost_of_fields` names
single fields. `edges`, `pageInfo` and `userErrors` are free; a request costs 1 at least.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values

from portal.kernel.errors import DomainError

from .errors import Code, Refusal, coded
from .options import Options
from .paging import PAGE_ARGUMENTS, Page

_FREE_TYPES = ("PageInfo", "UserError")


@dataclass(slots=True)
class Price:
    """Of one place in the answer: each of `size` items costs `own` and what lies in it."""

    own: int = 0
    size: int = 1
    parts: dict[str, "Price"] = field(default_factory=dict)
    # Of the dearest runtime type, where several are possible.
    inner: int = 0

    @property
    def requested(self) -> int:
        return self.size * (self.own + self.inner)

    def actual(self, answer: Any) -> int:
        """What the answer turned out to cost."""
        if isinstance(answer, list):
            if not self.parts:
                return self.own * len(answer)
            return sum(self.actual(item) for item in answer)
        if not isinstance(answer, dict):
            return self.own
        return self.own + sum(
            part.actual(answer[name]) for name, part in self.parts.items() if name in answer
        )


def price_of(
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
    options: Options,
) -> Price:
    """The price of a valid operation. A page size outside its bounds is refused here."""
    return _Pricing(schema, dict(fragments), variables, options).of_operation(operation)


@dataclass
class _Pricing:
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str, Any]
    options: Options
    # The same nodes below the same type cost the same wherever a fragment puts them.
    known: dict[tuple[Any, ...], Price] = field(default_factory=dict)

    def of_operation(self, operation: OperationDefinitionNode) -> Price:
        root = self.schema.get_root_type(operation.operation)
        if root is None:
            return Price()
        fields = collect_fields(
            self.schema, self.fragments, self.variables, root, operation.selection_set
        )
        price = Price()
        for name, nodes in fields.items():
            part = self._of_field(root, nodes, 1)
            if operation.operation is OperationType.MUTATION:
                part.own = self._named(root, nodes[0], self.options.cost_of_mutation)
            price.parts[name] = part
            price.inner += part.requested
        return price

    def _of_field(self, parent: GraphQLObjectType, nodes: list[FieldNode], page_size: int) -> Price:
        name = nodes[0].name.value
        if name in ("__schema", "__type"):
            return Price(own=self.options.cost_of_introspection)
        definition = parent.fields.get(name)
        if definition is None:
            return Price()
        own = self._named(parent, nodes[0], self._own(parent, name, definition))
        if is_leaf_type(get_named_type(definition.type)):
            return Price(own=own)
        size, inner_page_size = self._sizes(parent, definition, nodes[0], page_size)
        key = (own, size, inner_page_size, id(definition), *map(id, nodes))
        if key not in self.known:
            price = Price(own=own, size=size)
            self._add_parts(price, definition, nodes, inner_page_size)
            self.known[key] = price
        return self.known[key]

    def _add_parts(
        self, price: Price, definition: GraphQLField, nodes: list[FieldNode], page_size: int
    ) -> None:
        for runtime_type in self._runtime_types(definition):
            inner = 0
            fields = collect_sub_fields(
                self.schema, self.fragments, self.variables, runtime_type, nodes
            )
            for name, sub_nodes in fields.items():
                part = self._of_field(runtime_type, sub_nodes, page_size)
                inner += part.requested
                known = price.parts.get(name)
                if part.requested and (known is None or known.requested < part.requested):
                    price.parts[name] = part
            price.inner = max(price.inner, inner)

    def _runtime_types(self, definition: GraphQLField) -> Iterable[GraphQLObjectType]:
        named: Any = get_named_type(definition.type)
        return self.schema.get_possible_types(named) if is_abstract_type(named) else (named,)

    def _own(self, parent: GraphQLObjectType, name: str, definition: GraphQLField) -> int:
        named = get_named_type(definition.type)
        if is_leaf_type(named):
            is_count = name == "totalCount" and parent.name.endswith("Connection")
            return self.options.cost_of_total_count if is_count else 0
        if named.name in _FREE_TYPES or (_is_list(definition) and named.name.endswith("Edge")):
            return 0
        return 1

    def _named(self, parent: GraphQLObjectType, node: FieldNode, otherwise: int) -> int:
        return self.options.cost_of_fields.get(f"{parent.name}.{node.name.value}", otherwise)

    def _sizes(
        self, parent: GraphQLObjectType, definition: GraphQLField, node: FieldNode, page_size: int
    ) -> tuple[int, int]:
        """How many of this field there may be, and how many edges the connection below it has."""
        if "first" in definition.args:
            return 1, self._page_size(definition, node)
        if not _is_list(definition):
            return 1, page_size
        if parent.name.endswith("Connection"):
            return page_size, 1
        if "ids" in definition.args:
            ids = self._arguments(definition, node).get("ids") or ()
            return len(ids), 1
        return self.options.cost_of_plain_list, 1

    def _page_size(self, definition: GraphQLField, node: FieldNode) -> int:
        arguments = self._arguments(definition, node)
        try:
            page = Page.of(
                **{name: arguments.get(name) for name in PAGE_ARGUMENTS},
                maximum=self.options.page_size_maximum,
            )
        except DomainError as problem:
            error = GraphQLError(
                str(problem.message),
                node,
                extensions={"code": str(Code.PAGE_SIZE_INVALID), "field": problem.field},
            )
            raise Refusal(400, [error]) from None
        return page.size

    def _arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        try:
            return get_argument_values(definition, node, self.variables)
        except GraphQLError as error:
            message = error.message
            raise Refusal(
                400, [coded(Code.BAD_USER_INPUT, message)], follows_media_type=True
            ) from None


def _is_list(definition: GraphQLField) -> bool:
    kind: Any = definition.type
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)
