"""Look-ahead: which fields below the one being resolved were asked for, so that no others are read."""

from typing import Any

from graphql import FieldNode, GraphQLResolveInfo, get_named_type, is_object_type
from graphql.execution.collect_fields import collect_sub_fields


def asked_paths(info: GraphQLResolveInfo) -> frozenset[str]:
    """Paths of schema names below this field: {"edges", "edges.node", "edges.node.quantity"}.

    Fragments are followed, skipped fields are left out, aliases are told by the name they stand for.
    """
    paths: set[str] = set()
    _add_paths(info, get_named_type(info.return_type), info.field_nodes, "", paths)
    return frozenset(paths)


def _add_paths(
    info: GraphQLResolveInfo, kind: Any, nodes: list[FieldNode], prefix: str, paths: set[str]
) -> None:
    if not is_object_type(kind):
        return
    fields = collect_sub_fields(info.schema, info.fragments, info.variable_values, kind, nodes)
    for sub_nodes in fields.values():
        name = sub_nodes[0].name.value
        path = f"{prefix}{name}"
        paths.add(path)
        if name in kind.fields:
            inner = get_named_type(kind.fields[name].type)
            _add_paths(info, inner, sub_nodes, f"{path}.", paths)
