"""From models and answers to the rows that the API shows."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.selectors.partners import partners_of
from accounts.tenancy import Scope, active
from portal.kernel.errors import Invalid
from portal.kernel.graphql.ids import encode_id
from portal.kernel.graphql.paging import Row
from portal.kernel.period import Period
from portal.kernel.trust import DataTrust
from vmi.api.findings import total_row
from vmi.models import ReportDocument
from vmi.selectors.control_totals import total_rows
from vmi.selectors.reasons import explain
from vmi.selectors.reports import ReasonCount, Verdict, verdict_of
from vmi.selectors.sell_through import (
    Dimension,
    Filters,
    Label,
    SellThroughRow,
    filters_of_codes,
    sell_through,
)
from vmi.selectors.stock import StockRow, stock_positions
from vmi.selectors.trust import trust_of, trust_of_stock

_MOST_DIMENSIONS: Final = 4

PRODUCT_COLUMNS: Final = (
    *("id", "code", "gtin", "name", "name_zh", "category", "brand"),
    *("supplier__name", "supplier__is_us", "unit", "pack_size", "pallet_size"),
)
LOCATION_COLUMNS: Final = ("id", "partner__code", "code", "gln", "name", "kind", "region", "city")
REPORT_COLUMNS: Final = (
    *(
        "id",
        "partner__code",
        "filename",
        "sha256",
        "received_at",
        "state",
        "problem_code",
        "problem_details",
    ),
    *(
        "first_day",
        "last_day",
        "lines_in",
        "lines_posted",
        "lines_parked",
        "lines_refused",
        "quantities",
    ),
    "lines_duplicate",
)


def product_row(values: Row) -> Row:
    """What the Product type shows, from the values of PRODUCT_COLUMNS."""
    return {
        **values,
        "id": encode_id("Product", values["id"]),
        "supplier": values["supplier__name"],
        "is_ours": values["supplier__is_us"],
    }


def location_row(values: Row) -> Row:
    """What the Location type shows, from the values of LOCATION_COLUMNS."""
    return {
        **values,
        "id": encode_id("Location", values["id"]),
        "partner_code": values["partner__code"],
    }


def report_row(scope: Scope, document: ReportDocument) -> Row:
    """A document that went through the gate, with its verdict."""
    values = {name: getattr(document, name) for name in REPORT_COLUMNS if "__" not in name}
    values["partner__code"] = document.partner.code
    return report_row_of_values(scope, values, with_reasons=True)


def report_row_of_values(scope: Scope, values: Row, *, with_reasons: bool) -> Row:
    """What the ActivityReport type shows, from the values of REPORT_COLUMNS; reasons only when asked for."""
    problem = (
        explain(values["problem_code"], values["problem_details"])
        if values["problem_code"]
        else None
    )
    return {
        **values,
        "id": encode_id("ActivityReport", values["id"]),
        "partner_code": values["partner__code"],
        "problem": f"{problem.what} {problem.what_to_do}" if problem else None,
        "reasons": _reasons(verdict_of(scope, values["id"])) if with_reasons else [],
        "control_totals": [total_row(total) for total in total_rows(values["quantities"])],
    }


def _reasons(verdict: Verdict) -> list[Row]:
    return [_reason(reason) for reason in sorted(verdict.reasons, key=lambda reason: -reason.count)]


def _reason(reason: ReasonCount) -> Row:
    return {
        "outcome": str(reason.outcome),
        "code": reason.explanation.code,
        "message": f"{reason.explanation.what} {reason.explanation.what_to_do}",
        "lines": reason.count,
        "examples": [
            {"line": line.line, "field": line.field, "value": line.value, "raw": line.raw}
            for line in reason.examples
        ],
    }


def sell_through_rows(
    scope: Scope, *, group_by: list[Any], first_day: date, last_day: date, **codes: list[str] | None
) -> list[Row]:
    """Rows of the SellThrough type. Raises Invalid for too many dimensions or a backward period."""
    dimensions = tuple(Dimension(getattr(each, "value", each)) for each in group_by)
    if len(dimensions) > _MOST_DIMENSIONS or len(set(dimensions)) != len(dimensions):
        message = _("Group by at most {most} dimensions, each once.").format(most=_MOST_DIMENSIONS)
        raise Invalid("too_many_dimensions", message, "group_by")
    if first_day > last_day:
        raise Invalid("period_backwards", _("The last day lies before the first."), "last_day")
    rows = sell_through(
        scope,
        period=Period(first_day, last_day),
        group_by=dimensions,
        filters=_filters(scope, codes),
    )
    return [_sell_through_row(row) for row in rows]


def _filters(scope: Scope, codes: Mapping[str, list[str] | None]) -> Filters:
    given = {name: tuple(values) for name, values in codes.items() if values is not None}
    with active(scope):
        return filters_of_codes(**given)


def _sell_through_row(row: SellThroughRow) -> Row:
    figures = row.figures
    return {
        "group": [_label_text(label) for label in row.labels],
        "sold": figures.sold,
        "returned": figures.returned,
        "sold_value": figures.sold_value,
        "currency": figures.currency,
        "lines": figures.lines,
        "reporting_places": figures.reporting_places,
        "first_day": figures.first_day,
        "last_day": figures.last_day,
    }


def _label_text(label: Label) -> str | None:
    """Codes and first days: what a program can join on, never a name in somebody's language."""
    if label.code:
        return label.code
    if isinstance(label.value, date):
        return label.value.isoformat()
    if isinstance(label.value, bool):
        return "true" if label.value else "false"
    return None if label.value is None else str(label.value)


def stock_rows(scope: Scope, *, on_day: date | None, **codes: list[str] | None) -> list[Row]:
    """Rows of the StockPosition type, the most urgent first."""
    partners = {partner.pk: partner.code for partner in partners_of(scope)}
    rows = stock_positions(scope, on_day=on_day, filters=_filters(scope, codes))
    return [_stock_row(row, partners) for row in rows]


def sell_through_trust(
    scope: Scope,
    *,
    first_day: date,
    last_day: date,
    group_by: object = (),
    **codes: list[str] | None,
) -> Row:
    """The DataTrust of the rows that the same question gets."""
    period = Period(first_day, last_day)
    return _trust_row(trust_of(scope, period=period, filters=_filters(scope, codes)))


def stock_trust(scope: Scope, *, on_day: date | None, **codes: list[str] | None) -> Row:
    """The same for stock."""
    filters = _filters(scope, codes)
    rows = stock_positions(scope, on_day=on_day, filters=filters)
    return _trust_row(trust_of_stock(scope, rows, filters=filters))


def _trust_row(trust: DataTrust) -> Row:
    shares = {
        "completeness": trust.completeness,
        "carried": trust.carried,
        "restated": trust.restated,
    }
    return {
        "mark": str(trust.mark),
        "until": trust.until,
        "days_behind": trust.days_behind,
        "places_reporting": trust.places_reporting,
        "places_expected": trust.places_expected,
        **{name: None if share is None else round(share, 3) for name, share in shares.items()},
    }


def _stock_row(row: StockRow, partners: Mapping[int, str]) -> Row:
    position = row.position
    cover = position.days_of_cover
    use = position.daily_use
    return {
        "partner_code": partners.get(position.partner_id, ""),
        "product_code": row.product.code,
        "location_code": row.place.code,
        "on_hand": position.on_hand,
        "on_hand_as_of": position.on_hand_as_of,
        "is_carried": row.is_carried,
        "on_order": position.on_order,
        "in_transit": position.in_transit,
        "daily_use": None if use is None else round(use, 3),
        "days_of_cover": None if cover is None else round(cover, 3),
        "status": str(row.status),
    }
