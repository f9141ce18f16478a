"""Runs a command line of this repository as staff do."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

Done = subprocess.CompletedProcess[str]


def run(script: str, *arguments: str | Path, **environment: str) -> Done:
    """Runs `scripts/<script>`."""
    return run_command(sys.executable, f"scripts/{script}", *arguments, **environment)


def run_command(*command: str | Path, **environment: str) -> Done:
    return subprocess.run(
        list(map(str, command)),
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def assert_one_clear_sentence(done: Done, code: int = 1) -> None:
    """Staff see what is wrong and nothing else: no traceback, nothing where results go."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
