"""Every line of a report that did not post, for systems that mend them."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import decode_id
from portal.kernel.graphql.paging import Page, Row, keyset_page
from vmi.selectors.documents import report_for
from vmi.selectors.reasons import explain
from vmi.selectors.reports import unposted_lines

_COLUMNS = ("id", "line", "state", "reason", "field", "value", "raw")


class UnpostedLineNode(graphene.ObjectType):
    """One line that did not post, why, and what to do about it."""

    class Meta:
        name = "UnpostedLine"

    line = graphene.Int(required=True, description="Its number in the document.")
    outcome = graphene.String(
        required=True, description="parked (waits for a code), refused or duplicate (sent before)."
    )
    code = graphene.String(required=True, description="The reason, for programs.")
    message = graphene.String(
        required=True, description="What happened and what to do, for people."
    )
    field = graphene.String(
        required=True, description="The field that is the matter; empty when it is the line."
    )
    value = graphene.String(required=True, description="The value as it came.")
    raw = graphene.String(required=True, description="The whole line as it came.")


class UnpostedLinesQuery(graphene.ObjectType):
    """What did not post, line by line."""

    unposted_lines = connection_field(
        UnpostedLineNode,
        description="Lines of one report that did not post, in the order of the document.",
        report_id=graphene.ID(required=True, description="Id of the report."),
    )

    def resolve_unposted_lines(self, info: GraphQLResolveInfo, page: Page, report_id: str) -> Row:
        document = report_for(scope_of_info(info), decode_id("ActivityReport", report_id))
        return keyset_page(
            unposted_lines(document.pk),
            page,
            keys=("line", "id"),
            columns=_COLUMNS,
            row=_row,
        )


def _row(values: dict[str, Any]) -> Row:
    words = explain(values["reason"])
    return {
        "line": values["line"],
        "outcome": values["state"],
        "code": values["reason"],
        "message": f"{words.what} {words.what_to_do}",
        "field": values["field"],
        "value": values["value"],
        "raw": values["raw"],
    }
