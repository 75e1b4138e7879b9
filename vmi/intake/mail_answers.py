"""The verdict on what came by mail, sent to whoever sent it."""

import csv
import io
import logging
from codecs import BOM_UTF8
from itertools import islice
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.tenancy import Scope, system_scope_for
from vmi.actions.note_answer import note_answer, take_on_answer
from vmi.intake.mail_writing import Thread, send_mail
from vmi.models import Delivery, ReportDocument
from vmi.selectors.deliveries import Answer, answer_to, deliveries_to_answer, unposted_of
from vmi.selectors.scopes import scope_for_work

logger = logging.getLogger(__name__)
_MOST_ROWS: Final = 5_000


def answer_by_mail() -> int:
    """Send what there is to tell; how many deliveries were told. What can't be sent is tried again."""
    told = 0
    scope = system_scope_for("answer mails")
    for delivery in deliveries_to_answer(scope, ReportDocument.Door.MAIL):
        own_scope = scope_for_work(delivery.partner_id, "answer mails")
        if take_on_answer(own_scope, delivery.pk):
            told += _answer(own_scope, delivery)
    return told


def _answer(scope: Scope, delivery: Delivery) -> bool:
    answer = None
    try:
        with translation.override(delivery.language or None):
            found = answer_to(scope, delivery.pk)
            if found is not None:
                if delivery.reply_to:
                    _send(scope, delivery, found)
                answer = found
    except OSError:
        logger.exception("mailbox: the answer to delivery %s could not be sent", delivery.pk)
    finally:
        note_answer(scope, delivery.pk, answer)
    return answer is not None


def _send(scope: Scope, delivery: Delivery, answer: Answer) -> None:
    thread = Thread(
        delivery.reply_to,
        delivery.subject,
        delivery.thread,
        f"verdict-{delivery.pk}-{answer.state}",
    )
    files = [
        (answered.filename, answered.content, "application/octet-stream")
        for answered in answer.acknowledgements
    ]
    words = answer.words
    rows = list(islice(unposted_of(scope, answer.documents), _MOST_ROWS + 2))
    if len(rows) > _MOST_ROWS + 1:
        words += "\n\n" + _("The list of these lines is too long for a mail; it is on the page.")
    elif len(rows) > 1:
        name = f"{delivery.filename or delivery.document_id}.verdict.csv"
        files.append((name, _table(rows), "text/csv"))
    send_mail(thread, words, files)


def _table(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return BOM_UTF8 + text.getvalue().encode()
