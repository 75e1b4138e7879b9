"""The Delta table that holds the facts: written exactly once, read by many processes."""

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from django.conf import settings

from vmi.facts.schema import FACT_SCHEMA, LINE_SCHEMA

_ATTEMPTS: Final = 8
# Appends of others are no conflict, only a version that came first: the log is tried again.
_COMMIT_RETRIES: Final = 100
_FILE_BYTES: Final = 64 * 1024 * 1024
_ROW_GROUP_ROWS: Final = 256 * 1024
# A held table looks for the next version's log entry only; should upkeep have cleaned that entry away
# in the meantime, the table is read anew after this while.
_REREAD_SECONDS: Final = 600
_CONFIGURATION: Final = {
    # Statistics of decimals are kept as floats, and a question could be pruned wrongly by them.
    "delta.dataSkippingStatsColumns": "posting_id,product_id,location_id,first_day,last_day",
    "delta.checkpointInterval": "100",
}


class AppendConflict(Exception):
    """The table was changed under an append again and again, or its lines can't be read a second time."""


@dataclass(frozen=True)
class AppendResult:
    """How many rows the posting has; `already_there` when an earlier attempt wrote them."""

    rows: int
    already_there: bool


@dataclass(frozen=True)
class Snapshot:
    """One version of the table and the files that make it up, by partner."""

    uri: str
    version: int
    files: Mapping[int, tuple[str, ...]]

    def files_for(self, partner_ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(path for key in sorted(partner_ids) for path in self.files.get(key, ()))

    def all_files(self) -> tuple[str, ...]:
        return self.files_for(self.files)


@dataclass
class _Held:
    """The table as last seen, and when it was last read in full."""

    table: DeltaTable
    read_at: float
    snapshot: Snapshot | None = None


@dataclass
class FactStore:
    """The fact table at `uri`; made on first use. Safe for threads and for many processes at once."""

    uri: str
    storage_options: Mapping[str, str] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)
    _held: _Held | None = field(default=None, init=False, repr=False)

    @property
    def is_local(self) -> bool:
        """Whether the files can be opened by path; other stores are read through deltalake."""
        return "://" not in self.uri

    def version(self) -> int:
        """The newest version of the table; cheap enough to be part of every answer's cache key."""
        with self._lock:
            return self._current().table.version()

    def snapshot(self) -> Snapshot:
        """The newest version with its files; what it lists does not change any more."""
        with self._lock:
            held = self._current()
            if held.snapshot is None:
                files = _files_by_partner(held.table, self.uri)
                held.snapshot = Snapshot(self.uri, held.table.version(), files)
            return held.snapshot

    def files_for(self, partner_ids: Iterable[int]) -> list[str]:
        """The files of these partners only; none for no partners."""
        return list(self.snapshot().files_for(partner_ids))

    def all_files(self) -> list[str]:
        return list(self.snapshot().all_files())

    def dataset(self, version: int, partner_ids: Iterable[int] | None) -> ds.Dataset:
        """The rows read through deltalake's own file system, for stores that have no paths.

        None, said by the caller, is every partner; an empty iterable is none.
        """
        table = DeltaTable(self.uri, version=version, storage_options=dict(self.storage_options))
        if partner_ids is None:
            return table.to_pyarrow_dataset()
        wanted = [str(partner_id) for partner_id in sorted(partner_ids)]
        return table.to_pyarrow_dataset(file_pruning_predicate=[("partner_id", "in", wanted)])

    def append_once(
        self, posting_id: int, partner_id: int, batches: Iterable[pa.RecordBatch]
    ) -> AppendResult:
        """Write the posting's lines in one commit; a second time, or a second process, writes nothing.

        `batches` have columns of LINE_SCHEMA (measures may be missing: not said) and are read as a
        stream. The promise holds because the write goes through the very table object whose
        transactions were compared: by path, the same transaction id is appended twice.
        """
        app_id = f"posting-{posting_id}"
        can_be_read_again = iter(batches) is not batches
        for _ in range(_ATTEMPTS):
            table = self._open()
            if table.transaction_version(app_id) is not None:
                return AppendResult(self.row_count(posting_id), already_there=True)
            stream = _Stamped(posting_id, partner_id, batches)
            try:
                stream.write_to(table, app_id)
            except CommitFailedError as conflict:
                is_written = self._open().transaction_version(app_id) is not None
                if not is_written and not can_be_read_again:
                    raise AppendConflict(app_id) from conflict
                continue
            return AppendResult(stream.rows, already_there=False)
        raise AppendConflict(app_id)

    def row_count(self, posting_id: int) -> int:
        """How many rows of the posting the table holds, whether readers see them or not."""
        rows: int = (
            self._open()
            .to_pyarrow_dataset()
            .count_rows(filter=ds.field("posting_id") == posting_id)
        )
        return rows

    def remove_postings(self, posting_ids: Iterable[int]) -> int:
        """Delete the rows of discarded postings and say how many; for upkeep, readers never saw them."""
        wanted = ", ".join(str(int(posting_id)) for posting_id in sorted(posting_ids))
        if not wanted:
            return 0
        outcome = self._open().delete(f"posting_id IN ({wanted})")
        return int(outcome["num_deleted_rows"] or 0)

    def tidy(self, *, keep_hours: int = 24 * 7) -> None:
        """Join small files and drop those that no version of the last `keep_hours` needs."""
        self._open().optimize.compact(target_size=_FILE_BYTES)
        self._open().vacuum(
            retention_hours=keep_hours, dry_run=False, enforce_retention_duration=False
        )

    def _open(self) -> DeltaTable:
        options = dict(self.storage_options)
        with suppress(TableNotFoundError):
            return DeltaTable(self.uri, storage_options=options)
        # Several processes may get here together: all but one find that the table is there.
        with suppress(DeltaError):
            DeltaTable.create(
                self.uri,
                FACT_SCHEMA,
                mode="ignore",
                partition_by=["partner_id"],
                configuration=dict(_CONFIGURATION),
                storage_options=options,
            )
        return DeltaTable(self.uri, storage_options=options)

    def _current(self) -> _Held:
        held, now = self._held, time.monotonic()
        if held is None or now - held.read_at > _REREAD_SECONDS:
            self._held = held = _Held(self._open(), now)
        elif self._may_have_grown(held.table.version()):
            before = held.table.version()
            held.table.update_incremental()
            if held.table.version() != before:
                held.snapshot = None
        return held

    def _may_have_grown(self, version: int) -> bool:
        """Versions follow each other without gaps, so in a folder one look for the next is enough."""
        if not self.is_local:
            return True
        return Path(self.uri, "_delta_log", f"{version + 1:020}.json").exists()


class _Stamped:
    """Lines on their way into the table: whose they are is written on them here, not by the caller."""

    def __init__(self, posting_id: int, partner_id: int, batches: Iterable[pa.RecordBatch]) -> None:
        self.rows = 0
        self._posting_id, self._partner_id = posting_id, partner_id
        self._batches = batches
        self._problem: Exception | None = None

    def write_to(self, table: DeltaTable, app_id: str) -> None:
        """Write with `table` itself, so that its log decides whether the transaction is new."""
        try:
            write_deltalake(
                table,
                pa.RecordBatchReader.from_batches(FACT_SCHEMA, self._facts()),
                mode="append",
                target_file_size=_FILE_BYTES,
                writer_properties=WriterProperties(
                    compression="ZSTD", max_row_group_size=_ROW_GROUP_ROWS
                ),
                commit_properties=CommitProperties(
                    app_transactions=[Transaction(app_id, 1)], max_commit_retries=_COMMIT_RETRIES
                ),
            )
        except DeltaError:
            # The writer wraps what the lines' own source raised; the caller wants that itself.
            if self._problem is not None:
                raise self._problem from None
            raise

    def _facts(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self._batches:
                self.rows += batch.num_rows
                yield self._fact(batch)
        except Exception as problem:
            self._problem = problem
            raise

    def _fact(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        unknown = sorted(set(batch.schema.names) - set(LINE_SCHEMA.names))
        if unknown:
            raise ValueError(f"Facts have no columns {', '.join(unknown)}.")
        columns = [
            pa.repeat(pa.scalar(self._partner_id, pa.int64()), batch.num_rows),
            pa.repeat(pa.scalar(self._posting_id, pa.int64()), batch.num_rows),
            *(_column(batch, column) for column in LINE_SCHEMA),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=FACT_SCHEMA)


def _column(batch: pa.RecordBatch, column: pa.Field) -> pa.Array:
    if column.name not in batch.schema.names:
        if not column.nullable:
            raise ValueError(f"Every fact needs its {column.name}.")
        return pa.nulls(batch.num_rows, column.type)
    values = batch.column(column.name)
    if values.null_count and not column.nullable:
        raise ValueError(f"Every fact needs its {column.name}.")
    return values.cast(column.type)


def _files_by_partner(table: DeltaTable, uri: str) -> dict[int, tuple[str, ...]]:
    actions = pa.table(table.get_add_actions(flatten=True))
    found: dict[int, list[str]] = {}
    owners = actions.column("partition.partner_id").to_pylist()
    for partner_id, path in zip(owners, actions.column("path").to_pylist(), strict=True):
        found.setdefault(int(partner_id), []).append(f"{uri.rstrip('/')}/{path}")
    return {partner_id: tuple(sorted(paths)) for partner_id, paths in found.items()}


_stores: dict[tuple[str, frozenset[tuple[str, str]]], FactStore] = {}
# What was opened before a fork: used no more, but not torn down either, for its threads stayed behind.
# deltalake itself refuses to work in a process forked after its first use: fork first, then ask.
_left_behind: list[object] = []


def fact_store() -> FactStore:
    """The store that the settings name; one per process."""
    options: dict[str, str] = settings.FACTS_STORAGE_OPTIONS
    key = (str(settings.FACTS_URI), frozenset(options.items()))
    store = _stores.get(key)
    if store is None:
        store = _stores.setdefault(key, FactStore(key[0], dict(options)))
    return store


def _forget_after_fork() -> None:
    _left_behind.append(dict(_stores))
    _stores.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
