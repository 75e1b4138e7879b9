"""Every page of the partner site and of the intake, tried by whom it is not for.

The addresses are found by walking the patterns: a new one without an entry here fails.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page

from accounts.models import Assignment, AuditEntry
from accounts.tenancy import active, system_scope
from portal.content.models import NoticeIndexPage, NoticePage
from portal.kernel.clock import now
from tests.vmi.web.conftest import report_text
from vmi.actions.feed_terms import FeedTerms
from vmi.actions.save_feed import save_feed
from vmi.actions.try_file import try_file
from vmi.models import (
    Alert,
    DocumentLine,
    Interchange,
    Location,
    LocationCode,
    Product,
    ProductCode,
    ReportDocument,
)

pytestmark = pytest.mark.django_db
ABSENT = 987_654_321

# What an address needs to lead to a row of partner A; None: it shows only the asker's own.
PARTNER_PAGES = {
    "home": None,
    "stock_csv": None,
    "stock_xlsx": None,
    "upload": None,
    "sample": None,
    "reports": None,
    "report": "document_id",
    "progress": "document_id",
    "columns": "document_id",
    "activities": "document_id",
    "original": "document_id",
    "lines": "document_id",
    "findings": "document_id",
    "line": "document_id",
    "quality": None,
    "changes": None,
    "changes_csv": None,
    "changes_xlsx": None,
    "interchanges": None,
    "interchange": "interchange_id",
    "acknowledgement": "interchange_id",
    "feeds": None,
    "feed": "feed_id",
    "samples": None,
    "sample_tried": "sample_id",
    "sample_columns": "sample_id",
    "parked": None,
    "waiting_csv": None,
    "waiting_xlsx": None,
    "code_list": None,
    "code": "line_id",
    "notices": None,
    "notice": "notice_id",
}
INTAKE_PAGES = {
    "reports": None,
    "report": "document_id",
    "progress": "document_id",
    "columns": "document_id",
    "activities": "document_id",
    "original": "document_id",
    "lines": "document_id",
    "findings": "document_id",
    "line": "document_id",
    "quality": None,
    "partner_quality": "partner_id",
    "changes": None,
    "changes_csv": None,
    "changes_xlsx": None,
    "interchanges": None,
    "interchange": "interchange_id",
    "acknowledgement": "interchange_id",
    "feeds": None,
    "feed_new": None,
    "feed": "feed_id",
    "samples": None,
    "sample_tried": "sample_id",
    "sample_columns": "sample_id",
    "feed_terms": "feed_id",
    "parked": None,
    "waiting_csv": None,
    "waiting_xlsx": None,
    "code_list": None,
    "code": "line_id",
}
# What else the address of a row needs.
BESIDES = {"line": {"line": 2}}
BY_ROW = [name for name, argument in PARTNER_PAGES.items() if argument]
WORKSPACE_BY_ROW = [name for name, argument in INTAKE_PAGES.items() if argument]


@dataclass(frozen=True)
class RowsOfA:
    partner_id: int
    document_id: int
    line_id: int
    notice_id: int
    interchange_id: int
    feed_id: int
    sample_id: int

    def address(self, name: str, *, absent: bool = False) -> str:
        namespace, _, page = name.partition(":")
        argument = {"partner": PARTNER_PAGES, "intake": INTAKE_PAGES}[namespace][page]
        if argument is None:
            return reverse(name)
        row = {argument: ABSENT if absent else getattr(self, argument)}
        return reverse(name, kwargs=row | BESIDES.get(page, {}))


@pytest.fixture
def rows_of_a(bo, upload, partner_a) -> RowsOfA:
    """A report of A with a code that nobody knows, and a notice for A alone."""
    document = upload(bo, report_text("P-1,S1,{day},3,40", "SECRET-CODE,S1,{day},3,40"))
    with system_scope(reason="test set-up"):
        line = DocumentLine.objects.get(document=document)
        root = Page.objects.get(depth=1)
        index = root.add_child(instance=NoticeIndexPage(title="Notices", slug="notices-of-test"))
        notice = index.add_child(
            instance=NoticePage(
                title="SECRET-NOTICE",
                slug="for-a",
                published_on=date(2026, 5, 1),
                language="en",
                audience=NoticePage.Audience.PARTNER,
                partner=partner_a,
                summary="Only for A",
                body="<p>Only for A</p>",
            )
        )
        interchange = Interchange.objects.create(
            partner=partner_a,
            document=document,
            position=1,
            standard="x12",
            sender="SECRET-SENDER",
            control_number="000000007",
            sequence=7,
            sha256="0" * 64,
            state=Interchange.State.SETTLED,
            acceptance="A",
            acknowledgement=b"ISA*SECRET~",
            answer_kinds="997",
            received_at=document.received_at,
        )
    with system_scope(reason="test set-up") as scope:
        feed = save_feed(scope, partner_a.pk, FeedTerms("SECRET-FEED"))
        Alert.objects.create(
            partner=partner_a,
            feed=feed,
            kind=Alert.Kind.LATE,
            subject="SECRET",
            details={
                "first_day": "2026-05-04",
                "last_day": "2026-05-10",
                "due_at": "2026-05-11T12:00:00+08:00",
            },
            raised_at=now(),
        )
    sample = try_file(
        bo.scope,
        partner_a.pk,
        io.BytesIO(report_text("SECRET-CODE,S1,{day},3,41")),
        filename="SECRET-SAMPLE.csv",
    )
    return RowsOfA(
        *(partner_a.pk, document.pk, line.pk, notice.pk, interchange.pk, feed.pk, sample.pk)
    )


def names_in(namespace: str) -> Iterator[str]:
    """Every name of the namespace, wherever its patterns are mounted."""
    patterns = [get_resolver()]
    while patterns:
        pattern = patterns.pop()
        for inner in pattern.url_patterns:
            if isinstance(inner, URLResolver):
                patterns.append(inner)
            elif _namespace(pattern) == namespace:
                yield str(inner.name)
        if _namespace(pattern) == namespace:
            # An include without a namespace of its own shares this one.
            for inner in pattern.url_patterns:
                if isinstance(inner, URLResolver) and inner.namespace is None:
                    yield from (
                        str(page.name)
                        for page in inner.url_patterns
                        if isinstance(page, URLPattern)
                    )


def _namespace(pattern: URLResolver) -> str | None:
    return pattern.namespace


def status_of(player, address: str) -> int:
    """The status; the answer is read to its end, so that no file stays open."""
    response = player.browser.get(address)
    if response.streaming:
        response.getvalue()
    return int(response.status_code)


def test_every_address_has_its_entry():
    assert sorted(set(names_in("partner"))) == sorted(PARTNER_PAGES)
    assert sorted(set(names_in("intake"))) == sorted(INTAKE_PAGES)


def test_the_owner_gets_every_page(bo, rows_of_a):
    answers = {name: status_of(bo, rows_of_a.address(f"partner:{name}")) for name in PARTNER_PAGES}

    assert answers == dict.fromkeys(PARTNER_PAGES, 200)


def test_another_partner_is_told_the_same_as_of_an_absent_row(chen, rows_of_a):
    for name in BY_ROW:
        foreign = chen.browser.get(rows_of_a.address(f"partner:{name}"))
        absent = chen.browser.get(rows_of_a.address(f"partner:{name}", absent=True))

        assert (name, foreign.status_code, absent.status_code) == (name, 404, 404)
        assert b"SECRET" not in foreign.content
        assert _without_path(foreign, rows_of_a) == _without_path(absent, rows_of_a)


def _without_path(response, rows: RowsOfA) -> bytes:
    """The page without what the asker wrote into the address himself, and without tokens."""
    body = response.content
    for number in (
        *(rows.document_id, rows.line_id, rows.notice_id, rows.interchange_id),
        *(rows.feed_id, rows.sample_id),
        ABSENT,
    ):
        body = body.replace(f"/{number}/".encode(), b"/N/")
    lines = body.splitlines()
    return b"\n".join(line for line in lines if b"csrfmiddlewaretoken" not in line)


def test_another_partner_sees_nothing_of_a_on_pages_of_his_own(chen, rows_of_a):
    for name in [name for name in PARTNER_PAGES if name not in BY_ROW]:
        response = chen.browser.get(rows_of_a.address(f"partner:{name}"))

        body = response.getvalue() if response.streaming else response.content
        assert (name, response.status_code) == (name, 200)
        for foreign in (b"SECRET", b"week.csv", b"P-1", b"Shanghai one"):
            assert foreign not in body


def test_the_manufacturers_people_have_no_partner_pages(mei, song, ada, wei, rows_of_a):
    for player in (mei, song, ada, wei):
        answers = {
            name: status_of(player, rows_of_a.address(f"partner:{name}")) for name in PARTNER_PAGES
        }

        assert answers == dict.fromkeys(PARTNER_PAGES, 404)


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(rows_of_a):
    for name in PARTNER_PAGES:
        address = rows_of_a.address(f"partner:{name}")

        response = Client().get(address)

        assert response.status_code == 302
        assert response["Location"] == f"/account/login/?next={address}"


def test_a_partners_person_does_not_enter_the_workspace(bo, rows_of_a):
    for name in INTAKE_PAGES:
        response = bo.browser.get(rows_of_a.address(f"intake:{name}"))

        assert response.status_code in {302, 403, 404}
        assert b"SECRET" not in response.content


def test_the_manager_of_a_sees_its_reports_in_the_workspace(mei, rows_of_a):
    answers = {name: status_of(mei, rows_of_a.address(f"intake:{name}")) for name in INTAKE_PAGES}

    assert answers == dict.fromkeys(INTAKE_PAGES, 200)


def test_the_workspace_says_whose_report_it_is_and_the_partner_site_need_not(mei, bo, rows_of_a):
    head = '<th scope="col">Partner</th>'

    assert head in mei.browser.get(rows_of_a.address("intake:reports")).content.decode()
    assert head not in bo.browser.get(rows_of_a.address("partner:reports")).content.decode()


def test_a_manager_without_the_partner_does_not(mei, rows_of_a):
    Assignment.objects.all().delete()

    for name in WORKSPACE_BY_ROW:
        response = mei.browser.get(rows_of_a.address(f"intake:{name}"))

        assert (name, response.status_code) == (name, 404)
        assert b"SECRET" not in response.content


def test_another_partner_can_not_give_a_code_its_meaning(chen, rows_of_a):
    with system_scope(reason="look"):
        product = Product.objects.get(code="AE-200")
        before = (ProductCode.objects.count(), AuditEntry.objects.count())

    response = chen.browser.post(
        "/partner/codes/", {"line": rows_of_a.line_id, "target": product.pk}
    )

    assert response.status_code == 404
    with system_scope(reason="look"):
        assert (ProductCode.objects.count(), AuditEntry.objects.count()) == before
        assert DocumentLine.objects.get(pk=rows_of_a.line_id).state == "parked"


def test_another_partner_can_not_name_columns(chen, bo, upload):
    document = upload(bo, report_text("P-1,S1,{day},3", header="Ding,Laden,Wann,Raus\n"))

    response = chen.browser.post(
        f"/partner/reports/{document.pk}/columns/",
        {"product_code": "Ding", "location_code": "Laden", "day": "Wann", "sold": "Raus"},
    )

    assert response.status_code == 404
    with active(bo.scope):
        document.refresh_from_db()
    assert document.state == ReportDocument.State.NEEDS_MAPPING
    assert document.reading == {}


def test_an_executive_reads_reports_and_maps_no_codes(wei, rows_of_a):
    assert wei.browser.get(rows_of_a.address("intake:report")).status_code == 200
    assert wei.browser.get(rows_of_a.address("intake:parked")).status_code == 403
    assert wei.browser.get(rows_of_a.address("intake:columns")).status_code == 403


def test_a_place_of_another_partner_is_no_target_for_a_code(bo, upload):
    document = upload(bo, report_text("P-1,S9,{day},3,40"))
    with system_scope(reason="look"):
        line = DocumentLine.objects.get(document=document)
        foreign = Location.objects.get(code="B1")

    response = bo.browser.post("/partner/codes/", {"line": line.pk, "target": foreign.pk})

    assert response.status_code == 302
    with system_scope(reason="look"):
        assert LocationCode.objects.count() == 0
