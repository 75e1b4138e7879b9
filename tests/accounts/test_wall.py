"""The wall: partner-owned rows fail closed."""

from itertools import count
from typing import Any

import pytest
from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import Partner, PartnerKind, Person
from accounts.tenancy import OutsideScope, Scope, ScopeMissing, active, system_scope
from vmi.models import Location


@pytest.fixture
def places(partner_a, partner_b):
    with system_scope(reason="test set-up"):
        Location.objects.create(partner=partner_a, code="1", name="A one")
        Location.objects.create(partner=partner_a, code="2", name="A two")
        Location.objects.create(partner=partner_b, code="1", name="B one")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: list(Location.objects.all()),
        lambda: bool(Location.objects.exists()),
        lambda: Location.objects.count() + 1,
        lambda: Location.objects.exclude(code="1").exists(),
        lambda: Location.objects.select_related("partner").exists(),
        lambda: Location.objects.filter(code="1").update(name="x"),
        lambda: Location.objects.all().delete(),
        lambda: Location.objects.values("code").distinct().count(),
        lambda: Location.objects.order_by("name").first(),
        lambda: Location.objects.in_bulk([1]),
        lambda: Location.objects.all().explain(),
        lambda: list(Location.objects.raw("select * from vmi_location")),
        lambda: list(Location.objects.all().union(Location.objects.all())),
        lambda: list(Location._base_manager.all()),
        lambda: list(Partner.objects.all()),
        lambda: Location.objects.get_or_create(code="9", name="x", partner_id=1),
        lambda: Location(code="9", name="x", partner_id=1).save(),
        lambda: Location.objects.bulk_create([Location(code="9", name="x", partner_id=1)]),
    ],
    ids=(f"way-{number}" for number in count(1)),
)
def test_outside_every_scope_nothing_is_read_or_written(places, ask):
    with pytest.raises(ScopeMissing):
        ask()

    with system_scope(reason="look"):
        assert list(Location.objects.values_list("name", flat=True)) == ["A one", "B one", "A two"]


def test_a_locked_query_in_a_subquery_stays_locked_even_when_the_outer_one_is_free(places, ada):
    locked = Location.objects.filter(partner_id=OuterRef("partner_id"))

    with pytest.raises(ScopeMissing):
        Person.objects.filter(Exists(locked)).exists()


def test_inside_a_scope_only_its_partners_are_seen(places, bo, partner_b):
    with active(bo.scope):
        assert sorted(Location.objects.values_list("name", flat=True)) == ["A one", "A two"]
        assert Location.objects.filter(partner=partner_b).count() == 0
        assert list(Partner.objects.values_list("code", flat=True)) == ["A"]


def test_an_empty_scope_reaches_nothing(places, bo):
    with active(Scope(bo.scope.actor)):
        assert Location.objects.count() == 0
        assert Partner.objects.count() == 0


def test_none_is_no_scope(places):
    with pytest.raises(ScopeMissing), active(None):  # type: ignore[arg-type]
        pass


def test_a_row_of_another_partner_can_not_be_written(places, bo, partner_b):
    with active(bo.scope):
        with pytest.raises(OutsideScope):
            Location.objects.create(partner_id=partner_b.pk, code="3", name="x")
        with pytest.raises(OutsideScope):
            Location.objects.bulk_create([Location(partner_id=partner_b.pk, code="3", name="x")])
        with pytest.raises(OutsideScope):
            Location.objects.update(partner=partner_b)

    with system_scope(reason="look"):
        assert Location.objects.count() == 3


def test_a_foreign_key_does_not_lead_through_the_wall(places, bo, partner_b):
    with system_scope(reason="test set-up"):
        foreign = Location.objects.get(partner=partner_b)

    with active(bo.scope), pytest.raises(Location.DoesNotExist):
        foreign.refresh_from_db()
    with active(bo.scope), pytest.raises(Partner.DoesNotExist):
        Location(partner_id=partner_b.pk).partner  # noqa: B018


def offered(form):
    choices: Any = form.fields["place"]
    return choices.choices


def test_a_form_field_made_outside_a_scope_offers_the_rows_of_the_one_it_is_used_in(
    places, bo, chen
):
    class PlaceForm(forms.Form):
        place = forms.ModelChoiceField(Location.objects.all())

    with active(bo.scope):
        assert [str(label) for _, label in offered(PlaceForm())][1:] == [
            "A one",
            "A two",
        ]
    with active(chen.scope):
        assert [str(label) for _, label in offered(PlaceForm())][1:] == ["B one"]
    with pytest.raises(ScopeMissing):
        list(offered(PlaceForm()))


def test_members_of_a_group_are_scoped_too(bo, partner_a, partner_b):
    with system_scope(reason="test set-up"):
        group = Partner.objects.create(code="G", name="Group", kind=PartnerKind.GROUP)
        for partner in (partner_a, partner_b):
            partner.parent = group
            partner.save()

    with active(bo.scope):
        assert list(group.members.values_list("code", flat=True)) == ["A"]


def test_each_role_reaches_what_its_work_asks(mei, song, bo, partner_a, partner_b):
    assert mei.scope.partner_ids == {partner_a.pk}
    assert song.scope.is_everything
    assert bo.scope.partner_ids == {partner_a.pk}
    assert not bo.scope.is_everything
