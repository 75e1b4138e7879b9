"""Pages of feeds: what the partner and what our people see and may do."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import get_default_timezone

from accounts.tenancy import system_scope
from portal.kernel.clock import today
from tests.vmi.web.conftest import report_text
from vmi.actions.feed_terms import FeedTerms
from vmi.actions.save_feed import save_feed
from vmi.actions.watch_feeds import watch_feeds
from vmi.models import Alert, Feed

pytestmark = pytest.mark.django_db
EVERY_DAY = tuple(range(7))


@pytest.fixture
def feed(partner_a) -> Feed:
    """A weekly feed of A of which two weeks are owed at least."""
    since = today() - timedelta(days=27)
    terms = FeedTerms("Weekly", working_days=EVERY_DAY, expected_from=since)
    with system_scope(reason="test set-up") as scope:
        found = save_feed(scope, partner_a.pk, terms)
        watch_feeds(scope, partner_a.pk)
    return found


def page(player, address: str) -> str:
    return str(player.browser.get(address).content.decode())


def test_the_partner_reads_what_is_missing_and_where_to_send_it(bo, feed):
    body = page(bo, "/partner/feeds/")

    with system_scope(reason="look"):
        open_alerts = Alert.objects.count()
    assert f"{open_alerts} things are missing" in body
    assert "Your report of week" in body
    assert 'href="/partner/upload/"' in body


def test_the_first_page_has_a_band_of_what_is_missing(bo, chen, feed):
    assert "What is missing from you" in page(bo, "/partner/")
    assert "What is missing from you" not in page(chen, "/partner/")


def test_without_a_feed_the_page_says_what_to_do(bo, mei):
    assert "After three of them we propose" in page(bo, "/partner/feeds/")
    assert "Agree with a partner what it sends" in page(mei, "/workspace/intake/feeds/")


def test_a_rhythm_is_confirmed_with_one_click(bo, upload):
    for week in range(3):
        last = today() - timedelta(days=2 + 7 * week)
        upload(bo, report_text("P-1,S1,{day},3,40", last_day=last, days=7), f"{week}.csv")
        # All came today; the rhythm is in their days.
    assert "Is this how you report?" in page(bo, "/partner/feeds/")

    response = bo.browser.post("/partner/feeds/", {"confirm": str(bo.person.partner_id)})

    with system_scope(reason="look"):
        found = Feed.objects.get()
    assert response["Location"] == f"/partner/feeds/{found.pk}/"
    assert (found.partner_id, found.stage) == (bo.person.partner_id, "live")


@pytest.mark.parametrize("asked", ["", "x", "999999", "99999999999999999999"])
def test_nothing_is_confirmed_for_another_partner(chen, partner_a, feed, asked):
    for wanted in (asked, str(partner_a.pk)):
        response = chen.browser.post("/partner/feeds/", {"confirm": wanted})

        assert response["Location"] == "/partner/feeds/"
    with system_scope(reason="look"):
        assert Feed.objects.count() == 1


def test_the_partner_says_when_it_works_and_can_do_no_more(bo, feed):
    address = f"/partner/feeds/{feed.pk}/"

    bo.browser.post(address, {"working_days": ["0", "1"], "country": "CN"})
    bo.browser.post(address, {"stage": "paused"})

    with system_scope(reason="look"):
        found = Feed.objects.get()
    assert (found.working_days, found.country, found.stage) == ([0, 1], "CN", "live")


def test_another_partner_changes_nothing(chen, feed):
    address = f"/partner/feeds/{feed.pk}/"

    response = chen.browser.post(address, {"working_days": ["0"], "country": "CN"})

    assert response.status_code == 404
    with system_scope(reason="look"):
        assert Feed.objects.get().working_days == list(EVERY_DAY)


def test_no_working_day_is_refused_at_the_field(bo, feed):
    response = bo.browser.post(f"/partner/feeds/{feed.pk}/", {"country": "CN"})

    assert "This field is required" in response.content.decode()
    with system_scope(reason="look"):
        assert Feed.objects.get().country == ""


def test_the_manager_pauses_a_feed_and_takes_it_up_again(mei, feed):
    address = f"/workspace/intake/feeds/{feed.pk}/"

    mei.browser.post(address, {"stage": "paused"})
    assert "This feed is paused" in page(mei, address)
    with system_scope(reason="look"):
        assert Alert.objects.filter(closed_at=None).count() == 0

    mei.browser.post(address, {"stage": "live"})
    with system_scope(reason="look"):
        assert Feed.objects.get().stage == "live"


def terms_typed(**changes: object) -> dict[str, object]:
    return {
        "name": "Monthly stock",
        "kind": "table",
        "cadence": "monthly",
        "week_ends_on": "6",
        "due_after_days": "3",
        "due_hour": "18",
        "working_days": ["0", "1", "2", "3", "4"],
        "country": "CN",
        "inactive_after_days": "56",
        **changes,
    }


def test_the_manager_agrees_a_new_feed(mei, partner_a):
    response = mei.browser.post(
        "/workspace/intake/feeds/new/", terms_typed(partner=str(partner_a.pk))
    )

    with system_scope(reason="look"):
        found = Feed.objects.get()
    assert response["Location"] == f"/workspace/intake/feeds/{found.pk}/"
    assert (found.name, found.cadence, found.due_after_days, found.due_hour) == (
        *("Monthly stock", "monthly"),
        *(3, 18),
    )
    assert found.expected_from == today()


def test_the_manager_changes_what_is_agreed(mei, feed):
    mei.browser.post(f"/workspace/intake/feeds/{feed.pk}/terms/", terms_typed(due_hour="9"))

    with system_scope(reason="look"):
        found = Feed.objects.get()
    assert (found.name, found.due_hour, found.stage) == ("Monthly stock", 9, "live")


def test_a_manager_agrees_nothing_for_a_partner_of_a_colleague(mei, partner_b):
    response = mei.browser.post(
        "/workspace/intake/feeds/new/", terms_typed(partner=str(partner_b.pk))
    )

    assert "There is no such partner." in response.content.decode()
    with system_scope(reason="look"):
        assert Feed.objects.count() == 0


def test_a_name_that_is_taken_is_told_at_its_field(mei, feed, partner_a):
    response = mei.browser.post(
        "/workspace/intake/feeds/new/", terms_typed(name="Weekly", partner=str(partner_a.pk))
    )

    assert "This partner has a feed of this name already." in response.content.decode()


def test_an_executive_reads_feeds_and_agrees_none(wei, feed):
    assert "owes us something" in page(wei, "/workspace/intake/feeds/")
    assert "Agree a new feed" not in page(wei, "/workspace/intake/feeds/")
    assert wei.browser.get("/workspace/intake/feeds/new/").status_code == 403
    response = wei.browser.post(f"/workspace/intake/feeds/{feed.pk}/", {"stage": "paused"})
    assert response.status_code in {302, 403}
    with system_scope(reason="look"):
        assert Feed.objects.get().stage == "live"


def test_the_workspaces_first_page_counts_who_owes(mei, feed):
    assert "1 partner owes us something" in page(mei, "/workspace/")


def test_an_alert_says_since_when_it_is_open(bo, feed):
    moment = datetime(2026, 3, 2, 1, tzinfo=get_default_timezone())
    with system_scope(reason="test set-up"):
        Alert.objects.update(raised_at=moment)

    body = page(bo, "/partner/feeds/")

    assert "open since" in body
    assert "2 Mar 2026" in body
