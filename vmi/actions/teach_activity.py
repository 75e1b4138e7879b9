"""Say once what a code of a quantity means that a sender's EDI uses and no list explains."""

from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid
from vmi.actions.read_anew import locked_to_be_read, read_anew
from vmi.actions.remember_reading import remember_reading
from vmi.formats.edi.dialect import LEFT_OUT, Dialect
from vmi.formats.shape import EDI_KINDS, MEASURES, Reading, UnreadableFile
from vmi.models import FeedSample, ReportDocument
from vmi.selectors.documents import KeptFile, chosen_reading, report_for
from vmi.selectors.trials import sample_for

_CODE_CHARACTERS = 3


@action(Permission.SUBMIT_REPORTS)
def teach_activity(scope: Scope, sample_id: int, code: str, measure: str) -> FeedSample:
    """Remember it for every message like the one on trial; `measure` LEFT_OUT counts the code in no figure.

    Raises Invalid for what is no code or no measure, and for a file that is no EDI.
    """
    sample = sample_for(scope, sample_id)
    _learn(sample, code, measure)
    record_audit(scope, "teach_activity", sample, code=code, measure=measure)
    return sample


@action(Permission.SUBMIT_REPORTS)
def teach_report_activity(
    scope: Scope, document_id: int, code: str, measure: str
) -> ReportDocument:
    """Remember it for every message like those of the report, and have the report read again."""
    document = report_for(scope, document_id)
    locked = locked_to_be_read(document.pk)
    dialect = _learn(locked, code, measure)
    if locked.reading.get("dialect"):
        # What was said of this one report would hide what is known of its sender.
        locked.reading = {**locked.reading, "dialect": dialect.to_json()}
    read_anew(locked)
    record_audit(scope, "teach_activity", locked, code=code, measure=measure)
    return locked


def _learn(file: KeptFile, code: str, measure: str) -> Dialect:
    headers, reading = _edi_reading(file)
    if not code.strip() or len(code) > _CODE_CHARACTERS or "=" in code:
        raise Invalid("no_such_code", _("This can't be a code of a quantity."), "code")
    if measure not in (*MEASURES, LEFT_OUT):
        raise Invalid("no_such_measure", _("Choose what the code means first."), "measure")
    activities = {**reading.dialect.activities, code: measure}
    dialect = replace(reading.dialect, activities=activities)
    remember_reading(file.partner_id, headers, replace(reading, dialect=dialect))
    return dialect


def _edi_reading(file: KeptFile) -> tuple[tuple[str, ...], Reading]:
    """By what the file's dialect is remembered, and how it is read now."""
    try:
        found = chosen_reading(file).outline
    except UnreadableFile:
        found = None
    if found is None or found.kind not in EDI_KINDS:
        raise Invalid("no_edi", _("Only EDI files have a dialect."))
    return found.headers, found.reading
