"""A build asks the department's own questions before it publishes."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from retrieval.versions import current_version, list_versions
from scripts.build_index import main
from tests.scripts.conftest import Published

QUESTIONS = (
    {"question": "Gọi số nào để hỏi về chữ ký số?", "article": "chu-ky-so", "answer": "tổng đài 1022"},
    {"question": "lệ phí dự tuyển công chức là bao nhiêu", "article": "tuyen-dung", "answer": "400.000 đồng"},
    {"question": "Giá vàng hôm nay bao nhiêu?", "article": None},
)


def ask_before_publishing(published: Published) -> Path:
    path = published.index / "questions.jsonl"
    lines = [json.dumps(question, ensure_ascii=False) for question in QUESTIONS]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def build(published: Published, *options: str) -> Result:
    arguments = [str(published.sources), "--index", str(published.index), *options]
    return CliRunner().invoke(main, arguments)


def lose_an_answer(published: Published) -> None:
    path = published.sources / "tuyen-dung.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("400.000 đồng một thí sinh", "theo quy định"), encoding="utf-8")


def test_a_version_that_answers_worse_is_not_published_unless_by_force(copy: Published) -> None:
    ask_before_publishing(copy)
    before = current_version(copy.index)
    lose_an_answer(copy)

    refused = build(copy, "--json")

    assert refused.exit_code == 3
    report = json.loads(refused.stdout)
    assert (report["outcome"], report["published"], report["version"]) == ("worse", False, before.name)
    assert report["quality"]["lost"] == [QUESTIONS[1]["question"]]
    assert (report["quality"]["right_before"], report["quality"]["right"]) == (3, 2)
    assert f"phiên bản {before.name} vẫn phục vụ" in refused.stderr
    assert "--force" in refused.stderr
    assert list_versions(copy.index) == [before]
    assert "trả lời kém hơn" in Path(report["page"]).read_text(encoding="utf-8")

    forced = json.loads(build(copy, "--json", "--force").stdout)

    assert (forced["outcome"], forced["encoded"]) == ("published", 0)  # the refused build's work was kept
    assert current_version(copy.index).name == forced["version"] != before.name


def test_a_version_that_answers_as_well_is_published_and_says_so(copy: Published) -> None:
    ask_before_publishing(copy)
    path = copy.sources / "tuyen-dung.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\nHồ sơ gồm hai bộ.\n", encoding="utf-8")

    done = build(copy)

    assert done.exit_code == 0, done.output
    assert "Trả lời đúng 3/3 câu hỏi kiểm tra (bản trước: 3)." in done.stdout


def test_a_bad_question_file_is_named_before_anything_is_built(copy: Published) -> None:
    path = ask_before_publishing(copy)
    path.write_text('{"question": "thiếu bài"}\n', encoding="utf-8")
    before = current_version(copy.index)

    done = build(copy, "--full")

    assert done.exit_code == 1
    assert f"{path}, dòng 1" in done.stderr
    assert current_version(copy.index) == before
