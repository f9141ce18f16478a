"""Puts the real bot under load against the Bot API double, with faults, and tells what came of it.

python scripts/soak.py --updates 50000 --malformed 0.01          # endurance
python scripts/soak.py --updates 18000 --rate 30                 # ten minutes of thirty questions a second
python scripts/soak.py --updates 3000 --rate 10 --faults 0.05 --swaps 100 --kills 3
"""

import itertools
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

import click
import httpx

from bot.messages import ENGLISH, VIETNAMESE
from tests.telegram import faults
from tests.telegram.double import Double

REPOSITORY = Path(__file__).resolve().parent.parent
CITIZENS = 20_000
PATIENCE = 90.0
SAMPLED = (
    "process_resident_memory_bytes",
    "tinso_asyncio_tasks",
    "tinso_event_loop_blocked_total",
    "tinso_event_loop_lag_seconds_count",
    "tinso_index_swaps_total",
    "tinso_index_refused_total",
)

FAULTS = (
    faults.too_many(1),
    faults.bad_gateway(),
    faults.dropped(),
    faults.unheard(),
    faults.half_answered(),
    faults.slow(3.0),
)

Json = dict[str, Any]
Key = tuple[int, int]


class Watched(Double):
    """The double, noting when each question was answered and how."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: dict[Key, list[tuple[float, str]]] = defaultdict(list)

    def perform(self, method: str, params: Json) -> Any:
        result = super().perform(method, params)
        if method == "sendMessage" and params.get("reply_parameters"):
            reply = json.loads(params["reply_parameters"])
            self.answered[int(params["chat_id"]), reply["message_id"]].append(
                (time.monotonic(), params["text"])
            )
        return result


@dataclass(slots=True)
class Plan:
    """What is to happen."""

    updates: int
    rate: float
    outstanding: int
    malformed: float
    faults: float
    swaps: int
    bad_indexes: int
    kills: int


@dataclass(slots=True)
class Course:
    """What happened."""

    asked: dict[Key, float] = field(default_factory=dict)
    malformed: int = 0
    faults: int = 0
    samples: list[dict[str, float]] = field(default_factory=list)
    killed_while_open: int = 0


class Bot:
    """`python -m bot`, started again when it was killed."""

    def __init__(self, double: Double, index: Path, log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            self.health = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        self._log = log.open("ab")
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "TELEGRAM_BOT_TOKEN": double.token,
            "TELEGRAM_API_URL": double.url,
            "TINSO_INDEX": str(index),
            "TINSO_HEALTH": self.health.removeprefix("http://"),
            "TINSO_MESSAGES_PER_SECOND": "1000",
            "TINSO_REFRESH_SECONDS": "0.5",
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "bot"]
        self._process = subprocess.Popen(command, env=self._environment, stderr=self._log)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> tuple[int, float]:
        """The exit code after SIGTERM, and the seconds it took."""
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(60)
        self._log.close()
        return code, time.monotonic() - begun

    def metrics(self) -> dict[str, float]:
        try:
            text = httpx.get(f"{self.health}/metrics", timeout=5).text
        except httpx.HTTPError:
            return {}
        found = {name: re.search(rf"^{name} (\S+)$", text, re.MULTILINE) for name in SAMPLED}
        return {name: float(match[1]) for name, match in found.items() if match}


@click.command(add_help_option=False)
@click.option(
    "--index",
    type=click.Path(path_type=Path, exists=True),
    default=REPOSITORY / "var" / "index",
    help="Chỉ mục để thử (được chép ra nơi khác).",
)
@click.option("--updates", type=int, default=5_000, help="Số cập nhật.")
@click.option("--rate", type=float, default=0.0, help="Số câu hỏi mỗi giây; 0 là nhanh hết mức.")
@click.option(
    "--outstanding", type=int, default=90, help="Khi nhanh hết mức: số câu nhiều nhất chưa được trả lời."
)
@click.option("--malformed", type=float, default=0.0, help="Tỉ lệ cập nhật sai cấu trúc.")
@click.option("--faults", "fault_share", type=float, default=0.0, help="Tỉ lệ lỗi mạng, 429, 502 …")
@click.option("--swaps", type=int, default=0, help="Số lần đổi chỉ mục.")
@click.option("--bad-indexes", type=int, default=0, help="Số lần xuất bản chỉ mục hỏng.")
@click.option("--kills", type=int, default=0, help="Số lần SIGKILL giữa chừng.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(index: Path, updates: int, rate: float, outstanding: int, malformed: float, fault_share: float,
         swaps: int, bad_indexes: int, kills: int) -> None:  # fmt: skip
    """Chạy bot thật với máy chủ Bot API giả, đo rồi in báo cáo JSON. Mã thoát là 1 khi có câu bị bỏ sót."""
    plan = Plan(updates, rate, outstanding, malformed, fault_share, swaps, bad_indexes, kills)
    with tempfile.TemporaryDirectory(prefix="tinso-soak-") as folder, Watched() as double:
        copy = Path(shutil.copytree(index, Path(folder) / "index"))
        log = Path(folder) / "log"
        bot, course = Bot(double, copy, log), Course()
        double.wait_for_call("getUpdates", timeout=60)
        finished = threading.Event()
        sampler = threading.Thread(target=_sample, args=(bot, course, finished))
        sampler.start()
        begun = time.monotonic()
        _run(plan, course, double, bot, copy)
        _wait_for_the_rest(course, double)
        seconds = time.monotonic() - begun
        finished.set()
        sampler.join()
        code, stopping = bot.stop()
        report = _report(plan, course, double, seconds)
        report |= {"exit_code": code, "stop_seconds": round(stopping, 1), "log": _log_summary(log)}
    click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    sys.exit(bool(report["unanswered"] and not kills))


def _run(plan: Plan, course: Course, double: Watched, bot: Bot, index: Path) -> None:
    texts = [
        json.loads(line)["question"]
        for line in (REPOSITORY / "corpus" / "questions.jsonl").open(encoding="utf-8")
    ]
    chance = random.Random(6)
    swaps, bad, kills = (
        _moments(plan.updates, count) for count in (plan.swaps, plan.bad_indexes, plan.kills)
    )
    begun = time.monotonic()
    for number, text in zip(range(plan.updates), itertools.cycle(texts), strict=False):
        _wait_for_turn(plan, course, double, begun, number)
        if chance.random() < plan.malformed:
            double.deliver("message", {"message_id": 1, "date": "?"})
            course.malformed += 1
            continue
        if chance.random() < plan.faults:
            double.misbehave(chance.choice(["sendMessage", "getUpdates"]), chance.choice(FAULTS))
            course.faults += 1
        update = double.say(text, chat=1 + number % CITIZENS)
        course.asked[update["message"]["chat"]["id"], update["message"]["message_id"]] = time.monotonic()
        if number in swaps:
            _publish(index, f"v{number}", whole=True)
        if number in bad:
            _publish(index, f"hong{number}", whole=False)
        if number in kills:
            course.killed_while_open += len(course.asked) - len(double.answered) - double.pending
            bot.kill()
            bot.start()


def _wait_for_turn(plan: Plan, course: Course, double: Watched, begun: float, number: int) -> None:
    if plan.rate:
        time.sleep(max(0.0, begun + number / plan.rate - time.monotonic()))
        return
    patience = time.monotonic() + PATIENCE
    while len(course.asked) - len(double.answered) >= plan.outstanding and time.monotonic() < patience:
        time.sleep(0.002)


def _wait_for_the_rest(course: Course, double: Watched) -> None:
    patience = time.monotonic() + PATIENCE
    while len(double.answered) < len(course.asked) and time.monotonic() < patience:
        time.sleep(0.05)


def _moments(updates: int, count: int) -> set[int]:
    return {(number + 1) * updates // (count + 1) for number in range(count)}


def _publish(index: Path, name: str, *, whole: bool) -> None:
    """Publishes the oldest version again under another name, whole or with a flipped bit."""
    versions = sorted((index / "versions").iterdir(), key=lambda folder: folder.stat().st_mtime_ns)
    copy = Path(shutil.copytree(versions[0], index / "versions" / name))
    if not whole:
        damaged = copy / "sentences.faiss"
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2] ^= 1
        damaged.write_bytes(content)
    fresh = index / "current.fresh"
    fresh.write_text(f"{name}\n", encoding="utf-8")
    os.replace(fresh, index / "current")


def _sample(bot: Bot, course: Course, finished: threading.Event) -> None:
    while not finished.wait(1.0):
        if sample := bot.metrics():
            course.samples.append(sample)


def _report(plan: Plan, course: Course, double: Watched, seconds: float) -> Json:
    waits = [double.answered[key][0][0] - at for key, at in course.asked.items() if key in double.answered]
    kinds = Counter(_kind(replies[0][1]) for replies in list(double.answered.values()))
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    memory = [
        s["process_resident_memory_bytes"] / 1e6
        for s in course.samples
        if "process_resident_memory_bytes" in s
    ]
    quarter = max(1, len(memory) // 4)
    last = course.samples[-1] if course.samples else {}
    return {
        "asked": len(course.asked),
        "malformed": course.malformed,
        "faults": course.faults,
        "seconds": round(seconds, 1),
        "per_second": round(len(course.asked) / seconds, 1),
        "answered": kinds,
        "unanswered": len(course.asked) - len(waits),
        "answered_twice": sum(len(replies) > 1 for replies in double.answered.values()),
        "held_by_telegram": double.pending,
        "open_when_killed": course.killed_while_open,
        "latency_seconds": {name: round(cuts[at], 3) for name, at in (("p50", 49), ("p95", 94), ("p99", 98))},
        "memory_mb": {
            "first_quarter": round(mean(memory[:quarter]), 1) if memory else None,
            "last_quarter": round(mean(memory[-quarter:]), 1) if memory else None,
            "peak": round(max(memory), 1) if memory else None,
        },
        "tasks": {"median": _median([s.get("tinso_asyncio_tasks", 0) for s in course.samples]),
                  "at_the_end": last.get("tinso_asyncio_tasks")},
        "loop_blocked_over_50_ms": last.get("tinso_event_loop_blocked_total"),
        "loop_measurements": last.get("tinso_event_loop_lag_seconds_count"),
        "index_swaps": last.get("tinso_index_swaps_total"),
        "index_refused": last.get("tinso_index_refused_total"),
    }  # fmt: skip


def _median(values: list[float]) -> float | None:
    return sorted(values)[len(values) // 2] if values else None


def _kind(html: str) -> str:
    for name in ("busy", "trouble", "not_found"):
        if html in (getattr(VIETNAMESE, name), getattr(ENGLISH, name)):
            return name
    return "found or vague"


def _log_summary(log: Path) -> dict[str, int]:
    """How often each kind of line stands in the bot's log, numbers aside."""
    lines = [line[24:] for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    return dict(Counter(re.sub(r"[\w.-]*\d[\w.-]*", "#", line)[:100] for line in lines).most_common(12))


if __name__ == "__main__":
    main()
