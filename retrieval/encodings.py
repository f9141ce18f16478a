"""Encodings for a build: from the version in service, else from an interrupted build, else from the model."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Encoder, Encoding, Vectors
from retrieval.encodings_cache import EncodingsCache, Packed
from retrieval.index import TOKENS, Index
from retrieval.tokens import Projection, TokenFile, pack
from retrieval.vectors import VectorIndex, write_batches

_BATCH = 1024

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint8]


class Encodings:
    """Looks up or makes encodings, and counts what it did."""

    def __init__(
        self, encoder: Encoder, projection: Projection, cache: EncodingsCache, before: Index | None
    ) -> None:
        self.encoded = self.reused = 0
        self._encoder, self._projection, self._cache, self._before = encoder, projection, cache, before

    def write_passages(
        self, folder: Path, keys: Keys, text: Callable[[int], str], progress: Callable[[int], None]
    ) -> None:
        known = self._find("passage", keys)
        vectors = self._before.passage_vectors if self._before else None
        rows = self._missing(b"p", keys, known, text, with_tokens=False)
        batches = (batch for batch, _ in self._batches(known, vectors, None, rows, progress))
        write_batches(batches, self._encoder.dimension, folder / "passages.faiss")

    def write_sentences(
        self, folder: Path, keys: Keys, text: Callable[[int], str], progress: Callable[[int], None]
    ) -> None:
        # Tokens projected otherwise are of no use, and a sentence is encoded once for both.
        like = self._before is not None and self._before.calibration.projection.is_like(self._projection)
        known = self._find("sentence", keys) if like else np.full(len(keys), -1, np.int64)
        vectors = self._before.sentence_vectors if self._before else None
        stored = self._before.tokens if self._before else None
        rows = self._missing(b"s", keys, known, text, with_tokens=True)
        lengths: list[int] = []
        with (folder / TOKENS).open("wb") as file:

            def batches() -> Iterator[Vectors]:
                for batch, packed in self._batches(known, vectors, stored, rows, progress):
                    for tokens in packed:
                        file.write(tokens.tobytes())
                        lengths.append(len(tokens))
                    yield batch

            write_batches(batches(), self._encoder.dimension, folder / "sentences.faiss")
        np.save(folder / "token_starts.npy", np.array([0, *accumulate(lengths)], np.int64))

    def _find(self, part: str, keys: Keys) -> Numbers:
        """Where each key stands in the version in service; -1 where it does not."""
        if self._before is None:
            return np.full(len(keys), -1, np.int64)
        held = np.load(self._before.folder / f"read.{part}_keys.npy")
        numbers = {key.tobytes(): number for number, key in enumerate(held)}
        return np.array([numbers.get(key.tobytes(), -1) for key in keys], np.int64)

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

    def _batches(
        self,
        known: Numbers,
        vectors: VectorIndex | None,
        tokens: TokenFile | None,
        missing: Iterator[tuple[Vectors, Packed]],
        progress: Callable[[int], None],
    ) -> Iterator[tuple[Vectors, Sequence[Packed]]]:
        for begin in range(0, len(known), _BATCH):
            numbers = known[begin : begin + _BATCH]
            batch = np.empty((len(numbers), self._encoder.dimension), np.float32)
            there = numbers >= 0
            if vectors is not None:
                batch[there] = vectors.vectors(numbers[there])
            packed: list[Packed] = []
            for place, number in enumerate(numbers):
                if number < 0:
                    batch[place], own = next(missing)
                    packed.append(own)
                elif tokens is not None:
                    packed.append(tokens.read(number, number + 1))
                progress(begin + place + 1)
            yield batch, packed

    def _pack(self, encoding: Encoding) -> Packed:
        """Packed tokens: at least one, so that no sentence is empty."""
        tokens = self._projection.apply(encoding.tokens)
        return pack(tokens if len(tokens) else np.zeros((1, self._projection.width), np.float32))
