"""Pages of a connection: how many rows, from where, and the keyset behind a cursor."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, JSONSerializer, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid

from .options import Options

Row = dict[str, Any]
PAGE_ARGUMENTS = ("first", "after", "last", "before")


@dataclass(frozen=True)
class Page:
    """`size` rows after a cursor, or (`is_backwards`) before one; the start or the end when None."""

    size: int
    cursor: str | None = None
    is_backwards: bool = False

    @classmethod
    def of(
        cls,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        maximum: int | None = None,
    ) -> "Page":
        """The page that a connection's arguments ask for; Invalid unless exactly one size of 1 to 100."""
        maximum = maximum or Options.from_settings().page_size_maximum
        if (first is None) == (last is None):
            message = _("Ask with either “first” or “last”, from 1 to {maximum}.")
            raise Invalid("page_size_invalid", message.format(maximum=maximum), "first")
        name, size = ("first", first) if first is not None else ("last", last)
        if size is None or not 1 <= size <= maximum:
            message = _("“{name}” must be from 1 to {maximum}.")
            raise Invalid("page_size_invalid", message.format(name=name, maximum=maximum), name)
        if (after if last is not None else before) is not None:
            message = _("“first” goes with “after”, “last” goes with “before”.")
            raise Invalid("page_size_invalid", message, name)
        return cls(size, after if first is not None else before, last is not None)


def keyset_page(
    rows: "QuerySet[Any]",
    page: Page,
    *,
    keys: Sequence[str],
    columns: Sequence[str],
    row: Callable[[Row], Row] | None = None,
    with_cursors: bool = True,
) -> Row:
    """One page of a queryset, as the dict that a connection type shows.

    `keys` order it: field names, "-" for descending, none of them nullable, the last one unique
    ("-first_day", "pk"). The rows after a cursor are found by those values, so a page is the same
    whatever is inserted before it. `row` turns the values of `columns` into what the node type
    shows. Runs one query, and a second one only when `total_count` is asked for.
    """
    signer = _cursor_signer(_kind_of(rows.model, keys))
    wanted = rows.order_by(*(_reversed(keys) if page.is_backwards else keys))
    if page.cursor is not None:
        place = _opened(signer, page.cursor, len(keys))
        wanted = wanted.filter(_beyond(keys, place, is_backwards=page.is_backwards))
    plain_keys = [key.removeprefix("-") for key in keys]
    names = list(dict.fromkeys((*columns, *plain_keys)))
    found: list[Row] = list(wanted.values(*names)[: page.size + 1])
    has_more = len(found) > page.size
    found = found[: page.size]
    if page.is_backwards:
        found.reverse()
    places = [[values[key] for key in plain_keys] for values in found]
    nodes = [row(values) for values in found] if row else found
    return _connection(
        nodes, places, signer, page, has_more=has_more, count=rows.count, with_cursors=with_cursors
    )


def rows_page(
    rows: Sequence[Row],
    page: Page,
    *,
    key: Callable[[Mapping[str, Any]], Sequence[object]],
    name: str,
) -> Row:
    """One page of rows that are there already, in their order; a cursor holds the key of its row.

    `name` keeps the cursors of different lists apart. A cursor whose row has gone is refused.
    """
    signer = _cursor_signer(name)
    start, end = 0, len(rows)
    if page.cursor is not None:
        wanted = _opened(signer, page.cursor, None)
        positions = [at for at, one in enumerate(rows) if _plain(key(one)) == wanted]
        if not positions:
            raise _bad_cursor()
        start, end = (0, positions[0]) if page.is_backwards else (positions[0] + 1, end)
    if page.is_backwards:
        has_more = end - page.size > 0
        start = max(0, end - page.size)
    else:
        has_more = end - start > page.size
        end = min(end, start + page.size)
    nodes = list(rows[start:end])
    places = [list(key(one)) for one in nodes]
    return _connection(
        nodes,
        places,
        signer,
        page,
        has_more=has_more,
        count=lambda: len(rows),
        with_cursors=True,
    )


def _connection(  # noqa: PLR0913 the two pages above share it
    nodes: list[Row],
    places: list[list[object]],
    signer: Signer,
    page: Page,
    *,
    has_more: bool,
    count: Callable[[], int],
    with_cursors: bool,
) -> Row:
    cursors: list[str | None] = [None] * len(nodes)
    if with_cursors:
        cursors = [_closed(signer, place) for place in places]
    elif places:
        cursors[0], cursors[-1] = _closed(signer, places[0]), _closed(signer, places[-1])
    has_cursor = page.cursor is not None
    return {
        "edges": [
            {"cursor": cursor, "node": node} for cursor, node in zip(cursors, nodes, strict=True)
        ],
        "page_info": {
            "has_next_page": has_cursor if page.is_backwards else has_more,
            "has_previous_page": has_more if page.is_backwards else has_cursor,
            "start_cursor": cursors[0] if cursors else None,
            "end_cursor": cursors[-1] if cursors else None,
        },
        # Called by the connection type, and only when `totalCount` is asked for.
        "count": count,
    }


class _CursorJson(JSONSerializer):
    """Days, moments and decimals as strings, to their last digit; the database takes them back."""

    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, separators=(",", ":"), default=_text).encode()


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"A cursor can't hold a {type(value).__name__}.")


def _cursor_signer(kind: str) -> Signer:
    return Signer(salt=f"graphql-cursor:{kind}")


def _kind_of(model: type[Model], keys: Sequence[str]) -> str:
    return f"{model._meta.label_lower}:{','.join(keys)}"


def _closed(signer: Signer, place: Sequence[object]) -> str:
    return signer.sign_object(list(place), serializer=_CursorJson)


def _opened(signer: Signer, cursor: str, length: int | None) -> list[Any]:
    try:
        place = signer.unsign_object(cursor, serializer=_CursorJson)
    except (BadSignature, ValueError):
        raise _bad_cursor() from None
    if not isinstance(place, list) or (length is not None and len(place) != length):
        raise _bad_cursor()
    return place


def _bad_cursor() -> Invalid:
    message = _("The cursor does not belong to this list. Begin again without it.")
    return Invalid("cursor_invalid", message, "after")


def _plain(place: Sequence[object]) -> list[Any]:
    serializer = _CursorJson()
    plain: list[Any] = serializer.loads(serializer.dumps(list(place)))
    return plain


def _reversed(keys: Sequence[str]) -> list[str]:
    return [key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in keys]


def _beyond(keys: Sequence[str], place: Sequence[object], *, is_backwards: bool) -> Q:
    """Rows after the place in the order of the keys: a later first key, or the same one and so on."""
    beyond = Q()
    same: dict[str, object] = {}
    for key, value in zip(keys, place, strict=True):
        name = key.removeprefix("-")
        is_falling = key.startswith("-") != is_backwards
        comparison = "lt" if is_falling else "gt"
        beyond |= Q(**same, **{f"{name}__{comparison}": value})
        same[name] = value
    return beyond
