"""Decide which interchanges of a document are taken, were sent before, or use a number again."""

from collections.abc import Mapping, Sequence

from vmi.formats.edi.shape import InterchangeHead
from vmi.models import ReportDocument


def admit_interchanges(
    document: ReportDocument, heads: Sequence[InterchangeHead]
) -> Mapping[int, str]:
    """By position: "take", "resent" or "reused"."""
    return {head.position: "take" for head in heads}
