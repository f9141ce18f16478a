from dataclasses import fields, replace
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
    for part in ("matter", "answering", "reader"):
        before, after = getattr(calibration, part), getattr(loaded, part)
        assert all(np.array_equal(getattr(before, f.name), getattr(after, f.name)) for f in fields(before))
    for field in fields(calibration):
        if field.name not in ("projection", "matter", "answering", "reader"):
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


@pytest.mark.parametrize(("bias", "probability"), [(0.0, 0.5), (50.0, 1.0), (-50.0, 0.0)])
def test_evidence_becomes_a_probability_by_the_weights_of_its_spelling(
    calibration: Calibration, bias: float, probability: float
) -> None:
    spellings = list(Spelling)
    biases = np.full(len(spellings), 7, np.float32)
    biases[spellings.index(Spelling.ENGLISH)] = bias
    logistic = Logistic(np.zeros_like(calibration.matter.weights), biases)

    judged = logistic.probability(np.ones(logistic.weights.shape[1], np.float32), Spelling.ENGLISH)

    assert judged == pytest.approx(probability)


def test_an_answer_takes_both_the_matter_and_that_it_is_answered(calibration: Calibration) -> None:
    learned = replace(calibration, joint=np.array([1, 1, 0], np.float32))

    assert learned.answer(1.0, 1.0) == pytest.approx(0.5)
    assert learned.answer(0.5, 0.5) == pytest.approx(0.2)
    assert max(learned.answer(0.0, 1.0), learned.answer(1.0, 0.0)) < 1e-6


def test_the_matter_may_count_for_more_than_that_it_is_answered(calibration: Calibration) -> None:
    learned = replace(calibration, joint=np.array([2, 1, 0], np.float32))

    assert learned.answer(0.9, 0.5) > learned.answer(0.5, 0.9)
