from pathlib import Path

import pytest

from retrieval.calibration import Calibration
from retrieval.encoder import Encoder
from retrieval.evaluation.ablations import ABLATIONS
from retrieval.evaluation.protocols import Benchmark, Protocol, read_benchmarks
from retrieval.evaluation.questions import Labelled
from retrieval.evaluation.suite import Models, Row, run
from tests.retrieval.evaluation.samples import write_xquad
from tests.retrieval.samples import ARTICLES, RECRUITMENT

PROTOCOLS = ("xquad-vi", "xquad-en-vi")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, calibration: Calibration) -> list[Row]:
    folder = tmp_path_factory.mktemp("data")
    write_xquad(folder)
    (benchmark,) = read_benchmarks(folder, PROTOCOLS)
    models = Models(encoder, calibration, literal=encoder)
    return list(run(benchmark, models, folder / "work", lambda *_: None))


def test_each_protocol_is_measured_on_every_system_that_concerns_it(rows: list[Row]) -> None:
    for protocol, form in zip(PROTOCOLS, ("accented", "english"), strict=True):
        systems = [row.system for row in rows if row.protocol == protocol]
        ablations = [ablation.name for ablation in ABLATIONS if ablation.concerns(form)]
        assert systems == ["literal", "tinso", *ablations]


def test_every_metric_lies_between_0_and_1(rows: list[Row]) -> None:
    for row in rows:
        assert row.metrics["questions"] == 4
        assert all(0 <= value <= 1 for name, value in row.metrics.items() if name != "questions")


def test_the_highlighted_sentence_is_measured_where_there_is_one(rows: list[Row]) -> None:
    assert {row.system for row in rows if "highlight" not in row.metrics} == {"literal"}


def test_questions_nobody_looked_at_are_reported_apart(rows: list[Row]) -> None:
    assert all("ndcg@10_even" in row.metrics for row in rows)


def test_the_program_finds_every_paragraph_of_so_few(rows: list[Row]) -> None:
    (row,) = (row for row in rows if (row.protocol, row.system) == ("xquad-vi", "tinso"))
    assert row.metrics["article@1"] == row.metrics["answer@1"] == 1


def test_without_a_model_the_literal_design_is_left_out(
    tmp_path: Path, encoder: Encoder, calibration: Calibration
) -> None:
    write_xquad(tmp_path)
    (benchmark,) = read_benchmarks(tmp_path, ["xquad-vi-half"])
    found = run(benchmark, Models(encoder, calibration, None), tmp_path / "work", lambda *_: None)
    assert next(found).system == "tinso"


def test_a_large_benchmark_is_measured_with_the_programs_model_alone_and_with_all_its_parts(
    tmp_path: Path, encoder: Encoder, calibration: Calibration
) -> None:
    question = Labelled("Lệ phí dự tuyển công chức là bao nhiêu?", RECRUITMENT.id)
    benchmark = Benchmark("news", ARTICLES, (Protocol("news-fees", (question,)),), large=True)
    found = list(run(benchmark, Models(encoder, calibration, None), tmp_path, lambda *_: None))
    assert [(row.system, row.metrics["article@1"]) for row in found] == [("literal", 1), ("tinso", 1)]
