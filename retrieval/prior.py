"""Everyday Vietnamese that official news does not hold ("bao nhiêu", "ở đâu"), for the language model.

It is the text of the training questions and articles, written for the project.
"""

import json
from pathlib import Path

TRAINING = Path(__file__).parent / "training"
_QUESTION_WEIGHT = 3


def everyday_texts() -> list[str]:
    """Questions as citizens write them with all diacritics, each several times, and the training articles."""
    texts = []
    for path in sorted(TRAINING.glob("*.part?.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            if question["form"] == "accented":
                texts += [question["question"]] * _QUESTION_WEIGHT
    for path in sorted((TRAINING / "articles").glob("*.txt")):
        texts += path.read_text(encoding="utf-8").splitlines()
    return texts
