"""A review as PDF: archive-grade and tagged, fonts inside, the data attached, nothing fetched from anywhere."""

import hashlib
import html
import io
import string
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from portal.kernel import fonts
from portal.kernel.errors import DomainError
from reports.render.attachments import csv_of, json_of
from reports.render.words import in_words, running_head
from reports.render.xlsx import xlsx_of
from reports.selectors.review import Review

if TYPE_CHECKING:
    from weasyprint import Attachment

# PDF/A-3 in its accessible level: archive, tagged, and files may be attached.
VARIANT: Final = "pdf/a-3a"
# The only address that a review may name, and the file that answers it.
FONT_ADDRESS: Final = "tandem:font"
# As paper.css calls it: an installed font of the same name would be taken instead, whole.
FAMILY: Final = "Tandem Paper"
_STYLE: Final = Path(__file__).with_name("paper.css")


class PdfUnavailable(DomainError):
    """The system libraries that lay out text are not installed."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "pdf_unavailable",
            gettext_lazy(
                "PDF can't be made here: the system library Pango is missing. Ask your administrator to"
                " install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
            ),
        )


def pdf_of(review: Review) -> bytes:
    """The review as PDF. Raises PdfUnavailable where the system libraries are missing."""
    weasyprint = _weasyprint()
    page = html_of(review).replace(f'font-family="{fonts.FAMILY}"', f'font-family="{FAMILY}"')
    fetcher = _own_files_only(weasyprint, _font_for(page))
    configuration = weasyprint.text.fonts.FontConfiguration()
    style = weasyprint.CSS(
        string=_STYLE.read_text("utf-8"), url_fetcher=fetcher, font_config=configuration
    )
    try:
        written: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
            stylesheets=[style],
            font_config=configuration,
            pdf_variant=VARIANT,
            pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
            attachments=_attachments(weasyprint, review, fetcher),
        )
    except weasyprint.urls.FatalURLFetchingError as outside:
        # It is no Exception, so that WeasyPrint lets it through; above here it has to be one.
        raise RuntimeError(str(outside)) from outside
    return written


def html_of(review: Review) -> str:
    """The page that is laid out; escaped by the template engine, charts as inline drawings."""
    with translation.override(review.language):
        words = in_words(review)
        return render_to_string(
            "reports/paper/review.html",
            {
                "review": review,
                "words": words,
                "running_head": running_head(review),
                "lang": "zh-Hans" if review.language.startswith("zh") else "en",
            },
        )


def _weasyprint() -> Any:
    """The library, imported only where a PDF is made: it loads system libraries that may be missing."""
    try:
        import weasyprint  # noqa: PLC0415
        import weasyprint.text.fonts  # noqa: PLC0415
        import weasyprint.urls  # noqa: PLC0415
    except OSError as missing:
        raise PdfUnavailable from missing
    return weasyprint


def _font_for(page: str) -> bytes:
    """Our font with no more than the characters of the page.

    It still has every weight. Cutting the weights out of the whole font takes ten times as long, and
    WeasyPrint would do so for each of them.
    """
    options = subset.Options(hinting=False, layout_features=["*"])
    cutter = subset.Subsetter(options)
    cutter.populate(text=html.unescape(page) + string.printable)
    content = io.BytesIO()
    with TTFont(fonts.font_file(), lazy=True) as whole:
        cutter.subset(whole)
        whole.save(content)
    return content.getvalue()


def _own_files_only(weasyprint: Any, font: bytes) -> Any:
    """A fetcher that knows one address, that of our font; anything else stops the making of the PDF."""

    class OwnFilesOnly(weasyprint.urls.URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url != FONT_ADDRESS:
                raise weasyprint.urls.FatalURLFetchingError(f"A review may not fetch {url!r}.")
            return weasyprint.urls.URLFetcherResponse(url, font, {"Content-Type": "font/ttf"})

    return OwnFilesOnly(allowed_protocols=(), allow_redirects=False)


def _attachments(weasyprint: Any, review: Review, fetcher: Any) -> "list[Attachment]":
    """The review's own data, so that every figure can be taken up and counted again."""
    made = datetime.combine(review.today, time())
    stem = f"{review.code}-{review.asked.label}"
    return [
        weasyprint.Attachment(
            file_obj=io.BytesIO(content),
            # Attachments are named by what they are fetched from; these come from memory.
            name=f"{stem}.{ending}",
            description=description,
            relationship="Data",
            created=made,
            modified=made,
            url_fetcher=fetcher,
        )
        for ending, content, description in (
            ("csv", csv_of(review), _("The figures of this review as CSV")),
            ("xlsx", xlsx_of(review), _("The figures of this review as a workbook")),
            ("json", json_of(review), _("The figures of this review for programs")),
        )
    ]
