"""Articles, hits and answers for tests, and a retrieval room that gives what a test wants."""

import re
import threading
from collections.abc import Callable
from datetime import datetime

from corpus.article import Article, Paragraph
from corpus.dates import LOCAL
from retrieval.answer import Answer, Hit, IndexSummary, Question, Spelling, Status
from retrieval.browse import Shelf
from retrieval.followup import continues
from retrieval.passages import Passage, cut

PUBLISHED = datetime(2025, 3, 5, 9, 30, tzinfo=LOCAL)
FEES = Article(
    id="phi-chu-ky-so",
    title="Mức phí cấp chữ ký số <cá nhân> & tổ chức",
    paragraphs=tuple(
        map(
            Paragraph,
            (
                "Sở công bố mức phí cấp chữ ký số. Mức phí áp dụng từ ngày 01/4/2025.",
                "Quang cảnh buổi công bố.",
                "Phí cấp mới là 150.000 đồng. Phí gia hạn là 90.000 đồng. Người cao tuổi được miễn phí.",
            ),
        )
    ),
    published=PUBLISHED,
    url="https://so.example/tin?id=7&muc=phi",
)
SUMMARY = IndexSummary(
    version="20250305-093000-ab12",
    built=PUBLISHED,
    articles=1234,
    passages=5000,
    oldest=datetime(2018, 1, 11, 14, 58, tzinfo=LOCAL),
    newest=PUBLISHED,
    undated=0,
)


def hit(article: Article, first: int, last: int, best: int = 0) -> Hit:
    """Paragraphs `first` to `last` of `article`; sentence number `best` of them answers."""
    text = cut(article, first, last, 0, len(article.paragraphs[last - 1].text))
    sentences = tuple(match.span() for match in re.finditer(r"[^\s].*?(?:[.!?](?=\s)|$)", text, re.MULTILINE))
    passage = Passage(article.id, 0, first, last, 0, len(article.paragraphs[last - 1].text), text, sentences)
    return Hit(article, passage, sentences[best % len(sentences)], score=0.9)


def found(
    *hits: Hit, status: Status = Status.ANSWERED, spelling: Spelling = Spelling.ACCENTED, text: str = "phí?"
) -> Answer:
    return Answer(Question(text, spelling), status, confidence=0.9, hits=hits)


class Scripted:
    """Retrieval that answers as a test says, and remembers what it was asked."""

    def __init__(
        self, reply: Answer | Exception | Callable[[str], Answer], articles: Shelf | None = None
    ) -> None:
        self.articles = articles
        self.asked: list[str] = []
        self.reply = reply
        self.refreshed = threading.Event()
        self.new_version: bool | Exception = False

    def answer(self, text: str, *, limit: int = 3, now: datetime | None = None) -> Answer:
        self.asked.append(text)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply(text) if callable(self.reply) else self.reply

    def continues(self, before: str, text: str) -> bool:
        return continues(text)

    def shelf(self) -> Shelf:
        assert self.articles is not None, "this test browses nothing"
        return self.articles

    def summary(self) -> IndexSummary:
        return SUMMARY

    def refresh(self) -> bool:
        self.refreshed.set()
        if isinstance(self.new_version, Exception):
            raise self.new_version
        return self.new_version
