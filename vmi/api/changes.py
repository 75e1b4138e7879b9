"""What changed between two moments, for systems that keep their own copy."""

from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.tenancy import active
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import encode_id
from portal.kernel.graphql.paging import Page, Row, rows_page
from portal.kernel.graphql.scalars import Date, DateTime, Money
from vmi.selectors.changes import ChangeKind, ChangesAsked, FigureChange, changes_between
from vmi.selectors.sell_through import filters_of_codes

FigureChangeKind = graphene.Enum(
    "FigureChangeKind",
    [(kind.name, kind.value) for kind in ChangeKind],
    description=lambda value: (
        "What became of a figure."
        if value is None
        else {
            "restated": "It was said otherwise.",
            "new": "It was said for the first time.",
            "gone": "It is not said any more.",
        }[value.value]
    ),
)
_CODES = graphene.List(graphene.NonNull(graphene.String))


class FigureChangeNode(graphene.ObjectType):
    """One measure of a product at a place on a day that was known otherwise; what nobody said is null."""

    class Meta:
        name = "FigureChange"

    partner_code = graphene.String(required=True, description="Code of the partner.")
    product_code = graphene.String(
        required=True, description="The manufacturer's code of the product."
    )
    location_code = graphene.String(required=True, description="The partner's code of the place.")
    day = Date(required=True, description="The last day of the lines that the figure comes from.")
    measure = graphene.String(
        required=True, description="The measure, as report lines name it: sold, on_hand …"
    )
    currency = graphene.String(description="ISO 4217 code of a value; null for quantities.")
    kind = FigureChangeKind(required=True, description="What became of it.")
    before = Money(description="The figure at the earlier moment; null when it was not said.")
    after = Money(description="The figure at the later moment; null when it is not said.")
    report_id = graphene.ID(description="Id of the report that changed it.")
    changed_at = DateTime(description="When it changed.")


class ChangesQuery(graphene.ObjectType):
    """What changed."""

    changes = connection_field(
        FigureChangeNode,
        description="Figures that were known otherwise at two moments, the biggest change first.",
        since=DateTime(required=True, description="The earlier moment."),
        until=DateTime(description="The later moment; now when left out."),
        kinds=graphene.Argument(
            graphene.List(graphene.NonNull(FigureChangeKind)),
            description="Only changes of these kinds; said otherwise and not said any more when left out.",
        ),
        partner_codes=graphene.Argument(_CODES, description="Only these partners."),
        product_codes=graphene.Argument(
            _CODES, description="Only these products, by the manufacturer's code."
        ),
        location_codes=graphene.Argument(
            _CODES, description="Only these places, by the partner's code."
        ),
    )

    def resolve_changes(
        self,
        info: GraphQLResolveInfo,
        page: Page,
        since: datetime,
        until: datetime | None = None,
        kinds: list[Any] | None = None,
        **codes: list[str] | None,
    ) -> Row:
        scope = scope_of_info(info)
        given = {name: tuple(values) for name, values in codes.items() if values is not None}
        with active(scope):
            filters = filters_of_codes(**given)
        asked = ChangesAsked(since, until, filters=filters)
        if kinds is not None:
            wanted = frozenset(ChangeKind(getattr(kind, "value", kind)) for kind in kinds)
            asked = ChangesAsked(since, until, wanted, filters=filters)
        found = changes_between(scope, asked)
        rows = [_row(each) for each in found.figures]
        answer = rows_page(rows, page, key=_key, name="changes")
        # All are counted, also those beyond what is told.
        return {**answer, "count": lambda: found.total}


def _key(row: "dict[str, object] | object") -> list[object]:
    names = ("partner_code", "product_code", "location_code", "day", "measure", "currency")
    return [row[name] for name in names]  # type: ignore[index]


def _row(each: FigureChange) -> Row:
    kind = (
        ChangeKind.NEW
        if each.before is None
        else ChangeKind.GONE
        if each.after is None
        else ChangeKind.RESTATED
    )
    return {
        "partner_code": each.partner.code,
        "product_code": each.product.code,
        "location_code": each.place.code,
        "day": each.day,
        "measure": each.measure,
        "currency": each.currency,
        "kind": kind.value,
        "before": each.before,
        "after": each.after,
        "report_id": encode_id("ActivityReport", each.document.pk) if each.document else None,
        "changed_at": each.changed_at,
    }
