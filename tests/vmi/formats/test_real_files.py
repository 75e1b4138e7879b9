"""Two real files, with sums checked against a parse that shares nothing with ours."""

import csv
import io
from decimal import Decimal

import pytest

from tests.real_data import real_data
from tests.vmi.formats.reading import read_bytes
from vmi.formats.files import outline
from vmi.formats.shape import Reading

pytestmark = pytest.mark.real_data


def plain_sums(
    content: bytes, delimiter: str, sold: str, value: str
) -> tuple[int, Decimal, Decimal]:
    """Lines and sums by the plainest means."""
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))
    units = sum(int(row[sold]) for row in rows)
    money = sum((Decimal(row[value].replace("$", "") or "0") for row in rows), Decimal(0))
    return len(rows), Decimal(units), money


@pytest.mark.parametrize(
    ("name", "delimiter", "sold", "value", "expected"),
    [
        (
            "iowa/one_account_month_2021-11.csv",
            ",",
            "bottles",
            "dollars",
            (6_615, Decimal(83789), Decimal("1327860.97")),
        ),
        (
            "iowa/raw_messy_10k.csv",
            ";",
            "Bottles Sold",
            "Sale (Dollars)",
            (10_000, Decimal(95739), Decimal("1261614.62")),
        ),
    ],
)
def test_a_real_file_is_read_unaided_to_the_last_cent(name, delimiter, sold, value, expected):
    content = real_data(name).read_bytes()

    lines, refused = read_bytes(content, Reading(default_currency="USD"))

    assert refused == []
    sums = (
        len(lines),
        sum(line["sold"] for line in lines),
        sum(line["sold_value"] for line in lines),
    )
    assert sums == expected == plain_sums(content, delimiter, sold, value)


def test_the_messy_file_is_understood():
    with real_data("iowa/raw_messy_10k.csv").open("rb") as stream:
        found = outline(stream, "raw.csv", Reading(default_currency="USD"))

    assert (found.missing, found.ambiguous) == ((), ())
    assert found.reading.columns == {
        "day": "Date",
        "location_code": "Store Number",
        "location_name": "Store Name",
        "product_code": "Item Number",
        "product_name": "Item Description",
        "sold": "Bottles Sold",
        "sold_value": "Sale (Dollars)",
        "reference": "Invoice/Item Number",
    }
    assert (found.reading.date_order, found.reading.decimal_mark) == ("MDY", ".")
    assert found.reading.delimiter == ";"


def test_day_first_dates_of_a_real_file_are_found():
    with real_data("lead_times/invoice_purchases_2016.csv").open("rb") as stream:
        found = outline(stream, "invoices.csv", Reading())

    assert found.reading.date_order == "DMY"
    assert found.reading.columns["day"] == "InvoiceDate"
