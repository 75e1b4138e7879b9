"""The base of every mutation: a door of about twenty lines that calls one action."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar

import graphene
from django.utils.translation import gettext as _
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLEnumType, GraphQLResolveInfo

from portal.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound

logger = logging.getLogger("portal.graphql")

_LONGEST_KEY = 255
# Of every schema; `declare_codes` adds those of the apps.
_codes: dict[str, str] = {
    "INVALID": "The input can't be accepted as it is.",
    "NOT_FOUND": "There is no such object for this caller.",
    "FORBIDDEN": "The caller's role or token does not include this.",
    "CONFLICT": "Somebody else, or an earlier request, got here first.",
    "IDEMPOTENCY_KEY_INVALID": "The idempotency key is not 1 to 255 visible ASCII characters.",
    "KEY_REUSED": "The idempotency key was used for a request with another content.",
    "IN_PROGRESS": "The request of this idempotency key is still running.",
}
_CODE_OF_CLASS: tuple[tuple[type[DomainError], str], ...] = (
    (NotFound, "NOT_FOUND"),
    (Forbidden, "FORBIDDEN"),
    (Conflict, "CONFLICT"),
    (Invalid, "INVALID"),
)


def declare_codes(codes: Mapping[str, str]) -> None:
    """Publish domain error codes with their meaning; call it before the schema is built."""
    _codes.update({code.upper(): meaning for code, meaning in codes.items()})


@contextmanager
def declared(codes: Mapping[str, str]) -> Iterator[None]:
    """Declare codes for one schema, built inside, and for no other."""
    before = dict(_codes)
    declare_codes(codes)
    yield
    _codes.clear()
    _codes.update(before)


def _code_description(value: Any) -> str:
    if value is None:
        return "What went wrong, for programs. Codes are added and never renamed."
    return _codes[value.value]


@cache
def _enum_of(codes: frozenset[str]) -> type[graphene.Enum]:
    members = sorted((code, code) for code in codes)
    enum: type[graphene.Enum] = graphene.Enum(
        "UserErrorCode", members, description=_code_description
    )
    return enum


def _user_error_code() -> type[graphene.Enum]:
    return _enum_of(frozenset(_codes))


class UserError(graphene.ObjectType):
    """Why a mutation changed nothing, or nothing for one line: the caller can mend it."""

    code = graphene.Field(
        _user_error_code, required=True, description="What went wrong, for programs."
    )
    message = graphene.String(
        required=True, description="What went wrong and what to do, for people, in their language."
    )
    field = graphene.List(
        graphene.NonNull(graphene.String),
        description="Path of the argument that is wrong; null when no single one is.",
    )
    line_number = graphene.Int(
        description="Number of the line, from 1, in a request of several lines; null otherwise."
    )


def user_error(
    info: GraphQLResolveInfo, error: DomainError, line_number: int | None = None
) -> dict[str, Any]:
    """The row of `UserError` that tells a domain error."""
    path = [to_camel_case(part) for part in error.field.split(".")] if error.field else None
    return {
        "code": _published_code(info, error),
        "message": str(error.message),
        "field": path,
        "line_number": line_number,
    }


def _published_code(info: GraphQLResolveInfo, error: DomainError) -> str:
    """The error's own code if the schema has it; a program can't be told one that it doesn't."""
    published = info.schema.get_type("UserErrorCode")
    code = error.code.upper()
    if isinstance(published, GraphQLEnumType) and code in published.values:
        return code
    logger.error("Error code %s is not declared; callers are told its kind only", code)
    return next((code for kind, code in _CODE_OF_CLASS if isinstance(error, kind)), "INVALID")


class Mutation(graphene.Mutation):
    """A mutation names its arguments and payload fields and performs one action.

    `perform(info, **arguments)` returns the payload as a dict. A DomainError becomes a user error;
    anything else is a fault of ours and is masked. An `idempotency_key` is checked before.

        class AnswerProposal(Mutation):
            '''Answer a replenishment proposal.'''

            class Arguments:
                id = graphene.ID(required=True, description="The proposal.")
                quantity = Quantity(required=True, description="What you agree to.")
                idempotency_key = idempotency_key()

            proposal = graphene.Field(ProposalType, description="The proposal as it is now.")

            @classmethod
            def perform(cls, info, *, id, quantity, idempotency_key):
                ...
                return {"proposal": row}
    """

    class Meta:
        abstract = True

    user_errors = graphene.List(
        graphene.NonNull(UserError),
        required=True,
        description="Empty when it is done; otherwise what the caller can mend.",
    )

    # A classmethod of each mutation, with the arguments that it names.
    perform: ClassVar[Callable[..., dict[str, Any]]]

    @classmethod
    def mutate(cls, _root: Any, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        try:
            if "idempotency_key" in arguments:
                check_idempotency_key(arguments["idempotency_key"])
            payload = cls.perform(info, **arguments)
        except DomainError as error:
            return {"user_errors": [user_error(info, error)]}
        return {"user_errors": [], **payload}


def idempotency_key() -> graphene.String:
    """The argument `idempotencyKey: String!` of everything that creates or submits."""
    return graphene.String(
        required=True,
        description=(
            "Your own key of this request, 1 to 255 visible ASCII characters. Send the same key"
            " when you repeat it: it is done once and answered alike."
        ),
    )


def check_idempotency_key(key: str) -> str:
    """The key itself; Invalid unless it is 1 to 255 visible ASCII characters."""
    if not 1 <= len(key) <= _LONGEST_KEY or not all("!" <= character <= "~" for character in key):
        message = _("Send an idempotency key of 1 to {maximum} visible ASCII characters.")
        raise Invalid(
            "idempotency_key_invalid", message.format(maximum=_LONGEST_KEY), "idempotency_key"
        )
    return key
