"""Old Vietnamese encodings, converted when they are certain and reported when they are not."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encodings import UnknownEncoding, decode, to_unicode
from corpus.legacy import from_tcvn3, from_vni
from tests.corpus.old_encodings import TONES, in_tcvn3, in_vni, in_windows_1258

SAMPLE = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. Sở Thông tin và Truyền thông báo tin: "
    "việc cấp chữ ký số cho người dân, doanh nghiệp được thực hiện tại bộ phận “một cửa” từ ngày 01/7/2009."
)
VOWELS = "aăâeêioôơuưy"
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)] + ["đ"]
LETTERS = LOWER + [letter.upper() for letter in LOWER]


@pytest.mark.parametrize("letter", LETTERS)
def test_every_vietnamese_letter_survives_every_old_encoding(letter: str) -> None:
    assert from_tcvn3(in_tcvn3(letter)) == letter
    assert from_vni(in_vni(letter)) == letter
    assert decode((SAMPLE + letter).encode("utf-16")) == SAMPLE + letter
    assert decode(in_windows_1258(SAMPLE + letter)) == SAMPLE + letter


@pytest.mark.parametrize(
    ("convert", "old"),
    [
        (from_tcvn3, "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"),
        (from_vni, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"),
        (from_vni, "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM, ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC"),
    ],
)
def test_the_national_motto_as_old_documents_hold_it(convert: Callable[[str], str], old: str) -> None:
    motto = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    assert convert(old) == (motto.upper() if old.isupper() else motto)


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.encode(),
        SAMPLE.encode("utf-8-sig"),
        SAMPLE.encode("utf-16"),
        SAMPLE.encode("utf-16-le"),
        SAMPLE.encode("utf-16-be"),
        in_windows_1258(SAMPLE),
        in_tcvn3(SAMPLE).encode("cp1252"),
        in_vni(SAMPLE).encode("cp1252"),
        in_tcvn3(SAMPLE).encode(),
        in_vni(SAMPLE).encode(),
        in_vni(SAMPLE).encode("utf-16"),
    ],
)
def test_the_encoding_of_a_file_is_told_from_its_bytes(data: bytes) -> None:
    assert decode(data) == SAMPLE


def test_decomposed_unicode_is_left_for_cleaning_and_not_mistaken_for_an_old_encoding() -> None:
    decomposed = unicodedata.normalize("NFD", SAMPLE)
    assert decode(decomposed.encode()) == decomposed


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_newlines_come_out_plain(newline: str, encoding: str) -> None:
    assert decode(f"Một{newline}hai".encode(encoding)) == "Một\nhai"


@pytest.mark.parametrize(
    "text",
    [
        "Plain English, nothing else.",
        "Les élèves français étudient à l'école; le café était fermé après Noël.",
        "Công nghệ «số» và ½ của 25 µm – ¼, ±5 °C, Müller, café, São Paulo.",
        "Tệp rất ngắn",
        "",
    ],
)
def test_unicode_text_that_is_not_in_an_old_encoding_is_left_alone(text: str) -> None:
    assert to_unicode(text) == text


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"Ti\xff\xfe\n\x81\x8d", 1),
        ("Tin\nLes élèves français étudient à l'école; le café était fermé.".encode("latin-1"), 2),
        (SAMPLE.encode() + b"\n\xe1\xbb", 2),
        (in_tcvn3("Công văn").encode("cp1252"), 1),
    ],
)
def test_bytes_that_could_be_several_things_are_reported_with_their_line(data: bytes, line: int) -> None:
    with pytest.raises(UnknownEncoding) as caught:
        decode(data)
    assert caught.value.line == line


def test_text_half_in_an_old_encoding_is_reported() -> None:
    with pytest.raises(UnknownEncoding):
        to_unicode(in_tcvn3(SAMPLE) * 2 + SAMPLE)


@given(st.lists(st.sampled_from(SAMPLE.split()), min_size=30, unique=False))
def test_words_in_any_order_come_back_from_every_old_encoding(words: list[str]) -> None:
    text = f"{SAMPLE} {' '.join(words)}"
    for data in (in_windows_1258(text), in_tcvn3(text).encode("cp1252"), in_vni(text).encode("cp1252")):
        assert decode(data) == text


@given(st.binary())
def test_no_bytes_raise_anything_but_unknown_encoding(data: bytes) -> None:
    with suppress(UnknownEncoding):
        decode(data)
