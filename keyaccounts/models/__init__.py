"""What the app keeps."""

from keyaccounts.models.accounts import (
    Account,
    AccountSegment,
    Complaint,
    Contact,
    PromiseMade,
    Visit,
)
from keyaccounts.models.segments import (
    Confidence,
    DemandFigure,
    Segment,
    SupplierKind,
    SupplyFigure,
)
from keyaccounts.models.thresholds import Thresholds

__all__ = [
    "Account",
    "AccountSegment",
    "Complaint",
    "Confidence",
    "Contact",
    "DemandFigure",
    "PromiseMade",
    "Segment",
    "SupplierKind",
    "SupplyFigure",
    "Thresholds",
    "Visit",
]
