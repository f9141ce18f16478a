"""`python -m bot` under load, and what goes wrong around it: kills, a full disk, no names, a wrong clock."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

from tests.telegram.double import Double

REPOSITORY = Path(__file__).resolve().parents[2]
_CLOCK = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
_SAMPLED = re.compile(r"^(?!#)(\w+(?:\{[^}]*\})?) (\S+)$", re.MULTILINE)

# Python runs a module of this name at its start: names are not found while a file says so.
_SITE = """
import os, socket
genuine = socket.getaddrinfo
def getaddrinfo(*args, **kwargs):
    if os.path.exists({flag!r}):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return genuine(*args, **kwargs)
socket.getaddrinfo = getaddrinfo
"""


class BotUnderLoad:
    """The bot as a process of its own, started again when it was killed."""

    def __init__(self, double: Double, index: Path, folder: Path, *, fake_clock: bool = False) -> None:
        """Keeps what it writes in `folder`. A fake clock needs the system's package libfaketime."""
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            self._health = f"127.0.0.1:{reserved.getsockname()[1]}"
        self._double = double
        self._nameless = folder / "nameless"
        self._clock = folder / "clock"
        self._log: list[str] = []
        site = folder / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(_SITE.format(flag=str(self._nameless)))
        self._environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(site), str(REPOSITORY))),
            "TELEGRAM_BOT_TOKEN": double.token,
            "TELEGRAM_API_URL": double.url.replace("127.0.0.1", "localhost"),
            "TINSO_INDEX": str(index),
            "TINSO_JOURNAL": str(folder / "journal.sqlite"),
            "TINSO_INBOX": str(folder / "inbox.sqlite"),
            "TINSO_PAUSE_FILE": str(folder / "tam-dung"),
            "MALLOC_ARENA_MAX": "2",  # as in deploy/
            "TINSO_HEALTH": self._health,
            "TINSO_MESSAGES_PER_SECOND": "1000",
            "TINSO_REFRESH_SECONDS": "0.5",
        }
        if fake_clock:
            self.jump(0)
            self._environment |= {
                "LD_PRELOAD": str(_CLOCK),
                "FAKETIME_TIMESTAMP_FILE": str(self._clock),
                "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
        self.start()

    @staticmethod
    def can_fake_clock() -> bool:
        return _CLOCK.exists()

    def start(self) -> None:
        command = [sys.executable, "-m", "bot"]
        self._process = subprocess.Popen(command, env=self._environment, stderr=subprocess.PIPE, text=True)
        self._ear = threading.Thread(target=self._listen, args=(self._process,))
        self._ear.start()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._ear.join()

    def stop(self) -> tuple[int, float]:
        """The exit code after SIGTERM, and the seconds it took."""
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(60)
        self._ear.join()
        return code, time.monotonic() - begun

    def lose_names(self, seconds: float) -> None:
        """For so long no connection can be made, and those that there are end."""
        self._nameless.touch()
        self._double.cut_off()
        time.sleep(seconds)
        self._nameless.unlink()

    def fill_disk(self, seconds: float) -> None:
        """For so long no file of the bot's can grow."""
        _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (0, hard))
        time.sleep(seconds)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (hard, hard))

    def jump(self, seconds: float) -> None:
        """The bot's clock is wrong by so much from now on."""
        self._clock.write_text(f"{seconds:+.0f}\n")

    def metrics(self) -> dict[str, float]:
        """What Prometheus would read now; nothing while the bot does not answer."""
        try:
            text = httpx.get(f"http://{self._health}/metrics", timeout=5).text
        except httpx.HTTPError:
            return {}
        return {name: float(value) for name, value in _SAMPLED.findall(text)}

    def log_summary(self) -> dict[str, int]:
        """How often each kind of line stands in the log, numbers aside."""
        lines = [line[24:].strip() for line in self._log]
        return dict(Counter(re.sub(r"[\w.-]*\d[\w.-]*", "#", line)[:110] for line in lines).most_common(15))

    def leaks(self, *secrets: str) -> int:
        """How many lines of the log hold one of these."""
        return sum(any(secret in line for secret in secrets) for line in self._log)

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None
        self._log.extend(process.stderr)
