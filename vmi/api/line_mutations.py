"""What systems can do about odd lines, for the schema."""

import graphene

from vmi.api.confirm_finding import ConfirmFinding
from vmi.api.correct_line import CorrectLine


class LineMutation(graphene.ObjectType):
    """Corrections and confirmations."""

    correct_line = CorrectLine.Field(
        required=True, description="Put one line of a report right, with the reason."
    )
    confirm_finding = ConfirmFinding.Field(
        required=True, description="Say that a line is right as it is, with the reason."
    )
