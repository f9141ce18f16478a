from datetime import date

import numpy as np
import pytest

from retrieval.calibration import Calibration
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


def test_the_right_article_leads_where_it_is_and_none_leads_as_far_without_it(
    index: Index, query: Query
) -> None:
    ids = np.array([index.articles[row].id for row in range(len(index.articles))])

    with_it = named(evidence(query, rank(index, query)))
    without = named(evidence(query, rank(index, query, ids != "tuyen-dung-2025")))

    assert with_it["lead_bm25"] > without["lead_bm25"]
    assert with_it["lead_score"] > 0


def test_an_article_leads_by_nothing_where_there_is_no_other(index: Index, query: Query) -> None:
    ids = np.array([index.articles[row].id for row in range(len(index.articles))])

    alone = named(evidence(query, rank(index, query, ids == "tuyen-dung-2025")))

    assert [alone[name] for name in LEADS] == [0, 0, 0]


def test_the_matter_is_told_without_readings_and_the_answer_without_leads(calibration: Calibration) -> None:
    used = {
        "matter": {
            name
            for name, weights in zip(EVIDENCE, calibration.matter.weights.T, strict=True)
            if weights.any()
        },
        "answering": {
            name
            for name, weights in zip(EVIDENCE, calibration.answering.weights.T, strict=True)
            if weights.any()
        },
    }

    assert used["matter"].isdisjoint(READINGS) and used["matter"] >= {*LEADS}
    assert used["answering"].isdisjoint(LEADS) and used["answering"] >= {*READINGS}
