"""Connections after Relay's specification: typed pages of rows with keyset cursors."""

from collections.abc import Callable
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from .paging import PAGE_ARGUMENTS, Page, Row


class PageInfo(graphene.ObjectType):
    """Where a page lies in its list."""

    has_next_page = graphene.Boolean(required=True, description="Whether rows follow this page.")
    has_previous_page = graphene.Boolean(
        required=True, description="Whether rows come before this page."
    )
    start_cursor = graphene.String(
        description="Cursor of the first row; null when the page is empty."
    )
    end_cursor = graphene.String(
        description="Cursor of the last row, to ask on with “after”; null when the page is empty."
    )


_connections: dict[type, type[graphene.ObjectType]] = {}


def connection_of(row_type: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """The connection type of a row type, with its edge; made once for each row type."""
    if row_type not in _connections:
        _connections[row_type] = _new_connection(row_type)
    return _connections[row_type]


def _new_connection(row_type: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    name = row_type._meta.name
    # What a row type's pages tell of the whole answer, beside its rows.
    of_the_answer: dict[str, graphene.Field] = getattr(row_type, "CONNECTION_FIELDS", {})
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"One {name} and its cursor.",
            "cursor": graphene.String(
                required=True, description="Opaque; pass it as “after” or “before”."
            ),
            "node": graphene.Field(row_type, required=True, description=f"The {name}."),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": f"A page of {name} rows.",
            "edges": graphene.List(
                graphene.NonNull(edge), required=True, description="The rows of this page."
            ),
            "page_info": graphene.Field(
                PageInfo, required=True, description="Where this page lies in the list."
            ),
            "total_count": graphene.Int(
                required=True,
                description="Rows in the whole list; counted, and priced, only when asked for.",
            ),
            "resolve_total_count": _total_count,
            **of_the_answer,
        },
    )


def connection_field(
    row_type: type[graphene.ObjectType],
    *,
    description: str,
    resolver: Callable[..., Row] | None = None,
    **arguments: Any,
) -> graphene.Field:
    """A field that answers a page of `row_type`.

    Its resolver gets `page` (checked) in place of first, after, last and before:
    `def resolve_orders(root, info, page, **filters)`; it returns what `keyset_page` returns.
    """
    return _ConnectionField(
        connection_of(row_type),
        required=True,
        description=description,
        resolver=resolver,
        first=graphene.Int(
            description="How many rows, from 1 to 100. Either “first” or “last” is required."
        ),
        after=graphene.String(description="Cursor after which the page begins."),
        last=graphene.Int(description="How many rows from the end, from 1 to 100."),
        before=graphene.String(description="Cursor before which the page ends."),
        **arguments,
    )


class _ConnectionField(graphene.Field):
    def wrap_resolve(self, parent_resolver: Callable[..., Row]) -> Callable[..., Row]:
        resolve: Callable[..., Row] = super().wrap_resolve(parent_resolver)

        def resolve_page(root: Any, info: GraphQLResolveInfo, **arguments: Any) -> Row:
            asked = {name: arguments.pop(name, None) for name in PAGE_ARGUMENTS}
            return resolve(root, info, page=Page.of(**asked), **arguments)

        return resolve_page


def _total_count(root: Row, _info: GraphQLResolveInfo) -> int:
    count: int = root["count"]()
    return count
