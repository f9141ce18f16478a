"""What staff see of the check of their sources."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.check_corpus import main

GOOD = "Tiêu đề\n\n10/01/2025 14:58\n\n" + "Sở thông báo lịch tiếp công dân của lãnh đạo trong quý. " * 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tot.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


def test_good_sources_are_one_line_and_exit_code_0(folder: Path) -> None:
    result = check(folder)
    assert result.exit_code == 0
    assert result.stdout == "Đọc được 1 bài, không có vấn đề gì.\n"


def test_an_error_is_a_row_with_its_place_and_remedy_and_exit_code_1(folder: Path) -> None:
    (folder / "hong.jsonl").write_text(
        '{"id": "1", "title": "a", "text": "b", "published": "2025-01-10"}\n{', "utf-8"
    )
    result = check(folder)
    assert result.exit_code == 1
    assert "Lỗi: Dòng không phải JSON hợp lệ." in result.stdout
    assert "→ Hãy sửa hoặc xoá dòng này; các dòng khác vẫn được nhận." in result.stdout
    assert f"{folder / 'hong.jsonl'}, dòng 2" in result.stdout
    assert result.stdout.endswith("Đọc được 2 bài; 1 lỗi, 1 cảnh báo.\n")


def test_warnings_alone_leave_exit_code_0(folder: Path) -> None:
    (folder / "la.xyz").write_text("?")
    result = check(folder)
    assert result.exit_code == 0
    assert "Cảnh báo: Tệp có định dạng chưa hỗ trợ nên bị bỏ qua." in result.stdout


def test_the_same_problem_in_many_places_is_one_row(folder: Path) -> None:
    for number in range(9):
        (folder / f"rong-{number}.txt").touch()
    result = check(folder)
    assert result.stdout.count("Tệp rỗng.") == 1
    assert "… và 4 chỗ khác" in result.stdout


def test_brackets_in_a_file_name_are_shown_as_they_are(folder: Path) -> None:
    (folder / "[red]a.txt").touch()
    assert "[red]a.txt" in check(folder).stdout


def test_json_lists_every_problem_with_file_line_message_and_remedy(folder: Path) -> None:
    (folder / "rong.txt").touch()
    result = check(folder, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "articles": 1,
        "errors": 1,
        "warnings": 0,
        "problems": [
            {
                "severity": "error",
                "file": str(folder / "rong.txt"),
                "line": None,
                "message": "Tệp rỗng.",
                "remedy": "Hãy xuất lại bài từ cổng thông tin hoặc xoá tệp này.",
            }
        ],
    }


def test_a_source_that_does_not_exist_is_one_clear_sentence(tmp_path: Path) -> None:
    result = check(tmp_path / "khong-co")
    assert result.exit_code == 1
    assert result.stderr == f"Không tìm thấy nguồn «{tmp_path / 'khong-co'}»; hãy kiểm tra lại đường dẫn.\n"


def test_help_is_in_vietnamese() -> None:
    assert "Kiểm tra các NGUỒN bài viết" in check("--help").stdout
