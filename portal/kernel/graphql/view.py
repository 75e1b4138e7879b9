"""The GraphQL door over HTTP.

Statuses, after the GraphQL over HTTP draft. "by type": 400 when the answer is
`application/graphql-response+json`, 200 when it is `application/json`.

| the request | status | code |
| --- | --- | --- |
| executed, with or without field errors | 200 | of each error |
| not POST (GET: see below) | 405 with Allow | METHOD_NOT_ALLOWED |
| accepts none of our types | 406 | NOT_ACCEPTABLE |
| proves nobody | 401 with WWW-Authenticate | UNAUTHENTICATED |
| cookie session without CSRF token | 403 | CSRF_FAILED |
| not `application/json`, not UTF-8 | 415 | UNSUPPORTED_MEDIA_TYPE |
| body over its maximum | 413 | BODY_TOO_LARGE |
| not JSON, or members of wrong types | 400 | BAD_REQUEST |
| an array of operations | 400 | BATCH_NOT_SUPPORTED |
| document does not parse or validate, no such operation, bad variables | by type | GRAPHQL_… , BAD_USER_INPUT |
| over a limit, page size out of bounds | 400 | TOO_… , PAGE_SIZE_INVALID, MAX_COST_EXCEEDED |
| bucket too empty | 429 with Retry-After | THROTTLED |
| a fault of ours outside of execution | 500 | INTERNAL_SERVER_ERROR |

One proof counts. A request with an Authorization header is judged by it alone: its cookies are not
looked at, neither to let it in nor to ask for a CSRF token. GET is for queries of such callers
only; a browser's session never runs an operation by GET.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import graphene
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLSchema, OperationType

from .callers import Caller
from .errors import Code, Refusal, Trace, log_fault, masked, shown
from .options import Options
from .requests import JSON, GraphQLRequest, answer_type, read_get, read_post
from .running import (
    Context,
    Prepared,
    check_maximum,
    cost_extension,
    execute,
    prepare,
    take_points,
)
from .throttle import Bucket

Authenticate = Callable[[HttpRequest], Caller | None]


@dataclass
class _Exchange:
    """What becomes known of a request on its way; an answer, whichever, is written from it."""

    options: Options
    answer_type: str = JSON
    trace: Trace = field(default_factory=Trace)
    bucket: Bucket | None = None
    requested: int = 0
    actual: int = 0


# Bearer tokens need no CSRF token; cookie sessions are checked in `_authenticated`.
@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """`GraphQLView.as_view(schema=schema, authenticate=caller_of)`.

    `authenticate` makes a Caller from a request, or None. The view passes on the request as it is;
    when there is an Authorization header, only a caller that `is_machine` is let in.
    """

    schema: graphene.Schema | None = None
    authenticate: Authenticate | None = None

    def dispatch(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        exchange = _Exchange(Options.from_settings())
        try:
            response = self._answer(request, exchange)
        except Refusal as refusal:
            response = _refused(exchange, refusal)
        except Exception as fault:  # noqa: BLE001 the last line: logged, and masked for the caller
            log_fault(exchange.trace, fault)
            message, extensions = masked(exchange.trace)
            response = _written(
                exchange, {"errors": [{"message": message, "extensions": extensions}]}, 500
            )
        patch_vary_headers(response, ("Accept", "Authorization", "Cookie"))
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: HttpRequest, exchange: _Exchange) -> HttpResponse:
        is_bearer = "Authorization" in request.headers
        if request.method != "POST" and not (request.method == "GET" and is_bearer):
            raise _not_allowed()
        exchange.answer_type = answer_type(request.headers.get("Accept", ""))
        caller = self._authenticated(request, is_bearer=is_bearer)
        exchange.bucket = Bucket(caller.key, exchange.options)
        asked = (
            read_get(request) if request.method == "GET" else read_post(request, exchange.options)
        )
        schema = cast("graphene.Schema", self.schema).graphql_schema
        prepared = self._prepared(schema, asked, exchange)
        if request.method == "GET" and prepared.operation.operation is not OperationType.QUERY:
            raise _not_allowed()
        return self._executed(schema, prepared, Context(request, caller), exchange)

    def _authenticated(self, request: HttpRequest, *, is_bearer: bool) -> Caller:
        caller = cast("Authenticate", self.authenticate)(request)
        if caller is None or (is_bearer and not caller.is_machine):
            message = _("Sign in, or send a valid token in the Authorization header.")
            raise Refusal.of(401, Code.UNAUTHENTICATED, message, WWW_Authenticate="Bearer")
        if not is_bearer and _lacks_csrf_token(request):
            message = _("Send the CSRF token of your session in the X-CSRFToken header.")
            raise Refusal.of(403, Code.CSRF_FAILED, message)
        return caller

    def _prepared(
        self, schema: GraphQLSchema, asked: GraphQLRequest, exchange: _Exchange
    ) -> Prepared:
        """Take a little to read the document at all, and the rest of its price once that is known."""
        options, bucket = exchange.options, cast("Bucket", exchange.bucket)
        document_hash = Trace.hash_of(asked.query)
        exchange.trace = Trace("", document_hash, exchange.trace.request_id)
        exchange.requested = options.cost_of_request
        take_points(options.cost_of_request, bucket)
        exchange.actual = options.cost_of_request
        prepared = prepare(schema, asked, options)
        name = prepared.operation.name.value if prepared.operation.name else ""
        exchange.trace = Trace(name, document_hash, exchange.trace.request_id)
        exchange.requested = max(prepared.price.requested, options.cost_of_request)
        check_maximum(exchange.requested, options)
        take_points(exchange.requested - options.cost_of_request, bucket)
        return prepared

    def _executed(
        self, schema: GraphQLSchema, prepared: Prepared, context: Context, exchange: _Exchange
    ) -> HttpResponse:
        result = execute(schema, prepared, context)
        actual = max(prepared.price.actual(result.data), exchange.options.cost_of_request)
        cast("Bucket", exchange.bucket).settle(exchange.requested, actual)
        exchange.actual = actual
        answer: dict[str, Any] = {}
        if result.errors:
            answer["errors"] = [shown(error, exchange.trace) for error in result.errors]
        answer["data"] = result.data
        return _written(exchange, answer, 200)


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, without the page that it shows to people."""

    def _reject(self, _request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden(reason)


def _lacks_csrf_token(request: HttpRequest) -> bool:
    check = _CsrfCheck(lambda _request: HttpResponse())
    check.process_request(request)
    # This view is exempt from the middleware; the check wants to hear of one that isn't.
    return check.process_view(request, lambda _request: HttpResponse(), (), {}) is not None


def _not_allowed() -> Refusal:
    message = _("Send operations by POST.")
    return Refusal.of(405, Code.METHOD_NOT_ALLOWED, message, Allow="POST")


def _refused(exchange: _Exchange, refusal: Refusal) -> HttpResponse:
    is_plain_json = exchange.answer_type == JSON
    status = 200 if refusal.follows_media_type and is_plain_json else refusal.status
    errors = [shown(error, exchange.trace) for error in refusal.errors]
    response = _written(exchange, {"errors": errors}, status)
    for name, value in refusal.headers.items():
        response[name] = value
    return response


def _written(exchange: _Exchange, answer: dict[str, Any], status: int) -> HttpResponse:
    cost = cost_extension(exchange.requested, exchange.actual, exchange.options, exchange.bucket)
    answer["extensions"] = {"cost": cost}
    # A lone surrogate, echoed from a document, has no UTF-8.
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return HttpResponse(body, status=status, content_type=f"{exchange.answer_type}; charset=utf-8")
