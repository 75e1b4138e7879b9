"""Feeds and alerts in the API."""

from datetime import timedelta

import pytest

from accounts.tenancy import system_scope
from portal.kernel.clock import today
from tests.api.conftest import system_of
from vmi.actions.feed_terms import FeedTerms
from vmi.actions.save_feed import save_feed
from vmi.actions.watch_feeds import watch_feeds
from vmi.models import Alert

pytestmark = pytest.mark.django_db(transaction=True)

FEEDS = """{ feeds(first: 5) { totalCount edges { node {
  partnerCode name stage cadence workingDays dueHour lastDay daysBehind completeness
  periods { firstDay lastDay dueAt state completedAt missingDays { firstDay lastDay } placesExpected }
} } } }"""
ALERTS = "{ alerts(first: 5, open: true) { edges { node { partnerCode kind feed firstDay message advice } } } }"


@pytest.fixture
def feed_of_a(partner_a):
    since = today() - timedelta(days=20)
    with system_scope(reason="test set-up") as scope:
        feed = save_feed(
            scope,
            partner_a.pk,
            FeedTerms("Weekly", working_days=tuple(range(7)), expected_from=since),
        )
        watch_feeds(scope, partner_a.pk)
    return feed


def test_a_system_reads_its_feeds_with_every_period(system_a, feed_of_a):
    [edge] = system_a.data(FEEDS)["feeds"]["edges"]

    node = edge["node"]
    assert (node["partnerCode"], node["name"], node["stage"], node["cadence"]) == (
        *("A", "Weekly"),
        *("live", "weekly"),
    )
    assert (node["lastDay"], node["daysBehind"], node["completeness"]) == (None, None, None)
    assert {period["state"] for period in node["periods"]} <= {"late", "missing", "not_due"}
    assert node["periods"][-1]["state"] == "not_due"
    assert node["periods"][0]["missingDays"][0]["firstDay"] == str(feed_of_a.expected_from)


def test_a_system_reads_what_is_missing_in_words(system_a, feed_of_a):
    edges = system_a.data(ALERTS)["alerts"]["edges"]

    with system_scope(reason="look"):
        assert len(edges) == Alert.objects.filter(closed_at=None).count()
    assert {edge["node"]["feed"] for edge in edges} == {"Weekly"}
    assert all("our report of" in edge["node"]["message"] for edge in edges)


def test_another_partner_sees_neither(system_b, feed_of_a):
    assert system_b.data(FEEDS)["feeds"] == {"totalCount": 0, "edges": []}
    assert system_b.data(ALERTS)["alerts"]["edges"] == []


def test_a_key_that_only_maps_may_read_them_too(partner_a, feed_of_a):
    assert system_of(partner_a, "map").data(FEEDS)["feeds"]["totalCount"] == 1
