"""The wall in the workspace: an account of somebody else is not there, on any route."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.tenancy import system_scope
from keyaccounts.models import PromiseMade, Visit

MODELS = [
    "account",
    "accountsegment",
    "contact",
    "complaint",
    "promisemade",
    "visit",
    "demandfigure",
    "supplyfigure",
]
ROUTES = ["edit", "delete", "history", "history_results", "usage"]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("route", ROUTES)
def test_a_foreign_row_is_not_found_on_any_route_of_its_list(mei, market, model, route):
    address = reverse(f"{model}:{route}", args=[market.rows_b[model].pk])

    assert mei.browser.get(address).status_code == 404
    assert mei.browser.post(address, {}).status_code in {404, 405}


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_their_searches_show_own_rows_only(mei, market, model):
    for name in ("index", "index_results"):
        answer = mei.browser.get(reverse(f"{model}:{name}"), {"q": "B"})
        plain = mei.browser.get(reverse(f"{model}:{name}"))

        assert (answer.status_code, plain.status_code) == (200, 200)
        for content in (answer.content.decode(), plain.content.decode()):
            assert "Beta" not in content
            assert "of B" not in content


@pytest.mark.parametrize("model", MODELS)
def test_forms_offer_own_partners_only(mei, market, model):
    answer = mei.browser.get(reverse(f"{model}:add"))

    assert answer.status_code == 200
    content = answer.content.decode()
    assert "Alpha Brands" in content
    assert "Beta" not in content


def test_a_row_is_not_added_for_a_foreign_partner(mei, market):
    answer = mei.browser.post(
        reverse("promisemade:add"),
        {
            "partner": market.b.partner_id,
            "text": "smuggled",
            "side": "ours",
            "made_on": "2026-05-01",
        },
    )

    assert answer.status_code == 200
    with system_scope(reason="test look"):
        assert not PromiseMade.objects.filter(text="smuggled").exists()


def test_a_row_is_not_moved_to_a_foreign_partner(mei, market):
    mei.browser.post(
        reverse("promisemade:edit", args=[market.promise_a.pk]),
        {
            "partner": market.b.partner_id,
            "text": "moved",
            "side": "ours",
            "made_on": "2026-05-01",
        },
    )

    with system_scope(reason="test look"):
        assert PromiseMade.objects.get(pk=market.promise_a.pk).text == "Send ten samples"


def test_an_own_row_is_edited_and_deleted_through_the_action(mei, market):
    address = reverse("promisemade:edit", args=[market.promise_a.pk])
    filled = {
        "partner": market.a.partner_id,
        "text": "Send twenty samples",
        "side": "ours",
        "made_on": "2026-04-01",
    }

    assert mei.browser.post(address, filled).status_code == 302
    with system_scope(reason="test look"):
        assert PromiseMade.objects.get(pk=market.promise_a.pk).text == "Send twenty samples"

    gone = mei.browser.post(reverse("promisemade:delete", args=[market.promise_a.pk]))
    assert gone.status_code == 302
    with system_scope(reason="test look"):
        assert not PromiseMade.objects.filter(pk=market.promise_a.pk).exists()


def test_the_standing_is_not_in_the_form_of_an_account(mei, market):
    address = reverse("account:edit", args=[market.a.pk])

    mei.browser.post(
        address, {"partner": market.a.partner_id, "stage": "vendor", "standing": "confirmed"}
    )

    with system_scope(reason="test look"):
        market.a.refresh_from_db()
    assert market.a.standing == "ordinary"


def test_segments_are_edited_by_those_who_keep_master_data(mei, ping, market):
    address = reverse("segment:edit", args=[market.paint.pk])

    assert mei.browser.get(address).status_code == 302
    assert ping.browser.get(address).status_code == 200


def test_an_executive_reads_lists_and_changes_nothing(wei, market):
    assert wei.browser.get(reverse("contact:index")).status_code == 200
    answer = wei.browser.post(
        reverse("contact:edit", args=[market.contact_a.pk]), {"name": "Changed"}
    )

    assert answer.status_code == 302
    with system_scope(reason="test look"):
        market.contact_a.refresh_from_db()
    assert market.contact_a.name == "Lin Buyer"


OWN_PAGES = ["account", "brief", "visit", "add_person", "figure"]
POSTS = ["visit", "plan", "add_person", "figure"]


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_foreign_account_and_an_absent_one_are_told_alike(mei, market, name):
    foreign = mei.browser.get(reverse(f"keyaccounts:{name}", args=["B"]))
    absent = mei.browser.get(reverse(f"keyaccounts:{name}", args=["absent"]))

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert "Beta" not in foreign.content.decode()


@pytest.mark.parametrize("name", POSTS)
def test_nothing_is_written_down_about_a_foreign_account(mei, market, name):
    with system_scope(reason="test look"):
        before = list(Visit.objects.order_by("pk").values())

    answer = mei.browser.post(
        reverse(f"keyaccounts:{name}", args=["B"]), {"outcome": "x", "on": "2026-05-17"}
    )

    assert answer.status_code == 404
    with system_scope(reason="test look"):
        assert list(Visit.objects.order_by("pk").values()) == before


def test_rows_of_another_account_are_not_reached_through_an_own_one(mei, market):
    person = reverse("keyaccounts:person", args=["A", market.contact_b.pk])
    promise = reverse("keyaccounts:promise_kept", args=["A", market.promise_b.pk])

    assert mei.browser.get(person).status_code == 404
    assert mei.browser.post(promise).status_code == 404


def test_a_supervisor_does_not_reach_rows_of_one_account_through_another(song, market):
    promise = reverse("keyaccounts:promise_kept", args=["A", market.promise_b.pk])

    assert song.browser.post(promise).status_code == 404


def test_a_manager_confirms_nothing(mei, market):
    answer = mei.browser.post(reverse("keyaccounts:standing", args=["A"]))

    assert answer.status_code == 403


def test_exports_hold_own_accounts_only(mei, market):
    text = mei.browser.get("/workspace/accounts/?format=csv").getvalue().decode("utf-8-sig")
    sheet = load_workbook(
        io.BytesIO(mei.browser.get("/workspace/accounts/?format=xlsx").content)
    ).active

    assert [line.split(",")[0] for line in text.splitlines()] == ["Code", "A"]
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows()] == ["Code", "A"]


def test_the_overview_is_closed_to_a_manager(mei, market):
    assert mei.browser.get("/workspace/overview/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/workspace/",
        "/workspace/accounts/",
        "/workspace/accounts/?format=csv",
        "/workspace/accounts/A/",
        "/workspace/accounts/A/brief/",
        "/workspace/accounts/A/visit/",
        "/workspace/overview/",
        "/workspace/contact/",
        "/workspace/demandfigure/",
    ],
)
def test_partners_people_have_no_workspace(bo, dan, market, address):
    for player in (bo, dan):
        answer = player.browser.get(address)

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/")
