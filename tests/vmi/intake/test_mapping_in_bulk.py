"""Many codes mapped at once: judged first, taken over in one go, safe to repeat."""

from datetime import date

import pytest
from django.db.models import F

from accounts.models import AuditEntry
from accounts.tenancy import active, system_scope
from portal.kernel.errors import Conflict, NotFound
from tests.vmi.intake.conftest import lines
from vmi.actions.map_codes_in_bulk import map_codes_in_bulk
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.models import Location, LocationCode, MappingKey, Product, ProductCode
from vmi.selectors.code_meanings import CodeMeaning, Effect, judged_meanings

MAY = date(2026, 5, 1)


def product(line: int, code: str, means: str, **more) -> CodeMeaning:
    return CodeMeaning(line, True, code, means, **more)


def place(line: int, code: str, means: str, **more) -> CodeMeaning:
    return CodeMeaning(line, False, code, means, **more)


def effects(rows) -> list[tuple[int, str, str]]:
    return [(row.meaning.line, row.effect.value, row.problem) for row in rows]


def test_good_rows_are_taken_over_and_bad_ones_told_in_words(send, bo, partner_a, catalogue):
    document = send(lines("2026-03-01,X9,S9,5,20", "2026-03-01,X8,S1,1,2", "2026-03-01,X7,S1,1,2"))
    rows = [
        product(2, "X9", "P3"),
        product(3, " X8 ", "Ｐ１"),
        product(4, "X7", "P99"),
        place(5, "S9", "new", name="Ninth"),
        place(6, "S8", "S77"),
        product(7, "", "P1"),
        product(8, "x" * 121, "P1"),
        product(9, "X9", "P3"),
        product(10, "X9", "P2"),
        product(11, "X9", "P2", valid_from=MAY),
        place(12, "S1", "S2"),
    ]

    found = map_codes_in_bulk(bo.scope, partner_a.pk, rows)

    assert effects(found.rows) == [
        (2, "new", ""),
        (3, "new", ""),
        (4, "refused", "product_not_found"),
        (5, "new_place", ""),
        (6, "refused", "place_not_found"),
        (7, "refused", "code_missing"),
        (8, "refused", "code_too_long"),
        (9, "new", ""),
        (10, "refused", "code_twice"),
        (11, "new", ""),
        (12, "refused", "code_is_a_place"),
    ]
    assert found.refused[0].message == "There is no product “P99”."
    assert found.lines == 2
    assert release_parked_lines(bo.scope, partner_a.pk) == 2
    with active(bo.scope):
        document.refresh_from_db()
        codes = ProductCode.objects.order_by("code", F("valid_from").asc(nulls_first=True))
        assert list(codes.values_list("code", "product__code", "valid_from")) == [
            ("X8", "P1", None),
            ("X9", "P3", None),
            ("X9", "P2", MAY),
        ]
        assert Location.objects.get(code="S9").name == "Ninth"
        assert LocationCode.objects.count() == 0
    assert (document.lines_posted, document.lines_parked) == (2, 1)


def test_the_same_list_again_changes_nothing(bo, partner_a, catalogue, places):
    rows = [product(2, "X9", "P3"), place(3, "S9", "new"), place(4, "OLD", "S1")]
    first = map_codes_in_bulk(bo.scope, partner_a.pk, rows)
    with system_scope(reason="look"):
        before = AuditEntry.objects.count()

    again = map_codes_in_bulk(bo.scope, partner_a.pk, rows)

    assert [row.effect for row in first.rows] == [Effect.NEW, Effect.NEW_PLACE, Effect.NEW]
    assert [row.effect for row in again.rows] == [Effect.SAME] * 3
    with system_scope(reason="look"):
        assert AuditEntry.objects.count() == before
        assert (ProductCode.objects.count(), LocationCode.objects.count()) == (1, 1)


def test_a_preview_says_what_would_change_and_writes_nothing(bo, partner_a, catalogue, map_code):
    map_code("X9", catalogue["P1"])

    [row] = judged_meanings(bo.scope, partner_a.pk, [product(2, "X9", "P2")])

    assert (row.effect, row.target) == (Effect.CHANGED, "P2")
    with active(bo.scope):
        assert ProductCode.objects.get().product == catalogue["P1"]


def test_a_product_may_be_told_by_its_gtin_unless_two_share_it(bo, partner_a, catalogue):
    Product.objects.filter(code="P1").update(gtin="06901234567892")
    [row] = judged_meanings(bo.scope, partner_a.pk, [product(2, "X9", "6901234567892")])
    assert (row.effect, row.target) == (Effect.NEW, "P1")

    Product.objects.filter(code="P2").update(gtin="06901234567892")
    [row] = judged_meanings(bo.scope, partner_a.pk, [product(2, "X9", "6901234567892")])
    assert (row.effect, row.problem) == (Effect.REFUSED, "product_ambiguous")


def test_another_partners_place_is_no_meaning_and_another_partner_is_not_there(
    bo, chen, partner_a, partner_b, places
):
    [row] = judged_meanings(chen.scope, partner_b.pk, [place(2, "X", "S1")])
    assert row.problem == "place_not_found"

    with pytest.raises(NotFound):
        map_codes_in_bulk(chen.scope, partner_a.pk, [place(2, "S9", "new")])
    with system_scope(reason="look"):
        assert Location.objects.count() == 2


def test_a_key_belongs_to_one_request(bo, partner_a, catalogue):
    rows = [product(1, "X9", "P3")]
    map_codes_in_bulk(bo.scope, partner_a.pk, rows, key="k-1")
    map_codes_in_bulk(bo.scope, partner_a.pk, rows, key="k-1")

    with pytest.raises(Conflict) as refusal:
        map_codes_in_bulk(bo.scope, partner_a.pk, [product(1, "X8", "P3")], key="k-1")

    assert refusal.value.code == "key_reused"
    with active(bo.scope):
        assert (MappingKey.objects.count(), ProductCode.objects.count()) == (1, 1)
