"""A review in words: every figure and cell as text, the same for page, PDF and whatever else shows it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.kernel import numbers
from portal.kernel.charts import Chart
from portal.kernel.figure import Figure, Trust
from portal.kernel.money import Money
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share
from portal.kernel.trust_words import trust_facts
from reports.render.drawings import drawing_of
from reports.selectors.document import Cell, Column, Kind, Place, Section, Table
from reports.selectors.review import Review

# Figures of which less is better; the others are better when they grow, or neither.
_BETTER_DOWN = {"open_complaints", "received_complaints", "running_low"}
_NEITHER = {"last_visit", "on_hand", "cover", "demand", "wallet", "headroom", "data_age", "visits"}


@dataclass(frozen=True)
class FigureWords:
    """A figure as it is shown; `tone` colours the change, `about` says source and day."""

    key: str
    label: str
    value: str
    exact: str
    unit: str
    change: str
    tone: str
    trust: str
    notes: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class CellWords:
    text: str
    kind: str


@dataclass(frozen=True)
class TableWords:
    """A table as it is shown."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[CellWords, ...], ...]
    total: tuple[CellWords, ...]
    empty: str
    about: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class SectionWords:
    """A section as it is shown; charts draw themselves."""

    key: str
    title: str
    finding: str
    figures: tuple[FigureWords, ...]
    charts: tuple[tuple[Chart, str], ...]
    tables: tuple[TableWords, ...]


@dataclass(frozen=True)
class ReviewWords:
    """The whole review as it is shown; `behind` are the numbers of its charts."""

    review: Review
    period: str
    made: str
    figures: tuple[FigureWords, ...]
    steps: tuple[tuple[str, str, str], ...]
    sections: tuple[SectionWords, ...]
    behind: tuple[TableWords, ...]

    def section(self, key: str) -> SectionWords:
        return next(section for section in self.sections if section.key == key)


def in_words(review: Review) -> ReviewWords:
    """Every part of the review as text in its language."""
    language = review.language
    with translation.override(language):
        return ReviewWords(
            review,
            numbers.period_in_words(review.period, language),
            numbers.day_in_words(review.today, language),
            tuple(figure_words(figure, language) for figure in review.figures),
            tuple(
                (
                    step.text,
                    numbers.day_in_words(step.due_on, language) if step.due_on else "",
                    step.tone,
                )
                for step in review.steps
            ),
            tuple(_section_words(section, review) for section in review.sections),
            tuple(
                table_words(table, language)
                for table in review.all_tables
                if table.place is Place.BEHIND
            ),
        )


def _section_words(section: Section, review: Review) -> SectionWords:
    in_front = {figure.key for figure in review.figures}
    return SectionWords(
        section.key,
        section.title,
        section.finding,
        tuple(
            figure_words(figure, review.language)
            for figure in section.figures
            if figure.key not in in_front
        ),
        tuple(
            (
                drawing_of(chart, review),
                about_words(chart.table.source, chart.table.as_of, review.language),
            )
            for chart in section.charts
        ),
        tuple(
            table_words(table, review.language)
            for table in section.tables
            if table.place is Place.SECTION
        ),
    )


def figure_words(figure: Figure, language: str) -> FigureWords:
    """One figure; what is not known says so and is no nought."""
    change = numbers.change_between(figure.value, figure.before)
    is_known = figure.value is not None and numbers.amount_of(figure.value) is not None
    trust = "" if not is_known and figure.trust is Trust.GOOD else trust_words(figure.trust)
    return FigureWords(
        figure.key,
        figure.label,
        numbers.short_in_words(figure.value, language)
        if is_known and figure.value is not None
        else _("not known"),
        numbers.exact_in_words(figure.value, language)
        if is_known and figure.value is not None
        else "",
        figure.unit,
        _change_words(figure, change, language),
        _tone(figure.key, change),
        trust if is_known else "",
        tuple(
            note
            for note in (_known_words(figure, language), figure.note, _ground(figure, language))
            if note
        ),
        about_words(figure.source, figure.as_of, language),
    )


def trust_words(trust: Trust) -> str:
    """What to know of a figure's ground; empty when it is good."""
    return {
        Trust.GOOD: "",
        Trust.THIN: _("partly estimated or incomplete"),
        Trust.LATE: _("data is late"),
        Trust.UNKNOWN: _("not known"),
    }[trust]


def _ground(figure: Figure, language: str) -> str:
    """What the mark of the data rests on; said where the mark is not good, so that paper says it too."""
    if figure.data is None or figure.trust is Trust.GOOD or figure.value is None:
        return ""
    return " ".join(trust_facts(figure.data, language))


def about_words(source: str, as_of: date | None, language: str) -> str:
    """Where it is from and of which day."""
    if as_of is None:
        return source
    return _("%(source)s · as of %(day)s") % {
        "source": source,
        "day": numbers.day_in_words(as_of, language),
    }


def _change_words(figure: Figure, change: Decimal | None, language: str) -> str:
    before = numbers.amount_of(figure.before)
    if before is None or figure.before is None:
        return ""
    said = {"before": numbers.short_in_words(figure.before, language)}
    if change is None:
        return _("a year before: %(before)s") % said
    if isinstance(figure.value, Share):
        said["change"] = numbers.points_in_words(change, language)
    elif isinstance(figure.value, int):
        return _("a year before: %(before)s") % said
    else:
        said["change"] = numbers.change_in_words(change, language)
    return _("%(change)s on a year before (%(before)s)") % said


def _tone(key: str, change: Decimal | None) -> str:
    if change is None or key in _NEITHER or round(change, 3) == 0:
        return "plain"
    is_better = change < 0 if key in _BETTER_DOWN else change > 0
    return "good" if is_better else "act"


def _known_words(figure: Figure, language: str) -> str:
    """A share of wallet never stands without how much of the demand is known."""
    if figure.key != "share" or not isinstance(figure.value, Share):
        return ""
    part = figure.value.known_part
    if part is None:
        return ""
    return _("%(part)s of the demand known, %(rest)s estimated") % {
        "part": numbers.percent_in_words(part, language, places=0),
        "rest": numbers.percent_in_words(1 - part.quantize(Decimal("0.01")), language, places=0),
    }


def table_words(table: Table, language: str) -> TableWords:
    """One table, cell by cell."""
    return TableWords(
        table.key,
        table.title,
        table.columns,
        tuple(_row_words(row, table, language) for row in table.rows),
        _row_words(table.total, table, language) if table.total else (),
        table.empty,
        about_words(table.source, table.as_of, language),
        tuple(note for note in (table.note, trust_words(table.trust)) if note),
    )


def _row_words(row: tuple[Cell, ...], table: Table, language: str) -> tuple[CellWords, ...]:
    return tuple(
        CellWords(cell_words(cell, column.kind, language), column.kind.value)
        for cell, column in zip(row, table.columns, strict=True)
    )


def cell_words(cell: Cell, kind: Kind, language: str) -> str:
    """One value in full."""
    match cell:
        case None:
            return numbers.UNKNOWN
        case str():
            return cell
        case date():
            return numbers.day_in_words(cell, language)
        case Money() | Quantity() | Share():
            return numbers.exact_in_words(cell, language)
    return _number_words(Decimal(cell), kind, language)


def _number_words(number: Decimal, kind: Kind, language: str) -> str:
    if kind is Kind.RATIO:
        return numbers.percent_in_words(number, language)
    if kind is Kind.CHANGE:
        return numbers.change_in_words(number, language)
    return numbers.number_in_words(number, language, places=2)


def running_head(review: Review) -> str:
    """What stands at the head of every page after the first."""
    words = pgettext("running head", "Account review")
    return f"{review.name} · {words} · {numbers.period_in_words(review.asked, review.language)}"
