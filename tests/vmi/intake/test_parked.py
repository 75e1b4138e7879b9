"""Lines that wait for a code post by themselves when it is known."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tenancy import active
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.money import Money
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import EVER, posting_states, sold, sold_by_day
from vmi.actions import read_report as module
from vmi.actions import sort_lines
from vmi.actions.create_location import NewLocation, create_location
from vmi.actions.map_code import map_code, map_product_code
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.models import Location, ProductCode, ReportDocument
from vmi.selectors.sell_through import Dimension, sell_through
from vmi.selectors.stock import stock_positions


def counts(document: ReportDocument, scope) -> tuple[str, int, int, int]:
    with active(scope):
        document.refresh_from_db()
    return document.state, document.lines_posted, document.lines_parked, document.lines_refused


def test_a_mapped_product_releases_its_lines(send, bo, partner_a, catalogue):
    document = send(lines("2026-03-01,X9,S1,5,20", "2026-03-02,P1,S1,3,1"))
    assert counts(document, bo.scope) == ("partly", 1, 1, 0)

    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)
    released = release_parked_lines(bo.scope, partner_a.pk)

    assert released == 1
    assert counts(document, bo.scope) == ("posted", 2, 0, 0)
    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(5), "2026-03-02": Decimal(3)}
    assert posting_states(document.pk) == ["current", "current"]
    with active(bo.scope):
        assert list(document.lines.values_list("state", flat=True)) == ["released"]
    assert release_parked_lines(bo.scope, partner_a.pk) == 0


def test_mapping_in_a_request_releases_in_the_background(
    send, bo, partner_a, catalogue, django_capture_on_commit_callbacks
):
    document = send(lines("2026-03-01,X9,S1,5,20"))
    assert counts(document, bo.scope) == ("parked", 0, 1, 0)

    with django_capture_on_commit_callbacks(execute=True):
        map_code(bo.scope, partner_a.pk, "X9", product_id=catalogue["P3"].pk)

    assert counts(document, bo.scope) == ("posted", 1, 0, 0)


def test_a_line_with_two_unknown_codes_waits_for_the_second(send, bo, partner_a, catalogue):
    document = send(lines("2026-03-01,X9,S9,5,20"))

    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)
    assert release_parked_lines(bo.scope, partner_a.pk) == 0
    with active(bo.scope):
        line = document.lines.get()
    assert (line.reason, line.field, line.value) == ("unknown_place", "location_code", "S9")

    create_location(bo.scope, partner_a.pk, NewLocation(code="S9"))
    assert release_parked_lines(bo.scope, partner_a.pk) == 1
    assert counts(document, bo.scope) == ("posted", 1, 0, 0)
    assert sold(bo.scope) == 5


def test_every_value_of_a_parked_line_comes_through(send, bo, partner_a, catalogue):
    header = "first day,last day,sku,gln,units sold,sales value,currency,on hand,on order"
    send(f"{header}\n2026-03-02,2026-03-08,X9,6901234567892,1.5,12.3456,USD,7,8\n")
    with active(bo.scope):
        Location.objects.filter(code="S1").update(gln="6901234567892")

    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)
    release_parked_lines(bo.scope, partner_a.pk)

    [row] = sell_through(bo.scope, period=EVER)
    assert row.sold == Decimal("1.5")
    assert row.value == Money(Decimal("12.3456"), "USD")
    [stock] = stock_positions(bo.scope, on_day=date(2026, 3, 9))
    assert stock.on_hand == 7
    assert stock.position.on_order == 8
    assert stock.as_of == date(2026, 3, 8)


def test_a_code_is_valid_from_its_day_on(send, bo, catalogue, map_code):
    map_code("K1", catalogue["P1"])
    map_code("K1", catalogue["P2"], valid_from=date(2026, 3, 2))

    send(lines("2026-03-01,K1,S1,5,20", "2026-03-02,K1,S1,3,1"))

    rows = sell_through(bo.scope, period=EVER, group_by=(Dimension.PRODUCT,))
    assert {row.labels[0].code: row.sold for row in rows} == {"P1": 5, "P2": 3}


def test_a_code_mapped_while_the_file_was_read_is_not_missed(
    send, bo, partner_a, catalogue, monkeypatch
):
    keep = sort_lines.keep_lines

    def mapped_meanwhile(*args):
        keep(*args)
        map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)

    monkeypatch.setattr(module, "keep_lines", mapped_meanwhile)

    document = send(lines("2026-03-01,X9,S1,5,20"))

    assert counts(document, bo.scope) == ("posted", 1, 0, 0)


def test_the_same_code_mapped_again_changes_its_meaning_and_makes_no_second_row(
    bo, partner_a, catalogue
):
    map_product_code(bo.scope, partner_a.pk, " X9 ", catalogue["P3"].pk)
    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P2"].pk)

    with active(bo.scope):
        assert ProductCode.objects.get().product == catalogue["P2"]


@pytest.mark.parametrize("code", ["", "   ", "x" * 121])
def test_a_code_that_is_none_is_refused(bo, partner_a, catalogue, code):
    with pytest.raises(Invalid):
        map_product_code(bo.scope, partner_a.pk, code, catalogue["P1"].pk)

    with active(bo.scope):
        assert ProductCode.objects.count() == 0


def test_a_place_is_created_once(bo, partner_a, places):
    with pytest.raises(Conflict):
        create_location(bo.scope, partner_a.pk, NewLocation(code="S1"))

    with active(bo.scope):
        assert Location.objects.count() == 2


def test_a_number_without_a_product_is_mapped_like_a_code(send, bo, partner_a, catalogue):
    document = send("date,gtin,store code,units sold\n2026-03-01,06901234567892,S1,5\n")
    assert counts(document, bo.scope) == ("parked", 0, 1, 0)

    map_product_code(bo.scope, partner_a.pk, "06901234567892", catalogue["P3"].pk)
    release_parked_lines(bo.scope, partner_a.pk)

    assert counts(document, bo.scope) == ("posted", 1, 0, 0)
