"""Retrieval with a stopwatch and a counter beside it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bot import metrics
from retrieval.answer import Answer
from retrieval.encoder import Encoder, Encoding
from retrieval.serving import Serving


class _TimedEncoder:
    """An encoder, with a stopwatch for questions."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity, self.dimension = encoder.identity, encoder.dimension

    def encode_query(self, text: str) -> Encoding:
        with metrics.STAGE_SECONDS.labels("encode").time():
            return self._encoder.encode_query(text)

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        return self._encoder.encode_passages(texts)


class Observed(Serving):
    """Counts its answers by status and kind, times them, and shows which index version serves."""

    def __init__(self, index: Path, model: str | Path) -> None:
        super().__init__(index, model, fall_back=True)
        self._encoder = _TimedEncoder(self._encoder)
        self._told = ""
        metrics.show_index(self.summary())

    def answer(self, text: str, *, limit: int = 3, now: datetime | None = None) -> Answer:
        with metrics.STAGE_SECONDS.labels("search").time():
            answer = super().answer(text, limit=limit, now=now)
        metrics.QUESTIONS.labels(answer.status, answer.question.spelling).inc()
        return answer

    def refresh(self) -> bool:
        try:
            swapped = super().refresh()
        except Exception as error:
            metrics.INDEX_REFUSED.inc(repr(error) != self._told)
            metrics.INDEX_STALE.set(1)
            self._told = repr(error)
            raise
        self._told = ""
        metrics.INDEX_STALE.set(0)
        if swapped:
            metrics.INDEX_SWAPS.inc()
            metrics.show_index(self.summary())
        return swapped
