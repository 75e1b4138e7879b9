"""Units, copies and merged cells of real files, from the door to the facts."""

from decimal import Decimal

import openpyxl

from accounts.tenancy import active, system_scope
from tests.vmi.formats.reading import saved
from tests.vmi.intake.sums import sold
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.models import DocumentLine

HEADER = "date,product code,store code,units sold,unit,pack size\n"


def reasons(document) -> list[tuple[int, str, str]]:
    with system_scope(reason="test"):
        rows = DocumentLine.objects.filter(document=document).order_by("line")
        return [(row.line, row.state, row.reason) for row in rows]


def test_quantities_in_packs_are_counted_in_pieces(send, bo, catalogue):
    catalogue["P1"].pack_size = 24
    catalogue["P1"].save()

    document = send(
        HEADER
        + "2026-03-01,P1,S1,5,EA,\n"
        + "2026-03-02,P1,S1,2,箱,\n"
        + "2026-03-03,P1,S1,2,CTN,12\n"
        + "2026-03-04,P1,S1,3,DZ,\n"
        + "2026-03-05,P1,S1,0.5,CS,\n"
    )

    assert (document.state, reasons(document)) == ("posted", [])
    assert sold(bo.scope) == 5 + 48 + 24 + 36 + 12


def test_a_line_in_cases_of_an_unknown_size_waits_and_posts_when_the_size_is_set(
    send, bo, partner_a, catalogue
):
    document = send(HEADER + "2026-03-01,P1,S1,5,EA,\n2026-03-02,P1,S1,2,箱,\n")
    assert (document.state, reasons(document)) == ("partly", [(3, "parked", "unknown_pack")])
    assert sold(bo.scope) == 5

    catalogue["P1"].pack_size = 24
    catalogue["P1"].save()
    release_parked_lines(bo.scope, partner_a.pk)

    assert sold(bo.scope) == 5 + 48
    with active(bo.scope):
        document.refresh_from_db()
    assert (document.state, document.lines_posted, document.lines_parked) == ("posted", 2, 0)


def test_a_header_that_says_cases_counts_cases(send, bo, catalogue):
    catalogue["P1"].pack_size = 24
    catalogue["P1"].save()

    send("日期,商品编码,门店编码,销量（箱）\n2026-03-01,P1,S1,3\n")

    assert sold(bo.scope) == 72


def test_lines_sent_twice_with_their_invoice_count_once_and_are_told(send, bo):
    line, other = "2026-03-01,P1,S1,3,I1,1\n", "2026-03-01,P1,S1,3,I1,2\n"

    document = send(
        "date,product code,store code,units sold,invoice no,line no\n" + line + other + line
    )

    counts = (document.lines_in, document.lines_posted, document.lines_duplicate)
    assert (document.state, counts) == ("posted", (3, 2, 1))
    assert reasons(document) == [(4, "duplicate", "sent_twice")]
    assert sold(bo.scope) == 6


def test_equal_lines_without_a_reference_are_all_posted(send, bo):
    document = send("date,product code,store code,units sold\n" + "2026-03-01,P1,S1,3\n" * 3)

    assert (document.lines_posted, document.lines_duplicate) == (3, 0)
    assert sold(bo.scope) == Decimal(9)


def test_a_store_merged_over_its_lines_is_that_of_each(send, bo):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(("date", "store code", "product code", "units sold"))
    for product in ("P1", "P2", "P3"):
        sheet.append(("2026-03-01", "S1" if product == "P1" else None, product, 2))
    sheet.merge_cells("B2:B4")

    document = send(saved(book), filename="week.xlsx")

    assert (document.state, document.lines_posted) == ("posted", 3)
    with active(bo.scope):
        assert sold(bo.scope) == 6
