"""What was taken from Telegram is kept until it is answered, and not a moment longer."""

import stat
from pathlib import Path

import pytest

from bot import inbox
from bot.inbox import Inbox, InboxUnusable
from tests.telegram.world import Json

BOT = "4242"


def update(number: int) -> Json:
    return {"update_id": number, "message": {"text": f"câu hỏi kín {number} \ud83d"}}


def left_over(path: Path) -> list[Json]:
    reopened = Inbox(path, BOT)
    left = [one.update for one in reopened.left_over()]
    reopened.close()
    return left


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inbox.sqlite"


def test_what_was_not_answered_is_left_over_in_its_order(path: Path) -> None:
    first = Inbox(path, BOT)
    first.hold([update(7), update(8)])
    first.hold([update(9)])
    first.release([8])
    first.close()
    assert left_over(path) == [update(7), update(9)]


def test_what_was_answered_is_known_when_it_is_brought_again(path: Path) -> None:
    first = Inbox(path, BOT)
    assert first.hold([update(7), update(8)]) == set()
    first.release([7])
    first.close()
    again = Inbox(path, BOT)
    assert again.hold([update(7), update(8)]) == {7}
    again.close()
    assert left_over(path) == [update(8)]


def test_only_the_latest_numbers_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_NUMBERS_KEPT", 2)
    kept = Inbox(path, BOT)
    for number in range(5):
        kept.hold([update(number)])
        kept.release([number])
    assert kept.hold([update(number) for number in range(5)]) == {3, 4}
    kept.close()


def test_nothing_of_an_answered_question_stays_on_disk(path: Path) -> None:
    kept = Inbox(path, BOT)
    kept.hold([update(number) for number in range(100)])
    kept.release(range(100))
    files = list(path.parent.iterdir())
    assert files and not any("kín".encode() in file.read_bytes() for file in files)
    assert not any(rb"k\u00edn" in file.read_bytes() for file in files)
    kept.hold([update(100)])
    assert any(rb"k\u00edn" in file.read_bytes() for file in files)
    kept.close()


def test_it_counts_how_often_an_update_was_begun(path: Path) -> None:
    kept = Inbox(path, BOT)
    kept.hold([update(7)])
    assert [kept.left_over()[0].tries for _ in range(3)] == [0, 1, 2]
    kept.close()


def test_another_bot_does_not_get_them(path: Path) -> None:
    first = Inbox(path, BOT)
    first.hold([update(7)])
    first.close()
    other = Inbox(path, "1")
    assert other.left_over() == []
    other.close()


def test_nobody_else_can_read_it(path: Path) -> None:
    kept = Inbox(path, BOT)
    kept.hold([update(7)])
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    kept.close()


def test_two_programs_cannot_have_one_inbox(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_LOCKED_SECONDS", 0.0)
    first = Inbox(path, BOT)
    with pytest.raises(InboxUnusable, match="Một chương trình khác đang dùng"):
        Inbox(path, BOT)
    first.close()


def test_a_damaged_file_is_replaced(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)
    assert left_over(path) == []


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(InboxUnusable, match="TINSO_INBOX"):
        Inbox(tmp_path, BOT)
