"""Every field of the API, tried as another partner."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.permissions import Permission
from portal.kernel.graphql.ids import encode_id
from portal.schema import schema
from tests.api.conftest import system_of
from tests.api.test_submitting import LINE, submit

pytestmark = pytest.mark.django_db(transaction=True)

# What each root field answers to a system of B after A has reported; `{id}` is the id of A's report.
ASKED_BY_B = {
    "viewer": ("viewer { name }", {"name": "ERP of B"}),
    "partners": (
        "partners(first: 10) { edges { node { code } } }",
        {"edges": [{"node": {"code": "B"}}]},
    ),
    # The catalogue is the same for all.
    "products": (
        "products(first: 10) { edges { node { code } } }",
        {"edges": [{"node": {"code": "CAN-52"}}]},
    ),
    "locations": (
        "locations(first: 10) { edges { node { name } } }",
        {"edges": [{"node": {"name": "B one"}}]},
    ),
    "activityReports": (
        "activityReports(first: 10) { totalCount edges { node { id } } }",
        {"totalCount": 0, "edges": []},
    ),
    "activityReport": ('activityReport(id: "{id}") { state }', None),
    "interchanges": (
        'interchanges(first: 10, partnerCode: "A") { totalCount edges { node { acknowledgement } } }',
        {"totalCount": 0, "edges": []},
    ),
    "feeds": (
        'feeds(first: 10, partnerCode: "A") { totalCount edges { node { name } } }',
        {"totalCount": 0, "edges": []},
    ),
    "alerts": (
        'alerts(first: 10, partnerCode: "A") { totalCount edges { node { message } } }',
        {"totalCount": 0, "edges": []},
    ),
    "unpostedLines": ('unpostedLines(reportId: "{id}", first: 10) { totalCount }', None),
    "sellThrough": (
        (
            'sellThrough(first: 10, groupBy: [PARTNER], firstDay: "2026-01-01", lastDay: "2026-12-31", partnerCodes: ["A"])'
            " { totalCount edges { node { sold } } }"
        ),
        {"totalCount": 0, "edges": []},
    ),
    "stockPositions": (
        'stockPositions(first: 10, partnerCodes: ["A"]) { totalCount edges { node { onHand } } }',
        {"totalCount": 0, "edges": []},
    ),
    # B's key has no scope to map; test_codes asks with one that has.
    "waitingCodes": ("waitingCodes(first: 10) { totalCount }", None),
    "changes": (
        (
            'changes(first: 10, since: "2026-01-01T00:00:00Z", kinds: [NEW], partnerCodes: ["A"])'
            " { totalCount edges { node { after } } }"
        ),
        {"totalCount": 0, "edges": []},
    ),
    # Internal: partners have no part of it.
    "keyAccounts": ("keyAccounts(first: 10) { edges { node { code } } }", None),
    "node": ('node(id: "{id}") { id }', None),
    "nodes": ('nodes(ids: ["{id}"]) { id }', [None]),
}


def test_every_root_field_is_tried():
    assert schema.graphql_schema.query_type is not None
    assert set(schema.graphql_schema.query_type.fields) == ASKED_BY_B.keys()
    assert schema.graphql_schema.mutation_type is not None
    # Each is tried as another partner where it is tested: test_submitting, test_staged_files and test_codes.
    assert set(schema.graphql_schema.mutation_type.fields) == {
        "submitActivityReport",
        "correctLine",
        "confirmFinding",
        "stageActivityFile",
        "submitStagedFile",
        "mapCode",
        "mapCodes",
    }


@pytest.mark.parametrize("field", ASKED_BY_B)
def test_b_sees_nothing_of_a(field, system_a, system_b, catalogue):
    report = submit(system_a, "week-19", {**LINE, "onHand": "3"})["activityReport"]
    query, expected = ASKED_BY_B[field]

    answer = system_b.ask("{" + query.replace("{id}", report["id"]) + "}")

    assert (answer["data"] or {}).get(field) == expected


@pytest.mark.parametrize("field", ["activityReport", "node", "unpostedLines"])
def test_a_foreign_id_and_an_absent_one_are_told_alike(field, system_a, system_b, catalogue):
    report = submit(system_a, "week-19", LINE)["activityReport"]
    answers = []
    for asked in (report["id"], encode_id("ActivityReport", 10**9)):
        answer = system_b.ask("{" + ASKED_BY_B[field][0].replace("{id}", asked) + "}")
        answers.append(
            [(error["message"], error["extensions"]["code"]) for error in answer["errors"]]
        )

    assert answers[0] == answers[1]


def test_a_finds_its_own_objects_by_id(system_a, catalogue):
    report = submit(system_a, "week-19", LINE)["activityReport"]

    answer = system_a.data(
        "query ($id: ID!) { node(id: $id) { id ... on ActivityReport { linesIn } } }",
        id=report["id"],
    )

    assert answer["node"] == {"id": report["id"], "linesIn": 1}


def test_a_key_without_the_scope_reads_no_stock(partner_a, catalogue):
    system = system_of(partner_a, "submit")

    answer = system.ask("{ stockPositions(first: 1) { totalCount } }")

    assert answer["errors"][0]["extensions"]["code"] == "PERMISSION_MISSING"


def test_a_key_in_the_address_opens_nothing(system_a, catalogue):
    response = Client().post(
        f"/graphql?token={system_a.secret}&access_token={system_a.secret}",
        json.dumps({"query": "{ viewer { name } }"}),
        content_type="application/json",
    )

    assert response.status_code == 401


def test_a_person_asks_with_the_session_and_sees_accounts_of_the_own_scope(
    mei, bo, partner_a, partner_b
):
    query = json.dumps(
        {"query": "{ viewer { name permissions } partners(first: 5) { edges { node { code } } } }"}
    )
    mei.browser.handler.enforce_csrf_checks = False

    answer = mei.browser.post("/graphql", query, content_type="application/json").json()

    assert answer["data"]["viewer"]["name"] == "Mei"
    assert Permission.VIEW_ACCOUNTS in answer["data"]["viewer"]["permissions"]
    assert [edge["node"]["code"] for edge in answer["data"]["partners"]["edges"]] == ["A"]


def test_every_type_and_field_is_described():
    bare = [
        f"{kind.name}.{name}"
        for kind in schema.graphql_schema.type_map.values()
        if not kind.name.startswith("__")
        for name, field in getattr(kind, "fields", {}).items()
        if not field.description
    ]

    assert bare == []


def test_the_committed_schema_is_what_the_code_says():
    call_command("write_schema", "--check")

    assert (
        "type ActivityReport implements Node"
        in (Path(settings.ROOT) / "schema.graphql").read_text()
    )


@pytest.mark.parametrize("rows", [2, 12])
def test_the_number_of_queries_does_not_grow_with_the_page(
    rows, system_a, catalogue, django_assert_max_num_queries
):
    for day in range(rows):
        submit(
            system_a,
            f"day-{day}",
            {**LINE, "firstDay": f"2026-05-{day + 1:02}", "lastDay": f"2026-05-{day + 1:02}"},
        )

    with django_assert_max_num_queries(8):
        answer = system_a.data(
            "{ activityReports(first: 50) { edges { node { id state linesIn partnerCode } } } }"
        )

    assert len(answer["activityReports"]["edges"]) == rows
