"""The codes that only EDI has: of refused lines, of unreadable files, and of notes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_CELL: Final = ("line", "field", "value")
_LINE: Final = ("line",)

EDI_REFUSALS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "control_number_reused": _LINE,
        "message_rejected": _LINE,
        "half_pair": _CELL,
        "unknown_activity": _CELL,
        "taken_back": _LINE,
        "no_order_number": _LINE,
    }
)

EDI_UNREADABLE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "broken_envelope": (),
        "segment_too_long": ("limit",),
        "too_many_interchanges": ("limit",),
    }
)

# What is no line of its own and is told nevertheless. A note always carries `field` and `value`, either of
# which may be empty, and how often the same was met.
NOTES: Final = frozenset(
    {
        # A code that nobody knows; one that is understood and has no figure; one that a better code of the same
        # line stands for.
        *("unknown_activity", "signal", "activity_passed_over"),
        # The split by places does not make up the total; an amount of several lines can't be parted.
        *("split_differs", "value_not_split"),
        # Amounts and prices that are no value of sales; a value that is no number.
        *("amount_left_out", "price_left_out", "bad_value"),
        # A kind of message that is not taken; text outside of all interchanges.
        *("message_not_taken", "text_outside"),
        # A message that says it takes back an earlier one, or is a copy of one.
        *("message_cancels", "message_repeats"),
    }
)
