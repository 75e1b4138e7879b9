"""A small schema to try the GraphQL base on: shops with orders with lines, all of plain rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import graphene
from django.http import HttpRequest
from django.urls import path

from portal.kernel.errors import Conflict, Forbidden, Invalid
from portal.kernel.graphql import scalars
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import decode_id, encode_id, not_found
from portal.kernel.graphql.mutation import Mutation, declared, idempotency_key
from portal.kernel.graphql.paging import rows_page
from portal.kernel.graphql.view import GraphQLView


class Size(graphene.Enum):
    """How large a shop is."""

    SMALL = "small"
    LARGE = "large"


class Line(graphene.ObjectType):
    """One line of an order."""

    number = graphene.Int(required=True)
    quantity = scalars.Quantity(required=True)
    price = scalars.Money()
    note = graphene.String()


class Order(graphene.ObjectType):
    """What a shop ordered."""

    id = graphene.ID(required=True)
    day = scalars.Date(required=True)
    placed = scalars.DateTime()
    is_urgent = graphene.Boolean(required=True)
    lines = graphene.List(graphene.NonNull(Line), required=True)
    tags = graphene.List(graphene.String)
    biggest = graphene.Field(Line)


class Shop(graphene.ObjectType):
    """A shop of a partner."""

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    size = Size()
    orders = graphene.List(graphene.NonNull(Order), required=True)
    parent = graphene.Field(lambda: Shop)
    shouted_name = graphene.String()
    page = connection_field(Order, description="The shop's orders, by pages.")

    def resolve_shouted_name(self, info):
        return self["name"].upper()

    def resolve_page(self, info, page):
        return rows_page(self["orders"], page, key=lambda order: [order["id"]], name="orders")


def line(number: int) -> dict[str, Any]:
    return {
        "number": number,
        "quantity": Decimal(number) / 2,
        "price": Decimal("19.9"),
        "note": None if number % 2 else "cold",
    }


def order(number: int, lines: int = 2) -> dict[str, Any]:
    return {
        "id": encode_id("Order", number),
        "day": date(2026, 3, 1 + number % 28),
        "placed": datetime(2026, 3, 31, 9, 0, tzinfo=UTC),
        "is_urgent": number % 2 == 0,
        "lines": [line(at) for at in range(1, lines + 1)],
        "tags": ["can", None],
        "biggest": line(lines),
    }


def shop(number: int, orders: int = 2) -> dict[str, Any]:
    return {
        "id": encode_id("Shop", number),
        "name": f"店 {number}",
        "size": "small" if number % 2 else "large",
        "orders": [order(number * 100 + at) for at in range(orders)],
        "parent": None
        if number == 1
        else {"id": encode_id("Shop", 1), "name": "店 1", "orders": []},
    }


SHOPS = [shop(number) for number in range(1, 8)]
READS: list[str] = []


class Query(graphene.ObjectType):
    shops = connection_field(Shop, description="All shops.")
    plain_shops = graphene.List(graphene.NonNull(Shop), required=True)
    shops_by_id = graphene.List(
        Shop, ids=graphene.List(graphene.NonNull(graphene.ID), required=True)
    )
    shop = graphene.Field(Shop, id=graphene.ID(required=True))
    fault = graphene.String(secret=graphene.String())
    refused = graphene.String()
    double = scalars.Quantity(of=scalars.Quantity(required=True))
    hello = graphene.String()

    def resolve_shops(self, info, page):
        READS.append("shops")
        return rows_page(SHOPS, page, key=lambda row: [row["id"]], name="shops")

    def resolve_plain_shops(self, info):
        READS.append("plain_shops")
        return SHOPS

    def resolve_shops_by_id(self, info, ids):
        known = {row["id"]: row for row in SHOPS}
        return [known.get(one) for one in ids]

    def resolve_shop(self, info, id):  # noqa: A002
        key = decode_id("Shop", id)
        for row in SHOPS:
            if row["id"] == encode_id("Shop", key):
                return row
        raise not_found()

    def resolve_fault(self, info, secret=""):
        raise RuntimeError("password of the database: hunter2")

    def resolve_refused(self, info):
        raise Forbidden("not_yours", "Ask your administrator.")

    def resolve_double(self, info, of):
        return of * 2

    def resolve_hello(self, info):
        return info.context.caller.key


class RenameShop(Mutation):
    """Give a shop another name."""

    class Arguments:
        id = graphene.ID(required=True)
        name = graphene.String(required=True)
        idempotency_key = idempotency_key()

    shop = graphene.Field(Shop)

    @classmethod
    def perform(cls, info, *, id, name, idempotency_key):  # noqa: A002
        if name == "broken":
            raise RuntimeError("password of the database: hunter2")
        if name == "taken":
            raise Conflict("name_taken", "Choose another name.", "shop_names.0.name")
        if name == "odd":
            raise Invalid("never_declared", "Choose another name.", "name")
        return {"shop": {**SHOPS[0], "id": id, "name": name}}


class Mutations(graphene.ObjectType):
    rename_shop = RenameShop.Field()


with declared({"name_taken": "Another shop has this name."}):
    schema = graphene.Schema(query=Query, mutation=Mutations)


@dataclass
class SampleCaller:
    key: str
    is_machine: bool
    entered: list[str] = field(default_factory=list)

    @contextmanager
    def enter(self) -> Iterator[None]:
        self.entered.append("in")
        yield
        self.entered.append("out")


def caller_of(request: HttpRequest) -> SampleCaller | None:
    header = request.headers.get("Authorization", "")
    if header:
        known = header.removeprefix("Bearer ")
        return SampleCaller(known, is_machine=True) if known.startswith("token-") else None
    person = request.COOKIES.get("person")
    return SampleCaller(person, is_machine=False) if person else None


view: Callable[[HttpRequest], Any] = GraphQLView.as_view(schema=schema, authenticate=caller_of)
urlpatterns = [path("graphql", view)]
