"""The measured side, in this process and as a process of its own."""

import json
import threading
import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from retrieval.benchmarking.designs import Tinso
from retrieval.benchmarking.measured import serve
from retrieval.benchmarking.processes import run_command, started
from retrieval.benchmarking.stages import STAGES
from retrieval.errors import ModelError
from retrieval.paths import model_name

QUESTION = "Lệ phí dự tuyển công chức là bao nhiêu?"


def test_every_stage_of_a_question_is_timed(index_directory: Path) -> None:
    model = Path(model_name())
    design = Tinso(index_directory, model, lambda answer: answer.hits[0].passage.text, threads=2, passages=4)
    tasks = [{"do": "ask", "with": [QUESTION, "chu ky so cap o dau"]}, {"do": "memory"}]
    told: list[Any] = []

    serve(design, QUESTION, StringIO("\n".join(map(json.dumps, tasks))), told.append)

    first, asked, memory = told
    assert "400.000 đồng" in first["reply"]
    for times in asked:
        assert all(times[stage] > 0 for stage in STAGES)
        assert sum(times[stage] for stage in STAGES) <= times["total"]
    assert memory["own"] < memory["resident"] <= memory["peak"]


class Counting:
    """A design that tells how many questions it had at once."""

    def __init__(self, at_once: int | None) -> None:
        self.at_once, self.most, self._now, self._lock = at_once, 0, 0, threading.Lock()

    def reply(self, question: str) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.02)
        with self._lock:
            self._now -= 1
        return question

    def encode(self, texts: Sequence[str]) -> None: ...


@pytest.mark.parametrize(("at_once", "expected"), [(2, 2), (None, 4)])
def test_a_design_that_takes_fewer_questions_has_the_others_wait(at_once: int | None, expected: int) -> None:
    design = Counting(at_once)
    load = json.dumps({"do": "load", "with": {"questions": [QUESTION] * 16, "threads": 4}})

    serve(design, QUESTION, StringIO(load), lambda told: None)

    assert design.most == expected


def test_a_process_answers_encodes_and_tells_its_memory(index_directory: Path) -> None:
    with started("tinso", index_directory, Path(model_name()), QUESTION) as process:
        assert process.seconds > 0 and process.processor > 0
        assert process.do("load", {"questions": [QUESTION] * 4, "threads": 2}) > 0
        assert all(taken > 0 for taken in process.do("encode", ["Người dân được cấp chữ ký số."]))
        assert process.do("memory")["resident"] > 50


def test_a_process_that_fails_tells_why(tmp_path: Path) -> None:
    with (
        pytest.raises(ModelError, match="Chưa có chỉ mục"),
        started("tinso", tmp_path, Path(model_name()), QUESTION),
    ):
        pass


def test_a_command_that_fails_tells_why() -> None:
    with pytest.raises(ModelError, match="no such file"):
        run_command(["sh", "-c", "echo no such file >&2; exit 3"])


def test_a_command_tells_its_result_and_its_peak_of_memory() -> None:
    done = run_command(["sh", "-c", "echo '[1, 2]'"])

    assert done.result == [1, 2]
    assert done.peak > 0
