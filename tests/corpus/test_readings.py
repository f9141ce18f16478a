"""A source file that has not changed is not read again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.document import Document, Found
from corpus.problem import Problem
from corpus.readings import NAME, open_readings
from corpus.store import find_files, read_files

GOOD = "Tiêu đề\n\n10/01/2025 14:58\n\nSở thông báo lịch tiếp công dân.\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "nguon"
    folder.mkdir()
    (folder / "mot.txt").write_text(GOOD, encoding="utf-8")
    (folder / "khong-ngay.txt").write_text("Tiêu đề\n\nKhông có ngày đăng.", encoding="utf-8")
    return folder


def told(results: list[Found | Problem]) -> list[object]:
    """The results without how their articles came to be known."""
    return [(result.article, result.place) if isinstance(result, Found) else result for result in results]


def read(sources: Path, reads: list[str]) -> list[object]:
    """What the sources give; `reads` gets the names of the files that were read."""
    with open_readings(sources.parent) as readings:
        known = readings.of

        def of(document: Document, read: object) -> object:
            def noted(document: Document) -> object:
                reads.append(Path(document.file).stem)
                return read(document)  # type: ignore[operator]

            return known(document, noted)  # type: ignore[arg-type]

        readings.of = of  # type: ignore[method-assign,assignment]
        results = list(read_files(find_files([sources]), readings))
        readings.drop_unused()
    return told(results)


def test_an_unchanged_file_gives_the_same_without_being_read(sources: Path) -> None:
    first, second = list[str](), list[str]()

    assert read(sources, first) == read(sources, second) == told(list(read_files(find_files([sources]))))

    assert (sorted(first), second) == (["khong-ngay", "mot"], [])


def test_an_edited_file_is_read_again_and_the_old_reading_dropped(sources: Path) -> None:
    read(sources, [])
    (sources / "mot.txt").write_text(GOOD.replace("lịch", "giờ"), encoding="utf-8")
    again, old = list[str](), list[str]()

    results = read(sources, again)

    assert again == ["mot"]
    assert any("giờ tiếp" in str(result) for result in results)
    (sources / "mot.txt").write_text(GOOD, encoding="utf-8")
    read(sources, old)
    assert old == ["mot"]


@pytest.mark.parametrize("harm", ["cut off", "no database", "a flipped bit"])
def test_a_damaged_store_costs_only_time(sources: Path, harm: str) -> None:
    expected = read(sources, [])
    store = sources.parent / NAME
    data = bytearray(store.read_bytes())
    if harm == "cut off":
        del data[len(data) // 2 :]
    elif harm == "no database":
        data = bytearray(b"hello" * 1000)
    else:
        data[-40] ^= 1
    store.write_bytes(data)

    assert read(sources, []) == expected


def test_a_reading_that_stands_in_the_place_of_another_is_not_taken(sources: Path) -> None:
    expected = read(sources, [])
    with closing(sqlite3.connect(sources.parent / NAME)) as database:
        (one, _), (_, other) = database.execute("SELECT key, rowid FROM readings").fetchall()
        database.execute("DELETE FROM readings WHERE key = ?", (one,))
        database.execute("UPDATE readings SET key = ? WHERE rowid = ?", (one, other))
        database.commit()

    assert read(sources, []) == expected


def test_what_stands_before_a_damage_is_kept_and_the_damage_is_named_every_time(tmp_path: Path) -> None:
    (tmp_path / "nguon").mkdir()
    rows = 'id,tieu_de,noi_dung\n1,Một,Nội dung một.\n2,Hai,"Nội dung không đóng\n'
    (tmp_path / "nguon" / "bang.csv").write_text(rows, encoding="utf-8")

    first, second = read(tmp_path / "nguon", []), read(tmp_path / "nguon", [])

    assert first == second
    assert sum(not isinstance(result, Problem) for result in first) == 1
    assert any("ngoặc kép" in str(result) for result in first)
