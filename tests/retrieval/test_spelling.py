from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language_model import count_language
from retrieval.spelling import Speller, read_shorthand, rewrite
from retrieval.vietnamese import fold, tokens, traditional_tones
from tests.retrieval.test_vietnamese import vietnamese

# What the department wrote: everything that a question is read as comes from here.
WRITTEN = """
Hội nghị tổng kết công tác năm 2017 có bao nhiêu đại biểu tham dự?
Lệ phí dự tuyển công chức là bao nhiêu?
Sở Thông tin và Truyền thông tuyển dụng công chức.
Người dân nộp hồ sơ ở đâu? Khi nào hết hạn nộp hồ sơ? Bao giờ có kết quả?
Người dân được cấp chữ ký số miễn phí. Làm thế nào để được cấp chữ ký số?
Địa chỉ của Sở ở đâu? Số điện thoại của Sở là gì?
Dịch vụ công trực tuyến của thành phố như thế nào?
Ai bị xử phạt vì đăng tin sai sự thật? Sử dụng mạng xã hội với trách nhiệm, không đăng tin sai.
Chuyển đổi số giúp người dân thế nào? Đăng ký tài khoản ra sao?
Ủy ban nhân dân tỉnh, cơ sở hòa giải. Phố cổ, vậy thì sao? Cho mình hỏi một chút ạ!
"""


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(count_language(WRITTEN.splitlines() * 3), {"cntt", "tttt"})


def read(speller: Speller, question: str) -> str:
    return rewrite(question, speller.read(question))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # no diacritics
        (
            "hoi nghi tong ket nam 2017 co bao nhieu dai bieu",
            "hội nghị tổng kết năm 2017 có bao nhiêu đại biểu",
        ),
        ("Nguoi dan nop ho so o dau?", "người dân nộp hồ sơ ở đâu?"),
        ("LE PHI DU TUYEN", "lệ phí dự tuyển"),
        # some of them
        ("Hội nghi tong kết", "Hội nghị tổng kết"),
        ("sử dung mạng xã hội", "sử dụng mạng xã hội"),
        # a wrong tone
        ("hội nghị tổng kêt", "hội nghị tổng kết"),
        ("sữ dụng mạng xã hội", "sử dụng mạng xã hội"),
        # chat shorthand, read by the words around it
        ("dc cap chu ky so ko", "được cấp chữ ký số không"),
        ("dc cua so o dau", "địa chỉ của sở ở đâu"),
        ("đc cấp chữ ký số k", "được cấp chữ ký số không"),
        ("lệ phí bn", "lệ phí bao nhiêu"),
        ("bao h co kq", "bao giờ có kết quả"),
        ("dk tai khoan ntn", "đăng ký tài khoản như thế nào"),
        ("sdt cua so la j", "số điện thoại của sở là gì"),
        ("dich vu cong cua tp", "dịch vụ công của thành phố"),
        # typing errors
        ("tuyen dunng cong chuc", "tuyển dụng công chức"),
        ("tuyne dung cong chuc", "tuyển dụng công chức"),
        ("nguoi dna nop ho so", "người dân nộp hồ sơ"),
        ("dich vu cong truc tuen", "dịch vụ công trực tuyến"),
        # Telex and VNI keys of a keyboard that was not switched on
        ("hoif nghij toongr keets", "hội nghị tổng kết"),
        ("tuyeern dungj coong chuwcs", "tuyển dụng công chức"),
        ("nguwowif daan", "người dân"),
        ("hoi65 nghi5 tuye63n dung5", "hội nghị tuyển dụng"),
    ],
)
def test_a_hurried_question_is_read_as_meant(speller: Speller, typed: str, meant: str) -> None:
    assert read(speller, typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Hội nghị tổng kết năm 2017 có bao nhiêu đại biểu tham dự?",
        "Phạm Đình Trọng là ai?",
        "Vậy thì sao ạ?",
        "VNeID, Zalo và 5G",
        "1022",
        "😀 ???",
        "",
    ],
)
def test_a_question_that_is_right_stays_as_it_is(speller: Speller, question: str) -> None:
    assert read(speller, question) == question


def test_both_styles_of_tone_placement_are_one(speller: Speller) -> None:
    assert read(speller, "Uỷ ban, cơ sở hoà giải") == "Ủy ban, cơ sở hòa giải"


@pytest.mark.parametrize("abbreviation", ["tttt", "CNTT"])
def test_a_known_abbreviation_is_not_taken_for_a_mistake(speller: Speller, abbreviation: str) -> None:
    assert read(speller, f"cua so {abbreviation}") == f"của sở {abbreviation}"


def test_a_word_that_resembles_nothing_stays(speller: Speller) -> None:
    assert read(speller, "bitcoin la gi") == "bitcoin là gì"


def test_an_endless_word_takes_no_time(speller: Speller) -> None:
    assert read(speller, "hội nghị" + "a" * 5_000).startswith("hội nghịaaa")


def test_what_stands_between_the_words_stays(speller: Speller) -> None:
    assert read(speller, "«hoi nghi», 12/01: (tong ket)!") == "«hội nghị», 12/01: (tổng kết)!"


def test_corrections_tell_what_was_typed_where(speller: Speller) -> None:
    corrections = speller.read("le phi bn?")

    assert [(c.start, c.end, c.typed, c.words) for c in corrections] == [
        (0, 2, "le", ("lệ",)),
        (3, 6, "phi", ("phí",)),
        (7, 9, "bn", ("bao", "nhiêu")),
    ]


@given(vietnamese)
def test_any_question_can_be_read(speller: Speller, question: str) -> None:
    corrections = speller.read(question)

    typed = traditional_tones(question)
    assert all(typed[c.start : c.end].lower() == c.typed for c in corrections)


@given(st.lists(st.sampled_from(tokens(WRITTEN)), max_size=8).map(" ".join))
def test_words_of_the_articles_keep_their_letters(speller: Speller, question: str) -> None:
    assert fold(read(speller, question)) == fold(question)


def test_a_corpus_of_nothing_changes_nothing() -> None:
    assert read(Speller(count_language([])), "hoi nghi o dau") == "hoi nghi o dau"


def test_shorthand_is_read_with_its_readings(tmp_path: Path) -> None:
    path = tmp_path / "shorthand.tsv"
    path.write_text("# chú thích\nbn\tbao nhiêu | bệnh nhân\n\nko\tkhông\n", encoding="utf-8")

    assert read_shorthand(path) == {"bn": (("bao", "nhiêu"), ("bệnh", "nhân")), "ko": (("không",),)}
