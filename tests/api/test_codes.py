"""A partner's system finds what waits for a code, and says what it means."""

import pytest

from accounts.tenancy import system_scope
from tests.api.conftest import system_of
from tests.api.test_submitting import LINE, submit
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.models import Location, LocationCode, ProductCode, ReportDocument
from vmi.selectors.scopes import scope_for_work

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = """
{ waitingCodes(first: 10) { totalCount edges { node {
    partnerCode field code name lines reports suggestions { code reason message percent }
} } } }
"""
MAP_ONE = """
mutation ($key: String!, $field: CodeField!, $code: String!, $target: String!, $partner: String) {
  mapCode(idempotencyKey: $key, field: $field, code: $code, target: $target, partnerCode: $partner) {
    mappedCode { field code target validFrom lines }
    userErrors { code field message }
  }
}
"""
MAP_MANY = """
mutation ($key: String!, $codes: [CodeMeaningInput!]!) {
  mapCodes(idempotencyKey: $key, codes: $codes) {
    mappedCodes { field code target lines }
    userErrors { code field lineNumber message }
  }
}
"""


@pytest.fixture
def mapper(partner_a):
    return system_of(partner_a, "read", "submit", "map")


@pytest.fixture
def waiting(mapper, catalogue):
    """Two lines of one unknown product, and one of an unknown place."""
    unknown = {**LINE, "productCode": "can52"}
    return submit(mapper, "w", unknown, {**unknown, "sold": "1"}, {**LINE, "locationCode": "77"})[
        "activityReport"
    ]


def mapped() -> tuple[int, int, int]:
    with system_scope(reason="look"):
        return (
            ProductCode.objects.count(),
            LocationCode.objects.count(),
            Location.objects.count(),
        )


def test_what_waits_comes_with_what_it_could_mean(mapper, waiting):
    found = mapper.data(WAITING)["waitingCodes"]

    nodes = [edge["node"] for edge in found["edges"]]
    assert found["totalCount"] == 2
    assert [(node["field"], node["code"], node["lines"]) for node in nodes] == [
        ("PRODUCT", "can52", 2),
        ("PLACE", "77", 1),
    ]
    assert nodes[0]["suggestions"] == [
        {
            "code": "CAN-52",
            "reason": "same_code",
            "message": "same code, apart from zeros and signs",
            "percent": None,
        }
    ]


def test_a_mapped_code_posts_its_lines_and_the_same_request_again_is_one(
    mapper, waiting, partner_a
):
    asked = {"key": "k1", "field": "PRODUCT", "code": "can52", "target": "CAN-52"}

    first = mapper.data(MAP_ONE, **asked)["mapCode"]
    again = mapper.data(MAP_ONE, **asked)["mapCode"]

    assert first["userErrors"] == again["userErrors"] == []
    assert first["mappedCode"]["target"] == again["mappedCode"]["target"] == "CAN-52"
    assert first["mappedCode"]["lines"] == 2
    assert mapped() == (1, 0, 2)
    release_parked_lines(scope_for_work(partner_a.pk, "test"), partner_a.pk)
    with system_scope(reason="look"):
        document = ReportDocument.objects.get()
    assert (document.lines_posted, document.lines_parked) == (2, 1)


def test_a_key_is_not_taken_for_another_code(mapper, waiting):
    asked = {"key": "k1", "field": "PRODUCT", "code": "can52", "target": "CAN-52"}
    mapper.data(MAP_ONE, **asked)

    refused = mapper.data(MAP_ONE, **{**asked, "code": "X"})["mapCode"]

    assert refused["mappedCode"] is None
    assert refused["userErrors"][0]["code"] == "KEY_REUSED"
    assert mapped() == (1, 0, 2)


def test_of_many_codes_the_good_ones_are_taken_and_the_others_told_by_number(mapper, waiting):
    codes = [
        {"field": "PRODUCT", "code": "can52", "target": "CAN-52"},
        {"field": "PRODUCT", "code": "can53", "target": "CAN-53"},
        {"field": "PLACE", "code": "77", "target": "new", "name": "Seventy-seven"},
    ]

    answer = mapper.data(MAP_MANY, key="k1", codes=codes)["mapCodes"]

    assert [(row["code"], row["target"]) for row in answer["mappedCodes"]] == [
        ("can52", "CAN-52"),
        ("77", "77"),
    ]
    assert answer["userErrors"] == [
        {
            "code": "PRODUCT_NOT_FOUND",
            "field": ["codes", "1", "target"],
            "lineNumber": 2,
            "message": "There is no product “CAN-53”.",
        }
    ]
    assert mapped() == (1, 0, 3)


@pytest.mark.parametrize(("count", "code"), [(0, "NO_CODES"), (501, "TOO_MANY_CODES")])
def test_a_request_of_no_codes_or_too_many_is_refused(mapper, catalogue, count, code):
    codes = [{"field": "PRODUCT", "code": f"c{n}", "target": "CAN-52"} for n in range(count)]

    answer = mapper.data(MAP_MANY, key="k1", codes=codes)["mapCodes"]

    assert [error["code"] for error in answer["userErrors"]] == [code]
    assert mapped()[0] == 0


def test_another_partner_maps_nothing_of_a_and_a_key_without_the_scope_nothing_at_all(
    waiting, system_a, partner_b
):
    stranger = system_of(partner_b, "map")
    asked = {"key": "k1", "field": "PRODUCT", "code": "can52", "target": "CAN-52"}

    foreign = stranger.data(MAP_ONE, **asked, partner="A")["mapCode"]
    absent = stranger.data(MAP_ONE, **asked, partner="NOBODY")["mapCode"]
    forbidden = system_a.data(MAP_ONE, **asked)["mapCode"]
    batch = system_a.data(
        MAP_MANY, key="k", codes=[{k: asked[k] for k in ("field", "code", "target")}]
    )

    assert foreign["userErrors"] == absent["userErrors"]
    assert foreign["userErrors"][0]["code"] == "PARTNER_NOT_FOUND"
    assert forbidden["userErrors"][0]["code"] == "PERMISSION_MISSING"
    assert batch["mapCodes"]["userErrors"][0]["code"] == "PERMISSION_MISSING"
    assert stranger.data(WAITING)["waitingCodes"]["totalCount"] == 0
    assert system_a.ask(WAITING)["errors"][0]["extensions"]["code"] == "PERMISSION_MISSING"
    assert mapped() == (0, 0, 2)


def test_changes_are_told_with_the_report_that_made_them(mapper, catalogue):
    submit(mapper, "one", LINE)
    query = """query ($since: DateTime!) {
      changes(first: 5, since: $since, kinds: [NEW, RESTATED, GONE]) { totalCount edges { node {
        productCode locationCode day measure kind before after reportId } } } }"""
    since = "2026-01-01T00:00:00Z"
    report = submit(mapper, "two", {**LINE, "sold": "121"})["activityReport"]

    found = mapper.data(query, since=since)["changes"]

    assert found["totalCount"] == 1
    [edge] = found["edges"]
    assert edge["node"] == {
        "productCode": "CAN-52",
        "locationCode": "1",
        "day": "2026-05-10",
        "measure": "sold",
        "kind": "NEW",
        "before": None,
        "after": edge["node"]["after"],
        "reportId": report["id"],
    }
    assert float(edge["node"]["after"]) == 121


def test_a_report_with_a_bad_line_is_refused_whole_when_that_is_asked_for(mapper, catalogue):
    query = """mutation ($lines: [ActivityLineInput!]!, $policy: ErrorPolicy, $key: String!) {
      submitActivityReport(idempotencyKey: $key, lines: $lines, errorPolicy: $policy) {
        activityReport { state linesIn linesPosted linesRefused } userErrors { code } } }"""
    lines = [LINE, {**LINE, "lastDay": "2026-05-01", "sold": "1"}]

    def answer(key, policy):
        return mapper.data(query, key=key, lines=lines, policy=policy)["submitActivityReport"]

    refused = answer("one", "REFUSE_ALL")["activityReport"]
    reused = answer("one", "POST_GOOD")
    posted = answer("two", "POST_GOOD")["activityReport"]

    assert refused == {"state": "refused", "linesIn": 2, "linesPosted": 0, "linesRefused": 2}
    assert [error["code"] for error in reused["userErrors"]] == ["KEY_REUSED"]
    assert posted == {"state": "partly", "linesIn": 2, "linesPosted": 1, "linesRefused": 1}
