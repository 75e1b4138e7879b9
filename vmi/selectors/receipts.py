"""The receipt, the same at every door: what is kept, that nothing is judged yet, where the verdict will be."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from vmi.models import ReportDocument


def receipt_text(document: ReportDocument) -> str:
    """Three sentences in the reader's language, each on a line of its own."""
    kept = _("Kept byte for byte: %(name)s, %(size)s bytes, SHA-256 %(sha256)s.") % {
        "name": document.filename or _("a report without a file name"),
        "size": document.size,
        "sha256": document.sha256,
    }
    judged = _("This is a receipt only: it does not say that the report is right.")
    where = _("What became of every line will be here: %(address)s") % {
        "address": report_address(document)
    }
    return f"{kept}\n{judged}\n{where}"


def report_address(document: ReportDocument) -> str:
    """The report's page on the partner site."""
    path = reverse("partner:report", args=[document.pk])
    return f"{settings.PORTAL_ADDRESS}{path}"
