import json
import logging
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from portal.kernel.graphql.errors import Code, Trace
from portal.kernel.graphql.view import GraphQLView
from tests.kernel.graphql import sample

FAULT = "query Nightly($secret: String) { fault(secret: $secret) }"


def test_a_fault_of_ours_is_masked_and_found_again_in_the_log(api, caplog):
    answer = api.ask(FAULT, {"secret": "hunter3"})

    (error,) = answer["errors"]
    (record,) = caplog.records
    assert answer["data"] == {"fault": None}
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["path"] == ["fault"]
    assert "hunter" not in json.dumps(answer)
    assert record.levelno == logging.ERROR
    assert record.getMessage() == (
        f"GraphQL fault, request {error['extensions']['requestId']}, operation Nightly, "
        f"document {Trace.hash_of(FAULT)}"
    )
    assert "hunter3" not in caplog.text


def test_a_domain_error_shows_its_code_and_sentence(api):
    answer = api.ask("{ refused hello }")

    (error,) = answer["errors"]
    assert error["message"] == "Ask your administrator."
    assert error["extensions"] == {"code": "NOT_YOURS"}
    assert answer["data"] == {"refused": None, "hello": "token-of-a"}


def test_a_domain_error_names_its_field(api):
    (error,) = api.ask('{ shop(id: "nope") { id } }')["errors"]

    assert error["extensions"] == {"code": "NOT_FOUND", "field": "id"}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_a_fault_before_execution_is_masked_with_500(accept, caplog):
    def broken(_request):
        raise RuntimeError("password of the database: hunter2")

    view = GraphQLView.as_view(schema=sample.schema, authenticate=broken)
    request = RequestFactory().post(
        "/graphql",
        {"query": "{ hello }"},
        content_type="application/json",
        headers={"Accept": accept},
    )

    response: Any = view(request)

    (error,) = json.loads(response.content)["errors"]
    assert response.status_code == 500
    assert response["Content-Type"] == f"{accept}; charset=utf-8"
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["requestId"] in caplog.text
    assert b"hunter2" not in response.content


def test_a_value_that_does_not_serialise_is_our_fault(api, monkeypatch):
    monkeypatch.setitem(sample.SHOPS[0], "size", "enormous")

    answer = api.ask(f'{{ shop(id: "{sample.SHOPS[0]["id"]}") {{ name size }} }}')

    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["path"] == ["shop", "size"]
    assert "enormous" not in json.dumps(answer)


def test_every_code_of_the_door_is_named_as_it_is_written():
    assert {code.name for code in Code} == {code.value for code in Code}


def test_sentences_follow_the_callers_language(api):
    with translation.override("zh-hans"):
        (error,) = api.post("{ shops { totalCount } }").json["errors"]

    assert error["message"] == "请使用“first”或“last”其中之一，取值 1 至 100。"
    assert error["extensions"]["code"] == "PAGE_SIZE_INVALID"
