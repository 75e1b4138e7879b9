"""Every note and refusal of EDI has its two sentences, in both languages."""

import re

import pytest
from django.utils.translation import override

from vmi.formats.edi.reasons import EDI_REFUSALS, EDI_UNREADABLE, NOTES
from vmi.selectors.edi_reasons import EDI_DOCUMENT, EDI_REFUSED, NOTED
from vmi.selectors.reasons import explain


def test_every_code_of_edi_has_its_sentences():
    assert set(NOTED) == NOTES
    assert set(EDI_REFUSED) == set(EDI_REFUSALS)
    assert set(EDI_DOCUMENT) == set(EDI_UNREADABLE)


@pytest.mark.parametrize("code", sorted({*NOTES, *EDI_REFUSALS, *EDI_UNREADABLE}))
def test_sentences_of_edi_are_whole_in_both_languages(code):
    with override("en"):
        english = explain(code, {"value": "XX", "limit": 9})
    with override("zh-hans"):
        chinese = explain(code, {"value": "XX", "limit": 9})

    assert english.what != code
    assert "?" not in english.what
    assert re.search(r"[一-鿿]", chinese.what)
    assert re.search(r"[一-鿿]", chinese.what_to_do)
