"""How long each stage of a question takes, by wrapping the functions that a question passes through."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

STAGES = ("understand", "encode", "retrieve", "fuse", "decide", "render")

# A stage -> what it consists of. A stage that another one calls is not counted in that one.
_FUNCTIONS = {
    "retrieval.query.understand": "understand",
    "retrieval.query.encode": "encode",
    "retrieval.ranking.find_candidates": "retrieve",
    "retrieval.search.rank": "fuse",
    "retrieval.search.decide": "decide",
    "retrieval.search._hits": "decide",
}

_spent = threading.local()


def spent() -> dict[str, float]:
    """Milliseconds a stage of this thread since it asked last."""
    stages: dict[str, float] = getattr(_spent, "stages", {})
    _spent.stages = dict.fromkeys(STAGES, 0.0)
    return stages


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Counts the time in the block for a stage, and no longer for the one around it."""
    if not hasattr(_spent, "stages"):
        spent()
    outer, _spent.name = getattr(_spent, "name", None), name
    began = time.perf_counter()
    try:
        yield
    finally:
        took = (time.perf_counter() - began) * 1000
        _spent.name = outer
        _spent.stages[name] += took
        if outer:
            _spent.stages[outer] -= took


@contextmanager
def watched() -> Iterator[None]:
    """The program with a stop watch at each stage."""
    with ExitStack() as patches:
        for function, name in _FUNCTIONS.items():
            module, _, attribute = function.rpartition(".")
            if module in sys.modules:  # a design that does without has no such stage
                timed = _timed(getattr(sys.modules[module], attribute), name)
                patches.enter_context(patch(function, timed))
        yield


def _timed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    def timed(*args: Any, **options: Any) -> Any:
        with stage(name):
            return function(*args, **options)

    return timed
