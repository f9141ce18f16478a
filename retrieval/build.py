"""Builds and publishes an index version from articles; only what is new or changed is read and encoded."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.article import Article
from corpus.entry import Entry, entry_of
from retrieval.abbreviations import Expander, commonest, listed_abbreviations
from retrieval.article_file import ArticleFile, write_lines
from retrieval.calibration import Calibration, load_calibration, save_calibration
from retrieval.changes import Changes, Comparison, rows_to_take
from retrieval.encoder import Encoder
from retrieval.encodings import Encodings, Stored, holds_encodings
from retrieval.encodings_cache import open_cache, remove_cache
from retrieval.errors import IndexUnusable
from retrieval.index import (
    ABBREVIATIONS,
    ARTICLES,
    CALIBRATION,
    FORMAT,
    fitting_manifest,
    heeding_takedown,
    open_version,
    read_version,
)
from retrieval.language_model import LanguageModel, count_language
from retrieval.language_update import updated
from retrieval.passages import MAX_SYLLABLES
from retrieval.prior import everyday_texts
from retrieval.program import program_digest
from retrieval.tables import TABLES, Reader, Tables
from retrieval.tables import passage_text as passage_text
from retrieval.tables import sentence_text as sentence_text
from retrieval.texts import Texts
from retrieval.token_files import lay_out
from retrieval.versions import (
    KEPT,
    current_version,
    new_version,
    read_manifest,
    settled,
    verify,
    write_manifest,
)
from retrieval.wording import write_wording

if TYPE_CHECKING:  # scikit-learn takes a second to import, and most builds ask nothing
    from retrieval.evaluation.gate import Gate, Quality

Progress = Callable[[int, int], None]
"""Called with how many vectors are done, and how many there will be."""

_LANGUAGE = "language"
_UNSOUND = (IndexUnusable, OSError, ValueError, KeyError, RuntimeError)
"""What files may raise that are not as they were written."""


class Outcome(StrEnum):
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    """Nothing had changed: the version before was left in service."""
    WORSE = "worse"
    """The gate refused the new version: the one before was left in service."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    version: str
    """The version in service after the build."""
    articles: int
    passages: int
    encoded: int
    """Texts that were encoded in this build."""
    reused: int
    """Texts whose encoding came from the version before, from a killed build, or from the same text."""
    changes: Changes
    outcome: Outcome = Outcome.PUBLISHED
    quality: "Quality | None" = None
    """What the gate found; None where there was no gate, or nothing to ask about."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What a build may reuse of the version in service, read from disk where it is used."""

    folder: Path
    manifest: dict[str, Any]
    articles: ArticleFile
    encodings: "Future[Stored | None]"
    """None where any file is damaged: most are large, and verified while articles are read."""
    tables: Tables | None
    """Only where this same program wrote them."""


@dataclass(slots=True)
class _Reading:
    """What was read of the articles, beside the file they are in."""

    changes: Changes
    same: bool
    tables: Tables
    fresh: list[int] = field(default_factory=list)
    """Rows of articles that are new or were edited."""
    gone: list[int] = field(default_factory=list)
    """Rows, in the version before, of those that were edited or removed."""
    dates: dict[str, Any] = field(default_factory=dict)


class _NotPublished(Exception):
    """Ends a build, which leaves the version before in service."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def build_index(
    articles: Iterable[Article | Entry],
    directory: Path,
    encoder: Encoder,
    calibration: Calibration,
    progress: Progress = lambda done, total: None,
    *,
    full: bool = False,
    skip_unchanged: bool = False,
    kept: int = KEPT,
    gate: "Gate | None" = None,
    force: bool = False,
) -> BuildReport:
    """Publishes a version of `articles`, taken one at a time, in `directory` and says what was done.

    `calibration` is what was learned for the encoder's model: the shipped one, or `retrieval.calibrate`'s.
    `full` reuses nothing of the version before; `skip_unchanged` leaves that in service when this would be
    the same; `kept` is how many versions stay on disk. A version that answers the questions of `gate` notably
    worse than the one in service is not published, unless by `force`.

    Raises IndexUnusable when another build is running, ValueError when two articles share an id, OSError
    when the disk is full. Whatever keeps a version from being published, the version before still serves,
    and what was encoded is kept for the next build.
    """
    built = datetime.now(UTC)
    outcome, quality, encoded, reused = Outcome.PUBLISHED, None, 0, 0
    try:
        with new_version(directory, _version_name(built), kept) as version, ThreadPoolExecutor(1) as pool:
            folder = version.folder
            before = None if full else _open_before(directory, encoder, pool)
            reading = _read(articles, folder, before)
            save_calibration(calibration, folder / CALIBRATION)
            if skip_unchanged and before and _is_same(before, reading, folder):
                raise _NotPublished(Outcome.UNCHANGED)
            if gate:
                _ask_serving(gate, directory, encoder, before)
            projection, stored = calibration.projection, before.encodings.result() if before else None
            before = before if stored else None
            # Both count and copy most of the time, and hold no lock meanwhile.
            with open_cache(directory, encoder.identity, encoder.dimension, projection) as cache:
                words = pool.submit(_write_words, folder, reading, before)
                encodings = Encodings(encoder, projection, cache, stored)
                checksums = _write_encodings(folder, reading.tables, encodings, progress)
                checksums.update(words.result())
            encoded, reused = encodings.encoded, encodings.reused
            manifest = write_manifest(folder, _manifest(reading, encoder, built), checksums)
            index = read_version(folder, manifest)
            if gate:
                quality = gate.ask_new(heeding_takedown(index, directory))
                if quality.worse and not force:
                    raise _NotPublished(Outcome.WORSE)
    except _NotPublished as end:
        outcome = end.outcome
    else:
        remove_cache(directory)
    serving = current_version(directory).name
    sizes = len(reading.tables), len(reading.tables.passages)
    return BuildReport(serving, *sizes, encoded, reused, reading.changes, outcome, quality)


def _version_name(built: datetime) -> str:
    """Sorts by the moment of the build: two builds of one second must not change places."""
    return f"{built:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}"


def compare_articles(articles: Iterable[Article | Entry], directory: Path) -> Changes:
    """What a build of `articles` would change; writes nothing."""
    comparison = Comparison(_published_articles(directory))
    for entry in map(entry_of, articles):
        comparison.find(entry.id, entry.line)
    return comparison.changes()


def _published_articles(directory: Path) -> ArticleFile | None:
    try:
        folder = current_version(directory)
        _verify_for_reading(folder, read_manifest(folder))
        return ArticleFile(folder / ARTICLES)
    except (IndexUnusable, OSError, ValueError):
        return None


def _open_before(directory: Path, encoder: Encoder, pool: Executor) -> _Before | None:
    try:
        folder = current_version(directory)
        manifest = fitting_manifest(folder, encoder)
        _verify_for_reading(folder, manifest)
        same_program = manifest["settings"].get("program") == program_digest()
        tables = Tables.open(folder) if same_program else None
        articles = ArticleFile(folder / ARTICLES)
        return _Before(folder, manifest, articles, pool.submit(_encodings, folder, manifest), tables)
    except _UNSOUND:
        return None  # nothing, or nothing sound, to reuse


def _verify_for_reading(folder: Path, manifest: dict[str, Any]) -> None:
    verify(folder, manifest, [name for name in manifest["files"] if _is_for_reading(name)])


def _is_for_reading(name: str) -> bool:
    return name.startswith((Path(ARTICLES).stem, TABLES))


def _encodings(folder: Path, manifest: dict[str, Any]) -> Stored | None:
    """What the version holds, once every file that is not for reading was verified too."""
    try:
        # One at a time: articles are read meanwhile, which would wait for a processor.
        verify(folder, manifest, [name for name in manifest["files"] if not _is_for_reading(name)], threads=1)
        checksums = {name: file["sha256"] for name, file in manifest["files"].items()}
        return Stored.open(folder, checksums, load_calibration(folder / CALIBRATION).projection)
    except _UNSOUND:
        return None


def _ask_serving(gate: "Gate", directory: Path, encoder: Encoder, before: _Before | None) -> None:
    try:
        index = (
            read_version(before.folder, before.manifest)
            if before and before.encodings.result()
            else open_version(current_version(directory), encoder)
        )
    except (IndexUnusable, OSError, ValueError):
        return  # there is nothing to be worse than
    gate.ask_serving(heeding_takedown(index, directory))


def _read(articles: Iterable[Article | Entry], folder: Path, before: _Before | None) -> _Reading:
    """Writes the articles to `folder`, and reads those that are not known yet."""
    comparison = Comparison(before.articles if before else None)
    known = before.tables if before else None
    reader, rows, fresh, dates, ids = Reader(), list[int](), list[int](), list[datetime | None](), set[str]()

    def lines() -> Iterator[bytes]:
        for entry in map(entry_of, articles):
            if entry.id in ids:
                raise ValueError("two articles share an id")
            ids.add(entry.id)
            row = comparison.find(entry.id, entry.line)
            if row < 0:
                fresh.append(len(rows))
            if row < 0 or known is None:
                reader.add(entry.article)
            rows.append(row if known else -1)
            dates.append(entry.published)
            yield entry.line

    write_lines(lines(), folder / ARTICLES)
    tables = known.join(reader.tables()) if known else reader.tables()
    tables = tables.take(rows_to_take(rows, len(known) if known else 0))
    gone = comparison.gone()
    return _Reading(comparison.changes(), comparison.same(), tables, fresh, gone, _dates(dates))


def _is_same(before: _Before, reading: _Reading, folder: Path) -> bool:
    calibrations = (path.read_bytes() for path in (before.folder / CALIBRATION, folder / CALIBRATION))
    same = reading.same and before.tables is not None and len(set(calibrations)) == 1
    return same and before.encodings.result() is not None


def _write_words(folder: Path, reading: _Reading, before: _Before | None) -> dict[str, str]:
    """All that is made of the articles' words without the model; gives the files' checksums, by name."""
    tables = reading.tables
    tables.save(folder)
    expander = _write_abbreviations(folder, tables)
    _write_rows(folder, tables)
    write_wording(folder, tables, expander)
    _language(folder, reading, before).save(folder / _LANGUAGE)
    return settled(path for path in folder.iterdir() if not holds_encodings(path.name))


def _write_abbreviations(folder: Path, tables: Tables) -> Expander:
    found = commonest(chain.from_iterable(tables.introduced))
    table = {**listed_abbreviations(), **found}
    (folder / ABBREVIATIONS).write_text(json.dumps(table, indent=0), encoding="utf-8")
    return Expander(table)


def _write_rows(folder: Path, tables: Tables) -> None:
    """Where passages and sentences are: what an index reads them by."""
    np.save(folder / "days.npy", tables.days)
    owners = np.repeat(np.arange(len(tables), dtype=np.int32), np.diff(tables.passage_starts))
    np.save(folder / "passage_table.npy", np.column_stack([owners, tables.passages]))
    passages = np.repeat(np.arange(len(owners), dtype=np.int32), np.diff(tables.sentence_starts))
    np.save(folder / "sentence_table.npy", np.column_stack([passages, tables.sentences]))
    np.save(folder / "sentence_starts.npy", tables.sentence_starts)


def _language(folder: Path, reading: _Reading, before: _Before | None) -> LanguageModel:
    articles = ArticleFile(folder / ARTICLES)
    if before is None or before.tables is None:
        everything = _running_texts(articles, range(len(articles)))
        return count_language(chain(everyday_texts(), everything))
    model = LanguageModel.open(before.folder / _LANGUAGE)
    added = _running_texts(articles, reading.fresh)
    return updated(model, added, _running_texts(before.articles, reading.gone))


def _running_texts(articles: ArticleFile, rows: Iterable[int]) -> Iterator[str]:
    for article in (articles[row] for row in rows):
        yield article.title
        yield from (paragraph.text for paragraph in article.paragraphs)


def _write_encodings(
    folder: Path, tables: Tables, encodings: Encodings, progress: Progress
) -> dict[str, str]:
    """All that is made with the model; gives checksums of files, by name."""
    texts = Texts(ArticleFile(folder / ARTICLES), tables)
    count = len(tables.passages)
    total = count + len(tables.sentences)

    def sentences_done(done: int) -> None:
        progress(count + done, total)

    passages = encodings.write_passages(
        folder, tables.passage_keys, texts.passage, lambda done: progress(done, total)
    )
    sentences = encodings.write_sentences(
        folder, tables.sentence_keys, lay_out(tables), texts.sentence, sentences_done
    )
    return {**passages, **sentences}


def _manifest(reading: _Reading, encoder: Encoder, built: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "built": built.isoformat(),
        "encoder": encoder.identity,
        "dimension": encoder.dimension,
        "settings": {"max_syllables": MAX_SYLLABLES, "program": program_digest()},
        "articles": len(reading.tables),
        "dates": reading.dates,
    }


def _dates(published: list[datetime | None]) -> dict[str, Any]:
    dates = sorted(date for date in published if date)
    return {
        "oldest": dates[0].isoformat() if dates else None,
        "newest": dates[-1].isoformat() if dates else None,
        "undated": len(published) - len(dates),
    }
