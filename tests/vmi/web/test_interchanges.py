"""The EDI exchange as partners and the workspace see it."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from accounts.tenancy import active
from tests.vmi.formats.edi_answers import answer_of, group, head, message, x12_read
from vmi.actions.admit_interchanges import admit_interchanges
from vmi.actions.receive_report import receive_report
from vmi.actions.settle_interchanges import settle_interchanges
from vmi.formats.edi.shape import InterchangeHead, InterchangeRead
from vmi.formats.edi.shape import SyntaxProblem as Problem
from vmi.models import Interchange, ReportDocument
from vmi.selectors.interchanges import (
    InterchangeFilter,
    interchange_rows,
    missing_before,
    numbers_missing,
)

pytestmark = pytest.mark.django_db


def exchange(player: Any, partner: Any, *reads: InterchangeRead) -> list[Interchange]:
    """A document with these interchanges, as if it had been read."""
    with active(player.scope):
        at = ReportDocument.objects.count()
        receipt = receive_report(
            player.scope,
            partner.pk,
            io.BytesIO(f"document {at}".encode()),
            filename=f"day{at}.edi",
            door="upload",
        )
        document = ReportDocument.objects.get(pk=receipt.document_id)
        document.state, document.lines_in, document.lines_posted = "posted", 3, 3
        document.save()
        placed = [
            replace(read, head=replace(read.head, position=position))
            for position, read in enumerate(reads, 1)
        ]
        admit_interchanges(document, [read.head for read in placed])
        with transaction.atomic():
            settle_interchanges(document, placed)
        return list(document.interchanges.order_by("position"))


def of_number(number: int, **changes: Any) -> InterchangeHead:
    text = f"{number:09}"
    return head(**{"control_number": text, "sha256": text, "messages": ("852",), **changes})


def read(number: int, *groups: Any, **changes: Any) -> InterchangeRead:
    return x12_read(*(groups or (group(message()),)), head=of_number(number, **changes))


def page(player: Any, address: str) -> str:
    response = player.browser.get(address)
    assert response.status_code == 200, response.content.decode()
    return str(response.content.decode())


def test_before_anything_came_the_page_says_what_to_do(bo):
    text = page(bo, "/partner/reports/edi/")

    assert "No EDI has come yet" in text
    assert 'href="/partner/upload/"' in text


def test_an_interchange_shows_both_verdicts_and_our_answer(bo, partner_a):
    [row] = exchange(bo, partner_a, read(7))

    listed = page(bo, "/partner/reports/edi/")
    shown = page(bo, f"/partner/reports/edi/{row.pk}/")

    for text in (listed, shown):
        assert "000000007" in text
        assert "without an error" in text
        assert "All 3 lines are posted" in text
    assert "AK9*A*1*1*1~" in shown


def test_the_answer_is_downloaded_byte_for_byte(bo, partner_a):
    [row] = exchange(bo, partner_a, read(7))

    response = bo.browser.get(f"/partner/reports/edi/{row.pk}/acknowledgement.edi")

    assert response.content == answer_of(row)
    assert response["Content-Disposition"] == 'attachment; filename="997-000000001.edi"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_problems_are_told_in_words_with_the_names_of_segment_and_element(bo, partner_a):
    problems = (Problem("bad_code", "ZA", 9, 1, 0, "99"), Problem("missing_segment", "XQ", 2))
    [row] = exchange(bo, partner_a, read(7, group(message("E", *problems))))

    text = page(bo, f"/partner/reports/edi/{row.pk}/")

    assert "2 things break the standard" in text
    assert "segment 9: ZA (product activity), element ZA01 (activity code)" in text
    assert "This code is not in the list of the standard." in text
    assert "segment 2: XQ (reporting period)" in text
    assert "It is taken, apart from what is named below." in text


def test_what_was_sent_again_shows_the_first_answer(bo, partner_a):
    [first] = exchange(bo, partner_a, read(7))
    [again] = exchange(bo, partner_a, read(7))

    text = page(bo, f"/partner/reports/edi/{again.pk}/")
    response = bo.browser.get(f"/partner/reports/edi/{again.pk}/acknowledgement.edi")

    assert "The very same interchange was here before. Nothing was counted twice." in text
    assert f'href="/partner/reports/edi/{first.pk}/"' in text
    assert response.content == answer_of(first)


def test_a_number_used_again_is_refused_in_words(bo, partner_a):
    exchange(bo, partner_a, read(7))
    [row] = exchange(bo, partner_a, read(7, sha256="other"))

    text = page(bo, f"/partner/reports/edi/{row.pk}/")

    assert "Its control number was used before, with other content." in text
    assert "TA1*000000007*260513*2300*R*025~" in text
    assert "nothing taken" in text


def test_without_an_envelope_the_page_says_why_there_is_no_answer(bo, partner_a):
    [row] = exchange(bo, partner_a, read(7, is_enveloped=False))

    assert "The messages came without an envelope" in page(bo, f"/partner/reports/edi/{row.pk}/")
    assert bo.browser.get(f"/partner/reports/edi/{row.pk}/acknowledgement.edi").status_code == 404


def test_an_acknowledgement_of_the_partner_is_shown_as_such(bo, partner_a):
    [row] = exchange(bo, partner_a, read(7, is_acknowledgement=True, messages=("997",)))

    text = page(bo, f"/partner/reports/edi/{row.pk}/")

    assert "This is an acknowledgement of what we sent." in text
    assert "Acknowledgements are not acknowledged." in text


def test_missing_numbers_are_marked_until_the_late_file_comes(bo, partner_a):
    exchange(bo, partner_a, read(7), read(8))
    [later] = exchange(bo, partner_a, read(12))

    text = page(bo, "/partner/reports/edi/")
    assert "Control numbers are missing" in text
    assert "RETAILER: 000000009 – 000000011" in text
    assert "3 numbers are missing before it: 000000009 to 000000011" in text

    exchange(bo, partner_a, read(10))
    text = page(bo, f"/partner/reports/edi/{later.pk}/")
    assert "000000011 is missing before it" in text
    assert "RETAILER: 000000009" in page(bo, "/partner/reports/edi/")

    exchange(bo, partner_a, read(9), read(11))
    assert "missing" not in page(bo, "/partner/reports/edi/")


def test_gaps_are_told_per_sender_over_the_roll_over(bo, partner_a, chen, partner_b):
    exchange(bo, partner_a, read(999_999_998), read(3), read(5, sender="OTHER"))
    exchange(chen, partner_b, read(1), read(9))

    found = numbers_missing(bo.scope)

    assert [
        (gap.sender, gap.missing.first, gap.missing.last, gap.missing.count) for gap in found
    ] == [("RETAILER", "999999999", "000000002", 3)]


def test_a_sender_that_numbers_for_many_has_no_gaps(bo, partner_a):
    exchange(bo, partner_a, read(7), read(50_000))

    assert numbers_missing(bo.scope) == ()
    with active(bo.scope):
        rows = interchange_rows(bo.scope, InterchangeFilter())
        assert [missing_before(row) for row in rows] == [None, None]


@pytest.mark.parametrize(
    ("verdict", "numbers"),
    [
        ("", ["000000007", "000000007", "000000007", "000000008", "000000009"]),
        ("accepted", ["000000007"]),
        ("errors", ["000000008"]),
        ("rejected", ["000000009"]),
        ("resent", ["000000007"]),
        ("reused", ["000000007"]),
        ("acknowledgement", []),
    ],
)
def test_the_list_is_narrowed_by_verdict(verdict, numbers, bo, partner_a):
    exchange(
        bo,
        partner_a,
        *(read(7), read(7), read(7, sha256="other")),
        read(8, group(message("E"))),
        read(9, group(message("R"))),
    )

    with active(bo.scope):
        found = interchange_rows(bo.scope, InterchangeFilter.of("", verdict))
        assert [row.control_number for row in found] == numbers


def test_the_report_lists_its_interchanges(bo, mei, partner_a):
    [row] = exchange(bo, partner_a, read(7))

    for player, place in ((bo, "/partner/reports/"), (mei, "/workspace/intake/")):
        text = page(player, f"{place}{row.document_id}/")
        assert "EDI in this file" in text
        assert f"edi/{row.pk}/" in text


def test_the_pages_speak_chinese(bo, partner_a):
    [row] = exchange(bo, partner_a, read(7, group(message("E", Problem("bad_code", "ZA", 9, 1)))))
    bo.person.language = "zh-hans"
    bo.person.save()

    assert "EDI 交换" in page(bo, "/partner/reports/edi/")
    text = page(bo, f"/partner/reports/edi/{row.pk}/")
    assert "第 9 段：ZA（商品活动），数据元 ZA01（活动代码）" in text
    assert "标准的代码表中没有这个代码。" in text


def test_the_number_of_queries_does_not_grow_with_the_list(
    bo, partner_a, django_assert_max_num_queries
):
    exchange(bo, partner_a, *(read(number) for number in range(1, 21)))

    with django_assert_max_num_queries(20):
        page(bo, "/partner/reports/edi/")
