from datetime import date
from decimal import Decimal

from keyaccounts.models import Confidence as StoredConfidence
from keyaccounts.rules.share import Claim, Confidence, Part, Split, share_of, split_of, volume_in
from portal.kernel.period import Period

HALF = Period.parse("2026H1")


def claim(
    period: str,
    quantity: int,
    confidence: Confidence = Confidence.DECLARED,
    as_of: date = date(2026, 1, 10),
    source: str = "annual talk",
) -> Claim:
    return Claim(Period.parse(period), Decimal(quantity), confidence, as_of, source)


def test_the_rule_names_confidence_as_the_model_stores_it():
    assert [choice.value for choice in StoredConfidence] == [member.value for member in Confidence]


def test_a_figure_of_the_asked_period_is_taken_whole():
    volume = volume_in([claim("2026H1", 181_000)], HALF)

    assert volume is not None
    assert (volume.known, volume.estimated) == (Decimal(181_000), Decimal(0))
    assert volume.pro_rata is False
    assert volume.sources == ("annual talk",)


def test_a_figure_of_a_longer_period_is_taken_pro_rata_by_days_and_says_so():
    volume = volume_in([claim("2026", 365_000)], HALF)

    assert volume is not None
    assert volume.known == 181_000
    assert volume.pro_rata is True


def test_declared_beats_derived_beats_estimated():
    figures = [
        claim("2026H1", 300, Confidence.ESTIMATED, date(2026, 6, 1)),
        claim("2026H1", 200, Confidence.DERIVED, date(2026, 5, 1)),
        claim("2026H1", 100, Confidence.DECLARED, date(2026, 1, 1)),
    ]

    assert [volume_in(figures[:count], HALF).whole for count in (1, 2, 3)] == [300, 200, 100]  # type: ignore[union-attr]


def test_of_equally_known_figures_the_newest_wins():
    figures = [
        claim("2026H1", 100, as_of=date(2026, 1, 1)),
        claim("2026H1", 150, as_of=date(2026, 4, 1)),
    ]

    assert volume_in(figures, HALF).whole == 150  # type: ignore[union-attr]


def test_a_quarter_that_was_declared_leaves_the_other_quarter_to_the_estimate():
    figures = [
        claim("2026Q1", 900),
        claim("2026", 36_500, Confidence.ESTIMATED),
    ]

    volume = volume_in(figures, HALF)

    assert volume is not None
    assert (volume.known, volume.estimated) == (Decimal(900), Decimal(9_100))


def test_days_after_the_last_figure_carry_it_on_as_estimated():
    volume = volume_in([claim("2026Q1", 900)], HALF)

    assert volume is not None
    assert (volume.known, volume.estimated) == (Decimal(900), Decimal(910))
    assert volume.carried_days == 91


def test_a_figure_is_carried_no_longer_than_a_year():
    assert volume_in([claim("2024", 366)], Period.parse("2026H1")) is None


def test_days_before_the_first_figure_in_the_period_take_its_daily_volume_as_estimated():
    volume = volume_in([claim("2026Q2", 910)], HALF)

    assert volume is not None
    assert (volume.known, volume.estimated, volume.carried_days) == (Decimal(910), Decimal(900), 90)


def test_a_figure_of_a_later_time_says_nothing_of_the_period():
    assert volume_in([claim("2026H2", 184)], HALF) is None
    assert volume_in([], HALF) is None


def test_share_says_how_much_of_the_demand_is_known():
    volume = volume_in([claim("2026Q1", 900), claim("2026", 36_500, Confidence.ESTIMATED)], HALF)

    share = share_of(Decimal(3_800), volume)

    assert share.value == Decimal("0.38")
    assert share.known_part == Decimal("0.09")


def test_without_demand_there_is_no_share():
    assert share_of(Decimal(5), None).value is None


def test_a_split_adds_up_to_the_demand_with_the_rest_unexplained():
    demand = volume_in([claim("2026H1", 1_000)], HALF)
    rival = volume_in([claim("2026H1", 300)], HALF)
    own_works = volume_in([claim("2026H1", 100, Confidence.ESTIMATED)], HALF)
    assert rival is not None
    assert own_works is not None

    split = split_of(
        demand, Decimal(380), [("self_made", "", own_works), ("competitor", "Baosteel", rival)]
    )

    assert split == Split(
        (
            Part("ours", "", Decimal(380), Decimal("0.38"), is_known=True),
            Part("competitor", "Baosteel", Decimal(300), Decimal("0.3"), is_known=True),
            Part("self_made", "", Decimal(100), Decimal("0.1"), is_known=False),
            Part("unexplained", "", Decimal(220), Decimal("0.22"), is_known=False),
        ),
        excess=Decimal(0),
    )


def test_suppliers_that_exceed_the_demand_say_by_how_much():
    demand = volume_in([claim("2026H1", 1_000)], HALF)
    rival = volume_in([claim("2026H1", 750)], HALF)
    assert rival is not None

    split = split_of(demand, Decimal(500), [("competitor", "Baosteel", rival)])

    assert split is not None
    assert split.excess == 250
    assert [part.ratio for part in split.parts] == [Decimal("0.4"), Decimal("0.6")]
