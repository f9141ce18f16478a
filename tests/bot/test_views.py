"""Buttons carry what they ask for in 64 bytes, and nothing else is read from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import views
from bot.views import Alone, Helped, Language, Matches, Newer, Newest, Passages, Topics, View, Whole
from retrieval.browse import article_key

_KEYS = st.text(max_size=30).map(article_key)
_STARTS = st.integers(0, 99_999)
_ORIGINS = st.one_of(
    st.builds(Passages, st.integers(0, 99)),
    st.builds(Newest, st.one_of(st.just(""), _KEYS), _STARTS),
    st.builds(Matches, _STARTS),
    st.builds(Newer, _KEYS, st.integers(0, 9_999), _STARTS),
)
_VIEWS = st.one_of(
    _ORIGINS,
    st.just(Alone()),
    st.just(Topics()),
    st.builds(Whole, _KEYS, st.integers(1, 999), _ORIGINS),
    st.builds(Helped, _KEYS, st.booleans()),
    st.builds(Language, st.sampled_from(["vi", "en", ""])),
)


@given(_VIEWS)
def test_a_button_is_read_as_it_was_written(view: View) -> None:
    assert views.read(views.write(view)) == view


@given(_VIEWS)
def test_a_button_fits_into_64_bytes(view: View) -> None:
    assert 1 <= len(views.write(view).encode()) <= 64


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "p:",
        "p:-1",
        "p:9999",
        "p:1\n",
        "a:short:1:p:0",
        "a:AAAAAAAAAAA:1:o",
        "a:AAAAAAAAAAA:1:a:AAAAAAAAAAA:1:p:0",
        "g:fr",
        "p:١",
        "l:../../etc:0",
    ],
)
def test_what_no_version_wrote_is_no_button(data: str) -> None:
    assert views.read(data) is None


@given(st.text(max_size=64))
def test_any_text_is_read_without_harm(data: str) -> None:
    view = views.read(data)
    assert view is None or views.read(views.write(view)) == view
