"""An index that was built once by the command line; a test that changes it works on a copy."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scripts.running import Done, run
from tests.scripts.sources import RECRUITMENT, SIGNATURE


@dataclass(frozen=True)
class Published:
    """A folder of articles, the index built from it, and what the build said."""

    sources: Path
    index: Path
    done: Done


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("published")
    sources, index = folder / "sources", folder / "index"
    sources.mkdir()
    for name, text in {"chu-ky-so": SIGNATURE, "tuyen-dung": RECRUITMENT}.items():
        (sources / f"{name}.txt").write_text(text, encoding="utf-8")
    done = run("build_index.py", sources, "--index", index)
    assert done.returncode == 0, done.stderr
    return Published(sources, index, done)


@pytest.fixture
def copy(published: Published, tmp_path: Path) -> Published:
    for folder in (published.sources, published.index):
        shutil.copytree(folder, tmp_path / folder.name)
    return Published(tmp_path / published.sources.name, tmp_path / published.index.name, published.done)
