"""Builds and publishes an index version from articles; only what is new or changed is encoded."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from retrieval.abbreviations import Expander, introduced_abbreviations, listed_abbreviations
from retrieval.article_file import write_articles
from retrieval.calibration import Calibration, save_calibration
from retrieval.cues import held
from retrieval.encoder import Encoder, Encoding, Vectors
from retrieval.errors import IndexUnusable
from retrieval.index import (
    ABBREVIATIONS,
    ARTICLES,
    CALIBRATION,
    FORMAT,
    NO_DAY,
    TOKENS,
    day_number,
    open_index,
    open_version,
)
from retrieval.language_model import count_language
from retrieval.lexical import Postings, build_postings, pairs
from retrieval.passages import MAX_SYLLABLES, Passage, split
from retrieval.prior import everyday_texts
from retrieval.tokens import Projection, pack
from retrieval.vectors import write_vectors
from retrieval.versions import new_version, write_manifest
from retrieval.vietnamese import folded_tokens, traditional_tones

Progress = Callable[[int, int], None]
"""Called with how many vectors are done, and how many there will be."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    version: str
    articles: int
    passages: int
    encoded: int
    """Texts that were encoded in this build; the rest came from the version before."""
    reused: int


def build_index(
    articles: Sequence[Article],
    directory: Path,
    encoder: Encoder,
    calibration: Calibration,
    progress: Progress = lambda done, total: None,
) -> BuildReport:
    """Publishes a version of `articles` in `directory` and says what was done.

    `calibration` is what was learned for the encoder's model: the shipped one, or `retrieval.calibrate`'s.

    Raises IndexUnusable when another build is running, ValueError when two articles share an id, OSError
    when the disk is full; the version before then still serves.
    """
    if len({article.id for article in articles}) != len(articles):
        raise ValueError("two articles share an id")
    built = datetime.now(UTC).replace(microsecond=0)
    name = f"{built:%Y%m%dT%H%M%SZ}-{_digest(articles, encoder)}"
    known = _KnownEncodings(directory, encoder, calibration.projection)
    with new_version(directory, name) as version:
        folder = version.folder
        passages = [passage for article in articles for passage in split(article)]
        rows = _article_rows(articles, passages)
        titles = [articles[row].title for row in rows]
        _write_texts(folder, articles, passages, rows)
        expander = _write_abbreviations(folder, articles)
        _write_lexical(folder, articles, passages, titles, expander)
        save_calibration(calibration, folder / CALIBRATION)
        texts = [passage_text(title, passage) for title, passage in zip(titles, passages, strict=True)]
        sentences = [sentence_text(p.text[start:end]) for p in passages for start, end in p.sentences]
        total = len(texts) + len(sentences)
        _write_passages(folder, texts, encoder, known, lambda done: progress(done, total))
        offset = len(texts)
        _write_sentences(
            folder,
            sentences,
            encoder,
            calibration.projection,
            known,
            lambda done: progress(offset + done, total),
        )
        write_manifest(folder, _manifest(articles, encoder, built))
        open_version(folder, encoder)
    return BuildReport(version.name, len(articles), len(passages), known.missed, known.found)


def passage_text(title: str, passage: Passage) -> str:
    """What is encoded of a passage: its article's title is its context."""
    return traditional_tones(f"{title}\n{passage.text}" if title else passage.text)


def sentence_text(sentence: str) -> str:
    return traditional_tones(sentence)


class _KnownEncodings:
    """Vectors and tokens of the version in service, by the text they were made of."""

    def __init__(self, directory: Path, encoder: Encoder, projection: Projection) -> None:
        self.found = self.missed = 0
        self._numbers: dict[str, dict[bytes, int]] = {"passages": {}, "sentences": {}}
        try:
            self._index = open_index(directory, encoder)
            self._numbers["passages"] = self._read_keys("passages")
            # Tokens projected otherwise are of no use, and a sentence is encoded once for both.
            if self._index.calibration.projection.is_like(projection):
                self._numbers["sentences"] = self._read_keys("sentences")
        except (IndexUnusable, OSError, ValueError):
            pass  # nothing, or nothing sound, to reuse: everything is encoded anew

    def _read_keys(self, part: str) -> dict[bytes, int]:
        keys = np.load(self._index.folder / f"{part}.keys.npy")
        return {key.tobytes(): number for number, key in enumerate(keys)}

    def find(self, part: str, keys: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Where each key stands in the version in service; -1 where it does not."""
        numbers = np.array([self._numbers[part].get(key.tobytes(), -1) for key in keys], np.int64)
        self.found += int((numbers >= 0).sum())
        self.missed += int((numbers < 0).sum())
        return numbers

    def passage(self, number: int) -> Vectors:
        vector: Vectors = self._index.passage_vectors.vectors(np.array([number]))[0]
        return vector

    def sentence(self, number: int) -> tuple[Vectors, NDArray[np.uint8]]:
        vector = self._index.sentence_vectors.vectors(np.array([number]))[0]
        return vector, self._index.tokens.read(number, number + 1)


def _write_passages(
    folder: Path,
    texts: Sequence[str],
    encoder: Encoder,
    known: _KnownEncodings,
    progress: Callable[[int], None],
) -> None:
    keys = _keys(texts)
    numbers = known.find("passages", keys)
    fresh = encoder.encode_passages(text for text, number in zip(texts, numbers, strict=True) if number < 0)
    vectors = np.empty((len(texts), encoder.dimension), np.float32)
    for row, number in enumerate(numbers):
        vectors[row] = next(fresh).vector if number < 0 else known.passage(number)
        progress(row + 1)
    np.save(folder / "passages.keys.npy", keys)
    write_vectors(vectors, folder / "passages.faiss")


def _write_sentences(
    folder: Path,
    texts: Sequence[str],
    encoder: Encoder,
    projection: Projection,
    known: _KnownEncodings,
    progress: Callable[[int], None],
) -> None:
    keys = _keys(texts)
    numbers = known.find("sentences", keys)
    fresh = encoder.encode_passages(text for text, number in zip(texts, numbers, strict=True) if number < 0)
    vectors = np.empty((len(texts), encoder.dimension), np.float32)
    lengths = []
    with (folder / TOKENS).open("wb") as file:
        for row, number in enumerate(numbers):
            vectors[row], packed = _encoded(next(fresh), projection) if number < 0 else known.sentence(number)
            file.write(packed.tobytes())
            lengths.append(len(packed))
            progress(row + 1)
    np.save(folder / "token_starts.npy", _starts(lengths))
    np.save(folder / "sentences.keys.npy", keys)
    write_vectors(vectors, folder / "sentences.faiss")


def _encoded(encoding: Encoding, projection: Projection) -> tuple[Vectors, NDArray[np.uint8]]:
    """A sentence's vector and packed tokens: at least one, so that no sentence is empty."""
    tokens = projection.apply(encoding.tokens)
    return encoding.vector, pack(tokens if len(tokens) else np.zeros((1, projection.width), np.float32))


def _keys(texts: Sequence[str]) -> NDArray[np.uint8]:
    digests = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 16)


def _article_rows(articles: Sequence[Article], passages: Sequence[Passage]) -> list[int]:
    rows = {article.id: row for row, article in enumerate(articles)}
    return [rows[passage.article_id] for passage in passages]


def _write_texts(
    folder: Path, articles: Sequence[Article], passages: Sequence[Passage], rows: Sequence[int]
) -> None:
    write_articles(articles, folder / ARTICLES)
    days = [day_number(a.published.date()) if a.published else NO_DAY for a in articles]
    np.save(folder / "days.npy", np.array(days, np.int32))
    table = [(row, p.first, p.last, p.start, p.end) for row, p in zip(rows, passages, strict=True)]
    np.save(folder / "passage_table.npy", np.array(table, np.int32).reshape(-1, 5))
    sentences = [
        (row, start, end, held(passage.text[start:end]))
        for row, passage in enumerate(passages)
        for start, end in passage.sentences
    ]
    np.save(folder / "sentence_table.npy", np.array(sentences, np.int32).reshape(-1, 4))
    np.save(folder / "sentence_starts.npy", _starts(len(passage.sentences) for passage in passages))


def _write_abbreviations(folder: Path, articles: Sequence[Article]) -> Expander:
    found = introduced_abbreviations(p.text for article in articles for p in article.paragraphs)
    table = {**listed_abbreviations(), **found}
    (folder / ABBREVIATIONS).write_text(json.dumps(table, indent=0), encoding="utf-8")
    return Expander(table)


def _write_lexical(
    folder: Path,
    articles: Sequence[Article],
    passages: Sequence[Passage],
    titles: Sequence[str],
    expander: Expander,
) -> None:
    sentences = [
        [expander.expand(folded_tokens(passage.text[start:end])) for start, end in passage.sentences]
        for passage in passages
    ]
    title_terms = [expander.expand(folded_tokens(title)) for title in titles]
    wholes = [
        title + [t for s in parts for t in s] for title, parts in zip(title_terms, sentences, strict=True)
    ]
    syllables = build_postings(wholes)
    syllables.save(folder / "syllables")
    build_postings(pairs(whole) for whole in wholes).save(folder / "pairs")
    numeric = np.zeros(len(syllables.hashes), np.bool_)
    numeric[syllables.find([term for term in _vocabulary(wholes) if term[0].isdigit()])] = True
    np.save(folder / "numeric.npy", numeric)
    _write_terms(folder, "term", [s for parts in sentences for s in parts], syllables)
    article_titles = [expander.expand(folded_tokens(article.title)) for article in articles]
    _write_terms(folder, "title", article_titles, syllables)
    texts = (text for a in articles for text in (a.title, *(p.text for p in a.paragraphs)))
    count_language([*everyday_texts(), *texts]).save(folder / "language")


def _write_terms(folder: Path, name: str, texts: Sequence[Sequence[str]], syllables: Postings) -> None:
    vocabulary = _vocabulary(texts)
    numbers = dict(zip(vocabulary, syllables.find(vocabulary).tolist(), strict=True))
    flat = np.array([numbers[term] for terms in texts for term in terms], np.int32)
    np.save(folder / ("terms.npy" if name == "term" else f"{name}_terms.npy"), flat)
    np.save(folder / f"{name}_starts.npy", _starts(len(terms) for terms in texts))


def _vocabulary(texts: Sequence[Sequence[str]]) -> list[str]:
    return sorted({term for terms in texts for term in terms})


def _starts(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.array([0, *accumulate(lengths)], np.int64)


def _manifest(articles: Sequence[Article], encoder: Encoder, built: datetime) -> dict[str, Any]:
    dates = sorted(article.published for article in articles if article.published)
    return {
        "format": FORMAT,
        "built": built.isoformat(),
        "encoder": encoder.identity,
        "dimension": encoder.dimension,
        "settings": {"max_syllables": MAX_SYLLABLES},
        "articles": len(articles),
        "dates": {
            "oldest": dates[0].isoformat() if dates else None,
            "newest": dates[-1].isoformat() if dates else None,
            "undated": len(articles) - len(dates),
        },
    }


def _digest(articles: Sequence[Article], encoder: Encoder) -> str:
    digest = hashlib.blake2b(encoder.identity.encode(), digest_size=4)
    for article in articles:
        digest.update(repr(article).encode())
    return digest.hexdigest()
