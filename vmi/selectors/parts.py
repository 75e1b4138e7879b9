"""What an archive held: its parts, each a document of its own."""

from dataclasses import dataclass

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from vmi.models import ReportDocument
from vmi.selectors.documents import report_for


@dataclass(frozen=True)
class Part:
    """A file of an archive, by its place in it; `was_here` when the same bytes had come before."""

    number: int
    document: ReportDocument
    was_here: bool


@dataclass(frozen=True)
class Parts:
    """The files of an archive in its order, and the names of those that are no reports (of the system)."""

    parts: tuple[Part, ...] = ()
    skipped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)


@question(Permission.VIEW_REPORTS)
def parts_of(scope: Scope, document_id: int) -> Parts:
    """The parts of an archive that was unpacked; none for any other document.

    Raises NotFound for foreign and absent alike.
    """
    whole = report_for(scope, document_id)
    if whole.state != ReportDocument.State.UNPACKED:
        return Parts()
    numbered = [(int(number), int(pk)) for number, pk in whole.problem_details.get("parts", [])]
    documents = ReportDocument.objects.in_bulk([pk for _, pk in numbered])
    seen: set[int] = set()
    parts = []
    for number, pk in numbered:
        if pk in documents:
            is_own = documents[pk].parent_id == whole.pk and pk not in seen
            parts.append(Part(number, documents[pk], not is_own))
            seen.add(pk)
    return Parts(tuple(parts), tuple(map(str, whole.problem_details.get("skipped", []))))
