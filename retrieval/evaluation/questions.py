"""Questions with their answers: the project's own JSON Lines, and XQuAD's JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.article import Article, Paragraph
from corpus.errors import SourceError
from corpus.text import clean


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question; `article` is None when no article answers it."""

    question: str
    article: str | None
    answer: str | None = None
    """Word for word as the article has it."""
    form: str | None = None
    """How it is written, as `accented`, `chat`, `english`."""
    kind: str | None = None
    """Of a question without an answer: `near` (a near miss), `service`, `far`."""
    answer_start: int | None = None
    """Where the answer stands in its document's only paragraph, when that is known."""


@dataclass(frozen=True, slots=True)
class QuestionFile:
    questions: tuple[Labelled, ...]
    documents: tuple[Article, ...] = ()
    """What the questions are about, where the file brings it along (XQuAD)."""


def read_questions(path: Path) -> QuestionFile:
    """The questions of a file in either format. Raises SourceError when it is in neither."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"Không đọc được {path}: {error}. Tệp câu hỏi phải có mã UTF-8.") from error
    dataset = _xquad(text)
    if dataset is None:
        return QuestionFile(tuple(_read_lines(text, path)))
    try:
        return QuestionFile(tuple(_xquad_questions(dataset)), tuple(_xquad_documents(dataset)))
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise SourceError(f"{path} không đúng cấu trúc của XQuAD (SQuAD 1.1): {error}.") from error


def _read_lines(text: str, path: Path) -> Iterator[Labelled]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield _labelled(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"{path}, dòng {number}: cần một đối tượng JSON có “question” (câu hỏi) và “article” "
                    "(mã bài, hoặc null khi không bài nào trả lời)."
                ) from error


def _labelled(record: dict[str, Any]) -> Labelled:
    question, article = record["question"], record["article"]
    optional = [record.get(name) for name in ("answer", "form", "kind")]
    if not isinstance(question, str) or any(not isinstance(v, str | None) for v in (article, *optional)):
        raise TypeError("not text")
    return Labelled(question, article, *optional)


def _xquad(text: str) -> list[Any] | None:
    """The articles of SQuAD's JSON; None when the text is something else."""
    try:
        whole = json.loads(text)
    except ValueError:
        return None
    return whole["data"] if isinstance(whole, dict) and isinstance(whole.get("data"), list) else None


def _paragraphs(dataset: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each paragraph with its document's id: number of the article, number of the paragraph."""
    for number, article in enumerate(dataset):
        for place, paragraph in enumerate(article["paragraphs"]):
            yield f"{number}-{place}", paragraph


def _xquad_documents(dataset: list[Any]) -> Iterator[Article]:
    for id, paragraph in _paragraphs(dataset):
        yield Article(id, "", (Paragraph(clean(paragraph["context"])),))


def _xquad_questions(dataset: list[Any]) -> Iterator[Labelled]:
    for id, paragraph in _paragraphs(dataset):
        for question in paragraph["qas"]:
            answer = question["answers"][0]
            # Cleaning may leave fewer characters before the answer.
            before = len(clean(paragraph["context"][: answer["answer_start"]] + "|")) - 1
            yield Labelled(question["question"], id, answer["text"], answer_start=before)
