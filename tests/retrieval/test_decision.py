from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.calibration import Calibration, Logistic
from retrieval.decision import EVIDENCE, LEADS, READINGS, evidence
from retrieval.encoder import Encoder, Vectors
from retrieval.features import Query
from retrieval.index import Index
from retrieval.query import make_query
from retrieval.ranking import rank

QUESTION = "Lệ phí dự tuyển công chức là bao nhiêu?"


@pytest.fixture(scope="module")
def query(index: Index, encoder: Encoder) -> Query:
    return make_query(QUESTION, index, encoder, date(2026, 11, 23))


def named(values: Vectors) -> dict[str, float]:
    return dict(zip(EVIDENCE, values.tolist(), strict=True))


def used(model: Logistic) -> set[str]:
    return {name for name, weights in zip(EVIDENCE, model.weights.T, strict=True) if weights.any()}


@pytest.fixture(scope="module")
def telling(index: Index) -> NDArray[np.bool_]:
    """Which article answers QUESTION."""
    return np.array([index.articles[row].id == "tuyen-dung-2025" for row in range(len(index.articles))])


def test_the_right_article_leads_where_it_is_and_none_leads_as_far_without_it(
    index: Index, query: Query, telling: NDArray[np.bool_]
) -> None:
    with_it = named(evidence(query, rank(index, query)))
    without = named(evidence(query, rank(index, query, ~telling)))

    assert with_it["lead_bm25"] > without["lead_bm25"]
    assert with_it["lead_score"] > 0


def test_an_article_leads_by_nothing_where_there_is_no_other(
    index: Index, query: Query, telling: NDArray[np.bool_]
) -> None:
    alone = named(evidence(query, rank(index, query, telling)))

    assert [alone[name] for name in LEADS] == [0, 0, 0]


def test_the_matter_is_told_without_readings_and_the_answer_without_leads(calibration: Calibration) -> None:
    matter, answering = used(calibration.matter), used(calibration.answering)

    assert matter.isdisjoint(READINGS) and matter >= {*LEADS}
    assert answering.isdisjoint(LEADS) and answering >= {*READINGS}
