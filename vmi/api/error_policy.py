"""What a sender wants to happen to the good lines of a report that also has bad ones."""

import graphene

from vmi.models import ReportDocument

_WORDS = {
    "post_good": "Post the good lines; the others are told with their reasons.",
    "refuse_all": "Post nothing when a single line can't be read.",
}

ErrorPolicy = graphene.Enum(
    "ErrorPolicy",
    [(choice.name, choice.value) for choice in ReportDocument.ErrorPolicy],
    description=lambda value: (
        "What a line that can't be read means for the other lines of its report."
        if value is None
        else _WORDS[value.value]
    ),
)


def error_policy_argument() -> graphene.Argument:
    """The argument `errorPolicy` of everything that submits."""
    return graphene.Argument(
        ErrorPolicy,
        description="What bad lines mean for good ones; as agreed for your feed when left out.",
    )
