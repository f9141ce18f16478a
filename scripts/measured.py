"""A process that benchmark.py measures; not to be run by hand.

Nothing is imported before it is known what is measured: a start is timed with the imports that it needs.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Told = dict[str, Any]


def main() -> None:
    told = json.loads(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer

    def out(value: Any) -> None:
        print(json.dumps(value), file=answers, flush=True)

    if told["task"] == "serve":
        _serve(told, out)
    else:
        out(_TASKS[told["task"]](told))


def _serve(told: Told, out: Callable[[Any], None]) -> None:
    from retrieval.benchmarking import designs, measured

    index, model = Path(told["index"]), Path(told["model"])
    design: designs.Design
    if told["design"] == "literal":
        design = designs.Literal(index, model)
    else:
        from bot import replies
        from bot.event_loop import keep_the_loop_quick
        from bot.messages import VIETNAMESE
        from bot.settings import Settings

        threads = Settings.model_fields["threads"].default
        passages = replies.MAX_SOURCES + 1  # those of a first reply, and whether there are more
        design = designs.Tinso(
            index, model, lambda answer: replies.answer(answer, VIETNAMESE), threads, passages
        )
        keep_the_loop_quick()
    measured.serve(design, told["first"], sys.stdin, out)


def _build_tinso(told: Told) -> None:
    from retrieval.benchmarking.builds import build_tinso

    build_tinso(Path(told["source"]), Path(told["index"]), Path(told["model"]), filled=told["filled"])


def _build_literal(told: Told) -> None:
    from retrieval.benchmarking.builds import build_literal

    build_literal(Path(told["source"]), Path(told["index"]), Path(told["model"]), Path(told["tinso"]))


def _build_many(told: Told) -> None:
    from itertools import islice

    import numpy as np

    from corpus.store import read_sources
    from retrieval.benchmarking import million
    from retrieval.encoder import open_encoder

    articles = read_sources([Path(told["source"])]).articles
    texts = (paragraph.text for article in articles for paragraph in article.paragraphs)
    encodings = open_encoder(told["model"]).encode_passages(islice(texts, told["pool"]))
    pool = np.stack([encoding.vector for encoding in encodings])
    million.build(told["passages"], pool, Path(told["index"]))


def _measure_many(told: Told) -> Any:
    from retrieval.benchmarking import million

    return million.measure(Path(told["index"]))


_TASKS: dict[str, Callable[[Told], Any]] = {
    "build-tinso": _build_tinso,
    "build-literal": _build_literal,
    "build-many": _build_many,
    "measure-many": _measure_many,
}

if __name__ == "__main__":
    main()
