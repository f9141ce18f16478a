"""Articles cut into passages: whole sentences, paragraph numbers kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.article import Article, Paragraph, ParagraphKind
from retrieval.vietnamese import Span, sentences

MAX_SYLLABLES = 160
"""Short enough to read on a phone, long enough to hold an answer with its context."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one article, as published.

    Paragraphs `first` to `last` (numbered from 1) are joined by a newline; the passage begins at
    character `start` of the first and ends before character `end` of the last. `sentences` are
    (start, end) offsets into `text`.
    """

    article_id: str
    ordinal: int
    first: int
    last: int
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]


def cut(article: Article, first: int, last: int, start: int, end: int) -> str:
    """The text that a citation's numbers name in `article`."""
    paragraphs = [paragraph.text for paragraph in article.paragraphs[first - 1 : last]]
    paragraphs[-1] = paragraphs[-1][:end]
    paragraphs[0] = paragraphs[0][start:]
    return "\n".join(paragraphs)


def split(article: Article) -> list[Passage]:
    """The passages of `article` in order, at least one. A caption is one of its own; the byline is in none.

    An article of nothing but bylines has its text in them: they are cut like text.
    """
    return [_passage(article, ordinal, run) for ordinal, run in enumerate(_runs(_readable(article)))]


@dataclass(frozen=True, slots=True)
class _Sentence:
    paragraph: int
    start: int
    end: int
    syllables: int


def _readable(article: Article) -> Sequence[Paragraph]:
    if any(paragraph.kind is not ParagraphKind.BYLINE for paragraph in article.paragraphs):
        return article.paragraphs
    return [Paragraph(paragraph.text) for paragraph in article.paragraphs]


def _runs(paragraphs: Sequence[Paragraph]) -> Iterator[list[_Sentence]]:
    """Neighbouring sentences, up to MAX_SYLLABLES together, broken between paragraphs rather than within."""
    run: list[_Sentence] = []
    for number, paragraph in enumerate(paragraphs, 1):
        whole = _sentences(number, paragraph)
        if paragraph.kind is not ParagraphKind.TEXT or _syllables(run + whole) > MAX_SYLLABLES:
            if run:
                yield run
            run = []
        for sentence in whole:
            if run and _syllables(run) + sentence.syllables > MAX_SYLLABLES:
                yield run
                run = []
            run.append(sentence)
        if paragraph.kind is not ParagraphKind.TEXT:
            if paragraph.kind is ParagraphKind.CAPTION:
                yield run
            run = []
    if run:
        yield run


def _sentences(number: int, paragraph: Paragraph) -> list[_Sentence]:
    text = paragraph.text
    return [_Sentence(number, start, end, text.count(" ", start, end) + 1) for start, end in sentences(text)]


def _syllables(run: list[_Sentence]) -> int:
    return sum(sentence.syllables for sentence in run)


def _passage(article: Article, ordinal: int, run: list[_Sentence]) -> Passage:
    first, last, start, end = run[0].paragraph, run[-1].paragraph, run[0].start, run[-1].end
    text = cut(article, first, last, start, end)
    offsets, place = {first: -start}, -start
    for number in range(first, last):
        place += len(article.paragraphs[number - 1].text) + 1
        offsets[number + 1] = place
    spans = tuple(
        (offsets[sentence.paragraph] + sentence.start, offsets[sentence.paragraph] + sentence.end)
        for sentence in run
    )
    return Passage(article.id, ordinal, first, last, start, end, text, spans)
