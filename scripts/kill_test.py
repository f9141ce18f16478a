"""Kills builds, at random moments and at every write, and checks what is left. For developers.

Each round edits an article, starts a build in a process of its own and kills it with SIGKILL. Whatever moment
that was, the version in service must open, verify, hold all its articles and answer, and the next build must
mend everything. A stand-in replaces the model, so that a build takes a moment; all else is the real thing.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import faiss
import numpy as np

from corpus.article import Article, Paragraph
from retrieval.build import build_index
from retrieval.calibration import Calibration, shipped_calibration
from retrieval.encoder import Encoding
from retrieval.index import open_index
from retrieval.search import answer

_CHANGES = frozenset({"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate"})
"""What Python announces (PEP 578) before it changes the disk, beside `open`."""
_TODAY = date(2026, 1, 1)


class StandIn:
    """Cheap vectors in the shape of the default model's, the same for the same text."""

    identity = "multilingual-e5-small/stand-in:0"
    dimension = 384

    def encode_query(self, text: str) -> Encoding:
        states = np.random.default_rng(list(text.encode())).standard_normal((4, self.dimension))
        vector = states.mean(axis=0)
        return Encoding((vector / np.linalg.norm(vector)).astype(np.float32), states.astype(np.float32))

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        return map(self.encode_query, texts)


class Trial:
    """An index under attack, and what went wrong with it."""

    def __init__(self, directory: Path, calibration: Calibration, articles: int) -> None:
        self.broken: list[str] = []
        self.kills = 0
        self._directory, self._calibration, self._encoder = directory, calibration, StandIn()
        self._articles = [_article(number, 0) for number in range(articles)]
        self._published = self._articles
        self._build()

    def edit(self, number: int) -> None:
        place = number % len(self._articles)
        self._articles = [*self._articles]
        self._articles[place] = _article(place, number + 1)

    def attack(self, ambush: Callable[[], None], delay: float | None = None) -> bool:
        """A build that `ambush` kills from within, or that is killed after `delay`; False if it ended."""
        child = os.fork()
        if not child:
            try:
                ambush()
                self._build()
                os._exit(0)
            finally:
                os._exit(1)  # never back into what the parent does
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        killed = os.WIFSIGNALED(status)
        if not killed and os.WEXITSTATUS(status):
            self.broken.append("a build failed")
        self.kills += killed
        self._check(f"kill {self.kills}")
        return killed

    def mend(self) -> None:
        self._build()
        self._check("the build after")
        if self._published != self._articles:
            self.broken.append("the build after a kill did not publish all articles")
        left = [path.name for path in (self._directory / "versions").iterdir() if path.name.startswith(".")]
        if left:
            self.broken.append(f"left behind: {left}")

    def _build(self) -> None:
        build_index(iter(self._articles), self._directory, self._encoder, self._calibration)

    def _check(self, when: str) -> None:
        try:
            index = open_index(self._directory, self._encoder)
            held = [index.articles[row] for row in range(len(index.articles))]
            if held not in (self._published, self._articles):
                self.broken.append(f"{when}: articles are lost")
            asked = held[0].paragraphs[0].text
            if not answer(index, self._encoder, asked, _TODAY).hits:
                self.broken.append(f"{when}: no answer")
            self._published = held
        except Exception as error:  # whatever is wrong with it, it is what this looks for
            self.broken.append(f"{when}: {error!r}")


@click.command()
@click.option("--random", "randomly", default=100, show_default=True, help="Kills at random moments.")
@click.option("--rounds", default=1, show_default=True, help="Rounds of a kill at every write point.")
@click.option("--articles", default=12, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(randomly: int, rounds: int, articles: int, seed: int) -> None:
    """Kills builds and tells how many left a broken index; exit code 1 if any did."""
    calibration = shipped_calibration(StandIn.identity)
    if calibration is None:
        sys.exit("The calibration of the default model is missing.")
    faiss.omp_set_num_threads(1)  # its threads would not live on in a forked process
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch), calibration, articles)
        for number in range(rounds):
            _kill_at_each_write(trial, number)
        began = time.monotonic()
        trial.edit(0)
        trial.mend()
        usual = time.monotonic() - began
        for number in range(randomly):
            trial.edit(number)
            trial.attack(lambda: None, chance.uniform(0, usual))
            if number % 10 == 9:
                trial.mend()
        trial.mend()
    click.echo(f"{trial.kills} kills; broken indexes, lost articles, failed builds: {len(trial.broken)}")
    for message in trial.broken:
        click.echo(f"  {message}")
    sys.exit(1 if trial.broken else 0)


def _kill_at_each_write(trial: Trial, first: int) -> None:
    """Kills at the first write, then at the second …, until a build gets through; mends now and then."""
    point, killed = 1, True
    while killed:
        trial.edit(first + point)
        killed = trial.attack(lambda point=point: _ambush(point))  # type: ignore[misc]
        if point % 10 == 0:
            trial.mend()
        point += 1


def _ambush(point: int) -> None:
    """Kills this process just before its `point`-th write to the disk, or its synchronising."""
    remaining = point

    def count() -> None:
        nonlocal remaining
        remaining -= 1
        if not remaining:
            os.kill(os.getpid(), signal.SIGKILL)

    def notice(event: str, details: tuple[Any, ...]) -> None:
        if event in _CHANGES or (event == "open" and _for_writing(details)):
            count()

    def fsync(descriptor: int, synchronise: Callable[[int], None] = os.fsync) -> None:
        count()
        synchronise(descriptor)

    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(notice)


def _for_writing(details: tuple[Any, ...]) -> bool:
    return isinstance(details[2], int) and bool(details[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _article(number: int, edition: int) -> Article:
    text = (
        f"Ngày {number + 1} tháng 3, Sở tổ chức hội nghị lần thứ {edition} về chuyển đổi số ở xã số {number}."
    )
    again = f"Hội nghị có {100 + edition} đại biểu dự và trao {number} bằng khen."
    return Article(f"bai-{number}", f"Hội nghị số {number}", (Paragraph(text), Paragraph(again)))


if __name__ == "__main__":
    main()
