"""Lines to put into the store of a test, and scopes to read them with."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from accounts.tenancy import Actor, ActorKind, Scope
from vmi.facts.schema import LINE_SCHEMA
from vmi.facts.store import fact_store

JANUARY = date(2026, 1, 1)
QUANTITIES = (
    "sold",
    "returned",
    "received",
    "adjusted",
    "on_hand",
    "on_order",
    "in_transit",
    "sold_value",
)


def scope_of(*partner_ids: int) -> Scope:
    return Scope(Actor(ActorKind.PERSON, 1, "test"), partner_ids=frozenset(partner_ids))


EVERYTHING = Scope(Actor(ActorKind.SYSTEM, None, "test"), is_everything=True)


def day(number: int) -> date:
    """The day of January 2026."""
    return date(2026, 1, number)


def line(number: int, last_day: int, **said: Any) -> dict[str, Any]:
    """A day line of product 1 at place 1 unless said otherwise; numbers become exact."""
    row: dict[str, Any] = {
        "line": number,
        "product_id": said.pop("product_id", 1),
        "location_id": said.pop("location_id", 1),
        "first_day": day(said.pop("first_day", last_day)),
        "last_day": day(last_day),
        "currency": said.pop("currency", None),
    }
    return row | {name: Decimal(value) for name, value in said.items()}


def batch_of(*rows: dict[str, Any]) -> pa.RecordBatch:
    columns = {name: [row.get(name) for row in rows] for name in LINE_SCHEMA.names}
    return pa.RecordBatch.from_pydict(columns, schema=LINE_SCHEMA)


def post(posting_id: int, partner_id: int, *rows: dict[str, Any]) -> None:
    fact_store().append_once(posting_id, partner_id, [batch_of(*rows)])
