"""Relay's `node(id)` and `nodes(ids)`: any object by its global id, through the gate of its type."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from portal.kernel.errors import Invalid, NotFound

from .ids import decode_id, not_found, split_id
from .options import Options
from .paging import Row

# From primary keys to the rows that the caller may see; the others are left out.
Loader = Callable[[GraphQLResolveInfo, Sequence[int]], Mapping[int, Row]]


class Node(graphene.Interface):
    """An object that has a global id."""

    id = graphene.ID(required=True, description="Opaque; it differs between types.")


def node_query(loaders: Mapping[str, Loader]) -> type[graphene.ObjectType]:
    """A base of the query type with `node` and `nodes`, from a loader for each type name.

    A row that a loader leaves out is absent, whether it is foreign or was never there. Types named
    here declare `interfaces = (Node,)`.
    """

    def resolve_node(_root: Any, info: GraphQLResolveInfo, id: str) -> Row:  # noqa: A002 Relay's name
        (row,) = _rows(loaders, info, [id])
        if row is None:
            raise not_found()
        return row

    def resolve_nodes(_root: Any, info: GraphQLResolveInfo, ids: list[str]) -> list[Row | None]:
        maximum = Options.from_settings().page_size_maximum
        if len(ids) > maximum:
            message = _("Ask for {maximum} ids at most.").format(maximum=maximum)
            raise Invalid("page_size_invalid", message, "ids")
        return _rows(loaders, info, ids)

    identifier = graphene.ID(required=True, description="A global id.")
    members = {
        "node": graphene.Field(Node, id=identifier, description="The object with this global id."),
        "nodes": graphene.List(
            Node,
            ids=graphene.List(
                graphene.NonNull(graphene.ID),
                required=True,
                description="Global ids, 100 at most.",
            ),
            required=True,
            description="The objects with these global ids, in their order; null where there is none.",
        ),
        "resolve_node": resolve_node,
        "resolve_nodes": resolve_nodes,
    }
    return type("NodeQuery", (graphene.ObjectType,), members)


def _rows(
    loaders: Mapping[str, Loader], info: GraphQLResolveInfo, ids: Sequence[str]
) -> list[Row | None]:
    """One call of a loader for each type, whatever the number of ids."""
    keys: dict[str, dict[str, int]] = {}
    for global_id in ids:
        try:
            type_name = split_id(global_id)[0]
            keys.setdefault(type_name, {})[global_id] = decode_id(type_name, global_id)
        except NotFound:
            continue
    found: dict[str, Row] = {}
    for type_name, wanted in keys.items():
        loader = loaders.get(type_name)
        rows = loader(info, sorted(set(wanted.values()))) if loader else {}
        for global_id, key in wanted.items():
            if key in rows:
                found[global_id] = {**rows[key], "id": global_id, "__typename": type_name}
    return [found.get(global_id) for global_id in ids]
