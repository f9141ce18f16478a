from datetime import date

import numpy as np
import pytest

from retrieval.decision import EVIDENCE
from retrieval.encoder import Encoder
from retrieval.evaluation.ablations import ABLATIONS, Ablation
from retrieval.features import PASSAGE, SENTENCE
from retrieval.glossary import render
from retrieval.index import Index
from retrieval.query import make_query
from retrieval.ranking import rank

BY_NAME = {ablation.name.removeprefix("without "): ablation for ablation in ABLATIONS}
QUESTIONS = (
    "Lệ phí dự tuyển công chức là bao nhiêu?",
    "le phi du tuyen cong chuc la bao nhieu",
    "How much is the recruitment fee?",
)


@pytest.mark.parametrize("ablation", ABLATIONS, ids=lambda ablation: ablation.name)
@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_still_answered_without_a_part(
    index: Index, encoder: Encoder, ablation: Ablation, question: str
) -> None:
    with ablation.asking():
        assert ablation.system(index, encoder).respond(question).passages


@pytest.mark.parametrize(
    ("name", "measures"),
    [
        ("sentence vectors", {"sentence_similarity"}),
        ("BM25", {"bm25", "pairs_bm25", "coverage"}),
        ("late interaction", {"tokens", "window_tokens"}),
    ],
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_part_measures_is_the_same_everywhere_without_it(
    index: Index, encoder: Encoder, name: str, measures: set[str], question: str
) -> None:
    without = BY_NAME[name].without(index)
    query = make_query(question, without, encoder, date(2026, 11, 23))
    close = rank(without, query).close
    for columns, table in ((PASSAGE, close.passages), (SENTENCE, close.sentences)):
        same = {column for column, values in zip(columns, table.T, strict=True) if np.ptp(values) < 1e-6}
        assert measures & set(columns) <= same


def test_without_cues_they_weigh_nothing_in_sentences_and_in_the_decision(index: Index) -> None:
    before, after = index.calibration, BY_NAME["cues"].without(index).calibration
    for columns, old, new in (
        (SENTENCE, before.sentence, after.sentence),
        (EVIDENCE, before.matter.weights, after.matter.weights),
        (EVIDENCE, before.answering.weights, after.answering.weights),
    ):
        cues = [name.startswith("asked_") or name in ("new_number", "missing_cues") for name in columns]
        np.testing.assert_array_equal(new, np.where(cues, 0, old))


def test_without_restoration_every_word_is_taken_as_typed(index: Index, encoder: Encoder) -> None:
    assert BY_NAME["restoration"].without(index).speller.read("le phi bn") == []


def test_without_the_glossary_no_word_has_a_rendering() -> None:
    from retrieval import understanding

    with BY_NAME["glossary"].asking():
        assert understanding.render("deadline") == []
    assert understanding.render("deadline") == render("deadline") != []


@pytest.mark.parametrize(
    ("name", "english", "other"),
    [("BM25", True, True), ("restoration", False, True), ("glossary", True, False)],
)
def test_a_part_is_taken_away_where_it_has_a_use(name: str, english: bool, other: bool) -> None:
    ablation = BY_NAME[name]
    assert (ablation.concerns("english"), ablation.concerns("chat")) == (english, other)
