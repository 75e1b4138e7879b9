"""The exchange of EDI as a partner's system asks for it."""

import pytest

from accounts.tenancy import system_scope_for
from portal.kernel.graphql.ids import encode_id
from tests.api.conftest import System
from tests.vmi.formats.edi_answers import answer_of, group, message
from tests.vmi.web.test_interchanges import exchange, read
from vmi.formats.edi.shape import SyntaxProblem as Problem

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = """
query ($number: String, $report: ID) {
  interchanges(first: 10, controlNumber: $number, reportId: $report) {
    edges { node {
      id standard controlNumber sender receiver version isTest messages state syntax sentence
      messageCount rejectedCount problemCount reportId
      problems { code sentence message place value }
      missingBefore { first last count }
      acknowledgementKinds acknowledgementNumber acknowledgement
    } }
  }
}
"""


class Everything:
    scope = system_scope_for("test")


def nodes(system: System, **variables: object) -> list[dict[str, object]]:
    found = system.data(ASKED, **variables)["interchanges"]["edges"]
    return [edge["node"] for edge in found]


def test_a_system_fetches_the_verdict_and_the_acknowledgement(system_a, partner_a):
    bad = message("E", Problem("bad_code", "ZA", 9, 1, 0, "99"))
    [row] = exchange(Everything, partner_a, read(7, group(bad)))

    [node] = nodes(system_a)

    assert node == {
        "id": encode_id("Interchange", row.pk),
        "reportId": encode_id("ActivityReport", row.document_id),
        "standard": "x12",
        "controlNumber": "000000007",
        "sender": "RETAILER",
        "receiver": "MAITE",
        "version": "00401",
        "isTest": False,
        "messages": ["852"],
        "state": "settled",
        "syntax": "errors",
        "sentence": "It is taken, apart from what is named below.",
        "messageCount": 1,
        "rejectedCount": 0,
        "problemCount": 1,
        "problems": [
            {
                "code": "bad_code",
                "sentence": "This code is not in the list of the standard.",
                "message": "852 0001",
                "place": "segment 9: ZA (product activity), element ZA01 (activity code)",
                "value": "99",
            }
        ],
        "missingBefore": None,
        "acknowledgementKinds": ["997"],
        "acknowledgementNumber": "000000001",
        "acknowledgement": answer_of(row).decode(),
    }


def test_what_was_sent_again_has_the_first_answer(system_a, partner_a):
    [first] = exchange(Everything, partner_a, read(7))
    [again] = exchange(Everything, partner_a, read(7))

    [node] = nodes(system_a, report=encode_id("ActivityReport", again.document_id))

    assert (node["state"], node["syntax"]) == ("resent", "resent")
    assert node["acknowledgement"] == answer_of(first).decode()
    assert node["acknowledgementNumber"] == "000000001"


def test_missing_numbers_are_told(system_a, partner_a):
    exchange(Everything, partner_a, read(7), read(10))

    [node] = nodes(system_a, number="000000010")

    assert node["missingBefore"] == {"first": "000000008", "last": "000000009", "count": 2}


def test_an_interchange_is_found_by_its_id_and_only_by_its_partner(system_a, system_b, partner_a):
    [row] = exchange(Everything, partner_a, read(7))
    query = "query ($id: ID!) { node(id: $id) { id ... on Interchange { acknowledgement } } }"
    asked = encode_id("Interchange", row.pk)

    own = system_a.data(query, id=asked)["node"]
    foreign = system_b.ask(query, id=asked)
    absent = system_b.ask(query, id=encode_id("Interchange", 10**9))

    assert own == {"id": asked, "acknowledgement": answer_of(row).decode()}
    assert (foreign["data"], foreign["errors"][0]["message"]) == (
        absent["data"],
        absent["errors"][0]["message"],
    )
    assert nodes(system_b) == []


def test_the_report_of_another_partner_is_an_absent_one(system_b, partner_a):
    [row] = exchange(Everything, partner_a, read(7))

    answers = [
        system_b.ask(ASKED, report=encode_id("ActivityReport", key))
        for key in (row.document_id, 10**9)
    ]

    assert answers[0]["data"] == answers[1]["data"]
    assert [answer["errors"][0]["extensions"]["code"] for answer in answers] == [
        "REPORT_NOT_FOUND"
    ] * 2


@pytest.mark.parametrize("interchanges", [2, 12])
def test_the_number_of_queries_does_not_grow_with_the_page(
    interchanges, system_a, partner_a, django_assert_max_num_queries
):
    exchange(Everything, partner_a, *(read(number) for number in range(1, interchanges + 1)))

    with django_assert_max_num_queries(8):
        assert len(nodes(system_a)) == min(interchanges, 10)
