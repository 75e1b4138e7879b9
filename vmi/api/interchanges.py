"""The exchange of EDI for partners' systems: verdicts on syntax, and our acknowledgements."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.permissions import Permission
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.ids import decode_id, encode_id
from portal.kernel.graphql.lookahead import asked_paths
from portal.kernel.graphql.node import Node
from portal.kernel.graphql.paging import Page, Row, keyset_page
from portal.kernel.graphql.scalars import DateTime
from vmi.models import Interchange
from vmi.selectors.documents import report_for
from vmi.selectors.interchanges import (
    InterchangeFilter,
    answer_text,
    interchange_rows,
    missing_before,
    problems_of,
    syntax_in_words,
    verdict_on,
)

_OWN: Final = (
    *("id", "document_id", "standard", "sender", "receiver", "control_number", "version"),
    *("is_test", "is_enveloped", "is_acknowledgement", "kinds", "state", "acceptance"),
    *("sequence", "message_count", "rejected_count", "problem_count", "lines", "received_at"),
)
_ANSWER: Final = ("answer_kinds", "answer_number", "answered_at")
_COLUMNS: Final = (
    *(*_OWN, "partner__code", "previous", *_ANSWER),
    *(f"first__{name}" for name in ("id", *_ANSWER)),
)
# Bulky, so read only when asked for.
_PROBLEMS: Final = ("groups", "problems")
_CONTENT: Final = ("acknowledgement", "first__acknowledgement")


class InterchangeProblem(graphene.ObjectType):
    """One thing in an interchange that breaks its standard."""

    code = graphene.String(required=True, description="What is the matter, for programs.")
    sentence = graphene.String(required=True, description="What is the matter, for people.")
    message = graphene.String(
        required=True,
        description="Kind and number of the message or group; empty for the envelope.",
    )
    place = graphene.String(
        required=True, description="Segment and element, by number and name; empty when unknown."
    )
    value = graphene.String(required=True, description="What stood there.")


class MissingControlNumbers(graphene.ObjectType):
    """Control numbers that a sender left out: interchanges that never came, or not yet."""

    first = graphene.String(required=True, description="The first one missing.")
    last = graphene.String(required=True, description="The last one missing.")
    count = graphene.Int(required=True, description="How many are missing.")


class InterchangeNode(graphene.ObjectType):
    """One EDI interchange as it came, the verdict on its syntax, and our acknowledgement of it."""

    class Meta:
        name = "Interchange"
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Opaque id of this interchange.")
    partner_code = graphene.String(required=True, description="Code of the partner who sent it.")
    report_id = graphene.ID(
        required=True, description="Id of the report that it is in, where its lines are told of."
    )
    standard = graphene.String(required=True, description="x12 or edifact.")
    control_number = graphene.String(
        required=True, description="ISA13, or UNB 0020; empty when it has no envelope."
    )
    sender = graphene.String(required=True, description="Who sent it, as its envelope says.")
    receiver = graphene.String(required=True, description="Whom it is for, as its envelope says.")
    version = graphene.String(required=True, description="ISA12, or UNB S001.")
    is_test = graphene.Boolean(required=True, description="Whether it is marked as a test.")
    messages = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="The kinds of messages in it, each once.",
    )
    received_at = DateTime(required=True, description="When it was received.")
    state = graphene.String(
        required=True,
        description=(
            "taken (being read), settled, rejected, resent (it was here before: nothing counts "
            "twice) or reused (refused: its control number was used with other content)."
        ),
    )
    syntax = graphene.String(
        description="accepted, errors, rejected, resent, reused or acknowledgement; null while read."
    )
    sentence = graphene.String(required=True, description="What that means, for people.")
    message_count = graphene.Int(required=True, description="Messages in it.")
    rejected_count = graphene.Int(required=True, description="Messages of it that are rejected.")
    problem_count = graphene.Int(required=True, description="Things that break the standard.")
    problems = graphene.List(
        graphene.NonNull(InterchangeProblem),
        required=True,
        description="The first 500 of them, in the order of the interchange.",
    )
    missing_before = graphene.Field(
        MissingControlNumbers,
        description="Control numbers missing between the interchange before and this one; null when none is.",
    )
    acknowledgement_kinds = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What our answer is made of: TA1, 997 or CONTRL; empty when there is none.",
    )
    acknowledgement_number = graphene.String(
        required=True, description="Control number of our answer; empty when there is none."
    )
    acknowledged_at = DateTime(description="When it was answered; null when it is not.")
    acknowledgement = graphene.String(
        description=(
            "Our answer as it is to be read by your system. What was sent again has the first "
            "answer again. Null when there is none."
        )
    )


class InterchangesQuery(graphene.ObjectType):
    """The exchange of EDI."""

    interchanges = connection_field(
        InterchangeNode,
        description="EDI interchanges of the partners that the caller may see, newest first.",
        report_id=graphene.ID(description="Only interchanges of this report."),
        partner_code=graphene.String(description="Only interchanges of this partner."),
        control_number=graphene.String(description="Only those with this control number."),
    )

    def resolve_interchanges(
        self,
        info: GraphQLResolveInfo,
        page: Page,
        report_id: str = "",
        partner_code: str = "",
        control_number: str = "",
    ) -> Row:
        scope = scope_of_info(info)
        rows = interchange_rows(scope, InterchangeFilter())
        if report_id:
            report = report_for(scope, decode_id("ActivityReport", report_id))
            rows = rows.filter(document_id=report.pk)
        if partner_code:
            rows = rows.filter(partner__code=partner_code)
        if control_number:
            rows = rows.filter(control_number=control_number)
        asked = asked_paths(info)
        columns = [*_COLUMNS]
        columns += _PROBLEMS if "edges.node.problems" in asked else ()
        columns += _CONTENT if "edges.node.acknowledgement" in asked else ()
        return keyset_page(
            rows, page, keys=("-received_at", "-id"), columns=columns, row=_interchange
        )


def interchanges_by_id(info: GraphQLResolveInfo, keys: Sequence[int]) -> Mapping[int, Row]:
    """Rows of the interchanges in scope with these keys; none for who may not see reports."""
    scope = scope_of_info(info)
    if not scope.may(Permission.VIEW_REPORTS):
        return {}
    rows = interchange_rows(scope, InterchangeFilter()).filter(pk__in=keys)
    found = rows.values(*_COLUMNS, *_PROBLEMS, *_CONTENT)
    return {values["id"]: _interchange(values) for values in found}


def _interchange(values: dict[str, Any]) -> Row:
    row = Interchange(**{name: values[name] for name in (*_OWN, *_PROBLEMS) if name in values})
    row.previous = values["previous"]  # type: ignore[attr-defined]
    # What was sent again has the answer of the first.
    of = "first__" if row.state == Interchange.State.RESENT and values["first__id"] else ""
    content = values.get(f"{of}acknowledgement")
    missing = missing_before(row)
    return {
        **{name: values[name] for name in _OWN},
        "id": encode_id("Interchange", values["id"]),
        "report_id": encode_id("ActivityReport", values["document_id"]),
        "partner_code": values["partner__code"],
        "messages": values["kinds"],
        "syntax": verdict_on(row) or None,
        "sentence": syntax_in_words(row),
        "problems": problems_of(row),
        "missing_before": missing,
        "acknowledgement_kinds": values[f"{of}answer_kinds"].split(),
        "acknowledgement_number": values[f"{of}answer_number"],
        "acknowledged_at": values[f"{of}answered_at"],
        "acknowledgement": None if content is None else answer_text(bytes(content)),
    }
