"""How fast the row executor answers: 100 accounts of 5 orders of 5 lines, beside graphene's own execution.

Run `python benchmarks/graphql_rows.py`. Times are this machine's; the ratios travel. "fields" are
15,500 leaves and objects an answer; nothing reads a database.
"""

import json
import timeit
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import graphene
from graphql import DocumentNode, ExecutionContext, execute_sync, parse

from portal.kernel.graphql.executor import RowExecutionContext
from portal.kernel.graphql.scalars import Date, Money, Quantity

ACCOUNTS, ORDERS, LINES = 100, 5, 5
Row = dict[str, Any]


class Line(graphene.ObjectType):
    number = graphene.Int(required=True)
    product = graphene.String(required=True)
    quantity = Quantity(required=True)
    price = Money()
    note = graphene.String()


class Order(graphene.ObjectType):
    id = graphene.ID(required=True)
    day = Date(required=True)
    state = graphene.String(required=True)
    lines = graphene.List(graphene.NonNull(Line), required=True)


class Account(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    orders = graphene.List(graphene.NonNull(Order), required=True)
    # The one field with a resolver of its own: its account is no longer plain, the rest stays so.
    title = graphene.String()

    def resolve_title(self: Row, _info: object) -> str:
        return f"{self['name']}"


class Query(graphene.ObjectType):
    accounts = graphene.List(graphene.NonNull(Account), required=True)

    def resolve_accounts(self, info: Any) -> list[Row]:
        rows: list[Row] = info.context
        return rows


def accounts() -> list[Row]:
    return [
        {
            "id": str(account),
            "name": f"Account {account}",
            "orders": [
                {
                    "id": f"{account}-{order}",
                    "day": date(2026, 3, 1 + order),
                    "state": "confirmed",
                    "lines": [
                        {
                            "number": line,
                            "product": f"Can {line}",
                            "quantity": Decimal("1250.5"),
                            "price": Decimal("0.4215"),
                            "note": None,
                        }
                        for line in range(LINES)
                    ],
                }
                for order in range(ORDERS)
            ],
        }
        for account in range(ACCOUNTS)
    ]


LEAVES = "id name orders { id day state lines { number product quantity price note } }"
DOCUMENTS = {
    "plain rows": f"{{ accounts {{ {LEAVES} }} }}",
    "strings and ints only": "{ accounts { id name orders { id state lines { number product note } } } }",
    "a resolver on each account": f"{{ accounts {{ title {LEAVES} }} }}",
}


def seconds(work: Callable[[], object]) -> float:
    """The best of five, as the others measure what else the machine did."""
    repeats, _took = timeit.Timer(work).autorange()
    return min(timeit.repeat(work, number=max(1, repeats), repeat=5)) / max(1, repeats)


def executed(
    schema: Any, document: DocumentNode, rows: list[Row], context: type[ExecutionContext]
) -> Any:
    result = execute_sync(schema, document, context_value=rows, execution_context_class=context)
    assert result.errors is None
    return result.data


def main() -> None:
    schema = graphene.Schema(query=Query).graphql_schema
    rows = accounts()
    print(
        f"{'answer':<28}{'stock':>10}{'rows':>10}{'faster':>9}{'json.dumps':>12}{'rows/json':>11}"
    )
    for name, text in DOCUMENTS.items():
        document = parse(text)
        stock_answer = executed(schema, document, rows, ExecutionContext)
        assert executed(schema, document, rows, RowExecutionContext) == stock_answer
        stock = seconds(lambda d=document: executed(schema, d, rows, ExecutionContext))  # type: ignore[misc]
        fast = seconds(lambda d=document: executed(schema, d, rows, RowExecutionContext))  # type: ignore[misc]
        dumped = seconds(lambda a=stock_answer: json.dumps(a))  # type: ignore[misc]
        print(
            f"{name:<28}{stock * 1000:>8.1f}ms{fast * 1000:>8.1f}ms{stock / fast:>8.1f}x"
            f"{dumped * 1000:>10.1f}ms{fast / dumped:>10.2f}x"
        )


if __name__ == "__main__":
    main()
