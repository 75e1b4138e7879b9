"""Feeds and alerts for systems that ask by API: what is expected, what came, what is missing."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from accounts.api.callers import scope_of_info
from accounts.permissions import Permission, require
from accounts.tenancy import Scope
from portal.kernel.graphql.connection import connection_field
from portal.kernel.graphql.lookahead import asked_paths
from portal.kernel.graphql.paging import Page, Row, keyset_page
from portal.kernel.graphql.scalars import Date, DateTime, Quantity
from vmi.models import Alert, Feed
from vmi.rules.feed_calendar import PeriodStatus
from vmi.selectors.alert_words import alert_words, period_of_alert
from vmi.selectors.alerts import alert_rows
from vmi.selectors.feeds import FeedStatus, feed_rows, feed_status

_FEED_COLUMNS = (
    *("id", "partner_id", "partner__code", "name", "stage", "kind", "message", "cadence"),
    *("working_days", "country", "week_ends_on", "due_after_days", "due_hour", "expected_from"),
    "inactive_after_days",
)
# What has to be worked out; the rest is said by the feed itself.
_WORKED_OUT = frozenset(
    {"periods", "lastDay", "daysBehind", "placesExpected", "placesReporting", "completeness"}
)
_ALERT_COLUMNS = (
    *("id", "partner__code", "feed__name", "kind", "subject", "details", "raised_at", "closed_at"),
)


class FeedDays(graphene.ObjectType):
    """Days one after the other."""

    first_day = Date(required=True, description="The first of them.")
    last_day = Date(required=True, description="The last of them.")


class FeedPeriodNode(graphene.ObjectType):
    """One period that a report is expected for, and what became of it."""

    class Meta:
        name = "FeedPeriod"

    first_day = Date(required=True, description="First day of the period.")
    last_day = Date(required=True, description="Last day of the period.")
    due_at = DateTime(required=True, description="When its report has to be here.")
    state = graphene.String(
        required=True,
        description="on_time, received_late, partly, late, missing, not_due or closed (no working day).",
    )
    completed_at = DateTime(
        description="When the last missing day came; null while one is missing."
    )
    missing_days = graphene.List(
        graphene.NonNull(FeedDays),
        required=True,
        description="Days of the period that no report covers yet.",
    )
    places_expected = graphene.Int(
        description="Places that the report should speak of; null when not known."
    )
    places_reporting = graphene.Int(description="How many of them it speaks of.")


class FeedNode(graphene.ObjectType):
    """One stream of reports of a partner: what is agreed, and how it is doing."""

    class Meta:
        name = "Feed"

    partner_code = graphene.String(required=True, description="Code of the partner.")
    name = graphene.String(required=True, description="Its name; a partner has it once.")
    stage = graphene.String(required=True, description="trying, live or paused.")
    kind = graphene.String(required=True, description="table, x12 or edifact.")
    message = graphene.String(
        required=True, description="The EDI message, 852 or INVRPT; empty for every one."
    )
    cadence = graphene.String(required=True, description="daily, weekly or monthly.")
    working_days = graphene.List(
        graphene.NonNull(graphene.Int),
        required=True,
        description="Days of the week on which the partner works, Monday is 0; empty is Monday to Friday.",
    )
    country = graphene.String(
        required=True, description="Country whose public holidays it keeps; empty for none."
    )
    week_ends_on = graphene.Int(required=True, description="Last day of its week, Monday is 0.")
    due_after_days = graphene.Int(
        required=True, description="Working days after a period's last day by which it is due."
    )
    due_hour = graphene.Int(
        required=True, description="Hour of the portal's time zone by which it is due."
    )
    periods = graphene.List(
        graphene.NonNull(FeedPeriodNode),
        required=True,
        description="The last periods, oldest first; the running one is the last. Empty unless live.",
    )
    last_day = Date(
        description="The newest day that posted reports cover; null while there is none."
    )
    days_behind = graphene.Int(description="Days from it to today.")
    places_expected = graphene.Int(
        description="Places expected in the newest period that was due; null when not known."
    )
    places_reporting = graphene.Int(description="How many of them it speaks of.")
    completeness = Quantity(description="Places reporting ÷ places expected, 0 to 1.")


class AlertNode(graphene.ObjectType):
    """Something to look at; it closes by itself when it is over."""

    class Meta:
        name = "Alert"

    partner_code = graphene.String(required=True, description="Code of the partner.")
    kind = graphene.String(
        required=True, description="late, missing, gap, places, parked or control_number."
    )
    feed = graphene.String(description="Name of the feed; null when it is about none.")
    first_day = Date(description="First day of the period that it is about; null for none.")
    last_day = Date(description="Last day of that period.")
    message = graphene.String(required=True, description="What happened, for people.")
    advice = graphene.String(required=True, description="What to do about it, for people.")
    raised_at = DateTime(required=True, description="When it was raised.")
    closed_at = DateTime(description="When it was over; null while it is open.")


class FeedsQuery(graphene.ObjectType):
    """Fields of feeds."""

    feeds = connection_field(
        FeedNode,
        description="What partners agreed to send, and what came of it.",
        partner_code=graphene.String(description="Only feeds of this partner."),
    )
    alerts = connection_field(
        AlertNode,
        description="What is late, missing or waits too long, the newest first.",
        partner_code=graphene.String(description="Only alerts of this partner."),
        open=graphene.Boolean(description="Only open ones (true), only closed ones (false)."),
    )

    def resolve_feeds(self, info: GraphQLResolveInfo, page: Page, partner_code: str = "") -> Row:
        scope = scope_of_info(info)
        rows = feed_rows(scope)
        if partner_code:
            rows = rows.filter(partner__code=partner_code)
        asked = {path.removeprefix("edges.node.").partition(".")[0] for path in asked_paths(info)}
        is_worked_out = bool(asked & _WORKED_OUT)
        return keyset_page(
            rows,
            page,
            keys=("partner_id", "name"),
            columns=_FEED_COLUMNS,
            row=lambda values: _feed_row(scope, values, is_worked_out=is_worked_out),
        )

    def resolve_alerts(
        self,
        info: GraphQLResolveInfo,
        page: Page,
        partner_code: str = "",
        open: bool | None = None,  # noqa: A002, FBT001  (the API's word)
    ) -> Row:
        scope = scope_of_info(info)
        require(scope, Permission.VIEW_REPORTS)
        rows = alert_rows(scope)
        if partner_code:
            rows = rows.filter(partner__code=partner_code)
        if open is not None:
            rows = rows.filter(closed_at__isnull=open)
        return keyset_page(
            rows,
            page,
            keys=("-raised_at", "-id"),
            columns=_ALERT_COLUMNS,
            row=lambda values: _alert_row(values, to_partner=scope.partner_id is not None),
        )


def _feed_row(scope: Scope, values: Row, *, is_worked_out: bool) -> Row:
    said = {name: value for name, value in values.items() if "__" not in name}
    row = {**said, "partner_code": values["partner__code"], "periods": []}
    if not is_worked_out:
        return row
    return {**row, **_status_row(feed_status(scope, Feed(**said)))}


def _status_row(status: FeedStatus) -> Row:
    places, share = status.places, status.completeness
    return {
        "periods": [_period_row(period) for period in status.periods],
        "last_day": status.last_day,
        "days_behind": status.days_behind,
        "places_expected": None if places is None else places.expected,
        "places_reporting": None if places is None else places.reporting,
        "completeness": None if share is None else round(share, 4),
    }


def _period_row(status: PeriodStatus) -> Row:
    places = status.places
    return {
        "first_day": status.period.first_day,
        "last_day": status.period.last_day,
        "due_at": status.due_at,
        "state": status.state.value,
        "completed_at": status.completed_at,
        "missing_days": [
            {"first_day": span.first_day, "last_day": span.last_day} for span in status.missing_days
        ],
        "places_expected": None if places is None else places.expected,
        "places_reporting": None if places is None else places.reporting,
    }


def _alert_row(values: Row, *, to_partner: bool) -> Row:
    alert = Alert(kind=values["kind"], subject=values["subject"], details=values["details"])
    words, period = alert_words(alert, to_partner=to_partner), period_of_alert(alert)
    shown: dict[str, Any] = {
        "partner_code": values["partner__code"],
        "kind": values["kind"],
        "feed": values["feed__name"],
        "first_day": None if period is None else period.first_day,
        "last_day": None if period is None else period.last_day,
        "message": words.title,
        "advice": words.advice,
    }
    return {**shown, "raised_at": values["raised_at"], "closed_at": values["closed_at"]}
