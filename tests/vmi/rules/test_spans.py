"""Spans of days, compared with plain sets of days."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vmi.rules.spans import Span, joined, shared, without

START = date(2026, 1, 1)


def span(first, length):
    return Span(START + timedelta(days=first), START + timedelta(days=first + length))


SPANS = st.lists(st.builds(span, st.integers(0, 60), st.integers(0, 20)), max_size=6)


def days_of(spans):
    return {
        one.first_day + timedelta(days=step)
        for one in spans
        for step in range((one.last_day - one.first_day).days + 1)
    }


@given(SPANS)
def test_joined_spans_are_the_same_days_apart_from_each_other_and_in_order(spans):
    found = joined(spans)

    assert days_of(found) == days_of(spans)
    assert all((after.first_day - before.last_day).days > 1 for before, after in pairwise(found))


@given(SPANS, SPANS)
def test_shared_and_without_split_the_days(left, right):
    left, right = joined(left), joined(right)

    assert days_of(shared(left, right)) == days_of(left) & days_of(right)
    assert days_of(without(left, right)) == days_of(left) - days_of(right)


def test_a_short_gap_is_bridged_and_a_longer_one_is_not():
    spans = [span(0, 6), span(10, 6)]

    assert joined(spans, bridge_days=3) == [span(0, 16)]
    assert joined(spans, bridge_days=2) == spans
