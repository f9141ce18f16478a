"""A small file in the form of XQuAD's, in both languages."""

import json
from pathlib import Path
from typing import Any

ARTICLES = [
    [
        (
            "Cầu Bến Đá được khởi công năm 1987. Cây cầu dài 412 mét, nối phường Tân An với xã Hòa Bình. "
            "Kỹ sư Lê Văn Tám thiết kế cầu.",
            [
                ("Cầu Bến Đá dài bao nhiêu?", "How long is the Bến Đá bridge?", "412 mét"),
                ("Ai thiết kế cầu Bến Đá?", "Who designed the Bến Đá bridge?", "Lê Văn Tám"),
            ],
        ),
        (
            "Chợ nổi Cái Sậy họp từ 3 giờ sáng.\nNgười dân bán trái cây và hoa kiểng trên ghe.",
            [
                (
                    "Ở chợ nổi Cái Sậy người dân bán gì?",
                    "What do people sell at the floating market?",
                    "trái cây và hoa kiểng",
                )
            ],
        ),
    ],
    [
        (
            "Sếu đầu đỏ bay về vườn quốc gia vào tháng 12. Năm ngoái có 23 con sếu.",
            [("Năm ngoái vườn quốc gia có mấy con sếu?", "How many cranes came last year?", "23 con")],
        )
    ],
]
"""Articles of paragraphs, each with its questions in Vietnamese and English and the answer."""


def write_xquad(folder: Path) -> None:
    """The files that the protocols look for."""
    for language in ("vi", "en"):
        data = [{"paragraphs": [_paragraph(*paragraph, language) for paragraph in a]} for a in ARTICLES]
        text = json.dumps({"version": "1.1", "data": data}, ensure_ascii=False)
        (folder / f"xquad.{language}.json").write_text(text, encoding="utf-8")


def _paragraph(context: str, questions: list[tuple[str, str, str]], language: str) -> dict[str, Any]:
    asked = [
        {
            "question": english if language == "en" else vietnamese,
            "answers": [{"text": answer, "answer_start": context.index(answer)}],
        }
        for vietnamese, english, answer in questions
    ]
    return {"context": context, "qas": asked}
