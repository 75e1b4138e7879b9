"""Writes the example's accounts: segments, demand and supply, contacts, visits, promises, complaints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.actions.base import action
from accounts.models import Partner, Person
from accounts.permissions import Permission
from accounts.tenancy import Scope
from keyaccounts.models import (
    Account,
    AccountSegment,
    Complaint,
    Contact,
    DemandFigure,
    PromiseMade,
    Segment,
    SupplierKind,
    SupplyFigure,
    Visit,
)
from reports.demo.figures import PlannedFigure, market_figures
from reports.demo.market import (
    BRANDS,
    DISTRIBUTOR,
    DISTRIBUTOR_BUYS,
    GROUP,
    RETAILER,
    SEGMENTS,
    Brand,
)
from reports.demo.relations import complaints, contacts, promises, visits
from reports.demo.seasons import Calendar

_ROWS_AT_A_TIME = 500


@dataclass(frozen=True)
class _Firm:
    partners: Mapping[str, Partner]
    people: Mapping[str, Person]


@action(Permission.EDIT_ACCOUNTS)
def load_demo_accounts(
    _scope: Scope, calendar: Calendar, partners: Mapping[str, Partner], people: Mapping[str, Person]
) -> None:
    """Make the account side of every partner. `people` are the cast by key."""
    firm = _Firm(partners, people)
    segments = _segments()
    for brand in BRANDS:
        _account(partners[brand.code], brand, segments)
    _other_accounts(partners, segments)
    write_figures(market_figures(calendar), partners, segments)
    _contacts(partners)
    _visits(firm, calendar)
    _promises(partners, calendar)
    _complaints(partners, calendar)


def _segments() -> dict[str, Segment]:
    found: dict[str, Segment] = {}
    for code, parent, name, name_zh in SEGMENTS:
        found[code] = Segment.objects.create(
            code=code, name=name, name_zh=name_zh, parent=found[parent] if parent else None
        )
    return found


def _account(partner: Partner, brand: Brand, segments: Mapping[str, Segment]) -> None:
    account = Account.objects.create(
        partner=partner,
        standing=brand.standing,
        line=brand.line,
        stage=brand.stage,
        is_influential=brand.is_influential,
        target_share=Decimal(brand.target) if brand.target else None,
        receivable_days=45 + len(brand.code) * 5,
    )
    for each in brand.needs:
        AccountSegment.objects.create(
            partner=partner, account=account, segment=segments[each.segment], price=each.price
        )


def _other_accounts(partners: Mapping[str, Partner], segments: Mapping[str, Segment]) -> None:
    """The group, the distributor and the retailer; what they need of cans nobody has said."""
    Account.objects.create(
        partner=partners[GROUP[0]], standing=Account.Standing.CONFIRMED, stage=Account.Stage.PARTNER
    )
    Account.objects.create(partner=partners[RETAILER[0]])
    distributor = Account.objects.create(partner=partners[DISTRIBUTOR[0]], receivable_days=30)
    for segment, _, _, price in DISTRIBUTOR_BUYS:
        AccountSegment.objects.create(
            partner=distributor.partner,
            account=distributor,
            segment=segments[segment],
            price=Decimal(price),
        )


def write_figures(
    figures: Iterable[PlannedFigure],
    partners: Mapping[str, Partner],
    segments: Mapping[str, Segment],
) -> None:
    """Demand figures, and supply figures where a supplier is said."""
    demand: list[DemandFigure] = []
    supply: list[SupplyFigure] = []
    for each in figures:
        said = {
            "partner": partners[each.partner],
            "segment": segments[each.segment],
            "first_day": each.period.first_day,
            "last_day": each.period.last_day,
            "quantity": Decimal(each.quantity),
            "confidence": each.confidence,
            "source": each.source,
            "as_of": each.as_of,
        }
        if not each.supplier:
            demand.append(DemandFigure(**said))
            continue
        kind = SupplierKind.SELF_MADE if each.is_self_made else SupplierKind.COMPETITOR
        supply.append(SupplyFigure(**said, kind=kind, supplier_name=each.supplier))
    DemandFigure.objects.bulk_create(demand, batch_size=_ROWS_AT_A_TIME)
    SupplyFigure.objects.bulk_create(supply, batch_size=_ROWS_AT_A_TIME)


def _contacts(partners: Mapping[str, Partner]) -> None:
    Contact.objects.bulk_create(
        Contact(
            partner=partners[each.partner],
            name=each.name,
            role=each.role,
            influence=each.influence,
            attitude=each.attitude,
            phone=each.phone,
            email=each.email,
            preferred_channel=each.channel,
            birthday=each.birthday,
            likes=each.likes,
        )
        for each in contacts()
    )


def _visits(firm: _Firm, calendar: Calendar) -> None:
    planned = list(visits(calendar))
    Visit.objects.bulk_create(
        Visit(
            partner=firm.partners[each.partner],
            visitor=firm.people[each.visitor],
            on=each.on,
            purpose=each.purpose,
            state=Visit.State.DONE if each.outcome else Visit.State.PLANNED,
            outcome=each.outcome,
            next_step=each.next_step,
        )
        for each in planned
    )
    done = sorted((each for each in planned if each.outcome), key=lambda each: each.on)
    for code, step in {each.partner: each.next_step for each in done}.items():
        Account.objects.filter(partner=firm.partners[code]).update(next_step=step)


def _promises(partners: Mapping[str, Partner], calendar: Calendar) -> None:
    PromiseMade.objects.bulk_create(
        PromiseMade(
            partner=partners[each.partner],
            side=each.side,
            text=each.text,
            made_on=each.made_on,
            due_on=each.due_on,
            kept_on=each.kept_on,
        )
        for each in promises(calendar)
    )


def _complaints(partners: Mapping[str, Partner], calendar: Calendar) -> None:
    Complaint.objects.bulk_create(
        Complaint(
            partner=partners[each.partner],
            received_on=each.received_on,
            subject=each.subject,
            product_code=each.product,
            measure=each.measure,
            closed_on=each.closed_on,
        )
        for each in complaints(calendar)
    )
