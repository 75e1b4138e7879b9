"""Kept answers are quick, never stale and never another partner's."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from accounts.tenancy import Scope, ScopeMissing
from portal.kernel.period import Period
from tests.vmi.facts.posted import EVERYTHING, day, line, post, scope_of
from vmi.facts import answers
from vmi.facts.answers import answered, forget_answers
from vmi.facts.grouping import Dimensions
from vmi.facts.lines import NOTHING_HIDDEN, Hidden
from vmi.facts.questions import sell_through


@pytest.fixture(autouse=True)
def nothing_kept(store: object) -> Iterator[None]:
    forget_answers()
    yield
    forget_answers()


class Asked:
    """Asks what was sold in January, and counts how often that was computed."""

    def __init__(self) -> None:
        self.times = 0

    def sold(
        self, scope: Scope, hidden: Hidden = NOTHING_HIDDEN, revision: int = 1
    ) -> Decimal | None:
        period = Period(day(1), day(31))

        def ask() -> Decimal | None:
            self.times += 1
            rows = sell_through(scope, hidden, Dimensions(), group_by=(), period=period)
            return rows[0].sold if rows else None

        return answered(scope, "sold", (period,), revision=revision, ask=ask)


def test_the_same_question_is_computed_once() -> None:
    post(1, 7, line(1, 1, sold=1))
    asked = Asked()

    assert [asked.sold(scope_of(7)) for _ in range(3)] == [Decimal(1)] * 3
    assert asked.times == 1


def test_an_answer_is_given_up_when_facts_are_written_or_the_posting_list_moves() -> None:
    post(1, 7, line(1, 1, sold=1))
    asked = Asked()

    before = asked.sold(scope_of(7))
    post(2, 7, line(1, 1, sold=2))
    after_writing = asked.sold(scope_of(7))
    after_hiding = asked.sold(scope_of(7), Hidden(postings=frozenset({1})), revision=2)

    assert [before, after_writing, after_hiding] == [1, 3, 2]
    assert asked.times == 3


def test_scopes_share_no_answer() -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))
    asked = Asked()

    first = [
        asked.sold(scope)
        for scope in (scope_of(7), scope_of(8), scope_of(), EVERYTHING, scope_of(7, 8))
    ]
    again = [
        asked.sold(scope)
        for scope in (scope_of(7), scope_of(8), scope_of(), EVERYTHING, scope_of(7, 8))
    ]

    assert first == again == [1, 2, None, 3, 3]
    assert asked.times == 5


def test_without_a_scope_there_is_no_answer() -> None:
    with pytest.raises(ScopeMissing):
        answered(None, "sold", (), revision=1, ask=lambda: 1)  # type: ignore[arg-type]


def test_stores_share_no_answer(tmp_path: object, settings: object) -> None:
    post(1, 7, line(1, 1, sold=1))
    asked = Asked()
    asked.sold(scope_of(7))

    settings.FACTS_URI = f"{tmp_path}/elsewhere"  # type: ignore[attr-defined]
    post(1, 7, line(1, 1, sold=9))

    assert asked.sold(scope_of(7)) == 9


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_MOST_ANSWERS", 2)
    monkeypatch.setattr(answers, "_MOST_ROWS", 3)
    computed: list[int] = []

    def ask(number: int, rows: int) -> None:
        def compute() -> tuple[int, ...]:
            computed.append(number)
            return (number,) * rows

        answered(EVERYTHING, "number", number, revision=1, ask=compute)

    for number in (1, 2, 3, 3, 1):
        ask(number, rows=1)
    for _ in range(2):
        ask(0, rows=4)

    assert computed == [1, 2, 3, 1, 0, 0]
