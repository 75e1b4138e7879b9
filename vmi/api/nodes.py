"""Objects of this app by their global ids, each through its gate."""

from collections.abc import Mapping, Sequence

from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.permissions import Permission
from portal.kernel.graphql.paging import Row
from vmi.api.rows import (
    LOCATION_COLUMNS,
    PRODUCT_COLUMNS,
    REPORT_COLUMNS,
    location_row,
    product_row,
    report_row_of_values,
)
from vmi.models import Location, Product, ReportDocument


def products_by_id(_info: GraphQLResolveInfo, keys: Sequence[int]) -> Mapping[int, Row]:
    """Rows of the products with these keys."""
    rows = Product.objects.filter(pk__in=keys).values(*PRODUCT_COLUMNS)
    return {values["id"]: product_row(values) for values in rows}


def locations_by_id(info: GraphQLResolveInfo, keys: Sequence[int]) -> Mapping[int, Row]:
    """Rows of the places in scope with these keys; none for who may not see stock."""
    if not scope_of_info(info).may(Permission.VIEW_STOCK):
        return {}
    rows = Location.objects.filter(pk__in=keys).values(*LOCATION_COLUMNS)
    return {values["id"]: location_row(values) for values in rows}


def reports_by_id(info: GraphQLResolveInfo, keys: Sequence[int]) -> Mapping[int, Row]:
    """Rows of the reports in scope with these keys; none for who may not see reports."""
    scope = scope_of_info(info)
    if not scope.may(Permission.VIEW_REPORTS):
        return {}
    rows = ReportDocument.objects.filter(pk__in=keys).values(*REPORT_COLUMNS)
    return {values["id"]: report_row_of_values(scope, values, with_reasons=True) for values in rows}
