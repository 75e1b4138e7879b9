"""Who I am, and the partners I may see."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.models import Partner
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import encode_id
from portal.kernel.graphql.node import Node
from portal.kernel.graphql.paging import Page, Row, keyset_page


class PartnerNode(graphene.ObjectType):
    """An organisation that the manufacturer works with."""

    class Meta:
        name = "Partner"
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Opaque id of this partner.")
    code = graphene.String(
        required=True, description="The code that files and commands name it by."
    )
    name = graphene.String(required=True, description="Its name.")
    name_zh = graphene.String(
        required=True, description="Its Chinese name; empty when there is none."
    )
    kind = graphene.String(
        required=True, description="brand_owner, retailer, distributor or group."
    )
    city = graphene.String(required=True, description="The city it sits in; empty when not known.")


class Viewer(graphene.ObjectType):
    """Who is asking, and with what permissions."""

    name = graphene.String(required=True, description="Name of the person or machine client.")
    is_machine = graphene.Boolean(
        required=True, description="Whether a machine client asks, by its key."
    )
    permissions = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="What the caller may do."
    )


PARTNER_COLUMNS = ("id", "code", "name", "name_zh", "kind", "city")


def partner_row(values: Row) -> Row:
    """What the Partner type shows, from the values of PARTNER_COLUMNS."""
    return {**values, "id": encode_id("Partner", values["id"])}


def partners_by_id(_info: GraphQLResolveInfo, keys: Sequence[int]) -> Mapping[int, Row]:
    """Rows of the partners in scope with these keys."""
    rows = Partner.objects.filter(pk__in=keys, is_active=True).values(*PARTNER_COLUMNS)
    return {values["id"]: partner_row(values) for values in rows}


class AccountsQuery(graphene.ObjectType):
    """Fields of this app."""

    viewer = graphene.Field(Viewer, required=True, description="Who is asking.")
    partners = connection_field(
        PartnerNode, description="The partners that the caller may see, by code."
    )

    def resolve_viewer(self, info: GraphQLResolveInfo) -> Row:
        scope = scope_of_info(info)
        return {
            "name": scope.actor.name,
            "is_machine": info.context.caller.is_machine,
            "permissions": sorted(scope.permissions),
        }

    def resolve_partners(self, info: GraphQLResolveInfo, page: Page, **_arguments: Any) -> Row:
        return keyset_page(
            Partner.objects.filter(is_active=True),
            page,
            keys=("code",),
            columns=PARTNER_COLUMNS,
            row=partner_row,
        )
