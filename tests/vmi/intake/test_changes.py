"""What changed between two dates is a list: each figure, before and after, by which document."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.kernel.clock import now
from portal.kernel.errors import Invalid
from tests.vmi.intake.conftest import lines
from vmi.actions.map_code import map_product_code
from vmi.actions.name_columns import name_columns
from vmi.actions.read_report import read_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.facts.changes import ChangeKind
from vmi.facts.grouping import Filters
from vmi.formats.shape import Reading
from vmi.selectors.changes import ChangesAsked, changes_between

EVERYTHING = frozenset(ChangeKind)
MARCH_1, MARCH_2 = date(2026, 3, 1), date(2026, 3, 2)


def told(changes):
    return {
        (each.product.code, each.place.code, each.day, each.measure): (
            each.before,
            each.after,
            each.document.pk if each.document else None,
        )
        for each in changes.figures
    }


def sums(changes):
    return [
        (str(each.kind), each.measure, each.figures, each.before, each.after)
        for each in changes.sums
    ]


def test_a_month_re_sent_three_times_with_changes_is_told_exactly(send, bo):
    march = [f"2026-03-{day:02}" for day in range(1, 32)]
    send(lines(*(f"{day},P1,S1,10,50" for day in march)))
    first = now()
    second = send(lines(*(f"{day},P1,S1,{12 if day < '2026-03-04' else 10},50" for day in march)))
    between = now()
    third = send(lines(*(f"{day},P1,S1,10,{40 if day == '2026-03-31' else 50}" for day in march)))

    to_second = changes_between(bo.scope, ChangesAsked(first, between))
    to_third = changes_between(bo.scope, ChangesAsked(between))
    over_all = changes_between(bo.scope, ChangesAsked(first))

    days = [MARCH_1 + timedelta(days=step) for step in range(3)]
    assert told(to_second) == {
        ("P1", "S1", day, "sold"): (Decimal(10), Decimal(12), second.pk) for day in days
    }
    assert sums(to_second) == [("restated", "sold", 3, 30, 36)]
    last = ("P1", "S1", date(2026, 3, 31), "on_hand")
    assert told(to_third) == {
        last: (Decimal(50), Decimal(40), third.pk),
        **{("P1", "S1", day, "sold"): (Decimal(12), Decimal(10), third.pk) for day in days},
    }
    # What went there and back again is no change between the ends.
    assert told(over_all) == {last: (Decimal(50), Decimal(40), third.pk)}
    assert sums(over_all) == [("restated", "on_hand", 1, None, None)]
    assert (over_all.total, to_third.total) == (1, 4)


def test_figures_that_come_and_go_are_kinds_of_their_own(send, bo):
    send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,P1,S2,4,9"))
    moment = now()
    second = send(lines("2026-03-01,P1,S1,6,20", "2026-03-01,P2,S1,1,3", "2026-03-02,P1,S1,2,1"))

    found = changes_between(bo.scope, ChangesAsked(moment, kinds=EVERYTHING))
    usual = changes_between(bo.scope, ChangesAsked(moment))

    assert told(found) == {
        ("P1", "S1", MARCH_1, "sold"): (5, 6, second.pk),
        ("P1", "S2", MARCH_1, "sold"): (4, None, second.pk),
        ("P1", "S2", MARCH_1, "on_hand"): (9, None, second.pk),
        ("P2", "S1", MARCH_1, "sold"): (None, 1, second.pk),
        ("P2", "S1", MARCH_1, "on_hand"): (None, 3, second.pk),
        ("P1", "S1", MARCH_2, "sold"): (None, 2, second.pk),
        ("P1", "S1", MARCH_2, "on_hand"): (None, 1, second.pk),
    }
    assert [found.count_of(kind) for kind in ChangeKind] == [1, 4, 2]
    assert {(each.measure, each.place.code) for each in usual.figures} == {
        ("sold", "S1"),
        ("sold", "S2"),
        ("on_hand", "S2"),
    }
    assert [each.before for each in usual.figures] == [9, 4, 5]


def test_lines_posted_late_add_to_what_was_known(send, bo, partner_a, catalogue):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,X9,S1,4,21"))
    moment = now()

    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P1"].pk)
    release_parked_lines(bo.scope, partner_a.pk)

    assert told(changes_between(bo.scope, ChangesAsked(moment))) == {
        ("P1", "S1", MARCH_1, "sold"): (5, 9, document.pk),
        ("P1", "S1", MARCH_1, "on_hand"): (20, 21, document.pk),
    }


def test_a_new_reading_and_days_given_back_are_changes_by_that_document(send, bo):
    first = send(lines("2026-03-01,P1,S1,5,20"))
    second = send("date,other,product code,store code,sold\n2026-03-01,2026-03-05,P1,S1,9\n")
    moment = now()
    columns = {"day": "other", "product_code": "product code", "location_code": "store code"}
    name_columns(bo.scope, second.pk, Reading(columns={**columns, "sold": "sold"}))
    read_report(bo.scope, second.pk)

    found = changes_between(bo.scope, ChangesAsked(moment, kinds=EVERYTHING))

    assert first.pk != second.pk
    assert told(found) == {
        ("P1", "S1", MARCH_1, "sold"): (9, 5, second.pk),
        ("P1", "S1", date(2026, 3, 5), "sold"): (None, 9, second.pk),
    }


def test_values_of_two_currencies_are_two_figures(send, bo):
    head = "date,product code,store code,sales value,currency\n"
    send(f"{head}2026-03-01,P1,S1,100,CNY\n")
    moment = now()
    send(f"{head}2026-03-01,P1,S1,100,USD\n")

    found = changes_between(bo.scope, ChangesAsked(moment, kinds=EVERYTHING))

    assert [(each.currency, each.before, each.after) for each in found.figures] == [
        ("CNY", Decimal(100), None),
        ("USD", None, Decimal(100)),
    ]


def test_changes_are_narrowed_by_measure_and_product(send, bo, catalogue):
    send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,P2,S1,5,20"))
    moment = now()
    send(lines("2026-03-01,P1,S1,6,21", "2026-03-01,P2,S1,6,21"))
    only_p2 = Filters(product_ids=frozenset({catalogue["P2"].pk}))

    found = changes_between(bo.scope, ChangesAsked(moment, measures=("on_hand",), filters=only_p2))

    assert [(key[0], key[3]) for key in told(found)] == [("P2", "on_hand")]


def test_nothing_changed_where_nothing_was_posted_and_no_partner_sees_anothers(send, bo, chen):
    assert changes_between(bo.scope, ChangesAsked(now())).total == 0
    send(lines("2026-03-01,P1,S1,5,20"))
    start = now() - timedelta(days=1)

    assert changes_between(bo.scope, ChangesAsked(now(), kinds=EVERYTHING)).figures == ()
    assert changes_between(bo.scope, ChangesAsked(start, kinds=EVERYTHING)).total == 2
    assert changes_between(chen.scope, ChangesAsked(start, kinds=EVERYTHING)).total == 0


def test_moments_the_wrong_way_round_are_refused(bo):
    with pytest.raises(Invalid) as refusal:
        changes_between(bo.scope, ChangesAsked(now(), now() - timedelta(days=1)))

    assert refusal.value.code == "moments_backwards"
