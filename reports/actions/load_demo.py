"""Fills an empty portal with the can-maker's case: accounts, orders, people and reports, as if two years old."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.models import Partner, Person
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Conflict
from reports.actions.load_demo_accounts import load_demo_accounts
from reports.actions.load_demo_catalogue import load_demo_catalogue
from reports.actions.load_demo_feeds import load_demo_feeds
from reports.actions.load_demo_notices import load_demo_notices
from reports.actions.load_demo_people import assign_demo_accounts, load_demo_people
from reports.actions.load_demo_reports import Taken, load_demo_reports, remember_demo_styles
from reports.demo.feeds import FEEDS, UNASKED, PlannedFile, files_of
from reports.demo.files import STYLES
from reports.demo.market import BRANDS, DISTRIBUTOR, GROUP, RETAILER
from reports.demo.notices import NOTICES
from reports.demo.orders import PlannedOrder, buyers, orders_of
from reports.demo.seasons import WEEKS, Calendar

Say = Callable[[str], None]


# The master data are one transaction; each report after them is posted by itself.
@action(Permission.MANAGE_PEOPLE, atomic=False)
def load_demo(scope: Scope, today: date, *, say: Say, weeks: int = WEEKS) -> Taken:
    """Load the example as of `today`, with reports of so many weeks (none at all for 0).

    Raises Conflict when there are partners already.
    """
    refuse_over_partners()
    calendar = Calendar(today)
    orders = {buyer.code: list(orders_of(buyer, calendar)) for buyer in buyers()}
    with transaction.atomic():
        partners = load_demo_catalogue(scope, calendar, orders)
        people = load_demo_people(scope, partners)
        assign_demo_accounts(scope, _managed(partners, people))
        load_demo_accounts(scope, calendar, partners, people)
        remember_demo_styles(scope, partners, STYLES)
        load_demo_notices(scope, NOTICES, partners, today)
    say(
        _("%(partners)d partners, %(people)d people and %(orders)d orders are in.")
        % {
            "partners": len(partners),
            "people": len(people),
            "orders": sum(map(len, orders.values())),
        }
    )
    taken = load_demo_reports(
        scope, partners, _files(calendar, orders, weeks), say=lambda taken: say(progress(taken))
    )
    load_demo_feeds(scope, [partners[feed.partner] for feed in FEEDS if feed.partner != UNASKED])
    return taken


def refuse_over_partners() -> None:
    """Raise Conflict unless the portal is empty: an example must never mix with a firm's own data."""
    if Partner.objects.exists():
        raise Conflict(
            "partners_exist",
            _(
                "There are partners in this portal already; the example is only loaded into an empty one. "
                "Point TANDEM_DATA to a new folder (or DATABASE_URL to a new database), run migrate, and try again."
            ),
        )


def progress(taken: Taken) -> str:
    """How far the reports are, in words."""
    return _("… %(documents)d reports with %(lines)d lines read.") % {
        "documents": taken.documents,
        "lines": taken.lines_in,
    }


def _managed(
    partners: Mapping[str, Partner], people: Mapping[str, Person]
) -> list[tuple[Person, Partner]]:
    managers = {brand.code: brand.manager for brand in BRANDS}
    managers |= {row[0]: row[-1] for row in (GROUP, DISTRIBUTOR, RETAILER)}
    return [(people[manager], partners[code]) for code, manager in managers.items()]


def _files(
    calendar: Calendar, orders: Mapping[str, list[PlannedOrder]], weeks: int
) -> Iterator[PlannedFile]:
    for feed in FEEDS if weeks else ():
        yield from files_of(feed, calendar, orders.get(feed.partner, ()), weeks=weeks)
