"""The can-maker's case, loaded and then asked through the portal's own selectors."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from wagtail.models import Site

from accounts.models import Partner, Person
from accounts.selectors.scopes import scope_of
from accounts.tenancy import Scope, active, system_scope
from keyaccounts.models import Account
from keyaccounts.rules.timing import last_half, last_twelve_months
from keyaccounts.selectors.key_accounts import key_accounts
from keyaccounts.selectors.ledger import Ledger, ledger_of
from keyaccounts.selectors.market import market_from
from keyaccounts.selectors.measures import segment_share
from portal.kernel.errors import Conflict
from portal.kernel.period import Period
from reports.actions.load_demo import load_demo
from reports.demo.feeds import FEEDS, files_of, movements_of
from reports.demo.market import SECOND_LINE, TOP_TEN, Brand
from reports.demo.orders import buyers, orders_of
from reports.demo.seasons import Calendar
from vmi.models import DocumentLine, ReportDocument, Supersession
from vmi.selectors.sell_through import Dimension, sell_through

TODAY = date(2026, 11, 22)
WEEKS = 8
YEAR = last_twelve_months(TODAY)


def load(*, weeks: int) -> Scope:
    with system_scope(reason="test of the example") as scope:
        load_demo(scope, TODAY, say=lambda _text: None, weeks=weeks)
    return scope


def our_share(ledger: Ledger, brands: tuple[Brand, ...]) -> Decimal | None:
    """Σ ours ÷ Σ demand in insecticide, from each account's own share."""
    partners = {partner.code: key for key, partner in ledger.partners.items()}
    shares = [segment_share(ledger, (partners[brand.code],), "insecticide") for brand in brands]
    ours = sum((share.ours for share in shares if share.ours is not None), Decimal(0))
    return ours / sum((share.whole for share in shares), Decimal(0))


@pytest.mark.slow
@pytest.mark.django_db
def test_the_portal_finds_the_figures_of_the_case() -> None:
    scope = load(weeks=0)

    with active(scope):
        market = market_from(ledger_of(YEAR)).segments
        ledger = ledger_of(YEAR)
        half = ledger_of(last_half(TODAY))
        top_ten, second = our_share(ledger, TOP_TEN), our_share(ledger, SECOND_LINE)
        in_half = our_share(half, TOP_TEN), our_share(half, SECOND_LINE)

    assert {code: found.share.whole for code, found in market.items()} == {
        "aerosol": 440_000_000,
        "insecticide": 242_000_000,
        "non-insecticide": 198_000_000,
        "paint": 50_000_000,
        "personal-care": 73_000_000,
        "automotive": 75_000_000,
    }
    assert (top_ten, second) == (Decimal("0.38"), Decimal("0.53"))
    # A half-year is rounded to whole thousands a quarter.
    assert [round(share, 4) for share in in_half if share] == [Decimal("0.38"), Decimal("0.53")]
    cr4 = {code: found.concentration.cr4 for code, found in market.items() if found.concentration}
    assert (cr4["paint"], cr4["personal-care"], cr4["automotive"]) == (
        Decimal("0.66"),
        Decimal("0.53"),
        Decimal("0.34"),
    )
    named = market["non-insecticide"].concentration
    assert named is not None
    # All eight named buyers are among the ten largest.
    assert round(named.cr10, 2) == Decimal("0.49")


@pytest.mark.slow
@pytest.mark.django_db
def test_named_accounts_stand_where_the_case_has_them() -> None:
    scope = load(weeks=0)

    rows = key_accounts(scope, YEAR).rows
    each = [row for one in rows for row in (*one.members, *([] if one.members else [one]))]
    with active(scope):
        lines = dict(Account.objects.values_list("partner__code", "line"))
    shares = {row.code: row.measures.share.value for row in each}
    below = {
        line: {code for code, share in shares.items() if share is not None and lines[code] == line}
        for line in ("first_line", "second_line")
    }

    assert {code for code, share in shares.items() if share == 0} == {"QINGLAN", "BAINING"}
    assert {code for code in below["first_line"] if 0 < (shares[code] or 0) < Decimal("0.5")} == {
        *("HENGFAN", "JINGYE", "LANWU", "SONGTAO")
    }
    assert {code for code in below["second_line"] if (shares[code] or 0) < Decimal("0.3")} == {
        *("JICHUAN", "MUJIN", "YUANTING")
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_each_manager_sees_the_own_accounts_and_nobody_the_unnamed_buyers() -> None:
    scope = load(weeks=0)

    seen = {
        key: {row.code for row in key_accounts(scope_of(person), YEAR).rows}
        for key in ("mei", "lin")
        for person in [Person.objects.get(email=f"{key}@tandem.example")]
    }

    assert seen["mei"] & seen["lin"] == set()
    assert "HENGFAN" in seen["mei"]
    assert "OTHER-BUYERS" not in {row.code for row in key_accounts(scope, YEAR).rows}
    with active(scope):
        assert set(Partner.objects.values_list("is_illustrative", flat=True)) == {True}
        notices: Any = apps.get_model("content", "NoticePage")
        assert Counter(notices.objects.live().values_list("language", flat=True)) == {
            "zh-hans": 4,
            "en": 4,
        }
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("localhost", 8000)


@pytest.mark.slow
@pytest.mark.django_db
def test_reports_go_through_the_intake_and_are_found_again_line_by_line() -> None:
    scope = load(weeks=WEEKS)

    calendar = Calendar(TODAY)
    plans = {
        buyer.code: list(orders_of(buyer, calendar))
        for buyer in buyers()
        if buyer.code in {feed.partner for feed in FEEDS}
    }
    files = [
        planned
        for feed in FEEDS
        for planned in files_of(feed, calendar, plans.get(feed.partner, ()), weeks=WEEKS)
    ]
    with active(scope):
        documents = list(ReportDocument.objects.select_related("partner"))
        parked = list(DocumentLine.objects.filter(state="parked").values_list("value", "reason"))
        refused = sorted(
            DocumentLine.objects.filter(state="refused").values_list("value", flat=True)
        )
        replaced = set(Supersession.objects.values_list("partner__code", flat=True))

    assert len(documents) == len(files)
    assert sum(document.lines_in for document in documents) == sum(each.lines for each in files)
    assert [value for value, _ in parked] == ["AY-6590-NEW"] * 3
    assert refused == ["02/30/2026", "约1200"]
    assert replaced == {"CHENLU"}
    for code in ("JINGYE", "HALDOR", "WANJIA", "LIANPU"):
        assert sold_by(scope, code) == planned_sales(code, calendar, plans)


def sold_by(scope: Scope, code: str) -> Decimal:
    period = Period.ending(TODAY, days=7 * (WEEKS + 1))
    rows = sell_through(scope, period=period, group_by=(Dimension.PARTNER,))
    return next(row.sold for row in rows if row.labels[0].code == code and row.sold is not None)


def planned_sales(code: str, calendar: Calendar, plans: dict[str, list[Any]]) -> int:
    feed = next(feed for feed in FEEDS if feed.partner == code)
    until = calendar.weeks(feed.last_weekday)[-1].last_day - timedelta(weeks=feed.late_weeks)
    movements = movements_of(feed, calendar, plans.get(code, ()), weeks=WEEKS)
    return sum(each.sold for each in movements if each.period.last_day <= until)


def test_the_example_is_not_loaded_over_partners(partner_a: Partner) -> None:
    with (
        system_scope(reason="test of the example") as scope,
        pytest.raises(Conflict) as refusal,
    ):
        load_demo(scope, TODAY, say=lambda _text: None)

    assert refusal.value.code == "partners_exist"
    with active(scope):
        assert list(Partner.objects.values_list("code", flat=True)) == ["A"]
