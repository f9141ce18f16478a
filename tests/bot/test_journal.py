"""The journal keeps what was asked, for so many days, and nothing on who asked."""

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.journal import Entry, Journal, JournalUnusable, new_entry_name, without_identity

TODAY = date(2025, 3, 5)
ENTRY = Entry("Phí?", "answered", 0.9, "bai-1", "v1")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("gọi 0912.345.678 nhé", "gọi [số] nhé"),
        ("+84 912 345 678", "[số]"),
        ("xem https://x.example/a?b=c", "xem [địa chỉ]"),
        ("a.b@c.example", "[thư điện tử]"),
        ("hỏi @lan_99", "hỏi [tên người dùng]"),
        ("Chỉ thị số 08/CT-UBND ngày 14/5/2019", "Chỉ thị số 08/CT-UBND ngày 14/5/2019"),
        ("1.500.000 đồng năm 2025", "1.500.000 đồng năm 2025"),
        ("x" * 999, "x" * 300),
    ],
)
def test_what_identifies_somebody_is_blotted_out(text: str, kept: str) -> None:
    assert without_identity(text) == kept


def test_questions_are_kept_for_so_many_days() -> None:
    journal = Journal(None, 90, "secret")
    old, recent, new = new_entry_name(), new_entry_name(), new_entry_name()
    journal.write(old, ENTRY, TODAY - timedelta(days=91))
    journal.write(recent, ENTRY, TODAY - timedelta(days=90))
    journal.write(new, ENTRY, TODAY)
    assert [journal.helped(name, True) for name in (old, recent, new)] == [False, True, True]


def test_a_choice_of_language_needs_the_same_secret(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", 90, "secret")
    journal.choose_language(7, "en")
    journal.close()
    assert Journal(tmp_path / "j", 90, "secret").language(7) == "en"
    assert Journal(tmp_path / "j", 90, "another").language(7) is None


def test_a_choice_that_is_taken_back_is_gone() -> None:
    journal = Journal(None, 90, "secret")
    journal.choose_language(7, "en")
    journal.choose_language(7, "")
    assert journal.language(7) is None


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", 90, "secret")
    journal.choose_language(7, "en")
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    journal.close()


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(JournalUnusable, match="TINSO_JOURNAL"):
        Journal(tmp_path, 90, "secret")
