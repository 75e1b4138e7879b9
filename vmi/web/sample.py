"""A sample file with the partner's own codes: what to send, by example."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from portal.kernel.clock import today
from portal.kernel.downloads import Cell, csv_file
from vmi.selectors.waiting_codes import own_codes
from vmi.web.asking import PARTNER, own_partner, scope_in

_ROWS = 12


@login_required
@require_safe
def sample(request: HttpRequest) -> HttpResponseBase:
    """A small file that would post as it is; the quantities are invented."""
    scope = scope_in(request, PARTNER, Permission.VIEW_REPORTS)
    codes = own_codes(scope, own_partner(scope), count=_ROWS) or ((_("your code"), _("place")),)
    # Headers that the intake knows by themselves, in either language.
    heads = [_("Product code"), _("Store code"), _("Date"), _("Sold"), _("On hand")]
    return csv_file(_rows(heads, codes), "tandem-sample.csv")


def _rows(heads: list[str], codes: tuple[tuple[str, str], ...]) -> Iterator[Sequence[Cell]]:
    yield heads
    yesterday = today() - timedelta(days=1)
    for number, (product, place) in enumerate(codes, 1):
        yield [product, place, yesterday, Decimal(number * 3), Decimal(number * 20)]
