"""Warnings about articles that were read without error."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from corpus.article import Article
from corpus.check import checked
from corpus.dates import LOCAL
from corpus.document import Found, text_paragraphs
from corpus.entry import FreshArticle
from corpus.problem import Problem, Severity

NOW = datetime(2025, 1, 10, 14, 58, tzinfo=LOCAL)
TEXT = "Sở thông tin truyền thông tổ chức hội nghị kế hoạch chuyển đổi số tỉnh huyện xã năm quý tháng ngày"
WORDS = TEXT.split()


def article(name: str = "tin-1", **changes: Any) -> Article:
    text = " ".join(random.Random(name).choices(WORDS, k=200)) + "."
    whole = Article(name, "Tiêu đề", text_paragraphs([text]), published=NOW - timedelta(days=1))
    return replace(whole, **changes)


def warnings(*articles: Article) -> list[str]:
    results = checked((Found(FreshArticle(one), f"{one.id}.txt", 7) for one in articles), NOW)
    return [result.message for result in results if isinstance(result, Problem)]


def edited(text: str, words: int) -> str:
    """`text` with that many of its words replaced, all along it."""
    parts = text.split()
    for place in range(0, len(parts), len(parts) // words):
        parts[place] = "khác"
    return " ".join(parts)


def test_a_good_article_has_no_warnings() -> None:
    assert warnings(article("tin-1"), article("tin-2")) == []


def test_results_come_through_in_their_order_each_warning_after_its_article() -> None:
    problem = Problem(Severity.ERROR, "b.txt", None, "Tệp rỗng.", "Hãy xoá tệp.")
    short = Found(FreshArticle(article(paragraphs=text_paragraphs(["Ngắn."]))), "a.txt", 3)
    first, warning, last = checked([short, problem], NOW)
    assert (first, last) == (short, problem)
    assert isinstance(warning, Problem)
    assert (warning.severity, warning.file, warning.line) == (Severity.WARNING, "a.txt", 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"published": NOW + timedelta(days=30)}, "Ngày đăng 09/02/2025 ở trong tương lai."),
        ({"paragraphs": text_paragraphs(["Ngắn."])}, "Nội dung bài quá ngắn."),
        (
            {"paragraphs": (*article().paragraphs, *text_paragraphs(["Chia sẻ: Facebook"]))},
            "Nội dung còn lẫn phần của trang web: «Chia sẻ: Facebook».",
        ),
    ],
)
def test_what_is_doubtful_is_a_warning(changes: dict[str, Any], message: str) -> None:
    assert warnings(article(**changes)) == [message]


@pytest.mark.parametrize("words", [0, 1, 4])
def test_an_article_that_repeats_another_with_few_words_changed_is_named_with_it(words: int) -> None:
    text = article("tin-1").paragraphs[0].text
    copy = article("tin-3", paragraphs=text_paragraphs([edited(text, words) if words else text]))
    message = "Bài có vẻ trùng với bài «tin-1» (tin-1.txt, dòng 7)."
    assert warnings(article("tin-1"), article("tin-2"), copy) == [message]


def test_an_article_that_only_borrows_from_another_is_not() -> None:
    text = article("tin-1").paragraphs[0].text
    assert warnings(article("tin-1"), article("tin-2", paragraphs=text_paragraphs([edited(text, 20)]))) == []


def test_a_phrase_that_all_articles_share_makes_none_a_repetition() -> None:
    closing = "Mọi thắc mắc xin liên hệ Văn phòng Sở Thông tin và Truyền thông tỉnh để được hướng dẫn."
    many = [article(str(number)) for number in range(80)]
    shared = [replace(one, paragraphs=(*one.paragraphs, *text_paragraphs([closing]))) for one in many]
    assert warnings(*shared) == []
