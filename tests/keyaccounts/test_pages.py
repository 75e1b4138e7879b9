"""The workspace pages through the browser client, in both languages."""

from typing import Any

import pytest

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
