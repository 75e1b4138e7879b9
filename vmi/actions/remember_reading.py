"""Remember how files with a header row are read: for every next one of the partner."""

from dataclasses import replace

from portal.kernel.clock import now
from vmi.formats.shape import Reading
from vmi.models import ReadingProfile
from vmi.selectors.documents import headers_hash


def remember_reading(partner_id: int, headers: tuple[str, ...], reading: Reading) -> ReadingProfile:
    """Keep the reading as the partner's profile of these headers; called inside an action.

    The period of one file is not that of the next one; encoding and sheet are found for each.
    """
    lasting = replace(reading, first_day=None, last_day=None, encoding=None)
    profile, _created = ReadingProfile.objects.update_or_create(
        partner_id=partner_id,
        headers_hash=headers_hash(headers),
        defaults={"headers": list(headers), "reading": lasting.to_json(), "changed_at": now()},
    )
    return profile
