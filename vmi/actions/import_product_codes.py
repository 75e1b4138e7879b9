"""Create or update the codes that a partner calls products by, from a table."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.events import publish
from vmi.actions.importing import BadRow, ImportOutcome, Wanted, create_or_update
from vmi.events import CodeMapped
from vmi.formats.tables import TableRow
from vmi.models import Product, ProductCode

CODE_COLUMNS: Final = {
    "code": "code partner_code their_code customer_code 客户编码 客户商品编码 对方编码",
    "product": "product our_code product_code 我方编码 产品编码 商品编码",
    "valid_from": "valid_from from 生效日期 开始日期",
    "valid_to": "valid_to to until 失效日期 结束日期",
}
NEEDED: Final = ("code", "product")
_Key = tuple[str, date | None]


@action(Permission.MAP_CODES)
def import_product_codes(scope: Scope, partner_id: int, rows: Iterable[TableRow]) -> ImportOutcome:
    """Take over every row whose product is known; lines that waited for a code then post by themselves."""
    outcome = ImportOutcome()
    products = dict(Product.objects.values_list("code", "pk"))
    create_or_update(
        _wanted(rows, products, outcome),
        outcome,
        existing=lambda keys: _existing(partner_id, keys),
        make=lambda key: ProductCode(partner_id=partner_id, code=key[0], valid_from=key[1]),
    )
    record_audit(
        scope,
        "import_product_codes",
        partner_id=partner_id,
        created=outcome.created,
        updated=outcome.updated,
    )
    publish(CodeMapped(partner_id))
    return outcome


def _existing(partner_id: int, keys: list[_Key]) -> dict[_Key, ProductCode]:
    rows = ProductCode.objects.filter(
        partner_id=partner_id, code__in={code for code, _from in keys}
    )
    return {(row.code, row.valid_from): row for row in rows}


def _wanted(
    rows: Iterable[TableRow], products: dict[str, int], outcome: ImportOutcome
) -> Iterator[Wanted]:
    for row in rows:
        try:
            yield _row_wanted(row, products)
        except ValueError as problem:
            outcome.bad.append(BadRow(row.line, str(problem)))


def _row_wanted(row: TableRow, products: dict[str, int]) -> Wanted:
    """Raises ValueError with the reason in words."""
    code = row.get("code")
    if not code or len(code) > 120:
        raise ValueError(_("The row has no code, or one of more than 120 characters."))
    if row.get("product") not in products:
        raise ValueError(_("There is no product “%(code)s”.") % {"code": row.get("product")})
    valid_from, valid_to = _day(row.get("valid_from")), _day(row.get("valid_to"))
    if valid_from and valid_to and valid_to < valid_from:
        raise ValueError(_("The last day is before the first day."))
    values = {"product_id": products[row.get("product")], "valid_to": valid_to}
    return Wanted(row.line, (code, valid_from), values)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as problem:
        raise ValueError(
            _("“%(text)s” is no date; write it like 2026-05-17.") % {"text": text}
        ) from problem
