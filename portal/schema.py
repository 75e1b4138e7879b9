"""The root of the API: every app's fields in one schema, and its door."""

import graphene

from accounts.api.callers import caller_of
from accounts.api.queries import AccountsQuery
from keyaccounts.api.queries import KeyAccountsQuery
from portal.kernel.graphql.view import GraphQLView
from vmi.api.queries import VmiQuery
from vmi.api.submit_activity_report import VmiMutation


class Query(KeyAccountsQuery, VmiQuery, AccountsQuery):
    """What can be asked."""


class Mutation(VmiMutation):
    """What can be changed."""


schema = graphene.Schema(query=Query, mutation=Mutation)
graphql_view = GraphQLView.as_view(schema=schema, authenticate=caller_of)
