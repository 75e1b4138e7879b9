"""How much an account needs, or somebody else supplies: figures with their source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from keyaccounts.models import Confidence, DemandFigure, Segment, SupplierKind, SupplyFigure
from keyaccounts.selectors.gates import account_for
from keyaccounts.selectors.ledger import UNIT
from portal.kernel.clock import today
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.period import Period


@dataclass(frozen=True)
class MarketStatement:
    """Somebody's figure for an account in a segment and period: how much, who says so, of which day."""

    segment_code: str
    period: Period
    quantity: Decimal
    source: str
    as_of: date
    confidence: str = Confidence.ESTIMATED


@action(Permission.EDIT_ACCOUNTS)
def set_demand_figure(scope: Scope, code: str, statement: MarketStatement) -> DemandFigure:
    """Write down a demand; the same source for the same segment, period and day replaces its figure."""
    account = account_for(scope, code, lock=True)
    segment = _judged(statement)
    figure, _is_new = DemandFigure.objects.update_or_create(
        partner_id=account.partner_id,
        segment=segment,
        first_day=statement.period.first_day,
        last_day=statement.period.last_day,
        source=statement.source.strip(),
        as_of=statement.as_of,
        defaults={
            "quantity": statement.quantity,
            "unit": UNIT,
            "confidence": statement.confidence,
        },
    )
    record_audit(scope, "set_demand_figure", figure, quantity=str(figure.quantity))
    return figure


@action(Permission.EDIT_ACCOUNTS)
def set_supply_figure(
    scope: Scope, code: str, statement: MarketStatement, *, kind: str, supplier_name: str = ""
) -> SupplyFigure:
    """Write down what a competitor supplies, or the account makes itself."""
    account = account_for(scope, code, lock=True)
    segment = _judged(statement)
    if kind not in SupplierKind.values:
        raise Invalid("supplier_kind_unknown", _("Choose who supplies it."), "kind")
    if kind == SupplierKind.COMPETITOR and not supplier_name.strip():
        raise Invalid("supplier_missing", _("Name the competitor."), "supplier_name")
    figure, _is_new = SupplyFigure.objects.update_or_create(
        partner_id=account.partner_id,
        segment=segment,
        first_day=statement.period.first_day,
        last_day=statement.period.last_day,
        source=statement.source.strip(),
        as_of=statement.as_of,
        kind=kind,
        supplier_name=supplier_name.strip(),
        defaults={
            "quantity": statement.quantity,
            "unit": UNIT,
            "confidence": statement.confidence,
        },
    )
    record_audit(scope, "set_supply_figure", figure, quantity=str(figure.quantity))
    return figure


def _judged(statement: MarketStatement) -> Segment:
    """The segment, when the statement can be accepted."""
    if statement.quantity < 0:
        raise Invalid("quantity_negative", _("A quantity can't be less than nothing."), "quantity")
    if not statement.source.strip():
        raise Invalid("source_missing", _("Say where the figure comes from."), "source")
    if statement.as_of > today():
        raise Invalid("as_of_ahead", _("A figure can't be of a day to come."), "as_of")
    if statement.confidence not in Confidence.values:
        raise Invalid("confidence_unknown", _("Choose how the figure is known."), "confidence")
    segment = Segment.objects.filter(code=statement.segment_code).first()
    if segment is None:
        raise NotFound("segment_not_found", _("There is no segment with this code."), "segment")
    return segment
