"""The literal design: one dense vector a passage or document, the nearest ones shown, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import faiss
import numpy as np

from corpus.article import Article
from retrieval.build import passage_text
from retrieval.encoder import Encoder
from retrieval.evaluation.systems import Response, Shown
from retrieval.passages import split

_SHOWN = 30
"""Enough for ten different articles: many passages of one article may come first."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What gets one vector: the text that is shown, and the text that is encoded."""

    shown: Shown
    encoded: str


def documents(articles: Sequence[Article]) -> list[Unit]:
    """Each article as one unit; a model cuts off what is too long for it."""
    texts = ["\n".join(paragraph.text for paragraph in article.paragraphs) for article in articles]
    return [Unit(Shown(article.id, text), text) for article, text in zip(articles, texts, strict=True)]


def passages(articles: Sequence[Article]) -> list[Unit]:
    """The program's own passages, with the title as context."""
    return [
        Unit(Shown(article.id, passage.text), passage_text(article.title, passage))
        for article in articles
        for passage in split(article)
    ]


class Literal:
    """Confidence is the cosine of the nearest vector."""

    def __init__(
        self, units: Sequence[Unit], encoder: Encoder, progress: Callable[[int, int], None] = lambda *_: None
    ) -> None:
        self._units = units
        self._encoder = encoder
        self._index = faiss.IndexFlatIP(encoder.dimension)
        encodings = encoder.encode_passages(unit.encoded for unit in units)
        for number, encoding in enumerate(encodings, 1):
            self._index.add(encoding.vector[None].astype(np.float32))
            progress(number, len(units))

    def respond(self, question: str) -> Response:
        vector = self._encoder.encode_query(question).vector.astype(np.float32)
        cosines, numbers = self._index.search(vector[None], min(_SHOWN, len(self._units)))
        shown = tuple(self._units[number].shown for number in numbers[0])
        return Response(shown, float(cosines[0, 0]), None)
