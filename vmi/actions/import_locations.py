"""Create or update a partner's places from a table."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.events import publish
from vmi.actions.importing import BadRow, ImportOutcome, Wanted, create_or_update
from vmi.events import CodeMapped
from vmi.formats.tables import TableRow
from vmi.models import Location, LocationKind
from vmi.rules.matching import gln13

LOCATION_COLUMNS: Final = {
    "code": "code location_code store_code store store_no site 门店编码 门店代码 门店编号 仓库编码 编码",
    "name": "name location_name store_name 门店名称 仓库名称 名称",
    "gln": "gln 全球位置码",
    "kind": "kind type 类型",
    "region": "region area 大区 区域",
    "city": "city 城市",
}
NEEDED: Final = ("code",)
_LIMITS: Final = {"code": 120, "name": 200, "region": 80, "city": 80}
_KINDS: Final = {
    **{kind: kind for kind in LocationKind.values},
    "门店": LocationKind.STORE.value,
    "仓库": LocationKind.DISTRIBUTION_CENTRE.value,
    "配送中心": LocationKind.DISTRIBUTION_CENTRE.value,
    "工厂": LocationKind.PLANT.value,
}


@action(Permission.EDIT_MASTER_DATA)
def import_locations(scope: Scope, partner_id: int, rows: Iterable[TableRow]) -> ImportOutcome:
    """Take over every row with a code; lines that waited for a place then post by themselves."""
    outcome = ImportOutcome()
    create_or_update(
        _wanted(rows, outcome),
        outcome,
        existing=lambda codes: {
            row.code: row for row in Location.objects.filter(partner_id=partner_id, code__in=codes)
        },
        make=lambda code: Location(partner_id=partner_id, code=code, name=code),
    )
    record_audit(
        scope,
        "import_locations",
        partner_id=partner_id,
        created=outcome.created,
        updated=outcome.updated,
    )
    publish(CodeMapped(partner_id))
    return outcome


def _wanted(rows: Iterable[TableRow], outcome: ImportOutcome) -> Iterator[Wanted]:
    for row in rows:
        problem = _problem(row)
        if problem:
            outcome.bad.append(BadRow(row.line, problem))
            continue
        names = ("name", "region", "city")
        values: dict[str, Any] = {name: row.get(name) for name in names if row.get(name)}
        if row.get("kind"):
            values["kind"] = _KINDS[row.get("kind").casefold()]
        if row.get("gln"):
            values["gln"] = gln13(row.get("gln"))
        yield Wanted(row.line, row.get("code"), values)


def _problem(row: TableRow) -> str:
    if not row.get("code"):
        return _("The row has no code.")
    if row.get("kind") and row.get("kind").casefold() not in _KINDS:
        return _("“%(value)s” is no kind of place; write store, dc or plant.") % {
            "value": row.get("kind")
        }
    if row.get("gln") and gln13(row.get("gln")) is None:
        return _("“%(value)s” is no GLN of 13 digits.") % {"value": row.get("gln")}
    for name, limit in _LIMITS.items():
        if len(row.get(name)) > limit:
            return _("“%(value)s…” is longer than %(limit)s characters.") % {
                "value": row.get(name)[:20],
                "limit": limit,
            }
    return ""
