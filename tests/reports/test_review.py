"""The review before it is drawn: what it says, of whom, to whom."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from portal.kernel.errors import Forbidden, Invalid, NotFound
from portal.kernel.figure import Trust
from portal.kernel.money import Money
from portal.kernel.period import Period
from reports.selectors.periods import period_said, usual_period
from reports.selectors.review import gather_review
from reports.selectors.rounding import rounded_parts
from tests.reports.conftest import FIRST_HALF


def figures_of(review):
    return {figure.key: figure for _section, figure in review.all_figures}


def table_of(review, key):
    return next(table for table in review.all_tables if table.key == key)


def test_the_review_says_what_was_bought_and_how_it_moved(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    figures = figures_of(review)
    assert review.period == Period(date(2026, 1, 1), date(2026, 5, 17))
    assert figures["revenue"].value == Money(Decimal(60_000), "CNY")
    assert figures["revenue"].before == Money(Decimal(45_000), "CNY")
    assert figures["share"].value.value == Decimal(40_000) / Decimal(137_000)
    assert figures["sold"].value == Decimal(8_400)
    # 84 days of 50, 52 weeks before: Mondays meet Mondays.
    assert figures["sold"].before == Decimal(4_200)
    assert figures["running_low"].value == 1
    assert figures["open_complaints"].value == 1
    assert figures["last_visit"].value == 46
    assert review.headline == (
        "Alpha Brands buys 29.2% of what it needs from us; revenue is CN¥60k, +33.3% on the year"
        " before; stock runs out at 1 place and 1 complaint is open."
    )


def test_every_figure_has_a_source_and_every_table_too(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    assert [figure.key for _section, figure in review.all_figures if not figure.source] == []
    assert [table.key for table in review.all_tables if not table.source] == []


def test_the_demand_is_split_into_exactly_one_whole(mei, reviewed):
    split = table_of(gather_review(mei.scope, "A", FIRST_HALF, language="en"), "split")

    assert [(row[0], row[2]) for row in split.rows] == [
        ("we", Decimal("0.292")),
        ("=Rival Cans", Decimal("0.500")),
        ("made by itself", Decimal("0.100")),
        ("unexplained", Decimal("0.108")),
    ]
    assert split.total == ("demand", Decimal(137_000), Decimal(1), "")


def test_what_nobody_said_is_not_known_and_no_nought(song, reviewed):
    review = gather_review(song.scope, "B", FIRST_HALF, language="en")

    figures = figures_of(review)
    for key in ("demand", "wallet", "headroom", "sold", "running_low", "on_hand", "last_visit"):
        assert figures[key].value is None, key
    assert figures["share"].value.value is None
    assert figures["running_low"].trust is Trust.UNKNOWN
    assert review.headline == "How much Beta Stores needs is not known; revenue is CN¥0."


def test_what_to_do_comes_gravest_first(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    assert [(step.text, step.tone) for step in review.steps[:3]] == [
        ("Offer a delivery: 1 product at a place runs out before it could be replaced.", "act"),
        ("Settle the complaint “Dented rims <b>”, open for 15 days.", "act"),
        ("Keep our promise, which is late: Send ten samples.", "act"),
    ]


def test_chinese_is_chinese_from_head_to_foot(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="zh")

    assert review.headline == (
        "阿尔法的需求有29.2%由我方供应；销售额¥6万，同比+33.3%；1个网点即将断货，1件投诉未结。"
    )
    assert [section.title for section in review.sections] == [
        "份额与价值",
        "采购",
        "动销",
        "库存与数据",
        "关系与拜访",
        "投诉",
        "下一步",
    ]


def test_a_foreign_account_is_told_like_an_absent_one(mei, reviewed):
    with pytest.raises(NotFound) as foreign:
        gather_review(mei.scope, "B", FIRST_HALF, language="en")
    with pytest.raises(NotFound) as absent:
        gather_review(mei.scope, "nobody", FIRST_HALF, language="en")

    assert (foreign.value.code, foreign.value.message) == (absent.value.code, absent.value.message)


@pytest.mark.parametrize("who", ["bo", "dan", "chen"])
def test_partners_have_no_reviews_not_even_of_themselves(who, reviewed, request):
    player = request.getfixturevalue(who)

    with pytest.raises(Forbidden):
        gather_review(player.scope, "A", FIRST_HALF, language="en")


def test_a_period_ahead_and_an_unknown_language_are_refused(mei, reviewed):
    with pytest.raises(Invalid) as ahead:
        gather_review(mei.scope, "A", Period.parse("2027"), language="en")
    with pytest.raises(Invalid) as language:
        gather_review(mei.scope, "A", FIRST_HALF, language="fr")

    assert (ahead.value.code, language.value.code) == ("period_ahead", "language_unknown")


def test_the_usual_period_is_the_running_half_once_two_months_are_over():
    assert usual_period(date(2026, 5, 17)).label == "2026H1"
    assert usual_period(date(2026, 2, 28)).label == "2025H2"
    assert usual_period(date(2026, 7, 1)).label == "2026H1"
    assert usual_period(date(2026, 9, 1)).label == "2026H2"
    assert period_said("2025Q4", date(2026, 5, 17)).label == "2025Q4"


def test_rounded_parts_add_up():
    third = Decimal(1) / 3

    assert rounded_parts([third] * 3) == (Decimal("0.334"), Decimal("0.333"), Decimal("0.333"))
    assert rounded_parts([]) == ()


def test_a_review_can_not_be_changed(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    assert {type(getattr(review, field.name)) for field in fields(review)}.isdisjoint({list, dict})
    with pytest.raises(AttributeError):
        setattr(review, "name", "other")  # noqa: B010  (mypy knows that it can't be set)
