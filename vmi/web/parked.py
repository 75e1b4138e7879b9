"""Codes that lines wait for, and the page where one of them gets its meaning."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import today
from portal.kernel.errors import DomainError, Invalid
from portal.kernel.numbers import day_in_words, number_in_words
from vmi.actions.create_location import NewLocation, create_location
from vmi.actions.map_code import map_code
from vmi.selectors.missing_packs import missing_packs
from vmi.selectors.waiting_codes import (
    CODES_SHOWN,
    Order,
    WaitingCode,
    lines_waiting_for,
    oldest_waiting,
    possible_targets,
    waiting_code,
    waiting_codes,
)
from vmi.web.asking import PARTNER, WORKSPACE, Side, language, scope_in

View = Callable[..., HttpResponse]
# Sent in place of an id when the code is that of a place which we do not have yet.
NEW_PLACE = "new"
# A code that has waited for longer is pointed out.
_LONG_DAYS = 14


def _parked(request: HttpRequest, side: Side) -> HttpResponse:
    """Every unknown code; on POST one of them gets a meaning."""
    scope = scope_in(request, side, Permission.MAP_CODES)
    if request.method == "POST":
        return _map(request, side)
    order = Order.AGE if request.GET.get("sort") == Order.AGE else Order.LINES
    number = _number(request.GET.get("page", "")) or 1
    found = waiting_codes(scope, order=order, start=(number - 1) * CODES_SHOWN)
    oldest = [
        (each, day_in_words(localdate(each.first_seen), language()))
        for each in oldest_waiting(scope, today())
        if each.days >= _LONG_DAYS
    ]
    return render(
        request,
        side.template("parked"),
        {
            "side": side.namespace,
            "found": found,
            "packs": missing_packs(scope),
            "rows": [(code, code.waits_since(today())) for code in found.codes],
            "oldest": oldest,
            "order": order.value,
            # Only counted: the codes of other pages are not read for it.
            "page": Paginator(range(found.code_count), CODES_SHOWN).get_page(number),
            "long_days": _LONG_DAYS,
            "is_workspace": side is WORKSPACE,
        },
    )


def _code(request: HttpRequest, side: Side, line_id: int) -> HttpResponse:
    """One code, with a search among everything that it could mean."""
    scope = scope_in(request, side, Permission.MAP_CODES)
    waiting = waiting_code(scope, line_id)
    wanted = request.GET.get("q", "")
    return render(
        request,
        side.template("code"),
        {
            "side": side.namespace,
            "waiting": waiting,
            "days": waiting.waits_since(today()),
            "wanted": wanted,
            "targets": possible_targets(scope, waiting, wanted),
            "new_place": "" if waiting.is_product else NEW_PLACE,
        },
    )


def _map(request: HttpRequest, side: Side) -> HttpResponse:
    scope = scope_in(request, side, Permission.MAP_CODES)
    waiting = waiting_code(scope, _number(request.POST.get("line", "")))
    try:
        _give_meaning(scope, waiting, request.POST.get("target", ""))
    except DomainError as problem:
        messages.error(request, str(problem.message))
        return redirect(side.address("code"), waiting.last_line_id)
    _say_what_posted(request, waiting, side)
    return redirect(side.address("parked"))


def _give_meaning(scope: Scope, waiting: WaitingCode, target: str) -> None:
    if target == NEW_PLACE and not waiting.is_product:
        create_location(scope, waiting.partner.pk, NewLocation(waiting.code, waiting.name))
        return
    target_id = _number(target)
    if not target_id:
        raise Invalid("nothing_chosen", _("Choose what the code means first."), "target")
    map_code(
        scope,
        waiting.partner.pk,
        waiting.code,
        product_id=target_id if waiting.is_product else None,
        location_id=None if waiting.is_product else target_id,
    )


def _say_what_posted(request: HttpRequest, waiting: WaitingCode, side: Side) -> None:
    """How many lines the code let go; where the work is done in the background, that it is under way."""
    scope = scope_in(request, side, Permission.MAP_CODES)
    left = lines_waiting_for(scope, waiting.partner.pk, waiting.field, waiting.code)
    posted = waiting.lines - left
    if left:
        words = ngettext(
            "%(code)s is known now. %(number)s line that waited for it is being posted.",
            "%(code)s is known now. %(number)s lines that waited for it are being posted.",
            left,
        )
        shown = left
    else:
        words = ngettext(
            "%(code)s is known now. %(number)s line that waited for it has found its match.",
            "%(code)s is known now. %(number)s lines that waited for it have found their match.",
            posted,
        )
        shown = posted
    messages.success(
        request, words % {"code": waiting.code, "number": number_in_words(shown, language())}
    )


def _number(text: str) -> int:
    """The number that a form sent, 0 for what is none: no row has it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _on(side: Side, view: View) -> View:
    def shown(request: HttpRequest, **parts: int) -> HttpResponse:
        return view(request, side, **parts)

    guarded: View = login_required(require_http_methods(["GET", "HEAD", "POST"])(shown))
    return guarded


parked, workspace_parked = _on(PARTNER, _parked), _on(WORKSPACE, _parked)
code, workspace_code = _on(PARTNER, _code), _on(WORKSPACE, _code)
