"""`python -m bot` as operators meet it: starting, stopping, and what it says when something is wrong."""

import os
import pty
import signal
import socket
from pathlib import Path

import pytest

from tests.bot.running import BotProcess
from tests.telegram import faults
from tests.telegram.double import Double

Environment = dict[str, str]
QUESTION = "Phí dự thi công chức năm 2025 là bao nhiêu?"


@pytest.fixture
def online(double: Double, retrieval: Environment) -> Environment:
    """The environment of a bot that has all it needs."""
    return retrieval | {"TELEGRAM_BOT_TOKEN": double.token, "TELEGRAM_API_URL": double.url}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_on_a_signal(
    double: Double, online: Environment, tmp_path: Path, number: int
) -> None:
    with BotProcess(tmp_path, online) as bot:
        assert "300.000 đồng" in double.wait_for_reply(double.say(QUESTION), timeout=60).text
        assert bot.signal(number) == 0
        assert "Đã dừng." in bot.log


def test_what_was_begun_is_finished_before_it_stops(
    double: Double, online: Environment, tmp_path: Path
) -> None:
    with BotProcess(tmp_path, online) as bot:
        double.wait_for_call("getUpdates", timeout=60)
        double.misbehave("sendMessage", faults.slow(1.0))
        question = double.say(QUESTION)
        double.wait_for_call("sendMessage")
        assert bot.signal(signal.SIGTERM) == 0
    assert len(double.replies(question)) == 1
    assert double.pending == 0


def test_a_kill_in_the_middle_of_an_answer_loses_no_question(
    double: Double, online: Environment, tmp_path: Path
) -> None:
    with BotProcess(tmp_path, online) as bot:
        double.wait_for_call("getUpdates", timeout=60)
        double.misbehave("sendMessage", faults.bad_gateway(), faults.bad_gateway())
        question = double.say(QUESTION)
        double.wait_for_call("sendMessage", times=2)
        double.wait_until(lambda: double.pending == 0)
        assert bot.signal(signal.SIGKILL) == -signal.SIGKILL
    assert not double.replies(question)
    with BotProcess(tmp_path, online) as bot:
        assert "300.000 đồng" in double.wait_for_reply(question, timeout=60).text
        assert "Trả lời tiếp 1 tin" in bot.log
        assert bot.signal(signal.SIGTERM) == 0
    assert len(double.replies(question)) == 1


def test_a_disk_that_cannot_be_written_keeps_nobody_waiting(
    double: Double, online: Environment, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    nowhere = {name: str(tmp_path / "file" / name) for name in ("TINSO_JOURNAL", "TINSO_INBOX")}
    with BotProcess(tmp_path, online | nowhere) as bot:
        assert "300.000 đồng" in double.wait_for_reply(double.say(QUESTION), timeout=60).text
        assert "hoặc đặt TINSO_JOURNAL sang nơi khác" in bot.log
        assert "đặt TINSO_INBOX sang nơi khác" in bot.log
        assert "Traceback" not in bot.log


def test_neither_the_token_nor_the_question_is_logged(
    double: Double, online: Environment, tmp_path: Path
) -> None:
    with BotProcess(tmp_path, online) as bot:
        double.misbehave("getUpdates", faults.bad_gateway(), faults.half_answered())
        double.misbehave("sendMessage", faults.dropped(), faults.half_answered(), faults.too_many(1))
        double.wait_for_reply(double.say(QUESTION), timeout=60)
        bot.signal(signal.SIGTERM)
        assert "Đã kết nối với Telegram với tên @tinso_bot." in bot.log
        assert double.token.split(":")[1] not in bot.log
        assert "dự thi" not in bot.log
        assert "Traceback" not in bot.log


def test_a_wrong_token_is_one_sentence(double: Double, online: Environment, tmp_path: Path) -> None:
    with BotProcess(tmp_path, online | {"TELEGRAM_BOT_TOKEN": "4242:wrong"}) as bot:
        assert bot.wait() == 1
        assert bot.log.splitlines()[-1].startswith("Telegram không chấp nhận TELEGRAM_BOT_TOKEN")
        assert "4242:wrong" not in bot.log
        assert "Traceback" not in bot.log


def test_a_token_that_is_withdrawn_ends_the_bot(double: Double, online: Environment, tmp_path: Path) -> None:
    with BotProcess(tmp_path, online) as bot:
        double.wait_for_call("getUpdates", timeout=60)
        double.revoke()
        double.say("đánh thức")
        assert bot.wait() == 1
        assert bot.log.splitlines()[-1].startswith("Telegram không chấp nhận TELEGRAM_BOT_TOKEN")
        assert "Traceback" not in bot.log


def test_without_network_it_says_so_once_and_starts_when_there_is_one(
    retrieval: Environment, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    double = Double(port=port)
    environment = {"TELEGRAM_BOT_TOKEN": double.token, "TELEGRAM_API_URL": f"http://127.0.0.1:{port}"}
    with BotProcess(tmp_path, retrieval | environment) as bot:
        bot.wait_for_log("Chưa kết nối được với Telegram")
        with double:
            assert "300.000 đồng" in double.wait_for_reply(double.say(QUESTION), timeout=60).text
            assert bot.signal(signal.SIGTERM) == 0
        assert bot.log.count("Chưa kết nối được với Telegram") == 1
        assert "Traceback" not in bot.log


def test_it_stops_while_it_waits_for_the_network(retrieval: Environment, tmp_path: Path) -> None:
    environment = {"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_API_URL": "http://127.0.0.1:9"}
    with BotProcess(tmp_path, retrieval | environment) as bot:
        bot.wait_for_log("Chưa kết nối được với Telegram")
        assert bot.signal(signal.SIGTERM) == 0


def test_two_bots_with_one_token_are_told_apart(double: Double, online: Environment, tmp_path: Path) -> None:
    elsewhere = online | {"TINSO_INBOX": str(tmp_path / "another.sqlite")}
    with BotProcess(tmp_path, online) as first, BotProcess(tmp_path, elsewhere) as second:
        double.wait_for_call("getUpdates", times=2, timeout=60)
        double.wait_until(lambda: "chương trình khác đang nhận tin" in first.log + second.log, timeout=30)
        assert "Traceback" not in first.log + second.log


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"TINSO_THREADS": "0"}, "Thiết lập TINSO_THREADS không hợp lệ"),
        ({"TINSO_INDEX": "/nowhere/index"}, "/nowhere/index"),
        ({"TINSO_MODEL": "/nowhere/model"}, "/nowhere/model"),
    ],
)
def test_what_must_be_mended_first_is_one_sentence(
    retrieval: Environment, tmp_path: Path, change: Environment, sentence: str
) -> None:
    with BotProcess(tmp_path, retrieval | change) as bot:
        assert bot.wait() == 1
        assert sentence in bot.log
        assert len(bot.log.splitlines()) == 1


def test_an_unknown_setting_is_warned_of(retrieval: Environment, tmp_path: Path) -> None:
    with BotProcess(tmp_path, retrieval | {"TINSO_IDNEX": "/x"}) as bot:
        _, code = bot.converse(b"")
        assert code == 0
        assert "tên gần nhất là TINSO_INDEX" in bot.log


def test_without_a_token_it_answers_on_a_pipe(retrieval: Environment, tmp_path: Path) -> None:
    with BotProcess(tmp_path, retrieval) as bot:
        printed, code = bot.converse(f"{QUESTION}\n\n/nguon\n".encode())
        assert code == 0
        assert (
            printed.index("300.000 đồng") < printed.index("Kính chào quý vị") < printed.index("Nguồn tra cứu")
        )
        assert "\x1b" not in printed
        assert bot.log.splitlines() == [
            "Chưa có TELEGRAM_BOT_TOKEN nên hệ thống trả lời ngay tại đây; nhấn Ctrl-D để kết thúc."
        ]


def test_a_reader_that_leaves_early_is_no_error(retrieval: Environment, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    questions = tmp_path / "questions"
    questions.write_text(f"{QUESTION}\n" * 3)
    with (
        questions.open() as stdin,
        BotProcess(tmp_path, retrieval, stdin=stdin.fileno(), stdout=writer) as bot,
    ):
        os.close(writer)
        assert bot.wait() == 0
        assert "Traceback" not in bot.log and "Lỗi" not in bot.log


@pytest.mark.parametrize("leave", ["Ctrl-D", "Ctrl-C"])
def test_at_a_terminal_it_asks_highlights_and_leaves_quietly(
    retrieval: Environment, tmp_path: Path, leave: str
) -> None:
    keyboard, terminal = pty.openpty()
    with BotProcess(tmp_path, retrieval, stdin=terminal, stdout=terminal) as bot:
        _read_until(keyboard, "Câu hỏi: ")
        os.write(keyboard, f"{QUESTION}\n".encode())
        shown = _read_until(keyboard, "Câu hỏi: ")
        assert "\x1b[1m" in shown and "300.000 đồng" in shown
        if leave == "Ctrl-D":
            os.write(keyboard, b"\x04")
            assert bot.wait() == 0
        else:  # the keyboard sends a signal only to a session's own terminal
            assert bot.signal(signal.SIGINT) == 0
        assert "Traceback" not in bot.log
    os.close(keyboard)
    os.close(terminal)


def _read_until(descriptor: int, text: str) -> str:
    shown = b""
    while text.encode() not in shown:
        shown += os.read(descriptor, 65_536)
    return shown.decode(errors="replace")
