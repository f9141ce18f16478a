from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from retrieval.answer import Spelling
from retrieval.calibration import (
    Calibration,
    Logistic,
    load_calibration,
    save_calibration,
    shipped_calibration,
)
from retrieval.encoder import Encoder
from retrieval.errors import IndexDamaged


def test_a_saved_calibration_is_the_same_when_loaded(calibration: Calibration, tmp_path: Path) -> None:
    save_calibration(calibration, tmp_path / "calibration.npz")

    loaded = load_calibration(tmp_path / "calibration.npz")

    assert loaded.projection.is_like(calibration.projection)
    assert np.array_equal(loaded.answerable.weights, calibration.answerable.weights)
    for field in fields(calibration):
        if field.name not in ("projection", "answerable"):
            assert np.allclose(getattr(loaded, field.name), getattr(calibration, field.name))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x93NUMPY", bytes(1000)])
def test_a_damaged_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "calibration.npz").write_bytes(data)

    with pytest.raises(IndexDamaged, match=r"calibration\.npz bị hỏng.*Hãy dựng lại"):
        load_calibration(tmp_path / "calibration.npz")


def test_a_file_that_lacks_something_is_refused(calibration: Calibration, tmp_path: Path) -> None:
    save_calibration(calibration, tmp_path / "whole.npz")
    with np.load(tmp_path / "whole.npz") as whole:
        np.savez(tmp_path / "part.npz", **{name: whole[name] for name in whole.files if name != "coarse"})

    with pytest.raises(IndexDamaged, match=r"part\.npz bị hỏng"):
        load_calibration(tmp_path / "part.npz")


def test_one_ships_for_the_default_model_and_none_for_others(encoder: Encoder) -> None:
    assert shipped_calibration(encoder.identity) is not None
    assert shipped_calibration("sentence-transformers:bge-m3:1234") is None


def test_each_spelling_has_its_weights(calibration: Calibration) -> None:
    rows = [calibration.weights(calibration.coarse, spelling) for spelling in Spelling]

    assert np.array_equal(np.stack(rows), calibration.coarse)


@pytest.mark.parametrize(("value", "probability"), [(0.0, 0.5), (50.0, 1.0), (-50.0, 0.0)])
def test_evidence_becomes_a_probability(value: float, probability: float) -> None:
    logistic = Logistic(np.array([1.0], np.float32), 0.0)

    assert logistic.probability(np.array([value], np.float32)) == pytest.approx(probability)
