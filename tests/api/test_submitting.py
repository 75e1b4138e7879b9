"""A partner's system reports its activity, once for each key."""

import pytest

from accounts.tenancy import system_scope
from tests.api.conftest import system_of
from vmi.models import ReportDocument

SUBMIT = """
mutation ($key: String!, $lines: [ActivityLineInput!]!, $partner: String) {
  submitActivityReport(idempotencyKey: $key, lines: $lines, partnerCode: $partner) {
    activityReport {
      id state linesIn linesPosted linesParked linesRefused firstDay lastDay
      reasons { outcome code lines examples { value } }
    }
    userErrors { code field message }
  }
}
"""
LINE = {
    "productCode": "CAN-52",
    "locationCode": "1",
    "firstDay": "2026-05-04",
    "lastDay": "2026-05-10",
    "sold": "120.5",
}

pytestmark = pytest.mark.django_db(transaction=True)


def submit(system, key, *lines, partner=None):
    return system.data(SUBMIT, key=key, lines=list(lines), partner=partner)["submitActivityReport"]


def documents():
    with system_scope(reason="look"):
        return list(ReportDocument.objects.order_by("id"))


def test_a_report_is_posted_and_its_verdict_adds_up(system_a, catalogue):
    unknown = {**LINE, "productCode": "NEW-1"}

    answer = submit(system_a, "week-19", LINE, unknown)

    assert answer["userErrors"] == []
    report = answer["activityReport"]
    assert (
        report["linesIn"],
        report["linesPosted"],
        report["linesParked"],
        report["linesRefused"],
    ) == (2, 1, 1, 0)
    assert (report["firstDay"], report["lastDay"]) == ("2026-05-04", "2026-05-10")
    assert report["reasons"] == [
        {
            "outcome": "parked",
            "code": "unknown_product",
            "lines": 1,
            "examples": [{"value": "NEW-1"}],
        }
    ]


def test_the_same_key_and_lines_give_the_same_report_and_post_once(system_a, catalogue):
    first = submit(system_a, "week-19", LINE)
    second = submit(system_a, "week-19", LINE)

    assert second["activityReport"]["id"] == first["activityReport"]["id"]
    assert len(documents()) == 1


def test_a_new_key_of_the_same_partner_does_not_post_the_same_lines_twice(
    system_a, catalogue, partner_a
):
    first = submit(system_a, "week-19", LINE)
    rotated = system_of(partner_a, "submit")

    again = submit(rotated, "week-19", LINE)

    assert again["activityReport"]["id"] == first["activityReport"]["id"]


def test_a_key_with_other_lines_is_refused_and_changes_nothing(system_a, catalogue):
    submit(system_a, "week-19", LINE)

    answer = submit(system_a, "week-19", {**LINE, "sold": "7"})

    assert [error["code"] for error in answer["userErrors"]] == ["KEY_REUSED"]
    assert answer["activityReport"] is None
    assert len(documents()) == 1


def test_two_partners_may_use_the_same_key(system_a, system_b, catalogue):
    first = submit(system_a, "week-19", LINE)
    second = submit(system_b, "week-19", LINE)

    assert first["activityReport"]["id"] != second["activityReport"]["id"]
    assert [document.partner.code for document in documents_with_partner()] == ["A", "B"]


def documents_with_partner():
    with system_scope(reason="look"):
        return list(ReportDocument.objects.select_related("partner").order_by("id"))


def test_a_partner_can_not_report_for_another(system_a, catalogue, partner_b):
    foreign = submit(system_a, "k1", LINE, partner="B")
    absent = submit(system_a, "k2", LINE, partner="nobody")

    assert foreign["userErrors"] == absent["userErrors"]
    assert [error["code"] for error in foreign["userErrors"]] == ["PARTNER_NOT_FOUND"]
    assert documents() == []


def test_a_key_that_may_only_read_submits_nothing(partner_a, catalogue):
    answer = submit(system_of(partner_a, "read"), "k", LINE)

    assert [error["code"] for error in answer["userErrors"]] == ["PERMISSION_MISSING"]
    assert documents() == []


def test_no_lines_are_no_report(system_a, catalogue):
    answer = submit(system_a, "k")

    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
        ("NO_LINES", ["lines"])
    ]


def test_a_float_is_refused_as_a_quantity(system_a, catalogue):
    answer = system_a.ask(SUBMIT, key="k", lines=[{**LINE, "sold": 0.1}])

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert documents() == []


def test_what_was_posted_is_asked_back_to_the_digit(system_a, catalogue):
    submit(system_a, "k", {**LINE, "sold": "120.500", "onHand": "7", "soldValue": "99.9900"})

    answer = system_a.data("""{
      sellThrough(first: 10, groupBy: [PRODUCT, WEEK], firstDay: "2026-05-01", lastDay: "2026-05-31") {
        totalCount edges { node { group sold returned soldValue currency lines lastDay } }
      }
      stockPositions(first: 10, onDay: "2026-05-10") {
        edges { node { productCode locationCode onHand onHandAsOf daysOfCover status } }
      }
    }""")

    assert answer["sellThrough"]["totalCount"] == 1
    assert answer["sellThrough"]["edges"][0]["node"] == {
        "group": ["CAN-52", "2026-05-04"],
        "sold": "120.500",
        "returned": None,
        "soldValue": "99.99",
        "currency": "CNY",
        "lines": 1,
        "lastDay": "2026-05-10",
    }
    position = answer["stockPositions"]["edges"][0]["node"]
    assert (position["onHand"], position["onHandAsOf"]) == ("7.000", "2026-05-10")
    # 7 on hand ÷ (120.5 ÷ 7 days) a day.
    assert position["daysOfCover"] == "0.407"


def test_answers_tell_how_far_their_data_carries_them(system_a, catalogue):
    submit(system_a, "k", {**LINE, "sold": "120.500", "onHand": "7"})

    answer = system_a.data("""{
      sellThrough(first: 10, groupBy: [], firstDay: "2026-05-01", lastDay: "2026-05-10") {
        trust { mark until daysBehind placesReporting placesExpected completeness carried restated }
      }
      stockPositions(first: 10, onDay: "2026-05-10") {
        trust { until placesReporting placesExpected carried }
        edges { node { onHand isCarried } }
      }
    }""")

    assert answer["sellThrough"]["trust"] == {
        "mark": "good",
        "until": "2026-05-10",
        "daysBehind": 0,
        "placesReporting": 1,
        "placesExpected": 1,
        "completeness": "1.000",
        "carried": None,
        "restated": "0.000",
    }
    assert answer["stockPositions"] == {
        "trust": {
            "until": "2026-05-10",
            "placesReporting": 1,
            "placesExpected": 1,
            "carried": "0.000",
        },
        "edges": [{"node": {"onHand": "7.000", "isCarried": False}}],
    }
