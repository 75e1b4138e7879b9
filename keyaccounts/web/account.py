"""One account: its page and its brief."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from keyaccounts.rules.timing import last_half
from keyaccounts.selectors.account_page import AccountPage, account_page
from keyaccounts.selectors.brief import Brief, brief
from keyaccounts.selectors.wording import REASON_WORDS, STRATEGY_TONES, STRATEGY_WORDS
from keyaccounts.web import charts
from keyaccounts.web.addresses import review_address
from keyaccounts.web.asking import asked_period, language, scope_in
from keyaccounts.web.forms import PlanForm
from portal.kernel.clock import today
from portal.kernel.numbers import (
    change_in_words,
    day_in_words,
    percent_in_words,
    short_in_words,
)


@require_safe
def account(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one account on one page."""
    asked = asked_period(request)
    scope = scope_in(request)
    page = account_page(scope, code, asked.period)
    return render(
        request,
        "keyaccounts/account.html",
        {
            "page_title": page.row.name,
            "page": page,
            "row": page.row,
            "asked": asked,
            "headline": headline(page, asked.words),
            "lead": lead(page),
            "split_chart": charts.split_chart(page.split, page.row.name),
            "months_chart": charts.months_chart(page.purchases.months, page.purchases.currency),
            "strategy": guidance_words(page),
            "review": review_address(code, last_half(page.today), language()),
            "plan_form": PlanForm(initial={"on": page.today}, auto_id="plan_%s"),
            "may_edit": scope.may(Permission.EDIT_ACCOUNTS),
            "may_visit": scope.may(Permission.PLAN_VISITS),
            "may_confirm": scope.may(Permission.CONFIRM_KEY_ACCOUNTS),
        },
    )


@require_safe
def account_brief(request: HttpRequest, code: str) -> HttpResponse:
    """The brief: one page on paper, one on a phone."""
    answer = brief(scope_in(request), code, today())
    return render(
        request,
        "keyaccounts/brief.html",
        {
            "page_title": _("Brief: %(name)s") % {"name": answer.page.row.name},
            "brief": answer,
            "page": answer.page,
            "row": answer.page.row,
            "headline": brief_headline(answer),
            "strategy": guidance_words(answer.page),
            "may_visit": scope_in(request).may(Permission.PLAN_VISITS),
        },
    )


def guidance_words(page: AccountPage) -> dict[str, object]:
    """The strategy, its reason, and its tone."""
    guidance = page.row.guidance
    return {
        "words": STRATEGY_WORDS[guidance.strategy],
        "reason": REASON_WORDS[guidance.reason],
        "tone": STRATEGY_TONES[guidance.strategy],
    }


def headline(page: AccountPage, period_words: str) -> str:
    """Where the account stands, in one sentence."""
    measures = page.row.measures
    said = {
        "name": page.row.name,
        "revenue": short_in_words(measures.revenue, language()),
        "period": period_words,
    }
    if measures.share.value is None:
        return _("%(name)s bought %(revenue)s in %(period)s; its demand is not known") % said
    said["share"] = percent_in_words(measures.share.value, language())
    if page.row.change is None:
        return _("%(name)s bought %(revenue)s in %(period)s: %(share)s of what it needs") % said
    said["change"] = change_in_words(page.row.change, language())
    return (
        _("%(name)s bought %(revenue)s in %(period)s (%(change)s): %(share)s of what it needs")
        % said
    )


def lead(page: AccountPage) -> list[str]:
    """What to know beside it: the next order, stock, complaints, the last visit."""
    sentences = [order_sentence(page)]
    if page.low:
        sentences.append(
            ngettext("%(count)d place runs low.", "%(count)d places run low.", len(page.low))
            % {"count": len(page.low)}
        )
    if page.open_complaints:
        count = len(page.open_complaints)
        sentences.append(
            ngettext("%(count)d complaint is open.", "%(count)d complaints are open.", count)
            % {"count": count}
        )
    sentences.append(visit_sentence(page))
    return [sentence for sentence in sentences if sentence]


def order_sentence(page: AccountPage) -> str:
    """When the next order is due, or that it is late; empty when orders are too few to tell."""
    due = page.purchases.order_due
    if due is None:
        return ""
    day = day_in_words(due.due_on, language())
    late = due.days_late(page.today)
    if late:
        return ngettext(
            "Its order was expected by %(day)s and is %(late)d day late.",
            "Its order was expected by %(day)s and is %(late)d days late.",
            late,
        ) % {"day": day, "late": late}
    if due.due_on < page.today:
        return _("Its next order is due any day.")
    return _("Its next order is due about %(day)s.") % {"day": day}


def visit_sentence(page: AccountPage) -> str:
    """When somebody was there last."""
    days = page.row.days_since_visit
    if days is None:
        return _("Nobody has reported a visit yet.")
    if days == 0:
        return _("Visited today.")
    return ngettext("Visited %(count)d day ago.", "Visited %(count)d days ago.", days) % {
        "count": days
    }


def brief_headline(answer: Brief) -> str:
    """What changed since the last visit."""
    since = answer.since_visit
    name = answer.page.row.name
    if since.visited_on is None:
        return _("%(name)s: no visit on record; the last three months in short") % {"name": name}
    said = {
        "name": name,
        "day": day_in_words(since.visited_on, language()),
        "revenue": short_in_words(since.revenue, language()),
    }
    return ngettext(
        "%(name)s: %(count)d order worth %(revenue)s since the visit of %(day)s",
        "%(name)s: %(count)d orders worth %(revenue)s since the visit of %(day)s",
        since.orders,
    ) % {**said, "count": since.orders}
