"""From an HTTP request to a GraphQL request: media types, size, JSON and the shape of its members."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _

from .errors import Code, Refusal
from .options import Options

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
# In the order of our preference: a caller that doesn't mind gets plain JSON, as clients expect.
_ANSWERS = (JSON, GRAPHQL_RESPONSE)
_QUALITY = re.compile(r";\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)")


@dataclass(frozen=True)
class GraphQLRequest:
    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None


def answer_type(accept: str) -> str:
    """The media type to answer with; a Refusal with 406 when the caller takes none of ours."""
    if not accept.strip():
        return JSON
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    qualities = [(_quality_of(ours, ranges), -at, ours) for at, ours in enumerate(_ANSWERS)]
    quality, _preference, best = max(qualities)
    if quality <= 0:
        message = _("We answer with {types}.").format(types=", ".join(_ANSWERS))
        raise Refusal.of(406, Code.NOT_ACCEPTABLE, message)
    return best


def _range(part: str) -> tuple[str, float]:
    name, _semicolon, parameters = part.partition(";")
    given = _QUALITY.search(f";{parameters}")
    return name.strip().lower(), float(given.group(1)) if given else 1.0


def _quality_of(ours: str, ranges: list[tuple[str, float]]) -> float:
    """The most specific range that covers the type decides, as HTTP says."""
    for wanted in (ours, "application/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def read_post(request: HttpRequest, options: Options) -> GraphQLRequest:
    """The request in a JSON body; its size is checked before it is read."""
    if request.content_type != JSON:
        message = _("Send the request as {type}.").format(type=JSON)
        raise Refusal.of(415, Code.UNSUPPORTED_MEDIA_TYPE, message)
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise Refusal.of(415, Code.UNSUPPORTED_MEDIA_TYPE, _("Send the request in UTF-8."))
    body = _body(request, options.max_body_bytes)
    try:
        members = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal.of(400, Code.BAD_REQUEST, _("The body is not JSON.")) from None
    return from_members(members)


def _body(request: HttpRequest, maximum: int) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    body = b""
    if length.isdecimal() and int(length) <= maximum:
        body = request.read(maximum + 1)
    if not length.isdecimal() or int(length) > maximum or len(body) > maximum:
        message = _("The body is larger than {maximum} bytes. Upload large reports as files.")
        raise Refusal.of(413, Code.BODY_TOO_LARGE, message.format(maximum=maximum))
    return body


def _no_constant(_name: str) -> NoReturn:
    # Python reads NaN and Infinity, JSON has neither.
    raise ValueError


def read_get(request: HttpRequest) -> GraphQLRequest:
    """The request in a query string, where variables and extensions are JSON."""
    members: dict[str, Any] = {name: request.GET[name] for name in request.GET}
    for name in ("variables", "extensions"):
        if members.get(name):
            try:
                members[name] = json.loads(members[name], parse_constant=_no_constant)
            except (ValueError, RecursionError):
                message = _("“{name}” is not JSON.").format(name=name)
                raise Refusal.of(400, Code.BAD_REQUEST, message) from None
    return from_members(members)


def from_members(members: object) -> GraphQLRequest:
    """Check the members' types; unknown members are ignored, as the specification asks."""
    if isinstance(members, list):
        message = _("Send one operation a request: batches are not supported.")
        raise Refusal.of(400, Code.BATCH_NOT_SUPPORTED, message)
    if not isinstance(members, dict):
        raise Refusal.of(400, Code.BAD_REQUEST, _("The body must be a JSON object."))
    query = members.get("query")
    if not isinstance(query, str) or not query.strip():
        raise Refusal.of(400, Code.BAD_REQUEST, _("“query” must be a document."))
    for name in ("variables", "extensions"):
        if not isinstance(members.get(name), dict | None):
            message = _("“{name}” must be an object.").format(name=name)
            raise Refusal.of(400, Code.BAD_REQUEST, message)
    operation_name = members.get("operationName")
    if not isinstance(operation_name, str | None):
        raise Refusal.of(400, Code.BAD_REQUEST, _("“operationName” must be a string."))
    return GraphQLRequest(query, members.get("variables") or {}, operation_name or None)
