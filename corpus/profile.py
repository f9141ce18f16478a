"""What the checks and the survey of a corpus ask of an article: it follows from the article alone."""

from dataclasses import dataclass

from corpus.article import Article, ParagraphKind
from corpus.boilerplate import is_boilerplate
from corpus.sketch import Sketch, sketch_of

_SHORT = 100

Doubt = tuple[str, str]
"""What is worth a look, and what to do about it."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Small beside the article's text."""

    title: str
    section: str | None
    words: int
    """The words (written syllables) of its text."""
    doubts: tuple[Doubt, ...]
    sketch: Sketch


def profile_of(article: Article) -> Profile:
    """The same for the same article, today and later."""
    texts = [part.text for part in article.paragraphs if part.kind is ParagraphKind.TEXT]
    words = sum(text.count(" ") + 1 for text in texts)
    doubts = _doubts(article, sum(map(len, texts)))
    return Profile(article.title, article.section, words, doubts, sketch_of(article))


def _doubts(article: Article, length: int) -> tuple[Doubt, ...]:
    doubts = list[Doubt]()
    if length < _SHORT:
        doubts.append(("Nội dung bài quá ngắn.", "Hãy kiểm tra xem bài có bị mất nội dung không."))
    if (line := _boilerplate(article)) is not None:
        message = f"Nội dung còn lẫn phần của trang web: «{line[:60]}»."
        doubts.append((message, "Hãy xoá phần không thuộc bài, hoặc lưu lại trang."))
    return tuple(doubts)


def _boilerplate(article: Article) -> str | None:
    return next((part.text for part in article.paragraphs if is_boilerplate(part.text)), None)
