"""What the templates of figures and share bars show, decided here."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.kernel import numbers
from portal.kernel.figure import Figure, Trust
from portal.kernel.share import Share
from portal.kernel.trust_words import trust_facts
from portal.shell import wording

TRUST_WORDS: dict[Trust, "str | Promise"] = {
    Trust.THIN: _("estimated or incomplete in part"),
    Trust.LATE: _("data is late"),
    Trust.UNKNOWN: _("not known yet"),
}
DIRECTIONS: dict[str, "str | Promise"] = {
    "up": pgettext_lazy("change", "up"),
    "down": pgettext_lazy("change", "down"),
    "flat": pgettext_lazy("change", "unchanged"),
}


@dataclass(frozen=True)
class ShareBarPart:
    """One stretch of a share bar, in hundredths of its length."""

    kind: str
    words: "str | Promise"
    ratio: Decimal
    start: Decimal
    width: Decimal


def _figure(value: Figure | None, options: dict[str, object]) -> Figure:
    given = {name: options[name] for name in Figure.__dataclass_fields__ if name in options}
    if value is not None:
        return replace(value, **given)  # type: ignore[arg-type]
    as_of = given.pop("as_of", None)
    return Figure(
        **{"key": "", "label": "", "value": None, "source": "", **given},  # type: ignore[arg-type]
        as_of=as_of if isinstance(as_of, date) else None,
    )


def _direction(change: Decimal) -> str:
    rounded = round(change, 3)
    return "up" if rounded > 0 else "down" if rounded < 0 else "flat"


def _tone(direction: str, better: object) -> str:
    if direction == "flat" or not better:
        return "plain"
    return "good" if direction == better else "watch"


def figure_parts(value: Figure | None, options: dict[str, object]) -> dict[str, object]:
    """The context of a figure; `better` ("up" or "down") says which way is good, `like` names the like period."""
    figure = _figure(value, options)
    change = numbers.change_between(figure.value, figure.before)
    direction = "flat" if change is None else _direction(change)
    write = numbers.points_in_words if isinstance(figure.value, Share) else numbers.change_in_words
    amount = None if figure.value is None else numbers.amount_of(figure.value)
    known_part = figure.value.known_part if isinstance(figure.value, Share) else None
    return {
        "figure": figure,
        "shown": wording.unknown()
        if amount is None or figure.value is None
        else wording.short(figure.value),
        "change": "" if change is None else write(change, wording.language()),
        "direction": direction,
        "direction_word": DIRECTIONS[direction],
        "tone": _tone(direction, options.get("better")),
        "like": options.get("like", ""),
        "trust_word": TRUST_WORDS.get(figure.trust, ""),
        "known_part": known_part,
        "facts": () if figure.data is None else trust_facts(figure.data, wording.language()),
        "spark": options.get("spark", SafeString("")),
    }


def share_parts(share: Share, unexplained: Decimal) -> list[ShareBarPart]:
    """Ours, the rest that is known, the rest that is estimated, and what nobody accounts for; Σ width = 100."""
    if share.whole <= 0:
        return []
    ours = min(share.ours or Decimal(0), share.whole)
    nobody = min(unexplained, share.whole - ours)
    estimated = max(Decimal(0), min(share.estimated, share.whole - ours) - nobody)
    known = share.whole - ours - nobody - estimated
    parts, start = [], Decimal(0)
    for kind, words, amount in (
        ("ours", _("ours"), ours),
        ("known", _("others, known"), known),
        ("estimated", _("estimated"), estimated),
        ("unexplained", _("unexplained"), nobody),
    ):
        if amount > 0:
            ratio = amount / share.whole
            parts.append(ShareBarPart(kind, words, ratio, start, round(ratio * 100, 2)))
            start += parts[-1].width
    return parts
