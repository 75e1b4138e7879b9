"""What is odd in lines of reports, for the systems that sent them; and quantities in and out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.permissions import Permission
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import decode_id, encode_id
from portal.kernel.graphql.node import Node
from portal.kernel.graphql.paging import Page, Row, keyset_page
from portal.kernel.graphql.scalars import Date, DateTime, Quantity
from vmi.models import Finding
from vmi.selectors.control_totals import TotalRow
from vmi.selectors.findings import findings_of, words_of

COLUMNS: Final = (
    *("id", "document_id", "line", "kind", "field", "value", "expected", "day", "state"),
    *("reason", "settled_by", "settled_at", "product__code", "location__code"),
)


class FindingNode(graphene.ObjectType):
    """One thing about one line that its sender should look at; the line counts all the same."""

    class Meta:
        name = "Finding"
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Opaque id of this finding.")
    report_id = graphene.ID(required=True, description="Id of the report that the line is in.")
    line = graphene.Int(required=True, description="Number of the line in the report.")
    kind = graphene.String(
        required=True, description="What is odd, for programs, such as negative_stock or balance."
    )
    message = graphene.String(
        required=True, description="What is odd and what to do about it, for people."
    )
    field = graphene.String(
        required=True, description="The field that is odd; empty when it is the whole line."
    )
    value = graphene.String(required=True, description="What the line says.")
    expected = graphene.String(
        required=True, description="What was to be expected; empty when nothing can be said."
    )
    day = Date(description="Last day of the line.")
    product_code = graphene.String(
        description="The manufacturer's code of the product; null where only the sender's is known."
    )
    location_code = graphene.String(
        description="The partner's code of the place, where it is known."
    )
    state = graphene.String(
        required=True, description="open, corrected, confirmed (right as it is) or over."
    )
    reason = graphene.String(
        required=True, description="Why it was corrected or confirmed; empty while it is open."
    )
    settled_by = graphene.String(
        required=True, description="Who settled it; empty while it is open."
    )
    settled_at = DateTime(description="When it was settled.")


class ControlTotal(graphene.ObjectType):
    """One quantity of a report in one unit: in = posted + parked + refused + duplicate."""

    measure = graphene.String(required=True, description="What is counted, such as sold.")
    unit = graphene.String(
        required=True,
        description="The unit, or for values the currency, as the report says it; empty when it says none.",
    )
    came_in = Quantity(required=True, description="The sum over all lines that could be read.")
    posted = Quantity(required=True, description="The sum over lines that count.")
    parked = Quantity(required=True, description="The sum over lines that wait for a code.")
    refused = Quantity(
        required=True, description="The sum over refused lines whose quantity could be read."
    )
    duplicate = Quantity(required=True, description="The sum over lines that were sent before.")
    pieces = Quantity(required=True, description="What the posted ones are in single pieces.")


def report_findings_field() -> graphene.Field:
    """The field `findings` of a report; a page of them, by line."""
    return connection_field(
        FindingNode,
        description="What is odd in its lines, by line; what is over is left out.",
        resolver=_report_findings,
        kind=graphene.String(description="Only findings of this kind."),
        state=graphene.String(description="Only findings in this state."),
    )


def _report_findings(
    root: Row, info: GraphQLResolveInfo, page: Page, kind: str = "", state: str = ""
) -> Row:
    scope = scope_of_info(info)
    rows = findings_of(scope, decode_id("ActivityReport", root["id"]), kind=kind)
    if state:
        rows = rows.filter(state=state)
    return keyset_page(rows, page, keys=("line", "id"), columns=COLUMNS, row=finding_row)


def finding_row(values: Row) -> Row:
    """What the Finding type shows, from the values of COLUMNS."""
    words = words_of(values["kind"])
    return {
        **values,
        "id": encode_id("Finding", values["id"]),
        "report_id": encode_id("ActivityReport", values["document_id"]),
        "message": f"{words.what} {words.what_to_do}",
        "product_code": values["product__code"],
        "location_code": values["location__code"],
    }


def findings_by_id(info: GraphQLResolveInfo, keys: Sequence[int]) -> Mapping[int, Row]:
    """Rows of the findings in scope with these keys; none for who may not see reports."""
    if not scope_of_info(info).may(Permission.VIEW_REPORTS):
        return {}
    rows = Finding.objects.filter(pk__in=keys).values(*COLUMNS)
    return {values["id"]: finding_row(values) for values in rows}


def total_row(total: TotalRow) -> dict[str, Any]:
    """What the ControlTotal type shows."""
    names = ("measure", "unit", "came_in", "posted", "parked", "refused", "duplicate", "pieces")
    return {name: getattr(total, name) for name in names}
