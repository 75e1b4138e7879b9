"""What state a document is in when every line of it has found its place."""

from dataclasses import dataclass


class LinesLost(Exception):
    """Lines in are not the lines posted, parked and refused. A mistake of ours; nothing may settle then."""


@dataclass(frozen=True)
class LineCounts:
    """How many lines came, and what became of them."""

    lines_in: int = 0
    posted: int = 0
    parked: int = 0
    refused: int = 0

    def check(self) -> None:
        """Raise LinesLost unless every line is accounted for."""
        if self.lines_in != self.posted + self.parked + self.refused:
            raise LinesLost(f"{self}")

    @property
    def state(self) -> str:
        """The state of the document, as ReportDocument.State calls it."""
        if self.posted:
            return "posted" if self.posted == self.lines_in else "partly"
        return "parked" if self.parked else "refused"

    def released(self, lines: int) -> "LineCounts":
        """The counts after `lines` parked lines posted."""
        return LineCounts(self.lines_in, self.posted + lines, self.parked - lines, self.refused)
