"""EDI on trial, and codes of quantities that are explained once, on trial and in reports."""

import html

import pytest

from accounts.models import AuditEntry
from accounts.tenancy import active, system_scope
from tests.vmi.formats.edi_answers import pydifact_segments, x12_errors
from tests.vmi.web.conftest import report_text
from tests.vmi.web.trial_files import (
    GOOD,
    edifact_sales,
    nothing_came_of_it,
    page,
    trial_at,
    tried,
    x12_activity,
)
from vmi.models import (
    Feed,
    FeedSample,
    ReadingProfile,
    ReportDocument,
)

pytestmark = pytest.mark.django_db


def test_an_852_is_shown_segment_by_segment_with_its_test_answer(bo, catalogue):
    address = tried(bo, x12_activity(*GOOD), "week.edi")

    text = page(bo, address)
    assert "Ready to go live: 100 of 100 points" in text
    for words in ("product activity", "ZA01 activity code", "= sold", "= on hand", "= the place"):
        assert words in text
    [answered] = trial_at(bo, address).interchanges
    assert answered.head.control_number == "000000007"
    assert answered.acknowledgement[0].split("*")[15] == "T"
    assert "AK9*A*1*1*1~" in answered.acknowledgement
    assert x12_errors("".join(answered.acknowledgement).encode()) == []
    assert nothing_came_of_it()


def test_an_edi_feed_goes_live_for_its_message(bo, catalogue):
    address = tried(bo, x12_activity(*GOOD), "week.edi")

    bo.browser.post(
        address, {"do": "live", "name": "EDI", "cadence": "daily", "due_after_days": "1"}
    )

    with system_scope(reason="look"):
        feed = Feed.objects.get()
    assert (feed.kind, feed.message, feed.stage) == ("x12", "852", "live")


def test_an_unknown_activity_code_is_shown_taught_and_read_again(bo, catalogue):
    address = tried(bo, x12_activity(*GOOD, "ZA*W9*2*EA"), "week.edi")
    text = page(bo, address)
    assert "W9 means" in text
    assert "we do not know this code" in text

    response = bo.browser.post(address, {"do": "activity", "code": "W9", "measure": "returned"})

    assert response["Location"] == f"{address}#activities"
    text = page(bo, address)
    assert "W9 means" not in text
    assert "= returned" in text
    assert ("returned", "2 EA") in trial_at(bo, address).lines[0].figures
    assert "W9=returned" in text


def test_a_code_can_be_left_out_for_good(bo, catalogue):
    address = tried(bo, x12_activity(*GOOD, "ZA*W9*2*EA"), "week.edi")

    bo.browser.post(address, {"do": "activity", "code": "W9", "measure": "none"})

    assert "left out, as agreed" in page(bo, address)
    with system_scope(reason="look"):
        [profile] = ReadingProfile.objects.all()
    assert profile.reading["dialect"] == {"activities": {"W9": ""}}


@pytest.mark.parametrize(("code", "measure"), [("W9", ""), ("W9", "gifts"), ("LONGER", "sold")])
def test_what_is_no_code_or_no_measure_is_not_taught(bo, catalogue, code, measure):
    address = tried(bo, x12_activity(*GOOD, "ZA*W9*2*EA"), "week.edi")
    with system_scope(reason="look"):
        before = AuditEntry.objects.count()

    bo.browser.post(address, {"do": "activity", "code": code, "measure": measure})

    with system_scope(reason="look"):
        assert (ReadingProfile.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_the_dialect_is_taught_in_its_form(bo, catalogue):
    address = tried(bo, x12_activity(*GOOD, "ZA*W9*2*EA"), "week.edi")
    typed = {"single_day_covers": "7", "value_from": "price", "negative_sold": "returned"}

    wrong = bo.browser.post(address, {"do": "dialect", "activities": "W9: gifts", **typed})
    assert wrong.status_code == 422
    assert "is not understood" in html.unescape(wrong.content.decode())

    bo.browser.post(
        address, {"do": "dialect", "activities": "w9 = lost sales", "item_codes": "cb up", **typed}
    )

    dialect = trial_at(bo, address).outline.reading.dialect
    assert dialect.activities == {"W9": "lost_sales"}
    assert (dialect.item_codes, dialect.single_day_covers) == (("CB", "UP"), 7)
    assert (dialect.value_from, dialect.negative_sold) == ("price", "returned")


def test_a_slsrpt_is_shown_in_words_with_a_contrl_marked_as_a_test(bo, catalogue):
    content = edifact_sales(
        *("LIN+1", "PIA+5+P-1:BP", "LOC+162+S1::92", "MOA+203:20.40", "QTY+153:12:PCE")
    )
    address = tried(bo, content, "sales.edi")

    text = page(bo, address)
    assert "100 of 100 points" in text
    for words in ("sales value 20.4 EUR", "sold 12 PCE", "= sold", "the buyer's part number"):
        assert words in text
    [answered] = trial_at(bo, address).interchanges
    whole = "".join(answered.acknowledgement).encode()
    header = next(line for line in answered.acknowledgement if line.startswith("UNB"))
    assert header.rstrip("'").split("+")[11] == "1"
    assert [name for name, _ in pydifact_segments(whole)] == ["UNH", "UCI", "UCM", "UNT"]
    assert nothing_came_of_it()


def test_several_interchanges_are_all_answered_and_the_page_says_which_is_shown(bo, catalogue):
    both = x12_activity(*GOOD) + x12_activity(*GOOD, number=8)
    address = tried(bo, both, "week.edi")

    text = page(bo, address)
    assert "this is the first one, 000000007" in text
    assert "Test acknowledgement of interchange 000000008" in text


def test_a_broken_message_costs_points_and_holds_the_feed_back(bo, catalogue):
    address = tried(bo, x12_activity(*GOOD).replace(b"SE*8*", b"SE*9*"), "week.edi")
    with system_scope(reason="look"):
        before = AuditEntry.objects.count()

    response = bo.browser.post(
        address, {"do": "live", "name": "EDI", "cadence": "weekly", "due_after_days": "1"}
    )

    assert response.status_code == 302
    assert "Some checks are not passed yet" in page(bo, address)
    with system_scope(reason="look"):
        assert (Feed.objects.count(), AuditEntry.objects.count()) == (0, before)
        assert FeedSample.objects.get().feed_id is None


def test_a_cut_edi_file_still_shows_its_acknowledgement(bo, catalogue, monkeypatch):
    monkeypatch.setattr("vmi.selectors.trial_reading.LINES_TRIED", 1)

    trial = trial_at(bo, tried(bo, x12_activity(*GOOD, *GOOD, *GOOD), "week.edi"))

    assert (trial.is_cut, trial.outcome.lines) == (True, 1)
    assert [answered.acceptance for answered in trial.interchanges] == ["A"]


def test_a_report_with_an_unknown_code_is_taught_and_read_again(
    bo, upload, django_capture_on_commit_callbacks
):
    document = upload(bo, x12_activity(*GOOD, "ZA*W9*2*EA"), "week.edi")
    address = f"/partner/reports/{document.pk}/quantity-codes/"
    assert f'href="{address}"' in page(bo, f"/partner/reports/{document.pk}/")
    assert "W9 means" in page(bo, address)

    with django_capture_on_commit_callbacks(execute=True):
        response = bo.browser.post(address, {"code": "W9", "measure": "returned"})

    assert response["Location"] == f"/partner/reports/{document.pk}/"
    with active(bo.scope):
        document.refresh_from_db()
    assert (document.state, document.lines_posted, document.notes) == ("posted", 1, [])
    assert set(document.quantities) == {"sold", "on_hand", "returned"}
    assert "Every code of a quantity is understood" in page(bo, address)


def test_another_partner_can_not_teach_the_codes_of_a_report(chen, bo, upload):
    document = upload(bo, x12_activity(*GOOD, "ZA*W9*2*EA"), "week.edi")

    response = chen.browser.post(
        f"/partner/reports/{document.pk}/quantity-codes/", {"code": "W9", "measure": "returned"}
    )

    assert response.status_code == 404
    with system_scope(reason="look"):
        assert ReadingProfile.objects.count() == 0
        assert ReportDocument.objects.get().state == "posted"


def test_a_table_has_no_codes_of_quantities_to_teach(bo, upload):
    document = upload(bo, report_text("P-1,S1,{day},3,40"))

    bo.browser.post(
        f"/partner/reports/{document.pk}/quantity-codes/", {"code": "W9", "measure": "returned"}
    )

    with active(bo.scope):
        document.refresh_from_db()
        assert (document.state, ReadingProfile.objects.count()) == ("posted", 0)


def test_the_page_speaks_chinese(bo, catalogue):
    address = tried(bo, x12_activity(*GOOD), "week.edi")
    bo.person.language = "zh-hans"
    bo.person.save()

    text = page(bo, address)

    for words in (
        "可以开通：100 分（满分 100）",
        "符合所用标准",
        "= 销量",
        "交换 000000007 的测试回执",
    ):
        assert words in text
