"""Files that are no reports: kept, refused whole, and told why."""

import gzip
import pickle

import pytest

from accounts.tenancy import active
from tests.vmi.formats.sheets_by_hand import ods, table, texts, zipped
from tests.vmi.intake.sums import sold
from vmi.models import ReportDocument
from vmi.selectors.reports import verdict_of

LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("body", "filename", "code"),
    [
        (PICTURE, "report.csv", "not_a_table"),
        (b"", "report.csv", "empty_file"),
        (b"%PDF-1.7 \n...", "report.csv", "not_a_table"),
        (b"date,sku,store code,units sold\n", "report.csv", "no_lines"),
        (b"date,sku,store code,units sold\nx,P1,S1,1\n", "report.csv", "no_line_read"),
        (b"a" * 3_000_000, "report.csv", None),
        (b"PK\x03\x04broken", "report.xlsx", "damaged_workbook"),
        (b"<html><body>Please sign in</body></html>", "report.csv", None),
        (gzip.compress(b"0" * 50_000_000), "report.csv.gz", "zip_bomb"),
        (zipped({"a.csv": b"0" * 50_000_000}), "reports.zip", "zip_bomb"),
        (zipped({"xl/workbook.xml": "x", "a.xml": b"0" * 50_000_000}), "report.xlsx", "zip_bomb"),
        (ods(table(texts("a", "b")), prolog=LAUGHS), "report.ods", "damaged_workbook"),
        (ods(table(texts("a", "b"))).replace(b"PK\x01\x02", b"PK\x01\x03"), "a.ods", None),
        (zipped({"word/document.xml": "x", "[Content_Types].xml": "x"}), "a.docx", "not_a_table"),
        (b"ISA*00*" + b"\x00" * 300, "report.edi", None),
        (pickle.dumps(list(range(500))), "report.csv", "not_a_table"),
        (b'"' * 3_000_000, "report.csv", "line_too_long"),
    ],
)
def test_it_is_kept_refused_and_explained(send, bo, body, filename, code):
    document = send(body, filename=filename)

    verdict = verdict_of(bo.scope, document.pk)
    assert document.state == "refused"
    assert code in {None, document.problem_code}
    assert verdict.problem is not None
    assert verdict.problem.what_to_do
    assert document.lines_posted == 0
    assert sold(bo.scope) is None
    with active(bo.scope):
        assert ReportDocument.objects.get().size == len(body)


def test_a_formula_is_refused_on_its_line_only(send):
    document = send("date,sku,store code,units sold\n2026-03-01,P1,S1,=1+1\n2026-03-01,P1,S1,2\n")

    assert (document.state, document.lines_posted, document.lines_refused) == ("partly", 1, 1)


def test_a_name_with_folders_keeps_only_its_last_part(send):
    document = send("date,sku,store code,units sold\n", filename="..\\..\\etc/passwd\n.csv")

    assert document.filename == "passwd.csv"
