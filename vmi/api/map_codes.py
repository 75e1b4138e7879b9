"""The mutations by which a partner's system says what its codes mean."""

from collections.abc import Sequence
from typing import Any, Final

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from portal.kernel.errors import Invalid
from portal.kernel.graphql.mutation import Mutation, declare_codes, idempotency_key, user_error
from portal.kernel.graphql.scalars import Date
from vmi.actions.map_codes_in_bulk import MappedCodes, map_codes_in_bulk
from vmi.api.code_types import CodeField
from vmi.api.submit_activity_report import partner_of_report
from vmi.selectors.code_meanings import CodeMeaning, JudgedMeaning

MOST_CODES: Final = 500

declare_codes(
    {
        "code_missing": "The code is empty.",
        "code_too_long": "The code is longer than a code may be.",
        "code_twice": "The request gives one code two meanings at the same time.",
        "code_is_a_place": "The code is that of another place already.",
        "product_not_found": "There is no such product.",
        "product_ambiguous": "Several products have this GTIN.",
        "place_not_found": "The partner has no such place.",
        "no_codes": "The request has no codes.",
        "too_many_codes": "The request has more codes than one may carry.",
    }
)
_FIELDS: Final = {
    "code_missing": "code",
    "code_too_long": "code",
    "code_twice": "code",
    "code_is_a_place": "code",
}


class CodeMeaningInput(graphene.InputObjectType):
    """One code and what it means."""

    field = CodeField(required=True, description="Whether it is the code of a product or a place.")
    code = graphene.String(required=True, description="Your code, as your reports have it.")
    target = graphene.String(
        required=True,
        description="The manufacturer's product code or GTIN; your code of the place or GLN, or “new” for a new place.",
    )
    valid_from = Date(description="First day from which it means this; always when left out.")
    name = graphene.String(description="Name of a new place; its code when left out.")


class MappedCode(graphene.ObjectType):
    """A code and what it means now."""

    field = CodeField(required=True, description="Whether it is the code of a product or a place.")
    code = graphene.String(required=True, description="Your code.")
    target = graphene.String(required=True, description="Code of the product or place it means.")
    valid_from = Date(description="First day from which it means this; null for always.")
    lines = graphene.Int(
        required=True, description="Lines that waited for it; they post by themselves."
    )


class MapCode(Mutation):
    """Say what one code means; lines that waited for it post by themselves."""

    class Arguments:
        idempotency_key = idempotency_key()
        field = CodeField(required=True, description="Whether it is a product's or a place's code.")
        code = graphene.String(required=True, description="Your code, as your reports have it.")
        target = graphene.String(
            required=True,
            description="The manufacturer's product code or GTIN; your code of the place or GLN, or “new” for a new place.",
        )
        valid_from = Date(description="First day from which it means this; always when left out.")
        partner_code = graphene.String(
            description="Whose code it is; left out by partners, who have only their own."
        )

    mapped_code = graphene.Field(MappedCode, description="The code and what it means now.")

    @classmethod
    def perform(cls, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        found = _mapped(info, [arguments], arguments)
        for row in found.refused:
            raise Invalid(row.problem, row.message, _FIELDS.get(row.problem, "target"))
        return {"mapped_code": _row(found.rows[0])}


class MapCodes(Mutation):
    """Say what many codes mean; those that can't be taken over are told, the others are."""

    class Arguments:
        idempotency_key = idempotency_key()
        codes = graphene.List(
            graphene.NonNull(CodeMeaningInput),
            required=True,
            description=f"1 to {MOST_CODES} codes.",
        )
        partner_code = graphene.String(
            description="Whose codes they are; left out by partners, who have only their own."
        )

    mapped_codes = graphene.List(
        graphene.NonNull(MappedCode),
        description="The codes that were taken over, in the order of the request.",
    )

    @classmethod
    def perform(cls, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        codes = arguments["codes"]
        if not codes:
            raise Invalid("no_codes", _("Send at least one code."), "codes")
        if len(codes) > MOST_CODES:
            message = _("Send at most {most} codes at once.").format(most=MOST_CODES)
            raise Invalid("too_many_codes", message, "codes")
        found = _mapped(info, codes, arguments)
        refused = set(found.refused)
        return {
            "mapped_codes": [_row(row) for row in found.rows if row not in refused],
            "user_errors": [_error(info, row) for row in found.refused],
        }


def _mapped(
    info: GraphQLResolveInfo, codes: Sequence[dict[str, Any]], arguments: dict[str, Any]
) -> MappedCodes:
    scope = scope_of_info(info)
    return map_codes_in_bulk(
        scope,
        partner_of_report(scope, arguments.get("partner_code")),
        [_meaning(number, code) for number, code in enumerate(codes, 1)],
        key=arguments["idempotency_key"],
    )


def _meaning(number: int, code: dict[str, Any]) -> CodeMeaning:
    field = code["field"]
    return CodeMeaning(
        number,
        getattr(field, "value", field) == "product",
        code["code"],
        code["target"],
        code.get("valid_from"),
        code.get("name") or "",
    )


def _row(row: JudgedMeaning) -> dict[str, Any]:
    return {
        "field": "product" if row.meaning.is_product else "place",
        "code": row.meaning.code.strip(),
        "target": row.target,
        "valid_from": row.meaning.valid_from,
        "lines": row.lines,
    }


def _error(info: GraphQLResolveInfo, row: JudgedMeaning) -> dict[str, Any]:
    place = row.meaning.line - 1
    field = f"codes.{place}.{_FIELDS.get(row.problem, 'target')}"
    return user_error(info, Invalid(row.problem, row.message, field), row.meaning.line)


class MapCodesMutation(graphene.ObjectType):
    """What this app lets systems say of codes."""

    map_code = MapCode.Field(required=True, description="Say what one code means.")
    map_codes = MapCodes.Field(required=True, description="Say what many codes mean.")
