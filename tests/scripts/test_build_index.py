import json
import os
import sys
from pathlib import Path

import pytest

from retrieval.versions import current_version, list_versions
from tests.scripts.conftest import Published
from tests.scripts.running import Done, assert_one_clear_sentence, run, run_command
from tests.scripts.sources import RECRUITMENT, SIGNATURE


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "bai"
    folder.mkdir()
    (folder / "chu-ky-so.txt").write_text(SIGNATURE, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build(*arguments: str | Path, **environment: str) -> Done:
    return run("build_index.py", *arguments, **environment)


def test_help_is_in_vietnamese() -> None:
    done = build("--help")

    assert done.returncode == 0
    assert "Dựng chỉ mục từ các NGUỒN bài viết" in done.stdout
    assert "Mã thoát: 0" in done.stdout


def test_a_build_says_which_version_serves_where(published: Published) -> None:
    version = current_version(published.index).name

    assert f"Phiên bản {version} đang phục vụ ở {published.index}." in published.done.stdout
    assert published.done.stderr.strip() == ""


def test_only_what_changed_is_built_anew(copy: Published) -> None:
    (copy.sources / "tuyen-dung.txt").write_text(RECRUITMENT.replace("400.000", "500.000"), encoding="utf-8")

    report = json.loads(build(copy.sources, "--json", TINSO_INDEX=str(copy.index)).stdout)

    assert (report["version"], report["articles"]) == (current_version(copy.index).name, 2)
    assert (report["encoded"], report["reused"], report["problems"]) == (2, 5, [])


def test_good_articles_beside_bad_ones_are_built_and_the_bad_ones_listed(sources: Path, index: Path) -> None:
    (sources / "rong.txt").write_text("")
    (sources / "khac-ma.txt").write_bytes(SIGNATURE.encode("utf-16"))
    (sources / "nhi-phan.txt").write_bytes(bytes(range(128, 256)) * 20)
    record = {"id": "chu-ky-so", "title": "Trùng mã", "text": "Bài trùng mã.", "published": "2025-01-01"}
    (sources / "trung.jsonl").write_text(json.dumps(record) + "\n{\n", encoding="utf-8")

    done = build(sources, "--index", index, "--json")

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    places = {Path(problem["file"]).name: problem for problem in report["problems"]}
    assert report["articles"] + report["refused"] == 6  # of the lines and files above
    assert {"rong.txt", "nhi-phan.txt", "trung.jsonl"} <= places.keys()
    for problem in report["problems"]:
        assert problem["message"] in done.stderr
        assert problem["remedy"].startswith("Hãy")
    assert f"Lỗi: {sources / 'rong.txt'}: Tệp rỗng." in done.stderr
    assert "Traceback" not in done.stderr


# What cannot be built, each with one clear sentence; an index that is there stays.


def test_a_missing_folder_is_named(tmp_path: Path, index: Path) -> None:
    done = build(tmp_path / "nowhere", "--index", index)

    assert_one_clear_sentence(done)
    assert f"Không tìm thấy nguồn «{tmp_path / 'nowhere'}»" in done.stderr


def test_a_folder_without_articles_is_named(tmp_path: Path, index: Path) -> None:
    (tmp_path / "empty").mkdir()

    done = build(tmp_path / "empty", "--index", index)

    assert_one_clear_sentence(done)
    assert "không có bài nào" in done.stderr


def test_nothing_but_bad_files_builds_nothing(tmp_path: Path, index: Path) -> None:
    (tmp_path / "rong.txt").write_text("  \n")

    done = build(tmp_path / "rong.txt", "--index", index)

    assert done.returncode == 1
    assert "Tệp rỗng." in done.stderr
    assert "Không đọc được bài nào, nên không dựng chỉ mục" in done.stderr
    assert "Traceback" not in done.stderr
    assert list_versions(index) == []


def test_a_missing_model_is_named_with_the_command_that_fetches_it(
    sources: Path, index: Path, tmp_path: Path
) -> None:
    done = build(sources, "--index", index, TINSO_MODEL=str(tmp_path / "nothing"))

    assert_one_clear_sentence(done)
    assert f"Chưa có mô hình ở {tmp_path / 'nothing'}. Hãy chạy: make model" in done.stderr


def test_an_index_that_cannot_be_written_is_named(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = build(sources, "--index", tmp_path / "file")

    assert_one_clear_sentence(done)
    assert f"Không ghi được chỉ mục vào {tmp_path / 'file'}" in done.stderr
    assert "quyền ghi" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_directory_is_named(sources: Path, index: Path) -> None:
    index.mkdir(mode=0o555)

    done = build(sources, "--index", index)

    assert_one_clear_sentence(done)
    assert "không có quyền ghi" in done.stderr


def test_a_full_disk_leaves_the_index_as_it_was(copy: Published) -> None:
    before = current_version(copy.index)
    (copy.sources / "tuyen-dung.txt").unlink()
    limited = ("sh", "-c", 'ulimit -f 64; exec "$@"', "sh")

    done = run_command(
        *limited, sys.executable, "scripts/build_index.py", copy.sources, "--index", copy.index
    )

    assert_one_clear_sentence(done)
    assert "Hãy kiểm tra dung lượng đĩa" in done.stderr
    assert current_version(copy.index) == before
    assert list_versions(copy.index) == [before]


def test_no_source_at_all_is_a_wrong_command() -> None:
    done = build()

    assert done.returncode == 2
    assert "NGUỒN" in done.stderr
