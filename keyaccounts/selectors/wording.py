"""The words for strategies, reasons and needs, for pages and reports alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccounts.rules.attention import Need
from keyaccounts.rules.matrix import Reason, Strategy
from keyaccounts.rules.next_order import Sureness
from keyaccounts.rules.nomination import Ground
from keyaccounts.rules.purchases import Step

# Lazy texts are no str for mypy; templates read them as such.
Words = Mapping[Any, Any]

STRATEGY_WORDS: Words = {
    Strategy.DEFEND: _("defend"),
    Strategy.GROW: _("grow"),
    Strategy.DEEPEN: _("deepen"),
    Strategy.MAINTAIN: _("maintain"),
    Strategy.SELECTIVE: _("selective"),
    Strategy.ASK: _("ask for demand"),
}
REASON_WORDS: Words = {
    Reason.LARGE_AND_OURS: _("A large account that buys mostly from us: keep rivals out."),
    Reason.LARGE_NOT_OURS: _("A large account that buys mostly elsewhere: win more of it."),
    Reason.SMALL_AND_OURS: _("Mostly ours and not large: serve it well at little cost."),
    Reason.SMALL_NOT_OURS: _("Not large and mostly elsewhere: only where it costs little."),
    Reason.SEGMENT_ALREADY_OURS: _(
        "We hold more than a third of its segment: deepen this account rather than win more of them."
    ),
    Reason.NO_HEADROOM: _("The target share is reached: nothing more to win for now."),
    Reason.DEMAND_UNKNOWN: _("Nobody has said how much it needs: ask, and the share will show."),
}
STRATEGY_TONES: Mapping[Strategy, str] = {
    Strategy.DEFEND: "good",
    Strategy.GROW: "accent",
    Strategy.DEEPEN: "accent",
    Strategy.MAINTAIN: "plain",
    Strategy.SELECTIVE: "plain",
    Strategy.ASK: "watch",
}
NEED_WORDS: Words = {
    Need.STOCK_OUT: _("runs out of stock"),
    Need.COMPLAINT: _("complaint open"),
    Need.PROMISE_DUE: _("promise due"),
    Need.ORDER_OVERDUE: _("order overdue"),
    Need.FALLING: _("buys less"),
    Need.ORDER_DUE: _("order due"),
    Need.VISIT_DUE: _("visit due"),
    Need.DATA_LATE: _("reports late"),
}
NEED_TONES: Mapping[Need, str] = {
    Need.STOCK_OUT: "act",
    Need.COMPLAINT: "act",
    Need.PROMISE_DUE: "act",
    Need.ORDER_OVERDUE: "watch",
    Need.FALLING: "watch",
    Need.ORDER_DUE: "accent",
    Need.VISIT_DUE: "accent",
    Need.DATA_LATE: "plain",
}
SURENESS_WORDS: Words = {
    Sureness.HIGH: _("sure"),
    Sureness.MEDIUM: _("fairly sure"),
    Sureness.LOW: _("a guess"),
}
GROUND_WORDS: Words = {
    Ground.REVENUE: _("its yearly revenue passes the threshold"),
    Ground.INFLUENCE: _("it is influential in its industry"),
}
STEP_WORDS: Words = {
    Step.WEEK: _("this week"),
    Step.MONTH: _("this month"),
    Step.QUARTER: _("this quarter"),
    Step.YEAR: _("this year"),
}
SUPPLIER_WORDS: Words = {
    "ours": _("we"),
    "self_made": _("made by itself"),
    "competitor": _("a competitor"),
    "unexplained": _("unexplained"),
}
