"""A partner's own files, handed back as they came."""

from typing import BinaryIO, cast

from django.http import FileResponse

from portal.kernel.downloads import attached
from vmi.models import ReportDocument
from vmi.models.documents import document_storage


def original_file(document: ReportDocument) -> FileResponse:
    """The bytes as they came, always to be saved and never to be shown by the browser."""
    content = document_storage().open(cast("str", document.content.name), "rb")
    response = FileResponse(cast("BinaryIO", content), content_type="application/octet-stream")
    return attached(response, document.filename or f"report-{document.pk}")
