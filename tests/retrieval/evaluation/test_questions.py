import json
from pathlib import Path

import pytest

from corpus.errors import SourceError
from retrieval.evaluation.questions import Labelled, read_questions
from tests.retrieval.evaluation.samples import write_xquad


def test_json_lines_have_a_question_each(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "Phí thi?", "article": "a", "answer": "400.000 đồng", "form": "accented"}\n\n'
        '{"question": "phi gui xe", "article": null, "form": "chat", "kind": "near"}\n',
        encoding="utf-8",
    )
    assert read_questions(path).questions == (
        Labelled("Phí thi?", "a", "400.000 đồng", "accented"),
        Labelled("phi gui xe", None, None, "chat", "near"),
    )


def test_one_line_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "Phí thi?", "article": "a"}', encoding="utf-8")
    assert read_questions(path).questions == (Labelled("Phí thi?", "a"),)


@pytest.mark.parametrize(
    "line",
    [
        "câu hỏi trơn",
        "[]",
        '"chữ"',
        "{}",
        '{"question": "Phí?"}',
        '{"question": 7, "article": "a"}',
        '{"question": "Phí?", "article": 7}',
        '{"question": "Phí?", "article": "a", "answer": ["b"]}',
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "Phí?", "article": "a"}\n' + line, encoding="utf-8")
    with pytest.raises(SourceError, match=r"questions\.jsonl, dòng 2: cần một đối tượng JSON"):
        read_questions(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=r"Không đọc được .*questions\.jsonl"):
        read_questions(path)


def test_each_paragraph_of_xquad_is_a_document_with_its_questions(tmp_path: Path) -> None:
    write_xquad(tmp_path)
    file = read_questions(tmp_path / "xquad.vi.json")
    assert [document.id for document in file.documents] == ["0-0", "0-1", "1-0"]
    assert all(document.title == "" for document in file.documents)
    assert [(q.question, q.article, q.answer) for q in file.questions][-1] == (
        "Năm ngoái vườn quốc gia có mấy con sếu?",
        "1-0",
        "23 con",
    )


@pytest.mark.parametrize("before", ["", "  \n ", "Chợ  nổi.\n\n", "Vườn quốc gia. "])
def test_an_answer_is_found_again_in_the_clean_document(tmp_path: Path, before: str) -> None:
    answers = [{"text": "23 con", "answer_start": len(before)}]
    paragraph = {
        "context": before + "23 con sếu bay về.",
        "qas": [{"question": "Mấy con?", "answers": answers}],
    }
    path = tmp_path / "xquad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [paragraph]}]}))
    file = read_questions(path)
    start = file.questions[0].answer_start
    assert file.documents[0].paragraphs[0].text[start:].startswith("23 con sếu")


@pytest.mark.parametrize(
    "data",
    [[1], [{}], [{"paragraphs": [{"context": "a", "qas": [{"question": "b", "answers": []}]}]}]],
    ids=["numbers", "no paragraphs", "no answer"],
)
def test_xquad_of_another_structure_is_refused(tmp_path: Path, data: object) -> None:
    path = tmp_path / "xquad.json"
    path.write_text(json.dumps({"data": data}))
    with pytest.raises(SourceError, match="không đúng cấu trúc của XQuAD"):
        read_questions(path)
