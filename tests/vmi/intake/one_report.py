"""One report written in every format that can say it: CSV, XLSX, X12 852, EDIFACT INVRPT and SLSRPT."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final

import openpyxl

# What each measure is called: the header of a column, ZA01, QTY 6063.
NAMES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "sold": ("units sold", "QS", "153"),
        "returned": ("returned", "QU", "210"),
        "sold_value": ("sales value", "", ""),
        "on_hand": ("on hand", "QA", "145"),
        "opening": ("opening stock", "QB", "157"),
        "in_transit": ("in transit", "QI", "198"),
        "committed": ("committed", "QC", "66"),
        "minimum": ("min stock", "QL", "97"),
        "maximum": ("max stock", "QM", "98"),
    }
)
SALES: Final = ("sold", "returned", "on_hand", "sold_value")
STOCK: Final = ("on_hand", "opening", "in_transit", "committed", "minimum", "maximum")
_ISA: Final = "ISA*00*          *00*          *ZZ*RETAILER       *ZZ*TANDEM         "
_KEYS: Final = ("date", "store code", "product code", "unit", "reference")


@dataclass(frozen=True)
class Told:
    """What is told of a product at a place on a day; `said` are measures as the partner writes them."""

    day: date
    place: str
    product: str
    unit: str
    said: Mapping[str, str]


Report = Sequence[Told]
Writer = Callable[[Report, int], bytes]


def as_csv(report: Report, number: int) -> bytes:
    return "".join(
        ",".join(f'"{cell}"' for cell in row) + "\n" for row in _table(report, number)
    ).encode()


def as_xlsx(report: Report, number: int) -> bytes:
    """Days and quantities are cells of their own types, as a spreadsheet has them."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in _table(report, number):
        sheet.append([_cell(text) for text in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _table(report: Report, number: int) -> list[list[str]]:
    head = [*_KEYS, *(header for header, _za, _qty in NAMES.values())]
    rows = [
        [one.day.isoformat(), one.place, one.product, one.unit, f"R{number}-{line}"]
        + [one.said.get(measure, "") for measure in NAMES]
        for line, one in enumerate(report)
    ]
    return [head, *rows]


def _cell(text: str) -> str | float | datetime | None:
    for kind in (float, datetime.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def _placed(report: Report) -> list[tuple[date, str, list[Told]]]:
    """By day and place, in the order in which they come first."""
    order = {(one.day, one.place): None for one in report}
    keys = list(order)
    rows = sorted(report, key=lambda one: keys.index((one.day, one.place)))
    return [
        (day, place, list(some))
        for (day, place), some in groupby(rows, lambda one: (one.day, one.place))
    ]


def as_852(report: Report, number: int) -> bytes:
    """A set for each day and place, under N1*RL."""
    parts = [
        f"{_ISA}*261108*0615*U*00401*{number:09}*0*P*>",
        f"GS*PD*RETAILER*TANDEM*20261108*0615*{number}*X*004010",
    ]
    placed = _placed(report)
    for count, (day, place, some) in enumerate(placed, start=1):
        body = [f"ST*852*{count:04}", f"XQ*H*{day:%Y%m%d}", f"N1*RL**92*{place}"]
        for one in some:
            body.append(f"LIN**CB*{one.product}")
            if value := one.said.get("sold_value"):
                body.append(f"AMT*1*{value}")
            body += [
                f"ZA*{NAMES[measure][1]}*{text}*{one.unit}"
                for measure, text in one.said.items()
                if NAMES[measure][1]
            ]
        body.append(f"CTT*{len(some)}")
        parts += [*body, f"SE*{len(body) + 1}*{count:04}"]
    parts += [f"GE*{len(placed)}*{number}", f"IEA*1*{number:09}"]
    return "".join(f"{part}~\n" for part in parts).encode()


def as_invrpt(report: Report, number: int) -> bytes:
    """A message for each day; every quantity names its place."""
    messages = []
    for count, (day, some) in enumerate(_by_day(report), start=1):
        body = [
            f"UNH+{count}+INVRPT:D:01B:UN:EAN008",
            f"BGM+35+S{number}-{count}+9",
            f"DTM+137:{day:%Y%m%d}:102",
            f"DTM+366:{day:%Y%m%d}:102",
            "NAD+GY+RETAILER::92",
        ]
        for line, one in enumerate(some, start=1):
            body += [f"LIN+{line}++{one.product}:IN"]
            for measure, text in one.said.items():
                quantity = f"QTY+{NAMES[measure][2]}:{text}:{one.unit}"
                body += ["INV", quantity, f"LOC+18+{one.place}::92"]
        messages.append(body)
    return _edifact(messages, number)


def as_slsrpt(report: Report, number: int) -> bytes:
    """One message, items within places; each place says its own day."""
    body = [
        "UNH+1+SLSRPT:D:01B:UN:EAN005",
        f"BGM+73E::9+S{number}+9",
        "DTM+137:20261109:102",
        "NAD+SE+RETAILER::92",
    ]
    for day, place, some in _placed(report):
        body += [f"LOC+162+{place}::92", f"DTM+356:{day:%Y%m%d}:102"]
        for line, one in enumerate(some, start=1):
            body += [f"LIN+{line}++{one.product}:IN"]
            if value := one.said.get("sold_value"):
                body.append(f"MOA+203:{value}")
            body += [
                f"QTY+{NAMES[measure][2]}:{text}:{one.unit}"
                for measure, text in one.said.items()
                if NAMES[measure][2]
            ]
    return _edifact([[*body, "UNS+S"]], number)


def _by_day(report: Report) -> list[tuple[date, list[Told]]]:
    rows = sorted(report, key=lambda one: one.day)
    return [(day, list(some)) for day, some in groupby(rows, lambda one: one.day)]


def _edifact(messages: Sequence[Sequence[str]], number: int) -> bytes:
    parts = [f"UNB+UNOC:3+4012345000009:14+5412345000013:14+261109:0800+{number}"]
    for count, body in enumerate(messages, start=1):
        parts += [*body, f"UNT+{len(body) + 1}+{count}"]
    parts.append(f"UNZ+{len(messages)}+{number}")
    return "".join(f"{part}'\n" for part in parts).encode()


OF_SALES: Final[Mapping[str, Writer]] = MappingProxyType(
    {"csv": as_csv, "xlsx": as_xlsx, "852": as_852, "SLSRPT": as_slsrpt}
)
OF_STOCK: Final[Mapping[str, Writer]] = MappingProxyType(
    {"csv": as_csv, "xlsx": as_xlsx, "852": as_852, "INVRPT": as_invrpt}
)
