"""Share and value in a review: who supplies the account's demand, its segments, and what there is to win."""

from decimal import Decimal
from itertools import count

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keyaccounts.rules.share import Part, Split
from keyaccounts.selectors.account_page import AccountPage, SegmentLine
from keyaccounts.selectors.figures import demand_note, demand_source
from keyaccounts.selectors.wording import SUPPLIER_WORDS
from portal.kernel.figure import Figure, Trust
from portal.kernel.numbers import percent_in_words
from reports.selectors.document import Cell, ChartKind, ChartOf, Column, Kind, Section, Table
from reports.selectors.rounding import rounded_parts

_TONES = {"ours": "accent", "self_made": "faint", "unexplained": "line"}


def share_section(page: AccountPage) -> Section:
    """Demand by supplier, exactly 100 %, and share by segment."""
    split = _split_table(page)
    charts: tuple[ChartOf, ...] = ()
    if page.split is not None:
        tones = _tones(page.split.parts)
        charts = (ChartOf(ChartKind.SPLIT, split, _split_finding(page.split), tones),)
    return Section(
        "share",
        _("Share and value"),
        _finding(page),
        figures=_figures(page),
        charts=charts,
        tables=(split, _segment_table(page)),
    )


def _tones(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The same tone for the same kind; competitors beside each other take turns of two greys."""
    competitors = count()
    return tuple(
        ("soft", "grey")[next(competitors) % 2] if part.kind == "competitor" else _TONES[part.kind]
        for part in parts
    )


def _figures(page: AccountPage) -> tuple[Figure, ...]:
    by_key = {figure.key: figure for figure in page.figures}
    wallet, demand = page.row.measures.wallet, by_key["demand"]
    return (
        by_key["share"],
        demand,
        Figure(
            "wallet",
            _("Demand at our prices"),
            wallet,
            _("demand × our price, by segment"),
            demand.as_of,
            trust=demand.trust if wallet else Trust.UNKNOWN,
        ),
        by_key["headroom"],
    )


def _finding(page: AccountPage) -> str:
    share = page.row.measures.share
    if share.value is None or share.known_part is None:
        return _("Nobody has said how much it needs, so its share is not known.")
    said = {
        "share": percent_in_words(share.value, get_language() or "en"),
        "known": percent_in_words(share.known_part, get_language() or "en", places=0),
    }
    if share.known_part == 1:
        return _("%(share)s of its demand is ours; the demand is known in full.") % said
    if share.known_part == 0:
        return _("%(share)s of its demand is ours; the demand is only estimated.") % said
    return _("%(share)s of its demand is ours; %(known)s of the demand is known.") % said


def supplier_words(part: Part) -> str:
    """A competitor by its name, the others by what they are."""
    if part.kind == "competitor" and part.name:
        return part.name
    return str(SUPPLIER_WORDS[part.kind])


def _split_finding(split: Split) -> str:
    ours, language = split.parts[0].ratio, get_language() or "en"
    largest = max(split.parts[1:], key=lambda part: part.ratio, default=None)
    if largest is None or largest.ratio <= ours:
        return _("We supply %(share)s of its demand") % {"share": percent_in_words(ours, language)}
    said = {"name": supplier_words(largest), "share": percent_in_words(largest.ratio, language)}
    if largest.kind == "unexplained":
        return _("Nobody knows who supplies %(share)s of its demand") % said
    if largest.kind == "self_made":
        return _("It makes %(share)s of its demand itself") % said
    return _("%(name)s supplies more than we do: %(share)s") % said


def _split_table(page: AccountPage) -> Table:
    demand, split = page.row.measures.demand, page.split
    parts = split.parts if split else ()
    shown = rounded_parts([part.ratio for part in parts])
    # Figures of a longer period taken by days leave parts of a can.
    quantities = rounded_parts([part.quantity for part in parts], places=0)
    rows: list[tuple[Cell, ...]] = [
        (supplier_words(part), quantity, ratio, _how_known(part))
        for part, quantity, ratio in zip(parts, quantities, shown, strict=True)
    ]
    whole = sum(quantities, Decimal(0))
    notes = [demand_note(demand)]
    if split is not None and split.excess > 0:
        notes.append(_("the suppliers' figures together exceed the demand that was declared"))
    return Table(
        "split",
        _("Who supplies its demand"),
        (
            Column(_("supplier"), Kind.TEXT, is_wide=True),
            Column(_("quantity")),
            Column(_("share"), Kind.RATIO),
            Column(_("how it is known"), Kind.TEXT),
        ),
        tuple(rows),
        demand_source(demand),
        demand.as_of if demand else None,
        trust=next(figure.trust for figure in page.figures if figure.key == "demand"),
        note="; ".join(note for note in notes if note),
        empty=_("Nobody has said how much it needs: ask, and the share will show."),
        total=(_("demand"), whole, sum(shown, Decimal(0)), "") if rows else (),
    )


def _how_known(part: Part) -> str:
    if part.kind == "ours":
        return _("from our orders")
    if part.kind == "unexplained":
        return _("what is left")
    return _("known") if part.is_known else _("estimated")


def _segment_table(page: AccountPage) -> Table:
    demand = page.row.measures.demand
    return Table(
        "segments",
        _("By segment"),
        (
            Column(_("segment"), Kind.TEXT, is_wide=True),
            Column(_("demand")),
            Column(_("of it known"), Kind.RATIO),
            Column(_("our share"), Kind.RATIO),
            Column(_("a year before"), Kind.RATIO),
            Column(_("our price")),
            Column(_("our share of the whole segment"), Kind.RATIO),
        ),
        tuple(_segment_row(line) for line in page.segments),
        demand_source(demand),
        demand.as_of if demand else None,
        empty=_("No segment of it has a demand figure."),
    )


def _segment_row(line: SegmentLine) -> tuple[Cell, ...]:
    return (
        line.name,
        line.demand.whole.quantize(Decimal(1)),
        line.share.known_part,
        line.share.value,
        line.share_before.value,
        line.price,
        None if line.market_share is None else line.market_share.value,
    )
