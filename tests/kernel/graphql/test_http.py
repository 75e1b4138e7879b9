import json

import pytest
from django.test import Client, RequestFactory, override_settings

from portal.kernel.graphql.view import GraphQLView
from tests.kernel.graphql import sample

TYPED = "application/graphql-response+json"
PLAIN = "application/json"


def only_code(response):
    (error,) = json.loads(response.content)["errors"]
    return error["extensions"]["code"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (TYPED, TYPED),
        (PLAIN, PLAIN),
        ("*/*", PLAIN),
        ("", PLAIN),
        ("application/*", PLAIN),
        (f"{TYPED}, {PLAIN};q=0.9", TYPED),
        (f"{TYPED};q=0.5, {PLAIN}", PLAIN),
        (f"{TYPED};charset=utf-8", TYPED),
        (f"{PLAIN};q=0, */*", TYPED),
        ("text/html, */*;q=0.1", PLAIN),
    ],
)
def test_the_answer_has_the_type_that_was_asked_for(api, accept, expected):
    response = api.post("{ __typename }", accept=accept)

    assert response.status_code == 200
    assert response["Content-Type"] == f"{expected}; charset=utf-8"
    assert response.json["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("accept", ["image/png", f"{PLAIN};q=0", "text/*"])
def test_a_type_that_we_do_not_write_is_not_acceptable(api, accept):
    response = api.post("{ __typename }", accept=accept)

    assert response.status_code == 406
    assert only_code(response) == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("{ nosuchfield }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($of: Quantity!) { double(of: $of) }", {}, "BAD_USER_INPUT"),
        ("query ($of: Quantity!) { double(of: $of) }", {"of": 0.1}, "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", None, "OPERATION_RESOLUTION_FAILED"),
        ("fragment F on Query { hello }", None, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_a_document_that_cannot_run_has_400_or_200_by_media_type_and_no_data(
    api, query, variables, code
):
    typed = api.post(query, variables, accept=TYPED)
    plain = api.post(query, variables, accept=PLAIN)

    assert (typed.status_code, plain.status_code) == (400, 200)
    assert {error["extensions"]["code"] for error in typed.json["errors"]} == {code}
    assert "data" not in typed.json
    assert "data" not in plain.json


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{ "not a JSON', "BAD_REQUEST"),
        (" ", "BAD_REQUEST"),
        ('{"query": NaN}', "BAD_REQUEST"),
        (b'{"query": "\xff"}', "BAD_REQUEST"),
        ('{"notquery": "{ __typename }"}', "BAD_REQUEST"),
        ('{"query": 0}', "BAD_REQUEST"),
        ('{"query": "{ __typename }", "variables": []}', "BAD_REQUEST"),
        ('{"query": "{ __typename }", "operationName": {}}', "BAD_REQUEST"),
        ('{"query": "{ __typename }", "extensions": "x"}', "BAD_REQUEST"),
        ('"text"', "BAD_REQUEST"),
        ("[" * 100_000, "BAD_REQUEST"),
        ('[{"query": "{ __typename }"}]', "BATCH_NOT_SUPPORTED"),
    ],
)
@pytest.mark.parametrize("accept", [TYPED, PLAIN])
def test_a_body_that_is_no_request_is_400(api, body, code, accept):
    response = api.raw(body, accept=accept)

    assert response.status_code == 400
    assert only_code(response) == code


def test_null_members_and_unknown_members_are_allowed(api):
    answer = api.ask("{ __typename }", None, operationName=None, extensions=None, other=1)

    assert answer["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/json; charset=latin-1",
    ],
)
def test_other_content_types_are_415(api, content_type):
    response = api.raw('{"query": "{ __typename }"}', content_type=content_type)

    assert response.status_code == 415
    assert only_code(response) == "UNSUPPORTED_MEDIA_TYPE"


def test_a_body_over_its_maximum_is_413_and_not_read(api):
    with override_settings(GRAPHQL={"max_body_bytes": 100}):
        fits = api.raw(json.dumps({"query": "{ hello }"}).ljust(100))
        too_large = api.raw(json.dumps({"query": "{ hello }"}).ljust(101))

    assert fits.status_code == 200
    assert too_large.status_code == 413
    assert only_code(too_large) == "BODY_TOO_LARGE"


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "head", "trace"])
def test_a_browser_may_only_post(method):
    request = RequestFactory().generic(method.upper(), "/graphql?query={__typename}")
    request.COOKIES["person"] = "mei"

    response = sample.view(request)

    assert response.status_code == 405
    assert response["Allow"] == "POST"


def test_a_machine_may_query_by_get_and_not_mutate():
    def get(query, **more):
        bearer = {"Authorization": "Bearer token-of-a", "Accept": TYPED}
        return sample.view(
            RequestFactory().get("/graphql", {"query": query, **more}, headers=bearer)
        )

    asked = get("query ($of: Quantity!) { double(of: $of) }", variables=json.dumps({"of": "1.5"}))
    mutated = get(
        'mutation { renameShop(id: "a", name: "b", idempotencyKey: "c") { shop { id } } }'
    )
    garbled = get("{ hello }", variables="{")

    assert json.loads(asked.content)["data"] == {"double": "3.000"}
    assert (mutated.status_code, mutated["Allow"]) == (405, "POST")
    assert (garbled.status_code, only_code(garbled)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic dG9rZW4tb2YtYTo="])
def test_who_proves_nothing_gets_401_and_learns_nothing(header):
    headers = {"Authorization": header} if header else {}
    request = RequestFactory().post(
        "/graphql", {"query": "{ shopss }"}, content_type=PLAIN, headers=headers
    )

    response = sample.view(request)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert only_code(response) == "UNAUTHENTICATED"
    assert b"Did you mean" not in response.content
    cost = json.loads(response.content)["extensions"]["cost"]
    assert cost["requestedQueryCost"] == cost["actualQueryCost"] == 0


@pytest.mark.urls("tests.kernel.graphql.sample")
def test_a_cookie_session_needs_its_csrf_token_and_a_machine_does_not(settings):
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    client = Client(enforce_csrf_checks=True)
    client.cookies["person"] = "mei"
    client.cookies["csrftoken"] = "a" * 32
    body = {"query": "{ hello }"}

    without = client.post("/graphql", body, content_type=PLAIN)
    with_token = client.post(
        "/graphql", body, content_type=PLAIN, headers={"X-CSRFToken": "a" * 32}
    )
    machine = Client(enforce_csrf_checks=True).post(
        "/graphql", body, content_type=PLAIN, headers={"Authorization": "Bearer token-of-a"}
    )

    assert (without.status_code, only_code(without)) == (403, "CSRF_FAILED")
    assert with_token.json()["data"] == {"hello": "mei"}
    assert machine.json()["data"] == {"hello": "token-of-a"}


@pytest.mark.urls("tests.kernel.graphql.sample")
def test_of_token_and_cookie_together_only_the_token_counts(settings):
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    client = Client(enforce_csrf_checks=True)
    client.cookies["person"] = "mei"
    body = {"query": "{ hello }"}

    both = client.post(
        "/graphql", body, content_type=PLAIN, headers={"Authorization": "Bearer token-of-a"}
    )
    wrong = client.post(
        "/graphql", body, content_type=PLAIN, headers={"Authorization": "Bearer wrong"}
    )

    assert both.json()["data"] == {"hello": "token-of-a"}
    assert wrong.status_code == 401


def test_a_cookie_behind_a_foreign_header_lets_nobody_in():
    """An `authenticate` that falls back to the cookie does not weaken the door."""
    fallback = GraphQLView.as_view(
        schema=sample.schema,
        authenticate=lambda _request: sample.SampleCaller("mei", is_machine=False),
    )
    request = RequestFactory().post(
        "/graphql",
        {"query": "{ hello }"},
        content_type=PLAIN,
        headers={"Authorization": "Bearer wrong"},
    )

    assert fallback(request).status_code == 401


def test_resolvers_run_inside_the_caller_and_errors_leave_it():
    caller = sample.SampleCaller("token-of-a", is_machine=True)
    view = GraphQLView.as_view(schema=sample.schema, authenticate=lambda _request: caller)
    request = RequestFactory().post(
        "/graphql",
        {"query": "{ hello fault }"},
        content_type=PLAIN,
        headers={"Authorization": "Bearer token-of-a"},
    )

    view(request)

    assert caller.entered == ["in", "out"]


def test_answers_are_not_kept_by_caches(api):
    response = api.post("{ hello }")

    assert response["Cache-Control"] == "no-store"
    assert response["Vary"] == "Accept, Authorization, Cookie"


def test_a_named_operation_is_chosen(api):
    query = "query A { hello } query B { __typename }"

    assert api.ask(query, operationName="B")["data"] == {"__typename": "Query"}
    assert api.code(query) == "OPERATION_RESOLUTION_FAILED"


def test_a_lone_surrogate_is_answered(api):
    in_document = api.raw('{"query": "{ shop(id: \\"\\ud800\\") { id } }"}')
    in_variable = api.raw(
        '{"query": "query ($id: ID!) { shop(id: $id) { id } }", "variables": {"id": "\\ud800"}}'
    )

    assert only_code(in_document) == "GRAPHQL_PARSE_FAILED"
    assert only_code(in_variable) == "NOT_FOUND"
