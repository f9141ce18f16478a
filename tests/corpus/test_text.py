"""The one form in which article text is kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" Sở \t Thông\u00a0tin\r\n", "Sở Thông tin"),
        (unicodedata.normalize("NFD", "Truyền thông"), "Truyền thông"),
        ("công\u00adnghệ \ufeffsố", "côngnghệ số"),
        ("hai \x00 chữ \u200b cách", "hai chữ cách"),
        ("\u202elừa\u202c", "lừa"),
        ("nửa \ud83d cặp", "nửa cặp"),
    ],
)
def test_text_is_one_line_composed_and_without_what_cannot_be_seen(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters()))
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
