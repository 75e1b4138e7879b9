from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from portal.kernel import clock
from portal.kernel.graphql.options import Options
from portal.kernel.graphql.throttle import Bucket, Throttled

SMALL = {"bucket_size": 100, "bucket_points_per_second": 10}
SMALL_OPTIONS = Options(bucket_size=100, bucket_points_per_second=10)
TEN_POINTS = "{ a: plainShops { id } }"


@pytest.fixture
def passing(monkeypatch):
    """A clock that stands still until it is told how many seconds pass."""
    moment = [datetime(2026, 3, 1, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def passing(seconds: float) -> None:
        moment[0] += timedelta(seconds=seconds)

    return passing


def test_a_bucket_refills_with_time_and_never_above_its_size(passing):
    bucket = Bucket("a", SMALL_OPTIONS)

    bucket.take(100)
    with pytest.raises(Throttled) as wait:
        bucket.take(25)
    passing(2.5)
    bucket.take(25)
    emptied = bucket.available()
    passing(1_000)

    assert wait.value.seconds == 3
    assert emptied == 0
    assert bucket.available() == 100


def test_what_was_not_used_is_given_back_and_what_was_overused_is_taken(passing):
    bucket = Bucket("a", SMALL_OPTIONS)

    bucket.take(60)
    bucket.settle(60, 20)
    after_refund = bucket.available()
    bucket.settle(20, 70)
    bucket.settle(0, 1_000)

    assert after_refund == 80
    assert bucket.available() == 0


@override_settings(GRAPHQL={**SMALL, "bucket_points_per_second": 1})
def test_a_caller_without_points_is_told_when_to_come_again(api, passing):
    for _time in range(13):
        api.ask(TEN_POINTS)

    response = api.post(TEN_POINTS)

    # 13 times 7 of 100 used: 9 left, 1 of them spent on reading the document, 9 are lacking.
    assert response.status_code == 429
    assert response["Retry-After"] == "1"
    assert response.json["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert response.json["extensions"]["cost"] == {
        "requestedQueryCost": 10,
        "actualQueryCost": 1,
        "throttleStatus": {"maximumAvailable": 100, "currentlyAvailable": 8, "restoreRate": 1},
    }


@override_settings(GRAPHQL=SMALL)
def test_throttled_has_the_same_status_for_plain_json(api, passing):
    Bucket(api.token, SMALL_OPTIONS).take(100)

    response = api.post("{ hello }", accept="application/json")

    assert response.status_code == 429
    assert response.json["extensions"]["cost"]["actualQueryCost"] == 0


@override_settings(GRAPHQL=SMALL)
def test_one_caller_never_drains_another(api, passing):
    Bucket("token-of-b", SMALL_OPTIONS).take(100)

    assert api.ask("{ hello }")["data"] == {"hello": "token-of-a"}


@override_settings(GRAPHQL=SMALL)
def test_a_refused_document_costs_a_point(api, passing):
    cost = api.cost("{ nope }")

    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (1, 1)
    assert cost["throttleStatus"]["currentlyAvailable"] == 99


def test_points_are_given_back_when_a_resolver_fails(api, passing):
    before = api.cost("{ hello }")["throttleStatus"]["currentlyAvailable"]
    after = api.cost('{ shop(id: "nope") { parent { parent { id } } } }')

    # Asked 3; the shop was looked for: 1 used.
    assert (after["requestedQueryCost"], after["actualQueryCost"]) == (3, 1)
    assert after["throttleStatus"]["currentlyAvailable"] == before - 1
