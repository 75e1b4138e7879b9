import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import NotFound
from portal.kernel.graphql.ids import decode_id, encode_id, split_id


@given(st.integers(0, 2**63 - 1))
def test_an_id_comes_back(key):
    assert decode_id("Proposal", encode_id("Proposal", key)) == key


def test_ids_of_different_types_differ():
    assert encode_id("Proposal", 1) != encode_id("Plan", 1)
    assert split_id(encode_id("Plan", "2026W07")) == ("Plan", "2026W07")


def plain(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "wrong",
    [
        encode_id("Plan", 1),
        "1",
        "",
        "Proposal:1",
        "键",
        "\ud800",
        plain("Proposal:"),
        plain("Proposal:01"),
        plain("Proposal:-1"),
        plain("Proposal:１"),
        plain("Proposal:9223372036854775808"),
        plain("Proposal:1") + "=",
        plain("Proposal:1") + "\n",
        "A" * 201,
    ],
    ids=range(14),
)
def test_what_is_no_id_of_the_type_is_told_like_an_absent_object(wrong):
    with pytest.raises(NotFound) as refusal:
        decode_id("Proposal", wrong)

    assert (refusal.value.code, refusal.value.field) == ("not_found", "id")
