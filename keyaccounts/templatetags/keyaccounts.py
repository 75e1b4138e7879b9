"""Guidance, steps and sureness in words, for the pages of key accounts."""

from django import template
from django.template.loader import render_to_string

from keyaccounts.rules.attention import Signal
from keyaccounts.rules.matrix import Guidance
from keyaccounts.rules.next_order import Sureness
from keyaccounts.rules.nomination import Ground
from keyaccounts.rules.purchases import Step
from keyaccounts.selectors.wording import (
    GROUND_WORDS,
    NEED_TONES,
    NEED_WORDS,
    REASON_WORDS,
    STEP_WORDS,
    STRATEGY_TONES,
    STRATEGY_WORDS,
    SUPPLIER_WORDS,
    SURENESS_WORDS,
)

register = template.Library()


@register.simple_tag
def strategy_pill(guidance: Guidance) -> str:
    """The strategy as a pill; its reason is said on request."""
    return render_to_string(
        "keyaccounts/parts/strategy.html",
        {
            "tone": STRATEGY_TONES[guidance.strategy],
            "words": STRATEGY_WORDS[guidance.strategy],
            "reason": REASON_WORDS[guidance.reason],
        },
    )


@register.filter
def step_words(step: Step) -> str:
    """Which step it is: this week, this month."""
    return str(STEP_WORDS[step])


@register.filter
def sureness_words(sureness: Sureness) -> str:
    """How sure a prediction is."""
    return str(SURENESS_WORDS[sureness])


@register.filter
def supplier_words(kind: str, name: str = "") -> str:
    """Who supplies: a competitor by name, the others by what they are."""
    return name if name and kind == "competitor" else str(SUPPLIER_WORDS[kind])


@register.filter
def ground_words(ground: Ground) -> str:
    """Why a partner should be a key account."""
    return str(GROUND_WORDS[ground])


@register.simple_tag
def need_pill(signal: Signal) -> str:
    """A reason to care as a pill."""
    return render_to_string(
        "shell/components/pill.html",
        {"tone": NEED_TONES[signal.need], "words": NEED_WORDS[signal.need]},
    )
