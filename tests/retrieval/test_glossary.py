import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.glossary import read_glossary, render


def said(text: str) -> list[set[str]]:
    return [{" ".join(way) for way in renderings} for renderings in render(text)]


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("recruitment", "tuyen dung"),
        ("fee", "le phi"),
        ("digital signature", "chu ky so"),
        ("online public service", "dich vu cong truc tuyen"),
        ("press conference", "hop bao"),
        ("People's Committee", "uy ban nhan dan"),
        ("e-commerce", "thuong mai dien tu"),
    ],
)
def test_an_english_word_is_said_as_articles_say_it(english: str, vietnamese: str) -> None:
    (ways,) = said(english)

    assert vietnamese in ways


@pytest.mark.parametrize(
    ("inflected", "base"),
    [
        ("fees", "fee"),
        ("cities", "city"),
        ("studied", "study"),
        ("planned", "plan"),
        ("Digital Signatures", "digital signature"),
    ],
)
def test_an_inflected_word_is_said_like_its_base(inflected: str, base: str) -> None:
    assert render(inflected) == render(base) != []


def test_a_fixed_phrase_is_more_than_its_words() -> None:
    assert len(render("digital signature")) == 1
    assert len(render("fee signature")) == 2


def test_words_are_rendered_in_order_and_unknown_ones_left_out() -> None:
    assert render("fee xyzzy city") == [*render("fee"), *render("city")]


def test_names_and_numbers_have_no_rendering() -> None:
    assert render("Phạm Đình Trọng 1022") == []


def test_every_rendering_has_terms_to_look_up() -> None:
    assert all(way for renderings in read_glossary().values() for way in renderings)


def test_every_entry_can_be_found() -> None:
    assert [entry for entry, renderings in read_glossary().items() if render(entry) != [renderings]] == []


@given(st.text())
def test_any_text_can_be_rendered(text: str) -> None:
    render(text)
