"""A crowd of citizens, what goes wrong meanwhile, and what came of it."""

import itertools
import json
import os
import random
import shutil
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.load.process import REPOSITORY, BotUnderLoad
from tests.telegram import faults
from tests.telegram.double import Double

Json = dict[str, Any]
Key = tuple[int, int]

CITIZENS = 20_000
PATIENCE = 120.0
_JUMPS = (3 * 86_400.0, -86_400.0, 0.0)

FAULTS = {
    "429": faults.too_many(1),
    "502": faults.bad_gateway(),
    "reset": faults.dropped(),
    "unheard": faults.unheard(),
    "half": faults.half_answered(),
    "timeout": faults.slow(11.0),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen. Shares are of the updates; everything else is spread evenly over them."""

    updates: int
    rate: float = 0.0
    """Questions a second; 0 is as fast as `outstanding` unanswered ones allow."""
    outstanding: int = 90
    malformed: float = 0.0
    faults: float = 0.0
    swaps: int = 0
    bad_indexes: int = 0
    kills: int = 0
    outages: int = 0
    outage_seconds: float = 120.0
    full_disks: int = 0
    full_disk_seconds: float = 20.0
    clock_jumps: int = 0


class Watched(Double):
    """The double, noting when each message was answered and how; it keeps nothing else of the past."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: dict[Key, list[tuple[float, str]]] = defaultdict(list)

    def perform(self, method: str, params: Json) -> Any:
        result = super().perform(method, params)
        if method == "sendMessage" and params.get("reply_parameters"):
            reply = json.loads(params["reply_parameters"])
            key = int(params["chat_id"]), reply["message_id"]
            self.answered[key].append((time.monotonic(), params["text"]))
        self.forget()
        return result


@dataclass(slots=True)
class Course:
    """What happened."""

    asked: dict[Key, float] = field(default_factory=dict)
    malformed: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    open_when_killed: int = 0
    samples: list[dict[str, float]] = field(default_factory=list)
    beside: list[threading.Thread] = field(default_factory=list)


def run(plan: Plan, double: Watched, bot: BotUnderLoad, index: Path) -> Course:
    """Has citizens ask until all is asked and answered, or nothing is answered any more."""
    course, finished = Course(), threading.Event()
    sampler = threading.Thread(target=_sample, args=(bot, course, finished))
    sampler.start()
    try:
        _ask_all(plan, course, double, bot, index)
        for thread in course.beside:
            thread.join()
        _wait_for_the_rest(course, double)
    finally:
        finished.set()
        sampler.join()
    return course


def _ask_all(plan: Plan, course: Course, double: Watched, bot: BotUnderLoad, index: Path) -> None:
    chance = random.Random(6)
    events = _events(plan, course, double, bot, index)
    begun = time.monotonic()
    for number, text in zip(range(plan.updates), itertools.cycle(_texts()), strict=False):
        _wait_for_turn(plan, course, double, begun, number)
        for event in events.get(number, ()):
            event()
        if chance.random() < plan.malformed:
            double.deliver("message", {"message_id": 1, "date": "?"})
            course.malformed += 1
            continue
        if chance.random() < plan.faults:
            method = chance.choice(["sendMessage", "sendMessage", "getUpdates"])
            kind = chance.choice(list(FAULTS))
            double.misbehave(method, FAULTS[kind])
            course.faults[f"{method} {kind}"] += 1
        update = double.say(text, chat=1 + number % CITIZENS)
        course.asked[update["message"]["chat"]["id"], update["message"]["message_id"]] = time.monotonic()


def _texts() -> list[str]:
    """Questions, and now and then a command."""
    questions = (REPOSITORY / "corpus" / "questions.jsonl").open(encoding="utf-8")
    texts = [json.loads(line)["question"] for line in questions]
    for place, command in enumerate(("/start", "/help", "/moinhat", "/tim chữ ký số", "/chude", "/nguon")):
        texts.insert(place * 40, command)
    return texts


def _events(
    plan: Plan, course: Course, double: Watched, bot: BotUnderLoad, index: Path
) -> dict[int, list[Callable[[], object]]]:
    """What else happens, by the number of the update before which it does."""
    events: dict[int, list[Callable[[], object]]] = defaultdict(list)

    def spread(count: int, event: Callable[[int], object]) -> None:
        for number in range(count):
            events[(number + 1) * plan.updates // (count + 1)].append(partial(event, number))

    def beside(action: Callable[[], None]) -> None:
        course.beside.append(thread := threading.Thread(target=action))
        thread.start()

    def kill(number: int) -> None:
        course.open_when_killed += len(course.asked) - len(double.answered) - double.pending
        bot.kill()
        bot.start()

    spread(plan.swaps, lambda number: publish(index, f"v{number}", whole=True))
    spread(plan.bad_indexes, lambda number: publish(index, f"hong{number}", whole=False))
    spread(plan.kills, kill)
    spread(plan.outages, lambda number: beside(lambda: bot.lose_names(plan.outage_seconds)))
    spread(plan.full_disks, lambda number: beside(lambda: bot.fill_disk(plan.full_disk_seconds)))
    spread(plan.clock_jumps, lambda number: bot.jump(_JUMPS[number % len(_JUMPS)]))
    return events


def _wait_for_turn(plan: Plan, course: Course, double: Watched, begun: float, number: int) -> None:
    if plan.rate:
        time.sleep(max(0.0, begun + number / plan.rate - time.monotonic()))
        return
    patience = time.monotonic() + PATIENCE + plan.outage_seconds
    while len(course.asked) - len(double.answered) >= plan.outstanding and time.monotonic() < patience:
        time.sleep(0.005)


def _wait_for_the_rest(course: Course, double: Watched) -> None:
    """Until all are answered, or none was for a while."""
    answered, since = len(double.answered), time.monotonic()
    while len(double.answered) < len(course.asked) and time.monotonic() - since < PATIENCE:
        time.sleep(0.05)
        if len(double.answered) > answered:
            answered, since = len(double.answered), time.monotonic()


def publish(index: Path, name: str, *, whole: bool) -> None:
    """Publishes the first version again under another name, whole or with a flipped bit; older copies go."""
    versions = sorted((index / "versions").iterdir(), key=lambda folder: folder.stat().st_ctime_ns)
    original = min(versions, key=lambda folder: folder.name.startswith(("v", "hong")))
    copy = Path(shutil.copytree(original, index / "versions" / name))
    if not whole:
        damaged = copy / "sentences.fp16"
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2] ^= 1
        damaged.write_bytes(content)
    fresh = index / "current.fresh"
    fresh.write_text(f"{name}\n", encoding="utf-8")
    os.replace(fresh, index / "current")
    for old in versions[:-3]:
        if old != original:
            shutil.rmtree(old, ignore_errors=True)


def _sample(bot: BotUnderLoad, course: Course, finished: threading.Event) -> None:
    while not finished.wait(1.0):
        if sample := bot.metrics():
            course.samples.append(sample)
