"""Codes that lines wait for, and what each of them could mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.models import DocumentLine, Location, Posting, Product, ProductCode
from vmi.rules.matching import digits_of, likeness, words_of
from vmi.selectors.matching import PRODUCT_FIELDS

CODES_SHOWN: Final = 100
_SUGGESTIONS: Final = 3
_LIKE_ENOUGH: Final = 0.3
_CHOICES: Final = 200


@dataclass(frozen=True)
class Target:
    """A product or place that a code could mean."""

    target_id: int
    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


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
    """The codes with the most lines, and how many codes and lines there are in all."""

    codes: tuple[WaitingCode, ...]
    code_count: int
    line_count: int


@question(Permission.VIEW_REPORTS)
def waiting_codes(scope: Scope, partner_id: int | None = None) -> WaitingCodes:
    """Unknown codes of the scope, those that hold up most lines first."""
    rows = _parked(partner_id)
    groups = list(
        rows.order_by()
        .values("partner_id", "field", "value")
        .annotate(
            lines=Count("pk"),
            documents=Count("document", distinct=True),
            first_seen=Min("document__received_at"),
            last_line_id=Max("pk"),
        )
        .order_by("-lines", "value")
    )
    shown = groups[:CODES_SHOWN]
    samples = DocumentLine.objects.in_bulk([group["last_line_id"] for group in shown])
    partners = Partner.objects.in_bulk({group["partner_id"] for group in shown})
    places = _places_by_partner(partners)
    products = _products() if shown else ()
    codes = []
    for group in shown:
        name = _name_beside(samples[group["last_line_id"]])
        is_product = group["field"] in PRODUCT_FIELDS
        known = products if is_product else places.get(group["partner_id"], ())
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
                suggestions=_suggested(group["value"], name, known),
            )
        )
    return WaitingCodes(tuple(codes), len(groups), sum(group["lines"] for group in groups))


@question(Permission.VIEW_REPORTS)
def waiting_code(scope: Scope, line_id: int) -> WaitingCode:
    """The code that this line waits for. Raises NotFound for foreign, absent and settled lines alike."""
    line = _parked(None).filter(pk=line_id).first()
    if line is None:
        raise NotFound("code_not_found", _("Nothing waits for this code any more."))
    found = waiting_codes(scope, line.partner_id).codes
    for code in found:
        if (code.field, code.code) == (line.field, line.value):
            return code
    raise NotFound("code_not_found", _("Nothing waits for this code any more."))


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


def _name_beside(line: DocumentLine) -> str:
    """What the file itself calls the product or place."""
    field = "product_name" if line.field in PRODUCT_FIELDS else "location_name"
    return str(line.values.get(field, ""))


def _products() -> tuple[Target, ...]:
    return tuple(_product_target(row) for row in Product.objects.all())


def _places_by_partner(partner_ids: Iterable[int]) -> Mapping[int, list[Target]]:
    places: dict[int, list[Target]] = {}
    for row in Location.objects.filter(partner_id__in=list(partner_ids), is_active=True):
        places.setdefault(row.partner_id, []).append(_place_target(row))
    return places


def _product_target(row: Product) -> Target:
    return Target(row.pk, row.code, row.display_name)


def _place_target(row: Location) -> Target:
    return Target(row.pk, row.code, row.name)


def _suggested(code: str, name: str, targets: Iterable[Target]) -> tuple[Target, ...]:
    """What looks like the code or the name, likest first. Only suggested: a person decides."""
    digits, words = digits_of(code), words_of(f"{name} {code}")
    scored = []
    for target in targets:
        score = likeness(words, words_of(f"{target.name} {target.code}"))
        if digits and digits == digits_of(target.code):
            score += 1
        if len(code) > 1 and code.casefold() in f"{target.code} {target.name}".casefold():
            score += 0.5
        if score >= _LIKE_ENOUGH:
            scored.append((score, target))
    scored.sort(key=lambda pair: (-pair[0], pair[1].code))
    return tuple(target for _, target in scored[:_SUGGESTIONS])
