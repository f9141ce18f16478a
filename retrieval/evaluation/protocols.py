"""The protocols that figures are reported by: which articles are indexed and what is asked of them.

Nothing was learned from any of these questions. Those of XQuAD's articles with an odd index were looked at in
development, while choosing what is measured of a passage; those with an even index were not.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from corpus.article import Article, Paragraph
from corpus.store import read_sources
from corpus.text import clean
from retrieval.evaluation.literal import Unit, documents, passages
from retrieval.evaluation.questions import Labelled, QuestionFile, read_questions
from retrieval.vietnamese import fold

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
OWN_QUESTIONS = CORPUS / "questions.jsonl"

_XQUAD, _XQUAD_ENGLISH, _VIETNEWS = "xquad.vi.json", "xquad.en.json", "vietnews-10k.jsonl.gz"
_NEWS_ARTICLES = 2000


@dataclass(frozen=True, slots=True)
class Protocol:
    name: str
    questions: tuple[Labelled, ...]
    unseen: Callable[[Labelled], bool] | None = None
    """Tells the questions that nobody looked at in development, where some were looked at."""
    highlighted: bool = False
    """Whether the sentence that is highlighted is measured: `answer_start` is known of every question."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Protocols that ask of the same articles."""

    folder: str
    """Where its index goes; what two benchmarks have in common is encoded once if they share it."""
    articles: tuple[Article, ...]
    protocols: tuple[Protocol, ...]
    units: Callable[[Sequence[Article]], list[Unit]] = documents
    """What gets one vector in the literal design."""
    large: bool = False
    """Too large to take parts away, and for the literal design's own model: the program's stands in, whose
    8-bit weights cost 0.002 of nDCG@10 on XQuAD and give four times the speed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A benchmark yet to be read: its protocols, the files it needs in the data folder, how to read it."""

    protocols: tuple[str, ...]
    files: tuple[str, ...]
    read: Callable[[Path], Benchmark]


def own_articles() -> tuple[Article, ...]:
    return read_sources([CORPUS / "articles"]).articles


def _read_xquad(data: Path) -> Benchmark:
    vietnamese = read_questions(data / _XQUAD)
    english = read_questions(data / _XQUAD_ENGLISH).questions
    accented = vietnamese.questions
    bare = tuple(replace(q, question=fold(q.question)) for q in accented)
    # In the same order in both languages; what is found and marked is the Vietnamese.
    translated = tuple(
        replace(q, question=e.question, form="english") for q, e in zip(accented, english, strict=True)
    )
    return Benchmark(
        "xquad",
        vietnamese.documents,
        (
            Protocol("xquad-vi", accented, _of_even_article, highlighted=True),
            Protocol("xquad-vi-no-diacritics", bare, _of_even_article, highlighted=True),
            Protocol("xquad-en-vi", translated, _of_even_article, highlighted=True),
        ),
    )


def _of_even_article(labelled: Labelled) -> bool:
    return _is_even(labelled.article or "")


def _is_even(document: str) -> bool:
    return int(document.partition("-")[0]) % 2 == 0


def _read_xquad_half(data: Path) -> Benchmark:
    return half(read_questions(data / _XQUAD))


def half(xquad: QuestionFile) -> Benchmark:
    """The articles with an even index; the questions on the others have no answer there."""
    questions = (q if _of_even_article(q) else replace(q, article=None) for q in xquad.questions)
    kept = tuple(document for document in xquad.documents if _is_even(document.id))
    return Benchmark("xquad", kept, (Protocol("xquad-vi-half", tuple(questions)),))


def _read_vietnews(data: Path) -> Benchmark:
    articles, abstracts = [], []
    with gzip.open(data / _VIETNEWS, "rt", encoding="utf-8") as lines:
        for line in islice(lines, _NEWS_ARTICLES):
            record = json.loads(line)
            paragraphs = tuple(Paragraph(text) for text in map(clean, record["body"]) if text)
            articles.append(Article(record["id"], "", paragraphs))
            abstracts.append(Labelled(record["abstract"], record["id"]))
    bare = tuple(replace(q, question=fold(q.question)) for q in abstracts)
    protocols = (
        Protocol("vietnews-abstract", tuple(abstracts)),
        Protocol("vietnews-abstract-no-diacritics", bare),
    )
    return Benchmark("vietnews", tuple(articles), protocols, large=True)


def _read_own(_: Path) -> Benchmark:
    questions = read_questions(OWN_QUESTIONS).questions
    protocols = (
        Protocol(f"own-{form}", tuple(q for q in questions if q.form == form))
        for form in ("accented", "chat", "english")
    )
    return Benchmark("own", own_articles(), tuple(protocols), passages)


SOURCES = (
    Source(("own-accented", "own-chat", "own-english"), (), _read_own),
    Source(("xquad-vi", "xquad-vi-no-diacritics", "xquad-en-vi"), (_XQUAD, _XQUAD_ENGLISH), _read_xquad),
    Source(("xquad-vi-half",), (_XQUAD,), _read_xquad_half),
    Source(("vietnews-abstract", "vietnews-abstract-no-diacritics"), (_VIETNEWS,), _read_vietnews),
)
PROTOCOLS = tuple(name for source in SOURCES for name in source.protocols)


def read_benchmarks(data: Path, wanted: Sequence[str]) -> Iterator[Benchmark]:
    """The benchmarks of the wanted protocols, without those whose files are not in `data`."""
    for source in SOURCES:
        names = _wanted(source, wanted)
        if names and not _missing(source, data):
            benchmark = source.read(data)
            yield replace(benchmark, protocols=tuple(p for p in benchmark.protocols if p.name in names))


def without_data(data: Path, wanted: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """Wanted protocols that must be left out, with the files that `data` lacks for them."""
    cases = [(_wanted(source, wanted), _missing(source, data)) for source in SOURCES]
    return [(names, files) for names, files in cases if names and files]


def _wanted(source: Source, wanted: Sequence[str]) -> list[str]:
    return [name for name in source.protocols if name in wanted]


def _missing(source: Source, data: Path) -> list[str]:
    return [name for name in source.files if not (data / name).is_file()]
