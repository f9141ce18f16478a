"""What runs in the process that is measured: one design, doing what it is told line by line.

A line in is a JSON object with `do`; a line out is what came of it. The first line out is the first reply.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from retrieval.benchmarking.designs import Design
from retrieval.benchmarking.stages import STAGES, spent, watched


def serve(design: Design, first: str, lines: IO[str], out: Callable[[Any], None]) -> None:
    """Answers the question `first`, then does what `lines` say until they end."""
    out({"reply": design.reply(first), "processor": time.process_time()})
    tasks: dict[str, Callable[[Any], Any]] = {
        "ask": lambda questions: _ask(design, questions),
        "load": lambda told: _load(design, told["questions"], told["threads"]),
        "encode": lambda texts: _encode(design, texts),
        "memory": lambda _: memory(),
    }
    for line in lines:
        told = json.loads(line)
        out(tasks[told["do"]](told.get("with")))


def _ask(design: Design, questions: Sequence[str]) -> list[dict[str, float]]:
    """Milliseconds of each question: of each stage, together, and of all threads on the processor."""
    with watched():
        return [_timed(design, question) for question in questions]


def _timed(design: Design, question: str) -> dict[str, float]:
    spent()
    began, processor = time.perf_counter(), time.process_time()
    design.reply(question)
    total, used = time.perf_counter() - began, time.process_time() - processor
    return {**dict.fromkeys(STAGES, 0.0), **spent(), "total": total * 1000, "processor": used * 1000}


def _load(design: Design, questions: Sequence[str], threads: int) -> float:
    """Questions a second with `threads` asked at once; a design that takes fewer has the others wait."""
    began = time.perf_counter()
    with ThreadPoolExecutor(min(threads, design.at_once or threads)) as pool:
        list(pool.map(design.reply, questions))
    return len(questions) / (time.perf_counter() - began)


def _encode(design: Design, texts: Sequence[str]) -> tuple[float, float]:
    """Seconds, and seconds of all threads on the processor."""
    began, processor = time.perf_counter(), time.process_time()
    design.encode(texts)
    return time.perf_counter() - began, time.process_time() - processor


def memory() -> dict[str, float]:
    """MiB of this process: resident, of these its own and of mapped files; and the most there ever was."""
    names = {"VmRSS": "resident", "RssAnon": "own", "RssFile": "mapped", "VmHWM": "peak"}
    with open("/proc/self/status", encoding="ascii") as status:
        fields = dict(line.split(":", 1) for line in status)
    return {name: int(fields[field].split()[0]) / 1024 for field, name in names.items()}
