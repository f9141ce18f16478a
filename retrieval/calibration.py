"""What was learned for one model: projections, weights and the decision. Made by `retrieval.training`."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike, NDArray

from retrieval.answer import Spelling
from retrieval.encoder import Vectors
from retrieval.errors import IndexDamaged
from retrieval.reader import Reader
from retrieval.tokens import Projection

SHIPPED = Path(__file__).parent / "calibrations"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model for each spelling: P = 1 / (1 + exp(-(weights · x + bias)))."""

    weights: Vectors
    """Shape (spellings, evidence)."""
    bias: Vectors
    """Shape (spellings,)."""

    def probability(self, evidence: Vectors, spelling: Spelling) -> float:
        row = list(Spelling).index(spelling)
        return float(1 / (1 + np.exp(-(evidence @ self.weights[row] + self.bias[row]))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything that depends on the model. Weights are by spelling, in the order of its members."""

    projection: Projection
    vietnamese_tokens: Vectors
    """Mean token state of Vietnamese questions."""
    english_tokens: Vectors
    """Mean token state of English questions."""
    english_shift: Vectors
    """What takes the mean vector of English questions to that of the same questions in Vietnamese.

    A multilingual model keeps languages apart; taking their means away brings them together (Libovický,
    Rosa & Fraser 2020, "On the Language Neutrality of Pre-trained Multilingual Representations").
    """
    coarse: Vectors
    passage: Vectors
    sentence: Vectors
    reader: Reader
    trust: Vectors
    """How much a reading counts beside a passage's score, and beside a sentence's."""
    matter: Logistic
    """Whether the articles tell of the matter that is asked about."""
    answering: Logistic
    """Whether what was found answers, where they do."""
    joint: Vectors
    """Shape (3,): what the logarithms of these two probabilities count in the logarithm of the odds of an
    answer, and what is added (a stacked generalization, Wolpert 1992)."""
    threshold: float
    """Probability of an answer from which it is called one."""
    related: float
    """Probability that the articles tell of the matter below which nothing was found."""

    def answer(self, matter: float, answering: float) -> float:
        """The probability of an answer: that the articles tell of the matter, and that they then answer."""
        both = logarithms([matter, answering])
        return float(1 / (1 + np.exp(-(self.joint[:2] @ both + self.joint[2]))))

    def weights(self, table: Vectors, spelling: Spelling) -> Vectors:
        row: Vectors = table[list(Spelling).index(spelling)]
        return row


def logarithms(probabilities: ArrayLike) -> NDArray[np.float64]:
    """As `Calibration.answer` takes them: what is all but impossible is not less likely than that."""
    taken: NDArray[np.float64] = np.log(np.maximum(probabilities, 1e-9))
    return taken


def save_calibration(calibration: Calibration, path: Path) -> None:
    arrays: dict[str, Any] = {}
    for field in fields(calibration):
        value = getattr(calibration, field.name)
        if isinstance(value, Projection | Logistic | Reader):
            parts = {f"{field.name}.{part.name}": getattr(value, part.name) for part in fields(value)}
            arrays |= {name: np.asarray(part, np.float32) for name, part in parts.items()}
        else:
            arrays[field.name] = np.asarray(value, np.float32)
    arrays["projection.matrix"] = arrays["projection.matrix"].astype(np.float16)
    np.savez(path, **arrays)


def load_calibration(path: Path) -> Calibration:
    """Raises IndexDamaged when the file is not one."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            arrays = {name: data[name].astype(np.float32) for name in data.files}
        threshold, related = (float(arrays.pop(name)) for name in ("threshold", "related"))
        return Calibration(
            projection=Projection(**_parts("projection", arrays)),
            reader=Reader(**_parts("reader", arrays)),
            matter=Logistic(**_parts("matter", arrays)),
            answering=Logistic(**_parts("answering", arrays)),
            threshold=threshold,
            related=related,
            **arrays,
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise IndexDamaged(
            f"Tệp hiệu chỉnh {path} bị hỏng: {error}. Hãy dựng lại bằng scripts/build_index.py; nếu tệp "
            "thuộc chương trình, hãy cài lại chương trình."
        ) from error


def _parts(name: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """The arrays of the field `name`, taken out of `arrays`."""
    keys = [key for key in arrays if key.startswith(f"{name}.")]
    return {key.removeprefix(f"{name}."): arrays.pop(key) for key in keys}


def shipped_calibration(identity: str) -> Calibration | None:
    """What comes with the program for the model of that identity, if anything does."""
    path = SHIPPED / f"{identity.partition('/')[0]}.npz"
    return load_calibration(path) if path.exists() else None
