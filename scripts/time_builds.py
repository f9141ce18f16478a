"""Times builds of many articles: the first, one with nothing changed, one with one article edited.

Each is scripts/build_index.py in a process of its own.

python scripts/time_builds.py ARTICLES                  # takes as long as the model takes for all of them
python scripts/time_builds.py ARTICLES --index INDEX    # their index, which is copied, is there already
python scripts/time_builds.py ARTICLES --made-up        # makes it of made-up vectors: two minutes for 10,000
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from corpus.document import Found
from corpus.store import find_files, read_files
from retrieval.build import build_index
from retrieval.calibrate import calibration_for
from retrieval.encoder import MAX_TOKENS, Encoding, open_encoder
from retrieval.paths import model_name

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Timed:
    what: str
    wall: float
    """Seconds, start-up of the program included; `processor` is what of it was computing."""
    processor: float
    peak: float
    """Megabytes."""
    summary: dict[str, Any]


@click.command()
@click.argument("articles", type=click.Path(path_type=Path, exists=True))
@click.option("--index", type=click.Path(path_type=Path, exists=True), help="An index of these articles.")
@click.option("--made-up", is_flag=True, help="Make up the vectors of the first index, which is not timed.")
@click.option("--json", "as_json", is_flag=True)
def main(articles: Path, index: Path | None, made_up: bool, as_json: bool) -> None:
    """Prints how long each build took, and its peak memory."""
    with tempfile.TemporaryDirectory(prefix="tinso-builds-") as scratch:
        sources, copy = Path(scratch) / "articles", Path(scratch) / "index"
        shutil.copytree(articles, sources)
        if index:
            shutil.copytree(index, copy)
        elif made_up:
            _make_up(sources, copy)
        timed = [] if index or made_up else [_timed("first", sources, copy)]
        timed += [_timed(what, sources, copy, change) for what, change in _CHANGES.items()]
        start_up = _start_up()
    if as_json:
        click.echo(json.dumps([_record(one) for one in timed] + [{"start_up": round(start_up, 1)}], indent=1))
        return
    table = Table("build", "seconds", "of which processor", "peak MB", "encoded", "changed", "unchanged")
    for one in timed:
        found = one.summary
        table.add_row(
            one.what, f"{one.wall:.1f}", f"{one.processor:.1f}", f"{one.peak:.0f}", str(found["encoded"]),
            str(len(found["changed"]) + len(found["added"])), str(found["unchanged"]),
        )  # fmt: skip
    table.caption = f"start-up alone (libraries and model): {start_up:.1f} s"
    Console().print(table)


class _MadeUp:
    """Cheap encodings in the shape of the model's, and under its name."""

    def __init__(self) -> None:
        model = open_encoder(model_name())
        self.identity, self.dimension = model.identity, model.dimension
        states = np.random.default_rng(0).standard_normal((4096 + MAX_TOKENS, self.dimension))
        self._states = states.astype(np.float32)

    def encode_query(self, text: str) -> Encoding:
        first, tokens = zlib.crc32(text.encode()) % 4096, min(MAX_TOKENS, 1 + len(text) // 4)
        states = self._states[first : first + tokens]
        vector = states.mean(axis=0)
        return Encoding(vector / np.linalg.norm(vector), states)

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        return map(self.encode_query, texts)


def _make_up(sources: Path, index: Path) -> None:
    encoder = _MadeUp()
    results = read_files(find_files([sources]))
    articles = (result.article for result in results if isinstance(result, Found))
    build_index(articles, index, encoder, calibration_for(encoder))


def _timed(what: str, sources: Path, index: Path, change: Callable[[Path], None] = lambda _: None) -> Timed:
    change(sources)
    command = [sys.executable, "scripts/build_index.py", str(sources), "--index", str(index), "--json"]
    wall, used, output = _run(command)
    return Timed(what, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.loads(output))


def _run(command: list[str]) -> tuple[float, resource.struct_rusage, str]:
    """Seconds, what the process used, and what it printed."""
    with tempfile.TemporaryFile() as output:
        begun = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=output, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        if status:
            sys.exit(f"{' '.join(command)} failed with code {os.waitstatus_to_exitcode(status)}.")
        output.seek(0)
        return wall, used, output.read().decode()


def _start_up() -> float:
    """Seconds that a build takes before it looks at an article."""
    program = (
        "import scripts.build_index; from retrieval.encoder import open_encoder; "
        "from retrieval.paths import model_name; from corpus.readers import readers; "
        "open_encoder(model_name()); readers()"
    )
    return _run([sys.executable, "-c", program])[0]


def _edit(sources: Path) -> None:
    """Adds a sentence to the article in the middle: of a file's lines, or of the files."""
    files = sorted(path for path in sources.rglob("*") if path.suffix in (".jsonl", ".txt"))
    if not files:
        sys.exit(f"There is no .jsonl or .txt file in {sources} to edit.")
    path = files[len(files) // 2]
    if path.suffix == ".txt":
        path.write_text(path.read_text(encoding="utf-8") + f"\n\n{_SENTENCE}\n", encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    record = json.loads(lines[len(lines) // 2])
    field = "body" if "body" in record else "text"
    record[field] += [_SENTENCE] if isinstance(record[field], list) else f"\n{_SENTENCE}"
    lines[len(lines) // 2] = json.dumps(record, ensure_ascii=False) + "\n"
    path.write_text("".join(lines), encoding="utf-8")


_SENTENCE = "Bài này vừa được bổ sung một câu, để đo thời gian dựng lại."
_CHANGES: dict[str, Callable[[Path], None]] = {"nothing changed": lambda sources: None, "one edit": _edit}


def _record(timed: Timed) -> dict[str, Any]:
    figures = {"build": timed.what, "seconds": round(timed.wall, 1), "processor": round(timed.processor, 1)}
    counted = {name: timed.summary[name] for name in ("articles", "passages", "encoded", "unchanged")}
    return {**figures, "peak_mb": round(timed.peak), **counted}


if __name__ == "__main__":
    main()
