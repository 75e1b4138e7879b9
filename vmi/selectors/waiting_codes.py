"""Codes that lines wait for, and what each of them could mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.models import DocumentLine, Location, Posting, Product, ProductCode
from vmi.selectors.code_suggestions import Suggester, Target
from vmi.selectors.matching import PLACE_FIELDS, PRODUCT_FIELDS

CODES_SHOWN: Final = 50
_KEYS_A_QUERY: Final = 900
_CHOICES: Final = 200


class Order(StrEnum):
    """Which codes come first."""

    LINES = "lines"
    AGE = "age"


@dataclass(frozen=True)
class WaitingCode:
    """One code of one partner that no line can be matched by, and the lines that wait for it."""

    partner: Partner
    field: str
    code: str
    name: str
    lines: int
    documents: int
    first_seen: datetime
    last_line_id: int
    suggestions: tuple[Target, ...]

    @property
    def is_product(self) -> bool:
        return self.field in PRODUCT_FIELDS

    def waits_since(self, today: date) -> int:
        """Days since its first line came."""
        return (today - localdate(self.first_seen)).days


@dataclass(frozen=True)
class WaitingCodes:
    """Some of the codes, and how many codes and lines there are in all."""

    codes: tuple[WaitingCode, ...]
    code_count: int
    line_count: int


@dataclass(frozen=True)
class OldestWaiting:
    """The code that waits longest at one partner, and how many lines wait there in all."""

    partner: Partner
    field: str
    code: str
    lines: int
    all_lines: int
    first_seen: datetime
    days: int


@question(Permission.VIEW_REPORTS)
def waiting_codes(
    scope: Scope,
    partner_id: int | None = None,
    *,
    order: Order = Order.LINES,
    start: int = 0,
    count: int | None = CODES_SHOWN,
) -> WaitingCodes:
    """Unknown codes of the scope from place `start` on, at most `count` (None: all); with suggestions.

    First come those that hold up most lines, or those that have waited longest.
    """
    groups = _groups(_wait_for_codes(partner_id), order)
    shown = groups[start:] if count is None else groups[start : start + count]
    return WaitingCodes(
        _with_suggestions(shown), len(groups), sum(group["lines"] for group in groups)
    )


@question(Permission.VIEW_REPORTS)
def waiting_code(scope: Scope, line_id: int) -> WaitingCode:
    """The code that this line waits for. Raises NotFound for foreign, absent and settled lines alike."""
    line = _wait_for_codes(None).filter(pk=line_id).first()
    if line is None:
        raise NotFound("code_not_found", _("Nothing waits for this code any more."))
    same = _parked(line.partner_id).filter(field=line.field, value=line.value)
    return _with_suggestions(_groups(same, Order.LINES))[0]


@question(Permission.VIEW_REPORTS)
def lines_waiting_for(scope: Scope, partner_id: int, field: str, code: str) -> int:
    """How many lines wait for the code now."""
    return _parked(partner_id).filter(field=field, value=code).count()


@question(Permission.VIEW_REPORTS)
def oldest_waiting(scope: Scope, today: date) -> tuple[OldestWaiting, ...]:
    """For each partner of the scope with parked lines the code that waits longest, the oldest first."""
    oldest: dict[int, dict[str, Any]] = {}
    lines: dict[int, int] = {}
    for group in _groups(_wait_for_codes(None), Order.AGE):
        oldest.setdefault(group["partner_id"], group)
        lines[group["partner_id"]] = lines.get(group["partner_id"], 0) + group["lines"]
    partners = Partner.objects.in_bulk(oldest)
    return tuple(
        OldestWaiting(
            partner=partners[partner_id],
            field=group["field"],
            code=group["value"],
            lines=group["lines"],
            all_lines=lines[partner_id],
            first_seen=group["first_seen"],
            days=(today - localdate(group["first_seen"])).days,
        )
        for partner_id, group in oldest.items()
    )


def _groups(rows: QuerySet[DocumentLine], order: Order) -> list[dict[str, Any]]:
    """One row a code, without suggestions."""
    first = ("first_seen", "-lines") if order is Order.AGE else ("-lines", "first_seen")
    return list(
        rows.order_by()
        .values("partner_id", "field", "value")
        .annotate(
            lines=Count("pk"),
            documents=Count("document", distinct=True),
            first_seen=Min("document__received_at"),
            last_line_id=Max("pk"),
        )
        .order_by(*first, "value", "partner_id")
    )


def _with_suggestions(groups: list[dict[str, Any]]) -> tuple[WaitingCode, ...]:
    samples = _samples(groups)
    partners = Partner.objects.in_bulk({group["partner_id"] for group in groups})
    codes, suggester = [], Suggester()
    for group in groups:
        name = _name_beside(samples[group["last_line_id"]])
        is_product = group["field"] in PRODUCT_FIELDS
        codes.append(
            WaitingCode(
                partner=partners[group["partner_id"]],
                field=group["field"],
                code=group["value"],
                name=name,
                lines=group["lines"],
                documents=group["documents"],
                first_seen=group["first_seen"],
                last_line_id=group["last_line_id"],
                suggestions=suggester.suggested(
                    group["partner_id"], group["value"], name, is_product=is_product
                ),
            )
        )
    return tuple(codes)


def _samples(groups: list[dict[str, Any]]) -> Mapping[int, DocumentLine]:
    """One line of each code, for the name that the file has beside it."""
    keys = [group["last_line_id"] for group in groups]
    found: dict[int, DocumentLine] = {}
    for start in range(0, len(keys), _KEYS_A_QUERY):
        found |= DocumentLine.objects.in_bulk(keys[start : start + _KEYS_A_QUERY])
    return found


@question(Permission.VIEW_REPORTS)
def possible_targets(scope: Scope, waiting: WaitingCode, wanted: str) -> tuple[Target, ...]:
    """Products or places of which code, number or name has the wanted words; a first page of them."""
    wanted = wanted.strip()
    if waiting.is_product:
        products = Product.objects.all()
        if wanted:
            products = products.filter(
                Q(code__icontains=wanted)
                | Q(gtin__icontains=wanted)
                | Q(name__icontains=wanted)
                | Q(name_zh__icontains=wanted)
            )
        return tuple(_product_target(row) for row in products[:_CHOICES])
    places = Location.objects.filter(partner_id=waiting.partner.pk, is_active=True)
    if wanted:
        places = places.filter(
            Q(code__icontains=wanted) | Q(gln__icontains=wanted) | Q(name__icontains=wanted)
        )
    return tuple(_place_target(row) for row in places[:_CHOICES])


@question(Permission.VIEW_REPORTS)
def own_codes(scope: Scope, partner_id: int, *, count: int) -> tuple[tuple[str, str], ...]:
    """Pairs of product code and place code as the partner writes them, for a sample file."""
    known = list(
        ProductCode.objects.filter(partner_id=partner_id)
        .order_by("pk")
        .values_list("code", flat=True)[:count]
    )
    products = known or list(Product.objects.values_list("code", flat=True)[:count])
    places = list(
        Location.objects.filter(partner_id=partner_id, is_active=True).values_list(
            "code", flat=True
        )[:count]
    )
    return tuple((product, place) for place in places for product in products)[:count]


def _parked(partner_id: int | None) -> QuerySet[DocumentLine]:
    rows = DocumentLine.objects.filter(state=DocumentLine.State.PARKED).exclude(
        attempt__state__in=Posting.UNCOUNTED
    )
    return rows if partner_id is None else rows.filter(partner_id=partner_id)


def _wait_for_codes(partner_id: int | None) -> QuerySet[DocumentLine]:
    """Without the lines that wait for the size of a pack: no code sets them free."""
    return _parked(partner_id).filter(field__in=(*PRODUCT_FIELDS, *PLACE_FIELDS))


def _name_beside(line: DocumentLine) -> str:
    """What the file itself calls the product or place."""
    field = "product_name" if line.field in PRODUCT_FIELDS else "location_name"
    return str(line.values.get(field, ""))


def _product_target(row: Product) -> Target:
    return Target(row.pk, row.code, row.display_name)


def _place_target(row: Location) -> Target:
    return Target(row.pk, row.code, row.name)
