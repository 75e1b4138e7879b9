"""What a file on trial would do: how it is read, what matches, what is odd, what we would answer."""

from dataclasses import replace
from datetime import date, timedelta
from typing import BinaryIO, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import now, today
from portal.kernel.errors import NotFound
from vmi.formats import files
from vmi.formats.edi.acknowledging import acknowledge, is_answered
from vmi.formats.edi.listing import listed_segments
from vmi.formats.edi.shape import InterchangeRead
from vmi.formats.edi.writing import AnswerNumbers
from vmi.formats.shape import EDI_KINDS, Note, Outline, Reading, UnreadableFile
from vmi.models import FeedSample
from vmi.rules.go_live import Shown, go_live_score
from vmi.rules.line_checks import Findings
from vmi.selectors.code_suggestions import Suggester
from vmi.selectors.documents import chosen_reading, opened
from vmi.selectors.edi_segments import SegmentInWords, in_words
from vmi.selectors.findings import SHORT_WORDS
from vmi.selectors.interchanges import answer_lines
from vmi.selectors.matching import PRODUCT_FIELDS
from vmi.selectors.open_questions import open_question
from vmi.selectors.reasons import Explanation, explain, field_word
from vmi.selectors.reports import NoteInWords
from vmi.selectors.trial_parts import (
    ReadColumn,
    Trial,
    TrialInterchange,
    TrialRefusal,
    UnknownCode,
)
from vmi.selectors.trial_reading import EXAMPLES, UNKNOWN_PACK, Seen
from vmi.selectors.visible import visible

SEGMENTS_SHOWN: Final = 120
CODES_SHOWN: Final = 20
UNKNOWN_ACTIVITY: Final = "unknown_activity"
_TEST_NUMBERS: Final = AnswerNumbers(1, 1)
# Older than this is history: good for a beginning, and no proof of a running feed.
_RECENT_DAYS: Final = 400


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
    """Read the first lines of the file as the intake would, and judge them; nothing is written.

    What was sent before is not looked at: an interchange that came already is tried like a new one.
    """
    try:
        chosen = chosen_reading(sample)
        if problem := open_question(chosen):
            return _unread(sample, chosen.outline, explain(*problem))
        with opened(sample) as content:
            return _tried(scope, sample, chosen.outline, content)
    except UnreadableFile as unreadable:
        outline = _outline_as_found(sample)
        return _unread(sample, outline, _unreadable(unreadable))


def _unreadable(problem: UnreadableFile) -> Explanation:
    if problem.code == "not_a_table" and problem.params.get("kind") == "archive":
        return Explanation(
            problem.code,
            _("This is an archive (ZIP)."),
            _(
                "Unpack it and try one of the files in it. Later, when reports come, archives are unpacked here."
            ),
        )
    return explain(problem.code, problem.params)


def _outline_as_found(sample: FeedSample) -> Outline | None:
    """What the head shows when nothing is believed that was said of its columns."""
    try:
        with opened(sample) as content:
            return files.outline(content, sample.filename, Reading())
    except UnreadableFile:
        return None


def _unread(sample: FeedSample, outline: Outline | None, problem: Explanation) -> Trial:
    shown = Shown(is_readable=False)
    columns = _columns(outline) if outline is not None and outline.kind not in EDI_KINDS else ()
    return Trial(sample, outline, problem, go_live_score(shown), shown, columns=columns)


def _tried(scope: Scope, sample: FeedSample, outline: Outline, content: BinaryIO) -> Trial:
    seen = _seen(scope, sample, outline, content)
    findings = seen.findings()
    shown = _shown(seen, findings)
    is_edi = outline.kind in EDI_KINDS
    activities = [note for note in seen.notes.values() if note.code == UNKNOWN_ACTIVITY]
    return Trial(
        sample,
        outline,
        None if seen.lines else explain("no_lines"),
        go_live_score(shown),
        shown,
        is_cut=seen.is_cut,
        outcome=seen.outcome,
        columns=() if is_edi else _columns(outline),
        lines=tuple(seen.first),
        refusals=_refusals(seen),
        unknown=_unknown_codes(sample.partner_id, seen),
        unknown_count=len(seen.unknown),
        activities=tuple(map(_in_words, activities)),
        findings=tuple(
            (str(SHORT_WORDS.get(kind, kind)), count)
            for kind, count in findings.totals.most_common()
        ),
        notes=tuple(_in_words(note) for note in seen.notes.values() if note not in activities),
        interchanges=tuple(_answered(read) for read in seen.interchanges),
        segments=_segments(content, outline, frozenset(note.value for note in activities)),
    )


def _seen(scope: Scope, sample: FeedSample, outline: Outline, content: BinaryIO) -> Seen:
    seen = Seen(sample.partner_id, visible(scope).master)
    for batch in files.read(content, sample.filename, outline.reading):
        seen.look(batch)
        # Lines come when their interchange has ended: what it is answered is worth waiting for.
        if seen.is_cut and (seen.interchanges or not outline.interchanges):
            break
    return seen


def _shown(seen: Seen, findings: Findings) -> Shown:
    read = seen.lines - seen.refused
    odd = len({found.line for found in findings.kept})
    return Shown(
        is_readable=True,
        is_syntax_accepted=all(read.acceptance == "A" for read in seen.interchanges),
        lines=seen.lines,
        read_lines=read,
        known_products=seen.countable,
        known_places=seen.places,
        # Of each kind so many are kept that more of them is bad enough.
        clean_lines=max(0, read - max(odd, *findings.totals.values(), 0)),
        has_plausible_days=_are_plausible(seen.days),
    )


def _refusals(seen: Seen) -> tuple[TrialRefusal, ...]:
    return tuple(
        TrialRefusal(
            explain(code, {"value": seen.examples[code][0].value}),
            count,
            tuple(seen.examples[code]),
            is_waiting=code == UNKNOWN_PACK,
        )
        for code, count in seen.reasons.most_common()
    )


def _in_words(note: Note) -> NoteInWords:
    words = explain(note.code, {"value": note.value})
    return NoteInWords(words, note.value, note.count, note.raw)


def _unknown_codes(partner_id: int, seen: Seen) -> tuple[UnknownCode, ...]:
    suggester = Suggester()
    return tuple(
        UnknownCode(
            code,
            name,
            seen.names_told[name, code],
            lines,
            suggester.suggested(
                partner_id, code, seen.names_told[name, code], is_product=name in PRODUCT_FIELDS
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
        return TrialInterchange(read.head, read.acceptance, ())
    test = replace(read, head=replace(read.head, is_test=True))
    answer = acknowledge(test, _TEST_NUMBERS, timezone.localtime(now()))
    return TrialInterchange(read.head, read.acceptance, tuple(answer_lines(answer.content)))


def _segments(
    content: BinaryIO, outline: Outline, unknown: frozenset[str]
) -> tuple[SegmentInWords, ...]:
    if not outline.interchanges:
        return ()
    found = listed_segments(content, outline.interchanges[0], outline.reading, most=SEGMENTS_SHOWN)
    return tuple(in_words(found, outline.reading.dialect, unknown))


def _columns(outline: Outline) -> tuple[ReadColumn, ...]:
    """Each column of the table with what it is taken for."""
    by_column: dict[str, str] = {column: name for name, column in outline.reading.columns.items()}
    found = []
    for place, header in enumerate(outline.headers):
        name = by_column.get(header) or by_column.get(f"#{place + 1}")
        cells = [row[place] for row in outline.sample if place < len(row) and row[place].strip()]
        examples = tuple(dict.fromkeys(cells))[:EXAMPLES]
        shown = header or _("column %(number)s") % {"number": place + 1}
        found.append(ReadColumn(shown, field_word(name) if name else "", examples))
    return tuple(found)
