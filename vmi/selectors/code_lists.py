"""Lists of codes as spreadsheets: what waits, to be filled in, and the meanings read back from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import BinaryIO, Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid, NotFound
from vmi.formats.shape import UnreadableFile
from vmi.formats.tables import TableRow, read_table
from vmi.models import DocumentLine
from vmi.selectors.code_meanings import CodeMeaning
from vmi.selectors.matching import PRODUCT_FIELDS
from vmi.selectors.reasons import explain
from vmi.selectors.waiting_codes import Order, WaitingCode, waiting_codes

# Filled-in rows that one list may have.
MOST_ROWS: Final = 5_000
_SUGGESTIONS: Final = 3
COLUMNS: Final = {
    "number": "no number 编号 序号",
    "partner": "partner 伙伴 客户",
    "kind": "kind 种类 类别 类型",
    "code": "code partner_code their_code 编码 代码 对方编码 客户编码 伙伴编码",
    "name": "name 名称",
    "means": "means meaning our_code product place 含义 我方编码 对应编码",
    "valid_from": "valid_from from 生效日期 开始日期",
}
NEEDED: Final = ("code", "means")
_KINDS: Final = {
    **dict.fromkeys(("product", "产品", "商品"), True),
    **dict.fromkeys(("place", "location", "store", "网点", "门店", "地点", "仓库"), False),
}
_FORMULA_STARTS: Final = ("=", "+", "-", "@")
Cell = str | int | date


@dataclass(frozen=True)
class LeftOut:
    """A filled-in row that can't be read, and why."""

    line: int
    message: str


@dataclass(frozen=True)
class CodeList:
    """The filled-in rows of a list; rows without a meaning are passed over."""

    meanings: tuple[CodeMeaning, ...]
    left_out: tuple[LeftOut, ...]


@question(Permission.MAP_CODES)
def waiting_list(scope: Scope, partner_id: int | None = None) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows of the list to fill in: the oldest codes first, with what each could mean."""
    heads = [_("No."), _("Partner"), _("Kind"), _("Code"), _("Name"), _("Means"), _("Valid from")]
    heads += [_("Lines"), _("Waiting since")]
    for number in range(1, _SUGGESTIONS + 1):
        heads += [_("Suggestion %(number)s") % {"number": number}, _("Called"), _("Why")]
    found = waiting_codes(scope, partner_id, order=Order.AGE, count=None)
    return heads, [_row(code) for code in found.codes]


def _row(code: WaitingCode) -> list[Cell]:
    kind = _("product") if code.is_product else _("place")
    row: list[Cell] = [code.last_line_id, code.partner.code, kind, code.code, code.name, "", ""]
    row += [code.lines, localdate(code.first_seen)]
    for target in code.suggestions:
        row += [target.code, target.name, target.reason]
    return row + [""] * 3 * (_SUGGESTIONS - len(code.suggestions))


@question(Permission.MAP_CODES)
def read_code_list(scope: Scope, partner_id: int, stream: BinaryIO, filename: str) -> CodeList:
    """The rows of a CSV, XLSX or ODS file that say what a code means.

    A code that a spreadsheet has damaged (zeros lost, rounded) is known by the number of its row.
    Raises Invalid for what is no such list, or one of too many rows.
    """
    partner = Partner.objects.filter(pk=partner_id).first()
    if partner is None:
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    try:
        rows = read_table(stream, filename, COLUMNS, needed=NEEDED)
        filled = list(islice((row for row in rows if row.get("means")), MOST_ROWS + 1))
    except UnreadableFile as problem:
        words = explain(problem.code, problem.params)
        raise Invalid(problem.code, f"{words.what} {words.what_to_do}", "file") from problem
    if len(filled) > MOST_ROWS:
        message = _("Send at most %(most)s filled-in rows at once.") % {"most": MOST_ROWS}
        raise Invalid("too_many_rows", message, "file")
    lines = _lines(partner_id, filled)
    waiting = {(line.field in PRODUCT_FIELDS, line.value) for line in lines.values()} | _waiting(
        partner_id, filled
    )
    meanings, left_out = [], []
    for row in filled:
        try:
            meanings.append(_meaning(row, partner, lines, waiting))
        except ValueError as problem:
            left_out.append(LeftOut(row.line, str(problem)))
    return CodeList(tuple(meanings), tuple(left_out))


def _meaning(
    row: TableRow,
    partner: Partner,
    lines: dict[int, DocumentLine],
    waiting: set[tuple[bool, str]],
) -> CodeMeaning:
    """Raises ValueError with the reason in words."""
    if row.get("partner") and row.get("partner") != partner.code:
        raise ValueError(
            _("The row is of partner %(code)s; this list is for %(partner)s.")
            % {"code": row.get("partner"), "partner": partner.code}
        )
    code, line = _typed(row.get("code")), lines.get(_number(row.get("number")))
    kind = row.get("kind").casefold()
    if kind and kind not in _KINDS:
        raise ValueError(
            _("“%(kind)s” is no kind; write product or place.") % {"kind": row.get("kind")}
        )
    is_product = _KINDS[kind] if kind else _kind_of(code, line, waiting)
    if line is not None and (is_product, code) not in waiting:
        code = line.value
    return CodeMeaning(
        row.line,
        is_product,
        code,
        _typed(row.get("means")),
        _day(row.get("valid_from")),
        row.get("name"),
    )


def _kind_of(code: str, line: DocumentLine | None, waiting: set[tuple[bool, str]]) -> bool:
    """Where the list does not say it: what the code waits for, else a product."""
    if line is not None:
        return line.field in PRODUCT_FIELDS
    return (False, code) not in waiting or (True, code) in waiting


def _lines(partner_id: int, rows: Iterable[TableRow]) -> dict[int, DocumentLine]:
    """The lines that the rows are numbered by, waiting or posted by now."""
    return dict(
        pair
        for some in _parts({_number(row.get("number")) for row in rows} - {0})
        for pair in DocumentLine.objects.filter(partner_id=partner_id).in_bulk(some).items()
    )


def _waiting(partner_id: int, rows: Iterable[TableRow]) -> set[tuple[bool, str]]:
    found = set()
    for some in _parts({_typed(row.get("code")) for row in rows}):
        waiting = DocumentLine.objects.filter(partner_id=partner_id, value__in=some)
        for field, value in waiting.values_list("field", "value").distinct().order_by():
            found.add((field in PRODUCT_FIELDS, value))
    return found


def _parts(values: Iterable[str | int]) -> Iterator[list[str | int]]:
    left = iter(sorted(values, key=str))
    while some := list(islice(left, 400)):
        yield some


def _typed(text: str) -> str:
    """Without the mark that our own lists put before what a spreadsheet would take for a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


def _number(text: str) -> int:
    """The row's number; 0, which no row has, for what is none."""
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as problem:
        raise ValueError(
            _("“%(text)s” is no date; write it like 2026-05-17.") % {"text": text}
        ) from problem
