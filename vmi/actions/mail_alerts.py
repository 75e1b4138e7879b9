"""Tell people of new alerts by e-mail: one letter a person, each alert once."""

import logging
from collections.abc import Iterable, Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.actions.base import action
from accounts.models import Person
from accounts.permissions import Permission
from accounts.selectors.scopes import scope_of
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.models import Alert, AlertNotice
from vmi.selectors.alert_readers import readers_of
from vmi.selectors.alert_words import alert_words

logger = logging.getLogger(__name__)


# A letter goes out after its rows are committed: one that can't be sent is tried again next time.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def mail_alerts(scope: Scope) -> int:
    """Write to everyone concerned by alerts of the scope that nobody was told of yet; how many letters went out.

    A process that dies between noting and sending loses the letter, never doubles it: what it would
    have said is on the pages.
    """
    pending = list(Alert.objects.filter(closed_at=None, mailed_at=None).select_related("partner"))
    readers = readers_of({alert.partner_id for alert in pending})
    people = {person.pk: person for found in readers.values() for person in found}
    sent, failed = 0, set[int]()
    for person in people.values():
        concerned = [alert for alert in pending if person in readers[alert.partner_id]]
        told = _note(person, concerned)
        if not told:
            continue
        if _send(person, told):
            sent += 1
        else:
            failed |= {alert.pk for alert in told}
    done = [alert.pk for alert in pending if alert.pk not in failed]
    Alert.objects.filter(pk__in=done, mailed_at=None).update(mailed_at=now())
    return sent


def _note(person: Person, alerts: Iterable[Alert]) -> list[Alert]:
    """Write down that the person is told; those of the alerts that he was not told of before."""
    reach = scope_of(person)
    allowed = {alert.pk: alert for alert in alerts if reach.allows(alert.partner_id)}
    with transaction.atomic():
        # Locked, so that two that mail at once don't both find them untold.
        rows = Alert.objects.select_for_update(of=("self",)).filter(pk__in=allowed, closed_at=None)
        open_ids = set(rows.values_list("pk", flat=True))
        known = AlertNotice.objects.filter(alert_id__in=open_ids, person=person)
        new = open_ids - set(known.values_list("alert_id", flat=True))
        AlertNotice.objects.bulk_create(
            AlertNotice(
                partner_id=allowed[alert_id].partner_id,
                alert_id=alert_id,
                person=person,
                at=now(),
            )
            for alert_id in new
        )
    return [alert for alert in alerts if alert.pk in new]


def _send(person: Person, alerts: Sequence[Alert]) -> bool:
    with translation.override(person.language or settings.LANGUAGE_CODE):
        subject = ngettext(
            "%(number)d thing to look at in your reports",
            "%(number)d things to look at in your reports",
            len(alerts),
        )
        body = _body(person, alerts)
        try:
            send_mail(subject % {"number": len(alerts)}, body, None, [person.email])
        except (SMTPException, OSError) as problem:
            logger.warning("alerts could not be mailed to %s: %s", person.pk, problem)
            AlertNotice.objects.filter(alert__in=alerts, person=person).delete()
            return False
    return True


def _body(person: Person, alerts: Sequence[Alert]) -> str:
    is_partners = person.is_partner_person
    by_partner: dict[str, list[object]] = {}
    for alert in alerts:
        words = alert_words(alert, to_partner=is_partners)
        by_partner.setdefault(str(alert.partner), []).append(words)
    page = reverse("partner:feeds" if is_partners else "intake:feeds")
    return render_to_string(
        "vmi/mail/alerts.txt",
        {
            "person": person,
            "by_partner": by_partner,
            "shows_partner": not is_partners,
            "address": settings.PORTAL_ADDRESS.rstrip("/") + page,
            "firm": settings.MANUFACTURER_NAME,
        },
    )
