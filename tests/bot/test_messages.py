"""The texts are complete in both languages and valid for Telegram."""

from dataclasses import fields
from string import Formatter

import pytest

from bot.messages import ENGLISH, VIETNAMESE, Messages
from tests.telegram.markup import parse

NAMES = [field.name for field in fields(Messages)]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", NAMES)
def test_every_text_exists_in_both_languages_with_the_same_blanks(name: str) -> None:
    vietnamese, english = getattr(VIETNAMESE, name), getattr(ENGLISH, name)
    assert vietnamese.strip() and english.strip()
    assert vietnamese != english
    assert _placeholders(vietnamese) == _placeholders(english)


@pytest.mark.parametrize("texts", [VIETNAMESE, ENGLISH], ids=["vi", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_valid_html_of_one_message(texts: Messages, name: str) -> None:
    text, _ = parse(getattr(texts, name))
    assert len(text) < 2_000
