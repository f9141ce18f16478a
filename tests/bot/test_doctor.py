"""Each finding of the doctor names the state, what it means, and the remedy."""

from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import Finding, State, examine
from tests.bot.conftest import ARTICLES, build_index
from tests.telegram.double import Double


@pytest.fixture
def healthy(
    double: Double, retrieval: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TINSO_PAUSE_FILE", str(tmp_path / "tam-dung"))
    monkeypatch.setenv("TINSO_JOURNAL", str(tmp_path / "journal.sqlite"))
    monkeypatch.setenv("TINSO_INBOX", str(tmp_path / "inbox.sqlite"))
    monkeypatch.setattr(doctor, "_LOW_DISK", 0)
    monkeypatch.setattr(doctor, "_ENOUGH_DISK", 0)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    own = {"TELEGRAM_BOT_TOKEN": double.token, "TELEGRAM_API_URL": double.url}
    for name, value in (retrieval | own).items():
        monkeypatch.setenv(name, value)


def findings() -> dict[str, Finding]:
    return {finding.name: finding for finding in examine()}


def test_all_is_well(healthy: None) -> None:
    found = findings()
    assert {finding.state for finding in found.values()} == {State.OK}
    assert {
        "Python",
        "Thiết lập",
        "Dung lượng đĩa",
        "Mô hình",
        "Chỉ mục",
        "Mạng",
        "Đồng hồ",
        "Mã bot",
    } <= set(found)


@pytest.mark.parametrize(
    ("name", "value", "check", "state", "remedy"),
    [
        ("TINSO_THREADS", "0", "Thiết lập", State.BAD, ".env"),
        ("TINSO_THREDS", "3", "Thiết lập", State.WARNING, "tên thiết lập"),
        ("TINSO_MODEL", "/nowhere/model", "Mô hình", State.BAD, "make model"),
        ("TINSO_INDEX", "/nowhere/index", "Chỉ mục", State.BAD, "scripts/build_index.py"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:9", "Mạng", State.BAD, "tường lửa"),
        ("TELEGRAM_BOT_TOKEN", "1:wrong", "Mã bot", State.BAD, "@BotFather"),
        ("TELEGRAM_BOT_TOKEN", "", "Mã bot", State.WARNING, "@BotFather"),
    ],
)
def test_what_is_wrong_has_a_remedy(
    healthy: None,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    check: str,
    state: State,
    remedy: str,
) -> None:
    monkeypatch.setenv(name, value)
    found = findings()[check]
    assert found.state is state
    assert remedy in found.remedy


def test_an_index_of_another_model_is_recognised(
    healthy: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build_index(tmp_path / "index", ARTICLES[:1])
    monkeypatch.setenv("TINSO_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr("retrieval.encoder._identity", lambda folder: "another")
    assert findings()["Chỉ mục"].state is State.BAD
    assert "another" in findings()["Chỉ mục"].meaning


def test_a_secret_file_that_others_can_read_is_noticed(healthy: None, tmp_path: Path) -> None:
    (tmp_path / ".env").touch(mode=0o644)
    assert findings()["Quyền tệp .env"].remedy == "Hãy chạy: chmod 600 .env"


def test_the_off_switch_is_noticed(healthy: None, tmp_path: Path) -> None:
    (tmp_path / "tam-dung").touch()
    assert str(tmp_path / "tam-dung") in findings()["Tạm dừng"].remedy


@pytest.mark.parametrize("name", ["TINSO_JOURNAL", "TINSO_INBOX"])
def test_a_file_that_cannot_be_written_is_noticed(
    healthy: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "/nowhere/file.sqlite")
    monkeypatch.setattr("os.access", lambda place, mode: str(place) != "/")
    assert name in findings()["Quyền ghi"].remedy


def test_a_full_disk_is_noticed(healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_LOW_DISK", 1 << 60)
    assert findings()["Dung lượng đĩa"].state is State.BAD


@pytest.mark.parametrize(
    ("date", "state"),
    [(None, State.WARNING), ("Tue, 01 Jan 2019 00:00:00 GMT", State.BAD)],
)
def test_a_wrong_clock_is_noticed(date: str | None, state: State) -> None:
    assert doctor._clock(date).state is state
