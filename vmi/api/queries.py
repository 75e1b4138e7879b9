"""Master data, reports, sell-through and stock for systems that ask by API."""

from datetime import date
from typing import Any

import graphene
from django.db.models import Q
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.permissions import Permission, require
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import decode_id
from portal.kernel.graphql.lookahead import asked_paths
from portal.kernel.graphql.paging import Page, Row, keyset_page, rows_page
from portal.kernel.graphql.scalars import Date
from vmi.api.rows import (
    LOCATION_COLUMNS,
    PRODUCT_COLUMNS,
    REPORT_COLUMNS,
    location_row,
    product_row,
    report_row,
    report_row_of_values,
    sell_through_rows,
    sell_through_trust,
    stock_rows,
    stock_trust,
)
from vmi.api.types import (
    ActivityReportNode,
    LocationNode,
    ProductNode,
    SellThroughNode,
    StockPositionNode,
)
from vmi.models import Location, Product, ReportDocument
from vmi.selectors.documents import report_for
from vmi.selectors.sell_through import Dimension

SellThroughDimension = graphene.Enum(
    "SellThroughDimension",
    [(dimension.name, dimension.value) for dimension in Dimension],
    description=lambda value: (
        "What sell-through can be grouped by."
        if value is None
        else f"By {value.value.replace('_', ' ')}."
    ),
)

_CODES = graphene.List(graphene.NonNull(graphene.String))


class VmiQuery(graphene.ObjectType):
    """Fields of this app."""

    products = connection_field(
        ProductNode,
        description="The catalogue, by code.",
        search=graphene.String(description="Only products whose code, GTIN or name contains this."),
    )
    locations = connection_field(
        LocationNode,
        description="Places of the partners that the caller may see, by partner and code.",
        partner_code=graphene.String(description="Only places of this partner."),
    )
    activity_reports = connection_field(
        ActivityReportNode,
        description="Reports of the partners that the caller may see, newest first.",
        partner_code=graphene.String(description="Only reports of this partner."),
        state=graphene.String(description="Only reports in this state."),
    )
    activity_report = graphene.Field(
        ActivityReportNode,
        required=True,
        description="One report with its verdict.",
        id=graphene.ID(required=True, description="Id of the report."),
    )
    sell_through = connection_field(
        SellThroughNode,
        description="What was sold, in groups of your choice.",
        group_by=graphene.List(
            graphene.NonNull(SellThroughDimension),
            required=True,
            description="Up to four dimensions; none is one total.",
        ),
        first_day=Date(required=True, description="First day of the period, included."),
        last_day=Date(required=True, description="Last day of the period, included."),
        partner_codes=graphene.Argument(_CODES, description="Only these partners."),
        product_codes=graphene.Argument(
            _CODES, description="Only these products, by the manufacturer's code."
        ),
        location_codes=graphene.Argument(
            _CODES, description="Only these places, by the partner's code."
        ),
        categories=graphene.Argument(_CODES, description="Only these categories."),
        suppliers=graphene.Argument(_CODES, description="Only products of these suppliers."),
    )
    stock_positions = connection_field(
        StockPositionNode,
        description="What is on hand and how long it lasts, by product and place, the most urgent first.",
        partner_codes=graphene.Argument(_CODES, description="Only these partners."),
        product_codes=graphene.Argument(
            _CODES, description="Only these products, by the manufacturer's code."
        ),
        location_codes=graphene.Argument(
            _CODES, description="Only these places, by the partner's code."
        ),
        on_day=Date(description="As of the end of this day; today when left out."),
    )

    def resolve_products(self, info: GraphQLResolveInfo, page: Page, search: str = "") -> Row:
        rows = Product.objects.all()
        if search:
            rows = rows.filter(
                Q(code__icontains=search)
                | Q(gtin__contains=search)
                | Q(name__icontains=search)
                | Q(name_zh__icontains=search)
            )
        return keyset_page(rows, page, keys=("code",), columns=PRODUCT_COLUMNS, row=product_row)

    def resolve_locations(
        self, info: GraphQLResolveInfo, page: Page, partner_code: str = ""
    ) -> Row:
        require(scope_of_info(info), Permission.VIEW_STOCK)
        rows = Location.objects.all()
        if partner_code:
            rows = rows.filter(partner__code=partner_code)
        return keyset_page(
            rows, page, keys=("partner_id", "code"), columns=LOCATION_COLUMNS, row=location_row
        )

    def resolve_activity_reports(
        self, info: GraphQLResolveInfo, page: Page, partner_code: str = "", state: str = ""
    ) -> Row:
        scope = scope_of_info(info)
        require(scope, Permission.VIEW_REPORTS)
        rows = ReportDocument.objects.all()
        if partner_code:
            rows = rows.filter(partner__code=partner_code)
        if state:
            rows = rows.filter(state=state)
        with_reasons = "edges.node.reasons" in asked_paths(info)
        return keyset_page(
            rows,
            page,
            keys=("-received_at", "-id"),
            columns=REPORT_COLUMNS,
            row=lambda values: report_row_of_values(scope, values, with_reasons=with_reasons),
        )

    def resolve_activity_report(self, info: GraphQLResolveInfo, id: str) -> Row:  # noqa: A002  (the API's word)
        scope = scope_of_info(info)
        return report_row(scope, report_for(scope, decode_id("ActivityReport", id)))

    def resolve_sell_through(self, info: GraphQLResolveInfo, page: Page, **asked: Any) -> Row:
        scope = scope_of_info(info)
        rows = sell_through_rows(scope, **asked)
        found = rows_page(
            rows, page, key=lambda row: [*row["group"], row["currency"]], name="sell_through"
        )
        if "trust" in asked_paths(info):
            found["trust"] = sell_through_trust(scope, **asked)
        return found

    def resolve_stock_positions(
        self, info: GraphQLResolveInfo, page: Page, on_day: date | None = None, **asked: Any
    ) -> Row:
        scope = scope_of_info(info)
        rows = stock_rows(scope, on_day=on_day, **asked)
        found = rows_page(
            rows,
            page,
            key=lambda row: [row["partner_code"], row["product_code"], row["location_code"]],
            name="stock_positions",
        )
        if "trust" in asked_paths(info):
            found["trust"] = stock_trust(scope, on_day=on_day, **asked)
        return found
