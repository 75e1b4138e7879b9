"""What the app keeps."""

from vmi.models.catalogue import (
    LeadTime,
    Location,
    LocationCode,
    LocationKind,
    MappingKey,
    Product,
    ProductCode,
    Supplier,
)
from vmi.models.deliveries import Delivery, MailAddress
from vmi.models.documents import (
    DocumentLine,
    Posting,
    PostingRevision,
    ReadingProfile,
    ReportDocument,
    SubmissionKey,
    Supersession,
)
from vmi.models.feeds import Alert, AlertNotice, Feed
from vmi.models.findings import Finding, FindingCount, LineCorrection
from vmi.models.interchanges import ControlNumber, Interchange
from vmi.models.orders import Order, OrderLine
from vmi.models.samples import FeedSample
from vmi.models.staging import StagedFile

__all__ = [
    "Alert",
    "AlertNotice",
    "ControlNumber",
    "Delivery",
    "DocumentLine",
    "Feed",
    "FeedSample",
    "Finding",
    "FindingCount",
    "Interchange",
    "LeadTime",
    "LineCorrection",
    "Location",
    "LocationCode",
    "LocationKind",
    "MailAddress",
    "MappingKey",
    "Order",
    "OrderLine",
    "Posting",
    "PostingRevision",
    "Product",
    "ProductCode",
    "ReadingProfile",
    "ReportDocument",
    "StagedFile",
    "SubmissionKey",
    "Supersession",
    "Supplier",
]
