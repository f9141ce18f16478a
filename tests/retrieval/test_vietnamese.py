import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import clean
from retrieval.vietnamese import (
    fold,
    folded_tokens,
    has_diacritics,
    sentences,
    tokens,
    traditional_tones,
)

_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VOWELS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES]
LETTERS = "".join(["bcdđghklmnpqrstvx", *VOWELS])
ALPHABET = LETTERS + LETTERS.upper()

vietnamese = st.text(ALPHABET + '  .,!?:;…–-"“”()0123456789')
paragraphs = st.text(ALPHABET + '   .!?…:"”)') | st.text()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Lê Hồng Phong", "duong le hong phong"),
        ("Ủy ban nhân dân tỉnh", "uy ban nhan dan tinh"),
        ("ƯƠM MẦM, NGHĨA TÌNH", "uom mam, nghia tinh"),
        ("Thứ 6, 12/01/2018", "thu 6, 12/01/2018"),
    ],
)
def test_folding_makes_what_a_phone_types_in_a_hurry(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_vietnamese_letter_folds_to_a_plain_one() -> None:
    assert set(fold(ALPHABET)) <= set("abcdefghijklmnopqrstuvwxyz")


@given(vietnamese)
def test_folding_keeps_one_character_for_one(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(ALPHABET))
def test_folding_forgets_how_unicode_composes_a_letter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hội nghị năm 2017.", ["hội", "nghị", "năm", "2017"]),
        ("TT&TT", ["tt", "tt"]),
        ("1.500.000 đồng", ["1500000", "đồng"]),
        ("tăng 6,3%", ["tăng", "6,3"]),
        ("12/01/2018", ["12", "01", "2018"]),
        ("mạng 5G, VNeID", ["mạng", "5", "g", "vneid"]),
        ("chương trình PAR2030", ["chương", "trình", "par2030"]),
        ("tổng đài 1022.", ["tổng", "đài", "1022"]),
        ("…!? 😀", []),
    ],
)
def test_tokens_are_syllables_and_numbers(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(vietnamese)
def test_tokens_are_the_same_with_and_without_diacritics(text: str) -> None:
    assert folded_tokens(text) == [fold(token) for token in tokens(text)]


@pytest.mark.parametrize(("token", "accented"), [("đi", True), ("Ạ", True), ("di", False), ("5g", False)])
def test_diacritics_are_noticed(token: str, accented: bool) -> None:
    assert has_diacritics(token) is accented


@pytest.mark.parametrize(
    ("reformed", "traditional"),
    [
        ("hoà", "hòa"),
        ("hoá", "hóa"),
        ("xoã", "xõa"),
        ("toả", "tỏa"),
        ("doạ", "dọa"),
        ("khoẻ", "khỏe"),
        ("loè", "lòe"),
        ("thuỷ", "thủy"),
        ("uỷ", "ủy"),
        ("luỹ", "lũy"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("Uỷ ban, văn hoá.", "Ủy ban, văn hóa."),
    ],
)
def test_old_and_new_tone_placement_meet(reformed: str, traditional: str) -> None:
    assert traditional_tones(reformed) == traditional
    assert traditional_tones(traditional) == traditional


@pytest.mark.parametrize(
    "text", ["quý", "Quỳ Hợp", "quỹ", "hoàn", "hoạt", "toán", "thuyền", "khuỷu", "huyện"]
)
def test_a_tone_mark_with_one_place_only_stays(text: str) -> None:
    assert traditional_tones(text) == text


@given(vietnamese)
def test_tone_placement_keeps_every_offset(text: str) -> None:
    moved = traditional_tones(text)

    assert len(moved) == len(text)
    assert fold(moved) == fold(text)


@pytest.mark.parametrize(
    "expected",
    [
        ["Sở họp sáng 11/1.", "Tham dự có 160 đại biểu."],
        ["Ai được cấp?", "Mọi người dân!", "Rất nhanh…", "Rất tiện."],
        ["PGS.TS. Nguyễn Văn An phát biểu.", "Hội nghị kết thúc."],
        ["GS. TS. Trần Thị Bình và ThS. Lê Văn Cường trình bày.", "Đại biểu thảo luận."],
        ["UBND TP. Lam Thành công bố quyết định.", "Quyết định có hiệu lực ngay."],
        ["Bà N. T. H. trú tại huyện Sơn Khê bị phạt.", "Bà H. đã gỡ bài."],
        ["1. Đối tượng dự tuyển là công dân Việt Nam."],
        ["IV. Tổ chức thực hiện."],
        ["Doanh thu đạt 1.150 tỷ đồng.", "Con số này tăng 6,3%."],
        ["Văn bản số 12/QĐ-UBND ngày 5.1.2018 quy định rõ."],
        ["“Kỷ cương, sáng tạo, phục vụ.”", "Đó là chủ đề năm nay."],
        ['Ông nói: "Chúng tôi đã sẵn sàng."', "Hội nghị vỗ tay."],
        ["Các sở, ban, ngành v.v. đều tham gia.", "Kết quả tốt."],
        ["Truy cập dichvucong.lamgiang.example để nộp.", "Kết quả có sau 3 ngày."],
        ["Hồ sơ gồm:", "- Đơn đăng ký;", "- Bản sao căn cước."],
        ["Ông cho biết: Sở đã hoàn thành."],
        ["Sự cố… rồi cũng qua."],
        ["Một câu không có dấu chấm"],
    ],
    ids=lambda expected: expected[0],
)
def test_sentences_end_where_a_reader_sees_them_end(expected: list[str]) -> None:
    text = " ".join(expected)

    assert [text[start:end] for start, end in sentences(text)] == expected


@given(paragraphs.map(clean))
def test_sentences_are_ordered_disjoint_and_trimmed(text: str) -> None:
    spans = sentences(text)

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(paragraphs)
def test_sentences_hold_every_character_but_white_space(text: str) -> None:
    inside = {place for start, end in sentences(text) for place in range(start, end)}

    assert {place for place, character in enumerate(text) if not character.isspace()} <= inside


def test_a_long_row_of_dots_takes_no_time() -> None:
    assert len(sentences("." * 50_000)) == 1
