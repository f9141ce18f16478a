"""A measured process, seen from the one that measures."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import ModelError

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Process:
    """`seconds` passed from its start to its first reply, `processor` of them on the processor."""

    process: "subprocess.Popen[str]"
    seconds: float
    processor: float

    def do(self, task: str, what: Any = None) -> Any:
        """What comes of a task, as `retrieval.benchmarking.measured` describes them."""
        assert self.process.stdin is not None
        print(json.dumps({"do": task, "with": what}), file=self.process.stdin, flush=True)
        return _answer(self.process)


@dataclass(frozen=True, slots=True)
class Done:
    """What a process did that ran to its end; `peak` is the most memory it had, in MiB."""

    result: Any
    seconds: float
    peak: float


def run(task: str, **told: Any) -> Done:
    """Runs one of the tasks of `scripts/measured.py` in a process of its own."""
    return run_command([sys.executable, "-m", "scripts.measured", json.dumps({"task": task, **told})])


def run_command(command: Sequence[str]) -> Done:
    """Raises ModelError when the command fails. What it prints, if anything, is JSON."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(command, cwd=_ROOT, stdout=printed, stderr=complaints)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        complaints.seek(0)
        if process.returncode:
            raise ModelError(f"Tiến trình được đo đã dừng: {complaints.read()[-2000:]}")
        told = printed.read()
    return Done(json.loads(told) if told else None, seconds, usage.ru_maxrss / 1024)


@contextmanager
def started(design: str, index: Path, model: Path, first: str) -> Iterator[Process]:
    """A process with one design, which has answered the question `first`; it ends with the block."""
    serve = {"task": "serve", "design": design, "index": str(index), "model": str(model)}
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "scripts.measured", json.dumps({**serve, "first": first})],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            told = _answer(process)
            yield Process(process, time.perf_counter() - began, told["processor"])
        finally:
            process.kill()


def _answer(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None and process.stderr is not None
    line = process.stdout.readline()
    if not line:
        raise ModelError(f"Tiến trình được đo đã dừng: {process.stderr.read()[-2000:]}")
    return json.loads(line)
