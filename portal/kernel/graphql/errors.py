"""Error codes of the GraphQL door, and how an error looks to the caller: coded, and masked when the fault is ours."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from graphql import GraphQLError

from portal.kernel.errors import DomainError

logger = logging.getLogger("portal.graphql")


class Code(StrEnum):
    """What `extensions.code` may say besides the codes of domain errors; none is ever renamed."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    CSRF_FAILED = "CSRF_FAILED"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    BAD_REQUEST = "BAD_REQUEST"
    BATCH_NOT_SUPPORTED = "BATCH_NOT_SUPPORTED"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILED = "OPERATION_RESOLUTION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    DOCUMENT_TOO_LONG = "DOCUMENT_TOO_LONG"
    TOO_MANY_TOKENS = "TOO_MANY_TOKENS"
    TOO_DEEP = "TOO_DEEP"
    TOO_MANY_ALIASES = "TOO_MANY_ALIASES"
    TOO_MANY_DIRECTIVES = "TOO_MANY_DIRECTIVES"
    TOO_MANY_ROOT_FIELDS = "TOO_MANY_ROOT_FIELDS"
    TOO_MANY_FRAGMENTS = "TOO_MANY_FRAGMENTS"
    TOO_MANY_REPEATS = "TOO_MANY_REPEATS"
    TOO_COMPLEX = "TOO_COMPLEX"
    FRAGMENT_CYCLE = "FRAGMENT_CYCLE"
    PAGE_SIZE_INVALID = "PAGE_SIZE_INVALID"
    CURSOR_INVALID = "CURSOR_INVALID"
    MAX_COST_EXCEEDED = "MAX_COST_EXCEEDED"
    THROTTLED = "THROTTLED"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


def coded(code: Code, message: str, **more: Any) -> GraphQLError:
    """A GraphQL error that carries its code."""
    return GraphQLError(message, extensions={"code": str(code), **more})


class Refusal(Exception):
    """The request ends here, before execution: these errors, this status.

    `follows_media_type`: GraphQL over HTTP asks for status 200 on the same errors when the answer
    is plain `application/json`.
    """

    def __init__(
        self, status: int, errors: Sequence[GraphQLError], *, follows_media_type: bool = False
    ) -> None:
        super().__init__(status)
        self.status = status
        self.errors = list(errors)
        self.follows_media_type = follows_media_type
        self.headers: dict[str, str] = {}

    @classmethod
    def of(cls, status: int, code: Code, message: str, **headers: str) -> "Refusal":
        refusal = cls(status, [coded(code, message)])
        refusal.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return refusal


def with_code(errors: Sequence[GraphQLError], code: Code) -> list[GraphQLError]:
    """The same errors, each with a code; those that have one keep it."""
    for error in errors:
        error.extensions = {"code": str(code), **(error.extensions or {})}
    return list(errors)


@dataclass(frozen=True)
class Trace:
    """What the log may know of a request: never its variables, which hold secrets."""

    operation: str = ""
    document_hash: str = ""
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @staticmethod
    def hash_of(document: str) -> str:
        return sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shown(error: GraphQLError, trace: Trace) -> dict[str, Any]:
    """The error as the caller sees it; anything not meant for callers is masked and logged."""
    cause = _cause(error)
    if isinstance(cause, DomainError):
        extensions: dict[str, Any] = {"code": cause.code.upper()}
        if cause.field:
            extensions["field"] = cause.field
        return _formatted(error, str(cause.message), extensions)
    if "code" in (error.extensions or {}):
        return _formatted(error, error.message, dict(error.extensions or {}))
    log_fault(trace, cause)
    return _formatted(error, *masked(trace))


def masked(trace: Trace) -> tuple[str, dict[str, Any]]:
    """Message and extensions that stand for a fault of ours."""
    message = _(
        "Something went wrong on our side. Tell us the request id and we will find out what."
    )
    code = str(Code.INTERNAL_SERVER_ERROR)
    return message, {"code": code, "requestId": trace.request_id}


def log_fault(trace: Trace, cause: BaseException) -> None:
    logger.error(
        "GraphQL fault, request %s, operation %s, document %s",
        trace.request_id,
        trace.operation or "(unnamed)",
        trace.document_hash,
        exc_info=(type(cause), cause, cause.__traceback__),
    )


def _cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _formatted(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"message": message}
    if error.locations:
        answer["locations"] = [place.formatted for place in error.locations]
    if error.path is not None:
        answer["path"] = error.path
    answer["extensions"] = extensions
    return answer
