"""The root of the API: every app's fields in one schema, and its door."""

import graphene

from accounts.api.callers import caller_of
from accounts.api.queries import AccountsQuery, partners_by_id
from keyaccounts.api.queries import KeyAccountsQuery
from portal.kernel.graphql.node import node_query
from portal.kernel.graphql.view import GraphQLView
from vmi.api.changes import ChangesQuery
from vmi.api.feeds import FeedsQuery
from vmi.api.findings import findings_by_id
from vmi.api.interchanges import InterchangesQuery, interchanges_by_id
from vmi.api.line_mutations import LineMutation
from vmi.api.map_codes import MapCodesMutation
from vmi.api.nodes import locations_by_id, products_by_id, reports_by_id
from vmi.api.queries import VmiQuery
from vmi.api.staged_files import StagedFileMutation
from vmi.api.submit_activity_report import VmiMutation
from vmi.api.unposted_lines import UnpostedLinesQuery
from vmi.api.waiting_codes import WaitingCodesQuery

NodeQuery = node_query(
    {
        "Partner": partners_by_id,
        "Product": products_by_id,
        "Location": locations_by_id,
        "ActivityReport": reports_by_id,
        "Interchange": interchanges_by_id,
        "Finding": findings_by_id,
    }
)


class Query(
    KeyAccountsQuery,
    FeedsQuery,
    InterchangesQuery,
    UnpostedLinesQuery,
    WaitingCodesQuery,
    ChangesQuery,
    VmiQuery,
    AccountsQuery,
    NodeQuery,  # type: ignore[misc, valid-type]
):
    """What can be asked."""


class Mutation(StagedFileMutation, LineMutation, MapCodesMutation, VmiMutation):
    """What can be changed."""


schema = graphene.Schema(query=Query, mutation=Mutation)
graphql_view = GraphQLView.as_view(schema=schema, authenticate=caller_of)
