from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Paragraph, ParagraphKind
from retrieval.answer import Answer, Period, Spelling, Status
from retrieval.build import build_index
from retrieval.calibration import Calibration
from retrieval.encoder import Encoder
from retrieval.index import Index, open_index
from retrieval.passages import cut
from retrieval.search import answer
from tests.retrieval.samples import (
    FALSE_NEWS,
    HANOI,
    PLAN,
    PORTAL,
    RECRUITMENT,
    SIGNATURE,
    STORM,
    STORM_AGAIN,
    YEAR_END,
)

TODAY = date(2026, 11, 23)
SHOWN = (Status.ANSWERED, Status.RELATED)


@pytest.fixture
def ask(index: Index, encoder: Encoder) -> "Ask":
    return Ask(index, encoder)


class Ask:
    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index, self._encoder = index, encoder

    def __call__(self, text: str, limit: int = 3) -> Answer:
        return answer(self._index, self._encoder, text, TODAY, limit)


def articles(answered: Answer) -> list[str]:
    return [hit.article.id for hit in answered.hits]


def best_sentence(answered: Answer) -> str:
    hit = answered.hits[0]
    return hit.passage.text[slice(*hit.sentence)]


@pytest.mark.parametrize(
    ("accented", "unaccented", "chat", "english", "telling", "span"),
    [
        (
            "Hội nghị tổng kết năm 2017 có bao nhiêu đại biểu tham dự?",
            "hoi nghi tong ket nam 2017 co bao nhieu dai bieu tham du",
            "hn tong ket 2017 co bn dai bieu du vay ad",
            "How many delegates attended the 2017 year-end conference?",
            (YEAR_END,),
            "gần 160 đại biểu",
        ),
        (
            "Lệ phí dự tuyển công chức năm 2025 là bao nhiêu?",
            "le phi du tuyen cong chuc nam 2025 la bao nhieu",
            "le phi du tuyen cong chuc 2025 bn tien v",
            "How much is the fee for the 2025 civil servant recruitment?",
            (RECRUITMENT,),
            "400.000 đồng",
        ),
        (
            "Chứng thư chữ ký số miễn phí có hiệu lực mấy tháng?",
            "chung thu chu ky so mien phi co hieu luc may thang",
            "chung thu chu ky so mien phi dung dc may thang v ad",
            "For how many months is the free digital signature certificate valid?",
            (SIGNATURE,),
            "hiệu lực 12 tháng",
        ),
        (
            "Bão số 9 làm bao nhiêu trạm mất liên lạc?",
            "bao so 9 lam bao nhieu tram mat lien lac",
            "bao so 9 lam bn tram mat lien lac z",
            "How many mobile stations lost contact in storm number 9?",
            (STORM, STORM_AGAIN),
            "46 trạm",
        ),
    ],
)
def test_a_question_finds_the_sentence_that_answers_it_in_every_spelling(
    ask: Ask, accented: str, unaccented: str, chat: str, english: str, telling: tuple[Article, ...], span: str
) -> None:
    for question in (accented, unaccented, chat, english):
        answered = ask(question)

        assert answered.status in SHOWN, question
        assert articles(answered)[0] in [article.id for article in telling]
        assert span in best_sentence(answered)


@pytest.mark.parametrize("name", ["UBND", "ubnd", "Ủy ban nhân dân", "Uỷ ban nhân dân", "uy ban nhan dan"])
def test_an_abbreviation_and_its_full_form_find_the_same(ask: Ask, name: str) -> None:
    answered = ask(f"Phó Chủ tịch {name} tỉnh yêu cầu gì về Cổng dịch vụ công?")

    assert articles(answered)[0] == YEAR_END.id
    assert "trước ngày 31/10/2018" in best_sentence(answered)


def test_what_no_article_answers_is_not_found(ask: Ask) -> None:
    for question in ("Giá vàng hôm nay bao nhiêu một chỉ?", "cach nau pho bo ngon", "Who won the World Cup?"):
        assert ask(question).status is Status.NOT_FOUND


def test_candidates_are_given_whatever_the_status(ask: Ask) -> None:
    assert len(ask("Thủ tục đăng ký kết hôn với người nước ngoài?").hits) == 3


@pytest.mark.parametrize(
    "text", ["", "  ", "?", "😀😀", ":))))", "xin chào", "alo ad ơi", "hello", "cảm ơn nhé", "học phí"]
)
def test_nothing_to_search_for_is_too_vague(ask: Ask, text: str) -> None:
    assert ask(text).status is Status.TOO_VAGUE


# Hits.


def assert_can_be_cited(answered: Answer) -> None:
    for hit in answered.hits:
        passage = hit.passage
        assert cut(hit.article, passage.first, passage.last, passage.start, passage.end) == passage.text
        assert hit.sentence in passage.sentences
        assert passage.article_id == hit.article.id


QUESTION = "Hội nghị tổng kết công tác năm 2017 của Sở"


@pytest.mark.parametrize("limit", [1, 2, 3, 8])
def test_there_are_as_many_hits_as_asked_for_best_first(ask: Ask, limit: int) -> None:
    hits = ask(QUESTION, limit).hits

    assert len(hits) == limit
    assert hits[0].score == 1
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_fewer_are_asked_for_the_best_stay(ask: Ask) -> None:
    assert ask(QUESTION, 2).hits == ask(QUESTION, 5).hits[:2]


def test_every_hit_can_be_cited(ask: Ask) -> None:
    assert_can_be_cited(ask(QUESTION, 10))


def test_an_article_has_at_most_two_passages(ask: Ask) -> None:
    found = articles(ask(QUESTION, 10))

    assert found.count(YEAR_END.id) == 2


def test_the_same_news_of_two_articles_is_shown_once(ask: Ask) -> None:
    found = articles(ask("bão số 9 làm đổ gãy bao nhiêu cột treo cáp", 10))

    assert len({STORM.id, STORM_AGAIN.id} & set(found)) == 1


# Time.


def test_a_period_admits_only_what_was_published_in_it(ask: Ask) -> None:
    answered = ask("Tháng 4/2020 có bài nào về xử phạt đăng tin sai sự thật?")

    assert answered.question.period == Period(date(2020, 4, 1), date(2020, 4, 30))
    assert articles(answered)[0] == FALSE_NEWS.id
    assert set(articles(answered)) <= {FALSE_NEWS.id, PORTAL.id}  # one without a date is never lost


def test_the_news_of_a_period_comes_newest_first(ask: Ask) -> None:
    answered = ask("tin tháng 11/2020")

    assert answered.status is Status.ANSWERED
    assert not answered.outside_period
    assert articles(answered)[0] == STORM_AGAIN.id


def test_an_empty_period_says_so_and_offers_the_nearest(ask: Ask) -> None:
    answered = ask("tin tháng 12/2020")

    assert answered.outside_period
    assert articles(answered)[0] == STORM_AGAIN.id


def test_a_matter_that_is_not_in_the_period_is_offered_from_elsewhere(ask: Ask) -> None:
    answered = ask("Tin tháng 3/2021 về bão số 9 làm mất liên lạc bao nhiêu trạm thu phát sóng")

    assert answered.question.period == Period(date(2021, 3, 1), date(2021, 3, 31))
    assert answered.outside_period
    assert articles(answered)[0] in (STORM.id, STORM_AGAIN.id)


def test_the_latest_news_comes_newest_first(ask: Ask) -> None:
    answered = ask("tin mới nhất")

    assert answered.status is Status.ANSWERED
    assert articles(answered) == [RECRUITMENT.id, SIGNATURE.id, STORM_AGAIN.id]


def test_a_year_that_belongs_to_the_matter_hides_nothing(ask: Ask) -> None:
    answered = ask("Nhiệm vụ trọng tâm năm 2018 là gì?")

    assert articles(answered)[0] == PLAN.id
    assert not answered.outside_period


# Whatever is typed.


@pytest.mark.parametrize(
    "text",
    [
        "lệ phí dự tuyển công chức " * 200,
        "a" * 5_000,
        "<b>lệ phí</b> <script>alert(1)</script> dự tuyển công chức",
        "lệ phí\x00 dự\x07 tuyển\u202e công chức\ud800",
        "lệ phí 😀 dự tuyển 🇻🇳 công chức",
        "Ｌệ　ｐｈí dự tuyển",
        "เลขที่ 中文 русский العربية",
        "'; DROP TABLE articles; --",
        "%s %d {0} \\n ../../etc/passwd",
        "9" * 400,
        "1/0/0000 31/2/2018 99/99/9999",
    ],
    ids=range(11),
)
def test_outlandish_input_gets_an_answer(ask: Ask, text: str) -> None:
    answered = ask(text)

    assert answered.status in Status
    assert_can_be_cited(answered)


@given(st.text(max_size=100), st.integers(1, 5))
@settings(max_examples=40)
def test_any_text_gets_an_answer(index: Index, encoder: Encoder, text: str, limit: int) -> None:
    answered = answer(index, encoder, text, TODAY, limit)

    assert answered.status in Status
    assert answered.question.spelling in Spelling
    assert 0 <= answered.confidence <= 1
    assert len(answered.hits) <= limit
    assert_can_be_cited(answered)


def test_several_threads_at_once_get_what_one_gets(ask: Ask) -> None:
    questions = [
        QUESTION,
        "le phi du tuyen cong chuc",
        "Who gets a free digital signature?",
        "tin mới nhất",
        "alo",
    ]
    alone = [ask(question) for question in questions]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, questions * 4))

    assert together == alone * 4


# Small collections.


def tiny(articles: list[Article], folder: Path, encoder: Encoder, calibration: Calibration) -> Ask:
    build_index(articles, folder, encoder, calibration)
    return Ask(open_index(folder, encoder), encoder)


def test_one_article_is_enough(tmp_path: Path, encoder: Encoder, calibration: Calibration) -> None:
    ask = tiny([replace(SIGNATURE, title="")], tmp_path, encoder, calibration)

    assert articles(ask("Ai được cấp chữ ký số miễn phí?")) == [SIGNATURE.id]
    assert ask("tin tháng 1/2018").outside_period


def test_articles_without_dates_are_found_and_listed_last(
    tmp_path: Path, encoder: Encoder, calibration: Calibration
) -> None:
    dated = replace(SIGNATURE, published=datetime(2018, 1, 1, tzinfo=HANOI))
    ask = tiny([PORTAL, dated], tmp_path, encoder, calibration)

    assert articles(ask("tin mới nhất")) == [SIGNATURE.id, PORTAL.id]
    assert articles(ask("Đăng nhập cổng dịch vụ công bằng gì?"))[0] == PORTAL.id


def test_a_caption_that_tells_nothing_is_not_shown_beside_a_passage(
    tmp_path: Path, encoder: Encoder, calibration: Calibration
) -> None:
    caption = Paragraph("Quang cảnh hội nghị.", ParagraphKind.CAPTION)
    one_passage = replace(YEAR_END, paragraphs=(YEAR_END.paragraphs[0], caption))
    ask = tiny([one_passage], tmp_path, encoder, calibration)

    found = ask("Hội nghị tổng kết năm 2017 có bao nhiêu đại biểu tham dự?", limit=9)

    assert found.hits
    assert caption.text not in [hit.passage.text for hit in found.hits]


def test_articles_of_nothing_but_marks_do_no_harm(
    tmp_path: Path, encoder: Encoder, calibration: Calibration
) -> None:
    ask = tiny([Article("một", "", (Paragraph("…"),)), SIGNATURE], tmp_path, encoder, calibration)

    assert articles(ask("Ai được cấp chữ ký số miễn phí?"))[0] == SIGNATURE.id
