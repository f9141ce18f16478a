from datetime import date

import numpy as np
import pytest

from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.query import make_query
from retrieval.ranking import rank, weigh, with_readings
from retrieval.reader import SUPPORT, Reader, Sheet, untaught_reader
from retrieval.reading import MEASURES, READ, lay_out

WIDTH = 8
QUESTION = np.eye(3, WIDTH, dtype=np.float32)


def make_sheet(lengths: list[int], seed: int = 0) -> Sheet:
    random = np.random.default_rng(seed)
    tokens = random.normal(size=(sum(lengths), WIDTH)).astype(np.float32)
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    support = random.random((len(QUESTION), len(lengths), len(SUPPORT))).astype(np.float32)
    measures = random.random((len(lengths), len(MEASURES))).astype(np.float32)
    return Sheet(np.arange(len(lengths)), tokens, np.cumsum([0, *lengths]), support, measures)


@pytest.fixture(scope="module")
def sheet_of_a_question(index: Index, encoder: Encoder) -> Sheet:
    query = make_query("Lệ phí dự tuyển công chức là bao nhiêu?", index, encoder, date(2026, 11, 23))
    close = rank(index, query).close
    return lay_out(close, *weigh(close, index.calibration, query.understood.question.spelling))


def test_an_empty_sheet_has_no_scores() -> None:
    assert untaught_reader(WIDTH, len(MEASURES)).read(QUESTION, make_sheet([])).shape == (0,)


def test_an_untaught_reader_finds_all_sentences_alike() -> None:
    scores = untaught_reader(WIDTH, len(MEASURES)).read(QUESTION, make_sheet([3, 1, 4]))

    assert scores.tolist() == [0, 0, 0]


def test_a_sentence_is_read_for_itself_whatever_stands_beside_it(
    index: Index, encoder: Encoder, sheet_of_a_question: Sheet
) -> None:
    reader, sheet = index.calibration.reader, sheet_of_a_question
    question = make_query("Lệ phí?", index, encoder, date(2026, 11, 23)).tokens
    support = np.zeros((len(question), len(sheet.sentences), len(SUPPORT)), np.float32)
    start, end = sheet.starts[1:3]
    alone = Sheet(
        sheet.sentences[1:2],
        sheet.tokens[start:end],
        np.array([0, end - start]),
        support[:, :1],
        sheet.measures[1:2],
    )

    together = Sheet(sheet.sentences, sheet.tokens, sheet.starts, support, sheet.measures)

    assert reader.read(question, alone)[0] == pytest.approx(reader.read(question, together)[1], abs=1e-4)


def test_all_sentences_of_the_best_passages_are_laid_out(index: Index, encoder: Encoder) -> None:
    query = make_query("hội nghị", index, encoder, date(2026, 11, 23))
    close = rank(index, query).close
    passage_scores = np.arange(len(close.rows), dtype=np.float32)

    sheet = lay_out(close, np.zeros(len(close.sentence_rows), np.float32), passage_scores)

    read = np.unique(close.owner[sheet.sentences])
    assert read.tolist() == list(range(len(close.rows)))[-READ:]
    assert len(sheet.sentences) == np.isin(close.owner, read).sum()
    assert len(sheet.tokens) == sheet.starts[-1]


def test_support_grows_with_what_stands_around_a_sentence(sheet_of_a_question: Sheet) -> None:
    sentence, window, passage, article, _ = np.moveaxis(sheet_of_a_question.support, -1, 0)

    assert (sentence <= window).all() and (window <= passage).all() and (passage <= article).all()


def test_what_was_not_read_stands_below_all_that_was() -> None:
    scores = with_readings(np.array([1, 5, 3], np.float32), np.array([0.5, -np.inf, -2], np.float32), 1.0)

    assert scores.tolist() == [1.5, 0.0, 1.0]


def test_readings_count_as_much_as_they_are_trusted() -> None:
    scores, readings = np.array([1, 2], np.float32), np.array([3, 1], np.float32)

    assert with_readings(scores, readings, 0.0).tolist() == [1, 2]
    assert with_readings(scores, readings, 2.0).tolist() == [7, 4]


def test_the_reader_tells_the_sentence_with_the_answer(index: Index, encoder: Encoder) -> None:
    query = make_query("Lệ phí dự tuyển công chức là bao nhiêu?", index, encoder, date(2026, 11, 23))
    ranking = rank(index, query)
    row = int(ranking.close.sentence_rows[np.argmax(ranking.readings)])
    passage = int(index.sentence_table[row, 0])
    article = index.articles[int(index.passage_table[passage, 0])]
    start, end = index.sentence_table[row, 1:3]

    assert "đồng" in index.passage(passage, article).text[start:end]


def test_a_reader_keeps_its_shapes(index: Index) -> None:
    reader: Reader = index.calibration.reader

    assert reader.projection.shape[0] == index.calibration.projection.width
    assert reader.mean.shape == reader.spread.shape == (len(MEASURES),)
