"""The charts of the workspace pages: each title says what it finds."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keyaccounts.rules.matrix import Strategy
from keyaccounts.rules.purchases import Bought
from keyaccounts.rules.share import Split
from keyaccounts.selectors.key_accounts import KeyAccountRow
from keyaccounts.selectors.market import Market, SegmentMarket
from keyaccounts.selectors.overview import Overview
from keyaccounts.selectors.wording import STRATEGY_WORDS, SUPPLIER_WORDS
from keyaccounts.web.asking import language
from portal.kernel import charts
from portal.kernel.numbers import change_between, change_in_words, percent_in_words, short_number

# On one sheet more names than this cover each other.
MOST_POINTS = 60
_SUPPLIER_TONES = {
    "ours": "accent",
    "competitor": "soft",
    "self_made": "faint",
    "unexplained": "line",
}


def share_value_chart(
    rows: Sequence[KeyAccountRow], market: Market, *, words: str
) -> charts.Chart | None:
    """Accounts by share and value; those to grow stand out. None when no share is known."""
    known = [row for row in rows if row.measures.share.value is not None][:MOST_POINTS]
    if not known:
        return None
    growing = [row for row in known if _is_large_and_elsewhere(row, market)]
    title = ngettext(
        "%(count)d large account buys mostly elsewhere",
        "%(count)d large accounts buy mostly elsewhere",
        len(growing),
    ) % {"count": len(growing)}
    return charts.share_value_scatter(
        [
            charts.AccountPoint(
                row.name,
                min(Decimal(1), row.measures.share.value or Decimal(0)),
                row.measures.value.amount,
                "accent" if row in growing else "soft",
            )
            for row in known
        ],
        charts.Caption(
            title if growing else _("No large account buys mostly elsewhere"),
            language(),
            note=words,
        ),
        charts.Quadrants(
            market.lines.share,
            market.lines.value,
            _("share of wallet"),
            _("value (demand at our prices)"),
            (
                str(STRATEGY_WORDS[Strategy.DEFEND]),
                str(STRATEGY_WORDS[Strategy.GROW]),
                str(STRATEGY_WORDS[Strategy.MAINTAIN]),
                str(STRATEGY_WORDS[Strategy.SELECTIVE]),
            ),
        ),
    )


def _is_large_and_elsewhere(row: KeyAccountRow, market: Market) -> bool:
    share, lines = row.measures.share.value, market.lines
    return share is not None and share < lines.share and row.measures.value.amount >= lines.value


def split_chart(split: Split | None, name: str) -> charts.Chart | None:
    """An account's demand by supplier."""
    if split is None:
        return None
    ours = split.parts[0].ratio
    largest = max(split.parts[1:], key=lambda part: part.ratio, default=None)
    title = _("We supply %(share)s of its demand") % {"share": percent_in_words(ours, language())}
    if largest is not None and largest.ratio > ours:
        title = _("%(name)s supplies more of it than we do: %(share)s") % {
            "name": supplier_words(largest.kind, largest.name),
            "share": percent_in_words(largest.ratio, language()),
        }
        if largest.kind == "unexplained":
            title = _("Nobody knows who supplies %(share)s of its demand") % {
                "share": percent_in_words(largest.ratio, language())
            }
    return charts.stacked_share(
        [charts.StackRow(name, tuple(part.ratio for part in split.parts))],
        charts.Caption(title, language()),
        [
            charts.Part(supplier_words(part.kind, part.name), _SUPPLIER_TONES[part.kind])
            for part in split.parts
        ],
    )


def supplier_words(kind: str, name: str) -> str:
    """A competitor by its name, the others by what they are."""
    return name if name and kind == "competitor" else str(SUPPLIER_WORDS[kind])


def months_chart(months: Sequence[Bought], currency: str) -> charts.Chart | None:
    """Purchases by month beside the year before; None when nothing was ever bought."""
    if not any(month.value or month.before for month in months):
        return None
    finished = [month for month in months if not month.is_partial][-12:]
    now = sum((month.value for month in finished), Decimal(0))
    befores = [month.before for month in finished if month.before is not None]
    then = sum(befores, Decimal(0)) if len(befores) == len(finished) else None
    change = change_between(now, then)
    title = _("Twelve finished months brought %(value)s") % {"value": short_number(now, language())}
    if change is not None:
        title = _("Twelve finished months brought %(value)s, %(change)s on the year before") % {
            "value": short_number(now, language()),
            "change": change_in_words(change, language()),
        }
    return charts.trend(
        [
            charts.TrendRow(f"{month.period.first_day:%Y-%m}", month.value, month.before)
            for month in months
        ],
        charts.Caption(
            title,
            language(),
            note=_("%(currency)s a month, the running one so far") % {"currency": currency},
        ),
        charts.TrendNames(_("this year"), _("year before")),
    )


def segments_chart(segments: Sequence[SegmentMarket]) -> charts.Chart | None:
    """Our share of each segment beside the year before."""
    known = [each for each in segments if each.share.value is not None]
    if not known:
        return None
    leaves = [each for each in known if each.depth > 0] or known
    best = max(leaves, key=lambda each: each.share.value or Decimal(0))
    title = _("Strongest in %(segment)s: %(share)s of it is ours") % {
        "segment": best.name,
        "share": percent_in_words(best.share.value or Decimal(0), language()),
    }
    return charts.bars(
        [charts.BarRow(each.name, each.share.value, each.share_before.value) for each in known],
        charts.Caption(title, language()),
        charts.BarNames(_("our share"), _("a year ago"), is_share=True),
    )


def top_chart(page: Overview) -> charts.Chart | None:
    """The accounts that bring most, beside the year before."""
    if not page.top:
        return None
    title = _("The largest accounts")
    if page.top_ten_part is not None:
        title = _("The ten largest accounts bring %(part)s of revenue") % {
            "part": percent_in_words(page.top_ten_part, language(), places=0)
        }
    return charts.bars(
        [
            charts.BarRow(
                row.name,
                row.measures.revenue.amount,
                None if row.measures.revenue_before is None else row.measures.revenue_before.amount,
            )
            for row in page.top
        ],
        charts.Caption(title, language(), note=page.totals.revenue.currency),
        charts.BarNames(_("revenue"), _("a year ago")),
    )


def growth_chart(page: Overview) -> charts.Chart | None:
    """Where headroom lies, by account."""
    if not page.growth_targets:
        return None
    gains = [
        (row.name, row.headroom_value.amount)
        for row in page.growth_targets
        if row.headroom_value is not None
    ]
    whole = sum((gain for _name, gain in gains), Decimal(0))
    title = _("At their target shares these accounts would bring %(value)s more") % {
        "value": short_number(whole, language())
    }
    return charts.bars(
        [charts.BarRow(name, gain, tone="soft") for name, gain in gains],
        charts.Caption(title, language(), note=page.totals.revenue.currency),
        charts.BarNames(_("headroom")),
    )
