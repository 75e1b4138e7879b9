"""What people write down, and what they may not."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from accounts.tenancy import system_scope
from keyaccounts.actions.confirm_key_account import confirm_key_account
from keyaccounts.actions.keep_promise import keep_promise
from keyaccounts.actions.note_contact import ContactNotes, note_contact
from keyaccounts.actions.plan_visit import plan_visit
from keyaccounts.actions.record_visit import Promised, VisitReport, record_visit
from keyaccounts.actions.save_master_data import delete_master_data, save_master_data
from keyaccounts.actions.set_market_figure import (
    MarketStatement,
    set_demand_figure,
    set_supply_figure,
)
from keyaccounts.models import Account, Contact, DemandFigure, PromiseMade, SupplyFigure, Visit
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from portal.kernel.period import Period
from tests.keyaccounts.small_market import TODAY

REPORT = VisitReport(
    on=date(2026, 5, 16),
    outcome="They take the trial order.",
    next_step="Offer for June",
    promises=(Promised("Price list by Friday", date(2026, 5, 22)),),
)
STATEMENT = MarketStatement(
    "paint", Period.parse("2026"), Decimal(5_000), "their planner", date(2026, 5, 1), "declared"
)


def everything(model):
    with system_scope(reason="test look"):
        return list(model.objects.order_by("pk").values())


def test_a_visit_is_filed_with_its_promises_and_next_step(mei, market):
    visit = record_visit(mei.scope, "A", REPORT)

    with system_scope(reason="test look"):
        assert (visit.state, visit.visitor) == (Visit.State.DONE, mei.person)
        promise = PromiseMade.objects.get(visit=visit)
        assert (promise.text, promise.due_on) == ("Price list by Friday", date(2026, 5, 22))
        assert Account.objects.get(pk=market.a.pk).next_step == "Offer for June"
    entry = AuditEntry.objects.get(verb="record_visit")
    assert (entry.actor_name, entry.partner_id) == ("Mei", market.a.partner_id)


def test_the_same_report_twice_is_one_visit(mei, market):
    first, second = (record_visit(mei.scope, "A", REPORT) for _ in range(2))

    assert first.pk == second.pk
    assert len(everything(PromiseMade)) == 3


def test_a_planned_visit_becomes_the_one_done(mei, market):
    planned = plan_visit(mei.scope, "A", on=TODAY, purpose="new valve")

    done = record_visit(mei.scope, "A", VisitReport(on=TODAY, outcome="Went well."))

    assert (done.pk, done.purpose) == (planned.pk, "new valve")


def test_an_old_report_does_not_bring_an_old_next_step_back(mei, market):
    record_visit(mei.scope, "A", REPORT)
    record_visit(mei.scope, "A", VisitReport(date(2026, 3, 1), "Late report", "Old step"))

    with system_scope(reason="test look"):
        assert Account.objects.get(pk=market.a.pk).next_step == "Offer for June"


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (VisitReport(date(2026, 5, 18), "Tomorrow"), "visit_ahead"),
        (VisitReport(TODAY, "  "), "outcome_missing"),
    ],
)
def test_a_report_that_says_nothing_is_refused(mei, market, report, code):
    before = everything(Visit)

    with pytest.raises(Invalid) as refusal:
        record_visit(mei.scope, "A", report)

    assert refusal.value.code == code
    assert everything(Visit) == before


def test_a_visit_is_not_planned_for_the_past(mei, market):
    with pytest.raises(Invalid) as refusal:
        plan_visit(mei.scope, "A", on=date(2026, 5, 16))

    assert refusal.value.code == "visit_in_the_past"


def test_planning_the_same_day_again_changes_the_purpose(mei, market):
    first = plan_visit(mei.scope, "A", on=TODAY, purpose="one")
    second = plan_visit(mei.scope, "A", on=TODAY, purpose="two")

    assert (first.pk, second.purpose) == (second.pk, "two")


def test_a_promise_is_kept_once(mei, market):
    keep_promise(mei.scope, market.promise_a.pk, kept_on=date(2026, 5, 10))

    kept = keep_promise(mei.scope, market.promise_a.pk)

    assert kept.kept_on == date(2026, 5, 10)
    assert AuditEntry.objects.filter(verb="keep_promise").count() == 1


def test_a_supervisor_confirms_and_a_manager_does_not(mei, song, market):
    with pytest.raises(Forbidden):
        confirm_key_account(mei.scope, "A")
    with system_scope(reason="test look"):
        assert Account.objects.get(pk=market.a.pk).standing == Account.Standing.ORDINARY

    account = confirm_key_account(song.scope, "A")

    assert account.standing == Account.Standing.CONFIRMED
    assert confirm_key_account(song.scope, "A").standing == Account.Standing.CONFIRMED
    assert AuditEntry.objects.filter(verb="confirm_key_account").count() == 1


def test_what_is_learned_of_a_person_is_kept(mei, market):
    note_contact(
        mei.scope,
        "A",
        ContactNotes("Lin Buyer", birthday="03-21", likes="green tea"),
        contact_id=market.contact_a.pk,
    )

    with system_scope(reason="test look"):
        contact = Contact.objects.get(pk=market.contact_a.pk)
    assert (contact.likes, contact.birthday) == ("green tea", "03-21")


def test_a_birthday_that_is_none_is_refused(mei, market):
    with pytest.raises(Invalid) as refusal:
        note_contact(mei.scope, "A", ContactNotes("Lin", birthday="21 March"))

    assert refusal.value.field == "birthday"


def test_a_demand_of_the_same_source_and_day_replaces_the_earlier(mei, market):
    set_demand_figure(mei.scope, "A", STATEMENT)
    figure = set_demand_figure(
        mei.scope,
        "A",
        MarketStatement(
            "paint", Period.parse("2026"), Decimal(6_000), "their planner", date(2026, 5, 1)
        ),
    )

    assert figure.quantity == 6_000
    assert len(everything(DemandFigure)) == 3


def test_a_competitor_has_a_name(mei, market):
    with pytest.raises(Invalid) as refusal:
        set_supply_figure(mei.scope, "A", STATEMENT, kind="competitor")

    assert refusal.value.field == "supplier_name"
    assert len(everything(SupplyFigure)) == 2


FOREIGN = {
    "record_visit": lambda scope, market: record_visit(scope, "B", REPORT),
    "plan_visit": lambda scope, market: plan_visit(scope, "B", on=TODAY),
    "keep_promise": lambda scope, market: keep_promise(scope, market.promise_b.pk),
    "add_contact": lambda scope, market: note_contact(scope, "B", ContactNotes("Eve")),
    "change_contact": lambda scope, market: note_contact(
        scope, "A", ContactNotes("Eve"), contact_id=market.contact_b.pk
    ),
    "set_demand": lambda scope, market: set_demand_figure(scope, "B", STATEMENT),
    "set_supply": lambda scope, market: set_supply_figure(scope, "B", STATEMENT, kind="self_made"),
}


def snapshot():
    return [
        everything(model)
        for model in (Account, Contact, DemandFigure, PromiseMade, SupplyFigure, Visit)
    ]


@pytest.mark.parametrize("act", FOREIGN.values(), ids=FOREIGN)
def test_an_account_of_another_manager_is_not_found_and_unchanged(mei, market, act):
    before = snapshot()

    with pytest.raises(NotFound):
        act(mei.scope, market)

    assert snapshot() == before


@pytest.mark.parametrize("act", FOREIGN.values(), ids=FOREIGN)
def test_roles_without_the_permission_change_nothing(wei, bo, market, act):
    before = snapshot()

    for player in (wei, bo):
        with pytest.raises(Forbidden):
            act(player.scope, market)

    assert snapshot() == before


def test_master_data_is_saved_by_those_who_may(mei, song, market):
    with pytest.raises(Forbidden):
        save_master_data(mei.scope, market.paint)
    market.contact_a.likes = "tea"
    save_master_data(mei.scope, market.contact_a)

    assert AuditEntry.objects.get(verb="change_row").object_type == "contact"


def test_what_others_depend_on_is_not_deleted(ada, market):
    with pytest.raises(Conflict):
        delete_master_data(ada.scope, market.paint)
