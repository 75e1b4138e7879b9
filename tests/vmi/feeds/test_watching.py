"""Alerts: raised once for each matter, closed when it is over, told to the people concerned alone."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Assignment
from accounts.rules.roles import Role
from accounts.tenancy import active, system_scope
from portal.kernel import clock
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import make_player
from tests.vmi.feeds.conftest import EVERY_DAY, last_sunday, weekly_feed
from tests.vmi.web.conftest import report_text
from vmi.actions.assign_feeds import assign_feeds
from vmi.actions.change_working_days import change_working_days
from vmi.actions.confirm_feed import confirm_feed
from vmi.actions.feed_terms import FeedTerms
from vmi.actions.mail_alerts import mail_alerts
from vmi.actions.move_feed import move_feed
from vmi.actions.save_feed import save_feed
from vmi.actions.watch_feeds import Watched, watch_feeds
from vmi.models import Alert, AlertNotice, DocumentLine, Feed, ReportDocument
from vmi.rules.feed_calendar import PeriodState
from vmi.selectors.alerts import alert_count, open_alerts
from vmi.selectors.feed_proposals import feed_proposals
from vmi.selectors.feeds import feed_for, feed_status
from vmi.tasks import watch_every_feed

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def watch(partner) -> Watched:
    with system_scope(reason="test") as scope:
        return watch_feeds(scope, partner.pk)


def alerts_of(partner) -> list[tuple[str, str]]:
    with system_scope(reason="look"):
        rows = Alert.objects.filter(partner=partner, closed_at=None).order_by("subject", "kind")
        return [(alert.kind, alert.subject) for alert in rows]


@pytest.fixture
def thursday(monkeypatch) -> date:
    """It is Thursday noon of the week after the last whole one, whatever day it is."""
    day: date = last_sunday() + timedelta(days=4)
    moment = timezone.make_aware(datetime.combine(day, time(12)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    assert clock.today() == day
    return day


@pytest.fixture
def sunday(thursday) -> date:
    """The last day of the last whole week, as seen from that Thursday."""
    last: date = thursday - timedelta(days=4)
    return last


@pytest.fixture
def feed(partner_a, report, sunday) -> Feed:
    """A weekly feed of A of which the week before last is here."""
    found = weekly_feed(partner_a, since=sunday - WEEK - timedelta(days=6))
    report(partner_a, sunday - WEEK - timedelta(days=6), sunday - WEEK)
    return found


def test_a_late_report_is_told_once_and_closes_when_it_comes(partner_a, feed, report, sunday):
    assert watch(partner_a) == Watched(raised=1, closed=0)
    assert watch(partner_a) == Watched(raised=0, closed=0)
    assert alerts_of(partner_a) == [("late", f"{feed.pk}:{sunday - timedelta(days=6)}")]

    report(partner_a, sunday - timedelta(days=6), sunday)

    assert watch(partner_a) == Watched(raised=0, closed=1)
    assert alerts_of(partner_a) == []


def test_an_alert_that_comes_again_is_a_new_one(partner_a, feed, sunday):
    watch(partner_a)
    with system_scope(reason="test") as scope:
        move_feed(scope, feed.pk, "paused")
    assert watch(partner_a) == Watched(raised=0, closed=1)
    with system_scope(reason="test") as scope:
        move_feed(scope, feed.pk, "live")

    assert watch(partner_a) == Watched(raised=1, closed=0)
    with system_scope(reason="look"):
        assert Alert.objects.count() == 2


def test_days_and_places_that_are_missing_are_told_apart(partner_a, report, sunday):
    weeks = [sunday - WEEK * back for back in range(3)]
    feed = weekly_feed(partner_a, since=weeks[2] - timedelta(days=6))
    report(partner_a, weeks[2] - timedelta(days=6), weeks[2], places=("S1", "S2"))
    report(
        partner_a, weeks[1] - timedelta(days=6), weeks[1] - timedelta(days=2), places=("S1", "S2")
    )
    report(partner_a, weeks[0] - timedelta(days=6), weeks[0])

    watch(partner_a)

    assert alerts_of(partner_a) == [
        ("gap", f"{feed.pk}:{weeks[1] - timedelta(days=6)}"),
        ("places", f"{feed.pk}:{weeks[0] - timedelta(days=6)}"),
    ]
    with system_scope(reason="look"):
        gap = Alert.objects.get(kind="gap")
        assert gap.details["days"] == [[str(weeks[1] - timedelta(days=1)), str(weeks[1])]]


def test_completeness_and_freshness_are_counted(partner_a, report, sunday):
    weeks = [sunday - WEEK * back for back in range(2)]
    feed = weekly_feed(partner_a, since=weeks[1] - timedelta(days=6))
    report(partner_a, weeks[1] - timedelta(days=6), weeks[1], places=("S1", "S2"))
    report(partner_a, weeks[0] - timedelta(days=6), weeks[0])
    watch(partner_a)

    with system_scope(reason="look") as scope:
        status = feed_status(scope, feed)

    assert [period.state for period in status.periods] == [
        PeriodState.ON_TIME,
        PeriodState.PARTLY,
        PeriodState.NOT_DUE,
    ]
    assert status.places is not None
    assert (status.places.expected, status.places.reporting) == (2, 1)
    assert str(status.completeness) == "0.5"
    assert (status.last_day, status.days_behind) == (sunday, 4)
    assert [len(places) for places in status.silent.values()] == [1]


def test_a_report_counts_by_its_days_whenever_it_came(partner_a, feed, report, sunday, thursday):
    report(partner_a, sunday - timedelta(days=6), sunday, came_on=thursday - timedelta(days=1))

    watch(partner_a)

    with system_scope(reason="look") as scope:
        states = [period.state for period in feed_status(scope, feed).periods]
    assert states[-2:] == [PeriodState.RECEIVED_LATE, PeriodState.NOT_DUE]
    assert alerts_of(partner_a) == []


def test_a_feed_that_is_being_set_up_is_not_waited_for(partner_a, sunday):
    with system_scope(reason="test") as scope:
        feed = save_feed(
            scope, partner_a.pk, FeedTerms("New", expected_from=sunday - WEEK * 4), is_live=False
        )
        assert feed.stage == Feed.Stage.TRYING
        assert feed_status(scope, feed).periods == ()

    assert watch(partner_a) == Watched(raised=0, closed=0)


def test_lines_that_wait_too_long_are_told_until_they_post(partner_a, report, thursday):
    report(partner_a, thursday - WEEK * 2, thursday - WEEK * 2, product="NOBODY-KNOWS")

    assert watch(partner_a) == Watched(raised=1, closed=0)
    assert alerts_of(partner_a) == [("parked", "lines")]
    with system_scope(reason="test"):
        alert = Alert.objects.get()
        assert (alert.details["lines"], alert.details["codes"]) == (1, 1)
        DocumentLine.objects.all().delete()
    assert watch(partner_a) == Watched(raised=0, closed=1)


def test_a_report_whose_lines_all_wait_for_a_code_is_not_missing(partner_a, report, sunday):
    monday = sunday - timedelta(days=6)
    report(partner_a, monday - WEEK, sunday - WEEK)
    feed = weekly_feed(partner_a, since=monday - WEEK)
    report(partner_a, monday, sunday, product="NOBODY-KNOWS")

    watch(partner_a)

    with system_scope(reason="look") as scope:
        states = [period.state for period in feed_status(scope, feed).periods]
    assert states == [PeriodState.ON_TIME, PeriodState.ON_TIME, PeriodState.NOT_DUE]
    assert alerts_of(partner_a) == []


def test_reports_are_given_to_the_feed_that_they_belong_to(partner_a, report, sunday):
    document = report(partner_a, sunday - timedelta(days=6), sunday)
    assert document.feed_id is None

    feed = weekly_feed(partner_a, since=sunday - WEEK)

    with system_scope(reason="look") as scope:
        assert ReportDocument.objects.get(pk=document.pk).feed_id == feed.pk
        assert assign_feeds(scope, partner_a.pk) == 0


def test_a_rhythm_is_proposed_and_confirmed_with_one_click(partner_a, bo, report, sunday):
    for back in range(4):
        last = sunday - WEEK * back
        report(partner_a, last - timedelta(days=6), last)

    [proposal] = feed_proposals(bo.scope)
    feed = confirm_feed(bo.scope, partner_a.pk)

    assert (proposal.learned.cadence, proposal.learned.reports) == ("weekly", 4)
    assert (feed.stage, feed.cadence, feed.week_ends_on) == ("live", "weekly", 6)
    assert feed_proposals(bo.scope) == ()
    with pytest.raises(Conflict) as refusal:
        confirm_feed(bo.scope, partner_a.pk)
    assert refusal.value.code == "nothing_to_confirm"


def test_another_partner_confirms_changes_and_sees_nothing(partner_a, chen, feed, report, sunday):
    watch(partner_a)

    with pytest.raises(NotFound):
        feed_for(chen.scope, feed.pk)
    with pytest.raises(NotFound):
        change_working_days(chen.scope, feed.pk, [0], country="")
    with pytest.raises(Conflict):
        confirm_feed(chen.scope, partner_a.pk)
    with pytest.raises(NotFound):
        watch_feeds(chen.scope, partner_a.pk)
    assert open_alerts(chen.scope) == ()
    assert alert_count(chen.scope).alerts == 0
    with active(chen.scope):
        assert Feed.objects.count() == 0
        assert Alert.objects.count() == 0
    with system_scope(reason="look"):
        assert Feed.objects.get().working_days == list(EVERY_DAY)


def test_a_partners_people_change_their_working_days_and_nothing_else(bo, partner_a, feed):
    change_working_days(bo.scope, feed.pk, [4, 0, 4], country="CN")

    with active(bo.scope):
        feed.refresh_from_db()
    assert (feed.working_days, feed.country) == ([0, 4], "CN")
    for refused in (
        lambda: save_feed(bo.scope, partner_a.pk, FeedTerms("Mine"), feed_id=feed.pk),
        lambda: move_feed(bo.scope, feed.pk, "paused"),
    ):
        with pytest.raises(Forbidden):
            refused()
    with active(bo.scope):
        feed.refresh_from_db()
    assert (feed.name, feed.stage) == ("Weekly", "live")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (FeedTerms(" "), "name"),
        (FeedTerms("x", cadence="hourly"), "cadence"),
        (FeedTerms("x", due_hour=24), "due_hour"),
        (FeedTerms("x", due_after_days=61), "due_after_days"),
        (FeedTerms("x", week_ends_on=7), "week_ends_on"),
        (FeedTerms("x", working_days=(7,)), "working_days"),
        (FeedTerms("x", country="XX"), "country"),
    ],
)
def test_terms_that_make_no_calendar_are_refused(mei, partner_a, terms, field):
    with pytest.raises(Invalid) as refusal:
        save_feed(mei.scope, partner_a.pk, terms)

    assert refusal.value.field == field
    with system_scope(reason="look"):
        assert Feed.objects.count() == 0


def test_a_manager_agrees_feeds_for_own_partners_alone(mei, partner_b, partner_a):
    with pytest.raises(NotFound):
        save_feed(mei.scope, partner_b.pk, FeedTerms("Weekly"))
    save_feed(mei.scope, partner_a.pk, FeedTerms("Weekly"))
    with pytest.raises(Conflict):
        save_feed(mei.scope, partner_a.pk, FeedTerms("Weekly"))


@pytest.mark.usefixtures("chen", "song", "ping", "bo", "mei")
def test_people_concerned_are_written_to_once(partner_a, feed):
    watch(partner_a)

    with system_scope(reason="test") as scope:
        assert mail_alerts(scope) == 2
        assert mail_alerts(scope) == 0
        assert AlertNotice.objects.count() == 2

    assert {tuple(letter.to) for letter in mail.outbox} == {
        ("bo@example.com",),
        ("mei@example.com",),
    }
    to_bo = next(letter for letter in mail.outbox if letter.to == ["bo@example.com"])
    assert "We miss your report of" in to_bo.body
    assert "http://localhost:8000/partner/feeds/" in to_bo.body
    to_mei = next(letter for letter in mail.outbox if letter.to == ["mei@example.com"])
    assert "Alpha Brands" in to_mei.body
    assert "http://localhost:8000/workspace/intake/feeds/" in to_mei.body


def test_a_letter_is_written_in_the_language_of_its_reader(partner_a, bo, feed):
    bo.person.language = "zh-hans"
    bo.person.save()
    watch(partner_a)

    with system_scope(reason="test") as scope:
        mail_alerts(scope)

    [letter] = mail.outbox
    assert "周" in letter.body
    assert "We miss" not in letter.body


def test_who_has_left_or_has_lost_the_partner_is_not_written_to(partner_a, bo, mei, feed):
    bo.person.is_active = False
    bo.person.save()
    Assignment.objects.all().delete()
    watch(partner_a)

    with system_scope(reason="test") as scope:
        assert mail_alerts(scope) == 0
    assert mail.outbox == []


def test_a_letter_that_can_not_be_sent_is_tried_again(partner_a, bo, feed, settings):
    watch(partner_a)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with system_scope(reason="test") as scope:
        assert mail_alerts(scope) == 0
        assert AlertNotice.objects.count() == 0
        settings.EMAIL_BACKEND = working

        assert mail_alerts(scope) == 1


def test_a_colleague_who_comes_later_gets_no_old_letters(partner_a, bo, feed):
    watch(partner_a)
    with system_scope(reason="test") as scope:
        mail_alerts(scope)
        make_player("Eve", Role.PARTNER_BUYER, partner_a)

        assert mail_alerts(scope) == 0


def test_the_round_watches_every_partner_and_writes(partner_a, bo, partner_b, chen, feed):
    watch_every_feed.enqueue()

    assert alerts_of(partner_a) != []
    assert alerts_of(partner_b) == []
    assert [letter.to for letter in mail.outbox] == [["bo@example.com"]]


def test_a_report_that_posts_closes_its_alert_at_once(partner_a, bo, feed, upload, sunday):
    watch(partner_a)

    upload(bo, report_text("P-1,S1,{day},3,40", last_day=sunday, days=7))

    assert alerts_of(partner_a) == []
    with system_scope(reason="look"):
        assert ReportDocument.objects.filter(feed=feed).count() == 2
