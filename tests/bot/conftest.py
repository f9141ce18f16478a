"""A Bot API double for each test, and the real retrieval room with a handful of articles."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.serving import Serving
from tests.bot.running import REPOSITORY
from tests.telegram.double import Double

ARTICLES = [
    "2018-03-22-thong-bao-cap-phep-ban-tin.txt",
    "2019-03-15-thong-bao-tuyen-dung-cong-chuc.txt",
    "2024-10-10-ngay-chuyen-doi-so-cap-chu-ky-so.txt",
    "2025-01-09-tong-ket-cong-tac-nam-2024.txt",
    "2025-03-18-tuyen-dung-cong-chuc-nam-2025.txt",
]


def build_index(index: Path, names: list[str]) -> None:
    """Publishes an index of sample articles as staff do."""
    sources = [str(REPOSITORY / "corpus" / "articles" / name) for name in names]
    command = [sys.executable, "-m", "scripts.build_index", *sources, "--index", str(index)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def double() -> Iterator[Double]:
    with Double() as double:
        yield double


@pytest.fixture(scope="session")
def retrieval(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings that name an index and the model."""
    index = tmp_path_factory.mktemp("index")
    build_index(index, ARTICLES)
    model = os.environ.get("TINSO_MODEL") or f"{REPOSITORY}/models/multilingual-e5-small"
    return {"TINSO_INDEX": str(index), "TINSO_MODEL": model}


@pytest.fixture(scope="session")
def serving(retrieval: dict[str, str]) -> Serving:
    return Serving(Path(retrieval["TINSO_INDEX"]), retrieval["TINSO_MODEL"])


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, retrieval: dict[str, str]) -> Serving:
    """All sample articles."""
    index = tmp_path_factory.mktemp("library")
    build_index(index, [""])
    return Serving(index, retrieval["TINSO_MODEL"])
