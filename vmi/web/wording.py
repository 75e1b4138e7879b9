"""What states and counts of reports are called on pages, and in which tone."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.kernel.numbers import number_in_words
from vmi.models import ReportDocument
from vmi.web.asking import language

_State = ReportDocument.State

STATE_TONES: Final[dict[str, str]] = {
    _State.RECEIVED: "accent",
    _State.READING: "accent",
    _State.NEEDS_MAPPING: "watch",
    _State.POSTED: "good",
    _State.PARTLY: "watch",
    _State.PARKED: "watch",
    _State.REFUSED: "act",
    _State.UNPACKED: "good",
}
_IN_WORK: Final[dict[str, "str | Promise"]] = {
    _State.RECEIVED: gettext_lazy("Received; reading begins in a moment"),
    _State.READING: gettext_lazy("Being read"),
    _State.NEEDS_MAPPING: gettext_lazy("Please tell us what the columns mean"),
    _State.UNPACKED: gettext_lazy("Unpacked; each file in it has its own page"),
}


def tone_of(document: ReportDocument) -> str:
    return STATE_TONES[document.state]


def lines_in_words(count: int) -> str:
    """1 line, 1,250 lines."""
    return ngettext("%(number)s line", "%(number)s lines", count) % {
        "number": number_in_words(count, language())
    }


def verdict(document: ReportDocument) -> str:
    """The one sentence that its sender wants to read."""
    if document.state in _IN_WORK:
        return str(_IN_WORK[document.state])
    if document.state == _State.POSTED:
        return _posted(document)
    if document.state == _State.REFUSED:
        return _("This file could not be used")
    if document.state == _State.PARKED:
        return _("Nothing posted yet: %(lines)s waiting for codes") % {
            "lines": lines_in_words(document.lines_parked)
        }
    return _partly(document)


def _posted(document: ReportDocument) -> str:
    if not document.lines_in:
        return _("Acknowledgements of what we sent; nothing to post")
    return ngettext(
        "The one line is posted", "All %(number)s lines are posted", document.lines_in
    ) % {"number": number_in_words(document.lines_in, language())}


def _partly(document: ReportDocument) -> str:
    posted = _("%(posted)s of %(lines)s posted") % {
        "posted": number_in_words(document.lines_posted, language()),
        "lines": lines_in_words(document.lines_in),
    }
    rest = []
    if document.lines_parked:
        rest.append(
            _("%(number)s waiting for codes")
            % {"number": number_in_words(document.lines_parked, language())}
        )
    if document.lines_refused:
        rest.append(
            _("%(number)s to be mended")
            % {"number": number_in_words(document.lines_refused, language())}
        )
    return _("%(posted)s: %(rest)s") % {"posted": posted, "rest": _(", ").join(rest)}


def progress_words(document: ReportDocument) -> str:
    """How far the reading is."""
    if not document.lines_in:
        return str(_IN_WORK.get(document.state, ""))
    return _("%(lines)s read so far") % {"lines": lines_in_words(document.lines_in)}
