"""The headline figures of an account, each with its source and the day it is of."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keyaccounts.rules.share import Volume
from keyaccounts.selectors.key_accounts import KeyAccountRow
from portal.kernel.figure import Figure, Trust
from portal.kernel.period import Period
from portal.kernel.share import Share


def figures_of(row: KeyAccountRow, period: Period) -> tuple[Figure, ...]:
    """Revenue, volume, share of wallet, demand and headroom; reports, page and brief show the same."""
    measures, until = row.measures, period.last_day
    orders = _("our orders")
    return (
        Figure(
            "revenue",
            _("Revenue"),
            measures.revenue,
            orders,
            until,
            before=measures.revenue_before,
            note=_other_currencies(row),
        ),
        Figure(
            "volume",
            _("Volume"),
            measures.volume,
            orders,
            until,
            before=measures.volume_before,
        ),
        _share_figure(row),
        Figure(
            "demand",
            _("Demand"),
            None if measures.demand is None else measures.demand.whole,
            demand_source(measures.demand),
            None if measures.demand is None else measures.demand.as_of,
            trust=_demand_trust(measures.demand),
            note=demand_note(measures.demand),
        ),
        Figure(
            "headroom",
            _("Headroom"),
            None if measures.headroom is None else measures.headroom.value,
            _("target share − share, × demand × our price"),
            None if measures.demand is None else measures.demand.as_of,
            trust=_demand_trust(measures.demand),
        ),
    )


def _share_figure(row: KeyAccountRow) -> Figure:
    measures = row.measures
    return Figure(
        "share",
        _("Share of wallet"),
        measures.share,
        _("our orders ÷ demand (%(source)s)") % {"source": demand_source(measures.demand)},
        None if measures.demand is None else measures.demand.as_of,
        before=_known(measures.share_before),
        trust=_demand_trust(measures.demand),
    )


def demand_source(demand: Volume | None) -> str:
    """Where a demand comes from, in words."""
    if demand is None:
        return _("no demand figure")
    return "; ".join(demand.sources) or _("source not said")


def demand_note(demand: Volume | None) -> str:
    """What was done to the figures to fit the period; empty when nothing was."""
    if demand is None:
        return ""
    notes = []
    if demand.pro_rata:
        notes.append(_("figures of a longer period taken pro rata by days"))
    if demand.carried_days:
        notes.append(
            ngettext(
                "%(days)d day carried over from a neighbouring figure",
                "%(days)d days carried over from a neighbouring figure",
                demand.carried_days,
            )
            % {"days": demand.carried_days}
        )
    return "; ".join(notes)


def _demand_trust(demand: Volume | None) -> Trust:
    if demand is None:
        return Trust.UNKNOWN
    return Trust.THIN if demand.estimated > 0 else Trust.GOOD


def _known(share: Share) -> Share | None:
    return None if share.value is None else share


def _other_currencies(row: KeyAccountRow) -> str:
    if not row.measures.other_revenue:
        return ""
    codes = ", ".join(money.currency for money in row.measures.other_revenue)
    return _("without what was bought in %(currencies)s") % {"currencies": codes}
