"""No action and no question of the intake tells a partner from nothing that is not its own."""

import io

import pytest

from accounts.tenancy import system_scope
from portal.kernel.errors import Forbidden, NotFound
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import EVER
from vmi.actions.create_location import NewLocation, create_location
from vmi.actions.map_code import map_location_code, map_product_code
from vmi.actions.name_columns import name_columns
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.actions.release_parked_lines import release_document, release_parked_lines
from vmi.formats.shape import Reading
from vmi.models import DocumentLine, Location, LocationCode, ProductCode, ReportDocument
from vmi.selectors.documents import document_outline, report_for
from vmi.selectors.report_list import ReportFilter, report_rows
from vmi.selectors.reports import unposted_rows, verdict_of
from vmi.selectors.sell_through import sell_through
from vmi.selectors.stock import stock_positions

ABSENT = 10**9


@pytest.fixture
def report(send):
    return send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,X9,S1,5,20", "x,P1,S1,1,1"))


@pytest.mark.parametrize(
    "ask",
    [
        report_for,
        read_report,
        verdict_of,
        document_outline,
        lambda scope, pk: name_columns(scope, pk, Reading(columns={"day": "date"})),
        lambda scope, pk: list(unposted_rows(scope, pk)),
    ],
    ids=["report_for", "read", "verdict", "outline", "name_columns", "unposted_rows"],
)
def test_a_foreign_report_and_an_absent_one_are_told_alike(report, chen, ask):
    problems = []
    for document_id in (report.pk, ABSENT):
        with pytest.raises(NotFound) as refusal:
            ask(chen.scope, document_id)
        problems.append((refusal.value.code, str(refusal.value.message)))

    assert problems[0] == problems[1]


@pytest.mark.parametrize(
    "act",
    [
        lambda scope, pk, ids: receive_report(
            scope, pk, io.BytesIO(b"x"), filename="x.csv", door="upload"
        ),
        lambda scope, pk, ids: map_product_code(scope, pk, "X9", ids["product"]),
        lambda scope, pk, ids: map_location_code(scope, pk, "X9", ids["place"]),
        lambda scope, pk, ids: create_location(scope, pk, NewLocation(code="S9")),
    ],
    ids=["receive", "map_product", "map_place", "create_place"],
)
def test_nothing_is_written_for_a_foreign_partner(report, chen, partner_a, catalogue, places, act):
    ids = {"product": catalogue["P1"].pk, "place": places["S1"].pk}
    before = _everything()

    problems = []
    for partner_id in (partner_a.pk, ABSENT):
        with pytest.raises(NotFound) as refusal:
            act(chen.scope, partner_id, ids)
        problems.append((refusal.value.code, str(refusal.value.message)))

    assert problems[0] == problems[1]
    assert _everything() == before


def test_a_code_cannot_mean_another_partners_place(chen, partner_b, places):
    with pytest.raises(NotFound):
        map_location_code(chen.scope, partner_b.pk, "S1", places["S1"].pk)


def test_questions_about_everything_answer_with_ones_own(report, bo, chen):
    assert [row.pk for row in report_rows(bo.scope, ReportFilter())] == [report.pk]
    assert list(report_rows(chen.scope, ReportFilter())) == []
    assert sell_through(chen.scope, period=EVER) == ()
    assert stock_positions(chen.scope) == ()
    assert release_parked_lines(chen.scope, report.partner_id) == 0
    assert release_document(chen.scope, report.pk) == 0


def test_an_executive_may_look_but_not_send(wei, partner_a, catalogue):
    with pytest.raises(Forbidden):
        receive_report(wei.scope, partner_a.pk, io.BytesIO(b"x"), filename="x.csv", door="upload")
    with pytest.raises(Forbidden):
        map_product_code(wei.scope, partner_a.pk, "X9", catalogue["P1"].pk)


def _everything() -> list[int]:
    models = (ReportDocument, DocumentLine, ProductCode, LocationCode, Location)
    with system_scope(reason="test"):
        return [model.objects.count() for model in models]
