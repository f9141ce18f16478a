"""Opens one immutable index version and reads its parts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from retrieval.abbreviations import Expander
from retrieval.answer import IndexSummary
from retrieval.article_file import ArticleFile
from retrieval.calibration import Calibration, load_calibration
from retrieval.encoder import Encoder
from retrieval.errors import IndexDamaged, IndexForeign
from retrieval.halves import Halves
from retrieval.language_model import LanguageModel
from retrieval.lexical import Postings, map_array
from retrieval.passages import Passage, cut
from retrieval.spelling import Speller
from retrieval.takedown import read_takedown, takedown_path, withdrawn_rows
from retrieval.token_files import TokenFiles
from retrieval.vectors import VectorIndex
from retrieval.versions import current_version, read_manifest, verify

FORMAT = 7
ARTICLES = "articles.jsonl"
ABBREVIATIONS = "abbreviations.json"
CALIBRATION = "calibration.npz"
PASSAGES = "passages.faiss"
SENTENCES = "sentences.fp16"
TOKEN_STARTS = "token_starts.npy"
NO_DAY = np.iinfo(np.int32).min
_EPOCH = date(1970, 1, 1).toordinal()

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Index:
    """One version, read-only; every method may be called from several threads at once.

    A passage has a row, and so has each of its sentences; the sentences of a passage are neighbours, and
    so are the passages of an article.
    """

    folder: Path
    manifest: dict[str, Any]
    articles: ArticleFile
    days: NDArray[np.int32]
    """An article's day of publication, counted from 1970-01-01; NO_DAY when it has none."""
    passage_table: NDArray[np.int32]
    """A passage's article row, first and last paragraph, start, end."""
    sentence_table: NDArray[np.int32]
    """A sentence's passage row, start and end in the passage's text, and the cues it holds."""
    sentence_starts: NDArray[np.int64]
    """Sentences of passage `i`: from sentence_starts[i] to sentence_starts[i + 1]."""
    terms: NDArray[np.int32]
    """The numbers in `syllables` of the folded terms of all sentences, one sentence after another."""
    term_starts: NDArray[np.int64]
    title_terms: NDArray[np.int32]
    title_starts: NDArray[np.int64]
    passage_vectors: VectorIndex
    sentence_vectors: Halves
    tokens: TokenFiles
    token_starts: NDArray[np.int64]
    calibration: Calibration
    numeric: NDArray[np.bool_]
    """Whether a term of `syllables` is a number."""
    syllables: Postings
    pairs: Postings
    speller: Speller
    expander: Expander
    withdrawn: tuple[int, ...] = ()
    """The rows of the articles on the takedown list: no answer shows them."""

    @property
    def version(self) -> str:
        return self.folder.name

    @cached_property
    def first_passages(self) -> Rows:
        """The row of each article's first passage."""
        rows: Rows = np.searchsorted(self.passage_table[:, 0], np.arange(len(self.articles)))
        return rows

    def admitted(self, allowed: NDArray[np.bool_] | None = None) -> NDArray[np.bool_] | None:
        """`allowed`, one truth value an article, without the withdrawn ones; None admits all."""
        if not self.withdrawn:
            return allowed
        admitted = np.ones(len(self.articles), np.bool_) if allowed is None else allowed.copy()
        admitted[list(self.withdrawn)] = False
        return admitted

    def passage(self, row: int, article: Article) -> Passage:
        """Passage `row`, cut out of its article."""
        article_row, first, last, start, end = (int(value) for value in self.passage_table[row])
        spans = self.sentence_table[self.sentence_starts[row] : self.sentence_starts[row + 1], 1:3]
        return Passage(
            article.id,
            row - int(self.first_passages[article_row]),
            first,
            last,
            start,
            end,
            cut(article, first, last, start, end),
            tuple((int(start), int(end)) for start, end in spans),
        )

    def terms_of(self, row: int) -> frozenset[int]:
        """The numbers in `syllables` of the terms of passage `row`."""
        first, last = self.sentence_starts[row], self.sentence_starts[row + 1]
        return frozenset(self.terms[self.term_starts[first] : self.term_starts[last]].tolist())

    def summary(self) -> IndexSummary:
        dates = self.manifest["dates"]
        oldest, newest = (
            datetime.fromisoformat(dates[key]) if dates[key] else None for key in ("oldest", "newest")
        )
        return IndexSummary(
            self.version,
            datetime.fromisoformat(self.manifest["built"]),
            len(self.articles),
            len(self.passage_table),
            oldest,
            newest,
            dates["undated"],
        )


def day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


def open_index(directory: Path, encoder: Encoder) -> Index:
    """The version in service, after checking every file's checksum.

    Raises IndexMissing, IndexDamaged, IndexForeign when another model or format made it, or SourceError when
    the takedown list cannot be read.
    """
    return heeding_takedown(open_version(current_version(directory), encoder), directory)


def heeding_takedown(index: Index, directory: Path) -> Index:
    """`index` answering without the articles on the takedown list of `directory`."""
    return without(index, read_takedown(takedown_path(directory)))


def without(index: Index, entries: frozenset[str]) -> Index:
    """`index` answering without the articles that the entries of a takedown list name."""
    rows = withdrawn_rows(entries, (index.articles[row] for row in range(len(index.articles))))
    return replace(index, withdrawn=rows)


def open_version(folder: Path, encoder: Encoder) -> Index:
    return read_version(folder, sound_manifest(folder, encoder))


def sound_manifest(folder: Path, encoder: Encoder) -> dict[str, Any]:
    """The manifest of a version of this encoder and format, all of whose files are as they were written.

    Raises IndexDamaged or IndexForeign.
    """
    manifest = fitting_manifest(folder, encoder)
    with _damage_named(folder):
        verify(folder, manifest)
    return manifest


def fitting_manifest(folder: Path, encoder: Encoder) -> dict[str, Any]:
    """The manifest of a version of this encoder and format. Raises IndexDamaged or IndexForeign."""
    manifest = read_manifest(folder)
    if manifest.get("format") != FORMAT:
        raise IndexForeign(
            f"Chỉ mục {folder} có định dạng {manifest.get('format')}, chương trình này cần {FORMAT}. "
            "Hãy dựng lại bằng scripts/build_index.py."
        )
    if manifest.get("encoder") != encoder.identity:
        raise IndexForeign(
            f"Chỉ mục {folder} được dựng bằng mô hình {manifest.get('encoder')}, nhưng mô hình đang dùng là "
            f"{encoder.identity}. Hãy dựng lại bằng scripts/build_index.py, hoặc đặt lại TINSO_MODEL."
        )
    return manifest


def read_version(folder: Path, manifest: dict[str, Any]) -> Index:
    """The parts of a version whose files are known to be sound. Raises IndexDamaged."""
    with _damage_named(folder):
        return _read(folder, manifest)


@contextmanager
def _damage_named(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise IndexDamaged(
            f"Chỉ mục {folder} bị hỏng: {error}. Hãy dựng lại bằng scripts/build_index.py."
        ) from error


def _read(folder: Path, manifest: dict[str, Any]) -> Index:
    abbreviations = json.loads((folder / ABBREVIATIONS).read_text(encoding="utf-8"))
    expander = Expander({short: tuple(full) for short, full in abbreviations.items()})
    calibration = load_calibration(folder / CALIBRATION)
    arrays: dict[str, Any] = {name: map_array(folder / f"{name}.npy") for name in ARRAYS}
    return Index(
        folder,
        manifest,
        ArticleFile(folder / ARTICLES),
        passage_vectors=VectorIndex(folder / PASSAGES),
        sentence_vectors=Halves(folder / SENTENCES, len(arrays["sentence_table"]), manifest["dimension"]),
        syllables=Postings.open(folder / "syllables"),
        pairs=Postings.open(folder / "pairs"),
        speller=Speller(LanguageModel.open(folder / "language"), abbreviations),
        expander=expander,
        tokens=TokenFiles(folder, arrays["token_starts"], calibration.projection.width),
        calibration=calibration,
        **arrays,
    )


ARRAYS = (
    "days",
    "passage_table",
    "sentence_table",
    "sentence_starts",
    "terms",
    "term_starts",
    "title_terms",
    "title_starts",
    "numeric",
    "token_starts",
)
