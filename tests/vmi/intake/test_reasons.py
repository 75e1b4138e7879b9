"""Every code of a refusal has its two sentences, in both languages."""

import re

import pytest
from django.utils.translation import override

from vmi.formats import reasons as formats
from vmi.formats.shape import FIELDS
from vmi.selectors.reasons import DOCUMENT, FIELD_WORDS, PARKED, REFUSED, explain

CODES = sorted({*PARKED, *REFUSED, *DOCUMENT})


def test_every_code_of_the_formats_has_its_sentences():
    assert set(REFUSED) == set(formats.REFUSALS)
    assert set(formats.UNREADABLE) <= set(DOCUMENT)
    assert set(FIELDS) | set(formats.MISSING) <= set(FIELD_WORDS)


def test_no_sentence_names_a_parameter_that_its_code_does_not_bring():
    for code, names in formats.UNREADABLE.items():
        used = set(re.findall(r"%\((\w+)\)s", " ".join(map(str, DOCUMENT[code]))))
        assert used <= set(names), code


@pytest.mark.parametrize("code", CODES)
def test_sentences_are_whole_in_both_languages(code):
    with override("en"):
        english = explain(code)
    with override("zh-hans"):
        chinese = explain(code)

    for words in (english, chinese):
        assert words.what
        assert words.what_to_do
    assert re.search(r"[一-鿿]", chinese.what), code
    assert re.search(r"[一-鿿]", chinese.what_to_do), code


def test_fields_in_a_sentence_are_words():
    with override("en"):
        words = explain("missing_columns", {"missing": "product,day"})

    assert words.what == "We find no column for: product, date."
