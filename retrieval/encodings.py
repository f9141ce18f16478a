"""Encodings for a build: from the version in service, else from an interrupted build, else from the model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from retrieval.encoder import Encoder, Encoding, Vectors
from retrieval.encodings_cache import EncodingsCache, Packed
from retrieval.halves import Halves, StoredVectors, write_halves
from retrieval.index import PASSAGES, SENTENCES, TOKEN_STARTS
from retrieval.token_files import TokenFile, TokenFiles, save_layout
from retrieval.token_writer import TokenWriter
from retrieval.tokens import Projection, pack
from retrieval.vectors import VectorIndex, write_vectors
from retrieval.versions import settled

_BATCH = 8192

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint8]


def holds_encodings(name: str) -> bool:
    """Whether a version's file of this name is one that is written here."""
    return name.startswith(("passages.", "sentences.", "token"))


@dataclass(frozen=True, slots=True)
class Stored:
    """The encodings of a sound version, read from disk where they are used."""

    folder: Path
    checksums: Mapping[str, str]
    """Of its files, by name."""
    passages: VectorIndex
    sentences: Halves
    tokens: TokenFiles
    projection: Projection

    @classmethod
    def open(cls, folder: Path, checksums: Mapping[str, str], projection: Projection) -> "Stored":
        passages = VectorIndex(folder / PASSAGES)
        starts = np.load(folder / TOKEN_STARTS)
        sentences = Halves(folder / SENTENCES, len(starts) - 1, passages.dimension)
        tokens = TokenFiles(folder, starts, projection.width)
        return cls(folder, checksums, passages, sentences, tokens, projection)


@dataclass(frozen=True, slots=True)
class _Part:
    """Encodings of neighbouring rows."""

    vectors: StoredVectors
    tokens: Callable[[], bytes] = bytes
    counts: tuple[int, ...] = ()
    """Of tokens, a row each."""


class Encodings:
    """Looks up or makes encodings, and counts what it did."""

    def __init__(
        self, encoder: Encoder, projection: Projection, cache: EncodingsCache, before: Stored | None
    ) -> None:
        self.encoded = self.reused = 0
        self._encoder, self._projection, self._cache, self._before = encoder, projection, cache, before

    def write_passages(
        self,
        folder: Path,
        keys: Keys,
        text: Callable[[int], str],
        progress: Callable[[int], None],
    ) -> dict[str, str]:
        """Gives the checksums, by name, of the files that are on disk then."""
        known = self._find("passage", keys)
        made = self._missing(b"p", keys, known, text, with_tokens=False)
        before = self._before.passages if self._before else None
        parts = self._parts(known, before, None, made, progress, 0, len(keys))
        vectors = (part.vectors for part in parts)
        return settled(write_vectors(vectors, self._encoder.dimension, folder / PASSAGES))

    def write_sentences(
        self,
        folder: Path,
        keys: Keys,
        files: Sequence[TokenFile],
        text: Callable[[int], str],
        progress: Callable[[int], None],
    ) -> dict[str, str]:
        """Gives the checksums, by name, of the files that are on disk then; those of tokens are `files`."""
        # Tokens projected otherwise are of no use, and a sentence is encoded once for both.
        before = self._before if self._before and self._before.projection.is_like(self._projection) else None
        known = self._find("sentence", keys) if before else np.full(len(keys), -1, np.int64)
        made = self._missing(b"s", keys, known, text, with_tokens=True)
        vectors, tokens = (before.sentences, before.tokens) if before else (None, None)
        counts: list[int] = []
        # Products as small as one sentence's tokens are slower on several threads than on one.
        with TokenWriter(folder, _unchanged(files, before)) as writer, threadpool_limits(1, user_api="blas"):

            def batches() -> Iterator[StoredVectors]:
                for file in files:
                    writer.begin(file.name)
                    for part in self._parts(known, vectors, tokens, made, progress, file.first, file.last):
                        writer.add(part.tokens)
                        counts.extend(part.counts)
                        yield part.vectors

            write_halves(batches(), folder / SENTENCES)
            written = settled([folder / SENTENCES])
        save_layout(files, folder)
        np.save(folder / TOKEN_STARTS, np.array([0, *accumulate(counts)], np.int64))
        return {**written, **writer.checksums}

    def _find(self, part: str, keys: Keys) -> Numbers:
        """Where each key stands in the version in service; -1 where it does not."""
        if self._before is None:
            return np.full(len(keys), -1, np.int64)
        held = _as_bytes(np.load(self._before.folder / f"read.{part}_keys.npy"))
        numbers = {key: number for number, key in enumerate(held)}
        found, after = list[int](), 0
        for key in _as_bytes(keys):
            # Of several rows with one text the neighbour is taken: neighbours are copied together.
            number = after if after < len(held) and held[after] == key else numbers.get(key, -1)
            found.append(number)
            after = number + 1
        return np.array(found, np.int64)

    def _missing(
        self, kind: bytes, keys: Keys, known: Numbers, text: Callable[[int], str], with_tokens: bool
    ) -> Iterator[tuple[Vectors, Packed]]:
        """The encodings of the rows that are not known, in order, each text encoded once."""
        missing = {int(row): kind + keys[row].tobytes() for row in np.flatnonzero(known < 0)}
        wanted: dict[bytes, int] = {}
        for row, key in missing.items():
            if key not in self._cache:
                wanted.setdefault(key, row)
        self.encoded += len(wanted)
        self.reused += len(keys) - len(wanted)
        return self._made(missing, set(wanted.values()), text, with_tokens)

    def _made(
        self, missing: dict[int, bytes], first: set[int], text: Callable[[int], str], with_tokens: bool
    ) -> Iterator[tuple[Vectors, Packed]]:
        fresh = self._encoder.encode_passages(text(row) for row in sorted(first))
        for row, key in missing.items():
            if row in first:
                encoding = next(fresh)
                packed = self._pack(encoding) if with_tokens else np.empty((0, 0), np.uint8)
                self._cache.add(key, encoding.vector, packed)
                yield encoding.vector, packed
            else:
                yield self._cache.read(key)

    def _parts(
        self,
        known: Numbers,
        vectors: VectorIndex | Halves | None,
        tokens: TokenFiles | None,
        made: Iterator[tuple[Vectors, Packed]],
        progress: Callable[[int], None],
        first: int,
        last: int,
    ) -> Iterator[_Part]:
        """The rows from `first` up to `last`, that one left out."""
        for begin, end in _stretches(known, _BATCH, first, last):
            if known[begin] < 0 or vectors is None:
                yield self._new_part(islice(made, end - begin), begin, progress)
            else:
                yield _stored_part(vectors, tokens, known[begin:end])
                progress(end)

    def _new_part(
        self, made: Iterator[tuple[Vectors, Packed]], begin: int, progress: Callable[[int], None]
    ) -> _Part:
        vectors, tokens = list[Vectors](), list[Packed]()
        for vector, packed in made:
            vectors.append(vector)
            tokens.append(packed)
            progress(begin + len(vectors))
        return _Part(np.stack(vectors), lambda: b"".join(map(bytes, tokens)), tuple(map(len, tokens)))

    def _pack(self, encoding: Encoding) -> Packed:
        """Packed tokens: at least one, so that no sentence is empty."""
        tokens = self._projection.apply(encoding.tokens)
        return pack(tokens if len(tokens) else np.zeros((1, self._projection.width), np.float32))


def _unchanged(files: Sequence[TokenFile], before: Stored | None) -> dict[Path, str]:
    """Those of `files` that the version before has, with their checksums."""
    if before is None:
        return {}
    names = {file.name for file in files} & set(before.tokens.names)
    return {before.folder / name: before.checksums[name] for name in sorted(names)}


def _as_bytes(keys: Keys) -> list[bytes]:
    rows: list[bytes] = np.ascontiguousarray(keys).view("V16").ravel().tolist()
    return rows


def _stored_part(vectors: VectorIndex | Halves, tokens: TokenFiles | None, numbers: Numbers) -> _Part:
    """The encodings of neighbouring rows, which are neighbours where they are stored too."""
    first, last = int(numbers[0]), int(numbers[-1]) + 1
    if tokens is None:
        return _Part(vectors.stored(first, last))
    counts = tokens.counts(first, last)
    return _Part(vectors.stored(first, last), lambda: tokens.read_bytes(first, last), counts)


def _stretches(known: Numbers, longest: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where rows from `first` to `last` begin and end that are all missing (-1) or all neighbours.

    None has more than `longest` rows.
    """
    missing = known[first:last] < 0
    together = np.where(missing[1:], missing[:-1], (np.diff(known[first:last]) == 1) & ~missing[:-1])
    edges = [first, *(first + np.flatnonzero(~together) + 1).tolist(), last]
    for begin, end in pairwise(edges):
        for start in range(begin, end, longest):
            yield start, min(start + longest, end)
