"""Lines in packs of unknown size wait, are told as such, and post by themselves when the size is set."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.tenancy import system_scope
from portal.kernel.period import Period
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.actions.save_catalogue import save_catalogue_row
from vmi.models import DocumentLine, Finding, Product, ReportDocument
from vmi.selectors.missing_packs import missing_packs
from vmi.selectors.sell_through import sell_through
from vmi.selectors.waiting_codes import waiting_codes

pytestmark = pytest.mark.django_db
HEADER = "date,product code,store code,units sold,unit\n"
STATE = ReportDocument.State


def sold(player: Any) -> Decimal | None:
    [row] = sell_through(player.scope, period=Period.parse("2026-05")) or [None]
    return None if row is None else row.sold


def test_dozens_and_packs_of_known_size_count_as_pieces(bo, send):
    Product.objects.filter(code="P1").update(pack_size=24)

    document = send(
        HEADER + "2026-05-04,P1,S1,2,case\n2026-05-04,P2,S1,3,打\n2026-05-05,P2,S1,5,\n"
    )

    assert document.state == STATE.POSTED
    assert sold(bo) == 2 * 24 + 3 * 12 + 5


def test_a_pack_of_unknown_size_waits_and_posts_by_itself(bo, ping, send, partner_a):
    document = send(HEADER + "2026-05-04,P1,S1,2,箱\n2026-05-04,P2,S1,5,each\n")
    assert (document.state, document.lines_posted, document.lines_parked) == (STATE.PARTLY, 1, 1)

    [pack] = missing_packs(bo.scope).packs
    assert (pack.product, pack.unit, pack.lines) == ("P1", "箱", 1)
    assert waiting_codes(bo.scope).code_count == 0

    product = Product.objects.get(code="P1")
    product.pack_size = 12
    save_catalogue_row(ping.scope, product)
    release_parked_lines(ping.scope, partner_a.pk)

    with system_scope(reason="look at the document"):
        document.refresh_from_db()
    assert (document.state, document.lines_posted, document.lines_parked) == (STATE.POSTED, 2, 0)
    assert missing_packs(bo.scope).line_count == 0
    assert sold(bo) == 2 * 12 + 5


def test_what_a_waiting_line_said_is_kept_as_it_came(send):
    send(HEADER + "2026-05-04,P1,S1,2,case\n")

    with system_scope(reason="look at the line"):
        line = DocumentLine.objects.get()
        assert (line.reason, line.field, line.value) == ("unknown_pack", "unit", "case")
        assert (line.values["sold"], line.values["unit"]) == ("2.000", "case")


def test_a_product_that_is_itself_counted_in_cases_is_not_taken_apart(bo, send):
    Product.objects.filter(code="P1").update(unit="case", pack_size=12)

    send(HEADER + "2026-05-04,P1,S1,2,CS\n")

    assert sold(bo) == 2


def test_another_partner_sees_nothing_of_it(chen, send):
    send(HEADER + "2026-05-04,P1,S1,2,case\n")

    assert missing_packs(chen.scope).line_count == 0


def test_a_unit_that_the_product_is_not_counted_in_waits_and_says_so(bo, send):
    document = send(HEADER + "2026-05-04,P1,S1,2,kg\n2026-05-04,P1,S1,2,Gebinde\n")

    assert (document.state, document.lines_parked) == (STATE.PARKED, 2)
    with system_scope(reason="look at the lines"):
        reasons = set(DocumentLine.objects.values_list("reason", "value"))
    assert reasons == {("other_unit", "kg"), ("other_unit", "Gebinde")}
    assert sorted(pack.unit for pack in missing_packs(bo.scope).packs) == ["Gebinde", "kg"]


def test_a_pack_of_another_size_counts_as_said_and_is_told(bo, send, catalogue):
    Product.objects.filter(code__in=("P1", "P2")).update(pack_size=24)

    document = send(
        "date,product code,store code,units sold,unit,pack size\n"
        "2026-05-04,P1,S1,2,case,12\n2026-05-04,P2,S1,1,case,24\n2026-05-04,P3,S1,1,case,6\n"
    )

    assert document.state == STATE.POSTED
    assert sold(bo) == 2 * 12 + 24 + 6
    with system_scope(reason="look at the findings"):
        found = list(Finding.objects.values_list("kind", "line", "value", "expected", "product"))
    assert found == [("pack_differs", 2, "12", "24", catalogue["P1"].pk)]
