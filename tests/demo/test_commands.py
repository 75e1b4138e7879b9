"""The commands `demo` and `demo_people`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Partner, Person
from accounts.tenancy import active, system_scope
from reports.actions.load_demo_people import load_demo_people
from reports.demo.people import CAST, DEMONSTRATION_PASSWORD


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def make_cast(partner: Partner) -> None:
    with system_scope(reason="test set-up") as scope:
        load_demo_people(scope, {"HENGFAN": partner, "WANJIA": partner})


def test_with_partners_if_empty_does_nothing_and_says_so(partner_a: Partner) -> None:
    assert said("demo", "--if-empty") == "There are partners already; nothing was loaded.\n"
    with system_scope(reason="test") as scope, active(scope):
        assert Partner.objects.count() == 1


def test_with_partners_demo_refuses_and_says_what_to_do(partner_a: Partner) -> None:
    with pytest.raises(CommandError, match="only loaded into an empty one"):
        said("demo")


@pytest.mark.django_db
def test_with_nobody_it_says_how_the_first_administrator_is_made() -> None:
    assert said("demo_people") == (
        "Nobody has a demonstration password.\n"
        "bin/tandem createsuperuser makes the first administrator.\n"
    )


def test_the_cast_is_shown_with_the_password_and_a_warning(partner_a: Partner) -> None:
    make_cast(partner_a)

    shown = said("demo_people")

    assert [member.email for member in CAST if member.email in shown] == [
        member.email for member in CAST
    ]
    assert DEMONSTRATION_PASSWORD in shown
    assert "For demonstration only" in shown


def test_who_has_taken_another_password_is_shown_no_more(partner_a: Partner) -> None:
    make_cast(partner_a)
    person = Person.objects.get(email="wei@tandem.example")
    person.set_password("a password of my own")
    person.save()

    shown = said("demo_people")

    assert "wei@tandem.example" not in shown
    assert "mei@tandem.example" in shown
