"""Folders and files of sources, good and bad ones side by side."""

import gzip
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.problem import Problem, Severity
from corpus.readers import readers
from corpus.store import SourceFile, find_files, read_files, read_sources

GOOD = "Tiêu đề bài viết\n\n10/01/2025 14:58\n\nĐoạn thứ nhất của bài.\n"
RECORD = {"id": "tin-1", "title": "Tiêu đề", "text": "Đoạn một.", "published": "2025-01-10"}


def write(path: Path, content: str | bytes = GOOD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ids(*sources: Path) -> list[str]:
    return [article.id for article in read_sources(sources).articles]


def only_problem(*sources: Path) -> Problem:
    (problem,) = read_sources(sources).problems
    return problem


def test_a_folder_is_walked_in_order_and_ids_are_paths_within_it(tmp_path: Path) -> None:
    for name in ("b.txt", "2024/z.txt", "2024/a b.TXT", "10.txt"):
        write(tmp_path / name)
    assert ids(tmp_path) == ["10", "b", "2024/a b", "2024/z"]


def test_a_file_given_as_source_is_named_by_its_stem(tmp_path: Path) -> None:
    assert ids(write(tmp_path / "2024" / "tin.v2.txt")) == ["tin.v2"]


def test_an_id_is_in_composed_form_however_the_file_name_is(tmp_path: Path) -> None:
    write(tmp_path / (unicodedata.normalize("NFD", "họp báo") + ".txt"))
    assert ids(tmp_path) == ["họp báo"]


def test_sources_keep_the_order_they_are_given_in_and_none_is_read_twice(tmp_path: Path) -> None:
    first, second = write(tmp_path / "b" / "1.txt"), write(tmp_path / "a" / "2.txt")
    assert ids(first, tmp_path / "a", second, tmp_path / "b") == ["1", "2"]


def test_one_folder_may_mix_formats(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "b.jsonl", json.dumps(RECORD))
    write(tmp_path / "c.jsonl.gz", gzip.compress(json.dumps(RECORD | {"id": "tin-2"}).encode()))
    write(tmp_path / "d.csv", "ma;tieu_de;noi_dung\ntin-3;Tiêu đề;Đoạn một.\n")
    write(
        tmp_path / "e.html", "<h1>Tiêu đề bài</h1><p>10/01/2025</p><p>Đoạn thứ nhất của bài trên trang.</p>"
    )
    assert ids(tmp_path) == ["a", "tin-1", "tin-2", "tin-3", "e"]


def test_every_format_is_read_by_one_reader() -> None:
    suffixes = [
        ".atom",
        ".csv",
        ".docx",
        ".htm",
        ".html",
        ".jsonl",
        ".ndjson",
        ".pdf",
        ".rss",
        ".tsv",
        ".txt",
    ]
    assert sorted(readers()) == [*suffixes, ".xhtml", ".xml"]


def test_no_library_is_loaded_to_know_what_can_be_read() -> None:
    program = "import sys; from corpus.readers import readers; readers(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert not {"trafilatura", "docx", "pypdf", "feedparser"} & set(done.stdout.split())


def test_what_a_browser_saved_beside_a_page_is_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path / "tin.html", "<h1>Tiêu đề bài</h1><p>10/01/2025</p><p>Đoạn thứ nhất của bài trên trang.</p>"
    )
    write(tmp_path / "tin_files" / "khung.html", "<p>Quảng cáo</p>")
    write(tmp_path / "khac_files" / "bai.txt")
    assert ids(tmp_path) == ["tin", "khac_files/bai"]


@pytest.mark.parametrize(
    "name", [".an.txt", ".git/a.txt", "README.md", "Readme.txt", "Thumbs.db", "~$tin.docx"]
)
def test_hidden_files_and_what_accompanies_sources_are_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / name)
    assert ids(tmp_path) == ["a"]
    assert read_sources([tmp_path]).problems == ()


def test_a_file_of_unknown_format_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "b.xyz")
    problem = only_problem(tmp_path)
    assert (problem.severity, problem.file) == (Severity.WARNING, str(tmp_path / "b.xyz"))
    assert problem.message == "Tệp có định dạng chưa hỗ trợ nên bị bỏ qua."


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("rong.txt", b"", None, "Tệp rỗng."),
        ("trang.txt", b" \r\n\n", None, "Tệp rỗng."),
        ("rong.jsonl", b"\n", None, "Tệp rỗng."),
        ("la.txt", b"Ti\xff\xfe\n\x81\x8d", 1, "Không nhận ra bảng mã của tệp."),
        ("ten-cot.csv", b"id,title,text\n", None, "Tệp không có bài nào."),
        ("trong.txt", "Chỉ có tiêu đề".encode(), None, "Bài không có nội dung."),
        (
            "questions.jsonl",
            b'{"question": "?"}',
            1,
            "Tệp không chứa bài: không có trường «body» hay «text».",
        ),
        ("cut.jsonl.gz", gzip.compress(b"{}" * 99)[:-9], None, "Không mở được tệp."),
        ("la.jsonl.gz", b"not gzip", None, "Không mở được tệp."),
    ],
)
def test_a_bad_file_is_listed_and_the_good_one_beside_it_kept(
    tmp_path: Path, name: str, content: bytes, line: int | None, message: str
) -> None:
    write(tmp_path / "good.txt")
    path = write(tmp_path / name, content)
    problem = only_problem(tmp_path)
    assert problem.severity is Severity.ERROR
    assert (problem.file, problem.line, problem.message) == (str(path), line, message)
    assert problem.remedy.startswith("Hãy")
    assert ids(tmp_path) == ["good"]


def test_a_file_that_cannot_be_opened_is_listed(tmp_path: Path) -> None:
    write(tmp_path / "good.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    assert [problem.message for problem in read_sources([tmp_path]).problems] == ["Không mở được tệp."] * 2


def test_a_file_that_is_too_large_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.LARGEST_FILE", 1 << 20)
    write(tmp_path / "bom.txt.gz", gzip.compress(b"a" * (2 << 20)))
    assert only_problem(tmp_path).message == "Tệp lớn hơn 1 MB."


def test_of_two_articles_with_one_id_the_first_is_kept_and_both_files_are_named(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", json.dumps(RECORD))
    write(tmp_path / "b.jsonl", "\n" + json.dumps(RECORD | {"text": "Khác."}))
    problem = only_problem(tmp_path)
    assert (problem.severity, problem.file, problem.line) == (Severity.ERROR, str(tmp_path / "b.jsonl"), 2)
    assert f"{tmp_path / 'a.jsonl'}, dòng 1" in problem.message
    (article,) = read_sources([tmp_path]).articles
    assert article.paragraphs[0].text == "Đoạn một."


def test_a_file_name_that_is_not_utf8_is_read_and_can_be_printed(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    with open(os.fsencode(tmp_path) + b"/b\xff.xyz", "wb"):
        pass
    assert only_problem(tmp_path).file.encode() == f"{tmp_path}/b\ufffd.xyz".encode()


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "b.xyz")
    with pytest.raises(SourceError, match="không có bài nào"):
        read_sources([tmp_path])


def test_a_source_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Không tìm thấy nguồn"):
        read_sources([write(tmp_path / "a.txt"), tmp_path / "nowhere"])


def test_files_can_be_counted_first_and_read_one_by_one(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "b.txt")
    files = find_files([tmp_path])
    assert files == [SourceFile(tmp_path / "a.txt", "a"), SourceFile(tmp_path / "b.txt", "b")]
    assert len(list(read_files(files))) == 2


@settings(deadline=None)
@given(st.binary(), st.sampled_from([*readers(), ".txt.gz", ".xyz"]))
def test_no_bytes_in_a_file_raise_anything(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    harvest = read_sources([write(tmp_path_factory.mktemp("nguon") / f"a{suffix}", data)])
    assert harvest.found or harvest.problems
