"""What the checks of a file on trial are called, and what is said of each."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.kernel.numbers import number_in_words
from vmi.rules.go_live import WEIGHTS, Check, Judged
from vmi.selectors.trial_parts import Trial
from vmi.web.asking import language

NAMES: Final[dict[Check, "str | Promise"]] = {
    Check.READABLE: gettext_lazy("The file can be read"),
    Check.SYNTAX: gettext_lazy("It keeps to its standard"),
    Check.LINES: gettext_lazy("Its lines can be read"),
    Check.PRODUCTS: gettext_lazy("Its products are known"),
    Check.PLACES: gettext_lazy("Its places are known"),
    Check.DAYS: gettext_lazy("Its days are plausible"),
    Check.QUALITY: gettext_lazy("Its lines look right"),
}
_HINTS: Final[dict[Check, "str | Promise"]] = {
    Check.SYNTAX: gettext_lazy(
        "The test acknowledgement below names each error, as your system reads it."
    ),
    Check.LINES: gettext_lazy("The reasons are listed below, with the first lines of each."),
    Check.PRODUCTS: gettext_lazy("Say what the unknown codes mean, below. Each is asked once."),
    Check.PLACES: gettext_lazy(
        "Say which places the unknown codes are, below. Each is asked once."
    ),
    Check.DAYS: gettext_lazy("Try a file of the last months, and look at how dates are read."),
    Check.QUALITY: gettext_lazy("What looks odd is listed below; a file with true figures passes."),
}
# Where on the page it is mended.
_ANCHORS: Final = {
    Check.SYNTAX: "answers",
    Check.LINES: "refused",
    Check.PRODUCTS: "codes",
    Check.PLACES: "codes",
    Check.DAYS: "lines",
    Check.QUALITY: "odd",
}


@dataclass(frozen=True)
class CheckWords:
    """One check as the page shows it; `hint` says what to do where it is not passed, `anchor` where on the page."""

    name: str
    tone: str
    word: str
    said: str
    points: str
    hint: str
    anchor: str


def check_words(trial: Trial) -> list[CheckWords]:
    """What has to be mended comes first, in the order in which it is mended."""
    ordered = sorted(trial.score.checks, key=lambda judged: judged.is_passed)
    return [_check(judged, trial) for judged in ordered]


def headline_of(trial: Trial) -> str:
    """Ready or not, in one sentence."""
    if trial.score.is_ready:
        return _("Ready to go live: %(points)s of 100 points") % {"points": trial.score.points}
    if not trial.shown.is_readable:
        words = (
            _("%(points)s of 100 points: first say what the columns mean")
            if trial.needs_columns
            else _("%(points)s of 100 points: the file can't be read")
        )
        return words % {"points": trial.score.points}
    lacking = sum(1 for judged in trial.score.checks if not judged.is_passed)
    return ngettext(
        "%(points)s of 100 points: %(number)s thing to mend",
        "%(points)s of 100 points: %(number)s things to mend",
        lacking,
    ) % {"points": trial.score.points, "number": lacking}


def _check(judged: Judged, trial: Trial) -> CheckWords:
    most = WEIGHTS[judged.check]
    return CheckWords(
        str(NAMES[judged.check]),
        "good" if judged.is_passed else "act" if judged.part == 0 else "watch",
        _("passed") if judged.is_passed else _("to be mended"),
        _said(judged.check, trial),
        _("%(points)s of %(most)s points")
        % {"points": number_in_words(judged.points, language(), places=1), "most": most},
        "" if judged.is_passed else str(_HINTS.get(judged.check, "")),
        "" if judged.is_passed else _ANCHORS.get(judged.check, ""),
    )


def _said(check: Check, trial: Trial) -> str:
    shown = trial.shown
    counted = {
        Check.LINES: (shown.read_lines, shown.lines),
        Check.PRODUCTS: (shown.known_products, shown.read_lines),
        Check.PLACES: (shown.known_places, shown.read_lines),
        Check.QUALITY: (shown.clean_lines, shown.read_lines),
    }
    if check not in counted:
        return ""
    some, whole = counted[check]
    return ngettext("%(some)s of %(whole)s line", "%(some)s of %(whole)s lines", whole) % {
        "some": number_in_words(some, language()),
        "whole": number_in_words(whole, language()),
    }
