"""The mutation that puts one line of a report right."""

from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from portal.kernel.errors import Invalid
from portal.kernel.graphql.ids import decode_id
from portal.kernel.graphql.mutation import Mutation, declare_codes, idempotency_key
from vmi.actions.correct_line import correct_line
from vmi.api.rows import report_row
from vmi.api.types import ActivityReportNode
from vmi.formats.corrections import CORRECTABLE
from vmi.formats.reasons import REFUSALS
from vmi.selectors.documents import report_for
from vmi.selectors.reasons import explain

declare_codes(
    {
        "being_read": "The report is being read just now; try again in a moment.",
        "field_twice": "The same field is given two values.",
        "line_not_correctable": "The line belongs to a message that was refused as a whole.",
        "line_not_found": "The report has no such line.",
        "nothing_corrected": "The line says these values already.",
        "reason_missing": "A reason is needed.",
        "reason_too_long": "The reason is too long.",
        "report_not_found": "There is no such report for this caller.",
        "unknown_field": "A line has no such field.",
        # The codes of lines that can't be posted, also told of one that would still be refused.
        **{code: explain(code).what for code in REFUSALS},
    }
)


class LineValueInput(graphene.InputObjectType):
    """A value in place of what the line says."""

    field = graphene.String(required=True, description=f"The field: {', '.join(CORRECTABLE)}.")
    value = graphene.String(
        description="Its value, days as 2026-05-17 and numbers as 1234.5; null takes the value away."
    )


class CorrectLine(Mutation):
    """Put one line of a report right, with the reason.

    The report is read again with it: its state is received or reading until then, and what it posted
    before counts meanwhile.
    """

    class Arguments:
        report_id = graphene.ID(required=True, description="Id of the report.")
        line = graphene.Int(required=True, description="Number of the line in the report.")
        values = graphene.List(
            graphene.NonNull(LineValueInput),
            required=True,
            description="The fields that change; the others stay as they are.",
        )
        reason = graphene.String(
            required=True, description="Why, in a few words; it stays with the line."
        )
        idempotency_key = idempotency_key()

    activity_report = graphene.Field(
        ActivityReportNode, description="The report as it is now; ask again for its new verdict."
    )

    @classmethod
    def perform(cls, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        scope = scope_of_info(info)
        values = {given["field"]: given.get("value") for given in arguments["values"]}
        if len(values) < len(arguments["values"]):
            raise Invalid("field_twice", _("Give each field one value."), "values")
        document = correct_line(
            scope,
            decode_id("ActivityReport", arguments["report_id"]),
            arguments["line"],
            values,
            reason=arguments["reason"],
            key=arguments["idempotency_key"],
        )
        return {"activity_report": report_row(scope, report_for(scope, document.pk))}
