"""Asks the index a question, or a file of questions."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from corpus.errors import TinsoError
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
    default=index_path,
    help="Nơi đặt chỉ mục (mặc định: TINSO_INDEX, hoặc var/index).",
)
@click.option("--json", "as_json", is_flag=True, help="In câu trả lời dạng JSON.")
@click.option("--limit", metavar="K", type=click.IntRange(1, 100), default=3, help="Số đoạn trích nhiều nhất (mặc định 3).")
@click.option(
    "--batch", metavar="TỆP", type=click.File(encoding="utf-8"), help="Tệp câu hỏi, mỗi dòng một câu; in mỗi dòng một JSON."
)
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(question: str | None, directory: Path, as_json: bool, limit: int, batch: Any) -> None:
    """Hỏi chỉ mục một CÂU_HỎI, có hoặc không dấu, và in các đoạn trích nguyên văn kèm nguồn."""
    if (question is None) == (batch is None):
        raise click.UsageError("Cần một câu hỏi, hoặc --batch với một tệp câu hỏi.")
    try:
        serving = Serving(directory, model_name())
        if batch is not None:
            for line in batch:
                click.echo(json.dumps(answer_json(serving.answer(line.rstrip("\n"), limit=limit)), ensure_ascii=False))
            return
        answer = serving.answer(question or "", limit=limit)
    except TinsoError as error:
        sys.exit(str(error))
    except UnicodeDecodeError:
        sys.exit(f"Tệp {batch.name} không phải UTF-8. Hãy lưu lại với mã UTF-8.")
    click.echo(json.dumps(answer_json(answer), ensure_ascii=False, indent=1) if as_json else answer_text(answer))


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
