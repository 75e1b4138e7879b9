"""The mutation that says of a finding that the line is right as it is."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from portal.kernel.graphql.ids import decode_id
from portal.kernel.graphql.mutation import Mutation, declare_codes
from vmi.actions.confirm_finding import confirm_finding
from vmi.api.findings import FindingNode, findings_by_id

declare_codes(
    {
        "finding_not_found": "There is no such finding for this caller.",
        "finding_settled": "The finding was corrected, or is over.",
    }
)


class ConfirmFinding(Mutation):
    """Say that a line is right as it is, with the reason; said twice it is said once."""

    class Arguments:
        id = graphene.ID(required=True, description="Id of the finding.")
        reason = graphene.String(
            required=True, description="Why, in a few words; it stays with the finding."
        )

    finding = graphene.Field(FindingNode, description="The finding as it is now.")

    @classmethod
    def perform(cls, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        found = confirm_finding(
            scope_of_info(info), decode_id("Finding", arguments["id"]), reason=arguments["reason"]
        )
        return {"finding": findings_by_id(info, [found.pk])[found.pk]}
