"""The two designs that are measured: each answers a question with a finished reply, and encodes passages."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retrieval.answer import Answer
from retrieval.benchmarking.stages import stage

if TYPE_CHECKING:
    from retrieval.encoder import Encoder

LITERAL_VECTORS = "vectors.faiss"
LITERAL_TEXTS = "passages.json"

Render = Callable[[Answer], str]
"""What makes a reply of an answer: that is the bot's, which this package knows nothing of."""

NOW = datetime.fromisoformat("2026-11-01T08:00+07:00")


class Design(Protocol):
    """Imports what it needs when it is made: a start is measured with its imports."""

    @property
    def at_once(self) -> int | None:
        """How many questions it takes at a time, the others waiting; None for as many as are asked."""
        ...

    def reply(self, question: str) -> str: ...

    def encode(self, texts: Sequence[str]) -> None:
        """Encodes passages as a build does."""
        ...


class Tinso:
    """The program as the bot runs it: `threads` questions at a time, so many `passages` each."""

    def __init__(self, index: Path, model: Path, render: Render, threads: int, passages: int) -> None:
        from retrieval.serving import Serving

        self._serving, self._model, self._render = Serving(index, model), model, render
        self.at_once, self._passages = threads, passages

    def reply(self, question: str) -> str:
        answer = self._serving.answer(question, limit=self._passages, now=NOW)
        with stage("render"):
            return self._render(answer)

    def encode(self, texts: Sequence[str]) -> None:
        for _ in self._encoder.encode_passages(texts):
            pass

    @cached_property
    def _encoder(self) -> "Encoder":
        from retrieval.encoder import open_encoder

        return open_encoder(self._model)


class Literal:
    """What someone who follows the usual tutorial builds: sentence-transformers on torch, IndexFlatIP."""

    at_once = None

    def __init__(self, index: Path, model: Path) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(model), device="cpu")
        self._index = faiss.read_index(str(index / LITERAL_VECTORS))
        self._texts: list[str] = json.loads((index / LITERAL_TEXTS).read_text(encoding="utf-8"))

    def reply(self, question: str) -> str:
        with stage("encode"):
            vector = self._model.encode([f"query: {question}"], prompt="", normalize_embeddings=True)
        with stage("retrieve"):
            _, numbers = self._index.search(vector, 3)
        with stage("render"):
            return "\n\n".join(self._texts[number] for number in numbers[0])

    def encode(self, texts: Sequence[str]) -> None:
        self._model.encode([f"passage: {text}" for text in texts], prompt="", normalize_embeddings=True)
