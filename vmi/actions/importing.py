"""What imports of master data share: create or update in bulk, count, and name the rows that are bad."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import models

from portal.kernel.clock import now

_ROWS_AT_ONCE: Final = 1_000
Key = Any
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class BadRow:
    """A row that was left out, or taken without one of its cells, and why."""

    line: int
    message: str


@dataclass
class ImportOutcome:
    """How many rows were new, changed or the same; `bad` were left out, `remarks` were not."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)
    remarks: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """A row of the file as it should stand: its key and the values of its other fields."""

    line: int
    key: Key
    values: dict[str, Any]


def create_or_update(
    wanted: Iterable[Wanted],
    outcome: ImportOutcome,
    *,
    existing: Callable[[list[Key]], dict[Key, Row]],
    make: Callable[[Key], Row],
) -> None:
    """Write the rows; of a key that comes twice the later row counts. Fields not in the file stay."""
    left = iter(wanted)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        last = {row.key: row for row in some}
        known = existing(list(last))
        new: list[Row] = []
        changed: list[Row] = []
        fields: set[str] = set()
        for key, row in last.items():
            found = known.get(key)
            differing = list(_differing(found, row.values)) if found is not None else []
            if found is None:
                found = make(key)
                new.append(found)
            elif differing:
                changed.append(found)
                fields.update(differing)
            for name, value in row.values.items():
                setattr(found, name, value)
        _write(new, changed, fields)
        outcome.created += len(new)
        outcome.updated += len(changed)
        outcome.unchanged += len(some) - len(new) - len(changed)


def _differing(row: models.Model, values: dict[str, Any]) -> Iterator[str]:
    return (name for name, value in values.items() if getattr(row, name) != value)


def _write(new: list[Row], changed: list[Row], fields: set[str]) -> None:
    if new:
        type(new[0])._default_manager.bulk_create(new)
    if not changed:
        return
    model = type(changed[0])
    if any(column.name == "changed_at" for column in model._meta.get_fields()):
        # bulk_update does not set it by itself.
        for row in changed:
            row.changed_at = now()  # type: ignore[attr-defined]
        fields = {*fields, "changed_at"}
    model._default_manager.bulk_update(changed, sorted(fields), batch_size=200)
