"""A few kills of the two hundred that `scripts/kill_test.py` does."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_builds_killed_at_random_moments_break_nothing_and_no_citizen_notices() -> None:
    # A process of its own: the script forks, and a forked test process would hold others' threads.
    options = "--random 10 --rounds 0 --articles 4".split()
    command = [sys.executable, "-m", "scripts.kill_test", *options]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    # A build that ends before its moment comes is not killed.
    assert result.returncode == 0, result.stdout + result.stderr
    killed, asked = result.stdout.splitlines()
    kills, _, rest = killed.partition(" ")
    assert int(kills) >= 5
    assert rest == "kills; broken indexes, lost articles, failed builds: 0"
    assert " 0 otherwise, 0 not;" in asked
    assert "took over 0 versions" not in asked
