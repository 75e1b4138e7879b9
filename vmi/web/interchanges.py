"""The EDI exchange: interchanges that came, the verdict on each, and what we answered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from portal.kernel.downloads import attached
from portal.kernel.errors import NotFound
from portal.kernel.numbers import number_in_words
from vmi.models import Interchange
from vmi.rules.running_numbers import MissingNumbers
from vmi.selectors.interchanges import (
    VERDICTS,
    InterchangeFilter,
    acknowledgement_of,
    answer_lines,
    answered_by,
    interchange_for,
    interchange_rows,
    missing_before,
    no_answer_in_words,
    numbers_missing,
    partners_with_interchanges,
    problems_of,
    syntax_in_words,
    verdict_on,
)
from vmi.web import wording
from vmi.web.asking import PARTNER, WORKSPACE, Side, language, scope_in

INTERCHANGES_A_PAGE: Final = 25
_GAPS_SHOWN: Final = 10
_PROBLEMS_SHOWN: Final = 100
_TONES: Final = {
    "accepted": "good",
    "errors": "watch",
    "rejected": "act",
    "resent": "accent",
    "reused": "act",
    "acknowledgement": "accent",
}
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class InterchangeRow:
    """An interchange as lists show it: the verdict on its syntax beside what became of its lines."""

    interchange: Interchange
    tone: str
    verdict: str
    business: str
    business_tone: str
    gap: str
    answer: Interchange

    @property
    def kinds(self) -> str:
        return ", ".join(self.interchange.kinds)


def interchange_row(interchange: Interchange) -> InterchangeRow:
    """From a row of vmi.selectors.interchanges."""
    verdict = verdict_on(interchange)
    gap = missing_before(interchange)
    return InterchangeRow(
        interchange=interchange,
        tone=_TONES.get(verdict, "accent"),
        verdict=str(VERDICTS.get(verdict, _("being read"))),
        business=_business(interchange),
        business_tone=_business_tone(interchange),
        gap=_gap_in_words(gap) if gap else "",
        answer=answered_by(interchange),
    )


def interchange_rows_of(interchanges: Iterable[Interchange]) -> list[InterchangeRow]:
    return [interchange_row(each) for each in interchanges]


def _business(interchange: Interchange) -> str:
    """What became of its lines: its document's verdict, unless none of them could count."""
    if interchange.state == Interchange.State.RESENT:
        return _("counted once, with the first")
    if interchange.state == Interchange.State.REUSED or interchange.acceptance == "R":
        return _("nothing taken")
    if interchange.is_acknowledgement:
        return _("nothing to post")
    return wording.verdict(interchange.document)


def _business_tone(interchange: Interchange) -> str:
    if interchange.state == Interchange.State.RESENT or interchange.is_acknowledgement:
        return "accent"
    if interchange.state == Interchange.State.REUSED or interchange.acceptance == "R":
        return "act"
    return wording.tone_of(interchange.document)


def _gap_in_words(missing: MissingNumbers) -> str:
    if missing.count == 1:
        return _("%(number)s is missing before it") % {"number": missing.first}
    return ngettext(
        "%(count)s number is missing before it: %(first)s to %(last)s",
        "%(count)s numbers are missing before it: %(first)s to %(last)s",
        missing.count,
    ) % {
        "count": number_in_words(missing.count, language()),
        "first": missing.first,
        "last": missing.last,
    }


def _interchanges(request: HttpRequest, side: Side) -> HttpResponse:
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    chosen = InterchangeFilter.of(request.GET.get("partner", ""), request.GET.get("verdict", ""))
    rows = interchange_rows(scope, chosen)
    page = Paginator(rows, INTERCHANGES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        side.template("interchanges"),
        {
            "side": side.namespace,
            "page": page,
            "rows": interchange_rows_of(page),
            "chosen": chosen,
            "verdicts": VERDICTS.items(),
            "gaps": numbers_missing(scope, chosen.partner_id, most=_GAPS_SHOWN),
            "partners": partners_with_interchanges(scope) if side is WORKSPACE else (),
            "may_submit": scope.may(Permission.SUBMIT_REPORTS) and side is PARTNER,
        },
    )


def _interchange(request: HttpRequest, side: Side, interchange_id: int) -> HttpResponse:
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    found = interchange_for(scope, interchange_id)
    content = acknowledgement_of(found)
    problems = problems_of(found)
    return render(
        request,
        side.template("interchange"),
        {
            "side": side.namespace,
            "row": interchange_row(found),
            "interchange": found,
            "sentence": syntax_in_words(found),
            "problems": problems[:_PROBLEMS_SHOWN],
            "problems_more": max(0, found.problem_count - _PROBLEMS_SHOWN),
            "answer_lines": answer_lines(content) if content is not None else (),
            "no_answer": no_answer_in_words(found) if content is None else "",
        },
    )


def _acknowledgement(request: HttpRequest, side: Side, interchange_id: int) -> HttpResponseBase:
    """Our answer byte for byte, always to be saved."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    found = interchange_for(scope, interchange_id)
    content = acknowledgement_of(found)
    if content is None:
        raise NotFound("no_acknowledgement", no_answer_in_words(found))
    answer = answered_by(found)
    kinds = answer.answer_kinds.replace(" ", "-").lower()
    response = HttpResponse(content, content_type="application/octet-stream")
    return attached(response, f"{kinds}-{answer.answer_number}.edi")


def _on(side: Side, view: View) -> View:
    """The view as it is asked for on one side, for signed-in people only."""

    def shown(request: HttpRequest, **parts: int) -> HttpResponseBase:
        return view(request, side, **parts)

    guarded: View = login_required(require_safe(shown))
    return guarded


interchanges, workspace_interchanges = _on(PARTNER, _interchanges), _on(WORKSPACE, _interchanges)
interchange, workspace_interchange = _on(PARTNER, _interchange), _on(WORKSPACE, _interchange)
acknowledgement = _on(PARTNER, _acknowledgement)
workspace_acknowledgement = _on(WORKSPACE, _acknowledgement)
