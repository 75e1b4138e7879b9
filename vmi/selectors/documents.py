"""Documents through the gate, and what their heads show."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, BinaryIO, Protocol, cast

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.formats.files import outline
from vmi.formats.shape import Outline, Reading, UnreadableFile
from vmi.models import ReadingProfile, ReportDocument
from vmi.models.documents import document_storage

# Looks at the head of a file; passed on so that the intake can stay heard of meanwhile.
Look = Callable[[Callable[[], Outline]], Outline]


@question(Permission.VIEW_REPORTS)
def report_for(scope: Scope, document_id: int) -> ReportDocument:
    """The document with its partner. Raises NotFound for foreign and absent alike."""
    rows = ReportDocument.objects.filter(pk=document_id).select_related("partner")
    document = rows.first()
    if document is None:
        raise NotFound("report_not_found", _("There is no such report."), "report")
    return document


class KeptFile(Protocol):
    """A file of a partner that is kept: a report, or one on trial."""

    @property
    def partner_id(self) -> int: ...
    @property
    def filename(self) -> str: ...
    @property
    def content(self) -> Any: ...
    @property
    def reading(self) -> Any: ...


@contextmanager
def opened(document: KeptFile) -> Iterator[BinaryIO]:
    """The bytes as they came."""
    with document_storage().open(cast("str", document.content.name), "rb") as content:
        yield cast("BinaryIO", content)


@dataclass(frozen=True)
class ChosenReading:
    """How a document is read, and what still has to be asked; `is_told` when a person chose the columns."""

    outline: Outline
    is_told: bool

    @property
    def reading(self) -> Reading:
        return self.outline.reading


def chosen_reading(document: KeptFile, look: Look = lambda read_head: read_head()) -> ChosenReading:
    """The document's own reading, else the one remembered for its header row, else what its head suggests.

    Raises vmi.formats.shape.UnreadableFile for what can't be a table.
    """
    own = told_reading(document.reading)
    found = look(lambda: outline_of(document, own))
    if own.columns:
        return ChosenReading(found, is_told=True)
    profile = ReadingProfile.objects.filter(
        partner_id=document.partner_id, headers_hash=headers_hash(found.headers)
    ).first()
    if profile is None:
        return ChosenReading(found, is_told=False)
    remembered = told_reading({**profile.reading, **_said(document.reading)})
    return ChosenReading(look(lambda: outline_of(document, remembered)), is_told=True)


def outline_of(document: KeptFile, reading: Reading) -> Outline:
    """What the head of the document shows when it is read like this."""
    with opened(document) as content:
        return outline(content, document.filename, reading)


def told_reading(kept: Mapping[str, Any]) -> Reading:
    """The reading kept as JSON; where it names no currency, the portal's own stands in."""
    reading = Reading.from_json(kept)
    return (
        reading
        if kept.get("default_currency")
        else replace(reading, default_currency=settings.CURRENCY)
    )


def headers_hash(headers: tuple[str, ...]) -> str:
    """Stands for a header row: the same headers in the same order."""
    return sha256("\x1f".join(headers).encode()).hexdigest()


@question(Permission.VIEW_REPORTS)
def document_outline(scope: Scope, document_id: int) -> Outline:
    """What the head of a kept document shows: headers, sample rows, what is missing or open.

    Raises vmi.formats.shape.UnreadableFile for what can't be a table.
    """
    document = report_for(scope, document_id)
    try:
        return chosen_reading(document).outline
    except UnreadableFile:
        # Columns named earlier may be what is wrong.
        return outline_of(document, told_reading({"sheet": document.reading.get("sheet")}))


def _said(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the sender said of this one document."""
    return {name: value for name, value in kept.items() if value}
