"""People and machine clients: made, limited, taken back."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts.actions.create_person import NewPerson, create_person
from accounts.actions.issue_client_key import issue_client_key
from accounts.actions.revoke_client_key import revoke_client_key
from accounts.models import AuditEntry, MachineClient, Person
from accounts.permissions import Permission
from accounts.rules.keys import hash_of
from accounts.rules.roles import Role
from accounts.selectors.clients import client_of_key
from accounts.selectors.scopes import scope_of, scope_of_client
from accounts.tenancy import system_scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound


def newcomer(partner_id, role=Role.PARTNER_BUYER, email="eve@example.com"):
    return NewPerson(email, "Eve", role, "a long enough phrase", partner_id)


def test_a_partner_administrator_makes_a_colleague_who_can_sign_in(dan, client):
    person = create_person(dan.scope, newcomer(dan.scope.partner_id))

    assert client.login(email="eve@example.com", password="a long enough phrase")
    assert scope_of(person).partner_ids == {dan.scope.partner_id}
    assert AuditEntry.objects.filter(verb="create_person", object_id=str(person.pk)).count() == 1


def test_a_partner_administrator_makes_nobody_elsewhere_and_nobody_of_the_manufacturer(
    dan, partner_b
):
    with pytest.raises(NotFound):
        create_person(dan.scope, newcomer(partner_b.pk))
    with pytest.raises(Forbidden):
        create_person(dan.scope, newcomer(None, Role.ADMINISTRATOR))
    with pytest.raises(Invalid):
        create_person(dan.scope, newcomer(dan.scope.partner_id, Role.EXECUTIVE))

    assert Person.objects.filter(name="Eve").count() == 0


def test_a_buyer_makes_nobody(bo):
    with pytest.raises(Forbidden):
        create_person(bo.scope, newcomer(bo.scope.partner_id))

    assert Person.objects.filter(name="Eve").count() == 0


def test_an_address_that_is_taken_is_a_conflict_whatever_its_case(dan, bo):
    with pytest.raises(Conflict) as refusal:
        create_person(dan.scope, newcomer(dan.scope.partner_id, email="BO@example.com"))

    assert refusal.value.field == "email"


def test_a_key_is_kept_only_as_a_hash_and_opens_its_own_partner(dan):
    client, secret = issue_client_key(dan.scope, dan.scope.partner_id, name="ERP", scopes=["read"])

    assert client.key_hash == hash_of(secret)
    assert secret not in str(AuditEntry.objects.values_list("details", flat=True))
    found = client_of_key(secret)
    assert found == client
    assert scope_of_client(client).partner_ids == {dan.scope.partner_id}
    assert scope_of_client(client).permissions == {Permission.VIEW_STOCK, Permission.VIEW_REPORTS}


def test_a_revoked_an_expired_and_an_unknown_key_open_nothing(dan):
    revoked, first = issue_client_key(dan.scope, dan.scope.partner_id, name="ERP", scopes=["read"])
    _old, second = issue_client_key(
        dan.scope,
        dan.scope.partner_id,
        name="ERP",
        scopes=["read"],
        expires_at=now() - timedelta(days=1),
    )
    revoke_client_key(dan.scope, revoked.pk)

    assert [client_of_key(key) for key in (first, second, "tandem_guess")] == [None, None, None]


def test_a_key_of_another_partner_can_not_be_revoked_or_told_from_none(dan, partner_b):
    with system_scope(reason="test set-up") as scope:
        foreign, _secret = issue_client_key(scope, partner_b.pk, name="ERP", scopes=["read"])

    answers = []
    for client_id in (foreign.pk, 10**9):
        with pytest.raises(NotFound) as refusal:
            revoke_client_key(dan.scope, client_id)
        answers.append((refusal.value.code, str(refusal.value.message)))

    assert answers[0] == answers[1]
    with system_scope(reason="look"):
        assert MachineClient.objects.get(pk=foreign.pk).revoked_at is None


def test_the_command_prints_a_key_that_works_and_nothing_else(partner_a, capsys):
    call_command("issue_client_key", "--partner", "A", "--scope", "read", "--scope", "submit")

    secret = capsys.readouterr().out.strip()
    client = client_of_key(secret)
    assert client is not None
    assert client.scopes == ["read", "submit"]


def test_the_colleagues_page_makes_a_person_and_a_key(dan):
    page = dan.browser.get("/partner/colleagues/")
    assert page.status_code == 200

    typed = {"what": "person", "name": "Eve", "email": "eve@example.com", "role": "partner_buyer"}
    dan.browser.post("/partner/colleagues/", {**typed, "password": "a long enough phrase"})
    shown = dan.browser.post(
        "/partner/colleagues/", {"what": "key", "name": "ERP", "scopes": ["read"]}
    )

    assert (
        Person.objects.filter(email="eve@example.com", partner=dan.person.partner_id).count() == 1
    )
    assert "tandem_" in shown.content.decode()
    assert shown.context["secret"] not in dan.browser.get("/partner/colleagues/").content.decode()


def test_a_weak_password_is_said_at_its_field_and_nothing_typed_is_lost(dan):
    typed = {
        "what": "person",
        "name": "Eve",
        "email": "eve@example.com",
        "role": "partner_buyer",
        "password": "short",
    }

    page = dan.browser.post("/partner/colleagues/", typed).content.decode()

    assert 'value="eve@example.com"' in page
    assert "too short" in page
    assert Person.objects.filter(name="Eve").count() == 0


@pytest.mark.parametrize("who", ["bo", "mei", "wei"])
def test_the_colleagues_page_is_for_partner_administrators(who, request):
    player = request.getfixturevalue(who)

    assert player.browser.get("/partner/colleagues/").status_code in {403, 404}


def test_an_administrator_makes_a_person_in_the_workspace_and_the_flags_follow_the_role(
    ada, partner_a
):
    typed = {
        "email": "new@example.com",
        "name": "New",
        "role": "executive",
        "partner": "",
        "language": "en",
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
    }
    page = ada.browser.post("/workspace/users/new/", typed)

    assert page.status_code == 302, page.content.decode()[:3000]
    person = Person.objects.get(email="new@example.com")
    assert (person.is_staff, person.is_superuser, person.partner_id) == (True, False, None)


def test_a_partner_role_without_partner_is_said_at_the_field(ada):
    typed = {
        "email": "new@example.com",
        "name": "New",
        "role": "partner_buyer",
        "partner": "",
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
    }
    page = ada.browser.post("/workspace/users/new/", typed)

    assert page.status_code == 200
    assert "Partner roles need a partner." in page.content.decode()


@pytest.mark.parametrize("who", ["bo", "dan", "chen"])
def test_partner_people_do_not_enter_the_workspace(who, request):
    browser = request.getfixturevalue(who).browser

    assert browser.get("/workspace/").status_code in {302, 403}
    assert browser.get("/workspace/users/").status_code in {302, 403}


def test_the_audit_log_is_read_by_administrators_and_changed_by_nobody(ada, song, dan):
    create_person(dan.scope, newcomer(dan.scope.partner_id))
    entry = AuditEntry.objects.get(verb="create_person")

    assert "create_person" in ada.browser.get("/workspace/auditentry/").content.decode()
    assert ada.browser.get("/workspace/auditentry/new/").status_code in {302, 403, 404}
    assert ada.browser.post(f"/workspace/auditentry/delete/{entry.pk}/").status_code in {
        302,
        403,
        404,
    }
    assert song.browser.get("/workspace/auditentry/").status_code in {302, 403}
    assert AuditEntry.objects.filter(pk=entry.pk).count() == 1
