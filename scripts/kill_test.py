"""Kills builds, at random moments and at every write, while the bot answers from the index. For developers.

Each round edits an article, starts a build in a process of its own and kills it with SIGKILL. Whatever moment
that was, the version in service must open, verify, hold all its articles and answer, and the next build must
mend everything. All the while citizens ask the real bot, which is connected to the Bot API double and takes
over every version that is published: each question must be answered with a passage. The encodings are the
real model's, made beforehand, so that a build takes a moment; all else is the real thing.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import click
import faiss

from corpus.article import Article, Paragraph
from retrieval.build import build_index
from retrieval.calibration import Calibration, shipped_calibration
from retrieval.encoder import Encoding, open_encoder
from retrieval.index import open_index
from retrieval.paths import model_name
from retrieval.search import answer
from tests.load.course import Watched
from tests.load.process import BotUnderLoad

_CHANGES = frozenset({"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate"})
"""What Python announces (PEP 578) before it changes the disk, beside `open`."""
_TODAY = date(2026, 1, 1)
_EDITIONS = 3
_SHOWN = 5
_BETWEEN_QUESTIONS = 0.25
_PATIENCE = 60.0
_SPAWN = get_context("spawn")


@dataclass(slots=True)
class Remembered:
    """The default model's encodings of all texts of the articles here, and of one question."""

    identity: str
    dimension: int
    passages: dict[str, Encoding]
    query: Encoding

    def encode_query(self, text: str) -> Encoding:
        return self.query

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        return map(self.passages.__getitem__, texts)


class Remembering:
    """An encoder that keeps what it encodes."""

    def __init__(self) -> None:
        self._encoder = open_encoder(model_name())
        self.identity, self.dimension = self._encoder.identity, self._encoder.dimension
        self.encode_query = self._encoder.encode_query
        self._passages: dict[str, Encoding] = {}

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        for text in texts:
            self._passages[text] = next(self._encoder.encode_passages([text]))
            yield self._passages[text]

    def remembered(self) -> Remembered:
        query = self.encode_query(_question(0))
        return Remembered(self.identity, self.dimension, self._passages, query)


def remember(articles: int) -> Remembered:
    """Runs in a process of its own: with the model's threads in it, this one could not be forked."""
    encoder = Remembering()
    editions = (
        replace(_article(number, edition), id=f"{number}-{edition}")
        for number in range(articles)
        for edition in range(_EDITIONS)
    )
    with tempfile.TemporaryDirectory() as scratch:
        build_index(editions, Path(scratch), encoder, _calibration(encoder.identity))
    return encoder.remembered()


class Trial:
    """An index under attack, and what went wrong with it."""

    def __init__(self, directory: Path, encoder: Remembered, articles: int) -> None:
        self.broken: list[str] = []
        self.kills = 0
        self._directory, self._encoder = directory, encoder
        self._calibration = _calibration(encoder.identity)
        self._editions = [0] * articles
        self._articles = [_article(number, 0) for number in range(articles)]
        self._published = self._articles
        self._build()

    def edit(self, number: int) -> None:
        place = number % len(self._articles)
        self._editions[place] = (self._editions[place] + 1) % _EDITIONS
        self._articles = [*self._articles]
        self._articles[place] = _article(place, self._editions[place])

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


@dataclass
class Citizens:
    """What came of the questions that citizens asked meanwhile."""

    asked: int = 0
    answered: int = 0
    """With a passage of the article that they asked about."""
    wrong: list[str] = field(default_factory=list)
    """Other replies."""
    waits: list[float] = field(default_factory=list)
    """Seconds from question to reply."""
    versions: int = 0
    """That the bot took over."""
    refused: int = 0
    """That it could not use."""

    def __str__(self) -> str:
        missing = self.asked - self.answered - len(self.wrong)
        return (
            f"the bot was asked {self.asked} questions: {self.answered} answered with a passage, "
            f"{len(self.wrong)} otherwise, {missing} not; "
            f"median {median(self.waits or [0]):.2f} s, slowest {max(self.waits, default=0):.1f} s; "
            f"took over {self.versions} versions, refused {self.refused}"
        )


def ask_all_the_while(directory: Path, articles: int, control: Connection) -> None:
    """Runs in a process of its own: the bot, the Bot API double, and citizens, until told to stop."""
    citizens, asked = Citizens(), dict[tuple[int, int], float]()
    with tempfile.TemporaryDirectory() as scratch, Watched() as double:
        bot = BotUnderLoad(double, directory, Path(scratch))
        double.wait_for_call("getUpdates", timeout=_PATIENCE)
        control.send("ready")
        while not control.poll(_BETWEEN_QUESTIONS):
            citizens.asked += 1
            update = double.say(_question(citizens.asked % articles), chat=citizens.asked)
            asked[citizens.asked, update["message"]["message_id"]] = time.monotonic()
        patience = time.monotonic() + _PATIENCE
        while len(double.answered) < len(asked) and time.monotonic() < patience:
            time.sleep(0.05)
        metrics = bot.metrics()
        bot.stop()
    for key, at in asked.items():
        for answered, text in double.answered.get(key, [])[:1]:
            citizens.waits.append(answered - at)
            if f"trao {key[0] % articles} bằng khen" in text:
                citizens.answered += 1
            else:
                citizens.wrong.append(text)
    citizens.versions = int(metrics.get("tinso_index_swaps_total", 0))
    citizens.refused = int(metrics.get("tinso_index_refused_total", 0))
    control.send(citizens)


@contextmanager
def citizens_asking(directory: Path, articles: int) -> Iterator[Callable[[], Citizens]]:
    """While this is open citizens ask; calling what it gives ends that, and gives what came of it."""

    def stop() -> Citizens:
        ours.send("stop")
        citizens: Citizens = ours.recv()
        return citizens

    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=ask_all_the_while, args=(directory, articles, theirs))
    process.start()
    try:
        ours.recv()
        yield stop
    finally:
        process.join(timeout=5)
        process.kill()


@click.command()
@click.option("--random", "randomly", default=100, show_default=True, help="Kills at random moments.")
@click.option("--rounds", default=1, show_default=True, help="Rounds of a kill at every write point.")
@click.option("--articles", default=12, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(randomly: int, rounds: int, articles: int, seed: int) -> None:
    """Kills builds and tells how many left a broken index, and what citizens noticed of it.

    Exit code 1 if there was anything to notice.
    """
    with ProcessPoolExecutor(1, mp_context=_SPAWN) as pool:
        encoder = pool.submit(remember, articles).result()
    faiss.omp_set_num_threads(1)  # its threads would not live on in a forked process
    with tempfile.TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch), encoder, articles)
        with citizens_asking(Path(scratch), articles) as stop:
            _attack(trial, randomly, rounds, random.Random(seed))
            citizens = stop()
    click.echo(f"{trial.kills} kills; broken indexes, lost articles, failed builds: {len(trial.broken)}")
    click.echo(str(citizens))
    for message in (*trial.broken, *citizens.wrong[:_SHOWN]):
        click.echo(f"  {message}")
    sys.exit(1 if trial.broken or citizens.answered < citizens.asked or citizens.refused else 0)


def _attack(trial: Trial, randomly: int, rounds: int, chance: random.Random) -> None:
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


def _calibration(identity: str) -> Calibration:
    found = shipped_calibration(identity)
    if found is None:
        sys.exit("The calibration of the default model is missing.")
    return found


def _article(number: int, edition: int) -> Article:
    text = (
        f"Ngày {number + 1} tháng 3, Sở tổ chức hội nghị lần thứ {edition} về chuyển đổi số ở xã số {number}."
    )
    again = f"Hội nghị có {100 + edition} đại biểu dự và trao {number} bằng khen."
    return Article(f"bai-{number}", f"Hội nghị số {number}", (Paragraph(text), Paragraph(again)))


def _question(number: int) -> str:
    return f"Hội nghị số {number} có bao nhiêu đại biểu dự?"


if __name__ == "__main__":
    main()
