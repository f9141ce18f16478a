"""What reading its articles gives a build, article by article, so that an unchanged one is never read again.

The tables of an index version and those of new articles are joined, and the articles wanted are taken out:
a full build and an incremental one end in the same tables, byte for byte.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from retrieval.abbreviations import introductions
from retrieval.cues import held
from retrieval.index import NO_DAY, day_number
from retrieval.lexical import map_array
from retrieval.passages import Passage, split
from retrieval.ragged import Places, Starts, joined, starts_of, take
from retrieval.vietnamese import folded_tokens, traditional_tones

TABLES = "read."
"""What the names of their files begin with."""
VOCABULARY = f"{TABLES}vocabulary.txt"
INTRODUCED = f"{TABLES}abbreviations.json"

Introduced = tuple[tuple[str, tuple[str, ...]], ...]
"""The abbreviations that an article introduces, each with its full form, as often as it does."""


def passage_text(title: str, passage: Passage) -> str:
    """What is encoded of a passage: its article's title is its context."""
    return titled(title, passage.text)


def titled(title: str, text: str) -> str:
    return traditional_tones(f"{title}\n{text}" if title else text)


def sentence_text(sentence: str) -> str:
    return traditional_tones(sentence)


@dataclass(frozen=True, slots=True)
class Tables:
    """Of articles in order. The parts of an article, a passage or a sentence are neighbours."""

    days: NDArray[np.int32]
    passage_starts: Starts
    passages: NDArray[np.int32]
    """A passage's first and last paragraph, start and end."""
    passage_keys: NDArray[np.uint8]
    sentence_starts: Starts
    sentences: NDArray[np.int32]
    """A sentence's start and end in its passage, and the cues it holds."""
    sentence_keys: NDArray[np.uint8]
    term_starts: Starts
    terms: NDArray[np.int32]
    """Numbers in `vocabulary`; abbreviations are not spelt out yet."""
    title_starts: Starts
    title_terms: NDArray[np.int32]
    vocabulary: tuple[str, ...]
    introduced: tuple[Introduced, ...]

    def __len__(self) -> int:
        return len(self.days)

    def save(self, folder: Path) -> None:
        for name in _array_names():
            np.save(_array_file(folder, name), getattr(self, name))
        (folder / VOCABULARY).write_text("\n".join(self.vocabulary), encoding="utf-8")
        (folder / INTRODUCED).write_text(json.dumps(self.introduced), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Tables":
        """Raises OSError or ValueError when they are not there, as in an older program's version."""
        arrays: dict[str, Any] = {name: map_array(_array_file(folder, name)) for name in _array_names()}
        words = (folder / VOCABULARY).read_text(encoding="utf-8")
        introduced = json.loads((folder / INTRODUCED).read_text(encoding="utf-8"))
        return cls(
            vocabulary=tuple(words.split("\n")) if words else (),
            introduced=tuple(tuple((short, tuple(full)) for short, full in forms) for forms in introduced),
            **arrays,
        )

    def join(self, other: "Tables") -> "Tables":
        """The articles of both, those of `other` last."""
        numbers = {word: number for number, word in enumerate(self.vocabulary)}
        for word in other.vocabulary:
            numbers.setdefault(word, len(numbers))
        renumbered = np.array([numbers[word] for word in other.vocabulary], np.int32)
        merged: dict[str, Any] = {
            name: _laid_together(name, getattr(self, name), getattr(other, name)) for name in _array_names()
        }
        for name in ("terms", "title_terms"):
            merged[name] = _stacked(getattr(self, name), renumbered[getattr(other, name)])
        return Tables(vocabulary=tuple(numbers), introduced=self.introduced + other.introduced, **merged)

    def take(self, rows: Places) -> "Tables":
        """The articles `rows` in that order, with a vocabulary of just their words, sorted."""
        passage_starts, passages = take(self.passage_starts, rows)
        sentence_starts, sentences = take(self.sentence_starts, passages)
        term_starts, terms = take(self.term_starts, sentences)
        title_starts, titles = take(self.title_starts, rows)
        taken, title_taken = self.terms[terms], self.title_terms[titles]
        occurs = np.zeros(len(self.vocabulary), np.bool_)
        occurs[taken] = occurs[title_taken] = True
        used = np.flatnonzero(occurs)
        used = used[np.argsort(np.array([self.vocabulary[number] for number in used], dtype=object))]
        renumbered = np.zeros(len(self.vocabulary), np.int32)
        renumbered[used] = np.arange(len(used))
        return Tables(
            self.days[rows],
            passage_starts,
            self.passages[passages],
            self.passage_keys[passages],
            sentence_starts,
            self.sentences[sentences],
            self.sentence_keys[sentences],
            term_starts,
            renumbered[taken],
            title_starts,
            renumbered[title_taken],
            tuple(self.vocabulary[number] for number in used),
            tuple(self.introduced[row] for row in rows),
        )


@dataclass(slots=True)
class Reader:
    """Reads articles into tables, one at a time; their text is not kept."""

    _days: list[int] = field(default_factory=list)
    _passage_counts: list[int] = field(default_factory=list)
    _passages: list[tuple[int, int, int, int]] = field(default_factory=list)
    _passage_keys: list[bytes] = field(default_factory=list)
    _sentence_counts: list[int] = field(default_factory=list)
    _sentences: list[tuple[int, int, int]] = field(default_factory=list)
    _sentence_keys: list[bytes] = field(default_factory=list)
    _terms: list[NDArray[np.int32]] = field(default_factory=list)
    _titles: list[NDArray[np.int32]] = field(default_factory=list)
    _introduced: list[Introduced] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._days)

    def add(self, article: Article) -> None:
        passages = split(article)
        self._days.append(day_number(article.published.date()) if article.published else NO_DAY)
        self._passage_counts.append(len(passages))
        self._titles.append(self._numbered(article.title))
        self._introduced.append(tuple(introductions(part.text for part in article.paragraphs)))
        for passage in passages:
            self._add_passage(article.title, passage)

    def tables(self) -> Tables:
        return Tables(
            np.array(self._days, np.int32),
            starts_of(self._passage_counts),
            np.array(self._passages, np.int32).reshape(-1, 4),
            _stack_keys(self._passage_keys),
            starts_of(self._sentence_counts),
            np.array(self._sentences, np.int32).reshape(-1, 3),
            _stack_keys(self._sentence_keys),
            starts_of(len(terms) for terms in self._terms),
            _flat(self._terms),
            starts_of(len(terms) for terms in self._titles),
            _flat(self._titles),
            tuple(self._numbers),
            tuple(self._introduced),
        )

    def _add_passage(self, title: str, passage: Passage) -> None:
        self._passages.append((passage.first, passage.last, passage.start, passage.end))
        self._passage_keys.append(_key(passage_text(title, passage)))
        self._sentence_counts.append(len(passage.sentences))
        for start, end in passage.sentences:
            sentence = passage.text[start:end]
            self._sentences.append((start, end, held(sentence)))
            self._sentence_keys.append(_key(sentence_text(sentence)))
            self._terms.append(self._numbered(sentence))

    def _numbered(self, text: str) -> NDArray[np.int32]:
        numbers = self._numbers
        return np.array([numbers.setdefault(term, len(numbers)) for term in folded_tokens(text)], np.int32)


def read_tables(articles: Iterable[Article]) -> Tables:
    reader = Reader()
    for article in articles:
        reader.add(article)
    return reader.tables()


def _array_names() -> list[str]:
    return [field.name for field in fields(Tables) if field.name not in ("vocabulary", "introduced")]


def _array_file(folder: Path, name: str) -> Path:
    return folder / f"{TABLES}{name}.npy"


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _stack_keys(keys: list[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(keys), np.uint8).reshape(-1, 16)


def _flat(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate(parts) if parts else np.empty(0, np.int32)


def _laid_together(name: str, above: NDArray[Any], below: NDArray[Any]) -> NDArray[Any]:
    return joined(above, below) if name.endswith("_starts") else _stacked(above, below)


def _stacked(above: NDArray[Any], below: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([above, below])
