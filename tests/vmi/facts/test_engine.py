"""Threads ask at once, views come and go, and nothing is fetched from outside."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from portal.kernel.period import Period
from tests.vmi.facts.posted import day, line, post, scope_of
from vmi.facts import engine
from vmi.facts.engine import thread_engine
from vmi.facts.grouping import Dimensions
from vmi.facts.lines import Hidden
from vmi.facts.questions import sell_through

pytestmark = pytest.mark.usefixtures("store")


def sold(partner_id: int, *hidden: int) -> Decimal | None:
    rows = sell_through(
        scope_of(partner_id),
        Hidden(postings=frozenset(hidden), spans=((hidden[0], day(1), day(1), "flow"),)),
        Dimensions(),
        group_by=(),
        period=Period(day(1), day(31)),
    )
    return rows[0].sold if rows else None


def test_threads_ask_at_once_and_each_gets_its_own_answer() -> None:
    for partner_id in (7, 8, 9):
        post(partner_id, partner_id, line(1, 1, sold=partner_id))
    asked = [7, 8, 9] * 10

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda partner_id: sold(partner_id, 99), asked))

    assert answers == asked


def test_views_beyond_the_number_kept_are_dropped_and_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_KEPT_TABLES", 6)
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))

    answers = [(sold(7, number), sold(8, 50), sold(7, number)) for number in range(100, 106)]

    assert answers == [(Decimal(1), Decimal(2), Decimal(1))] * 6
    assert len(thread_engine()._kept) == 6


def test_no_extension_comes_from_outside() -> None:
    database = engine._shared_database()

    switches = database.execute(
        "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions' ORDER BY name"
    ).fetchall()

    assert switches == [
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
    ]
