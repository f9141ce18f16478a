"""Very many passages, synthetic in vectors and postings: what the retrievers take, find and need.

Vectors lie as real ones do (`filling.mixed`). Terms follow Zipf's law; a question takes its own from a
passage. Vectors of sentences, which no retriever searches, are left out.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.benchmarking.filling import mixed
from retrieval.benchmarking.measured import memory
from retrieval.encoder import Vectors
from retrieval.features import DENSE_CANDIDATES, LEXICAL_CANDIDATES
from retrieval.lexical import Keys, Postings, best_scored
from retrieval.vectors import VectorIndex, write_vectors

_BLOCK = 20_000
_TERMS = 60
_VOCABULARY = {"syllables": 20_000, "pairs": 1_000_000}
_ASKED = 12
_QUESTIONS = 200
_COMPARED = 10
_ZIPF = 1.05


@dataclass(frozen=True, slots=True)
class Measured:
    passages: int
    first_p50: float
    """Milliseconds of all retrievers, asked for the first time."""
    p50: float
    p99: float
    vectors_p50: float
    lexical_p50: float
    recall: float
    """The share of the exact ten nearest among the ten found."""
    resident: float
    """MiB."""
    own: float
    disk: float


def build(count: int, pool: Vectors, folder: Path) -> None:
    """Writes vectors, postings and questions with their exact nearest vectors."""
    from retrieval.inversion import postings_of  # here: what measures has no need of its libraries

    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    questions = mixed(pool, _QUESTIONS, random)
    nearest = _Nearest(questions)
    write_vectors(nearest.watching(_blocks(pool, count, random)), pool.shape[1], folder / "passages.faiss")
    np.save(folder / "questions.npy", questions)
    np.save(folder / "nearest.npy", nearest.numbers)
    for name, size in _VOCABULARY.items():
        terms = _zipf(size, count * _TERMS, random)
        postings_of(np.arange(size, dtype=np.uint64), terms, np.full(count, _TERMS)).save(folder / name)
        asked = terms.reshape(count, _TERMS)[random.integers(0, count, _QUESTIONS), :_ASKED]
        np.save(folder / f"asked.{name}.npy", asked)


def measure(folder: Path) -> dict[str, Any]:
    """Of what `build` wrote, in this process: all questions once for what comes from disk, then once more."""
    index = VectorIndex(folder / "passages.faiss")
    postings = {name: Postings.open(folder / name) for name in _VOCABULARY}
    asked = {name: np.load(folder / f"asked.{name}.npy").astype(np.uint64) for name in _VOCABULARY}
    questions, exact = np.load(folder / "questions.npy"), np.load(folder / "nearest.npy")

    def ask_all() -> list[_Asked]:
        return [
            _ask(index, postings, vector, {name: terms[number] for name, terms in asked.items()})
            for number, vector in enumerate(questions)
        ]

    first, warm = ask_all(), ask_all()
    shares = [len({*one.found} & {*right}) / _COMPARED for one, right in zip(warm, exact, strict=True)]
    all_ = [one.all for one in warm]
    used = memory()
    disk = sum(path.stat().st_size for path in folder.iterdir()) / (1 << 20)
    return asdict(
        Measured(
            index.count,
            float(np.median([one.all for one in first])),
            float(np.median(all_)),
            float(np.percentile(all_, 99)),
            float(np.median([one.vectors for one in warm])),
            float(np.median([one.lexical for one in warm])),
            float(np.mean(shares)),
            used["resident"],
            used["own"],
            disk,
        )
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the retrievers took, all and each, in milliseconds, and the nearest that were found."""

    all: float
    vectors: float
    lexical: float
    found: NDArray[np.int64]


def _ask(
    index: VectorIndex, postings: dict[str, Postings], vector: Vectors, terms: dict[str, Keys]
) -> _Asked:
    began = time.perf_counter()
    near = index.nearest(vector, DENSE_CANDIDATES)
    between = time.perf_counter()
    worded = best_scored(_scores(postings, terms, index.count), LEXICAL_CANDIDATES)
    after = time.perf_counter()
    index.similarities(vector, np.union1d(near, worded))
    ended = time.perf_counter()
    return _Asked(
        (ended - began) * 1000, (between - began) * 1000, (after - between) * 1000, near[:_COMPARED]
    )


def _scores(postings: dict[str, Postings], terms: dict[str, Keys], passages: int) -> NDArray[np.float32]:
    scores = np.zeros(passages, np.float32)
    for name, keys in terms.items():
        postings[name].add_scores(keys, [1.0] * len(keys), scores)
    return scores


def _blocks(pool: Vectors, count: int, random: np.random.Generator) -> Iterator[Vectors]:
    for start in range(0, count, _BLOCK):
        yield mixed(pool, min(_BLOCK, count - start), random)


def _zipf(size: int, count: int, random: np.random.Generator) -> NDArray[np.int32]:
    shares = 1 / np.arange(2, size + 2) ** _ZIPF
    places = np.searchsorted(np.cumsum(shares) / shares.sum(), random.random(count))
    return places.clip(0, size - 1).astype(np.int32)


class _Nearest:
    """The exact nearest of vectors that go by."""

    def __init__(self, questions: Sequence[Vectors] | Vectors) -> None:
        self._questions = np.asarray(questions)
        self._heap = faiss.ResultHeap(len(self._questions), _COMPARED, keep_max=True)
        self._seen = 0

    def watching(self, blocks: Iterator[Vectors]) -> Iterator[Vectors]:
        for block in blocks:
            similar, numbers = faiss.knn(self._questions, block, _COMPARED, faiss.METRIC_INNER_PRODUCT)
            self._heap.add_result(similar, numbers + self._seen)
            self._seen += len(block)
            yield block
        self._heap.finalize()

    @property
    def numbers(self) -> NDArray[np.int64]:
        numbers: NDArray[np.int64] = self._heap.I
        return numbers
