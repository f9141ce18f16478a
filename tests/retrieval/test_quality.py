"""How well the project's own questions are answered may not get worse unseen.

`scripts/evaluate.py --suite` tells the same figures and more.
"""

import pytest

from retrieval.calibration import Calibration
from retrieval.encoder import Encoder
from retrieval.evaluation.asking import ask
from retrieval.evaluation.metrics import Metrics, by_form
from retrieval.evaluation.protocols import OWN_QUESTIONS, own_articles
from retrieval.evaluation.questions import read_questions
from retrieval.evaluation.suite import build
from retrieval.evaluation.systems import Tinso

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def forms(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, calibration: Calibration
) -> dict[str, Metrics]:
    """The metrics of each form of the questions, asked of an index of the sample articles."""
    directory = tmp_path_factory.mktemp("own")
    index = build(own_articles(), directory, encoder, calibration, lambda *_: None)
    questions = read_questions(OWN_QUESTIONS).questions
    return by_form(ask(Tinso(index, encoder), questions, lambda *_: None))


@pytest.mark.parametrize(
    ("form", "metric", "floor"),
    [
        ("accented", "article@1", 0.93),
        ("accented", "answer@3", 0.95),
        ("accented", "auroc_near", 0.70),
        ("accented", "answered", 0.35),
        ("chat", "article@1", 0.94),
        ("chat", "answer@3", 0.97),
        ("chat", "auroc_near", 0.78),
        ("chat", "answered", 0.32),
        ("english", "article@1", 0.89),
        ("english", "answer@3", 0.95),
        ("english", "auroc_near", 0.58),
        ("english", "answered", 0.18),
    ],
)
def test_a_form_of_questions_is_answered_this_well(
    forms: dict[str, Metrics], form: str, metric: str, floor: float
) -> None:
    assert forms[form][metric] >= floor


def test_few_near_misses_are_called_answered(forms: dict[str, Metrics]) -> None:
    assert forms["all"]["near_answered"] <= 0.1


@pytest.mark.parametrize("kind", ["far", "service"])
def test_no_question_on_another_matter_is_called_answered(forms: dict[str, Metrics], kind: str) -> None:
    assert forms["all"][f"{kind}_answered"] == 0
