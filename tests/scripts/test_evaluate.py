"""What is seen of the figures."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from retrieval.build import build_index
from retrieval.calibrate import calibration_for
from retrieval.encoder import open_encoder
from retrieval.errors import ModelError
from retrieval.paths import model_name
from scripts import evaluate
from tests.retrieval.evaluation.samples import write_xquad
from tests.retrieval.samples import ARTICLES, RECRUITMENT

QUESTIONS = [
    {
        "question": "Lệ phí dự tuyển công chức là bao nhiêu?",
        "article": RECRUITMENT.id,
        "answer": "400.000 đồng",
        "form": "accented",
    },
    {"question": "le phi du tuyen cong chuc la bn", "article": RECRUITMENT.id, "form": "chat"},
    {"question": "Giá vé xem phim ở rạp?", "article": None, "form": "accented", "kind": "far"},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("index")
    encoder = open_encoder(model_name())
    build_index(ARTICLES, directory, encoder, calibration_for(encoder))
    return directory


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path, *QUESTIONS)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small XQuAD; the program's own model stands in for the literal design's, which is slow to load."""
    write_xquad(tmp_path)
    monkeypatch.setattr(evaluate, "LITERAL_MODEL", Path(model_name()))
    yield tmp_path


def write_questions(folder: Path, *records: dict[str, Any]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(evaluate.main, [str(argument) for argument in arguments])


def test_a_file_of_questions_is_measured_as_a_whole_and_by_form(questions: Path, index: Path) -> None:
    result = run("--questions", questions, "--index", index, "--json")
    assert result.exit_code == 0, result.output
    forms = json.loads(result.stdout)
    assert list(forms) == ["all", "accented", "chat"]
    assert forms["all"]["article@1"] == forms["accented"]["answer@1"] == 1
    assert forms["accented"]["auroc"] == 1
    assert "auroc" not in forms["chat"]


def test_without_json_figures_are_a_table(questions: Path, index: Path) -> None:
    lines = run("--questions", questions, "--index", index).stdout.splitlines()
    assert any("nDCG @10" in line and "AUROC" in line for line in lines)
    assert any(line.split()[:3] == ["accented", "2", "1.000"] for line in lines)


def test_the_index_of_the_environment_is_measured_unless_another_is_named(
    questions: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINSO_INDEX", str(index))
    assert json.loads(run("--questions", questions, "--json").stdout)["all"]["questions"] == 3


def test_a_question_on_an_article_that_the_index_lacks_is_warned_of(tmp_path: Path, index: Path) -> None:
    path = write_questions(
        tmp_path, *QUESTIONS, {"question": "Ai được khen thưởng?", "article": "khen-thuong"}
    )
    result = run("--questions", path, "--index", index)
    assert "1 câu hỏi thuộc bài không có trong chỉ mục, ví dụ «khen-thuong»" in result.stderr


def test_xquad_is_measured_on_its_own_paragraphs(data: Path) -> None:
    result = run("--questions", data / "xquad.vi.json", "--json")
    assert json.loads(result.stdout)["all"]["article@1"] == 1


def test_the_suite_lists_protocols_and_systems(data: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    result = run("--suite", "--data", data, "--protocol", "xquad-vi", "--keep", work, "--json")
    rows = json.loads(result.stdout)
    assert {row["protocol"] for row in rows} == {"xquad-vi"}
    assert [row["system"] for row in rows][:3] == ["literal", "tinso", "without sentence vectors"]
    assert all(row["ndcg@10"] == 1 for row in rows[:2])
    assert (work / "xquad").is_dir()


def test_the_suite_is_one_table(data: Path) -> None:
    result = run("--suite", "--data", data, "--protocol", "xquad-vi", "--protocol", "xquad-en-vi")
    first_words = [line.split()[0] for line in result.stdout.splitlines() if line.strip()]
    assert [word for word in first_words if word in ("xquad-vi", "xquad-en-vi", "literal", "tinso")] == [
        *("xquad-vi", "literal", "tinso"),
        *("xquad-en-vi", "literal", "tinso"),
    ]


def test_protocols_without_data_are_left_out_and_said_so(data: Path) -> None:
    result = run("--suite", "--data", data, "--protocol", "vietnews-abstract", "--json")
    assert f"Bỏ qua vietnews-abstract: {data} không có vietnews-10k.jsonl.gz." in result.stderr
    assert json.loads(result.stdout) == []


def test_a_literal_model_that_cannot_be_fetched_is_left_out_and_said_so(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path, full_precision: bool) -> None:
        raise ModelError("Chưa tải được mô hình: hãy kiểm tra mạng rồi chạy lại.")

    monkeypatch.setattr(evaluate, "LITERAL_MODEL", data / "none")
    monkeypatch.setattr(evaluate, "fetch", fail)
    result = run("--suite", "--data", data, "--protocol", "xquad-vi-half", "--json")
    assert "Không đo thiết kế đơn giản (literal): Chưa tải được mô hình" in result.stderr
    assert json.loads(result.stdout)[0]["system"] == "tinso"


def test_calibration_compares_confidence_with_truth(monkeypatch: pytest.MonkeyPatch, questions: Path) -> None:
    monkeypatch.setattr(evaluate, "OWN_QUESTIONS", questions)
    monkeypatch.setattr(evaluate, "own_articles", lambda: ARTICLES)
    found = json.loads(run("--calibration", "--json").stdout)
    assert sum(b["questions"] for b in found["bins"]) == 3
    assert 0 <= found["error"] <= 1
    table = run("--calibration").stdout
    assert "Độ tin cậy và thực tế" in table
    assert "Sai số hiệu chỉnh" in table


@pytest.mark.parametrize("arguments", [[], ["--suite", "--calibration"], ["--suite", "--questions", "a"]])
def test_exactly_one_thing_is_measured(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Cần đúng một trong ba: --questions, --suite, --calibration." in result.stderr


def test_an_index_that_is_missing_is_one_clear_sentence(questions: Path, tmp_path: Path) -> None:
    result = run("--questions", questions, "--index", tmp_path / "none")
    assert result.exit_code == 1
    assert result.output.startswith(f"Chưa có chỉ mục ở {tmp_path / 'none'}.")


def test_help_is_in_vietnamese() -> None:
    assert "Đo chất lượng tìm kiếm và trả lời" in run("--help").stdout
