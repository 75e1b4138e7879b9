"""DuckDB inside the process: one database, one cursor a thread, no extension from outside."""

import itertools
import os
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import duckdb
import ibis
import pyarrow as pa
from django.conf import settings
from ibis.backends.duckdb import Backend

from vmi.facts.schema import FACT_SCHEMA
from vmi.facts.store import FactStore, Snapshot

# Views and small tables that a thread keeps; an expression holds one of each that it names.
_KEPT_TABLES: Final = 96
# Beyond this a list of values is cheaper as a table than as so many literals to compile.
_MOST_LITERALS: Final = 100

_lock = threading.Lock()
_names = itertools.count(1)


class _Backend(Backend):
    """Ibis over DuckDB; asks for a table's columns in the way that this DuckDB does not warn of."""

    def get_schema(
        self, table_name: str, *, catalog: str | None = None, database: str | None = None
    ) -> ibis.Schema:
        return ibis.schema(self.con.table(table_name).limit(0).to_arrow_table().schema)


@dataclass(frozen=True)
class _Kept:
    """A view or table of the connection: its source stays alive with it, as do the parts it names."""

    name: str
    table: ibis.Table
    source: Any
    parts: tuple[Hashable, ...]


class Engine:
    """One thread's connection, with the views and small tables that it made."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        # A cursor is a connection of its own to the same database: threads don't wait for each other.
        self._backend = _Backend.from_connection(database.cursor())
        # Files of a version never change, so what was read of their ends stays true.
        self._backend.raw_sql("SET parquet_metadata_cache = true")
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._named: list[Hashable] = []

    def facts(
        self, store: FactStore, snapshot: Snapshot, partner_ids: Collection[int] | None
    ) -> ibis.Table:
        """The rows in the files of these partners; None, said by the caller, is every partner."""
        files = snapshot.all_files() if partner_ids is None else snapshot.files_for(partner_ids)
        if not files:
            return self.table("no facts", FACT_SCHEMA.empty_table)
        if store.is_local:
            return _typed(self._keep(files, lambda: self._parquet(files)))
        owners = None if partner_ids is None else frozenset(partner_ids)
        return _typed(
            self._keep(
                (snapshot.uri, snapshot.version, owners),
                lambda: store.dataset(snapshot.version, owners),
            )
        )

    def table(self, key: Hashable, make: Callable[[], pa.Table]) -> ibis.Table:
        """A small table to join with; made once a thread for each `key`."""
        return self._keep(("table", key), make)

    def view(self, key: Hashable, build: Callable[[], ibis.Table]) -> ibis.Table:
        """The expression as a view; compiling it costs more than most answers, so it is done once a thread."""
        return self._keep(
            ("view", key), lambda: self._backend.con.sql(self._backend.compile(build()))
        )

    def is_one_of(self, column: Any, values: Collection[Any]) -> ibis.expr.types.BooleanValue:
        """Whether the column has one of the values; never, when there are none."""
        if not values:
            return cast("ibis.expr.types.BooleanValue", ibis.literal(value=False))
        if len(values) <= _MOST_LITERALS:
            return column.isin(sorted(values))
        known = frozenset(values)
        listed = self.table(("values", known), lambda: pa.table({"value": sorted(known)}))
        return column.isin(listed.value)

    def answer(self, question: ibis.Table) -> pa.Table:
        """Run the question and carry its rows home."""
        return self._backend.to_pyarrow(question)

    def _keep(self, key: Hashable, make: Callable[[], Any]) -> ibis.Table:
        if key not in self._kept:
            self._make(key, make)
        self._named.append(key)
        self._touch(key)
        return self._kept[key].table

    def _make(self, key: Hashable, make: Callable[[], Any]) -> None:
        around, self._named = self._named, []
        try:
            source = make()
            name = f"kept_{next(_names)}"
            self._backend.con.register(name, source)
            parts = tuple(self._named)
            self._kept[key] = _Kept(name, self._backend.table(name), source, parts)
        finally:
            self._named = around
        while len(self._kept) > _KEPT_TABLES:
            _, oldest = self._kept.popitem(last=False)
            self._backend.con.unregister(oldest.name)

    def _touch(self, key: Hashable) -> None:
        """The newest of all; its parts newer still, so that a view always goes before what it names."""
        self._kept.move_to_end(key)
        for part in self._kept[key].parts:
            self._touch(part)

    def _parquet(self, files: tuple[str, ...]) -> Any:
        return self._backend.con.read_parquet(list(files), hive_partitioning=True)


def _typed(table: ibis.Table) -> ibis.Table:
    """The columns of a fact in their order; the folder's name gives a partner's id in a type of its own."""
    return table.select(
        table[column.name].cast("int64") if column.name == "partner_id" else table[column.name]
        for column in FACT_SCHEMA
    )


class _ThreadEngines(threading.local):
    engine: Engine | None = None


_database: duckdb.DuckDBPyConnection | None = None
_engines = _ThreadEngines()
# Databases of before a fork: their threads stayed in the parent, so they are neither used nor torn down.
_left_behind: list[object] = []


def thread_engine() -> Engine:
    """This thread's engine; the database is made by whoever asks first."""
    if _engines.engine is None:
        _engines.engine = Engine(_shared_database())
    return _engines.engine


def _shared_database() -> duckdb.DuckDBPyConnection:
    global _database  # noqa: PLW0603  (one database a process is the point)
    with _lock:
        if _database is None:
            spill = Path(tempfile.gettempdir(), f"tandem-facts-{os.getpid()}")
            _database = duckdb.connect(
                config={
                    "threads": getattr(settings, "FACTS_THREADS", os.cpu_count() or 1),
                    "memory_limit": getattr(settings, "FACTS_MEMORY_LIMIT", "2GB"),
                    "temp_directory": str(spill),
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                    "preserve_insertion_order": False,
                }
            )
        return _database


def _forget_after_fork() -> None:
    global _database, _engines, _lock
    _left_behind.extend((_database, _engines, _engines.engine))
    _database, _engines, _lock = None, _ThreadEngines(), threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
