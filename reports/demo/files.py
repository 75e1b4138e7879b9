"""Each partner's own way of writing an activity report: headers, dates, numbers, bytes."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openpyxl import Workbook

from reports.demo.movements import Movement
from vmi.formats.shape import Reading

# Our word for a column and the partner's; see vmi.formats.shape.FIELDS.
Columns = tuple[tuple[str, str], ...]


def plain(number: Decimal | int | None) -> str:
    return "" if number is None else str(number)


def with_comma(number: Decimal | int | None) -> str:
    """1.234,50 as it is written in much of Europe."""
    if number is None:
        return ""
    return f"{number:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def iso(day: date) -> str:
    return day.isoformat()


def in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Style:
    """How one partner writes. `columns` in their order; `is_workbook` for XLSX instead of CSV."""

    columns: Columns
    write_day: Callable[[date], str] = iso
    write_number: Callable[[Decimal | int | None], str] = plain
    delimiter: str = ","
    encoding: str = "utf-8"
    is_workbook: bool = False
    reading: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(header for _, header in self.columns)

    @property
    def suffix(self) -> str:
        return "xlsx" if self.is_workbook else "csv"

    def remembered(self) -> Reading:
        """What the portal has learned of these files: the answer that somebody gave at the first one."""
        return Reading(columns=dict(self.columns), **dict(self.reading))  # type: ignore[arg-type]


def _columns(text: str) -> Columns:
    return tuple(
        (name, header) for name, _, header in (word.partition("=") for word in text.split())
    )


STYLES: Mapping[str, Style] = {
    "HENGFAN": Style(
        _columns(
            "product_code=物料编码 product_name=物料名称 location_code=生产基地 first_day=周起 last_day=周止 "
            "sold=本周领用 received=本周到货 on_hand=周末结存 on_order=已下单未到"
        ),
        is_workbook=True,
        reading={"date_order": "YMD"},
    ),
    "JINGYE": Style(
        _columns(
            "location_code=仓库代码 product_code=物料代码 first_day=开始日期 last_day=结束日期 "
            "sold=消耗数量 received=入库数量 on_hand=结存数量"
        ),
        write_day=lambda day: f"{day:%Y/%m/%d}",
        delimiter=";",
        encoding="gb18030",
        reading={"date_order": "YMD", "decimal_mark": "."},
    ),
    "CHENLU": Style(
        _columns(
            "product_code=产品编号 location_code=工厂 first_day=起始日期 last_day=截止日期 "
            "sold=灌装用量 received=到货数量 on_hand=期末库存 on_order=在订数量"
        ),
        write_day=in_chinese,
        reading={"date_order": "YMD", "decimal_mark": "."},
    ),
    "ANYU": Style(
        _columns(
            "first_day=周开始 last_day=周结束 location_code=工厂编号 product_code=商品编码 product_name=品名 "
            "sold=用量 received=收货数量 on_hand=库存数量"
        ),
        write_day=lambda day: f"{day:%Y%m%d}",
        delimiter="\t",
        encoding="utf-8-sig",
        reading={"date_order": "YMD", "decimal_mark": "."},
    ),
    "HALDOR": Style(
        _columns(
            "product_code=ArticleNo product_name=Article location_code=Site first_day=PeriodStart "
            "last_day=PeriodEnd sold=Consumption received=Received on_hand=ClosingStock on_order=OpenOrders"
        ),
        write_day=lambda day: f"{day:%d.%m.%Y}",
        write_number=with_comma,
        delimiter=";",
        reading={"date_order": "DMY", "decimal_mark": ","},
    ),
    "HEFENG": Style(
        _columns(
            "product_code=料号 location_code=厂区 first_day=开始日 last_day=结束日 "
            "sold=领料 received=入库 on_hand=结存"
        ),
        write_day=lambda day: f"{day:%m/%d/%Y}",
        is_workbook=True,
        reading={"date_order": "MDY"},
    ),
    "ZEMEI": Style(
        _columns(
            "product_code=SKU location_code=Plant first_day=From last_day=To "
            "sold=Used received=Receipts on_hand=Stock"
        ),
        reading={"date_order": "YMD", "decimal_mark": "."},
    ),
    "WANJIA": Style(
        _columns(
            "location_code=门店编号 gtin=商品条码 product_name=商品名称 first_day=开始日期 last_day=结束日期 "
            "sold=销售数量 returned=退货数量 sold_value=销售金额 received=到货数量 on_hand=期末库存"
        ),
        reading={"date_order": "YMD", "decimal_mark": "."},
    ),
    "LIANPU": Style(
        _columns(
            "day=周次 location_code=仓库编码 product_code=货号 product_name=货品名称 "
            "sold=出货数量 received=进货数量 on_hand=库存数量"
        ),
        write_day=lambda day: "{}W{:02}".format(*day.isocalendar()),
        reading={"decimal_mark": "."},
    ),
}


def row_of(movement: Movement, code: str, style: Style) -> list[str]:
    """A movement as the partner writes it; `code` is the partner's own for the product."""
    number = style.write_number
    cells = {
        "product_code": code,
        "gtin": movement.item.gtin[1:],
        "product_name": movement.item.name_zh,
        "location_code": movement.place.code,
        "first_day": style.write_day(movement.period.first_day),
        "last_day": style.write_day(movement.period.last_day),
        "day": style.write_day(movement.period.last_day),
        "sold": number(movement.sold),
        "returned": number(movement.returned),
        "received": number(movement.received),
        "on_hand": number(movement.on_hand),
        "on_order": number(movement.on_order),
        "sold_value": number(movement.value),
    }
    return [cells[name] for name, _ in style.columns]


def written(rows: Sequence[Sequence[str]], style: Style) -> bytes:
    """The file's bytes."""
    if style.is_workbook:
        return _workbook(rows, style)
    lines = [style.delimiter.join(row) for row in (style.headers, *rows)]
    return "\r\n".join([*lines, ""]).encode(style.encoding)


def _workbook(rows: Sequence[Sequence[str]], style: Style) -> bytes:
    """Numbers as numbers, codes and dates as text, as an export of a warehouse system has them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(list(style.headers))
    is_text = [name in {"product_code", "location_code"} for name, _ in style.columns]
    for row in rows:
        sheet.append(
            [
                int(cell) if not text and cell.isascii() and cell.isdecimal() else cell
                for cell, text in zip(row, is_text, strict=True)
            ]
        )
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
