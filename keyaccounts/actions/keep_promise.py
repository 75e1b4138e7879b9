"""A promise is kept."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from keyaccounts.models import PromiseMade
from keyaccounts.selectors.gates import promise_for
from portal.kernel.clock import today
from portal.kernel.errors import Invalid


@action(Permission.PLAN_VISITS)
def keep_promise(scope: Scope, promise_id: int, *, kept_on: date | None = None) -> PromiseMade:
    """Mark a promise as kept, today unless said; one that is kept already keeps its first day."""
    promise = promise_for(scope, promise_id, lock=True)
    if promise.kept_on is not None:
        return promise
    day = kept_on or today()
    if day > today() or day < promise.made_on:
        raise Invalid(
            "kept_on_impossible", _("A promise is kept between its day and today."), "kept_on"
        )
    promise.kept_on = day
    promise.save(update_fields=["kept_on"])
    record_audit(scope, "keep_promise", promise, kept_on=day.isoformat())
    return promise
