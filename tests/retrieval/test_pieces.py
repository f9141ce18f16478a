"""The tokenizer against the library's own, which reads the same model whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import clean
from retrieval.encoder import TOKENIZER
from retrieval.paths import model_name
from retrieval.pieces import PieceTokenizer, write_pieces
from tests.retrieval.samples import ARTICLES

PREFIX = "query: "
Pieces = tuple[list[int], list[int]]
"""All numbers, and those that are the text's own."""
Tokenize = Callable[[str], Pieces]


@pytest.fixture(scope="module")
def library() -> Tokenize:
    whole = tokenizers.Tokenizer.from_file(str(Path(model_name()) / TOKENIZER))

    def tokenize(text: str) -> Pieces:
        encoded = whole.encode(PREFIX + text, add_special_tokens=False)
        own = [end > len(PREFIX) for _, end in encoded.offsets]
        return encoded.ids, [n for n, mine in zip(encoded.ids, own, strict=True) if mine]

    return tokenize


@pytest.fixture(scope="module")
def mapped() -> Tokenize:
    tokenizer = PieceTokenizer(Path(model_name()))

    def tokenize(text: str) -> Pieces:
        numbers, before = tokenizer.encode(PREFIX, text, 10_000)
        return numbers, numbers[before:]

    return tokenize


@pytest.mark.parametrize(
    "text",
    [
        *(paragraph.text for article in ARTICLES for paragraph in article.paragraphs),
        "",
        "ubnd tinh hop ban ve nghi quyet so 57-NQ/TW",
        "How many delegates attended the conference?",
        "日本語のテキスト 漢字 и русский",
        "😀😀👨‍👩‍👧 ①② ａｂｃ ﬁ ½",
        "<s>x</s> <mask>y <unk> <pad>",
        "￥5 là bao nhiêu",
        "x" * 700,
    ],
)
def test_texts_are_cut_as_the_library_cuts_them(library: Tokenize, mapped: Tokenize, text: str) -> None:
    assert mapped(text) == library(text)


@given(st.text(max_size=80) | st.text("aăâđêôơư ỨNG<s>/.,-01", max_size=80))
@settings(max_examples=60)
def test_any_clean_text_is_cut_as_the_library_cuts_it(library: Tokenize, mapped: Tokenize, text: str) -> None:
    text = clean(text)
    pieces, own = mapped(text)

    assert pieces == library(text)[0]
    # Whose the space is may differ before a mark like "¯", which decomposes into a space and another mark.
    assert own == library(text)[1] or not text[0].isalnum()


def test_a_long_text_is_cut_off(mapped: Tokenize) -> None:
    numbers, _ = PieceTokenizer(Path(model_name())).encode(PREFIX, "chữ ký số " * 500, 100)

    assert numbers == mapped("chữ ký số " * 500)[0][:100]


def test_pieces_too_long_to_be_found_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "tokenizer.json"
    source.write_text('{"model": {"vocab": [["a piece of many letters", 0.0]], "unk_id": 0}}')

    with pytest.raises(ValueError, match="more than 16"):
        write_pieces(source, tmp_path)
