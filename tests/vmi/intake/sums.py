"""What readers see of A's facts, as plain figures."""

from decimal import Decimal

from accounts.tenancy import Scope, active, system_scope_for
from portal.kernel.period import Period
from vmi.models import Posting
from vmi.selectors.sell_through import Dimension, sell_through

EVER = Period.parse("2020-01-01..2030-12-31")


def sold_by_day(scope: Scope) -> dict[str, Decimal | None]:
    rows = sell_through(scope, period=EVER, group_by=(Dimension.DAY,))
    return {row.labels[0].text: row.sold for row in rows}


def sold(scope: Scope) -> Decimal | None:
    rows = sell_through(scope, period=EVER)
    return rows[0].sold if rows else None


def posting_states(document_id: int) -> list[str]:
    with active(system_scope_for("test")):
        return list(
            Posting.objects.filter(document_id=document_id)
            .order_by("pk")
            .values_list("state", flat=True)
        )
