from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from portal.kernel.errors import Invalid
from portal.kernel.graphql.lookahead import asked_paths
from portal.kernel.graphql.paging import Page, keyset_page, rows_page
from tests.kernel.graphql import sample

PAGE = (
    "edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
)
NEXT = "query ($n: Int, $c: String) { shops(first: $n, after: $c) { " + PAGE + " } }"
BACK = "query ($n: Int, $c: String) { shops(last: $n, before: $c) { " + PAGE + " } }"


def names(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["name"] for edge in connection["edges"]]


def shops(*numbers: int) -> list[str]:
    return [f"店 {number}" for number in numbers]


def flags(connection: dict[str, Any]) -> tuple[bool, bool]:
    info = connection["pageInfo"]
    return info["hasPreviousPage"], info["hasNextPage"]


def test_pages_forwards_follow_each_other_to_the_end(api):
    one = api.ask(NEXT, {"n": 3})["data"]["shops"]
    two = api.ask(NEXT, {"n": 3, "c": one["pageInfo"]["endCursor"]})["data"]["shops"]
    three = api.ask(NEXT, {"n": 3, "c": two["pageInfo"]["endCursor"]})["data"]["shops"]

    assert [names(page) for page in (one, two, three)] == [shops(1, 2, 3), shops(4, 5, 6), shops(7)]
    assert [flags(page) for page in (one, two, three)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert one["edges"][0]["cursor"] == one["pageInfo"]["startCursor"]


def test_pages_backwards_keep_the_order_of_the_list(api):
    one = api.ask(BACK, {"n": 3})["data"]["shops"]
    two = api.ask(BACK, {"n": 3, "c": one["pageInfo"]["startCursor"]})["data"]["shops"]
    three = api.ask(BACK, {"n": 3, "c": two["pageInfo"]["startCursor"]})["data"]["shops"]

    assert [names(page) for page in (one, two, three)] == [shops(5, 6, 7), shops(2, 3, 4), shops(1)]
    assert [flags(page) for page in (one, two, three)] == [
        (True, False),
        (True, True),
        (False, True),
    ]


def test_an_exact_page_a_page_past_the_end_and_an_empty_list(api, monkeypatch):
    exact = api.ask(NEXT, {"n": 7})["data"]["shops"]
    past = api.ask(NEXT, {"n": 7, "c": exact["pageInfo"]["endCursor"]})["data"]["shops"]
    monkeypatch.setattr(sample, "SHOPS", [])
    empty = api.ask(NEXT, {"n": 7})["data"]["shops"]

    nowhere = {"startCursor": None, "endCursor": None, "hasNextPage": False}
    assert (names(exact), flags(exact)) == (shops(1, 2, 3, 4, 5, 6, 7), (False, False))
    assert past == {"edges": [], "pageInfo": {**nowhere, "hasPreviousPage": True}}
    assert empty == {"edges": [], "pageInfo": {**nowhere, "hasPreviousPage": False}}


def test_last_of_more_than_there_are_is_the_whole_list(api):
    page = api.ask(BACK, {"n": 100})["data"]["shops"]

    assert (names(page), flags(page)) == (shops(1, 2, 3, 4, 5, 6, 7), (False, False))


def test_a_page_stays_in_place_when_a_row_comes_before_it(api, monkeypatch):
    one = api.ask(NEXT, {"n": 2})["data"]["shops"]
    monkeypatch.setattr(sample, "SHOPS", [sample.shop(99), *sample.SHOPS])

    two = api.ask(NEXT, {"n": 2, "c": one["pageInfo"]["endCursor"]})["data"]["shops"]

    assert names(two) == shops(3, 4)


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda text: text[:-1], lambda text: "x" + text, lambda _text: ""],
    ids=["lower", "shorter", "longer", "empty"],
)
def test_a_cursor_that_was_changed_is_refused(api, change):
    cursor = api.ask(NEXT, {"n": 1})["data"]["shops"]["pageInfo"]["endCursor"]

    assert api.code(NEXT, {"n": 1, "c": change(cursor)}) == "CURSOR_INVALID"


def test_a_cursor_of_another_list_is_refused(api):
    orders = '{{ shop(id: "{}") {{ page(first: 1) {{ pageInfo {{ endCursor }} }} }} }}'.format(
        sample.SHOPS[0]["id"]
    )
    cursor = api.ask(orders)["data"]["shop"]["page"]["pageInfo"]["endCursor"]

    assert api.code(NEXT, {"n": 1, "c": cursor}) == "CURSOR_INVALID"


def test_rows_are_counted_when_that_is_asked():
    page = rows_page([{"id": 1}], Page.of(first=1), key=lambda row: [row["id"]], name="rows")

    assert callable(page["count"])
    assert page["count"]() == 1


@pytest.fixture
def permissions(db):
    """Seven rows in the order of ("-name", "pk"): three names, each of several rows."""
    kind = ContentType.objects.create(app_label="graphql", model="row")
    for at, name in enumerate("abcabca"):
        Permission.objects.create(content_type=kind, codename=f"row {at}", name=name)
    return Permission.objects.filter(content_type=kind)


IN_ORDER = ["c2", "c5", "b1", "b4", "a0", "a3", "a6"]
KEYS = ("-name", "pk")


def page_of(rows, **arguments) -> dict[str, Any]:
    return keyset_page(
        rows,
        Page.of(**arguments),
        keys=KEYS,
        columns=("name", "codename"),
        row=lambda values: {"label": values["name"] + values["codename"][-1]},
    )


def labels(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["label"] for edge in page["edges"]]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_keyset_pages_of_any_size_add_up_to_the_list(permissions, size):
    forwards: list[str] = []
    backwards: list[str] = []
    after = before = None
    while page := page_of(permissions, first=size, after=after):
        forwards += labels(page)
        after = page["page_info"]["end_cursor"]
        if not page["page_info"]["has_next_page"]:
            break
    while page := page_of(permissions, last=size, before=before):
        backwards = labels(page) + backwards
        before = page["page_info"]["start_cursor"]
        if not page["page_info"]["has_previous_page"]:
            break

    assert forwards == IN_ORDER
    assert backwards == IN_ORDER


def test_a_keyset_page_is_stable_when_rows_come_and_go(permissions):
    one = page_of(permissions, first=3)
    kind = permissions[0].content_type
    Permission.objects.create(content_type=kind, codename="row 9", name="d")
    permissions.get(codename="row 1").delete()

    two = page_of(permissions, first=3, after=one["page_info"]["end_cursor"])

    assert labels(one) == IN_ORDER[:3]
    assert labels(two) == IN_ORDER[3:6]


@pytest.mark.parametrize("size", [1, 5, 100])
def test_a_page_is_one_query_and_the_count_another(permissions, size, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = page_of(permissions, first=size)
    with django_assert_num_queries(1):
        count = page["count"]()

    assert count == 7


def test_a_cursor_belongs_to_its_model_and_order(permissions):
    cursor = page_of(permissions, first=1)["page_info"]["end_cursor"]

    with pytest.raises(Invalid) as refusal:
        keyset_page(permissions, Page.of(first=1, after=cursor), keys=("name", "pk"), columns=())

    assert refusal.value.code == "cursor_invalid"


def test_cursors_keep_moments_to_the_microsecond(db):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for at in range(5):
        moment = start + timedelta(microseconds=at)
        Session.objects.create(session_key=str(at), session_data="", expire_date=moment)
    seen, after = [], None
    for _page in range(5):
        page = keyset_page(
            Session.objects.all(),
            Page.of(first=1, after=after),
            keys=("-expire_date", "pk"),
            columns=("session_key",),
        )
        seen += [edge["node"]["session_key"] for edge in page["edges"]]
        after = page["page_info"]["end_cursor"]

    assert seen == ["4", "3", "2", "1", "0"]


def test_cursors_of_rows_between_are_left_out_when_nobody_asks(permissions):
    page = keyset_page(
        permissions, Page.of(first=3), keys=KEYS, columns=("codename",), with_cursors=False
    )

    first, second, third = (edge["cursor"] for edge in page["edges"])
    assert first == page["page_info"]["start_cursor"]
    assert second is None
    assert third == page["page_info"]["end_cursor"]


def test_look_ahead_tells_what_was_asked(api, monkeypatch):
    paths = []
    field = sample.schema.graphql_schema.query_type.fields["shops"]
    stock = field.resolve

    def watched(root, info, **arguments):
        paths.append(asked_paths(info))
        return stock(root, info, **arguments)

    monkeypatch.setattr(field, "resolve", watched)

    api.ask(
        "{ shops(first: 1) { ...F edges { node { title: name id @skip(if: true) } } } } "
        "fragment F on ShopConnection { totalCount }"
    )

    assert paths == [frozenset({"totalCount", "edges", "edges.node", "edges.node.name"})]
