"""Lines are read inside the wall, and only those that are current."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.tenancy import ScopeMissing
from tests.vmi.facts.posted import EVERYTHING, day, line, post, scope_of
from vmi.facts.engine import thread_engine
from vmi.facts.lines import NOTHING_HIDDEN, Hidden, lines_for
from vmi.facts.schema import MEASURES
from vmi.facts.store import FactStore

pytestmark = pytest.mark.usefixtures("store")


def rows_for(scope: Any, hidden: Hidden = NOTHING_HIDDEN, **narrowed: Any) -> list[dict[str, Any]]:
    lines = lines_for(scope, hidden, **narrowed)
    rows: list[dict[str, Any]] = (
        thread_engine().answer(lines.order_by("posting_id", "line")).to_pylist()
    )
    return rows


def postings_seen(scope: Any, hidden: Hidden = NOTHING_HIDDEN, **narrowed: Any) -> list[int]:
    return [row["posting_id"] for row in rows_for(scope, hidden, **narrowed)]


def test_a_scope_reads_its_partners_and_no_other() -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))
    post(3, 9, line(1, 1, sold=3))

    assert postings_seen(scope_of(7)) == [1]
    assert postings_seen(scope_of(7, 9)) == [1, 3]
    assert postings_seen(EVERYTHING) == [1, 2, 3]
    assert postings_seen(scope_of()) == []
    assert postings_seen(scope_of(10)) == []


def test_narrowing_never_widens_a_scope() -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))

    assert postings_seen(scope_of(7), partner_ids=frozenset({7, 8})) == [1]
    assert postings_seen(scope_of(7), partner_ids=frozenset({8})) == []
    assert postings_seen(scope_of(7), partner_ids=frozenset()) == []
    assert postings_seen(EVERYTHING, partner_ids=frozenset({8})) == [2]
    assert postings_seen(EVERYTHING, partner_ids=frozenset()) == []


def test_without_a_scope_nothing_is_read() -> None:
    with pytest.raises(ScopeMissing):
        lines_for(None, NOTHING_HIDDEN)  # type: ignore[arg-type]


def test_the_second_wall_holds_when_the_files_are_not_pruned(
    store: FactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))
    monkeypatch.setattr(
        "vmi.facts.store.Snapshot.files_for", lambda self, _: tuple(store.all_files())
    )
    monkeypatch.setattr(
        "vmi.facts.store.Snapshot.all_files",
        lambda self: tuple(path for paths in self.files.values() for path in paths),
    )

    assert postings_seen(scope_of(7)) == [1]


def test_a_partners_question_opens_only_his_files(
    store: FactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))
    [of_another] = store.files_for({8})
    with open(of_another, "wb") as file:  # noqa: PTH123
        file.write(b"not to be read")

    assert postings_seen(scope_of(7)) == [1]


def test_rows_of_a_posting_that_is_not_current_are_invisible() -> None:
    """What a kill between the append and the database leaves behind, and what supersession leaves."""
    post(1, 7, line(1, 1, sold=1))
    post(2, 7, line(1, 1, sold=2))

    assert postings_seen(scope_of(7), Hidden(postings=frozenset({2}))) == [1]
    assert postings_seen(scope_of(7), Hidden(postings=frozenset({1, 2}))) == []
    assert postings_seen(scope_of(7), Hidden(postings=frozenset(range(2, 500)))) == [1]


def test_a_posting_begun_after_the_list_was_read_is_invisible() -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 7, line(1, 1, sold=2))

    assert postings_seen(scope_of(7), Hidden(newest=1)) == [1]


def test_a_hidden_span_takes_its_group_of_measures_only() -> None:
    post(1, 7, *(line(number, number, sold=number, on_hand=10) for number in (1, 2, 3, 4)))
    spans = ((1, day(2), day(3), "flow"),)

    rows = rows_for(scope_of(7), Hidden(spans=spans))

    assert [row["sold"] for row in rows] == [Decimal(1), None, None, Decimal(4)]
    assert [row["on_hand"] for row in rows] == [Decimal(10)] * 4


def test_lines_with_nothing_left_to_say_vanish() -> None:
    post(1, 7, line(1, 1, sold=1, on_hand=5), line(2, 2, sold=2), line(3, 3))
    both = ((1, day(1), day(1), "flow"), (1, day(1), day(1), "stock"), (1, day(2), day(2), "flow"))

    assert rows_for(scope_of(7), Hidden(spans=both)) == []


def test_overlapping_spans_never_double_a_line() -> None:
    post(1, 7, *(line(number, number, sold=1, on_hand=1) for number in range(1, 8)))
    post(2, 7, line(1, 3, sold=1, on_hand=1))
    spans = (
        (1, day(2), day(4), "stock"),
        (1, day(3), day(3), "stock"),
        (1, day(4), day(6), "stock"),
        (2, day(9), day(9), "stock"),
    )

    rows = rows_for(scope_of(7), Hidden(spans=spans))

    assert [row["on_hand"] for row in rows if row["posting_id"] == 1] == [
        1,
        None,
        None,
        None,
        None,
        None,
        1,
    ]
    assert [row["on_hand"] for row in rows if row["posting_id"] == 2] == [1]


def test_a_store_without_paths_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))
    by_path = rows_for(EVERYTHING)

    monkeypatch.setattr(FactStore, "is_local", False)

    assert rows_for(EVERYTHING) == by_path
    assert postings_seen(scope_of(8)) == [2]


def test_a_line_keeps_its_columns_and_types() -> None:
    post(1, 7, line(3, 9, first_day=3, sold="1.250", sold_value="9.9999", currency="CNY"))

    [row] = rows_for(scope_of(7))

    assert row == {
        **dict.fromkeys(MEASURES),
        "partner_id": 7,
        "posting_id": 1,
        "line": 3,
        "product_id": 1,
        "location_id": 1,
        "first_day": date(2026, 1, 3),
        "last_day": date(2026, 1, 9),
        "sold": Decimal("1.250"),
        "sold_value": Decimal("9.9999"),
        "currency": "CNY",
    }
