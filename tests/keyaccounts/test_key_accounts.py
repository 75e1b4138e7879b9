"""The list of key accounts on the small market: exact figures, groups, classes, and what it costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Partner, PartnerKind
from accounts.tenancy import system_scope
from keyaccounts.models import Account, AccountSegment, Segment, Thresholds
from keyaccounts.rules.abc import ValueClass
from keyaccounts.rules.attention import Need
from keyaccounts.rules.matrix import Reason, Strategy
from keyaccounts.rules.nomination import Ground
from keyaccounts.selectors.account_page import account_page
from keyaccounts.selectors.attention import this_week
from keyaccounts.selectors.brief import brief
from keyaccounts.selectors.key_accounts import key_accounts
from keyaccounts.selectors.overview import overview
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from tests.keyaccounts.small_market import TODAY, demand, order
from vmi.models import Product

HALF = Period.parse("2026H1")


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def test_a_row_tells_volume_revenue_share_wallet_and_headroom(mei, market):
    rows = key_accounts(mei.scope, HALF).rows

    assert [row.code for row in rows] == ["A"]
    measures = rows[0].measures
    assert measures.volume == Quantity(Decimal(38_000))
    assert measures.revenue == cny("57000")
    assert measures.share.value == Decimal(38_000) / Decimal(137_000)
    assert (measures.share.known, measures.share.estimated) == (Decimal(137_000), Decimal(0))
    assert measures.wallet == cny("205500")
    assert measures.headroom is not None
    assert round(measures.headroom.volume) == 44_200
    assert measures.headroom.value is not None
    assert measures.headroom.value.rounded() == cny("66300.00")


def test_the_running_half_compares_with_the_like_days_only(mei, market):
    row = key_accounts(mei.scope, HALF).rows[0]

    # 1 May 2025 counts, 20 May 2025 does not: today is 17 May.
    assert row.measures.revenue_before == cny("30000")
    assert row.change == Decimal("0.9")


def test_without_records_a_year_ago_nothing_compares(song, market):
    rows = {row.code: row for row in key_accounts(song.scope, HALF).rows}

    assert rows["B"].measures.revenue_before is None
    assert rows["B"].change is None


def test_classes_are_those_of_the_whole_market_even_for_one_who_sees_a_part(mei, market):
    with system_scope(reason="test set-up"):
        big = Partner.objects.create(code="Z", name="Zeta", kind=PartnerKind.BRAND_OWNER)
        Account.objects.create(partner=big)
        order(big, "Z-1", date(2026, 3, 1), (market_product(), 1_000_000, 2_000_000))

    assert key_accounts(mei.scope, HALF).rows[0].value_class is ValueClass.C


def market_product():
    return Product.objects.get(code="can-i")


def test_shares_of_the_market_count_every_account_but_name_none(mei, market):
    answer = key_accounts(mei.scope, HALF)

    paint = answer.market.segments["paint"]
    assert paint.share.ours == 20_000
    assert (paint.share.known, paint.share.estimated) == (Decimal(0), Decimal(137_000))
    aerosol = answer.market.segments["aerosol"]
    assert (aerosol.share.ours, aerosol.share.whole) == (Decimal(58_000), Decimal(274_000))
    assert "Beta" not in repr(answer)
    assert set(answer.market.classes) == {market.a.partner_id}


def test_guidance_grows_a_large_account_that_buys_mostly_elsewhere(song, market):
    rows = {row.code: row for row in key_accounts(song.scope, HALF).rows}

    # A's wallet is 205,500, B's 274,000 at two a can: the line lies at 239,750.
    assert rows["A"].guidance.strategy is Strategy.SELECTIVE
    assert rows["B"].guidance.strategy is Strategy.GROW


def test_thresholds_of_the_firm_overrule_the_defaults(song, market):
    Thresholds.objects.create(value_line=Decimal(200_000), share_line=Decimal("0.2"))

    rows = {row.code: row for row in key_accounts(song.scope, HALF).rows}

    assert rows["A"].guidance.reason is Reason.LARGE_AND_OURS


def test_the_rule_proposes_by_revenue_and_by_influence(song, market):
    Thresholds.objects.create(key_account_revenue=Decimal(60_000))
    with system_scope(reason="test set-up"):
        Account.objects.filter(pk=market.b.pk).update(is_influential=True)

    rows = {row.code: row for row in key_accounts(song.scope, HALF).rows}

    # The last twelve months: 57,000 of 2026 and 10,500 of 20 May 2025.
    assert rows["A"].grounds == (Ground.REVENUE,)
    assert rows["B"].grounds == (Ground.INFLUENCE,)


def test_an_unknown_demand_asks_and_is_never_a_share_of_zero(song, market):
    with system_scope(reason="test set-up"):
        market.demand_b.delete()

    row = {row.code: row for row in key_accounts(song.scope, HALF).rows}["B"]

    assert row.measures.share.value is None
    assert row.guidance.strategy is Strategy.ASK
    assert row.measures.value == cny("40000")


@pytest.fixture
def group(market):
    """A and B under one group, which is a partner with an account of its own."""
    with system_scope(reason="test set-up"):
        parent = Partner.objects.create(code="G", name="Gamma Group", kind=PartnerKind.GROUP)
        Account.objects.create(partner=parent)
        Partner.objects.filter(code__in=["A", "B"]).update(parent=parent)
    return parent


def test_a_group_counts_its_members_once(song, group):
    answer = key_accounts(song.scope, HALF)

    assert [row.code for row in answer.rows] == ["G"]
    row = answer.rows[0]
    assert row.measures.revenue == cny("97000")
    assert [member.code for member in row.members] == ["A", "B"]
    assert answer.totals.revenue == cny("97000")
    assert answer.totals.accounts == 1
    assert (row.measures.share.known, row.measures.share.estimated) == (
        Decimal(137_000),
        Decimal(137_000),
    )


def test_a_groups_own_figure_is_not_added_to_its_members(song, market, group):
    with system_scope(reason="test set-up"):
        demand(Account.objects.get(partner=group), market.aerosol, 362_000)

    row = key_accounts(song.scope, HALF).rows[0]

    assert row.measures.share.whole == 274_000
    assert row.measures.share.estimated == 0


def test_a_member_whose_group_is_out_of_reach_stands_alone(mei, group):
    rows = key_accounts(mei.scope, HALF).rows

    assert [row.code for row in rows] == ["A"]
    assert "Gamma" not in repr(rows)


def test_revenue_in_another_currency_stands_apart(mei, market):
    with system_scope(reason="test set-up"):
        placed = order(market.a.partner, "A-usd", date(2026, 3, 3), (market_product(), 100, 70))
        placed.currency = "USD"
        placed.save()

    measures = key_accounts(mei.scope, HALF).rows[0].measures

    assert measures.revenue == cny("57000")
    assert measures.other_revenue == (Money(Decimal(70), "USD"),)


def count_queries(ask):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask()
    return len(queries)


def more_accounts(number: int) -> None:
    segment = Segment.objects.get(code="paint")
    with system_scope(reason="test set-up"):
        for step in range(number):
            partner = Partner.objects.create(
                code=f"N{step}", name=f"New {step}", kind=PartnerKind.RETAILER
            )
            account = Account.objects.create(partner=partner)
            AccountSegment.objects.create(partner=partner, account=account, segment=segment)
            demand(account, segment, 1000)
            order(partner, f"N-{step}", date(2026, 2, 1), (market_product(), 10, 20))


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda scope: key_accounts(scope, HALF), id="list"),
        pytest.param(this_week, id="week"),
        pytest.param(lambda scope: overview(scope, HALF), id="overview"),
        pytest.param(lambda scope: account_page(scope, "A", HALF), id="page"),
    ],
)
def test_queries_don_t_grow_with_the_accounts(song, wei, market, ask):
    scope = wei.scope
    ask(scope)  # What is kept between requests is read once.
    few = count_queries(lambda: ask(scope))
    more_accounts(8)

    many = count_queries(lambda: ask(scope))

    assert many == few


def test_one_account_is_behind_its_gate(mei, market):
    with pytest.raises(NotFound):
        account_page(mei.scope, "B", HALF)
    with pytest.raises(NotFound):
        brief(mei.scope, "B", TODAY)
    with pytest.raises(NotFound):
        account_page(mei.scope, "absent", HALF)


def test_an_account_page_splits_its_demand_by_supplier(mei, market):
    page = account_page(mei.scope, "A", HALF)

    assert page.split is not None
    assert [(part.kind, part.name, part.quantity) for part in page.split.parts] == [
        ("ours", "", Decimal(38_000)),
        ("competitor", "Rival Cans", Decimal(68_500)),
        ("unexplained", "", Decimal(30_500)),
    ]
    assert sum(part.ratio for part in page.split.parts) == 1


def test_an_account_page_shows_nothing_of_another_account(mei, market):
    page = account_page(mei.scope, "A", HALF)

    assert [contact.name for contact in page.contacts] == ["Lin Buyer"]
    assert [promise.text for promise in page.open_promises] == ["Send ten samples"]
    assert page.complaints == ()


def test_figures_carry_their_source_and_day(mei, market):
    figures = {figure.key: figure for figure in account_page(mei.scope, "A", HALF).figures}

    assert figures["demand"].source == "annual talk"
    assert figures["demand"].as_of == date(2026, 1, 10)
    assert figures["demand"].note == "figures of a longer period taken pro rata by days"
    assert figures["revenue"].as_of == TODAY


def test_the_brief_tells_what_changed_since_the_last_visit(mei, market):
    answer = brief(mei.scope, "A", TODAY)

    since = answer.since_visit
    assert since.visited_on == date(2026, 4, 1)
    assert (since.orders, since.revenue) == (2, cny("30000"))
    assert since.revenue_before == cny("30000")
    due = answer.page.purchases.order_due
    assert due is not None
    assert (due.due_on, due.quantity) == (date(2026, 6, 10), Decimal(6_000))


def test_this_week_ranks_the_reasons(mei, market):
    week = this_week(mei.scope)

    assert [each.row.code for each in week.accounts] == ["A"]
    assert [signal.need for signal in week.accounts[0].needs.signals] == [
        Need.PROMISE_DUE,
        Need.VISIT_DUE,
    ]
    assert week.accounts[0].needs.signals[0].days == 5


def test_the_overview_is_for_those_whose_role_includes_it(mei, wei, market):
    with pytest.raises(Forbidden):
        overview(mei.scope, HALF)

    page = overview(wei.scope, HALF)

    assert page.totals.revenue == cny("97000")
    assert [segment.code for segment in page.segments] == ["aerosol", "insecticide", "paint"]
    assert [row.code for row in page.top] == ["A", "B"]
    assert [movement.row.code for movement in page.gains] == ["A"]
    assert [row.code for row in page.growth_targets] == ["A"]
