"""The intake from the shell."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from accounts.tenancy import active
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import sold
from vmi.models import Location, Product, ProductCode, ReportDocument


def run(*command: object) -> tuple[int, str]:
    """The exit code and what was written."""
    output = StringIO()
    try:
        call_command(*map(str, command), stdout=output)
    except SystemExit as ended:
        return int(ended.code or 0), output.getvalue()
    return 0, output.getvalue()


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str, name: str = "report.csv") -> Path:
        path = tmp_path / name
        path.write_text(content)
        return path

    return write


def test_post_says_what_became_of_every_line(file, catalogue, places, bo):
    path = file(lines("2026-03-01,P1,S1,5,20", "2026-03-01,X9,S1,5,20", "2026-03-01,P1,S1,y,1"))

    code, text = run("post", path, "--partner", "A")

    assert code == 0
    assert "1 of 3 lines are posted" in text
    assert "We do not know this product code." in text
    assert "'X9'" in text
    assert "line 4" in text
    assert sold(bo.scope) == 5
    assert AuditEntry.objects.filter(
        verb="receive_report", actor_name__startswith="post by"
    ).exists()


def test_posting_the_same_file_twice_says_so_and_counts_once(file, catalogue, places, bo):
    path = file(lines("2026-03-01,P1,S1,5,20"))
    run("post", path, "--partner", "A")

    code, text = run("post", path, "--partner", "A")

    assert code == 0
    assert "was here before" in text
    assert sold(bo.scope) == 5


def test_columns_named_on_the_command_line_join_the_suggested_ones(file, catalogue, places, bo):
    path = file("when,sku,store code,shipped out\n01.02.2026,P1,S1,5\n")

    code, _text = run(
        "post",
        path,
        "--partner",
        "A",
        "--column",
        "sold=shipped out",
        "--column",
        "day=when",
        "--date-order",
        "DMY",
    )

    assert code == 0
    assert sold(bo.scope) == 5


def test_a_file_nobody_can_read_ends_with_code_two_and_says_what_to_do(file, catalogue, places, bo):
    path = file("when,sku,store code,shipped out\n01.02.2026,P1,S1,5\n")
    code, text = run("post", path, "--partner", "A")
    assert code == 2
    assert "map_columns" in text
    with active(bo.scope):
        report = ReportDocument.objects.get()

    code, text = run(
        "map_columns",
        report.pk,
        "--column",
        "day=when",
        "--column",
        "sold=shipped out",
        "--date-order",
        "DMY",
    )

    assert code == 0
    assert sold(bo.scope) == 5


def test_a_partner_or_file_that_is_not_there_is_told_plainly(file, partner_a):
    with pytest.raises(CommandError, match="no partner"):
        run("post", file("x"), "--partner", "nobody")
    with pytest.raises(CommandError, match="No such file"):
        run("post", "nowhere.csv", "--partner", "A")
    with pytest.raises(CommandError, match="no fields solled"):
        run("post", file("x"), "--partner", "A", "--column", "solled=x")


def test_map_code_posts_what_waited(file, catalogue, places, bo):
    run("post", file(lines("2026-03-01,X9,S9,5,20")), "--partner", "A")

    code, text = run("map_code", "--partner", "A", "--product", "X9=P3", "--place", "S9=S2")

    assert (code, text.strip()) == (0, "1 parked lines posted")
    assert sold(bo.scope) == 5
    with pytest.raises(CommandError, match="no product 'P99'"):
        run("map_code", "--partner", "A", "--product", "X9=P99")


def test_products_are_created_then_updated_and_bad_rows_named(file, db):
    path = file(
        "item,description,upc,vendor,pack,category\n"
        "10,Blue,88004022723,Rival,6,gin\n"
        ",Nameless,,Rival,6,gin\n"
        "11,Red,123,Rival,six,gin\n"
        "12,Green,123,Other,12,rum\n"
    )

    _code, first = run("import_products", path)
    _code, again = run("import_products", path)

    assert "2 created, 0 updated, 0 unchanged, 2 left out" in first
    assert "line 3: The row has no code." in first
    assert "line 4: “six” is no whole number." in first
    assert "line 5: “123” is no GTIN" in first
    assert "0 created, 0 updated, 2 unchanged" in again
    blue = Product.objects.get(code="10")
    assert (blue.gtin, blue.supplier.name, blue.pack_size) == ("00088004022723", "Rival", 6)


def test_places_and_codes_of_a_partner_come_from_files(file, catalogue, partner_a, bo):
    places = file(
        "store,Name,City,kind\nS1,Store one,Ames,store\nD1,Depot,Ames,仓库\n,x,,\n", "p.csv"
    )
    codes = file(
        "code,our_code,valid_from\nK1,P1,\nK1,P2,2026-03-02\nK2,P99,\nK3,P1,sometime\n", "c.csv"
    )

    _code, told = run("import_locations", places, "--partner", "A")
    assert "2 created, 0 updated, 0 unchanged, 1 left out" in told
    _code, told = run("import_product_codes", codes, "--partner", "A")
    assert "2 created, 0 updated, 0 unchanged, 2 left out" in told
    assert "There is no product “P99”." in told

    with active(bo.scope):
        assert set(Location.objects.values_list("code", "kind")) == {("S1", "store"), ("D1", "dc")}
        assert ProductCode.objects.count() == 2


def test_a_table_without_the_needed_column_is_refused_in_words(file, db):
    with pytest.raises(CommandError, match="no column"):
        run("import_products", file("colour,size\nblue,1\n"))


def test_resume_reports_what_it_took_up(file, catalogue, places):
    code, text = run("resume")

    assert (code, text.strip()) == (0, "0 reports taken up, 0 stray files dropped")
