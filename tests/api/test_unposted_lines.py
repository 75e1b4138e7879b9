"""Every line of a report that did not post is told to systems, in pages."""

import pytest

from tests.api.test_submitting import LINE, submit

pytestmark = pytest.mark.django_db(transaction=True)

UNPOSTED = """
query ($id: ID!, $after: String) {
  unpostedLines(reportId: $id, first: 1, after: $after) {
    totalCount
    edges { node { line outcome code message field value raw } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def test_every_line_that_did_not_post_is_asked_for_page_by_page(system_a, catalogue):
    strange = [{**LINE, "productCode": code} for code in ("NEW-1", "NEW-2")]
    report = submit(system_a, "k", LINE, *strange)["activityReport"]

    first = system_a.data(UNPOSTED, id=report["id"])["unpostedLines"]
    cursor = first["pageInfo"]["endCursor"]
    second = system_a.data(UNPOSTED, id=report["id"], after=cursor)["unpostedLines"]

    nodes = [edge["node"] for edge in first["edges"] + second["edges"]]
    assert [(node["outcome"], node["code"], node["value"]) for node in nodes] == [
        ("parked", "unknown_product", "NEW-1"),
        ("parked", "unknown_product", "NEW-2"),
    ]
    assert nodes[0]["message"].startswith("We do not know this product code.")
    assert (first["totalCount"], second["pageInfo"]["hasNextPage"]) == (2, False)
