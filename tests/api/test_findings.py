"""A partner's system reads what is odd in its reports, and puts it right or says why it is right."""

import pytest

from accounts.tenancy import system_scope
from portal.kernel.graphql.ids import encode_id
from tests.api.conftest import system_of
from tests.api.test_submitting import LINE, submit
from vmi.models import Finding, LineCorrection

pytestmark = pytest.mark.django_db(transaction=True)
FINDINGS = """query ($id: ID!, $state: String) { activityReport(id: $id) {
  linesPosted
  controlTotals { measure unit cameIn posted parked refused duplicate pieces }
  findings(first: 10, state: $state) { totalCount edges { node {
    id line kind field value expected state reason settledBy
  } } }
} }"""
CORRECT = """mutation ($report: ID!, $line: Int!, $values: [LineValueInput!]!, $reason: String!, $key: String!) {
  correctLine(reportId: $report, line: $line, values: $values, reason: $reason, idempotencyKey: $key) {
    activityReport { id state linesPosted }
    userErrors { code field }
  }
}"""
CONFIRM = """mutation ($id: ID!, $reason: String!) { confirmFinding(id: $id, reason: $reason) {
  finding { state reason settledBy } userErrors { code }
} }"""


@pytest.fixture
def odd(system_a, catalogue) -> str:
    """The id of a report of A whose only line says a stock below zero."""
    report = submit(system_a, "week-19", {**LINE, "sold": "5", "onHand": "-3"})["activityReport"]
    return str(report["id"])


def report_of(system, report, **more):
    return system.data(FINDINGS, id=report, **more)["activityReport"]


def nodes(system, report):
    return [edge["node"] for edge in report_of(system, report)["findings"]["edges"]]


def correct(system, report, key="k1", **changed):
    arguments = {
        "report": report,
        "line": 2,
        "values": [{"field": "on_hand", "value": "3"}],
        "reason": "minus typed by mistake",
        "key": key,
    } | changed
    return system.data(CORRECT, **arguments)["correctLine"]


def test_a_report_tells_what_is_odd_and_its_quantities(system_a, odd):
    report = report_of(system_a, odd)

    assert report["findings"]["totalCount"] == 1
    [edge] = report["findings"]["edges"]
    assert {name: edge["node"][name] for name in ("line", "kind", "field", "value", "state")} == {
        "line": 2,
        "kind": "negative_stock",
        "field": "on_hand",
        "value": "-3",
        "state": "open",
    }
    assert {row["measure"]: (row["cameIn"], row["posted"]) for row in report["controlTotals"]} == {
        "sold": ("5.000", "5.000"),
        "on_hand": ("-3.000", "-3.000"),
    }
    assert report_of(system_a, odd, state="over")["findings"]["totalCount"] == 0


def test_a_line_is_corrected_once_for_each_key(system_a, odd):
    answers = [correct(system_a, odd) for _ in range(2)]

    assert [answer["userErrors"] for answer in answers] == [[], []]
    assert answers[1]["activityReport"]["state"] == "posted"
    assert [
        (node["state"], node["reason"], node["settledBy"]) for node in nodes(system_a, odd)
    ] == [("corrected", "minus typed by mistake", "ERP of A")]
    with system_scope(reason="look"):
        assert LineCorrection.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"reason": " "}, "REASON_MISSING", ["reason"]),
        ({"line": 77}, "LINE_NOT_FOUND", ["line"]),
        ({"values": [{"field": "on_hand", "value": "three"}]}, "BAD_NUMBER", ["onHand"]),
        ({"values": [{"field": "raw", "value": "3"}]}, "UNKNOWN_FIELD", ["values"]),
        ({"values": []}, "NOTHING_CORRECTED", ["values"]),
        (
            {"values": [{"field": "sold", "value": "3"}, {"field": "sold", "value": "4"}]},
            "FIELD_TWICE",
            ["values"],
        ),
    ],
)
def test_what_can_not_be_is_told_by_its_code(changed, code, field, system_a, odd):
    answer = correct(system_a, odd, **changed)

    assert answer == {"activityReport": None, "userErrors": [{"code": code, "field": field}]}
    with system_scope(reason="look"):
        assert LineCorrection.objects.count() == 0


def test_a_finding_is_confirmed_with_a_reason(system_a, odd):
    [node] = nodes(system_a, odd)

    answer = system_a.data(CONFIRM, id=node["id"], reason="booked before its receipt")

    assert answer["confirmFinding"] == {
        "finding": {
            "state": "confirmed",
            "reason": "booked before its receipt",
            "settledBy": "ERP of A",
        },
        "userErrors": [],
    }


def test_another_partner_neither_sees_nor_settles_anything(system_a, system_b, odd):
    [node] = nodes(system_a, odd)

    seen = system_b.ask("query ($id: ID!) { node(id: $id) { id } }", id=node["id"])
    corrected = correct(system_b, odd)
    confirmed = system_b.data(CONFIRM, id=node["id"], reason="no")["confirmFinding"]
    absent = system_b.data(CONFIRM, id=encode_id("Finding", 10**9), reason="no")["confirmFinding"]

    assert (seen["data"] or {}).get("node") is None
    assert corrected == {
        "activityReport": None,
        "userErrors": [{"code": "REPORT_NOT_FOUND", "field": ["report"]}],
    }
    assert confirmed == absent
    assert confirmed == {"finding": None, "userErrors": [{"code": "FINDING_NOT_FOUND"}]}
    with system_scope(reason="look"):
        assert Finding.objects.get().state == "open"
        assert LineCorrection.objects.count() == 0


def test_a_key_that_only_reads_settles_nothing(partner_a, system_a, odd):
    reader = system_of(partner_a, "read")
    [node] = nodes(reader, odd)

    assert correct(reader, odd)["userErrors"][0]["code"] == "PERMISSION_MISSING"
    answer = reader.data(CONFIRM, id=node["id"], reason="no")["confirmFinding"]
    assert answer["userErrors"] == [{"code": "PERMISSION_MISSING"}]
    with system_scope(reason="look"):
        assert Finding.objects.get().state == "open"
