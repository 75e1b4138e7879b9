"""The mutation that a partner's system reports its activity with."""

from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.selectors.partners import partner_for
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid
from portal.kernel.graphql.mutation import Mutation, declare_codes, idempotency_key
from portal.kernel.graphql.scalars import Date, Money, Quantity
from vmi.actions.submit_lines import submit_lines
from vmi.api.error_policy import error_policy_argument
from vmi.api.rows import report_row
from vmi.api.types import ActivityReportNode, measure_words
from vmi.selectors.receipts import receipt_text

MOST_LINES = 5_000

declare_codes(
    {
        "no_lines": "The report has no lines.",
        "too_many_lines": "The report has more lines than one request may carry.",
        "partner_needed": "A caller of the manufacturer must name the partner.",
        "partner_not_found": "There is no such partner for this caller.",
        "period_backwards": "The report's last day lies before its first.",
        "permission_missing": "The caller's role or key does not include this.",
        "file_too_large": "The report is larger than the portal takes.",
    }
)


def _measure(name: str) -> graphene.Scalar:
    kind = Money if name == "sold_value" else Quantity
    return kind(description=measure_words(name))


class ActivityLineInput(graphene.InputObjectType):
    """One product at one place over one span of days; leave out what you don't know, it is not zero."""

    product_code = graphene.String(
        description="Your code of the product, the manufacturer's, or none with a GTIN."
    )
    gtin = graphene.String(description="GTIN of 8 to 14 digits.")
    location_code = graphene.String(description="Your code of the place, or none with a GLN.")
    gln = graphene.String(description="GLN of 13 digits.")
    first_day = Date(required=True, description="First day of the line, included.")
    last_day = Date(description="Last day of the line, included; the first day when left out.")
    sold = _measure("sold")
    returned = _measure("returned")
    received = _measure("received")
    adjusted = _measure("adjusted")
    on_hand = _measure("on_hand")
    on_order = _measure("on_order")
    in_transit = _measure("in_transit")
    sold_value = _measure("sold_value")
    transferred = _measure("transferred")
    withdrawn = _measure("withdrawn")
    lost_sales = _measure("lost_sales")
    opening = _measure("opening")
    committed = _measure("committed")
    unsellable = _measure("unsellable")
    minimum = _measure("minimum")
    maximum = _measure("maximum")
    reorder_point = _measure("reorder_point")
    planned = _measure("planned")
    requested = _measure("requested")
    forecast = _measure("forecast")
    unit = graphene.String(
        description="Unit of the quantities, such as each or case; single pieces when left out."
    )
    pack = Quantity(
        description="How many single pieces one unit holds, when it is not the usual pack."
    )
    reference = graphene.String(
        description="Your name of this line, such as invoice and line number: of two equal lines with "
        "the same name one counts."
    )
    currency = graphene.String(
        description="ISO 4217 code of the value; the portal's currency when left out."
    )


class SubmitActivityReport(Mutation):
    """Report what was sold and what is on hand. Posted once for each key; the answer is the verdict."""

    class Arguments:
        idempotency_key = idempotency_key()
        lines = graphene.List(
            graphene.NonNull(ActivityLineInput),
            required=True,
            description=f"1 to {MOST_LINES} lines.",
        )
        partner_code = graphene.String(
            description="Whose report it is; left out by partners, who have only their own."
        )
        error_policy = error_policy_argument()

    activity_report = graphene.Field(
        ActivityReportNode, description="The report and what became of its lines."
    )
    receipt = graphene.String(description="What is kept of it, and where its page is.")

    @classmethod
    def perform(cls, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        scope = scope_of_info(info)
        lines = arguments["lines"]
        if len(lines) > MOST_LINES:
            message = _("Send at most {most} lines at once, or upload a file.").format(
                most=MOST_LINES
            )
            raise Invalid("too_many_lines", message, "lines")
        partner_id = partner_of_report(scope, arguments.get("partner_code"))
        policy = arguments.get("error_policy")
        document = submit_lines(
            scope,
            partner_id,
            [_values(line) for line in lines],
            key=arguments["idempotency_key"],
            error_policy=getattr(policy, "value", policy) or "",
        )
        return {
            "activity_report": report_row(scope, document),
            "receipt": receipt_text(document),
        }


def partner_of_report(scope: Scope, code: str | None) -> int:
    """The partner that is named, or the caller's own. Raises Invalid when it must be named."""
    if code:
        return partner_for(scope, code).pk
    if scope.partner_id is None:
        raise Invalid("partner_needed", _("Name the partner whose report it is."), "partner_code")
    return scope.partner_id


def _values(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "last_day": line.get("last_day") or line["first_day"]}


class VmiMutation(graphene.ObjectType):
    """What this app lets systems change."""

    submit_activity_report = SubmitActivityReport.Field(
        required=True, description="Report what was sold and what is on hand."
    )
