"""Take the answering of a delivery on, and write down that its sender was told."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.models import Delivery
from vmi.selectors.deliveries import Answer

# Whoever took it on and was not heard of for so long is taken for dead.
_PATIENCE: Final = timedelta(minutes=10)


@action(Permission.SUBMIT_REPORTS)
def take_on_answer(scope: Scope, delivery_id: int) -> bool:
    """Whether the caller is the one who answers now; of several at once only one is."""
    moment = now()
    is_free = Q(answering_until=None) | Q(answering_until__lt=moment)
    free = Delivery.objects.filter(is_free, pk=delivery_id, is_done=False)
    return free.update(answering_until=moment + _PATIENCE) == 1


@action(Permission.SUBMIT_REPORTS)
def note_answer(scope: Scope, delivery_id: int, answer: Answer | None) -> None:
    """The sender was told this; None when there was nothing to tell after all."""
    told = {}
    if answer is not None:
        told = {"told_state": answer.state, "told_at": now(), "is_done": answer.is_last}
    Delivery.objects.filter(pk=delivery_id).update(answering_until=None, **told)
