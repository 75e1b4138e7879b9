"""The cast, and what every test stands on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as laws

from accounts.models import Assignment, Partner, PartnerKind, Person
from accounts.rules.roles import Role
from accounts.selectors.scopes import scope_of
from accounts.tenancy import Scope, system_scope

pytest_plugins = ["tests.plugins.template_database", "tests.plugins.chromium"]

PASSWORD = "correct horse battery"

# How quick the machine is says nothing of a law.
laws.register_profile("tandem", deadline=None, suppress_health_check=[HealthCheck.too_slow])
laws.load_profile("tandem")


@dataclass(frozen=True)
class Player:
    """One of the cast: the person, their scope, and a browser in which they are signed in."""

    person: Person
    browser: Client

    @property
    def scope(self) -> Scope:
        return scope_of(self.person)


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Every test has its own facts, documents and cache."""
    settings.FACTS_URI = str(tmp_path / "facts")
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "documents"), "base_url": None},
        },
    }
    cache.clear()


@pytest.fixture
def partner_a(db: None) -> Partner:
    with system_scope(reason="test set-up"):
        return Partner.objects.create(
            code="A", name="Alpha Brands", name_zh="阿尔法", kind=PartnerKind.BRAND_OWNER
        )


@pytest.fixture
def partner_b(db: None) -> Partner:
    with system_scope(reason="test set-up"):
        return Partner.objects.create(
            code="B", name="Beta Stores", name_zh="贝塔", kind=PartnerKind.RETAILER
        )


def make_player(name: str, role: Role, partner: Partner | None = None) -> Player:
    person = Person(email=f"{name.lower()}@example.com", name=name, partner=partner, language="en")
    person.take_role(role)
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    browser.force_login(person)
    return Player(person, browser)


@pytest.fixture
def mei(partner_a: Partner) -> Player:
    """Key-account manager of A, and of A alone."""
    player = make_player("Mei", Role.KEY_ACCOUNT_MANAGER)
    Assignment.objects.create(person=player.person, partner=partner_a)
    return player


@pytest.fixture
def song(db: None) -> Player:
    """Sales supervisor: sees the whole team."""
    return make_player("Song", Role.SUPERVISOR)


@pytest.fixture
def ping(db: None) -> Player:
    """Planner."""
    return make_player("Ping", Role.PLANNER)


@pytest.fixture
def wei(db: None) -> Player:
    """Executive."""
    return make_player("Wei", Role.EXECUTIVE)


@pytest.fixture
def ada(db: None) -> Player:
    """Administrator."""
    return make_player("Ada", Role.ADMINISTRATOR)


@pytest.fixture
def bo(partner_a: Partner) -> Player:
    """Buyer of A."""
    return make_player("Bo", Role.PARTNER_BUYER, partner_a)


@pytest.fixture
def chen(partner_b: Partner) -> Player:
    """Buyer of B."""
    return make_player("Chen", Role.PARTNER_BUYER, partner_b)


@pytest.fixture
def dan(partner_a: Partner) -> Player:
    """Administrator of partner A."""
    return make_player("Dan", Role.PARTNER_ADMINISTRATOR, partner_a)
