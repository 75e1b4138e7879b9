"""Quantities in = posted + parked + refused, per unit, through the real intake, and as the facts have them."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.tenancy import active
from tests.vmi.intake.conftest import lines
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.facts.comparisons import sums_by_posting
from vmi.models import DocumentLine, Posting, Product
from vmi.rules.control_totals import FATES, IN, PIECES, QuantityTotals

pytestmark = pytest.mark.django_db
HEADER = "date,product code,store code,units sold,on hand,unit\n"


def totals_of(document):
    return {
        (measure, unit): {name: row[name] for name in (IN, *FATES, PIECES)}
        for measure, unit, row in QuantityTotals.from_json(document.quantities).rows()
    }


def row(came_in, posted=0, parked=0, refused=0, pieces=None):
    return {
        "in": came_in,
        "posted": posted,
        "parked": parked,
        "refused": refused,
        "duplicate": 0,
        "pieces": posted if pieces is None else pieces,
    }


def test_every_quantity_has_its_place(send):
    document = send(
        lines(
            "2026-03-01,P1,S1,5,20",
            "2026-03-02,X9,S2,3.5,10",
            "nonsense,P1,S1,1,1",
            "2026-03-01,P1,S1,?,7",
        )
    )

    assert totals_of(document) == {
        ("sold", ""): row(Decimal("9.5"), posted=5, parked=Decimal("3.5"), refused=1),
        ("on_hand", ""): row(38, posted=20, parked=10, refused=8),
    }


def test_cases_are_counted_as_cases_and_as_the_pieces_that_they_hold(send, catalogue):
    Product.objects.filter(code="P1").update(pack_size=24)

    document = send(
        HEADER + "2026-03-01,P1,S1,5,20,CA\n2026-03-01,P1,S2,7,9,EA\n2026-03-01,P2,S1,2,,CA\n"
    )

    assert totals_of(document)["sold", "CA"] == row(7, posted=5, parked=2, pieces=120)
    assert totals_of(document)["sold", "EA"] == row(7, posted=7)
    assert totals_of(document)["on_hand", "CA"] == row(20, posted=20, pieces=480)


def test_values_add_up_by_currency(send):
    document = send(
        "date,product code,store code,units sold,sales value,currency\n"
        "2026-03-01,P1,S1,5,10.50,CNY\n2026-03-01,P1,S2,7,9.25,EUR\n"
    )

    assert totals_of(document)["sold_value", "CNY"] == row(Decimal("10.5"), posted=Decimal("10.5"))
    assert totals_of(document)["sold_value", "EUR"] == row(Decimal("9.25"), posted=Decimal("9.25"))


def test_lines_that_are_released_move_their_quantities(send, bo, map_code, catalogue, partner_a):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,X9,S2,3.5,10"))
    map_code("X9", catalogue["P2"])

    assert release_parked_lines(bo.scope, partner_a.pk) == 1

    with active(bo.scope):
        document.refresh_from_db()
    assert totals_of(document)["sold", ""] == row(Decimal("8.5"), posted=Decimal("8.5"))


cell = some.decimals(-50, 999, places=1).map(str) | some.sampled_from(["", "?", "1e5", "1,000"])
some_line = some.tuples(
    some.sampled_from(["2026-03-01", "2026-03-02", "never"]),
    some.sampled_from(["P1", "P2", "X9", ""]),
    some.sampled_from(["S1", "S2", "S9"]),
    cell,
    cell,
    some.sampled_from(["", "EA", "CA", "dozen", "blob"]),
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=some.lists(some_line, min_size=1, max_size=25), number=some.uuids())
def test_what_came_in_is_where_it_went_whatever_the_file(send, bo, catalogue, rows, number):
    Product.objects.filter(code="P1").update(pack_size=24)
    quoted = [",".join(f'"{each}"' for each in row) for row in rows]

    document = send(
        HEADER + "\n".join(quoted) + f'\n"2026-03-03","P1","S1","1","1",""\n"{number}"\n'
    )

    totals = QuantityTotals.from_json(document.quantities)
    totals.check()
    document.counts.check()
    assert document.lines_in >= document.lines_posted > 0
    with active(bo.scope):
        posting = Posting.objects.get(document=document)
        waiting = list(DocumentLine.objects.filter(attempt=posting, state="parked"))
        in_facts = sums_by_posting(bo.scope, posting.pk, ["sold", "on_hand"])
    assert in_facts.lines == document.lines_posted
    assert len(waiting) == document.lines_parked
    for measure in ("sold", "on_hand"):
        of_measure = [row for name, _unit, row in totals.rows() if name == measure]
        assert sum(row[PIECES] for row in of_measure) == (in_facts.sums[measure] or 0)
        assert sum(row["parked"] for row in of_measure) == sum(
            Decimal(line.values.get(measure, "0")) for line in waiting
        )
        assert all(row[IN] == sum(row[fate] for fate in FATES) for row in of_measure)
