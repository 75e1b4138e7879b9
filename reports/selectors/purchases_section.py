"""What the account bought of us: by month beside the year before, by category, and how we delivered."""

from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from keyaccounts.rules.purchases import Bought, MixPart
from keyaccounts.selectors.account_page import AccountPage
from keyaccounts.selectors.ledger import UNIT
from keyaccounts.selectors.purchases import Purchases, purchases_of
from portal.kernel.figure import Figure
from portal.kernel.money import Money
from portal.kernel.numbers import change_between, change_in_words, period_in_words, short_in_words
from portal.kernel.period import Period
from portal.kernel.share import Share
from reports.selectors.document import Cell, ChartKind, ChartOf, Column, Kind, Place, Section, Table
from reports.selectors.rounding import rounded_parts
from vmi.models import Order, OrderLine

MONTHS_SHOWN = 12


def purchases_section(page: AccountPage) -> Section:
    """Twelve months up to the end of the period, the category mix of the period, and deliveries."""
    bought = purchases_of(page.partner_ids, page.period.last_day, mix_period=page.period)
    months = _month_table(bought, page)
    charts: tuple[ChartOf, ...] = ()
    if any(row[1] or row[2] for row in months.rows):
        names = (_("this year"), _("year before"))
        charts = (
            ChartOf(
                ChartKind.TREND,
                months,
                _months_finding(bought),
                names,
                _("%(currency)s a month") % {"currency": bought.currency},
            ),
        )
    return Section(
        "purchases",
        _("Purchases"),
        _finding(page),
        figures=(*_order_figures(page), *_service_figures(page)),
        charts=charts,
        tables=(_mix_table(bought, page),),
    )


def _finding(page: AccountPage) -> str:
    measures, language = page.row.measures, get_language() or "en"
    change = change_between(measures.revenue, measures.revenue_before)
    said = {
        "revenue": short_in_words(measures.revenue, language),
        "period": period_in_words(page.period, language),
    }
    if change is None:
        return _("It bought %(revenue)s in %(period)s; nothing is on record a year before.") % said
    said["change"] = change_in_words(change, language)
    return _("It bought %(revenue)s in %(period)s, %(change)s on the year before.") % said


def _months_finding(bought: Purchases) -> str:
    finished = [month for month in bought.months if not month.is_partial][-MONTHS_SHOWN:]
    befores = [month.before for month in finished if month.before is not None]
    now = Money(sum((month.value for month in finished), Decimal(0)), bought.currency)
    words = short_in_words(now, get_language() or "en")
    count = len(finished)
    if len(befores) < count or not sum(befores):
        return ngettext(
            "%(count)d finished month brought %(value)s",
            "%(count)d finished months brought %(value)s",
            count,
        ) % {"count": count, "value": words}
    then = Money(sum(befores, Decimal(0)), bought.currency)
    change = change_between(now, then) or Decimal(0)
    return ngettext(
        "%(count)d finished month brought %(value)s, %(change)s on the year before",
        "%(count)d finished months brought %(value)s, %(change)s on the year before",
        count,
    ) % {
        "count": count,
        "value": words,
        "change": change_in_words(change, get_language() or "en"),
    }


def _month_table(bought: Purchases, page: AccountPage) -> Table:
    months = bought.months[-MONTHS_SHOWN:]
    return Table(
        "months",
        _("Purchases by month"),
        (
            Column(_("month"), Kind.TEXT, is_wide=True),
            Column(_("purchases (%(currency)s)") % {"currency": bought.currency}),
            Column(_("a year before")),
            Column(_("change"), Kind.CHANGE),
        ),
        tuple((_month_name(month), month.value, month.before, month.change) for month in months),
        _("our orders"),
        page.period.last_day,
        place=Place.BEHIND,
    )


def _month_name(month: Bought) -> str:
    name = f"{month.period.first_day:%Y-%m}"
    return _("%(month)s so far") % {"month": name} if month.is_partial else name


def _mix_table(bought: Purchases, page: AccountPage) -> Table:
    return Table(
        "mix",
        _("What it bought, by category"),
        (
            Column(_("category"), Kind.TEXT, is_wide=True),
            Column(_("purchases (%(currency)s)") % {"currency": bought.currency}),
            Column(_("of all"), Kind.RATIO),
            Column(_("a year before")),
            Column(_("change"), Kind.CHANGE),
        ),
        _mix_rows(bought.mix, has_before=page.row.measures.revenue_before is not None),
        _("our orders"),
        page.period.last_day,
        empty=_("Nothing was bought in this period."),
    )


def _mix_rows(mix: tuple[MixPart, ...], *, has_before: bool) -> tuple[tuple[Cell, ...], ...]:
    shown = rounded_parts([part.ratio for part in mix])
    return tuple(
        (
            part.name or _("other"),
            part.value,
            ratio,
            part.before if has_before else None,
            change_between(part.value, part.before) if has_before else None,
        )
        for part, ratio in zip(mix, shown, strict=True)
    )


def _order_figures(page: AccountPage) -> tuple[Figure, ...]:
    by_key = {figure.key: figure for figure in page.figures}
    orders = Order.objects.filter(partner_id__in=page.partner_ids)
    before = page.period.year_before()
    has_before = page.row.measures.revenue_before is not None
    return (
        by_key["revenue"],
        by_key["volume"],
        Figure(
            "orders",
            _("Orders"),
            orders.filter(ordered_on__range=_days(page.period)).count(),
            _("our orders"),
            page.period.last_day,
            before=orders.filter(ordered_on__range=_days(before)).count() if has_before else None,
        ),
    )


def _service_figures(page: AccountPage) -> tuple[Figure, ...]:
    now, then = (_on_time(page, period) for period in (page.period, page.period.year_before()))
    return (
        Figure(
            "on_time",
            _("Delivered on time"),
            now,
            _("orders promised in the period, delivered by the promised day"),
            page.period.last_day,
            before=then,
        ),
        Figure(
            "filled",
            _("Delivered of what was ordered"),
            _filled(page, page.period),
            _("order lines delivered ÷ ordered"),
            page.period.last_day,
            before=_filled(page, page.period.year_before()),
        ),
    )


def _on_time(page: AccountPage, period: Period) -> Share | None:
    """Of the orders promised for the period: those delivered by that day. None when none was promised."""
    counted = Order.objects.filter(
        partner_id__in=page.partner_ids, promised_on__range=_days(period)
    ).aggregate(
        promised=Count("pk"), kept=Count("pk", filter=Q(delivered_on__lte=F("promised_on")))
    )
    if not counted["promised"]:
        return None
    return Share(Decimal(counted["kept"]), Decimal(counted["promised"]), Decimal(0))


def _filled(page: AccountPage, period: Period) -> Share | None:
    """Of the pieces ordered on lines whose delivery is on record: those delivered."""
    sums = OrderLine.objects.filter(
        partner_id__in=page.partner_ids,
        order__ordered_on__range=_days(period),
        delivered_quantity__isnull=False,
        product__unit=UNIT,
    ).aggregate(ordered=Sum("quantity"), delivered=Sum("delivered_quantity"))
    if not sums["ordered"]:
        return None
    return Share(sums["delivered"], sums["ordered"], Decimal(0))


def _days(period: Period) -> tuple[object, object]:
    return period.first_day, period.last_day
