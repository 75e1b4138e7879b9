"""What a file on trial would do: how it is read, what matches, what is odd, what we would answer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import BinaryIO, Final

import pyarrow as pa
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import now, today
from portal.kernel.errors import NotFound
from vmi.formats import files
from vmi.formats.edi.acknowledging import acknowledge, is_answered
from vmi.formats.edi.listing import listed_segments
from vmi.formats.edi.shape import InterchangeHead, InterchangeRead
from vmi.formats.edi.writing import AnswerNumbers
from vmi.formats.shape import (
    EDI_KINDS,
    MEASURES,
    Batch,
    Note,
    Outline,
    Reading,
    RefusedLine,
    UnreadableFile,
)
from vmi.models import FeedSample
from vmi.rules.go_live import GoLiveScore, Shown, go_live_score
from vmi.rules.line_checks import LineChecks
from vmi.selectors.code_suggestions import Suggester, Target
from vmi.selectors.documents import chosen_reading, opened
from vmi.selectors.edi_segments import SegmentInWords, in_words
from vmi.selectors.findings import SHORT_WORDS
from vmi.selectors.interchanges import answer_text
from vmi.selectors.matching import PLACE_FIELDS, PRODUCT_FIELDS, Matcher
from vmi.selectors.reasons import Explanation, explain, field_word
from vmi.selectors.visible import visible

# A trial is a look, not the work: what follows is like what came before.
LINES_TRIED: Final = 5_000
SEGMENTS_SHOWN: Final = 120
LINES_SHOWN: Final = 8
CODES_SHOWN: Final = 20
_EXAMPLES: Final = 3
_TEST_NUMBERS: Final = AnswerNumbers(1, 1)
# Older than this is history: good for a beginning, and no proof of a running feed.
_RECENT_DAYS: Final = 400


@dataclass(frozen=True)
class ReadColumn:
    """One column of a table: its header, what we take it for ("" is not used) and some cells."""

    header: str
    meaning: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class TrialLine:
    """One line as we understand it; product and place by their names where they are known."""

    line: int
    product: str
    is_product_known: bool
    place: str
    is_place_known: bool
    first_day: date
    last_day: date
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class UnknownCode:
    """A code that nobody has given a meaning yet, and how many lines have it."""

    code: str
    field: str
    name: str
    lines: int
    suggestions: tuple[Target, ...]

    @property
    def is_product(self) -> bool:
        return self.field in PRODUCT_FIELDS


@dataclass(frozen=True)
class TrialRefusal:
    """Why some lines can't be read, with a few of them."""

    explanation: Explanation
    count: int
    examples: tuple[RefusedLine, ...]


@dataclass(frozen=True)
class TrialInterchange:
    """One interchange with the acknowledgement that we would send, marked as a test; "" when there is none."""

    head: InterchangeHead
    acceptance: str
    acknowledgement: str


@dataclass(frozen=True)
class Trial:
    """Everything that the page of a file on trial shows; `is_cut` when only its first lines were looked at."""

    sample: FeedSample
    outline: Outline | None
    problem: Explanation | None
    score: GoLiveScore
    shown: Shown
    is_cut: bool = False
    columns: tuple[ReadColumn, ...] = ()
    lines: tuple[TrialLine, ...] = ()
    refusals: tuple[TrialRefusal, ...] = ()
    unknown: tuple[UnknownCode, ...] = ()
    unknown_count: int = 0
    findings: tuple[tuple[str, int], ...] = ()
    notes: tuple[Note, ...] = ()
    interchanges: tuple[TrialInterchange, ...] = ()
    segments: tuple[SegmentInWords, ...] = ()

    @property
    def is_edi(self) -> bool:
        return self.outline is not None and self.outline.kind in EDI_KINDS

    @property
    def needs_columns(self) -> bool:
        """Whether a person has to say what the columns mean before anything else."""
        return self.outline is not None and not self.is_edi and self.problem is not None


@question(Permission.VIEW_REPORTS)
def samples_of(scope: Scope) -> QuerySet[FeedSample]:
    """Files on trial, the newest first."""
    return FeedSample.objects.select_related("partner", "feed")


@question(Permission.VIEW_REPORTS)
def sample_for(scope: Scope, sample_id: int) -> FeedSample:
    """One of them. Raises NotFound for foreign and absent alike."""
    sample = FeedSample.objects.select_related("partner", "feed").filter(pk=sample_id).first()
    if sample is None:
        raise NotFound("sample_not_found", _("There is no such file on trial."), "sample")
    return sample


@question(Permission.VIEW_REPORTS)
def trial_of(scope: Scope, sample: FeedSample) -> Trial:
    """Read the first lines of the file as the intake would, and judge them; nothing is written."""
    try:
        chosen = chosen_reading(sample)
        if problem := _open_question(chosen.outline):
            return _unread(sample, chosen.outline, problem)
        with opened(sample) as content:
            return _tried(scope, sample, chosen.outline, content)
    except UnreadableFile as unreadable:
        outline = _outline_as_found(sample)
        return _unread(sample, outline, explain(unreadable.code, unreadable.params))


def _open_question(found: Outline) -> Explanation | None:
    if found.kind in EDI_KINDS:
        return None
    if found.missing:
        return explain("missing_columns", {"missing": ",".join(found.missing)})
    if found.reading.date_order is None:
        return explain("dates_ambiguous")
    return explain("numbers_ambiguous") if found.reading.decimal_mark is None else None


def _outline_as_found(sample: FeedSample) -> Outline | None:
    """What the head shows when nothing is believed that was said of its columns."""
    try:
        with opened(sample) as content:
            return files.outline(content, sample.filename, Reading())
    except UnreadableFile:
        return None


def _unread(sample: FeedSample, outline: Outline | None, problem: Explanation) -> Trial:
    shown = Shown(is_readable=False)
    columns = _columns(outline) if outline is not None else ()
    return Trial(sample, outline, problem, go_live_score(shown), shown, columns=columns)


@dataclass
class _Seen:
    """What has been seen of the file so far."""

    lines: int = 0
    read_lines: int = 0
    products: int = 0
    places: int = 0
    first: list[TrialLine] = field(default_factory=list)
    refused: dict[str, list[RefusedLine]] = field(default_factory=dict)
    refused_counts: Counter[str] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[tuple[str, str, str], Note] = field(default_factory=dict)
    interchanges: list[InterchangeRead] = field(default_factory=list)
    days: set[tuple[date, date]] = field(default_factory=set)


def _tried(scope: Scope, sample: FeedSample, outline: Outline, content: BinaryIO) -> Trial:
    seen, checks, matcher = _Seen(), LineChecks(today()), Matcher(sample.partner_id)
    is_cut = False
    for batch in files.read(content, sample.filename, outline.reading):
        lines = batch.lines
        if seen.lines + lines.num_rows > LINES_TRIED:
            lines, is_cut = lines.slice(0, max(0, LINES_TRIED - seen.lines)), True
        checks.look(lines)
        _see(scope, seen, batch, lines, matcher)
        if is_cut:
            break
    totals = checks.findings().totals
    shown = Shown(
        is_readable=True,
        is_syntax_accepted=all(read.acceptance == "A" for read in seen.interchanges),
        lines=seen.lines,
        read_lines=seen.read_lines,
        known_products=seen.products,
        known_places=seen.places,
        clean_lines=max(0, seen.read_lines - sum(totals.values())),
        has_plausible_days=_are_plausible(seen.days),
    )
    return Trial(
        sample,
        outline,
        explain("no_lines") if not seen.lines else None,
        go_live_score(shown),
        shown,
        is_cut=is_cut,
        columns=() if outline.kind in EDI_KINDS else _columns(outline),
        lines=tuple(seen.first),
        refusals=tuple(
            TrialRefusal(explain(code), count, tuple(seen.refused[code]))
            for code, count in seen.refused_counts.most_common()
        ),
        unknown=_unknown_codes(sample.partner_id, seen),
        unknown_count=len(seen.unknown),
        findings=tuple(
            (str(SHORT_WORDS.get(kind, kind)), count) for kind, count in totals.most_common()
        ),
        notes=tuple(seen.notes.values()),
        interchanges=tuple(_answered(read) for read in seen.interchanges),
        segments=_segments(content, outline),
    )


def _see(scope: Scope, seen: _Seen, batch: Batch, lines: pa.RecordBatch, matcher: Matcher) -> None:
    seen.lines += lines.num_rows + len(batch.refused)
    seen.read_lines += lines.num_rows
    seen.interchanges += batch.interchanges
    for refused in batch.refused:
        seen.refused_counts[refused.code] += 1
        if len(some := seen.refused.setdefault(refused.code, [])) < _EXAMPLES:
            some.append(refused)
    for note in batch.notes:
        seen.notes.setdefault((note.code, note.field, note.value), note)
    if lines.num_rows:
        _match(scope, seen, lines, matcher)


def _match(scope: Scope, seen: _Seen, lines: pa.RecordBatch, matcher: Matcher) -> None:
    """Which products and places the lines are of, and which codes nobody knows."""
    days = lines.column("last_day")
    products = matcher.products(lines.column("product_code"), lines.column("gtin"), days)
    places = matcher.places(lines.column("location_code"), lines.column("gln"), days)
    seen.products += lines.num_rows - products.null_count
    seen.places += lines.num_rows - places.null_count
    for fields, found, name in (
        (PRODUCT_FIELDS, products, "product_name"),
        (PLACE_FIELDS, places, "location_name"),
    ):
        for row in lines.filter(found.is_null()).select([*fields, name]).to_pylist():
            key = next(((one, row[one]) for one in fields if row[one]), None)
            if key is not None:
                seen.unknown[key] += 1
                seen.names.setdefault(key, row[name] or "")
    spans = pa.table([lines.column("first_day"), days], names=["first", "last"])
    seen.days |= {
        (row["first"], row["last"])
        for row in spans.group_by(["first", "last"]).aggregate([]).to_pylist()
    }
    if room := LINES_SHOWN - len(seen.first):
        seen.first += _shown_lines(
            scope, lines.slice(0, room), products.slice(0, room), places.slice(0, room)
        )


def _shown_lines(
    scope: Scope, lines: pa.RecordBatch, products: pa.Array, places: pa.Array
) -> Iterator[TrialLine]:
    names = visible(scope).master
    for row, product_id, place_id in zip(
        lines.to_pylist(), products.to_pylist(), places.to_pylist(), strict=True
    ):
        product = names.products.get(product_id) if product_id else None
        place = names.places.get(place_id) if place_id else None
        said = ((name, row[name]) for name in (*MEASURES, "ordered") if row[name] is not None)
        yield TrialLine(
            row["line"],
            product.display_name if product else row["product_code"] or row["gtin"] or "",
            product is not None,
            place.display_name if place else row["location_code"] or row["gln"] or "",
            place is not None,
            row["first_day"],
            row["last_day"],
            tuple(
                (field_word(name), f"{value.normalize():f} {row['unit'] or ''}".strip())
                for name, value in said
            ),
        )


def _unknown_codes(partner_id: int, seen: _Seen) -> tuple[UnknownCode, ...]:
    suggester = Suggester()
    return tuple(
        UnknownCode(
            code,
            name,
            seen.names[name, code],
            lines,
            suggester.suggested(
                partner_id, code, seen.names[name, code], is_product=name in PRODUCT_FIELDS
            ),
        )
        for (name, code), lines in seen.unknown.most_common(CODES_SHOWN)
    )


def _are_plausible(days: set[tuple[date, date]]) -> bool:
    """Whether every day lies in the last year or so, or up to a year ahead, as forecasts do."""
    early, late = today() - timedelta(days=_RECENT_DAYS), today() + timedelta(days=_RECENT_DAYS)
    return bool(days) and all(early <= first <= last <= late for first, last in days)


def _answered(read: InterchangeRead) -> TrialInterchange:
    if not is_answered(read.head):
        return TrialInterchange(read.head, read.acceptance, "")
    test = replace(read, head=replace(read.head, is_test=True))
    answer = acknowledge(test, _TEST_NUMBERS, now())
    return TrialInterchange(read.head, read.acceptance, answer_text(answer.content))


def _segments(content: BinaryIO, outline: Outline) -> tuple[SegmentInWords, ...]:
    if not outline.interchanges:
        return ()
    found = listed_segments(content, outline.interchanges[0], outline.reading, most=SEGMENTS_SHOWN)
    return tuple(in_words(segment, outline.reading.dialect) for segment in found)


def _columns(outline: Outline) -> tuple[ReadColumn, ...]:
    """Each column of the table with what it is taken for."""
    by_column: dict[str, str] = {column: name for name, column in outline.reading.columns.items()}
    found = []
    for place, header in enumerate(outline.headers):
        name = by_column.get(header) or by_column.get(f"#{place + 1}")
        cells = [row[place] for row in outline.sample if place < len(row) and row[place].strip()]
        examples = tuple(dict.fromkeys(cells))[:_EXAMPLES]
        shown = header or _("column %(number)s") % {"number": place + 1}
        found.append(ReadColumn(shown, field_word(name) if name else "", examples))
    return tuple(found)
