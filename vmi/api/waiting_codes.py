"""Codes that lines wait for, for systems that map them."""

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.permissions import Permission, require
from accounts.selectors.partners import partner_for
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.paging import Page, Row, rows_page
from vmi.api.code_types import WaitingCodeNode, waiting_code_row
from vmi.selectors.waiting_codes import Order, waiting_codes


class WaitingCodesQuery(graphene.ObjectType):
    """What waits."""

    waiting_codes = connection_field(
        WaitingCodeNode,
        description="Codes that lines wait for, those that have waited longest first.",
        partner_code=graphene.String(description="Only codes of this partner."),
    )

    def resolve_waiting_codes(
        self, info: GraphQLResolveInfo, page: Page, partner_code: str = ""
    ) -> Row:
        scope = scope_of_info(info)
        require(scope, Permission.MAP_CODES)
        partner_id = partner_for(scope, partner_code).pk if partner_code else None
        found = waiting_codes(scope, partner_id, order=Order.AGE, count=None)
        return rows_page(
            [waiting_code_row(code) for code in found.codes],
            page,
            key=lambda row: [row["partner_code"], row["field"], row["code"]],
            name="waiting_codes",
        )
