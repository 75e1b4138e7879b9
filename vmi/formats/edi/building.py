"""Measures of EDI messages merged into lines, and lines held until the verdict on their message is known.

Both standards are read the same way. A reader gets one `InterchangeLines` and says what it finds:

    lines.begin_group()
    lines.begin_message()
    line = lines.line(Item("A1", gtin), Place("4022"), Days(first, last), unit="EA")
    line.add("sold", Decimal(12), code="QS")
    line.see(5, "ZA*QS*12*EA")
    lines.line(Item("A1", gtin), Place("4022"), Days(first, last), unit="EA").add("on_hand", ...)
    lines.close_item()      # the next item begins: what was gathered becomes numbered lines
    lines.refuse("sold", "bad_number", "12O", "7 ZA*QS*12O*EA")   # a line that can't be used
    lines.note("unknown_activity", "ZA01", "XX", "8 ZA*XX*1*EA")  # no line, and not to be lost
    lines.end_message(is_rejected=False)
    lines.end_group(is_rejected=False)

`reading.read_edi` then asks for `batches`. What a message's trailer says comes after all its lines, and
what the interchange's says after all messages, so nothing is given out before the end of the interchange;
beyond one batch the lines wait in a temporary file, and memory stays flat.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pyarrow as pa

from vmi.formats import limits
from vmi.formats.edi.open_line import Days, Item, LineKey, OpenLine, Place
from vmi.formats.edi.shape import InterchangeRead
from vmi.formats.edi.waiting import Part, WaitingParts
from vmi.formats.shape import (
    DECIMAL_DIGITS,
    LINE_SCHEMA,
    MEASURES,
    RAW_CHARACTERS,
    Batch,
    DuplicateLine,
    Note,
    Reading,
    RefusedLine,
    places_of,
)

# What to do with the lines of an interchange: post them; count them as sent again; refuse them, as its
# control number was taken before with other content.
Verdict = Literal["take", "resent", "reused"]

__all__ = ["Days", "InterchangeLines", "Item", "OpenLine", "Place", "Verdict", "empty_batch"]

_TYPES: Final = {one.name: one.type for one in LINE_SCHEMA}
_ZERO_SHOWN: Final = str.maketrans({"\x00": "␀"})


@dataclass
class _Rows:
    """Columns of finished lines, until they are a part."""

    count: int = 0
    columns: dict[str, list[Any]] = field(default_factory=dict)
    refused: list[RefusedLine] = field(default_factory=list)
    # Where the rows of each message end.
    ends: list[tuple[int, int]] = field(default_factory=list)
    characters: int = 0

    def append(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            column = self.columns.get(name)
            if column is None:
                column = self.columns[name] = []
            if len(column) < self.count:
                column.extend([None] * (self.count - len(column)))
            column.append(value)
        self.count += 1
        self.characters += len(values["raw"])

    def record_batch(self) -> pa.RecordBatch:
        arrays = []
        for name, kind in _TYPES.items():
            column = self.columns.get(name)
            if column is None:
                arrays.append(pa.nulls(self.count, kind))
            else:
                column.extend([None] * (self.count - len(column)))
                arrays.append(pa.array(column, kind))
        return pa.RecordBatch.from_arrays(arrays, schema=LINE_SCHEMA)


class InterchangeLines:
    """The lines of one interchange; `first_line` is the number that its first line gets."""

    def __init__(self, reading: Reading, *, first_line: int = 1, verdict: Verdict = "take") -> None:
        self._reading = reading
        self._verdict = verdict
        self._next = first_line
        self._given = first_line - 1
        self._open: dict[LineKey, OpenLine] = {}
        self._rows = _Rows()
        self._parts = WaitingParts()
        self._notes: dict[tuple[str, str, str], Note] = {}
        self._rejected: set[int] = set()
        self._message = 0
        self._first_of_group = 1
        self._first_of_message = first_line
        self._duplicates_told = 0

    @property
    def lines_in_message(self) -> int:
        """How many lines the message has had so far, good and bad; call `close_item` before."""
        return self._next - self._first_of_message

    @property
    def next_line(self) -> int:
        return self._next

    @property
    def open_lines(self) -> Iterable[OpenLine]:
        """The lines of the item that is being gathered."""
        return self._open.values()

    def begin_group(self) -> None:
        self._first_of_group = self._message + 1

    def begin_message(self) -> None:
        self._message += 1
        self._first_of_message = self._next

    def line(
        self, item: Item, place: Place, days: Days, *, unit: str = "", apart: str = ""
    ) -> OpenLine:
        """The line of this item, place, span of days and unit: the one begun before, or a new one.

        `apart` keeps lines apart that agree in all these, such as one item of an order on two dates.
        """
        key = (item, place, days, unit, apart)
        found = self._open.get(key)
        if found is None:
            found = self._open[key] = OpenLine(key)
        return found

    def close_item(self) -> None:
        """Number what was gathered, in the order in which it was begun."""
        for line in self._open.values():
            self._finish(line)
        self._open.clear()
        if self._rows.count + len(self._rows.refused) >= limits.BATCH_ROWS or (
            self._rows.characters >= limits.BATCH_TEXT_CHARACTERS * 4
        ):
            self._cut()

    def refuse(self, field: str, code: str, value: str, raw: str) -> None:
        """A line by itself that can't be used."""
        self._refuse(field, code, value, raw[:RAW_CHARACTERS].translate(_ZERO_SHOWN))

    def note(self, code: str, field: str, value: str, raw: str = "") -> None:
        """Tell of something that is no line; equal notes are counted together."""
        key = (code, field, value[:RAW_CHARACTERS])
        known = self._notes.get(key)
        if known is None and len(self._notes) >= limits.NOTES_TOLD:
            key = (code, field, "…")
            known = self._notes.get(key)
        if known is not None:
            self._notes[key] = Note(
                known.code, known.field, known.value, known.line, known.raw, known.count + 1
            )
            return
        shown = raw[:RAW_CHARACTERS].translate(_ZERO_SHOWN)
        self._notes[key] = Note(*key, line=self._next, raw=shown)

    def end_message(self, *, is_rejected: bool) -> None:
        """Close the message; the lines of a rejected one are all refused, with `message_rejected`."""
        self.close_item()
        self._rows.ends.append((self._rows.count, self._message))
        if is_rejected:
            self._rejected.add(self._message)

    def end_group(self, *, is_rejected: bool) -> None:
        """Close the group; with a rejected group go all its messages."""
        if is_rejected:
            self._rejected.update(range(self._first_of_group, self._message + 1))

    def batches(self, interchange: InterchangeRead, bytes_read: int) -> Iterator[Batch]:
        """All lines as the verdicts want them; the last batch brings the notes and the interchange."""
        self._cut()
        is_broken = bool(interchange.problems)
        for part in self._parts:
            yield self._batch(part, bytes_read, is_broken=is_broken)
        yield Batch(
            lines=_NOTHING,
            refused=(),
            lines_read=self._given,
            bytes_read=bytes_read,
            notes=tuple(self._notes.values()),
            interchanges=(interchange,),
        )

    def _finish(self, line: OpenLine) -> None:
        item, place, days, unit, _apart = line.key
        raw = line.raw
        for better_said in filter(None, line.passed_over):
            self.note("activity_passed_over", "", better_said, raw)
        first, last = self._days(days)
        problem = line.problem or self._lack(line, Days(first, last)) or _overflow(line)
        if problem:
            self._refuse(*problem, raw)
            return
        values = line.columns
        values.setdefault("currency", self._reading.default_currency)
        has_place = bool(place.code or place.gln)
        values.update(
            line=self._next,
            product_code=item.product_code,
            gtin=item.gtin,
            product_name=item.name,
            location_code=place.code if has_place else self._reading.default_location,
            gln=place.gln,
            location_name=place.name,
            unit=unit or None,
            first_day=first,
            last_day=last,
            raw=raw,
        )
        self._rows.append(values)
        self._next += 1

    def _days(self, days: Days) -> Days:
        """What the message does not say is taken from the reading; one end alone is a single day."""
        first, last = days.first or days.last, days.last or days.first
        if first is None:
            reading = self._reading
            first = reading.first_day or reading.last_day
            last = reading.last_day or reading.first_day
        return Days(first, last)

    def _lack(self, line: OpenLine, days: Days) -> tuple[str, str, str] | None:
        """What every line needs and this one has not."""
        item, place = line.key[0], line.key[1]
        first, last = days
        # An order may leave open where it goes.
        has_place = (
            "ordered" in line.columns or place.code or place.gln or self._reading.default_location
        )
        lacks = (
            ("day", "no_date", not (first and last)),
            ("last_day", "period_backwards", bool(first and last and last < first)),
            ("product_code", "missing_product", not (item.product_code or item.gtin)),
            ("location_code", "missing_location", not has_place),
            ("sold", "no_measure", not (_COUNTED & line.columns.keys())),
        )
        return next(((name, code, "") for name, code, is_so in lacks if is_so), None)

    def _refuse(self, field: str, code: str, value: str, raw: str) -> None:
        self._rows.refused.append(
            RefusedLine(
                line=self._next,
                field=field,
                code=code,
                value=value[:RAW_CHARACTERS].translate(_ZERO_SHOWN),
                raw=raw,
            )
        )
        self._rows.characters += len(raw)
        self._next += 1

    def _cut(self) -> None:
        rows = self._rows
        if rows.count or rows.refused:
            # The message that is being read has its rows here without having ended.
            ends = [*rows.ends, (rows.count, self._message)]
            self._parts.append(Part(rows.record_batch(), rows.refused, ends))
        self._rows = _Rows()

    def _batch(self, part: Part, bytes_read: int, *, is_broken: bool) -> Batch:
        size = part.lines.num_rows + len(part.refused)
        self._given += size
        if self._verdict == "resent":
            return Batch(
                lines=_NOTHING,
                refused=(),
                lines_read=self._given,
                bytes_read=bytes_read,
                duplicate_count=size,
                duplicates=self._told(part),
            )
        if self._verdict == "reused":
            bad, code = list(range(part.lines.num_rows)), "control_number_reused"
        else:
            bad, code = self._rejected_rows(part, is_broken=is_broken), "message_rejected"
        refused = [*part.refused, *_refused_rows(part.lines, bad, code)]
        return Batch(
            lines=_without(part.lines, bad),
            refused=tuple(sorted(refused, key=lambda one: one.line)),
            lines_read=self._given,
            bytes_read=bytes_read,
        )

    def _rejected_rows(self, part: Part, *, is_broken: bool) -> list[int]:
        if is_broken:
            return list(range(part.lines.num_rows))
        rows: list[int] = []
        begin = 0
        for end, message in part.ends:
            if message in self._rejected:
                rows.extend(range(begin, end))
            begin = end
        return rows

    def _told(self, part: Part) -> tuple[DuplicateLine, ...]:
        """The first duplicates of the interchange; the others are counted only."""
        room = limits.DUPLICATES_TOLD - self._duplicates_told
        if room <= 0:
            return ()
        good = part.lines.slice(0, room)
        numbers, raws = good.column("line").to_pylist(), good.column("raw").to_pylist()
        told = [DuplicateLine(*both) for both in zip(numbers, [0] * len(raws), raws, strict=True)]
        told += [DuplicateLine(one.line, 0, one.raw) for one in part.refused[:room]]
        told = sorted(told, key=lambda one: one.line)[:room]
        self._duplicates_told += len(told)
        return tuple(told)


_COUNTED: Final = frozenset(MEASURES) | {"ordered"}
_NOTHING: Final = pa.RecordBatch.from_pylist([], LINE_SCHEMA)


def empty_batch(lines_read: int, bytes_read: int, notes: tuple[Note, ...] = ()) -> Batch:
    """A batch without lines, which tells how far reading has come."""
    return Batch(_NOTHING, (), lines_read, bytes_read, notes=notes)


def _overflow(line: OpenLine) -> tuple[str, str, str] | None:
    """A sum that is too large to keep, of numbers that were not."""
    for measure in line.ranks:
        amount = line.columns[measure]
        if amount and amount.adjusted() >= DECIMAL_DIGITS - places_of(measure):
            return (measure, "number_too_large", str(amount))
    return None


def _refused_rows(lines: pa.RecordBatch, rows: list[int], code: str) -> list[RefusedLine]:
    if not rows:
        return []
    chosen = lines.select(["line", "raw"]).take(pa.array(rows, pa.int64())).to_pylist()
    return [RefusedLine(one["line"], "", code, "", one["raw"]) for one in chosen]


def _without(lines: pa.RecordBatch, rows: list[int]) -> pa.RecordBatch:
    if not rows:
        return lines
    if len(rows) == lines.num_rows:
        return _NOTHING
    left_out = set(rows)
    kept = [row for row in range(lines.num_rows) if row not in left_out]
    return lines.take(pa.array(kept, pa.int64()))
