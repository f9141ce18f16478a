"""Asks the index a question, or a file of questions."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from corpus.errors import SourceError, TinsoError
from retrieval.answer import Answer, Hit
from retrieval.paths import index_path, model_name
from retrieval.serving import Serving

_STATUSES = {
    "answered": "Có câu trả lời",
    "related": "Có tin liên quan, nhưng chưa chắc trả lời đúng câu hỏi",
    "not_found": "Không tìm thấy câu trả lời",
    "too_vague": "Câu hỏi chưa rõ",
}


@click.command(add_help_option=False)
@click.argument("question", metavar="[CÂU_HỎI]", required=False)
@click.option(
    "--index",
    "directory",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path),
    help="Nơi đặt chỉ mục (mặc định: TINSO_INDEX, hoặc var/index).",
)
@click.option("--json", "as_json", is_flag=True, help="In câu trả lời dạng JSON.")
@click.option(
    "--limit",
    metavar="K",
    type=click.IntRange(1, 100),
    default=3,
    help="Số đoạn trích nhiều nhất, từ 1 đến 100 (mặc định 3).",
)
@click.option(
    "--batch",
    metavar="TỆP",
    type=click.Path(path_type=Path),
    help="Tệp câu hỏi, mỗi dòng một câu; in mỗi dòng một JSON.",
)
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(question: str | None, directory: Path | None, as_json: bool, limit: int, batch: Path | None) -> None:
    """Hỏi chỉ mục một CÂU_HỎI, có hoặc không dấu, và in các đoạn trích nguyên văn kèm nguồn.

    Mã thoát: 0 nếu đã hỏi được (kể cả khi không có câu trả lời), 1 nếu không, 2 nếu gõ sai lệnh.
    """
    if (question is None) == (batch is None):
        raise click.UsageError("Cần một câu hỏi, hoặc --batch với một tệp câu hỏi.")
    try:
        for text in _answers(question, directory or index_path(), as_json, limit, batch):
            click.echo(text)
    except TinsoError as error:
        sys.exit(str(error))


def _answers(
    question: str | None, directory: Path, as_json: bool, limit: int, batch: Path | None
) -> Iterator[str]:
    """What to print, one answer after the other."""
    questions = _read_questions(batch) if batch else [question or ""]
    serving = Serving(directory, model_name())
    for text in questions:
        answer = serving.answer(text, limit=limit)
        if as_json or batch:
            yield json.dumps(answer_json(answer), ensure_ascii=False, indent=None if batch else 1)
        else:
            yield answer_text(answer)


def _read_questions(batch: Path) -> list[str]:
    try:
        with batch.open(encoding="utf-8-sig") as file:
            return [line.rstrip("\n") for line in file]
    except UnicodeDecodeError as error:
        raise SourceError(f"Tệp {batch} không phải UTF-8. Hãy lưu lại với mã UTF-8.") from error
    except OSError as error:
        raise SourceError(f"Không mở được tệp {batch}; hãy kiểm tra đường dẫn và quyền đọc.") from error


def answer_json(answer: Answer) -> dict[str, Any]:
    period = answer.question.period
    return {
        "question": answer.question.text,
        "restored": answer.question.restored,
        "spelling": answer.question.spelling.value,
        "period": [str(day) if day else None for day in (period.first, period.last)] if period else None,
        "outside_period": answer.outside_period,
        "status": answer.status.value,
        "confidence": round(answer.confidence, 4),
        "passages": [_hit_json(hit) for hit in answer.hits],
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    article, passage = hit.article, hit.passage
    return {
        "article_id": article.id,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "paragraphs": [passage.first, passage.last],
        "text": passage.text,
        "sentence": passage.text[hit.sentence[0] : hit.sentence[1]],
        "score": round(hit.score, 6),
    }


def answer_text(answer: Answer) -> str:
    lines = [f"{_STATUSES[answer.status]} (độ tin cậy {answer.confidence:.0%})."]
    if answer.outside_period:
        lines.append("Không có bài nào đăng trong thời gian được hỏi; dưới đây là bài ở thời gian khác.")
    if answer.status in ("answered", "related"):
        for number, hit in enumerate(answer.hits, 1):
            date = f", {hit.article.published:%d/%m/%Y}" if hit.article.published else ""
            first, last = hit.passage.first, hit.passage.last
            where = f"đoạn {first}" if first == last else f"đoạn {first}–{last}"
            start, end = hit.sentence
            text = f"{hit.passage.text[:start]}»{hit.passage.text[start:end]}«{hit.passage.text[end:]}"
            lines += ["", f"{number}. {hit.article.title}{date}, {where}", text]
            lines += [hit.article.url] if hit.article.url else []
    return "\n".join(lines)


if __name__ == "__main__":
    main()
