"""Codes that lines wait for: what they could mean and how long they have waited."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import active, system_scope
from portal.kernel.clock import today
from portal.kernel.errors import NotFound
from tests.vmi.intake.conftest import lines
from vmi.models import Product, ProductCode, ReportDocument, Supplier
from vmi.selectors.waiting_codes import (
    Order,
    lines_waiting_for,
    oldest_waiting,
    waiting_code,
    waiting_codes,
)

HEAD = "date,product code,product name,store code,units sold\n"


def reasons(code) -> list[tuple[str, str]]:
    return [(target.code, target.reason) for target in code.suggestions]


def test_a_suggestion_says_why(send, bo):
    Product.objects.filter(code="P1").update(gtin="06901234567892", name_zh="蓝色气雾罐400毫升")
    send(
        f"{HEAD}2026-03-01,16901234567899,,S1,1\n2026-03-01,K-17,green CAN,S1,1\n"
        "2026-03-01,K-18,蓝色气雾罐 400ml,S1,1\n"
    )

    found = {code.code: code for code in waiting_codes(bo.scope).codes}

    assert reasons(found["16901234567899"]) == [("P1", "GTIN of a case of it")]
    assert reasons(found["K-17"])[0] == ("P3", "name 100 % alike")
    assert reasons(found["K-18"])[0] == ("P1", "name 100 % alike")


def test_the_partners_own_codes_are_looked_at_and_those_of_others_are_not(
    send, bo, partner_b, catalogue, map_code
):
    map_code("MT-1001", catalogue["P2"])
    map_code("OLD-5", catalogue["P3"], valid_to=date(2026, 1, 31))
    with system_scope(reason="test set-up"):
        ProductCode.objects.create(partner=partner_b, code="ZQ-7788", product=catalogue["P1"])
    send(lines("2026-03-01,MT1001,S1,1,1", "2026-03-01,OLD-5,S1,1,1", "2026-03-01,ZQ-7788,S1,1,1"))

    found = {code.code: code for code in waiting_codes(bo.scope).codes}

    assert reasons(found["MT1001"]) == [
        ("P2", "same code, apart from zeros and signs: your code MT-1001")
    ]
    assert reasons(found["OLD-5"]) == [("P3", "you used this code for it before")]
    assert reasons(found["ZQ-7788"]) == []


def test_codes_come_by_lines_or_by_age_and_in_parts(send, bo):
    old = send(lines("2026-03-01,X1,S1,1,1"))
    send(lines("2026-03-01,X2,S1,1,1", "2026-03-02,X2,S1,1,1", "2026-03-02,X3,S1,1,1"))
    with active(bo.scope):
        received = old.received_at - timedelta(days=9)
        ReportDocument.objects.filter(pk=old.pk).update(received_at=received)

    by_lines = waiting_codes(bo.scope)
    by_age = waiting_codes(bo.scope, order=Order.AGE, start=0, count=1)

    assert [code.code for code in by_lines.codes] == ["X2", "X1", "X3"]
    assert [code.code for code in by_age.codes] == ["X1"]
    assert (by_age.code_count, by_age.line_count) == (3, 4)
    assert by_age.codes[0].waits_since(today()) == 9


def test_the_oldest_code_of_each_partner_is_told(send, bo, song, chen, partner_a):
    document = send(lines("2026-03-01,X1,S1,1,1", "2026-03-01,X2,S1,1,1", "2026-03-02,X1,S1,1,1"))
    with active(bo.scope):
        received = document.received_at - timedelta(days=15)
        ReportDocument.objects.filter(pk=document.pk).update(received_at=received)

    [oldest] = oldest_waiting(song.scope, today())

    assert (oldest.partner, oldest.code, oldest.field) == (partner_a, "X1", "product_code")
    assert (oldest.lines, oldest.all_lines, oldest.days) == (2, 3, 15)
    assert oldest_waiting(chen.scope, today()) == ()


def test_one_code_is_found_by_its_line_and_only_by_its_owner(send, bo, chen, partner_a):
    document = send(lines("2026-03-01,X1,S1,1,1", "2026-03-02,X1,S1,1,1"))
    with active(bo.scope):
        line = document.lines.first()

    assert (waiting_code(bo.scope, line.pk).code, waiting_code(bo.scope, line.pk).lines) == (
        "X1",
        2,
    )
    assert lines_waiting_for(bo.scope, partner_a.pk, "product_code", "X1") == 2
    assert lines_waiting_for(chen.scope, partner_a.pk, "product_code", "X1") == 0
    with pytest.raises(NotFound):
        waiting_code(chen.scope, line.pk)


@pytest.mark.slow
def test_many_products_and_codes_take_few_questions(send, bo):
    us = Supplier.objects.get(is_us=True)
    Product.objects.bulk_create(
        Product(code=f"N{number}", name=f"Can number {number} {number * 7}ml", supplier=us)
        for number in range(2_000)
    )
    send(lines(*(f"2026-03-01,N-00{number},S1,1,1" for number in range(200))))

    with CaptureQueriesContext(connection) as asked:
        found = waiting_codes(bo.scope, count=None)

    assert (len(found.codes), found.code_count) == (200, 200)
    assert sum(bool(code.suggestions) for code in found.codes) == 200
    assert len(asked) <= 10
