"""Create or update products from a table."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from vmi.actions.importing import BadRow, ImportOutcome, Wanted, create_or_update
from vmi.formats.tables import TableRow
from vmi.models import Product, Supplier
from vmi.rules.matching import gtin14

PRODUCT_COLUMNS: Final = {
    "code": "code product_code our_code item item_code sku product 商品编码 产品编码 物料编码 我方编码 编码",
    "name": "name product_name description item_name english_name 英文名称 名称 商品名称 产品名称",
    "name_zh": "name_zh chinese_name 中文名称",
    "gtin": "gtin ean upc barcode 条码 条形码 商品条码",
    "category": "category 品类 类别 分类",
    "brand": "brand 品牌",
    "supplier": "supplier vendor manufacturer 供应商 生产商 厂商",
    "segment_code": "segment segment_code 行业赛道 细分",
    "unit": "unit 单位",
    "pack_size": "pack_size pack 装箱数 包装数",
    "pallet_size": "pallet_size pallet 托盘数",
}
NEEDED: Final = ("code",)
_WHOLE_NUMBERS: Final = ("pack_size", "pallet_size")


@action(Permission.EDIT_MASTER_DATA)
def import_products(scope: Scope, rows: Iterable[TableRow]) -> ImportOutcome:
    """Take over every row with a code; a product without a supplier in the file is ours."""
    outcome = ImportOutcome()
    suppliers = {row.name: row for row in Supplier.objects.all()}
    create_or_update(
        _wanted(rows, suppliers, outcome),
        outcome,
        existing=lambda codes: {row.code: row for row in Product.objects.filter(code__in=codes)},
        make=lambda code: Product(code=code, name=code, supplier=_us(suppliers)),
    )
    record_audit(scope, "import_products", created=outcome.created, updated=outcome.updated)
    return outcome


def _wanted(
    rows: Iterable[TableRow], suppliers: dict[str, Supplier], outcome: ImportOutcome
) -> Iterator[Wanted]:
    for row in rows:
        problem = _problem(row)
        if problem:
            outcome.bad.append(BadRow(row.line, problem))
            continue
        names = ("name", "name_zh", "category", "brand", "segment_code", "unit")
        values: dict[str, Any] = {name: row.get(name) for name in names if row.get(name)}
        values |= {name: int(row.get(name)) for name in _WHOLE_NUMBERS if row.get(name)}
        if row.get("gtin"):
            gtin = gtin14(row.get("gtin"))
            if gtin is None:
                text = _("“%(gtin)s” is no GTIN; the product is kept without it.")
                outcome.remarks.append(BadRow(row.line, text % {"gtin": row.get("gtin")}))
            else:
                values["gtin"] = gtin
        if row.get("supplier"):
            values["supplier"] = _supplier(suppliers, row.get("supplier"))
        yield Wanted(row.line, row.get("code"), values)


def _problem(row: TableRow) -> str:
    if not row.get("code"):
        return _("The row has no code.")
    for name in _WHOLE_NUMBERS:
        if row.get(name) and not (row.get(name).isascii() and row.get(name).isdecimal()):
            return _("“%(value)s” is no whole number.") % {"value": row.get(name)}
    for name, value in row.cells.items():
        field = Product._meta.get_field(name)
        limit = getattr(field, "max_length", None) if name != "supplier" else 200
        if limit and name != "gtin" and len(value) > limit:
            return _("“%(value)s…” is longer than %(limit)s characters.") % {
                "value": value[:20],
                "limit": limit,
            }
    return ""


def _supplier(suppliers: dict[str, Supplier], name: str) -> Supplier:
    name = name[:200]
    if name not in suppliers:
        suppliers[name] = Supplier.objects.create(name=name)
    return suppliers[name]


def _us(suppliers: dict[str, Supplier]) -> Supplier:
    """The supplier that is us; made where nobody has named it yet."""
    us = next((row for row in suppliers.values() if row.is_us), None)
    if us is None:
        us = suppliers.get("Us") or Supplier.objects.create(name="Us", is_us=True)
        suppliers[us.name] = us
    return us
