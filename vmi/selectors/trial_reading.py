"""Read the first lines of a file on trial as the intake would, and keep what its page shows of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from portal.kernel.clock import today
from vmi.formats.edi.shape import InterchangeRead
from vmi.formats.shape import MEASURES, Batch, Note, RefusedLine
from vmi.rules.line_checks import Findings, LineChecks, plain
from vmi.selectors.line_matches import LineMatches, matched_lines, orders_of_our_books
from vmi.selectors.matching import PLACE_FIELDS, PRODUCT_FIELDS, Matcher
from vmi.selectors.pieces import are_too_many
from vmi.selectors.reasons import field_word
from vmi.selectors.trial_parts import Outcome, TrialLine
from vmi.selectors.visible import MasterData

# A trial is a look, not the work: what follows is like what came before.
LINES_TRIED: Final = 5_000
LINES_SHOWN: Final = 8
EXAMPLES: Final = 3
UNKNOWN_PACK: Final = "unknown_pack"


@dataclass
class Seen:
    """What has been seen of the file so far; lines beyond LINES_TRIED are not looked at."""

    partner_id: int
    names: MasterData
    lines: int = 0
    read_lines: int = 0
    products: int = 0
    places: int = 0
    posted: int = 0
    refused: int = 0
    duplicates: int = 0
    is_cut: bool = False
    first: list[TrialLine] = field(default_factory=list)
    examples: dict[str, list[RefusedLine]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    names_told: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[tuple[str, str, str], Note] = field(default_factory=dict)
    interchanges: list[InterchangeRead] = field(default_factory=list)
    days: set[tuple[date, date]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._checks = LineChecks(today())
        self._matcher = Matcher(self.partner_id)

    @property
    def outcome(self) -> Outcome:
        """Each line that was looked at is in one of its parts: what did not post and was not refused waits."""
        waiting = self.lines - self.posted - self.refused
        return Outcome(self.posted, waiting, self.refused, self.duplicates)

    @property
    def countable(self) -> int:
        """Lines of known products whose units we can count in pieces."""
        return self.products - self.reasons[UNKNOWN_PACK]

    def findings(self) -> Findings:
        """What looks odd; asked once, at the end."""
        return self._checks.findings()

    def look(self, batch: Batch) -> None:
        """Take in one batch of the file, in file order."""
        self.interchanges += batch.interchanges
        if self.is_cut:
            return
        for note in batch.notes:
            key = (note.code, note.field, note.value)
            known = self.notes.get(key)
            self.notes[key] = replace(known, count=known.count + note.count) if known else note
        lines, refused, duplicates = self._within(batch)
        self.lines += lines.num_rows + len(refused)
        self.read_lines += lines.num_rows
        self.duplicates += duplicates
        self.refused += len(refused)
        for line in refused:
            self._tell(line.code, line)
        if lines.num_rows:
            self._checks.look(lines)
            self._match(lines)

    def _within(self, batch: Batch) -> tuple[pa.RecordBatch, tuple[RefusedLine, ...], int]:
        """What of the batch is looked at: up to one line number, so that good and refused lines stay in step."""
        room = LINES_TRIED - self.lines
        if batch.lines.num_rows + len(batch.refused) <= room:
            return batch.lines, batch.refused, batch.duplicate_count
        self.is_cut = True
        numbers = batch.lines.column("line").to_pylist() + [line.line for line in batch.refused]
        end = sorted(numbers)[room]
        good = batch.lines.filter(pc.less(batch.lines.column("line"), end))
        refused = tuple(line for line in batch.refused if line.line < end)
        return good, refused, sum(line.line < end for line in batch.duplicates)

    def _tell(self, code: str, line: RefusedLine) -> None:
        self.reasons[code] += 1
        if len(some := self.examples.setdefault(code, [])) < EXAMPLES:
            some.append(line)

    def _match(self, lines: pa.RecordBatch) -> None:
        found = matched_lines(lines, self._matcher)
        self.products += lines.num_rows - found.products.null_count
        self.places += pc.sum(found.has_place).as_py()
        self._ask_codes(lines, PRODUCT_FIELDS, "product_name", pc.is_null(found.products))
        self._ask_codes(lines, PLACE_FIELDS, "location_name", pc.invert(found.has_place))
        self._count(lines, found)
        spans = pa.table([lines.column("first_day"), lines.column("last_day")], names=["a", "b"])
        for row in spans.group_by(["a", "b"]).aggregate([]).to_pylist():
            self.days.add((row["a"], row["b"]))
        if room := LINES_SHOWN - len(self.first):
            self.first += self._shown(lines.slice(0, room), found)

    def _ask_codes(
        self, lines: pa.RecordBatch, fields: tuple[str, ...], name: str, is_unknown: pa.Array
    ) -> None:
        for row in lines.filter(is_unknown).select([*fields, name]).to_pylist():
            key = next(((one, row[one]) for one in fields if row[one]), None)
            if key is not None:
                self.unknown[key] += 1
                self.names_told.setdefault(key, row[name] or "")

    def _count(self, lines: pa.RecordBatch, found: LineMatches) -> None:
        """How many of the lines would post; those that can't, although they were read, with their reason."""
        is_known = found.is_known
        if found.pieces is not None:
            has_both = pc.and_(found.products.is_valid(), found.has_place)
            for row in lines.filter(pc.and_(has_both, found.pieces.is_null())).to_pylist():
                self._tell(UNKNOWN_PACK, _example(row, "unit", UNKNOWN_PACK))
            too_many = pc.and_(is_known, are_too_many(lines, found.pieces).fill_null(False))
            is_known = pc.and_(is_known, pc.invert(too_many))
            self._refuse(lines.filter(too_many), "unit", "number_too_large")
        orders = lines.filter(pc.and_(is_known, found.is_order))
        own = orders_of_our_books(self.partner_id, orders.column("order_number").to_pylist())
        if own:
            is_own = pc.is_in(orders.column("order_number"), pa.array(sorted(own), pa.string()))
            self._refuse(orders.filter(is_own), "order_number", "order_known")
            self.posted -= pc.sum(is_own).as_py()
        self.posted += pc.sum(is_known).as_py()

    def _refuse(self, lines: pa.RecordBatch, name: str, code: str) -> None:
        self.refused += lines.num_rows
        for row in lines.to_pylist():
            self._tell(code, _example(row, name, code))

    def _shown(self, lines: pa.RecordBatch, found: LineMatches) -> Iterator[TrialLine]:
        pairs = zip(
            lines.to_pylist(), found.products.to_pylist(), found.places.to_pylist(), strict=False
        )
        for row, product_id, place_id in pairs:
            product = self.names.products.get(product_id) if product_id else None
            place = self.names.places.get(place_id) if place_id else None
            yield TrialLine(
                row["line"],
                product.display_name if product else row["product_code"] or row["gtin"] or "",
                product is not None,
                place.display_name if place else row["location_code"] or row["gln"] or "",
                place is not None,
                row["first_day"],
                row["last_day"],
                tuple(_figures(row)),
            )


def _figures(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each figure of the line with its unit; money has a currency instead."""
    for name in (*MEASURES, "ordered"):
        if row[name] is not None:
            unit = row["currency"] if name == "sold_value" else row["unit"]
            yield field_word(name), f"{plain(row[name])} {unit or ''}".strip()


def _example(row: dict[str, Any], name: str, code: str) -> RefusedLine:
    return RefusedLine(row["line"], name, code, str(row[name] or ""), row["raw"])
