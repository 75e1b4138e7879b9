"""A person sees what is odd in a report, puts a line right or says why it is right, and sees it over time."""

import pytest

from accounts.models import AuditEntry
from accounts.tenancy import active, system_scope
from tests.vmi.web.conftest import report_text
from vmi.models import Finding, LineCorrection, ReportDocument

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd(bo, upload) -> ReportDocument:
    """Line 2 is odd, line 3 is refused, line 4 waits, line 5 is good."""
    document: ReportDocument = upload(
        bo,
        report_text(
            "P-1,S1,{day},3,-40", "P-1,S1,{day},three,7", "X-9,S1,{day},3,40", "P-1,S2,{day},1,5"
        ),
    )
    return document


def page(player, address: str) -> str:
    response = player.browser.get(address)
    assert response.status_code == 200, address
    text: str = response.content.decode()
    return text


def post_line(player, document, line, django_capture_on_commit_callbacks, **typed):
    with django_capture_on_commit_callbacks(execute=True):
        return player.browser.post(f"/partner/reports/{document.pk}/lines/{line}/", typed)


def line_typed(**changed):
    """The form of line 2 as it is prefilled, with something else typed."""
    return {"product_code": "P-1", "location_code": "S1", "sold": "3", "on_hand": "-40"} | changed


def test_the_report_shows_what_is_odd_and_quantities_in_and_out(bo, odd):
    body = page(bo, f"/partner/reports/{odd.pk}/")

    assert "Stock is below zero." in body
    assert "Quantities in and out" in body
    assert f'href="/partner/reports/{odd.pk}/lines/2/"' in body
    assert f'href="/partner/reports/{odd.pk}/lines/3/"' in body


def test_the_line_is_shown_as_it_was_read(bo, odd):
    body = page(bo, f"/partner/reports/{odd.pk}/lines/2/")

    assert 'name="on_hand" value="-40"' in body
    assert "Stock is below zero." in body
    assert "Right as it is" in body


def test_a_refused_cell_is_shown_as_it_came(bo, odd):
    body = page(bo, f"/partner/reports/{odd.pk}/lines/3/")

    assert 'name="sold" value="three"' in body
    assert 'name="on_hand" value="7"' in body
    assert "Leave it out" in body


def test_a_line_put_right_is_posted_with_who_and_why(bo, odd, django_capture_on_commit_callbacks):
    days = {"first_day": str(odd.first_day), "last_day": str(odd.last_day)}
    response = post_line(
        bo,
        odd,
        3,
        django_capture_on_commit_callbacks,
        **line_typed(sold="3", on_hand="7", **days),
        reason="typed as a word",
        correct="1",
    )

    assert response.status_code == 302
    with active(bo.scope):
        odd.refresh_from_db()
    assert (odd.lines_posted, odd.lines_refused, odd.lines_parked) == (3, 0, 1)
    body = page(bo, f"/partner/reports/{odd.pk}/")
    assert "“typed as a word” · Bo" in body


def test_a_line_without_a_reason_stays_as_it_is_and_nothing_typed_is_lost(
    bo, odd, django_capture_on_commit_callbacks
):
    response = post_line(
        bo, odd, 2, django_capture_on_commit_callbacks, **line_typed(on_hand="41"), correct="1"
    )

    assert response.status_code == 422
    assert 'name="on_hand" value="41"' in response.content.decode()
    with active(bo.scope):
        assert LineCorrection.objects.count() == 0


def test_an_odd_line_is_said_to_be_right(bo, odd, django_capture_on_commit_callbacks):
    response = post_line(
        bo,
        odd,
        2,
        django_capture_on_commit_callbacks,
        **line_typed(),
        reason="sold early",
        confirm="1",
    )

    assert response.status_code == 302
    with active(bo.scope):
        found = Finding.objects.get(kind="negative_stock")
        assert LineCorrection.objects.count() == 0
    assert (found.state, found.reason, found.settled_by) == ("confirmed", "sold early", "Bo")


@pytest.mark.parametrize("decision", ["correct", "confirm"])
def test_another_partner_settles_nothing(
    decision, chen, bo, odd, django_capture_on_commit_callbacks
):
    with system_scope(reason="look"):
        before = AuditEntry.objects.count()

    response = post_line(
        chen,
        odd,
        2,
        django_capture_on_commit_callbacks,
        **line_typed(on_hand="1"),
        reason="x",
        **{decision: "1"},
    )

    assert response.status_code == 404
    with system_scope(reason="look"):
        assert AuditEntry.objects.count() == before
        assert LineCorrection.objects.count() == 0
        assert Finding.objects.get(kind="negative_stock").state == "open"


def test_an_executive_reads_findings_and_puts_nothing_right(wei, odd):
    assert "Stock below zero" in page(wei, f"/workspace/intake/{odd.pk}/findings/")
    assert wei.browser.get(f"/workspace/intake/{odd.pk}/lines/2/").status_code == 403


def test_the_list_is_narrowed_by_kind(bo, odd):
    address = f"/partner/reports/{odd.pk}/findings/"

    assert "Stock below zero" in page(bo, address)
    assert "Nothing odd was found" in page(bo, f"{address}?kind=balance")


def test_a_partner_sees_its_own_quality_and_what_to_do_next(bo, odd):
    body = page(bo, "/partner/reports/quality/")

    assert "1 finding waits for an answer" in body
    assert "Of 4 lines in twelve months 1 had a finding (25%)." in " ".join(body.split())
    assert "What to do next" in body
    assert "Most often: Stock below zero" in body


def test_before_the_first_line_the_page_says_what_it_is_for(bo, chen, odd):
    body = page(chen, "/partner/reports/quality/")

    assert "No line has come yet" in body
    assert "Every line that comes is looked at" in body


def test_the_manager_sees_the_quality_of_each_partner(mei, song, odd, partner_a, partner_b):
    listed = page(mei, "/workspace/intake/quality/")
    assert "1 finding is open" in listed
    assert f'href="/workspace/intake/quality/{partner_a.pk}/"' in listed

    assert "What to do next" in page(mei, f"/workspace/intake/quality/{partner_a.pk}/")
    assert mei.browser.get(f"/workspace/intake/quality/{partner_b.pk}/").status_code == 404
    assert song.browser.get(f"/workspace/intake/quality/{partner_b.pk}/").status_code == 200
