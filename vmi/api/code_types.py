"""What the API shows of codes that lines wait for."""

from typing import Any

import graphene

from portal.kernel.graphql.paging import Row
from portal.kernel.graphql.scalars import DateTime
from vmi.selectors.code_suggestions import Target
from vmi.selectors.waiting_codes import WaitingCode


class CodeField(graphene.Enum):
    """Whether a code is that of a product or of a place."""

    class Meta:
        description = lambda value: (  # noqa: E731  (graphene asks for a function here)
            "What a code stands for."
            if value is None
            else "A product."
            if value.value == "product"
            else "A place."
        )

    PRODUCT = "product"
    PLACE = "place"


class CodeSuggestion(graphene.ObjectType):
    """A product or place that a code could mean; nothing is mapped before you say so."""

    code = graphene.String(
        required=True, description="The manufacturer's product code, or your code of the place."
    )
    name = graphene.String(required=True, description="Its name.")
    reason = graphene.String(required=True, description="Why it is suggested, for programs.")
    message = graphene.String(required=True, description="Why it is suggested, for people.")
    percent = graphene.Int(
        description="How alike code or name are, in per cent; null where the reason is another."
    )


class WaitingCodeNode(graphene.ObjectType):
    """A code that nobody knows, and the lines that wait for it; they post by themselves when it is mapped."""

    class Meta:
        name = "WaitingCode"

    partner_code = graphene.String(required=True, description="Code of the partner who sent it.")
    field = CodeField(required=True, description="Whether a product or a place is unknown.")
    code = graphene.String(required=True, description="The code as it came.")
    name = graphene.String(
        required=True, description="The name beside it in the file; empty when there was none."
    )
    lines = graphene.Int(required=True, description="Lines that wait for it.")
    reports = graphene.Int(required=True, description="Reports that these lines are in.")
    since = DateTime(required=True, description="When the first of them came.")
    suggestions = graphene.List(
        graphene.NonNull(CodeSuggestion),
        required=True,
        description="What it could mean, the likest first; at most three.",
    )


def waiting_code_row(code: WaitingCode) -> Row:
    """What the WaitingCode type shows."""
    return {
        "partner_code": code.partner.code,
        "field": "product" if code.is_product else "place",
        "code": code.code,
        "name": code.name,
        "lines": code.lines,
        "reports": code.documents,
        "since": code.first_seen,
        "suggestions": [_suggestion(target) for target in code.suggestions],
    }


def _suggestion(target: Target) -> dict[str, Any]:
    return {
        "code": target.code,
        "name": target.name,
        "reason": target.sign,
        "message": target.reason,
        "percent": target.percent,
    }
