"""Say once how files like one on trial are read: what its columns mean, or how its EDI is meant."""

from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid
from vmi.actions.name_columns import checked_outline
from vmi.actions.remember_reading import remember_reading
from vmi.formats.edi.dialect import Dialect
from vmi.formats.shape import EDI_KINDS, Reading
from vmi.models import FeedSample
from vmi.selectors.documents import chosen_reading
from vmi.selectors.trials import sample_for


@action(Permission.SUBMIT_REPORTS)
def teach_sample(scope: Scope, sample_id: int, reading: Reading) -> FeedSample:
    """Remember the columns for every file with this header row. Raises Invalid for a reading that can't work."""
    sample = sample_for(scope, sample_id)
    if not reading.columns:
        raise Invalid("columns_missing", _("Say which column is which."), "product_code")
    found = checked_outline(sample, reading)
    remember_reading(sample.partner_id, found.headers, reading)
    # A period that was said is of this one file.
    sample.reading = reading.to_json()
    sample.save(update_fields=["reading"])
    record_audit(scope, "teach_sample", sample, columns=dict(reading.columns))
    return sample


@action(Permission.SUBMIT_REPORTS)
def teach_dialect(scope: Scope, sample_id: int, dialect: Dialect) -> FeedSample:
    """Remember how this sender's messages of this kind are meant. Raises Invalid for a file that is no EDI."""
    sample = sample_for(scope, sample_id)
    found = chosen_reading(sample).outline
    if found.kind not in EDI_KINDS:
        raise Invalid("no_edi", _("Only EDI files have a dialect."))
    reading = replace(found.reading, dialect=dialect)
    remember_reading(sample.partner_id, found.headers, reading)
    record_audit(scope, "teach_dialect", sample, **dialect.to_json())
    return sample
