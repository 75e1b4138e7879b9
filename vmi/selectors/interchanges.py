"""The exchange of EDI with partners: what came, the verdict on its syntax, our answer, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Lag
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.models import Interchange
from vmi.rules.running_numbers import MOST_MISSING, MissingNumbers, missing_between
from vmi.selectors.edi_words import ProblemInWords, in_words

_State = Interchange.State
_SENDER: Final = ("partner_id", "standard", "sender_qualifier", "sender")
# What has a number of its own in the line of its sender's numbers.
_IN_LINE: Final = (_State.TAKEN, _State.SETTLED, _State.REJECTED)
_BULKY: Final = ("groups", "problems", "acknowledgement")

VERDICTS: Final[dict[str, "str | Promise"]] = {
    "accepted": gettext_lazy("without an error"),
    "errors": gettext_lazy("with errors"),
    "rejected": gettext_lazy("rejected"),
    "resent": gettext_lazy("sent once more"),
    "reused": gettext_lazy("number used before"),
    "acknowledgement": gettext_lazy("acknowledgement"),
}
_BY_LETTER: Final = {"A": "accepted", "E": "errors", "R": "rejected"}
_WANTED: Final = {
    "accepted": Q(acceptance="A", state__in=_IN_LINE),
    "errors": Q(acceptance="E", state__in=_IN_LINE),
    "rejected": Q(acceptance="R", state__in=_IN_LINE),
    "resent": Q(state=_State.RESENT),
    "reused": Q(state=_State.REUSED),
    "acknowledgement": Q(is_acknowledgement=True),
}


@dataclass(frozen=True)
class InterchangeFilter:
    """What the list is narrowed by; None and "" leave out."""

    partner_id: int | None = None
    verdict: str = ""

    @classmethod
    def of(cls, partner: str, verdict: str) -> "InterchangeFilter":
        """From what an address says; what means nothing narrows nothing."""
        return cls(
            int(partner) if partner.isascii() and partner.isdecimal() else None,
            verdict if verdict in VERDICTS else "",
        )


@dataclass(frozen=True)
class NumbersMissing:
    """Interchanges that a sender numbered and that never came, or not yet."""

    partner_id: int
    standard: str
    sender: str
    missing: MissingNumbers
    # The interchange whose number showed the gap.
    before_id: int


@question(Permission.VIEW_REPORTS)
def interchange_for(scope: Scope, interchange_id: int) -> Interchange:
    """The interchange with its document and partner. Raises NotFound for foreign and absent alike."""
    rows = _with_previous(Interchange.objects.filter(pk=interchange_id))
    found = rows.select_related("document", "partner", "first__document").first()
    if found is None:
        raise NotFound("interchange_not_found", _("There is no such interchange."), "interchange")
    return found


@question(Permission.VIEW_REPORTS)
def interchange_rows(scope: Scope, chosen: InterchangeFilter) -> QuerySet[Interchange]:
    """The newest first, without their bulk; each says in `previous` which number came before it."""
    rows = Interchange.objects.select_related("document", "partner", "first__document")
    if chosen.partner_id is not None:
        rows = rows.filter(partner_id=chosen.partner_id)
    if chosen.verdict:
        rows = rows.filter(_WANTED[chosen.verdict])
    return _light(_with_previous(rows)).order_by("-received_at", "-document_id", "position")


@question(Permission.VIEW_REPORTS)
def interchanges_of(scope: Scope, document_id: int, most: int = 20) -> Sequence[Interchange]:
    """The first interchanges of a document, in its order."""
    rows = Interchange.objects.filter(document_id=document_id)
    rows = _light(_with_previous(rows)).select_related("document", "first__document")
    return list(rows.order_by("position")[:most])


@question(Permission.VIEW_REPORTS)
def partners_with_interchanges(scope: Scope) -> tuple[Partner, ...]:
    """Partners of the scope that have sent EDI, by code."""
    senders = Interchange.objects.order_by().values_list("partner_id").distinct()
    return tuple(Partner.objects.filter(pk__in=senders))


@question(Permission.VIEW_REPORTS)
def numbers_missing(
    scope: Scope, partner_id: int | None = None, most: int = 50
) -> tuple[NumbersMissing, ...]:
    """Gaps in the senders' running numbers as they are now, the latest first; a late file closes its gap.

    Larger steps than `MOST_MISSING` are no gaps: such a sender does not number its files for us alone.
    """
    rows = Interchange.objects.filter(sequence__isnull=False, state__in=_IN_LINE)
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    before = Window(
        Lag("sequence"), partition_by=[F(name) for name in _SENDER], order_by="sequence"
    )
    gaps = (
        rows.annotate(previous=before)
        .filter(previous__lt=F("sequence") - 1, previous__gte=F("sequence") - 1 - MOST_MISSING)
        .order_by("-received_at", "-id")
    )
    return tuple(
        _found_missing(gaps[:most].values(*_SENDER, "id", "control_number", "sequence", "previous"))
    )


def _found_missing(gaps: Any) -> Iterator[NumbersMissing]:
    for row in gaps:
        missing = missing_between(
            row["previous"],
            row["sequence"],
            standard=row["standard"],
            digits=len(row["control_number"]),
        )
        if missing is not None:
            yield NumbersMissing(
                row["partner_id"], row["standard"], row["sender"], missing, row["id"]
            )


def missing_before(row: Interchange) -> MissingNumbers | None:
    """The numbers missing between this interchange and the one before it; `row` comes from a selector here."""
    previous: int | None = getattr(row, "previous", None)
    if row.sequence is None or row.state not in _IN_LINE:
        return None
    return missing_between(
        previous, row.sequence, standard=row.standard, digits=len(row.control_number)
    )


def verdict_on(row: Interchange) -> str:
    """A key of VERDICTS, or "" while it is being read."""
    if row.state in {_State.RESENT, _State.REUSED}:
        return str(row.state)
    if row.is_acknowledgement:
        return "acknowledgement"
    return _BY_LETTER.get(row.acceptance, "")


def answered_by(row: Interchange) -> Interchange:
    """The interchange whose answer is this one's: the first, for what was sent again."""
    return row.first if row.state == _State.RESENT and row.first is not None else row


def acknowledgement_of(row: Interchange) -> bytes | None:
    """Our answer byte for byte; None where there is none, or not yet."""
    content = answered_by(row).acknowledgement
    return None if content is None else bytes(content)


def answer_text(content: bytes) -> str:
    """An answer to be read: in UTF-8, or in the Latin alphabet that EDIFACT's UNOC is written in."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def answer_lines(content: bytes) -> list[str]:
    """One segment a line, as people read it; the file itself has none of these line ends."""
    text = answer_text(content)
    terminator = text[-1:]
    if terminator in {"\n", "\r"}:
        return text.splitlines()
    head, rest = (text[:9], text[9:]) if text.startswith("UNA") else ("", text)
    pieces = [piece + terminator for piece in rest.split(terminator)[:-1]]
    return [head, *pieces] if head else pieces


def no_answer_in_words(row: Interchange) -> str:
    """Why there is no answer."""
    if not row.is_enveloped:
        return _(
            "The messages came without an envelope (ISA or UNB): it is not said to whom an answer should go."
        )
    if row.is_acknowledgement:
        return _("Acknowledgements are not acknowledged.")
    return _("The answer is written when the report has been read.")


def syntax_in_words(row: Interchange) -> str:
    """What the syntax verdict means, in a sentence."""
    verdict = verdict_on(row)
    if verdict == "errors":
        return _errors_in_words(row)
    sentences = {
        "": _("It is being read."),
        "accepted": _("Its syntax is in order."),
        "rejected": _(
            "Its syntax is broken: nothing of it was taken. Please correct it and send it again."
        ),
        "resent": _("The very same interchange was here before. Nothing was counted twice."),
        "reused": _(
            "Its control number was used before, with other content. Nothing of it was taken: "
            "please send it again under a new number."
        ),
        "acknowledgement": _(
            "This is an acknowledgement of what we sent. There is nothing to post."
        ),
    }
    return sentences[verdict]


def _errors_in_words(row: Interchange) -> str:
    if row.rejected_count:
        return ngettext(
            "%(rejected)s of %(number)s message is rejected, the rest is taken.",
            "%(rejected)s of %(number)s messages are rejected, the rest is taken.",
            row.message_count,
        ) % {"rejected": row.rejected_count, "number": row.message_count}
    return _("It is taken, apart from what is named below.")


def problems_of(row: Interchange) -> list[ProblemInWords]:
    """Every problem that is kept: of the envelope, of groups, of messages, in their order."""
    found = [in_words(kept, standard=row.standard) for kept in row.problems]
    for group in row.groups:
        name = f"{group['kind']} {group['control_number']}".strip()
        found += [in_words(kept, standard=row.standard, message=name) for kept in group["problems"]]
        for message in group["messages"]:
            name = f"{message['kind']} {message['reference']}".strip()
            found += [
                in_words(kept, standard=row.standard, message=name) for kept in message["problems"]
            ]
    return found


def _with_previous(rows: QuerySet[Interchange]) -> QuerySet[Interchange]:
    same = {name: OuterRef(name) for name in _SENDER}
    earlier = (
        Interchange.objects.filter(**same, sequence__lt=OuterRef("sequence"))
        .order_by()
        .values("partner_id")
        .annotate(top=Max("sequence"))
        .values("top")
    )
    return rows.annotate(previous=Subquery(earlier))


def _light(rows: QuerySet[Interchange]) -> QuerySet[Interchange]:
    return rows.defer(*_BULKY, *(f"first__{name}" for name in _BULKY))
