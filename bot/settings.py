"""Every setting of the bot, from the environment or a `.env` file; the environment wins."""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.errors import TinsoError
from corpus.urls import is_web_address

_REPOSITORY = Path(__file__).parent.parent
_ENV_FILE = Path(".env")
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")


class SettingsError(TinsoError):
    """A setting is missing or out of bounds."""


class Address(NamedTuple):
    """Where a server of the bot's own listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _address(value: object) -> object:
    """HOST:PORT or [IPv6]:PORT; `off` is no address at all."""
    if not isinstance(value, str):
        return value
    if value.strip().lower() == "off":
        return None
    host, _, port = value.strip().rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ValueError
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def _public(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError
    return _root(value)


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value().strip()):
        raise ValueError
    return SecretStr(value.get_secret_value().strip())


def _root(value: str) -> str:
    if not is_web_address(value):
        raise ValueError
    return value.rstrip("/")


class Settings(BaseSettings):
    """What the bot can be told. A field's description is the remedy when its value is wrong."""

    model_config = SettingsConfigDict(
        env_file=_ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None,
        validation_alias="TELEGRAM_BOT_TOKEN",
        description="hãy chép lại nguyên vẹn mã (token) mà @BotFather cấp, dạng 123456:ABC-xyz",
    )
    api_url: Annotated[str, BeforeValidator(_stripped), AfterValidator(_root)] = Field(
        default="https://api.telegram.org",
        validation_alias="TELEGRAM_API_URL",
        description="hãy ghi địa chỉ gốc của máy chủ Bot API, ví dụ http://127.0.0.1:8081",
    )
    index: Path = Field(
        default=_REPOSITORY / "var" / "index",
        validation_alias="TINSO_INDEX",
        description="hãy ghi đường dẫn tới thư mục chỉ mục, ví dụ var/index",
    )
    model: str = Field(
        default=str(_REPOSITORY / "models" / "multilingual-e5-small"),
        validation_alias="TINSO_MODEL",
        description="hãy ghi đường dẫn hoặc tên mô hình, ví dụ models/multilingual-e5-small",
    )
    department: Annotated[str, BeforeValidator(_stripped)] = Field(
        default="Sở Thông tin và Truyền thông tỉnh Lam Giang",
        max_length=200,
        validation_alias="TINSO_DEPARTMENT",
        description="hãy ghi tên cơ quan, nhiều nhất 200 ký tự",
    )
    threads: int = Field(
        default=2,
        ge=1,
        le=64,
        validation_alias="TINSO_THREADS",
        description="hãy ghi số luồng tìm kiếm, một số nguyên từ 1 đến 64",
    )
    waiting: int = Field(
        default=300,
        ge=1,
        le=10_000,
        validation_alias="TINSO_WAITING",
        description="hãy ghi số câu hỏi nhiều nhất được phép chờ, một số nguyên từ 1 đến 10000",
    )
    journal: Path = Field(
        default=_REPOSITORY / "var" / "journal.sqlite",
        validation_alias="TINSO_JOURNAL",
        description="hãy ghi đường dẫn tới tệp lưu câu hỏi, ví dụ var/journal.sqlite",
    )
    journal_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        validation_alias="TINSO_JOURNAL_DAYS",
        description="hãy ghi số ngày lưu câu hỏi, một số nguyên từ 1 đến 3650",
    )
    inbox: Path = Field(
        default=_REPOSITORY / "var" / "inbox.sqlite",
        validation_alias="TINSO_INBOX",
        description="hãy ghi đường dẫn tới tệp giữ tin đang chờ trả lời, ví dụ var/inbox.sqlite",
    )
    questions_a_minute: int = Field(
        default=20,
        ge=1,
        le=1000,
        validation_alias="TINSO_QUESTIONS_A_MINUTE",
        description="hãy ghi số yêu cầu mỗi phút của một người, một số nguyên từ 1 đến 1000",
    )
    refresh_seconds: float = Field(
        default=3.0,
        ge=0.1,
        le=3600,
        validation_alias="TINSO_REFRESH_SECONDS",
        description="hãy ghi số giây giữa hai lần xem có chỉ mục mới, từ 0.1 đến 3600",
    )
    messages_per_second: float = Field(
        default=28.0,
        ge=1,
        le=1000,
        validation_alias="TINSO_MESSAGES_PER_SECOND",
        description="hãy ghi số tin nhắn nhiều nhất được gửi mỗi giây, từ 1 đến 1000 (Telegram cho phép 30)",
    )
    updates: Annotated[Literal["polling", "webhook"], BeforeValidator(_stripped)] = Field(
        default="polling",
        validation_alias="TINSO_UPDATES",
        description="hãy ghi polling (bot tự hỏi Telegram) hoặc webhook (Telegram gọi vào)",
    )
    webhook_url: Annotated[str, BeforeValidator(_stripped), AfterValidator(_public)] | None = Field(
        default=None,
        validation_alias="TINSO_WEBHOOK_URL",
        description="hãy ghi địa chỉ https mà Telegram gọi vào, ví dụ https://so.example/tinso;"
        " thiết lập này bắt buộc khi TINSO_UPDATES=webhook",
    )
    webhook_listen: Annotated[Address, NoDecode, BeforeValidator(_address)] = Field(
        default=Address("127.0.0.1", 8086),
        validation_alias="TINSO_WEBHOOK_LISTEN",
        description="hãy ghi nơi nhận webhook trên máy này dạng ĐỊA_CHỈ:CỔNG, ví dụ 127.0.0.1:8086",
    )
    health: Annotated[Address | None, NoDecode, BeforeValidator(_address)] = Field(
        default=Address("127.0.0.1", 8085),
        validation_alias="TINSO_HEALTH",
        description="hãy ghi nơi mở trang sức khoẻ và số đo dạng ĐỊA_CHỈ:CỔNG, ví dụ 127.0.0.1:8085,"
        " hoặc off để tắt",
    )
    pause_file: Path = Field(
        default=_REPOSITORY / "var" / "tam-dung",
        validation_alias="TINSO_PAUSE_FILE",
        description="hãy ghi đường dẫn tới tệp tạm dừng, ví dụ var/tam-dung",
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] | None = (
        Field(
            default=None,
            validation_alias="TINSO_LOG_LEVEL",
            description="hãy ghi DEBUG, INFO, WARNING hoặc ERROR",
        )
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_stripped)] = Field(
        default="text",
        validation_alias="TINSO_LOG_FORMAT",
        description="hãy ghi text hoặc json",
    )

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.updates == "webhook" and not self.webhook_url:
            raise ValueError("TINSO_WEBHOOK_URL")
        return self


def load() -> Settings:
    """The settings; raises `SettingsError` with a sentence for each mistake."""
    try:
        return Settings()
    except ValidationError as error:
        mistakes = {
            str(detail["loc"][0] if detail["loc"] else detail["ctx"]["error"]) for detail in error.errors()
        }
        raise SettingsError("\n".join(_mistake(name) for name in sorted(mistakes))) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"Không đọc được tệp {_ENV_FILE}: hãy kiểm tra quyền đọc và lưu tệp bằng bảng mã UTF-8."
        ) from None


_READ_ELSEWHERE = frozenset({"TINSO_KEPT_VERSIONS", "TINSO_TAKEDOWN"})
"""Settings of retrieval and of the builds, which read them themselves."""


def warnings() -> list[str]:
    """A sentence for each TINSO_ setting that does not exist, with the nearest one that does."""
    given = {name.upper() for name in (*os.environ, *dotenv_values(_ENV_FILE))}
    unknown = {name for name in given if name.startswith("TINSO_")}
    unknown -= _fields().keys() | _READ_ELSEWHERE
    return [_unknown(name) for name in sorted(unknown)]


def _fields() -> dict[str, str]:
    """The name of each setting, with its remedy."""
    return {str(f.validation_alias): str(f.description) for f in Settings.model_fields.values()}


def _mistake(name: str) -> str:
    return f"Thiết lập {name} không hợp lệ: {_fields()[name]}."


def _unknown(name: str) -> str:
    nearest = difflib.get_close_matches(name, _fields(), n=1, cutoff=0.0)[0]
    return f"Không có thiết lập {name} nên giá trị đó bị bỏ qua: tên gần nhất là {nearest}."
