"""Sentences for what only EDI files have: refused lines, unreadable files, and notes."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = tuple["str | Promise", "str | Promise"]

_ASK_SENDER: Final = _("Ask the sender to correct the message and send it again.")
_NOTHING: Final = _("Nothing needs to be done.")
_IN_DIALECT: Final = _("Say in the partner's EDI dialect what counts; the file is then read again.")

EDI_REFUSED: Final[Mapping[str, Words]] = {
    "control_number_reused": (
        _("The control number of this interchange was taken before, with other content."),
        _("Ask the sender to send it again under a new control number."),
    ),
    "message_rejected": (
        _("The message breaks the standard so that none of it can be relied on."),
        _ASK_SENDER,
    ),
    "half_pair": (_("A place has no quantity, or a quantity no place."), _ASK_SENDER),
    "unknown_activity": (
        _("We do not know the activity code %(value)s."),
        _("Say in the partner's EDI dialect what the code means; the file is then read again."),
    ),
    "taken_back": (
        _("The message takes back an earlier one; its lines count nothing."),
        _("Look at the earlier message and take its lines out if they were posted."),
    ),
    "no_order_number": (_("The order has no number."), _ASK_SENDER),
}

EDI_DOCUMENT: Final[Mapping[str, Words]] = {
    "broken_envelope": (
        _("The file begins like EDI, but its first segment is damaged."),
        _ASK_SENDER,
    ),
    "segment_too_long": (
        _("A segment is longer than %(limit)s characters: the sign that ends it is missing."),
        _ASK_SENDER,
    ),
    "too_many_interchanges": (
        _("The file has more than %(limit)s interchanges."),
        _("Send it in parts."),
    ),
}

NOTED: Final[Mapping[str, Words]] = {
    "unknown_activity": EDI_REFUSED["unknown_activity"],
    "signal": (
        _("The code %(value)s is understood and has no figure here."),
        _NOTHING,
    ),
    "activity_passed_over": (
        _(
            "The code %(value)s says in other words what another code of the line says: it is not added."
        ),
        _("If the other code is the wrong one, say so in the partner's EDI dialect."),
    ),
    "split_differs": (
        _("The quantities of the places do not make up the total (%(value)s); the places count."),
        _("Ask the sender which of them is right."),
    ),
    "value_not_split": (
        _("An amount belongs to several lines and can't be parted among them; it is left out."),
        _("Ask the sender for prices, or for amounts by place."),
    ),
    "amount_left_out": (_("The amount %(value)s is not taken as the value of sales."), _IN_DIALECT),
    "price_left_out": (_("The price %(value)s is not taken for the value of sales."), _IN_DIALECT),
    "bad_value": (
        _("The price or amount %(value)s is no number that we can keep; it is left out."),
        _ASK_SENDER,
    ),
    "message_not_taken": (
        _("We take no messages of the kind %(value)s."),
        _NOTHING,
    ),
    "message_cancels": (
        _("The message takes back an earlier one (function %(value)s)."),
        _("Look at the earlier message and take its lines out if they were posted."),
    ),
    "message_repeats": (
        _("The message calls itself a copy of an earlier one (function %(value)s)."),
        _("If the earlier message was posted too, its lines may count twice: compare the two."),
    ),
    "text_outside": (
        _("Text stands outside of all interchanges: %(value)s"),
        _NOTHING,
    ),
}
