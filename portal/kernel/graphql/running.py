"""One GraphQL request from text to answer: parse, measure, validate, price, take the points, execute."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,
    specified_rules,
    validate,
)
from graphql.execution.values import get_variable_values
from graphql.validation.rules.max_introspection_depth_rule import MaxIntrospectionDepthRule

from .callers import Caller
from .cost import Price, price_of
from .errors import Code, Refusal, coded, with_code
from .executor import RowExecutionContext
from .limits import check_limits, parsed
from .options import Options
from .requests import GraphQLRequest
from .throttle import Bucket, Throttled

_RULES = tuple(dict.fromkeys((*specified_rules, MaxIntrospectionDepthRule)))
_DOCUMENTS_KEPT = 256


@dataclass(frozen=True)
class Context:
    """What resolvers find in `info.context`."""

    request: HttpRequest
    caller: Caller


@dataclass(frozen=True)
class Prepared:
    """A valid operation with its variables and its price; nothing was executed yet."""

    document: DocumentNode
    operation: OperationDefinitionNode
    raw_variables: dict[str, Any]
    price: Price


def prepare(schema: GraphQLSchema, asked: GraphQLRequest, options: Options) -> Prepared:
    """Parse, measure, validate and price; a Refusal says what is wrong."""
    document = _valid_document(schema, asked.query, options)
    operation = _operation_of(document, asked.operation_name)
    variables = get_variable_values(
        schema,
        operation.variable_definitions or (),
        asked.variables,
        max_errors=options.max_variable_errors,
    )
    if isinstance(variables, list):
        errors = with_code(variables, Code.BAD_USER_INPUT)
        raise Refusal(400, errors, follows_media_type=True)
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    price = price_of(schema, fragments, operation, variables, options)
    return Prepared(document, operation, asked.variables, price)


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def _valid_document(schema: GraphQLSchema, text: str, options: Options) -> DocumentNode:
    """Kept for documents that passed: they depend on schema and limits, and on no caller."""
    document = parsed(text, options)
    check_limits(document, options)
    errors = validate(schema, document, _RULES, max_errors=options.max_validation_errors)
    if errors:
        coded_errors = with_code(errors, Code.GRAPHQL_VALIDATION_FAILED)
        raise Refusal(400, coded_errors, follows_media_type=True)
    return document


def _operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [
        definition
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
        and (name is None or (definition.name is not None and definition.name.value == name))
    ]
    if len(operations) == 1:
        return operations[0]
    message = (
        _("The document has no such operation.")
        if name is not None or not operations
        else _("The document has several operations: name one in “operationName”.")
    )
    error = coded(Code.OPERATION_RESOLUTION_FAILED, message)
    raise Refusal(400, [error], follows_media_type=True)


def check_maximum(cost: int, options: Options) -> None:
    """Refuse an operation that may cost more than any may, whatever the bucket holds."""
    if cost > options.max_cost:
        message = _("The operation costs {cost} points; at most {maximum} are allowed.")
        text = message.format(cost=cost, maximum=options.max_cost)
        error = coded(Code.MAX_COST_EXCEEDED, text, cost=cost, maximum=options.max_cost)
        raise Refusal(400, [error])


def take_points(points: int, bucket: Bucket) -> None:
    """Take points from the caller's bucket; a Refusal that says when to come again if they lack."""
    try:
        bucket.take(points)
    except Throttled as wait:
        message = _("Too many points for now. Try again in {seconds} s.")
        text = message.format(seconds=wait.seconds)
        raise Refusal.of(429, Code.THROTTLED, text, Retry_After=str(wait.seconds)) from None


def execute(schema: GraphQLSchema, prepared: Prepared, context: Context) -> ExecutionResult:
    """Resolve the operation within the caller's scope."""
    operation_name = prepared.operation.name.value if prepared.operation.name else None
    with context.caller.enter():
        return execute_sync(
            schema,
            prepared.document,
            context_value=context,
            variable_values=prepared.raw_variables,
            operation_name=operation_name,
            execution_context_class=RowExecutionContext,
        )


def cost_extension(
    requested: int, actual: int, options: Options, bucket: Bucket | None
) -> Mapping[str, Any]:
    """`extensions.cost`, in the shape that other large APIs made known."""
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": {
            "maximumAvailable": options.bucket_size,
            "currentlyAvailable": bucket.available() if bucket else options.bucket_size,
            "restoreRate": options.bucket_points_per_second,
        },
    }
