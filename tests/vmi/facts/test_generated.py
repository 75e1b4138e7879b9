"""Generated lines, scopes, spans and periods give what plain Python adds up."""

import tempfile
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.kernel.period import Period
from tests.vmi.facts.posted import EVERYTHING, batch_of, day, line, scope_of
from vmi.facts.grouping import Dimension, Dimensions
from vmi.facts.lines import Hidden
from vmi.facts.questions import sell_through, stock_positions
from vmi.facts.store import FactStore

FLOWS = ("sold", "returned", "sold_value")
quantities = some.none() | some.decimals(-99, 999, places=3)
said = some.fixed_dictionaries(
    {
        "product_id": some.integers(1, 3),
        "location_id": some.integers(1, 2),
        "last_day": some.integers(4, 12),
        "length": some.integers(1, 4),
        "sold": quantities,
        "returned": quantities,
        "on_hand": quantities,
        "sold_value": quantities,
        "currency": some.sampled_from(["CNY", "USD"]),
    }
)
postings = some.lists(
    some.tuples(some.sampled_from([7, 8]), some.lists(said, min_size=1, max_size=6)),
    min_size=1,
    max_size=4,
)
spans = some.lists(
    some.tuples(
        some.integers(1, 4),
        some.integers(1, 12),
        some.integers(0, 5),
        some.sampled_from(["flow", "stock"]),
    ),
    max_size=5,
)
cases = some.fixed_dictionaries(
    {
        "postings": postings,
        "spans": spans,
        "hidden": some.frozensets(some.integers(1, 4), max_size=1),
        "scope": some.sampled_from(
            [scope_of(7), scope_of(8), scope_of(7, 8), scope_of(), EVERYTHING]
        ),
        "first": some.integers(3, 9),
        "days": some.integers(1, 6),
    }
)


def rows_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Every line as it was posted, with whose it is."""
    rows = []
    for posting_id, (partner_id, sayings) in enumerate(case["postings"], start=1):
        for number, saying in enumerate(sayings, start=1):
            rest = {
                name: value
                for name, value in saying.items()
                if name != "length" and value is not None
            }
            last_day = rest.pop("last_day")
            row = line(number, last_day, first_day=last_day - saying["length"] + 1, **rest)
            rows.append(row | {"posting_id": posting_id, "partner_id": partner_id})
    return rows


def current(case: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The visible lines, by the words of the promise."""
    seen = []
    for posted in rows:
        if posted["posting_id"] in case["hidden"] or not case["scope"].allows(posted["partner_id"]):
            continue
        row = dict(posted)
        for posting_id, first, length, group in case["spans"]:
            is_inside = day(first) <= row["last_day"] <= day(first + length)
            if posting_id == row["posting_id"] and is_inside:
                for name in ("sold", "returned", "sold_value") if group == "flow" else ("on_hand",):
                    row[name] = None
        seen.append(row)
    return seen


def total(rows: list[dict[str, Any]], measure: str) -> Decimal | None:
    values = [row[measure] for row in rows if row.get(measure) is not None]
    return sum(values, Decimal(0)) if values else None


def expected_sales(rows: list[dict[str, Any]], period: Period) -> set[tuple[Any, ...]]:
    """By product and currency; a product of one currency has its valueless lines in that one's row."""
    products = defaultdict(list)
    for row in rows:
        if row["last_day"] in period and any(row.get(name) is not None for name in FLOWS):
            products[row["product_id"]].append(row)
    found = set()
    for product_id, its_rows in products.items():
        parts: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
        for row in its_rows:
            parts[row["currency"] if row.get("sold_value") is not None else None].append(row)
        currencies = {code for code in parts if code}
        if len(currencies) < 2:
            parts = {next(iter(currencies), None): its_rows}
        for code, part in parts.items():
            found.add((product_id, code, *(total(part, name) for name in FLOWS), len(part)))
    return found


def expected_positions(rows: list[dict[str, Any]], period: Period) -> set[tuple[Any, ...]]:
    found = set()
    rows = [row for row in rows if row["last_day"] <= period.last_day]
    for key in {(row["partner_id"], row["product_id"], row["location_id"]) for row in rows}:
        its_rows = [
            row for row in rows if (row["partner_id"], row["product_id"], row["location_id"]) == key
        ]
        stock = [row for row in its_rows if row.get("on_hand") is not None]
        latest = max(
            stock, key=lambda row: (row["last_day"], row["line"], row["posting_id"]), default=None
        )
        sold = total([row for row in its_rows if row["last_day"] in period], "sold")
        covered = {
            row["first_day"] + timedelta(days=step)
            for row in rows
            if (row["partner_id"], row["location_id"]) == (key[0], key[2])
            and row["last_day"] in period
            and row.get("sold") is not None
            for step in range((row["last_day"] - row["first_day"]).days + 1)
        }
        if latest or sold is not None:
            said = (latest["on_hand"], latest["last_day"]) if latest else (None, None)
            found.add((*key, *said, sold, len(covered)))
    return found


@settings(max_examples=25, deadline=None)
@given(cases)
def test_generated_questions_agree_with_plain_python(case: dict[str, Any]) -> None:
    rows = rows_of(case)
    period = Period(day(case["first"]), day(case["first"] + case["days"] - 1))
    hidden = Hidden(
        postings=case["hidden"],
        spans=tuple(
            (posting, day(first), day(first + more), group)
            for posting, first, more, group in case["spans"]
        ),
    )
    visible = current(case, rows)

    with tempfile.TemporaryDirectory() as folder:
        store = FactStore(f"{folder}/facts")
        for posting_id, (partner_id, _) in enumerate(case["postings"], start=1):
            its_rows = [row for row in rows if row["posting_id"] == posting_id]
            store.append_once(posting_id, partner_id, [batch_of(*its_rows)])
        with override_settings(FACTS_URI=store.uri, FACTS_STORAGE_OPTIONS={}):
            sales = sell_through(
                case["scope"], hidden, Dimensions(), group_by=(Dimension.PRODUCT,), period=period
            )
            positions = stock_positions(
                case["scope"], hidden, Dimensions(), on_day=period.last_day, use_days=period.days
            )

    assert {
        (*row.group, row.currency, row.sold, row.returned, row.sold_value, row.lines)
        for row in sales
    } == expected_sales(visible, period)
    assert len({(row.group, row.currency) for row in sales}) == len(sales)
    assert {
        (
            row.partner_id,
            row.product_id,
            row.location_id,
            row.on_hand,
            row.on_hand_as_of,
            row.sold,
            row.covered_days,
        )
        for row in positions
    } == expected_positions(visible, period)
