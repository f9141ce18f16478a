from pathlib import Path

import numpy as np
import pytest

from retrieval import vectors
from retrieval.benchmarking import million


def test_what_is_built_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "FLAT", 500)
    monkeypatch.setattr(million, "_VOCABULARY", {"syllables": 200, "pairs": 1000})
    pool = np.random.default_rng(0).standard_normal((200, 64)).astype(np.float32)
    pool /= np.linalg.norm(pool, axis=1, keepdims=True)

    million.build(2_000, pool, tmp_path)
    found = million.measure(tmp_path)

    assert found["passages"] == 2_000
    assert found["recall"] >= 0.97
    assert 0 < found["vectors_p50"] + found["lexical_p50"] <= found["p99"] * 2
    assert found["disk"] > 0
