"""One line of a document as it was read, so that a person can put it right."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.formats import files
from vmi.formats.corrections import CORRECTABLE, WHOLE, corrected
from vmi.formats.shape import MEASURES, Batch, RefusedLine, UnreadableFile
from vmi.models import LineCorrection, ReportDocument
from vmi.rules.line_checks import plain
from vmi.selectors.documents import chosen_reading, opened, report_for


@dataclass(frozen=True)
class LineAsRead:
    """The fields of a line as texts; `unread` are those that could not be read, each with its code.

    `field`, `code` and `value` say why it was refused, "" when it was not.
    """

    line: int
    raw: str
    values: Mapping[str, str]
    unread: Mapping[str, str] = dataclasses.field(default_factory=dict)
    field: str = ""
    code: str = ""
    value: str = ""

    @property
    def is_correctable(self) -> bool:
        """A line of a message that was rejected as a whole can't be put right by itself."""
        return self.code not in WHOLE


@question(Permission.VIEW_REPORTS)
def line_as_read(scope: Scope, document_id: int, line: int) -> LineAsRead:
    """The line with the corrections that it has. Raises NotFound when the document has no such line.

    The file is read up to the line: quick near its beginning, seconds near the end of a very long one.
    """
    document = report_for(scope, document_id)
    try:
        for batch in corrected_batches(document):
            found = _in_batch(batch, line)
            if found is not None:
                return found
    except UnreadableFile:
        pass
    raise NotFound("line_not_found", _("The report has no such line."), "line")


def corrections_of(document: ReportDocument) -> dict[int, dict[str, str | None]]:
    """What was put right in the document, by line; of two corrections of a field the later counts."""
    found: dict[int, dict[str, str | None]] = {}
    rows = LineCorrection.objects.filter(document=document).order_by("corrected_at", "pk")
    for line, values in rows.values_list("line", "values"):
        found.setdefault(line, {}).update(values)
    return found


def corrected_batches(document: ReportDocument) -> Iterator[Batch]:
    """The document's lines as a reading of it now would find them."""
    reading = chosen_reading(document).reading
    with opened(document) as content:
        yield from corrected(
            files.read(content, document.filename, reading),
            corrections_of(document),
            default_currency=reading.default_currency,
        )


def _in_batch(batch: Batch, line: int) -> LineAsRead | None:
    for refused in batch.refused:
        if refused.line == line:
            return _refused(refused)
    if line not in batch.lines.column("line").to_pylist():
        return None
    [row] = [row for row in batch.lines.to_pylist() if row["line"] == line]
    values = {name: plain(row[name]) for name in CORRECTABLE if row[name] is not None}
    return LineAsRead(line, row["raw"], values)


def _refused(refused: RefusedLine) -> LineAsRead:
    return LineAsRead(
        refused.line,
        refused.raw,
        {
            name: _shorter(name, text)
            for name, text in refused.values.items()
            if name in CORRECTABLE
        },
        refused.unread,
        refused.field,
        refused.code,
        refused.value,
    )


def _shorter(name: str, text: str) -> str:
    """A quantity without the zeros behind the point that exact decimals are kept with."""
    if name not in (*MEASURES, "pack"):
        return text
    try:
        return plain(Decimal(text))
    except InvalidOperation:
        return text
