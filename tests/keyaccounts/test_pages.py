"""The workspace pages through the browser client, in both languages."""

from typing import Any

import pytest

from accounts.tenancy import system_scope

PAGES = [
    "/workspace/",
    "/workspace/accounts/",
    "/workspace/accounts/A/",
    "/workspace/accounts/A/brief/",
    "/workspace/accounts/A/visit/",
    "/workspace/accounts/A/people/",
    "/workspace/accounts/A/figures/",
]


def speak(player: Any, language: str) -> None:
    player.person.language = language
    player.person.save()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", {"Alpha Brands", "Key accounts"}), ("zh-hans", {"阿尔法", "大客户"})],
)
def test_every_page_answers_in_the_persons_language(mei, market, address, language, words):
    speak(mei, language)

    answer = mei.browser.get(address)

    assert answer.status_code == 200
    content = answer.content.decode()
    assert [word for word in words if word not in content] == []


def test_the_overview_answers_to_the_executive_in_both_languages(wei, market):
    for language, words in (("en", "Overview"), ("zh-hans", "总览")):
        speak(wei, language)

        answer = wei.browser.get("/workspace/overview/?period=2026H1")

        assert answer.status_code == 200
        assert words in answer.content.decode()


def test_the_list_shows_what_the_small_market_adds_up_to(song, market):
    content = song.browser.get("/workspace/accounts/?period=2026H1").content.decode()

    assert "2 accounts bought CN¥97k in H1 2026: 21.2% of what they need" in content
    assert "50% of that demand is declared or measured" in content


def test_an_export_holds_exactly_what_is_shown(song, market):
    answer = song.browser.get("/workspace/accounts/?period=2026H1&segment=paint&format=csv")

    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("B,Beta Stores,,Paint,A,40000.00,,,CNY,20000,137000,0.1460")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="key-accounts-')


def test_the_list_sorts_by_the_column_asked_for_and_keeps_the_unknown_last(song, market):
    def order(sort: str) -> list[str]:
        address = f"/workspace/accounts/?period=2026H1&format=csv&sort={sort}"
        lines = song.browser.get(address).getvalue().decode("utf-8-sig").splitlines()
        return [line.split(",")[0] for line in lines[1:]]

    assert order("revenue") == ["B", "A"]
    assert order("-revenue") == ["A", "B"]
    # A year ago B bought nothing that is on record.
    assert order("change") == order("-change") == ["A", "B"]
    assert order("nonsense") == order("-value") == ["B", "A"]


def test_a_filter_that_nothing_meets_offers_the_way_back(song, market):
    content = song.browser.get("/workspace/accounts/?q=nobody").content.decode()

    assert "Nothing fits" in content
    assert "Show all accounts" in content


def test_a_period_that_cannot_be_read_says_how_to_write_it(song, market):
    answer = song.browser.get("/workspace/accounts/?period=soon")

    assert answer.status_code == 422
    assert "2026H1" in answer.content.decode()


def test_an_account_says_where_it_stands(mei, market):
    content = mei.browser.get("/workspace/accounts/A/?period=2026H1").content.decode()

    assert "Alpha Brands bought CN¥57k in H1 2026 (+90%): 27.7% of what it needs" in content
    assert "Rival Cans supplies more of it than we do: 50%" in content
    assert "Its next order is due about 10 Jun 2026." in content


def test_a_visit_is_reported_from_a_phone(mei, market):
    answer = mei.browser.post(
        "/workspace/accounts/A/visit/",
        {
            "outcome": "They order in June.",
            "next_step": "Offer",
            "promise": "Price list",
            "promise_due": "2026-05-22",
            "on": "2026-05-17",
            "next_visit": "2026-06-17",
        },
    )

    assert answer.status_code == 302
    content = mei.browser.get("/workspace/accounts/A/").content.decode()
    assert "They order in June." in content
    assert "Price list" in content
    assert "Visited today." in content


def test_a_report_that_is_wrong_keeps_what_was_typed(mei, market):
    answer = mei.browser.post(
        "/workspace/accounts/A/visit/", {"outcome": "Typed long", "on": "2027-01-01"}
    )

    assert answer.status_code == 422
    content = answer.content.decode()
    assert "Typed long" in content
    assert "Report a visit on its day or later" in content


def test_a_supervisor_confirms_from_the_page(song, market):
    answer = song.browser.post("/workspace/accounts/A/standing/", {"standing": "confirmed"})

    assert answer.status_code == 302
    with system_scope(reason="test look"):
        market.a.refresh_from_db()
    assert market.a.standing == "confirmed"


def test_a_figure_is_noted_from_the_page(mei, market):
    answer = mei.browser.post(
        "/workspace/accounts/A/figures/",
        {
            "whose": "demand",
            "segment": "paint",
            "period": "2026",
            "quantity": "365000",
            "confidence": "declared",
            "source": "their planner",
            "as_of": "2026-05-01",
        },
    )

    assert answer.status_code == 302
    assert "their planner" in mei.browser.get("/workspace/accounts/A/").content.decode()
