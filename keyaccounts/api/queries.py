"""Key accounts by share and value for our own people's tools; partners have no part of it."""

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from keyaccounts.selectors.key_accounts import KeyAccountRow, key_accounts
from portal.kernel.clock import today
from portal.kernel.errors import Invalid
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import encode_id
from portal.kernel.graphql.paging import Page, Row, rows_page
from portal.kernel.graphql.scalars import Date, Money, Quantity
from portal.kernel.money import Money as MoneyValue
from portal.kernel.period import Period
from portal.kernel.share import Share


class MoneyAmount(graphene.ObjectType):
    """An amount of money in one currency."""

    amount = Money(required=True, description="The amount, as a string.")
    currency = graphene.String(required=True, description="ISO 4217 code.")


class ShareOfWhole(graphene.ObjectType):
    """A share, never without how much of the whole is known and how much estimated."""

    value = Quantity(
        description="Ours ÷ whole, 0 to 1, to three places; null when the whole is not known."
    )
    ours = Quantity(description="Our part, in units; null when not known.")
    known = Quantity(
        required=True, description="The part of the whole that was declared or measured, in units."
    )
    estimated = Quantity(
        required=True, description="The part of the whole that is estimated, in units."
    )


class KeyAccountNode(graphene.ObjectType):
    """One account in a period; a group counts its members."""

    class Meta:
        name = "KeyAccount"

    id = graphene.ID(required=True, description="Opaque id of this account.")
    code = graphene.String(
        required=True, description="Code of the partner that the account is with."
    )
    name = graphene.String(required=True, description="Its name in the caller's language.")
    manager = graphene.String(
        required=True, description="Who looks after it; empty when nobody does."
    )
    standing = graphene.String(required=True, description="proposed, confirmed or ordinary.")
    value_class = graphene.String(
        required=True, description="A, B or C by cumulative revenue, at 80 and 95 %."
    )
    strategy = graphene.String(
        required=True, description="defend, grow, maintain, selective, or what overrules them."
    )
    volume = Quantity(required=True, description="Units that it bought from us.")
    revenue = graphene.Field(
        MoneyAmount, required=True, description="Net value of what it bought from us."
    )
    revenue_before = graphene.Field(
        MoneyAmount, description="The same days a year before; null when not known."
    )
    share_of_wallet = graphene.Field(
        ShareOfWhole, required=True, description="Ours ÷ its whole demand."
    )
    stock_alerts = graphene.Int(
        description="Products running low at its places; null when no report tells."
    )
    data_until = Date(description="Last day that its reports cover; null when there is none.")
    members = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Codes of a group's members, counted in it.",
    )


class KeyAccountsQuery(graphene.ObjectType):
    """Fields of this app."""

    key_accounts = connection_field(
        KeyAccountNode,
        description="Accounts by value, largest first. For the manufacturer's people.",
        period=graphene.String(
            description="2026, 2026H1, 2026Q3, 2026-05 or 2026W07; this year when left out."
        ),
    )

    def resolve_key_accounts(self, info: GraphQLResolveInfo, page: Page, period: str = "") -> Row:
        try:
            asked = Period.parse(period or str(today().year))
        except ValueError as problem:
            raise Invalid("period_unknown", str(problem), "period") from None
        rows = [_row(row) for row in key_accounts(scope_of_info(info), asked).rows]
        return rows_page(
            rows, page, key=lambda row: [row["code"]], name=f"key_accounts {asked.label}"
        )


def _row(row: KeyAccountRow) -> Row:
    measures = row.measures
    return {
        "id": encode_id("KeyAccount", row.code),
        "code": row.code,
        "name": row.name,
        "manager": row.manager,
        "standing": str(row.standing),
        "value_class": str(row.value_class),
        "strategy": str(row.guidance.strategy),
        "volume": measures.volume,
        "revenue": _money(measures.revenue),
        "revenue_before": None
        if measures.revenue_before is None
        else _money(measures.revenue_before),
        "share_of_wallet": _share(measures.share),
        "stock_alerts": row.stock_alerts,
        "data_until": row.data_until,
        "members": [member.code for member in row.members],
    }


def _money(value: MoneyValue) -> Row:
    return {"amount": value.rounded().amount, "currency": value.currency}


def _share(share: Share) -> Row:
    value = None if share.value is None else round(share.value, 3)
    return {"value": value, "ours": share.ours, "known": share.known, "estimated": share.estimated}
