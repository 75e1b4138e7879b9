"""Say which column is which, once for every file with this header row."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid
from vmi.actions.read_anew import locked_to_be_read, read_anew
from vmi.actions.remember_reading import remember_reading
from vmi.formats.shape import Outline, Reading, UnreadableFile
from vmi.models import ReportDocument
from vmi.selectors.documents import KeptFile, outline_of, report_for
from vmi.selectors.reasons import explain


@action(Permission.SUBMIT_REPORTS)
def name_columns(scope: Scope, document_id: int, reading: Reading) -> ReportDocument:
    """Remember how files with this header row are read, and have the document read again.

    A document that posted already is read anew too: its former postings count until the new one
    does. Raises Invalid for a reading that can't work, with the field that is wrong.
    """
    document = report_for(scope, document_id)
    if not reading.columns:
        raise Invalid("columns_missing", _("Say which column is which."), "product_code")
    found = checked_outline(document, reading)
    locked = locked_to_be_read(document_id)
    remember_reading(document.partner_id, found.headers, reading)
    locked.reading = reading.to_json()
    read_anew(locked)
    record_audit(scope, "name_columns", locked, columns=dict(reading.columns))
    return locked


def checked_outline(document: KeptFile, reading: Reading) -> Outline:
    """What the file shows when it is read like this. Raises Invalid where that leaves a question open."""
    try:
        found = outline_of(document, reading)
    except UnreadableFile as problem:
        words = explain(problem.code, problem.params)
        field = str(problem.params.get("field", ""))
        raise Invalid(problem.code, f"{words.what} {words.what_to_do}", field) from problem
    if found.missing:
        words = explain("missing_columns", {"missing": ",".join(found.missing)})
        raise Invalid("missing_columns", f"{words.what} {words.what_to_do}")
    for name, code in (("date_order", "dates_ambiguous"), ("decimal_mark", "numbers_ambiguous")):
        if getattr(found.reading, name) is None:
            words = explain(code)
            raise Invalid(code, f"{words.what} {words.what_to_do}", name)
    return found
