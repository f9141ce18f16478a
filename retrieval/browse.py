"""Articles without a question: by key, newest first, by section, by keywords, and newer ones on a matter."""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from corpus.article import Article, ParagraphKind
from corpus.text import clean
from retrieval.answer import Period
from retrieval.dates import one_spelling, times
from retrieval.features import Mask
from retrieval.index import Index, Rows
from retrieval.lexical import neighbour_keys, term_hashes
from retrieval.publication import published_in
from retrieval.vietnamese import fold, folded_tokens, has_diacritics, sentences, tokens, traditional_tones

_KEY_BYTES = 8
_PHRASE = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")
_SAME_MATTER = 0.905
"""Cosine of two passages from which they are on the same matter (multilingual-e5's cosines are high)."""
_NEIGHBOURS = 200
_LONGEST_SEARCH = 200


def article_key(article_id: str) -> str:
    """Eleven characters that name an article in any index version."""
    digest = hashlib.blake2b(article_id.encode(), digest_size=_KEY_BYTES).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


section_key = article_key


@dataclass(frozen=True, slots=True)
class Item:
    """An article in a list; `sentence` says why it is there, empty where nothing was looked for."""

    key: str
    article: Article
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Items `start`, `start` + 1 … of `total`."""

    items: tuple[Item, ...]
    start: int
    total: int
    period: Period | None = None
    """The days of publication that were asked for."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the department's site; `name` is as published."""

    key: str
    name: str
    articles: int


@dataclass(frozen=True)
class Shelf:
    """The articles of one index version. Safe to use from several threads at once."""

    index: Index

    def article(self, key: str) -> Article | None:
        """The article, or None when this version has it no more."""
        row = self._rows.get(key)
        return None if row is None else self.index.articles[row]

    def sections(self) -> tuple[Section, ...]:
        """The sections, the largest first."""
        counted = Counter(name for name in self._sections if name)
        return tuple(Section(section_key(name), name, count) for name, count in counted.most_common())

    def newest(self, section: str, period: Period | None, start: int, count: int) -> Listing:
        """The newest articles, of the section with that key if one is given, published in `period`."""
        rows = self._newest_first
        if section:
            rows = rows[[section_key(self._sections[row] or "") == section for row in rows]]
        if period:
            rows = rows[published_in(self.index, period, undated=False)[rows]]
        return self._listing(rows, start, count, period)

    def find(self, text: str, today: date, start: int, count: int) -> Listing:
        """Articles that hold every word of `text` and, word for word, what stands in quotes; best first.

        A time named in `text` is the time of publication.
        """
        wanted = _read(clean(text)[:_LONGEST_SEARCH], today)
        terms = self.index.expander.expand(list(wanted.terms))
        rows = self._holding(terms, wanted.period) if terms else np.empty(0, np.int64)
        if wanted.phrases:
            rows = np.array([row for row in rows if self._has_phrases(int(row), wanted.phrases)], np.int64)
        listing = self._listing(rows, start, count, wanted.period)
        items = tuple(
            Item(i.key, i.article, _telling(i.article, terms, wanted.phrases)) for i in listing.items
        )
        return Listing(items, listing.start, listing.total, listing.period)

    def newer(self, key: str, paragraph: int, start: int, count: int) -> Listing | None:
        """Articles on the matter of a paragraph that were published later, newest first.

        None when this version has the article or the paragraph no more.
        """
        row = self._rows.get(key)
        passage = None if row is None else self._passage_row(row, paragraph)
        if row is None or passage is None:
            return None
        vector = self.index.passage_vectors.vectors(np.array([passage]))[0]
        near = self.index.passage_vectors.nearest(vector, _NEIGHBOURS)
        near = near[self.index.passage_vectors.similarities(vector, near) >= _SAME_MATTER]
        articles = np.unique(self.index.passage_table[near, 0]).astype(np.int64)
        later = articles[self.index.days[articles] > self.index.days[row]]
        newest = later[np.argsort(-self.index.days[later].astype(np.int64), kind="stable")]
        return self._listing(newest, start, count, None)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {article_key(article.id): row for row, article in enumerate(self._all())}

    @cached_property
    def _sections(self) -> list[str | None]:
        return [article.section for article in self._all()]

    @cached_property
    def _newest_first(self) -> Rows:
        """Rows of all articles; those without a date come last."""
        order: Rows = np.argsort(-self.index.days.astype(np.int64), kind="stable")
        return order

    def _all(self) -> Iterable[Article]:
        return (self.index.articles[row] for row in range(len(self.index.articles)))

    def _listing(self, rows: Rows, start: int, count: int, period: Period | None) -> Listing:
        chosen = [self.index.articles[int(row)] for row in rows[start : start + count]]
        items = tuple(Item(article_key(article.id), article) for article in chosen)
        return Listing(items, start, len(rows), period)

    def _holding(self, terms: Sequence[str], period: Period | None) -> Rows:
        """Rows of articles that hold all of `terms`, those that tell most of them first."""
        allowed: Mask = np.ones(len(self.index.days), np.bool_)
        if period:
            allowed = published_in(self.index, period, undated=False)
        owner = self.index.passage_table[:, 0]
        keys = term_hashes(terms)
        numbers = self.index.syllables.find(keys)
        for number in set(numbers.tolist()):
            held = np.zeros_like(allowed)
            if number >= 0:
                postings = self.index.syllables
                held[owner[postings.passages[postings.starts[number] : postings.starts[number + 1]]]] = True
            allowed &= held
        scores = np.zeros(len(owner), np.float32)
        self.index.syllables.add_scores(keys, [1.0] * len(keys), scores)
        pairs = neighbour_keys(numbers)
        self.index.pairs.add_scores(pairs, [1.0] * len(pairs), scores)
        best = np.zeros(len(allowed), np.float32)
        np.maximum.at(best, owner, scores)
        rows = np.flatnonzero(allowed)
        ranked: Rows = rows[np.lexsort((-self.index.days[rows].astype(np.int64), -best[rows]))]
        return ranked

    def _has_phrases(self, row: int, phrases: Sequence[str]) -> bool:
        article = self.index.articles[row]
        texts = [article.title, *(paragraph.text for paragraph in article.paragraphs)]
        return all(any(_holds(text, phrase) for text in texts) for phrase in phrases)

    def _passage_row(self, row: int, paragraph: int) -> int | None:
        """The first passage of article `row` that holds some of `paragraph`."""
        table = self.index.passage_table
        begin = int(self.index.first_passages[row])
        for place in range(begin, len(table)):
            owner, first, last = (int(value) for value in table[place, :3])
            if owner != row:
                break
            if first <= paragraph <= last:
                return place
        return None


@dataclass(frozen=True, slots=True)
class _Wanted:
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    period: Period | None


def _read(text: str, today: date) -> _Wanted:
    phrases = tuple(phrase.strip() for phrase in _PHRASE.findall(text) if folded_tokens(phrase))
    rest = _PHRASE.sub(" ", text)
    period, time_words = read_period(rest, today)
    left = Counter(time_words)
    terms = [term for phrase in phrases for term in folded_tokens(phrase)]
    for term in folded_tokens(rest):
        if left[term]:
            left[term] -= 1
        else:
            terms.append(term)
    return _Wanted(tuple(terms), phrases, period)


def read_period(text: str, today: date) -> tuple[Period | None, list[str]]:
    """The days that `text` names, and the folded words that name them."""
    spelt = one_spelling(text)
    named = times(spelt, today)
    if not named:
        return None, []
    first = [time.period.first for time in named]
    last = [time.period.last for time in named]
    period = Period(
        None if None in first else min(day for day in first if day),
        None if None in last else max(day for day in last if day),
    )
    return period, [word for time in named for word in tokens(spelt[time.start : time.end])]


def _holds(text: str, phrase: str) -> bool:
    """Whether `phrase` stands in `text` as whole words; one without diacritics matches either spelling."""
    accented = any(has_diacritics(word) for word in tokens(phrase))
    where, what = (_plain(text), _plain(phrase)) if accented else (fold(text), fold(phrase))
    return re.search(rf"(?<!\w){re.escape(what)}(?!\w)", where) is not None


def _plain(text: str) -> str:
    return traditional_tones(text).lower()


def _telling(article: Article, terms: Sequence[str], phrases: Sequence[str]) -> str:
    """The sentence of `article` that holds most of what was looked for."""
    wanted = set(terms)

    def value(sentence: str) -> tuple[int, int]:
        return sum(_holds(sentence, p) for p in phrases), len(wanted.intersection(folded_tokens(sentence)))

    texts = [p.text for p in article.paragraphs if p.kind is not ParagraphKind.BYLINE]
    found = [text[start:end] for text in texts for start, end in sentences(text)]
    return max(found, key=value, default="")
