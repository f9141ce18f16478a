from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import clean
from retrieval.abbreviations import Expander
from retrieval.answer import Period, Spelling
from retrieval.cues import Cue
from retrieval.language_model import count_language
from retrieval.spelling import Speller
from retrieval.understanding import MAX_CHARACTERS, Understood, is_accented, is_english, understand
from tests.retrieval.test_spelling import WRITTEN

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(count_language(WRITTEN.splitlines() * 3), {"ubnd"})


def read(speller: Speller, text: str) -> Understood:
    return understand(text, speller, Expander({"ubnd": ("uy", "ban", "nhan", "dan")}), TODAY)


def terms(understood: Understood) -> dict[str, float]:
    return dict(zip(understood.terms, understood.weights, strict=True))


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("Hội nghị có bao nhiêu đại biểu?", Spelling.ACCENTED),
        ("Hội nghị co bao nhiêu dai bieu", Spelling.ACCENTED),
        ("hoi nghi co bao nhieu dai bieu", Spelling.UNACCENTED),
        ("nop ho so o dau vay ad", Spelling.UNACCENTED),
        ("dich vu cong online", Spelling.UNACCENTED),
        ("can ho o dau", Spelling.UNACCENTED),
        ("me hoi cai nay", Spelling.UNACCENTED),
        ("Pham Dinh Trong la ai", Spelling.UNACCENTED),
        ("Trọng phát biểu gì", Spelling.ACCENTED),
        ("How many delegates attended?", Spelling.ENGLISH),
        ("what is UBND", Spelling.ENGLISH),
        ("Where is Nhà khách located?", Spelling.ENGLISH),
        ("When did Lê Thị Minh Nguyệt become deputy director?", Spelling.ENGLISH),
        ("latest news", Spelling.ENGLISH),
        ("recruitment fee", Spelling.ENGLISH),
        ("1022", Spelling.UNACCENTED),
    ],
)
def test_how_a_question_is_written_is_noticed(speller: Speller, text: str, spelling: Spelling) -> None:
    assert read(speller, text).question.spelling is spelling


def test_one_accented_word_in_many_is_a_slip_not_a_habit() -> None:
    assert is_accented("lệ phí")
    assert not is_accented("le phi du tuyển cong chuc nam nay")
    assert not is_accented("")


@given(st.text().map(clean).filter(bool))
def test_any_text_can_be_understood(speller: Speller, text: str) -> None:
    understood = read(speller, text)

    assert len(understood.terms) == len(understood.weights)
    assert is_english(text[:MAX_CHARACTERS]) == (understood.question.spelling is Spelling.ENGLISH)


# What is looked for.


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("hoi nghi tong ket", "hội nghị tổng kết"),
        ("le phi bn", "lệ phí bao nhiêu"),
        ("Hội nghị tổng kết", "Hội nghị tổng kết"),
    ],
)
def test_what_is_encoded_has_its_diacritics(speller: Speller, typed: str, meaning: str) -> None:
    assert read(speller, typed).meaning == meaning


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("hoi nghi tong ket", "hội nghị tổng kết"),
        ("lệ phí bn", "lệ phí bao nhiêu"),
        ("Hội nghị tổng kết", None),
        ("Uỷ ban nhân dân", None),
    ],
)
def test_a_reading_is_told_only_where_it_changed_something(
    speller: Speller, typed: str, restored: str | None
) -> None:
    assert read(speller, typed).question.restored == restored


@pytest.mark.parametrize("typed", ["ubnd tỉnh", "UBND tinh", "ủy ban nhân dân tỉnh", "uy ban nhan dan tinh"])
def test_every_spelling_looks_up_the_same_terms(speller: Speller, typed: str) -> None:
    assert read(speller, typed).terms == ("uy", "ban", "nhan", "dan", "tinh")


def test_words_that_only_make_a_question_count_little(speller: Speller) -> None:
    weights = terms(read(speller, "cho mình hỏi lệ phí bao nhiêu ạ"))

    assert weights["le"] == weights["phi"] == 1
    assert all(weights[word] < 0.5 for word in ("cho", "minh", "hoi", "bao", "nhieu", "a"))


def test_an_english_question_looks_up_names_numbers_and_what_its_words_are_called(speller: Speller) -> None:
    weights = terms(read(speller, "How much was the recruitment fee in Lam Giang in 2025?"))

    assert weights["2025"] == weights["giang"] == 1
    assert 0 < weights["tuyen"] < 1
    assert 0 < weights["phi"] < 1


def test_english_words_are_not_looked_up_as_vietnamese_syllables(speller: Speller) -> None:
    found = terms(read(speller, "Can I do it in the morning?"))

    assert {"can", "do", "in", "the", "it"}.isdisjoint(found)


def test_a_long_paste_is_read_from_its_beginning(speller: Speller) -> None:
    understood = read(speller, "hội nghị " * 1_000)

    assert len(understood.question.text) <= MAX_CHARACTERS


# What the question asks for.


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Ai phát biểu tại hội nghị?", Cue.PERSON),
        ("khi nao het han nop ho so", Cue.TIME),
        ("nộp hồ sơ ở đâu", Cue.PLACE),
        ("có bao nhiêu đại biểu", Cue.NUMBER),
        ("lệ phí bn", Cue.MONEY),
        ("Where do I apply?", Cue.PLACE),
        ("How much does it cost?", Cue.MONEY),
    ],
)
def test_what_is_asked_for_is_noticed_in_every_spelling(speller: Speller, text: str, cue: Cue) -> None:
    assert read(speller, text).cues >> cue & 1


def test_a_period_and_the_wish_for_the_newest_are_understood(speller: Speller) -> None:
    question = read(speller, "tin mới nhất tháng 3/2025").question

    assert question.period == Period(date(2025, 3, 1), date(2025, 3, 31))
    assert question.newest
