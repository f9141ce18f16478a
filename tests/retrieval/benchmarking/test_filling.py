import numpy as np
import pytest

from retrieval.benchmarking.filling import FillingEncoder
from retrieval.encoder import Encoder
from tests.retrieval.samples import ARTICLES

TEXTS = [paragraph.text for article in ARTICLES for paragraph in article.paragraphs]


@pytest.fixture(scope="module")
def filling(encoder: Encoder) -> FillingEncoder:
    return FillingEncoder(encoder, TEXTS)


def test_made_up_encodings_are_as_large_as_real_ones(filling: FillingEncoder, encoder: Encoder) -> None:
    real = sum(len(encoding.tokens) for encoding in encoder.encode_passages(TEXTS))
    made_up = list(filling.encode_passages(TEXTS))

    assert sum(len(encoding.tokens) for encoding in made_up) == pytest.approx(real, rel=0.1)
    assert all(np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5) for encoding in made_up)


def test_a_text_is_always_given_the_same_encoding(filling: FillingEncoder) -> None:
    (one,), (other,) = filling.encode_passages(TEXTS[:1]), filling.encode_passages(TEXTS[:1])

    assert np.array_equal(one.vector, other.vector) and np.array_equal(one.tokens, other.tokens)


def test_an_empty_text_has_a_token_too(filling: FillingEncoder) -> None:
    (encoding,) = filling.encode_passages([""])

    assert len(encoding.tokens) == 1
