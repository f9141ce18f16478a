import json
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.conftest import Published
from tests.scripts.running import Done, assert_one_clear_sentence, run

QUESTION = "Lệ phí dự tuyển công chức năm 2025 là bao nhiêu?"


@pytest.fixture
def index(published: Published) -> Path:
    return published.index


def ask(*arguments: str | Path, **environment: str) -> Done:
    return run("ask.py", *arguments, **environment)


def test_help_is_in_vietnamese() -> None:
    done = ask("--help")

    assert done.returncode == 0
    assert "Hỏi chỉ mục một CÂU_HỎI, có hoặc không dấu" in done.stdout


def test_the_passages_are_printed_with_their_source_and_best_sentence(index: Path) -> None:
    done = ask(QUESTION, "--index", index, "--limit", "1")

    assert done.returncode == 0, done.stderr
    status, _, citation, *text = done.stdout.splitlines()
    assert status.startswith(("Có câu trả lời", "Có tin liên quan"))
    assert citation == "1. Thông báo tuyển dụng công chức năm 2025, 18/03/2025, đoạn 1–2"
    assert "»Lệ phí dự tuyển là 400.000 đồng một thí sinh.«" in text


def assert_shape(answer: dict[str, Any]) -> None:
    assert answer["status"] in ("answered", "related", "not_found", "too_vague")
    assert 0 <= answer["confidence"] <= 1
    for passage in answer["passages"]:
        assert passage.keys() == {
            "article_id", "title", "published", "url", "paragraphs", "text", "sentence", "score",
        }  # fmt: skip
        first, last = passage["paragraphs"]
        assert 1 <= first <= last
        assert passage["sentence"] in passage["text"]
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)


def test_json_gives_the_answer_as_data(index: Path) -> None:
    done = ask("le phi du tuyen cong chuc", "--json", "--limit", "5", TINSO_INDEX=str(index))

    answer = json.loads(done.stdout)
    assert_shape(answer)
    assert answer["question"] == "le phi du tuyen cong chuc"
    assert answer["restored"] == "lệ phí dự tuyển công chức"
    assert (answer["spelling"], answer["period"], answer["outside_period"]) == ("unaccented", None, False)
    assert answer["passages"][0] == {
        "article_id": "tuyen-dung",
        "title": "Thông báo tuyển dụng công chức năm 2025",
        "published": "2025-03-18T09:00:00+07:00",
        "url": None,
        "paragraphs": [1, 2],
        "text": "Sở tuyển dụng 6 công chức. Hồ sơ nộp trực tiếp tại Văn phòng Sở trước ngày 18/4/2025.\n"
        "Lệ phí dự tuyển là 400.000 đồng một thí sinh.",
        "sentence": "Lệ phí dự tuyển là 400.000 đồng một thí sinh.",
        "score": 1.0,
    }


def test_a_batch_gives_a_line_for_a_line_in_order(index: Path, tmp_path: Path) -> None:
    questions = [
        QUESTION,
        "",
        "xin chào",
        "Chữ ký số miễn phí có hiệu lực mấy tháng?",
        "a\u2028b",
        "Giá vàng hôm nay?",
    ]
    (tmp_path / "questions.txt").write_text("\ufeff" + "\r\n".join(questions) + "\r\n", encoding="utf-8")

    done = ask("--batch", tmp_path / "questions.txt", "--index", index)

    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [*questions[:4], "a b", questions[5]]
    for answer in answers:
        assert_shape(answer)
    assert [answer["status"] for answer in answers[1:3]] == ["too_vague", "too_vague"]
    assert answers[0]["passages"][0]["article_id"] == "tuyen-dung"
    assert answers[3]["passages"][0]["article_id"] == "chu-ky-so"
    assert answers[5]["passages"]  # candidates are given whatever the status


# What cannot be asked, each with one clear sentence.


@pytest.mark.parametrize(
    "arguments", [[], [QUESTION, "--batch", "questions.txt"], [QUESTION, "--limit", "0"]]
)
def test_a_wrong_command_is_told(arguments: list[str]) -> None:
    done = ask(*arguments)

    assert done.returncode == 2
    assert "Error" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_index_is_told_with_the_command_that_builds_it(tmp_path: Path) -> None:
    done = ask(QUESTION, "--index", tmp_path)

    assert_one_clear_sentence(done)
    assert f"Chưa có chỉ mục ở {tmp_path}. Hãy chạy: scripts/build_index.py" in done.stderr


def test_a_damaged_index_names_the_file(copy: Published) -> None:
    (vectors,) = copy.index.rglob("passages.faiss")
    vectors.write_bytes(vectors.read_bytes()[:-1])

    done = ask(QUESTION, "--index", copy.index)

    assert_one_clear_sentence(done)
    assert "tệp passages.faiss đã bị thay đổi hoặc bị cắt cụt. Hãy dựng lại" in done.stderr


def test_a_missing_model_is_named(index: Path, tmp_path: Path) -> None:
    done = ask(QUESTION, "--index", index, TINSO_MODEL=str(tmp_path / "nothing"))

    assert_one_clear_sentence(done)
    assert "Chưa có mô hình" in done.stderr


@pytest.mark.parametrize(
    ("data", "told"), [(None, "Không mở được tệp"), ("hội".encode("utf-16"), "không phải UTF-8")]
)
def test_a_batch_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None, told: str) -> None:
    if data:
        (tmp_path / "questions.txt").write_bytes(data)

    done = ask("--batch", tmp_path / "questions.txt")

    assert_one_clear_sentence(done)
    assert told in done.stderr
    assert str(tmp_path / "questions.txt") in done.stderr
