"""Facts are written exactly once, whoever writes, how often, and whatever happens in between."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

from tests.vmi.facts.posted import batch_of, line
from vmi.facts.schema import FACT_SCHEMA
from vmi.facts.store import AppendResult, FactStore

RACE = Path(__file__).with_name("race.py")
ROOT = Path(__file__).parents[3]


def test_an_append_writes_its_lines_once(store: FactStore) -> None:
    first = store.append_once(1, 7, [batch_of(line(1, 1, sold=2), line(2, 1, sold=3))])
    second = store.append_once(1, 7, [batch_of(line(1, 1, sold=2), line(2, 1, sold=3))])

    assert (first, second) == (
        AppendResult(2, already_there=False),
        AppendResult(2, already_there=True),
    )
    assert store.row_count(1) == 2


def test_twenty_processes_at_once_write_once_each_posting(tmp_path: Path) -> None:
    """All twenty write posting 1 and one of their own into a table that none of them found there."""
    uri = str(tmp_path / "facts")

    done = subprocess.run(  # noqa: S603
        [sys.executable, str(RACE), uri, "20"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    outcomes = done.stdout.split()
    store = FactStore(uri)
    assert sorted(outcomes) == ["already"] * 19 + ["wrote"]
    assert store.row_count(1) == 5
    assert [store.row_count(posting) for posting in range(100, 120)] == [5] * 20


def test_by_path_the_same_transaction_is_written_twice(tmp_path: Path) -> None:
    """The trap that append_once avoids: only a held table compares transactions."""
    path = tmp_path / "trap"
    DeltaTable.create(path, pa.schema([("line", pa.int64())]))
    properties = CommitProperties(app_transactions=[Transaction("posting-1", 1)])

    for _ in range(2):
        write_deltalake(path, pa.table({"line": [1]}), mode="append", commit_properties=properties)

    assert DeltaTable(path).to_pyarrow_dataset().count_rows() == 2


def test_a_writer_that_looked_before_another_wrote_finds_the_rows_there(
    store: FactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = store._open()
    store.append_once(1, 7, [batch_of(line(1, 1, sold=2))])
    opened = iter([stale])
    fresh = FactStore._open
    monkeypatch.setattr(FactStore, "_open", lambda self: next(opened, None) or fresh(self))

    late = store.append_once(1, 7, [batch_of(line(1, 1, sold=2))])

    assert late == AppendResult(1, already_there=True)


def test_a_failing_source_writes_nothing_and_its_own_error_comes_back(store: FactStore) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield batch_of(line(1, 1, sold=2))
        raise LookupError("line 2")

    with pytest.raises(LookupError, match="line 2"):
        store.append_once(1, 7, broken())

    assert store.row_count(1) == 0
    assert store.append_once(1, 7, [batch_of(line(1, 1, sold=2))]).already_there is False


def test_a_line_without_its_day_or_with_an_unknown_column_is_refused(store: FactStore) -> None:
    without_day = batch_of(line(1, 1, sold=2)).drop_columns(["last_day"])
    of_another = batch_of(line(1, 1, sold=2)).append_column("partner_id", pa.array([8]))

    with pytest.raises(ValueError, match="last_day"):
        store.append_once(1, 7, [without_day])
    with pytest.raises(ValueError, match="partner_id"):
        store.append_once(2, 7, [of_another])
    assert store.files_for([7, 8]) == []


def test_missing_measures_are_not_said(store: FactStore) -> None:
    store.append_once(1, 7, [batch_of(line(1, 1, sold=2)).drop_columns(["on_hand", "currency"])])

    row = store._open().to_pyarrow_table().to_pylist()[0]
    assert (row["sold"], row["on_hand"], row["currency"], row["partner_id"]) == (2, None, None, 7)


def test_files_are_those_of_the_partners_asked_for(store: FactStore) -> None:
    store.append_once(1, 7, [batch_of(line(1, 1, sold=2))])
    store.append_once(2, 8, [batch_of(line(1, 1, sold=2))])

    assert ["partner_id=7" in path for path in store.files_for({7})] == [True]
    assert store.files_for(set()) == []
    assert len(store.all_files()) == 2


def test_the_version_moves_with_every_write_of_any_process(store: FactStore) -> None:
    elsewhere = FactStore(store.uri)
    before = store.version()

    elsewhere.append_once(1, 7, [batch_of(line(1, 1, sold=2))])

    assert store.version() == before + 1
    assert len(store.all_files()) == 1


def test_upkeep_removes_discarded_postings_and_joins_files(store: FactStore) -> None:
    for posting in range(1, 6):
        store.append_once(posting, 7, [batch_of(line(1, posting, sold=2))])

    removed = store.remove_postings({2, 3})
    store.tidy()

    assert removed == 2
    assert [store.row_count(posting) for posting in range(1, 6)] == [1, 0, 0, 1, 1]
    assert len(store.all_files()) == 1
    assert store.append_once(1, 7, []).already_there


def test_the_table_has_the_columns_of_a_fact(store: FactStore) -> None:
    columns = pa.schema(store._open().schema().to_arrow())

    assert columns.names == FACT_SCHEMA.names
    assert store._open().metadata().partition_columns == ["partner_id"]
