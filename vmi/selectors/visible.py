"""What readers of the facts see, now or at a moment past: which postings, and by which names."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeVar, cast

import pyarrow as pa
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import get_language

from accounts.tenancy import Scope
from vmi.facts.grouping import Dimensions
from vmi.facts.lines import Hidden, HiddenSpan
from vmi.facts.store import fact_store
from vmi.models import Location, Posting, PostingRevision, Product, Supersession, Supplier

_KEPT: Final = 16
Kept = TypeVar("Kept")

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Named:
    """A product or place as people know it."""

    code: str
    name: str
    name_zh: str = ""

    @property
    def display_name(self) -> str:
        """The name in the reader's language; the code where there is none."""
        is_chinese = (get_language() or "").startswith("zh")
        return (self.name_zh if is_chinese else "") or self.name or self.name_zh or self.code


@dataclass(frozen=True)
class MasterData:
    """The names of products and of the scope's places, as tables for the facts and by id for people."""

    dimensions: Dimensions

    @cached_property
    def products(self) -> dict[int, Named]:
        return _by_id(self.dimensions.products, "product_id")

    @cached_property
    def places(self) -> dict[int, Named]:
        return _by_id(self.dimensions.locations, "location_id")


@dataclass(frozen=True)
class View:
    """What one question sees; `revision` stands for all of it in the key of a kept answer."""

    hidden: Hidden
    master: MasterData
    revision: Hashable

    @property
    def dimensions(self) -> Dimensions:
        return self.master.dimensions


def visible(scope: Scope, as_known_on: datetime | None = None) -> View:
    """The state of the posting list and of the master data, read before a question is asked.

    With `as_known_on` the posting list is that of this past moment; names are always today's.
    """
    number = posting_revision()
    hidden = _remembered(
        scope, ("hidden", number, as_known_on), lambda: hidden_postings(as_known_on)
    )
    named_at = _names_state()
    master = _remembered(scope, ("names", named_at), _master_data)
    return View(hidden, master, (number, named_at, as_known_on))


def posting_revision() -> int:
    """How often the list of visible postings has changed."""
    return PostingRevision.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def hidden_postings(as_known_on: datetime | None = None) -> Hidden:
    """What readers leave out, of the partners of the active scope; with a moment, what they left out then.

    Read without a transaction, as that would make every reader wait for writers on SQLite: when the
    list changed meanwhile, it is read again.
    """
    while True:
        number = posting_revision()
        hidden = _hidden_now() if as_known_on is None else _hidden_on(as_known_on)
        if number == posting_revision():
            return hidden


def counted_on(moment: datetime) -> Q:
    """Postings that had become current by the moment and whose document was not read anew by then."""
    is_over = Q(state=Posting.State.READ_ANEW, superseded_at__lte=moment)
    return Q(current_at__lte=moment) & ~is_over


def holding_on(moment: datetime) -> Q:
    """Supersessions that held at the moment."""
    return Q(created_at__lte=moment) & (Q(ended_at__isnull=True) | Q(ended_at__gt=moment))


def _hidden_now() -> Hidden:
    """The newest id is read first: a posting begun later is left out by its id."""
    newest = Posting.objects.aggregate(newest=Max("pk"))["newest"]
    postings = Posting.objects.exclude(state=Posting.State.CURRENT)
    spans = Supersession.objects.filter(
        is_whole=False, ended_at__isnull=True, posting__state=Posting.State.CURRENT
    )
    return Hidden(frozenset(postings.values_list("pk", flat=True)), _spans_of(spans), newest or 0)


def _hidden_on(moment: datetime) -> Hidden:
    """Of a moment past. A posting that was replaced as a whole is left out by its spans: they have all its days."""
    counted = Posting.objects.filter(counted_on(moment))
    newest = counted.aggregate(newest=Max("pk"))["newest"] or 0
    others = Posting.objects.filter(pk__lte=newest).exclude(pk__in=counted.values("pk"))
    spans = Supersession.objects.filter(holding_on(moment), posting__in=counted)
    return Hidden(frozenset(others.values_list("pk", flat=True)), _spans_of(spans), newest)


def _spans_of(rows: QuerySet[Supersession]) -> tuple[HiddenSpan, ...]:
    spans = rows.values_list("posting_id", "first_day", "last_day", "group")
    return tuple(sorted(HiddenSpan(*span) for span in spans))


def _names_state() -> tuple[int | datetime | None, ...]:
    """Changes whenever a name does: a row added, changed or deleted."""
    state: list[int | datetime | None] = []
    for rows in (Product.objects.all(), Location.objects.all(), Supplier.objects.all()):
        found = rows.order_by().aggregate(count=Count("pk"), changed=Max("changed_at"))
        state += [found["count"], found["changed"]]
    return tuple(state)


def _master_data() -> MasterData:
    products = Product.objects.order_by("pk").values_list(
        *("pk", "code", "name", "name_zh", "category", "brand"),
        *("supplier__name", "supplier__is_us"),
    )
    places = Location.objects.order_by("pk").values_list(
        "pk", "partner_id", "code", "name", "kind", "region", "city"
    )
    return MasterData(
        Dimensions(_table(_PRODUCT_COLUMNS, products), _table(_PLACE_COLUMNS, places))
    )


_PRODUCT_COLUMNS: Final = pa.schema(
    [
        ("product_id", pa.int64()),
        *((name, pa.string()) for name in ("code", "name", "name_zh", "category", "brand")),
        ("supplier", pa.string()),
        ("is_ours", pa.bool_()),
    ]
)
_PLACE_COLUMNS: Final = pa.schema(
    [
        ("location_id", pa.int64()),
        ("partner_id", pa.int64()),
        *((name, pa.string()) for name in ("code", "name", "kind", "region", "city")),
    ]
)


def _table(schema: pa.Schema, rows: Any) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _by_id(table: pa.Table | None, key: str) -> dict[int, Named]:
    if table is None:
        return {}
    names = [name for name in ("code", "name", "name_zh") if name in table.column_names]
    columns = [table.column(name).to_pylist() for name in (key, *names)]
    return {row[0]: Named(*row[1:]) for row in zip(*columns, strict=True)}


def _remembered(scope: Scope, key: Hashable, read: Callable[[], Kept]) -> Kept:
    """What was read in the same state for the same partners; each table stays the very same object."""
    reach = "everything" if scope.is_everything else scope.partner_ids
    whole_key = (fact_store().uri, reach, key)
    with _lock:
        if whole_key in _kept:
            _kept.move_to_end(whole_key)
            return cast("Kept", _kept[whole_key])
    found = read()
    with _lock:
        found = cast("Kept", _kept.setdefault(whole_key, found))
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found
