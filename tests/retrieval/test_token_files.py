from pathlib import Path

import numpy as np
import pytest

from retrieval import token_files
from retrieval.tables import Tables, read_tables
from retrieval.token_files import TokenFile, TokenFiles, lay_out, save_layout
from retrieval.token_writer import TokenWriter
from retrieval.versions import checksum
from tests.retrieval.samples import make_article

WIDTH = 4
COUNTS = [2, 1, 4, 3]
"""Tokens of each sentence."""
FILES = [TokenFile("tokens.one.bin", 0, 2), TokenFile("tokens.two.bin", 2, 4)]
TOKENS = np.arange(sum(COUNTS) * WIDTH // 2, dtype=np.uint8).reshape(-1, WIDTH // 2)


def files(folder: Path) -> TokenFiles:
    (folder / "tokens.one.bin").write_bytes(TOKENS[:3].tobytes())
    (folder / "tokens.two.bin").write_bytes(TOKENS[3:].tobytes())
    save_layout(FILES, folder)
    return TokenFiles(folder, np.array([0, *np.cumsum(COUNTS)]), WIDTH)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (1, 3), (2, 4), (0, 4), (3, 3), (4, 4)])
def test_the_tokens_of_neighbouring_sentences_are_read_from_their_files(
    tmp_path: Path, first: int, last: int
) -> None:
    read = files(tmp_path).read(first, last)

    assert np.array_equal(read, TOKENS[sum(COUNTS[:first]) : sum(COUNTS[:last])])


def test_a_missing_file_is_only_that(tmp_path: Path) -> None:
    files(tmp_path)
    (tmp_path / "tokens.two.bin").unlink()

    with pytest.raises(FileNotFoundError, match=r"tokens\.two\.bin"):
        TokenFiles(tmp_path, np.array([0, *np.cumsum(COUNTS)]), WIDTH)


@pytest.fixture
def articles_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_files, "ARTICLES_A_FILE", 4)


def tables(texts: list[str]) -> Tables:
    return read_tables(make_article(f"a{number}", "Tin", text) for number, text in enumerate(texts))


@pytest.mark.usefixtures("articles_a_file")
def test_the_files_hold_every_sentence_once() -> None:
    read = tables([f"Tin số {number}. Câu thứ hai." for number in range(40)])

    laid = lay_out(read)

    assert len(laid) > 3
    assert laid[0].first == 0
    assert [file.last for file in laid[:-1]] == [file.first for file in laid[1:]]
    assert laid[-1].last == len(read.sentences)


@pytest.mark.usefixtures("articles_a_file")
@pytest.mark.parametrize("edit", ["changed", "added", "removed"])
def test_an_edit_leaves_the_other_files_their_names(edit: str) -> None:
    texts = [f"Tin số {number}. Câu thứ hai." for number in range(60)]
    before = {file.name for file in lay_out(tables(texts))}

    edited = {
        "changed": [*texts[:30], "Bài đã sửa.", *texts[31:]],
        "added": [*texts[:30], "Bài mới.", *texts[30:]],
        "removed": texts[:30] + texts[31:],
    }
    after = {file.name for file in lay_out(tables(edited[edit]))}

    assert len(before - after) <= 2


@pytest.mark.usefixtures("articles_a_file")
def test_files_grow_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    read = tables([f"Tin số {number}. Câu thứ hai." for number in range(400)])
    many = len(lay_out(read))

    monkeypatch.setattr(token_files, "MANY_FILES", 4)

    assert len(lay_out(read)) <= 16 < many


@pytest.mark.usefixtures("articles_a_file")
def test_articles_that_begin_alike_share_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_files, "ARTICLES_A_FILE", 64)
    texts = ["Thông báo."] * 200
    assert len(lay_out(tables(texts))) <= 200 / 16 + 1


def test_no_articles_need_no_file() -> None:
    assert lay_out(tables([])) == []


def test_an_unchanged_file_is_copied_with_its_checksum(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    (before / "tokens.one.bin").write_bytes(b"one")

    with TokenWriter(after, {before / "tokens.one.bin": "known"}) as writer:
        writer.begin("tokens.one.bin")
        writer.add(lambda: b"not asked for")
        writer.begin("tokens.two.bin")
        writer.add(lambda: b"t")
        writer.add(lambda: b"wo")

    assert (after / "tokens.one.bin").read_bytes() == b"one"
    assert not (after / "tokens.one.bin").samefile(before / "tokens.one.bin")
    assert (after / "tokens.two.bin").read_bytes() == b"two"
    assert writer.checksums == {
        "tokens.one.bin": "known",
        "tokens.two.bin": checksum(after / "tokens.two.bin"),
    }


def test_the_same_sentences_twice_are_written_once(tmp_path: Path) -> None:
    with TokenWriter(tmp_path, {}) as writer:
        for _ in range(2):
            writer.begin("tokens.one.bin")
            writer.add(lambda: b"one")

    assert (tmp_path / "tokens.one.bin").read_bytes() == b"one"


def test_a_copy_that_fails_is_raised(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), TokenWriter(tmp_path, {tmp_path / "gone" / "tokens.bin": ""}):
        pass


def test_what_fails_in_the_thread_is_raised(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"), TokenWriter(tmp_path, {}) as writer:
        writer.begin("tokens.one.bin")
        writer.add(fail)
