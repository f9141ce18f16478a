from datetime import date

import pytest

from retrieval.answer import Status
from retrieval.encoder import Encoder
from retrieval.evaluation.systems import SHOWN, RememberingEncoder, Tinso
from retrieval.index import Index
from retrieval.search import answer
from tests.retrieval.samples import RECRUITMENT, SIGNATURE

QUESTION = "Lệ phí dự tuyển công chức năm 2025 là bao nhiêu?"


def test_the_program_gives_what_a_citizen_would_see(index: Index, encoder: Encoder) -> None:
    seen = answer(index, encoder, QUESTION, date(2025, 3, 18), limit=3)
    response = Tinso(index, encoder).respond(QUESTION)
    assert [shown.text for shown in response.passages[:3]] == [hit.passage.text for hit in seen.hits]
    assert (response.confidence, response.status) == (pytest.approx(seen.confidence), seen.status)
    assert len(response.passages) <= SHOWN


@pytest.mark.parametrize("text", ["xin chào", "😀", ""])
def test_small_talk_and_nothing_at_all_have_a_status_too(index: Index, encoder: Encoder, text: str) -> None:
    assert Tinso(index, encoder).respond(text).status is Status.TOO_VAGUE


def test_a_system_that_cannot_decide_has_no_status(index: Index, encoder: Encoder) -> None:
    assert Tinso(index, encoder, decides=False).respond(QUESTION).status is None


@pytest.mark.parametrize(
    ("question", "row_of", "holds"),
    [
        ("Cần bao nhiêu công chức?", RECRUITMENT.id, "6 công chức"),
        ("nop ho so o dau", RECRUITMENT.id, "số 12 đường Trần Phú"),
        ("Chứng thư có hiệu lực bao lâu?", SIGNATURE.id, "12 tháng"),
    ],
)
def test_of_a_given_article_the_sentence_that_answers_is_highlighted(
    index: Index, encoder: Encoder, question: str, row_of: str, holds: str
) -> None:
    row = next(row for row in range(len(index.articles)) if index.articles[row].id == row_of)
    start, end = Tinso(index, encoder).highlight(question, row)
    assert holds in index.articles[row].paragraphs[0].text[start:end]


def test_a_question_is_encoded_once(encoder: Encoder) -> None:
    remembering = RememberingEncoder(encoder)
    assert remembering.encode_query(QUESTION) is remembering.encode_query(QUESTION)
    assert remembering.identity == encoder.identity
