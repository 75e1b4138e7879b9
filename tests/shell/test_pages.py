"""The roof's pages: home, language, style, health, errors."""

import re

import pytest
from django.conf import settings as portal_settings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

COMPONENTS = [
    "headline", "crumbs", "figure", "figure-change", "figure-trust", "figure-about", "notice tone-act",
    "notice tone-watch", "notice tone-good", "notice tone-accent", "views", "table-frame", "pages", "chart",
    "chart-wide", "chart-narrow", "chart-numbers", "card", "share-bar", "sparkline", "steps", "progress-words",
    "empty", "form-fields", "form-field is-wrong", "button button-secondary", "pill tone-act",
]  # fmt: skip


def test_home_leads_each_to_their_side(bo, mei, client):
    assert bo.browser.get("/").headers["Location"] == "/partner/"
    assert mei.browser.get("/").headers["Location"] == "/workspace/"
    assert client.get("/").headers["Location"] == f"{reverse('account_login')}?next=/"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "页面由什么组成"), ("en", "What pages are made of")]
)
def test_the_style_page_shows_every_component_in_both_languages(client, db, language, words):
    client.cookies[portal_settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get("/style/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    for component in COMPONENTS:
        assert page.count(f'class="{component}') >= 2, component
    assert "本周有三处将断货" in page
    assert "Three places run out this week" in page
    assert re.findall(r'\sstyle="|\son\w+="', page) == []


def test_language_is_kept_for_a_person_and_leads_back(bo):
    answer = bo.browser.post("/language/", {"language": "zh-hans", "next": "/style/?swap"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/style/?swap")
    bo.person.refresh_from_db()
    assert bo.person.language == "zh-hans"


def test_language_is_kept_in_a_cookie_for_a_visitor(client, db):
    answer = client.post("/language/", {"language": "zh-hans", "next": "/account/login/"})

    assert answer.cookies["django_language"].value == "zh-hans"
    assert 'lang="zh-Hans"' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_language_never_leads_elsewhere(client, db, target):
    answer = client.post("/language/", {"language": "en", "next": target})

    assert answer.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client, db):
    answer = client.post("/language/", {"language": "xx", "next": "/"})

    assert answer.status_code == 302
    assert "django_language" not in answer.cookies


def test_language_is_not_switched_by_a_link(client, db):
    assert client.get("/language/?language=en").status_code == 405


def test_alive_needs_no_database(client):
    answer = client.get("/livez")

    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_ready_when_database_and_facts_are_there(client, db):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_not_ready_without_the_database_and_nothing_secret_said(client, monkeypatch):
    def refuse(*_args: object) -> None:
        raise DatabaseError("password of portal@db.internal")

    monkeypatch.setattr("portal.shell.health.MigrationExecutor", refuse)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


def test_not_ready_without_the_facts_folder(client, db, settings):
    settings.FACTS_URI = "/nowhere/at/all"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"The folder of the facts is missing.\n")


def test_an_address_without_a_page_says_so_in_the_portals_look(bo):
    answer = bo.browser.get("/nowhere")

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/"])
def test_pages_before_signing_in_wear_the_portals_look(client, db, path):
    page = client.get(path).content.decode()

    assert 'class="site-header"' in page
    assert 'class="form-field' in page


@pytest.mark.parametrize("name", ["account_change_password", "account_logout", "mfa_index"])
def test_pages_of_the_own_account_wear_the_portals_look(bo, name):
    answer = bo.browser.get(reverse(name), follow=True)

    assert answer.status_code == 200
    assert 'class="headline"' in answer.content.decode()


def test_a_stale_form_is_told_what_to_do(db):
    visitor = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    answer = visitor.post("/language/", {"language": "en"})

    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()


def test_the_workspace_takes_its_look_from_the_tokens(ada):
    page = ada.browser.get("/workspace/account/").content.decode()

    places = [page.index(f"shell/{name}.css") for name in ("tokens", "components", "workspace")]
    assert places == sorted(places)
    assert page.index("wagtailadmin/css/core.css") < places[0]
