"""Decide which interchanges of a document are taken, were sent before, or use a number again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max

from vmi.formats.edi.shape import InterchangeHead
from vmi.models import Interchange, ReportDocument
from vmi.rules.running_numbers import RunningNumber, running_number

Sender = tuple[str, str, str]

_State = Interchange.State
_VERDICTS: Final[Mapping[str, str]] = {
    _State.TAKEN: "take",
    _State.SETTLED: "take",
    _State.RESENT: "resent",
    _State.REUSED: "reused",
}
_HOLDING: Final = frozenset({_State.TAKEN, _State.SETTLED})
_KNOWN: Final = (_State.TAKEN, _State.SETTLED, _State.REJECTED)
_AT_ONCE: Final = 500
# Each time something changes under us, another document has got on; so often it does not happen.
_ATTEMPTS: Final = 20


def admit_interchanges(
    document: ReportDocument, heads: Sequence[InterchangeHead]
) -> Mapping[int, str]:
    """By position: "take", "resent" or "reused".

    A unique constraint decides who takes a control number, so that of two documents at once exactly
    one does; the other is told by its content whether it is the same again. A document that is read
    again, after a crash or on purpose, keeps what it had.
    """
    own = {row.position: row for row in Interchange.objects.filter(document=document)}
    for row in own.values():
        if row.state == _State.REJECTED:
            _take_again(row)
    new = [head for head in heads if head.position not in own]
    for attempt in range(_ATTEMPTS):
        if not new:
            break
        for some in _pieces(new):
            # Documents that wait for each other in a circle, or a first interchange that is let go while
            # another one points to it: what could not be entered has no row, and is looked at again.
            with suppress(OperationalError, IntegrityError):
                _enter(document, some, is_first_look=not attempt)
        own = {row.position: row for row in Interchange.objects.filter(document=document)}
        new = [head for head in new if head.position not in own]
    else:
        raise RuntimeError(f"Interchanges of document {document.pk} could not be admitted.")
    return {head.position: _VERDICTS[own[head.position].state] for head in heads}


def let_go_of_interchanges(document: ReportDocument) -> None:
    """Forget what a document has taken and could not be read for: the numbers are free again."""
    rows = Interchange.objects.filter(document=document, state=_State.TAKEN)
    rows.filter(answered_at=None, later=None).delete()


def _pieces(heads: Sequence[InterchangeHead]) -> Iterator[Sequence[InterchangeHead]]:
    for start in range(0, len(heads), _AT_ONCE):
        yield heads[start : start + _AT_ONCE]


def _take_again(row: Interchange) -> None:
    """A rejected interchange that is read again needs its number again, which another may have now."""
    try:
        with transaction.atomic():
            row.state = _State.TAKEN
            row.save(update_fields=["state"])
    except IntegrityError:
        row.state, row.first = _State.REUSED, _holder(row)
        row.save(update_fields=["state", "first"])


def _holder(row: Interchange) -> Interchange | None:
    named = ("standard", "sender_qualifier", "sender", "control_number", "cycle")
    same = {name: getattr(row, name) for name in named}
    rows = Interchange.objects.filter(partner_id=row.partner_id, state__in=_HOLDING, **same)
    return rows.exclude(pk=row.pk).first()


def _enter(
    document: ReportDocument, heads: Sequence[InterchangeHead], *, is_first_look: bool
) -> None:
    """Write rows of what is known before, and try to take the rest; what could not be taken has no row yet."""
    rows = list(_rows(document, heads, is_first_look=is_first_look))
    # In one order for all documents, as each waits for whom it meets.
    rows.sort(key=lambda row: (*_sender(row), row.control_number, row.cycle, row.position))
    with transaction.atomic():
        Interchange.objects.bulk_create(rows, ignore_conflicts=True)


def _rows(
    document: ReportDocument, heads: Sequence[InterchangeHead], *, is_first_look: bool
) -> Iterator[Interchange]:
    earlier = _earlier(document, heads)
    highest = _highest(document, heads)
    for head in heads:
        row = _row(document, head)
        number = _in_line(row, highest)
        known = earlier.get((*_sender(row), row.control_number), [])
        if not _has_number(row):
            yield row
            continue
        same = [each for each in known if each.sha256 == row.sha256]
        holder = [each for each in known if each.cycle == row.cycle and each.state in _HOLDING]
        if same:
            row.state, row.first = _State.RESENT, same[0]
        elif holder and not is_first_look:
            row.state, row.first = _State.REUSED, holder[0]
        elif number is not None:
            key = _sender(row)
            highest[key] = max(number.sequence, highest.get(key) or 0)
        yield row


def _row(document: ReportDocument, head: InterchangeHead) -> Interchange:
    return Interchange(
        partner_id=document.partner_id,
        document=document,
        received_at=document.received_at,
        position=head.position,
        standard=head.standard,
        sender=_text(head.sender, 60),
        sender_qualifier=_text(head.sender_qualifier, 8),
        receiver=_text(head.receiver, 60),
        receiver_qualifier=_text(head.receiver_qualifier, 8),
        control_number=_text(head.control_number, 35),
        version=_text(head.version, 20),
        is_test=head.is_test,
        is_enveloped=head.is_enveloped,
        is_acknowledgement=head.is_acknowledgement,
        sha256=head.sha256,
        kinds=[_text(kind, 20) for kind in head.messages[:_AT_ONCE]],
    )


def _text(text: str, most: int) -> str:
    # PostgreSQL keeps no zero sign in a text.
    return text[:most].replace("\x00", "␀")


def _has_number(row: Interchange) -> bool:
    return row.is_enveloped and bool(row.control_number)


def _sender(row: Interchange) -> Sender:
    return row.standard, row.sender_qualifier, row.sender


def _in_line(row: Interchange, highest: Mapping[Sender, int | None]) -> RunningNumber | None:
    """Put the row's number in line with the others of its sender."""
    if not _has_number(row):
        return None
    number = running_number(row.control_number, highest.get(_sender(row)), row.standard)
    if number is not None:
        row.cycle, row.sequence = number.cycle, number.sequence
    return number


def _earlier(
    document: ReportDocument, heads: Iterable[InterchangeHead]
) -> dict[tuple[str, ...], list[Interchange]]:
    """What came of these senders with these numbers, the first one first."""
    numbers = {_text(head.control_number, 35) for head in heads} - {""}
    rows = Interchange.objects.filter(
        partner_id=document.partner_id,
        control_number__in=numbers,
        is_enveloped=True,
        state__in=_KNOWN,
    )
    found: dict[tuple[str, ...], list[Interchange]] = {}
    for row in rows.defer("groups", "problems", "acknowledgement").order_by("pk"):
        found.setdefault((*_sender(row), row.control_number), []).append(row)
    return found


def _highest(
    document: ReportDocument, heads: Iterable[InterchangeHead]
) -> dict[Sender, int | None]:
    senders = {_text(head.sender, 60) for head in heads}
    rows = Interchange.objects.filter(partner_id=document.partner_id, sender__in=senders)
    found: Iterable[dict[str, Any]] = (
        rows.order_by()
        .values("standard", "sender_qualifier", "sender")
        .annotate(top=Max("sequence"))
    )
    return {(row["standard"], row["sender_qualifier"], row["sender"]): row["top"] for row in found}
