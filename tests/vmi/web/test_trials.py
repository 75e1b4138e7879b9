"""Files on trial, through the pages: read and judged in the open, and never posted."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages

from accounts.models import AuditEntry
from accounts.tenancy import system_scope
from portal.kernel.clock import today
from tests.vmi.web.conftest import HEADER, report_text
from tests.vmi.web.trial_files import (
    GOOD,
    nothing_came_of_it,
    page,
    send,
    trial_at,
    tried,
    x12_activity,
)
from vmi.actions import try_file as trying
from vmi.models import (
    Feed,
    FeedSample,
    Location,
    Product,
    ProductCode,
    ReadingProfile,
)

pytestmark = pytest.mark.django_db


def test_a_table_is_named_mapped_scored_and_goes_live(bo, catalogue, partner_a):
    # The third and fourth of a month: nobody can tell days from months.
    day = (today().replace(day=1) - timedelta(days=1)).replace(day=3)
    rows = [
        f"{code},{place},{each:%d/%m/%Y},3,40"
        for code, place in (("P-1", "S1"), ("AE200", "S1"), ("P-1", "S9"))
        for each in (day, day + timedelta(days=1))
    ]
    address = tried(bo, (HEADER + "\n".join(rows) + "\n").encode())

    text = page(bo, address)
    assert "Name the columns" in text
    assert "0 of 100 points: first say what the columns mean" in text

    named = {
        "product_code": "product code",
        "location_code": "store code",
        "day": "date",
        "sold": "sold",
        "on_hand": "on hand",
        "date_order": "DMY",
    }
    response = bo.browser.post(f"{address}columns/", named)
    assert (response.status_code, response["Location"]) == (302, address)

    text = page(bo, address)
    assert "2 codes that nobody knows yet" in text
    assert "AE-200 Aerosol can 200" in text
    with system_scope(reason="look"):
        can = Product.objects.get(code="AE-200")
    bo.browser.post(
        address, {"do": "code", "code": "AE200", "kind": "product", "target": can.pk, "name": ""}
    )
    bo.browser.post(
        address, {"do": "code", "code": "S9", "kind": "place", "target": "new", "name": "Nine"}
    )

    text = page(bo, address)
    assert "Ready to go live: 100 of 100 points" in text
    assert "Aerosol can 200" in text
    assert nothing_came_of_it()
    terms = {"do": "live", "name": "Weekly sales", "cadence": "weekly", "due_after_days": "2"}
    response = bo.browser.post(address, terms)

    with system_scope(reason="look"):
        feed = Feed.objects.get()
        assert response["Location"] == f"/partner/feeds/{feed.pk}/"
        assert (feed.partner_id, feed.name, feed.stage) == (partner_a.pk, "Weekly sales", "live")
        assert (feed.kind, feed.message, feed.cadence) == ("table", "", "weekly")
        assert (feed.due_after_days, feed.working_days) == (2, [0, 1, 2, 3, 4])
        sample = FeedSample.objects.get()
        assert (sample.feed_id, sample.score) == (feed.pk, 100)
        assert ProductCode.objects.filter(code="AE200", product=can).count() == 1
        assert Location.objects.get(code="S9").name == "Nine"
    assert nothing_came_of_it()
    assert "This file has led to a feed that is live." in page(bo, address)


def test_a_second_feed_of_the_same_name_is_asked_for_another_one(bo, catalogue):
    terms = {"do": "live", "name": "Weekly", "cadence": "weekly", "due_after_days": "1"}
    bo.browser.post(tried(bo, report_text("P-1,S1,{day},3,40")), terms)
    address = tried(bo, report_text("P-1,S2,{day},3,40"))

    response = bo.browser.post(address, terms)

    assert response.status_code == 422
    assert "There is a feed of this name already" in response.content.decode()
    with system_scope(reason="look"):
        assert Feed.objects.count() == 1


def test_a_file_goes_live_once(bo, catalogue):
    address = tried(bo, report_text("P-1,S1,{day},3,40"))
    terms = {"do": "live", "cadence": "weekly", "due_after_days": "1"}

    bo.browser.post(address, {**terms, "name": "One"})
    bo.browser.post(address, {**terms, "name": "Two"})

    with system_scope(reason="look"):
        assert [feed.name for feed in Feed.objects.all()] == ["One"]


def test_the_same_file_twice_is_one_sample(bo, dan, catalogue):
    first = tried(bo, report_text("P-1,S1,{day},3,40"))

    assert tried(dan, report_text("P-1,S1,{day},3,40"), "again.csv") == first
    with system_scope(reason="look"):
        assert [sample.filename for sample in FeedSample.objects.all()] == ["week.csv"]


def test_a_file_that_is_too_large_is_refused_and_not_kept(bo, catalogue, monkeypatch):
    monkeypatch.setattr(trying, "MOST_BYTES", 1024 * 1024)

    response = send(bo, b"x" * (1024 * 1024 + 1))

    assert response.status_code == 422
    assert "A file on trial has at most 1 MB" in response.content.decode()
    with system_scope(reason="look"):
        assert FeedSample.objects.count() == 0
    assert not any(path.is_file() for path in Path(storages["documents"].path("")).rglob("*"))


def test_an_empty_file_or_none_is_asked_for_again(bo, catalogue):
    empty, none = send(bo, b""), bo.browser.post("/partner/feeds/try/", {})

    assert (empty.status_code, none.status_code) == (422, 422)
    assert "The submitted file is empty." in empty.content.decode()
    with system_scope(reason="look"):
        assert FeedSample.objects.count() == 0


def test_what_is_no_table_says_so_and_gets_no_points(bo, catalogue):
    address = tried(bo, b"%PDF-1.7\n" + bytes(range(256)) * 8, "week.pdf")

    text = page(bo, address)
    assert "0 of 100 points: the file can't be read" in text
    assert "This is not a table (it looks like: pdf)." in text
    assert "Name the columns" not in text


def test_an_archive_is_to_be_unpacked_first(bo, catalogue):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        writing.writestr("week.csv", report_text("P-1,S1,{day},3,40"))

    text = page(bo, tried(bo, archive.getvalue(), "week.zip"))

    assert "This is an archive (ZIP)." in text
    assert "Unpack it and try one of the files in it." in text


def test_two_candidates_for_a_column_are_asked_for_like_the_intake_does(bo, upload, catalogue):
    content = report_text(
        "P-1,S1,{day},3,4", header="product code,store code,date,sold,units sold\n"
    )
    document = upload(bo, content)
    trial = trial_at(bo, tried(bo, content))

    assert document.state == "needs_mapping"
    assert (trial.problem.code, trial.score.points) == (document.problem_code, 0)


FILES = {
    "good": report_text("P-1,S1,{day},3,40", days=3),
    "unknown": report_text("P-1,S1,{day},3,40", "X,S1,{day},3,40", "P-1,S7,{day},1,1"),
    "refused": report_text("P-1,S1,{day},3,40", "P-1,S1,yesterday,3,40", "P-1,S1,{day},x,40"),
    "copies": report_text(
        *("P-1,S1,{day},3,40,R1", "P-1,S1,{day},3,40,R1", "P-1,S2,{day},3,40,R2"),
        header="product code,store code,date,sold,on hand,invoice number\n",
    ),
    "cases": report_text(
        *("P-1,S1,{day},3,CS", "P-1,S2,{day},3,EA", "AE-200,S1,{day},3,EA"),
        header="product code,store code,date,sold,unit\n",
    ),
    "edi": x12_activity(*GOOD, "LIN**CB*NOBODY", "ZA*QS*1*EA", "LIN**CB*P-1", "ZA*QS*X*EA"),
    "edi without an activity": x12_activity(*GOOD, "LIN**CB*P-1", "ZA*W9*1*EA"),
    "edi rejected": x12_activity(*GOOD).replace(b"SE*8*", b"SE*9*"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_trial_says_is_what_the_intake_then_does(bo, upload, name):
    outcome = trial_at(bo, tried(bo, FILES[name], "week.txt")).outcome

    document = upload(bo, FILES[name], "week.txt")

    assert (outcome.posted, outcome.waiting, outcome.refused, outcome.duplicate) == (
        *(document.lines_posted, document.lines_parked),
        *(document.lines_refused, document.lines_duplicate),
    )
    assert outcome.lines == document.lines_in > 0


def test_a_long_file_is_cut_at_one_line_for_good_and_refused_lines_alike(
    bo, catalogue, monkeypatch
):
    monkeypatch.setattr("vmi.selectors.trial_reading.LINES_TRIED", 10)
    content = report_text(*(("P-1,S1,{day},3,40", "P-1,S1,{day},x,40") * 10))

    trial = trial_at(bo, tried(bo, content))

    assert trial.is_cut
    assert (trial.outcome.posted, trial.outcome.refused, trial.outcome.lines) == (5, 5, 10)


def test_several_findings_of_one_line_cost_one_line(bo, catalogue):
    header = "product code,store code,date,on hand,received\n"
    content = report_text("P-1,S1,{day},-3,-4", "P-1,S2,{day},3,4", header=header)

    trial = trial_at(bo, tried(bo, content))

    assert sum(count for _words, count in trial.findings) == 2
    assert (trial.shown.clean_lines, trial.shown.read_lines) == (1, 2)


def test_a_place_added_for_a_gln_lets_its_lines_post(bo, catalogue):
    content = x12_activity(*GOOD).replace(b"N1*RL**92*S1", b"N1*RL**UL*4012345000016")
    address = tried(bo, content, "week.edi")
    assert trial_at(bo, address).outcome.waiting == 1

    bo.browser.post(
        address, {"do": "code", "code": "4012345000016", "kind": "place", "target": "new"}
    )

    assert trial_at(bo, address).outcome.posted == 1


def test_nothing_chosen_for_a_code_changes_nothing(bo, catalogue):
    address = tried(bo, report_text("X,S1,{day},3,40"))

    for target in ("", "new", "0", "²"):
        bo.browser.post(address, {"do": "code", "code": "X", "kind": "product", "target": target})

    with system_scope(reason="look"):
        assert [row.code for row in ProductCode.objects.all()] == ["P-1"]


def test_a_manager_tries_a_file_for_a_partner_of_hers(mei, catalogue, partner_a, partner_b):
    response = send(mei, report_text("P-1,S1,{day},3,40"), partner=partner_a.pk)
    foreign = send(mei, report_text("P-1,S1,{day},3,41"), partner=partner_b.pk)

    assert response.status_code == 302
    text = page(mei, response["Location"])
    assert "100 of 100 points" in text
    assert "Alpha Brands · week.csv" in text
    assert foreign.status_code == 422
    assert "There is no such partner." in foreign.content.decode()
    with system_scope(reason="look"):
        assert [sample.partner_id for sample in FeedSample.objects.all()] == [partner_a.pk]


def test_an_executive_tries_nothing(wei, catalogue, partner_a):
    response = send(wei, report_text("P-1,S1,{day},3,40"), partner=partner_a.pk)

    assert response.status_code == 403
    with system_scope(reason="look"):
        assert FeedSample.objects.count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        {"do": "code", "code": "X", "kind": "product", "target": "1"},
        {"do": "activity", "code": "W9", "measure": "sold"},
        {"do": "dialect", "activities": "W9=sold", "single_day_covers": "7"},
        {"do": "live", "name": "Mine", "cadence": "weekly", "due_after_days": "1"},
    ],
)
def test_another_partner_can_do_nothing_with_a_sample(chen, bo, catalogue, typed):
    address = tried(bo, x12_activity(*GOOD), "week.edi")
    with system_scope(reason="look"):
        before = AuditEntry.objects.count()

    response = chen.browser.post(address, typed)

    assert response.status_code == 404
    with system_scope(reason="look"):
        counts = (ProductCode.objects.count(), ReadingProfile.objects.count(), Feed.objects.count())
        assert (counts, AuditEntry.objects.count()) == ((1, 0, 0), before)


def test_another_partner_has_the_same_bytes_as_a_sample_of_its_own(chen, bo, catalogue):
    assert tried(bo, x12_activity(*GOOD)) != tried(chen, x12_activity(*GOOD))


def test_the_pages_that_lead_to_a_trial_name_it(bo, mei, catalogue):
    for address in ("/partner/feeds/", "/partner/upload/", "/partner/"):
        assert 'href="/partner/feeds/try/"' in page(bo, address)
    assert 'href="/workspace/intake/feeds/try/"' in page(mei, "/workspace/intake/feeds/")


def test_the_score_names_what_to_mend_first_and_where(bo, catalogue):
    text = page(bo, tried(bo, report_text("X,S1,{day},3,40", "P-1,S1,{day},-3,40")))

    names = re.findall(r"<h3>([^<]+)</h3>", text)
    assert names[0] == "Its products are known"
    assert '<a href="#codes">' in text
