"""Answers to what came through the drop folder, laid into the partner's `out/`."""

import csv
import io
import logging
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import translation

from accounts.tenancy import Scope, system_scope_for
from vmi.actions.note_answer import note_answer, take_on_answer
from vmi.intake.drop_folder import folder_of, put_away_name
from vmi.intake.folders import Folder
from vmi.models import Delivery, ReportDocument
from vmi.selectors.deliveries import Answer, answer_to, deliveries_to_answer, unposted_of
from vmi.selectors.scopes import scope_for_work

logger = logging.getLogger(__name__)


def answer_in_folders(root: Path) -> int:
    """Write what there is to tell; how many deliveries were told. What can't be written is tried again."""
    told = 0
    scope = system_scope_for("answer the drop folder")
    for delivery in deliveries_to_answer(scope, ReportDocument.Door.FOLDER):
        own_scope = scope_for_work(delivery.partner_id, "answer the drop folder")
        if take_on_answer(own_scope, delivery.pk):
            told += _answer(own_scope, root, delivery)
    return told


def _answer(scope: Scope, root: Path, delivery: Delivery) -> bool:
    answer = None
    try:
        with translation.override(settings.LANGUAGE_CODE):
            found = answer_to(scope, delivery.pk)
            if found is not None:
                _write(scope, root, delivery, found)
                answer = found
    except OSError as problem:
        logger.warning("answer to delivery %s: %s", delivery.pk, problem)
    finally:
        note_answer(scope, delivery.pk, answer)
    return answer is not None


def _write(scope: Scope, root: Path, delivery: Delivery, answer: Answer) -> None:
    name = folder_of(delivery.partner)
    if name is None:
        return
    with (
        Folder.opened(str(root)) as drop,
        drop.inside(name, make=True) as own,
        own.inside("out", make=True) as out,
    ):
        for acknowledgement in answer.acknowledgements:
            out.write(acknowledgement.filename, [acknowledgement.content])
        out.write(f"{delivery.filename}.verdict.csv", _rows(scope, answer))
        # Last: whoever waits for it finds the others there.
        out.write(f"{delivery.filename}.verdict.txt", [f"{answer.words}\n".encode()])
        if all(document.state == ReportDocument.State.REFUSED for document in answer.documents):
            _set_aside(own, delivery, answer)


def _set_aside(own: Folder, delivery: Delivery, answer: Answer) -> None:
    """What could not be read at all lies with its reason among the failed."""
    name = put_away_name(delivery)
    with own.inside("taken", make=True) as taken, own.inside("failed", make=True) as failed:
        if taken.move(name, failed, name):
            failed.write(f"{name}.reason.txt", [f"{answer.words}\n".encode()])


def _rows(scope: Scope, answer: Answer) -> Iterator[bytes]:
    """The lines that did not post, as a table that spreadsheets open."""
    yield BOM_UTF8
    for row in unposted_of(scope, answer.documents):
        text = io.StringIO()
        csv.writer(text).writerow(row)
        yield text.getvalue().encode()
