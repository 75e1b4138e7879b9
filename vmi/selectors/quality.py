"""How good a partner's lines are, over time: which kinds of findings, how many, and what to do next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Count, Max, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from vmi.models import Finding, FindingCount, ReportDocument
from vmi.rules.line_checks import LEFT_OUT
from vmi.selectors.findings import SHORT_WORDS, words_of
from vmi.selectors.reasons import Explanation

_DAYS: Final = 366
_REPORTS_SHOWN: Final = 8


@dataclass(frozen=True)
class MonthOfLines:
    """The lines of the reports of one month, how many of them were odd, and how many of each kind."""

    month: date
    lines: int
    odd_lines: int
    by_kind: Mapping[str, int]

    @property
    def share(self) -> Decimal | None:
        """Of lines with a finding; None when there were no lines."""
        return Decimal(min(self.odd_lines, self.lines)) / self.lines if self.lines else None


@dataclass(frozen=True)
class OpenKind:
    """Findings of one kind that wait for an answer, and the newest report with one."""

    explanation: Explanation
    short: str
    count: int
    document_id: int


@dataclass(frozen=True)
class OpenReport:
    """A report with findings that wait for an answer."""

    document: ReportDocument
    count: int


@dataclass(frozen=True)
class Quality:
    """The last twelve months of a partner's lines; `kinds` are the frequent ones first, by code and name."""

    partner: Partner
    months: tuple[MonthOfLines, ...]
    kinds: tuple[tuple[str, str], ...]
    open_kinds: tuple[OpenKind, ...]
    open_reports: tuple[OpenReport, ...]
    settled: int

    @property
    def lines(self) -> int:
        return sum(month.lines for month in self.months)

    @property
    def odd_lines(self) -> int:
        return sum(month.odd_lines for month in self.months)

    @property
    def share(self) -> Decimal | None:
        """Of lines with a finding; None when no line came."""
        return Decimal(min(self.odd_lines, self.lines)) / self.lines if self.lines else None

    @property
    def open_count(self) -> int:
        return sum(kind.count for kind in self.open_kinds)

    @property
    def odd_months(self) -> tuple[MonthOfLines, ...]:
        """Those in which anything was found."""
        return tuple(month for month in self.months if month.odd_lines)

    @property
    def table(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Kinds down, the months in which anything was found across."""
        return tuple(
            (name, tuple(month.by_kind.get(kind, 0) for month in self.odd_months))
            for kind, name in self.kinds
        )


@dataclass(frozen=True)
class PartnerQuality:
    """One partner in the list of all: lines of twelve months, of which odd, and what is open."""

    partner: Partner
    lines: int
    odd_lines: int
    open_count: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(min(self.odd_lines, self.lines)) / self.lines if self.lines else None


@question(Permission.VIEW_REPORTS)
def quality_of(scope: Scope, partner_id: int) -> Quality:
    """The quality of a partner's lines. Raises NotFound for a foreign partner and an absent one alike."""
    partner = Partner.objects.filter(pk=partner_id).first()
    if partner is None:
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    counts = _counts_by_month(partner)
    months = tuple(
        MonthOfLines(month, lines, counts[month].get("", 0), counts[month])
        for month, lines in _lines_by_month(partner)
    )
    frequent: dict[str, int] = defaultdict(int)
    for month in months:
        for kind, lines in month.by_kind.items():
            frequent[kind] += lines if kind else 0
    kinds = sorted((kind for kind in frequent if kind), key=lambda kind: -frequent[kind])
    findings = Finding.objects.filter(partner=partner).exclude(kind=LEFT_OUT)
    settled = findings.filter(state__in=[Finding.State.CORRECTED, Finding.State.CONFIRMED])
    return Quality(
        partner,
        months,
        tuple((kind, str(SHORT_WORDS.get(kind, kind))) for kind in kinds),
        _open_kinds(partner),
        _open_reports(partner),
        settled.count(),
    )


@question(Permission.VIEW_REPORTS)
def quality_by_partner(scope: Scope) -> tuple[PartnerQuality, ...]:
    """Every partner of the scope that sent lines in twelve months, the most odd ones first."""
    since = now() - timedelta(days=_DAYS)
    documents = ReportDocument.objects.filter(received_at__gte=since, lines_in__gt=0).order_by()
    lines = dict(documents.values_list("partner").annotate(Sum("lines_in")))
    counts = FindingCount.objects.filter(document__received_at__gte=since, kind="").order_by()
    odd = dict(counts.values_list("partner").annotate(Sum("lines")))
    open_ones = Finding.objects.filter(state=Finding.State.OPEN).order_by()
    is_open = dict(open_ones.values_list("partner").annotate(Count("pk")))
    rows = [
        PartnerQuality(
            partner, lines[partner.pk], odd.get(partner.pk, 0), is_open.get(partner.pk, 0)
        )
        for partner in Partner.objects.filter(pk__in=lines)
    ]
    return tuple(
        sorted(rows, key=lambda row: (-row.open_count, -(row.share or 0), row.partner.code))
    )


def _lines_by_month(partner: Partner) -> list[tuple[date, int]]:
    rows = ReportDocument.objects.filter(
        partner=partner, received_at__gte=now() - timedelta(days=_DAYS), lines_in__gt=0
    )
    months = rows.order_by().annotate(month=TruncMonth("received_at")).values("month")
    found = months.annotate(came_in=Sum("lines_in")).order_by("month")
    return [(row["month"].date(), row["came_in"]) for row in found]


def _counts_by_month(partner: Partner) -> dict[date, dict[str, int]]:
    rows = FindingCount.objects.filter(
        partner=partner, document__received_at__gte=now() - timedelta(days=_DAYS)
    )
    months = rows.order_by().annotate(month=TruncMonth("document__received_at"))
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for row in months.values("month", "kind").annotate(total=Sum("lines")):
        found[row["month"].date()][row["kind"]] = row["total"]
    return found


def _open_kinds(partner: Partner) -> tuple[OpenKind, ...]:
    rows = Finding.objects.filter(partner=partner, state=Finding.State.OPEN).order_by()
    counted = rows.values("kind").annotate(count=Count("pk"), newest=Max("document"))
    return tuple(
        OpenKind(
            words_of(row["kind"]),
            str(SHORT_WORDS.get(row["kind"], row["kind"])),
            row["count"],
            row["newest"],
        )
        for row in sorted(counted, key=lambda row: (-row["count"], row["kind"]))
    )


def _open_reports(partner: Partner) -> tuple[OpenReport, ...]:
    rows = Finding.objects.filter(partner=partner, state=Finding.State.OPEN).order_by()
    counts = dict(rows.values_list("document").annotate(Count("pk")))
    documents = ReportDocument.objects.filter(partner=partner, pk__in=counts)
    return tuple(
        OpenReport(document, counts[document.pk])
        for document in documents.order_by("-received_at", "-pk")[:_REPORTS_SHOWN]
    )
