"""Fills an empty portal with a real retail panel: true shares of one manufacturer at twenty stores."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.models import Partner, PartnerKind
from accounts.permissions import Permission
from accounts.rules.roles import Role
from accounts.tenancy import Scope
from keyaccounts.models import Account, AccountSegment, Confidence, Segment
from portal.kernel.period import Period
from reports.actions.load_demo import progress, refuse_over_partners
from reports.actions.load_demo_accounts import write_figures
from reports.actions.load_demo_people import assign_demo_accounts, load_demo_people
from reports.actions.load_demo_reports import Taken, load_demo_reports, remember_demo_styles
from reports.demo.figures import PlannedFigure
from reports.demo.market import LIN, MEI
from reports.demo.panel import (
    CURRENCY,
    FIRST_WEEK,
    STORES,
    STYLE,
    WEEKS_A_FILE,
    Panel,
    Sale,
    our_sales,
    panel_files,
    partner_code,
    read_panel,
    segment_code,
)
from reports.demo.people import CAST, CastMember
from reports.demo.seasons import Calendar
from vmi.models import Location, Order, OrderLine, Product, Supplier
from vmi.selectors.sell_through import Dimension, Filters, sell_through

_ROWS_AT_A_TIME = 500
_ROOT = "all-departments"


# The master data are one transaction; each report after them is posted by itself.
@action(Permission.MANAGE_PEOPLE, atomic=False)
def load_demo_panel(
    scope: Scope,
    today: date,
    *,
    say: Callable[[str], None],
    stores: int = STORES,
    first_week: int = FIRST_WEEK,
) -> Taken:
    """Load the panel. Raises Conflict over existing partners, Invalid when the package is missing."""
    refuse_over_partners()
    panel = read_panel(Calendar(today), stores=stores, first_week=first_week)
    with transaction.atomic():
        partners = _partners(panel)
        products = _products(panel)
        segments = _segments(panel)
        people = load_demo_people(scope, partners, _cast(panel))
        managed = [
            (people[(MEI, LIN)[place % 2]], row) for place, row in enumerate(partners.values())
        ]
        assign_demo_accounts(scope, managed)
        _accounts(partners, segments)
        _orders(panel, partners, products)
        remember_demo_styles(scope, partners, dict.fromkeys(partners, STYLE))
    say(
        _("%(stores)d stores and %(products)d products are in; we are manufacturer %(us)d.")
        % {"stores": len(partners), "products": len(products), "us": panel.us}
    )
    if settings.CURRENCY != CURRENCY:
        with settings.SETTINGS_FILE.open("a") as kept:
            kept.write(f"CURRENCY={CURRENCY}\n")
        say(
            _(
                "The panel counts in US dollars: settings.env beside the data says so from the next start on."
            )
        )
    taken = load_demo_reports(
        scope, partners, panel_files(panel), say=lambda so_far: say(progress(so_far))
    )
    derive_panel_demand(scope, panel, partners, segments)
    return taken


def _partners(panel: Panel) -> dict[str, Partner]:
    found = {}
    for store in panel.stores:
        partner = Partner.objects.create(
            code=partner_code(store),
            name=f"Store {store}",
            name_zh=f"{store} 号店",
            kind=PartnerKind.RETAILER,
        )
        Location.objects.create(partner=partner, code=store, name=f"Store {store}")
        found[partner.code] = partner
    return found


def _products(panel: Panel) -> dict[str, Product]:
    makers = sorted({product.maker for product in panel.products})
    suppliers = Supplier.objects.bulk_create(
        Supplier(name=f"Manufacturer {maker}", is_us=maker == panel.us) for maker in makers
    )
    by_maker = dict(zip(makers, suppliers, strict=True))
    made = Product.objects.bulk_create(
        (
            Product(
                code=each.code,
                name=each.name,
                category=each.category,
                brand=each.brand,
                supplier=by_maker[each.maker],
                segment_code=segment_code(each.department),
            )
            for each in panel.products
        ),
        batch_size=_ROWS_AT_A_TIME,
    )
    return {product.code: product for product in made}


def _segments(panel: Panel) -> dict[str, Segment]:
    root = Segment.objects.create(code=_ROOT, name="All departments", name_zh="全部部门")
    return {
        segment_code(name): Segment.objects.create(
            code=segment_code(name), name=name.capitalize(), parent=root
        )
        for name in sorted({product.department for product in panel.products})
    }


def _cast(panel: Panel) -> list[CastMember]:
    """The same people; partners' people belong to the first two stores."""
    first, second = (partner_code(store) for store in (panel.stores * 2)[:2])
    employer = {"bo": first, "dan": first, "chen": second}
    return [
        CastMember(member.key, member.name, Role(member.role), employer.get(member.key, ""))
        for member in CAST
    ]


def _accounts(partners: Mapping[str, Partner], segments: Mapping[str, Segment]) -> None:
    for partner in partners.values():
        account = Account.objects.create(partner=partner, standing=Account.Standing.CONFIRMED)
        AccountSegment.objects.bulk_create(
            AccountSegment(partner=partner, account=account, segment=segment, currency=CURRENCY)
            for segment in segments.values()
        )


def _bundles(panel: Panel) -> list[Period]:
    """Four weeks each; the rest of the weeks is the first of them."""
    weeks = panel.weeks
    starts = range(len(weeks) % WEEKS_A_FILE, len(weeks), WEEKS_A_FILE)
    cuts = sorted({0, *starts, len(weeks)})
    return [
        Period(panel.week(weeks[begin]).first_day, panel.week(weeks[end - 1]).last_day)
        for begin, end in itertools.pairwise(cuts)
    ]


def _orders(panel: Panel, partners: Mapping[str, Partner], products: Mapping[str, Product]) -> None:
    """The panel tells no deliveries: each store ordered of us what it sold of ours in four weeks."""
    bought: dict[tuple[str, Period], list[Sale]] = defaultdict(list)
    bundles = _bundles(panel)
    of_week = {
        week: next(span for span in bundles if panel.week(week).last_day in span)
        for week in panel.weeks
    }
    for sale in our_sales(panel):
        bought[sale.store, of_week[sale.week]].append(sale)
    keys = sorted(bought, key=lambda key: (key[1].first_day, key[0]))
    orders = Order.objects.bulk_create(
        Order(
            partner=partners[partner_code(store)],
            number=f"{span.first_day:%y%m%d}-{store}",
            ordered_on=span.first_day,
            delivered_on=span.first_day,
            currency=CURRENCY,
        )
        for store, span in keys
    )
    OrderLine.objects.bulk_create(
        (
            OrderLine(
                partner_id=order.partner_id,
                order=order,
                product=products[sale.product],
                quantity=Decimal(sale.quantity),
                delivered_quantity=Decimal(sale.quantity),
                amount=Decimal(sale.value),
            )
            for order, key in zip(orders, keys, strict=True)
            for sale in bought[key]
        ),
        batch_size=_ROWS_AT_A_TIME,
    )


@action(Permission.EDIT_ACCOUNTS)
def derive_panel_demand(
    scope: Scope,
    panel: Panel,
    partners: Mapping[str, Partner],
    segments: Mapping[str, Segment],
) -> None:
    """Demand by store and department from the posted reports: everything sold there, whoever made it."""
    codes = {partner.pk: code for code, partner in partners.items()}
    by_segment: dict[str, set[int]] = defaultdict(set)
    for product_id, code in Product.objects.values_list("pk", "segment_code"):
        by_segment[code].add(product_id)
    figures = [
        PlannedFigure(
            codes[int(str(row.labels[0].value))],
            segment,
            period,
            int(row.sold),
            Confidence.DERIVED,
            "Units sold in the store's activity reports",
            period.last_day,
        )
        for segment, product_ids in by_segment.items()
        for period in _bundles(panel)
        for row in sell_through(
            scope,
            period=period,
            group_by=(Dimension.PARTNER,),
            filters=Filters(product_ids=frozenset(product_ids)),
        )
        if row.sold
    ]
    write_figures(figures, partners, segments)
