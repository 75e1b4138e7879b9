"""Real files through the real intake; skipped where the data is not there."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.tenancy import active
from benchmarks.iowa_shares import (
    DATA,
    exact,
    largest_difference,
    reference,
    shares,
    take_in,
)
from vmi.models import ReportDocument

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="the Iowa data is not beside the project"),
]


def test_three_years_of_every_account_give_the_published_shares(transactional_db):
    outcome = take_in(DATA)

    counts = outcome.counts
    assert (counts.lines_in, counts.posted, counts.parked, counts.refused) == (
        515_340,
        512_266,
        3_074,
        0,
    )
    assert outcome.released == 3_074
    assert largest_difference(outcome.dollars, exact(DATA)) == 0
    # The published dollars were summed as floats, and its shares are given to eight places.
    assert largest_difference(shares(outcome.dollars), shares(reference(DATA))) < Decimal("2e-8")


@pytest.fixture
def master(bo, partner_a) -> None:
    """The catalogue, and the stores of one account as A's."""
    call_command("import_products", DATA / "products.csv", stdout=StringIO())
    call_command("import_locations", DATA / "stores.csv", partner="A", stdout=StringIO())


def post(name: str, *options: str) -> tuple[int, str]:
    output = StringIO()
    try:
        call_command("post", DATA / name, "--partner", "A", *options, stdout=output)
    except SystemExit as ended:
        return int(ended.code or 0), output.getvalue()
    return 0, output.getvalue()


def test_a_month_as_a_partner_would_send_it_posts_whole(master, bo):
    code, text = post("one_account_month_2021-11.csv", "--currency", "USD")

    assert code == 0
    document = the_document(bo)
    assert (document.lines_in, document.lines_posted) == (6_615, 6_615)
    assert "6,615" in text


def test_a_messy_file_is_accounted_for_line_by_line(master, bo):
    code, text = post("raw_messy_10k.csv", "--currency", "USD", "--date-order", "MDY")

    assert code == 0
    document = the_document(bo)
    counts = (document.lines_posted, document.lines_parked, document.lines_refused)
    assert document.lines_in == sum(counts) == 10_000
    assert "parked" in text


def the_document(bo) -> ReportDocument:
    with active(bo.scope):
        return ReportDocument.objects.get()
