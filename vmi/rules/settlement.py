"""What state a document is in when every line of it has found its place."""

from dataclasses import dataclass, replace


class LinesLost(Exception):
    """Lines in are not the lines posted, parked, refused and sent twice. A mistake of ours; nothing may settle then."""


@dataclass(frozen=True)
class LineCounts:
    """How many lines came, and what became of them."""

    lines_in: int = 0
    posted: int = 0
    parked: int = 0
    refused: int = 0
    duplicate: int = 0

    def check(self) -> None:
        """Raise LinesLost unless every line is accounted for."""
        if self.lines_in != self.posted + self.parked + self.refused + self.duplicate:
            raise LinesLost(f"{self}")

    @property
    def state(self) -> str:
        """The state of the document, as ReportDocument.State calls it.

        Lines sent twice are settled by the first of them; a document of nothing else is posted already.
        """
        if self.posted or (self.duplicate and not self.parked and not self.refused):
            is_whole = self.posted + self.duplicate == self.lines_in
            return "posted" if is_whole else "partly"
        return "parked" if self.parked else "refused"

    def released(self, lines: int) -> "LineCounts":
        """The counts after `lines` parked lines posted."""
        return replace(self, posted=self.posted + lines, parked=self.parked - lines)

    def all_refused(self) -> "LineCounts":
        """The counts when the whole document is refused for the sake of a part of it."""
        return LineCounts(self.lines_in, refused=self.lines_in)
