"""A typed question -> the vectors and terms that the retrievers take."""

from datetime import date

import numpy as np

from retrieval.answer import Spelling
from retrieval.calibration import Calibration
from retrieval.encoder import Encoder, Vectors
from retrieval.features import Query
from retrieval.index import Index
from retrieval.understanding import Understood, understand


def make_query(text: str, index: Index, encoder: Encoder, today: date) -> Query:
    return encode(understand(text, index.speller, index.expander, today), index.calibration, encoder)


def encode(understood: Understood, calibration: Calibration, encoder: Encoder) -> Query:
    """The question's vectors; an English one's are moved to where Vietnamese questions lie."""
    encoding = encoder.encode_query(understood.meaning)
    vector, mean = encoding.vector, calibration.vietnamese_tokens
    if understood.question.spelling is Spelling.ENGLISH:
        vector, mean = _unit(vector + calibration.english_shift), calibration.english_tokens
    tokens = calibration.projection.apply(encoding.tokens, mean)
    if not len(tokens):
        tokens = np.zeros((1, calibration.projection.width), np.float32)
    return Query(understood, vector, tokens)


def _unit(vector: Vectors) -> Vectors:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
