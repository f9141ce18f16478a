"""Settings come from the environment and .env; every mistake is a sentence that names the remedy."""

from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsError

TOKEN = "123456:AAbb-cc_dd"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "TINSO_INDEX", "TINSO_MODEL"):
        monkeypatch.delenv(name, raising=False)


def test_everything_has_a_default() -> None:
    chosen = settings.load()
    assert chosen.token is None
    assert chosen.api_url == "https://api.telegram.org"
    assert chosen.index.parts[-2:] == ("var", "index")
    assert chosen.model.endswith("/models/multilingual-e5-small")
    assert chosen.department == "Sở Thông tin và Truyền thông tỉnh Lam Giang"
    assert settings.warnings() == []


def test_a_dotenv_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TINSO_THREADS=3\nTINSO_WAITING=7\nTINSO_DEPARTMENT=Sở Y tế\n", encoding="utf-8")
    monkeypatch.setenv("TINSO_THREADS", "5")
    chosen = settings.load()
    assert (chosen.threads, chosen.waiting, chosen.department) == (5, 7, "Sở Y tế")


def test_empty_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setenv("TINSO_THREADS", "")
    assert settings.load().token is None


def test_values_are_tidied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {TOKEN}\n")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    chosen = settings.load()
    assert chosen.token is not None and chosen.token.get_secret_value() == TOKEN
    assert chosen.api_url == "http://127.0.0.1:8081"


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert TOKEN not in repr(settings.load())
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"{TOKEN}/!")
    with pytest.raises(SettingsError) as error:
        settings.load()
    assert TOKEN not in f"{error.value!r} {error.value.__cause__!r}"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("TELEGRAM_BOT_TOKEN", "hai từ", "hãy chép lại nguyên vẹn mã (token) mà @BotFather cấp"),
        ("TELEGRAM_API_URL", "127.0.0.1:8081", "ví dụ http://127.0.0.1:8081"),
        ("TINSO_THREADS", "0", "một số nguyên từ 1 đến 64"),
        ("TINSO_THREADS", "hai", "một số nguyên từ 1 đến 64"),
        ("TINSO_WAITING", "100000", "một số nguyên từ 1 đến 10000"),
        ("TINSO_REFRESH_SECONDS", "0", "từ 0.1 đến 3600"),
        ("TINSO_DEPARTMENT", "x" * 201, "nhiều nhất 200 ký tự"),
        ("TINSO_HEALTH", "8085", "127.0.0.1:8085"),
        ("TINSO_HEALTH", "127.0.0.1:0", "127.0.0.1:8085"),
        ("TINSO_HEALTH", "127.0.0.1:99999", "127.0.0.1:8085"),
        ("TINSO_WEBHOOK_LISTEN", "off", "127.0.0.1:8086"),
        ("TINSO_WEBHOOK_URL", "http://so.example", "https"),
        ("TINSO_UPDATES", "poling", "polling"),
        ("TINSO_MESSAGES_PER_SECOND", "0", "từ 1 đến 1000"),
        ("TINSO_LOG_LEVEL", "LOUD", "WARNING"),
        ("TINSO_LOG_FORMAT", "xml", "json"),
    ],
)
def test_a_mistake_names_the_setting_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        settings.load()
    assert str(error.value).startswith(f"Thiết lập {name} không hợp lệ: ")
    assert remedy in str(error.value)
    assert "\n" not in str(error.value)


def test_every_mistake_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINSO_THREADS", "0")
    monkeypatch.setenv("TINSO_WAITING", "0")
    with pytest.raises(SettingsError) as error:
        settings.load()
    assert len(str(error.value).splitlines()) == 2


def test_a_dotenv_file_in_another_encoding_is_named() -> None:
    Path(".env").write_bytes("TINSO_DEPARTMENT=Sở".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"Không đọc được tệp \.env"):
        settings.load()


def test_an_unknown_setting_gets_the_nearest_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINSO_IDNEX", "/x")
    Path(".env").write_text("TINSO_WAIT=3\n")
    assert settings.warnings() == [
        "Không có thiết lập TINSO_IDNEX nên giá trị đó bị bỏ qua: tên gần nhất là TINSO_INDEX.",
        "Không có thiết lập TINSO_WAIT nên giá trị đó bị bỏ qua: tên gần nhất là TINSO_WAITING.",
    ]


def test_a_webhook_needs_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINSO_UPDATES", "webhook")
    with pytest.raises(SettingsError, match="TINSO_WEBHOOK_URL"):
        settings.load()
    monkeypatch.setenv("TINSO_WEBHOOK_URL", "https://so.example/tinso/")
    assert settings.load().webhook_url == "https://so.example/tinso"


@pytest.mark.parametrize(
    ("value", "address"),
    [("0.0.0.0:80", ("0.0.0.0", 80)), ("[::1]:9000", ("::1", 9000)), ("off", None), ("OFF ", None)],
)
def test_an_address_is_read(
    monkeypatch: pytest.MonkeyPatch, value: str, address: tuple[str, int] | None
) -> None:
    monkeypatch.setenv("TINSO_HEALTH", value)
    assert settings.load().health == address


def test_servers_listen_on_loopback_unless_told() -> None:
    chosen = settings.load()
    assert chosen.health is not None
    assert (chosen.health.host, chosen.webhook_listen.host) == ("127.0.0.1", "127.0.0.1")
