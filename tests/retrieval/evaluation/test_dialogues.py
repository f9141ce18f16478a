"""Two-turn dialogues are read strictly and counted apart."""

from pathlib import Path

import pytest

from corpus.errors import SourceError
from retrieval.evaluation.dialogues import Dialogue, Outcome, read_dialogues, tally

CONTINUED = Dialogue("Ai chủ trì?", "còn năm 2019?", True, "a")
NEW = Dialogue("Ai chủ trì?", "Chữ ký số là gì?", False, None)


def test_a_line_that_is_no_dialogue_is_named(tmp_path: Path) -> None:
    file = tmp_path / "dialogues.jsonl"
    file.write_text('{"first": "a", "second": "b", "continues": true, "article": null}\n{"first": "a"}\n')
    with pytest.raises(SourceError, match="dòng 2: cần một đối tượng JSON có đúng bốn mục"):
        read_dialogues(file)


def test_outcomes_are_counted_apart() -> None:
    found = tally(
        [
            Outcome(CONTINUED, True, "?", 1, None),
            Outcome(CONTINUED, False, "?", 3, 1),
            Outcome(NEW, False, "?", None, None),
        ]
    )
    assert (found.dialogues, found.understood, found.with_article) == (3, 2, 2)
    assert (found.first, found.among_three, found.first_alone) == (1, 2, 1)
