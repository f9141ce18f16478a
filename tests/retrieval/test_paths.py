from pathlib import Path

import pytest

from corpus.errors import SourceError
from retrieval.paths import index_path, model_name

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with nothing set."""
    monkeypatch.delenv("TINSO_INDEX", raising=False)
    monkeypatch.delenv("TINSO_MODEL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_unless_told_otherwise_all_is_in_its_usual_place() -> None:
    assert index_path() == REPOSITORY / "var" / "index"
    assert model_name() == str(REPOSITORY / "models" / "multilingual-e5-small")


def test_the_environment_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINSO_INDEX", "/srv/index")
    monkeypatch.setenv("TINSO_MODEL", "BAAI/bge-m3")

    assert (index_path(), model_name()) == (Path("/srv/index"), "BAAI/bge-m3")


def test_a_file_says_where(elsewhere: Path) -> None:
    (elsewhere / ".env").write_text("TINSO_INDEX=chỉ-mục\nTINSO_MODEL=models/other\n", encoding="utf-8")

    assert (index_path(), model_name()) == (Path("chỉ-mục"), "models/other")


def test_the_environment_goes_before_the_file(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / ".env").write_text("TINSO_INDEX=file\n")
    monkeypatch.setenv("TINSO_INDEX", "environment")

    assert index_path() == Path("environment")


def test_a_setting_left_empty_is_not_set(elsewhere: Path) -> None:
    (elsewhere / ".env").write_text("TINSO_INDEX=\n")

    assert index_path() == REPOSITORY / "var" / "index"


def test_a_file_that_cannot_be_read_is_named(elsewhere: Path) -> None:
    (elsewhere / ".env").write_bytes("TINSO_INDEX=chỉ mục".encode("utf-16"))

    with pytest.raises(SourceError, match=r"\.env.*Hãy lưu lại tệp với mã UTF-8"):
        index_path()
