"""Say at once what many codes of a partner mean; lines that waited for them then post by themselves."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, NotFound
from portal.kernel.events import publish
from vmi.events import CodeMapped
from vmi.models import Location, LocationCode, MappingKey, ProductCode
from vmi.selectors.code_meanings import CodeMeaning, Effect, JudgedMeaning, judged_meanings


@dataclass(frozen=True)
class MappedCodes:
    """Every row with what it did; a refused one did nothing."""

    rows: tuple[JudgedMeaning, ...]

    def count_of(self, effect: Effect) -> int:
        return sum(row.effect is effect for row in self.rows)

    @property
    def refused(self) -> tuple[JudgedMeaning, ...]:
        return tuple(row for row in self.rows if row.effect is Effect.REFUSED)

    @property
    def lines(self) -> int:
        """Lines that waited for one of the codes; a code that stands in several rows counts once."""
        waiting = {
            (row.meaning.is_product, row.meaning.code.strip()): row.lines
            for row in self.rows
            if row.effect is not Effect.REFUSED
        }
        return sum(waiting.values())


@action(Permission.MAP_CODES)
def map_codes_in_bulk(
    scope: Scope, partner_id: int, meanings: Sequence[CodeMeaning], *, key: str = ""
) -> MappedCodes:
    """Take over every row that can be, in one transaction; the others are told with the reason.

    Doing it again changes nothing. With a `key`, the same key for other rows raises Conflict("key_reused").
    """
    # One list after the other, so that none is judged by what another is about to change.
    if not Partner.objects.select_for_update(of=("self",)).filter(pk=partner_id).exists():
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    if key:
        _check_key(partner_id, key, meanings)
    found = MappedCodes(judged_meanings(scope, partner_id, meanings))
    for row in found.rows:
        _take_over(partner_id, row)
    counts = Counter(row.effect.value for row in found.rows)
    if counts.keys() & {Effect.NEW, Effect.CHANGED, Effect.NEW_PLACE}:
        record_audit(scope, "map_codes", partner_id=partner_id, counts=dict(counts))
        publish(CodeMapped(partner_id))
    return found


def _take_over(partner_id: int, row: JudgedMeaning) -> None:
    code = row.meaning.code.strip()
    if row.effect is Effect.NEW_PLACE:
        name = row.meaning.name.strip()[:200] or code
        # The same new place may stand in several rows.
        Location.objects.get_or_create(partner_id=partner_id, code=code, defaults={"name": name})
    elif row.effect in {Effect.NEW, Effect.CHANGED}:
        start = row.meaning.valid_from
        if row.meaning.is_product:
            ProductCode.objects.update_or_create(
                partner_id=partner_id,
                code=code,
                valid_from=start,
                defaults={"product_id": row.target_id},
            )
        else:
            LocationCode.objects.update_or_create(
                partner_id=partner_id,
                code=code,
                valid_from=start,
                defaults={"location_id": row.target_id},
            )


def _check_key(partner_id: int, key: str, meanings: Sequence[CodeMeaning]) -> None:
    body = json.dumps([asdict(each) for each in meanings], default=str, sort_keys=True)
    body_hash = hashlib.sha256(body.encode()).hexdigest()
    with transaction.atomic():
        known, _is_new = MappingKey.objects.get_or_create(
            partner_id=partner_id,
            key=key,
            defaults={"body_hash": body_hash, "created_at": now()},
        )
    if known.body_hash != body_hash:
        raise Conflict(
            "key_reused",
            _("This key was used for other codes. Take a new key for a new request."),
            "idempotency_key",
        )
