"""Of a large file only the articles that are new or were edited are read."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.check import checked
from corpus.document import Document, Draft, Found, Unreadable
from corpus.problem import Problem
from corpus.readers import json_lines
from corpus.readings import NAME, open_readings
from corpus.records import draft_of
from corpus.store import find_files, read_files
from corpus.survey import Survey
from tests.corpus.test_json_lines import GOOD, JSON


def line(name: str, **changes: object) -> str:
    text = " ".join(f"{name} {number}" for number in range(40))
    record = {"id": name, "title": name, "text": text, "published": "2025-01-10"}
    return json.dumps(record | changes, ensure_ascii=False)


ONE, TWO, THREE = map(line, ("một", "hai", "ba"))
UNDATED = line("không ngày", published=None)
SHORT = line("ngắn", text="Trang chủ")
COMING = line("sắp tới", published="2999-01-01")
COPY = line("chép", text=json.loads(ONE)["text"])


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readings.LARGEST", 0)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The ids of the records that were read anew."""
    ids = list[object]()

    def noted(fields: Mapping[str, object], line: int) -> Draft:
        ids.append(fields["id"])
        return draft_of(fields, line)

    monkeypatch.setattr("corpus.readers.json_lines.draft_of", noted)
    monkeypatch.setattr("corpus.readers.table.draft_of", noted)
    return ids


def read(folder: Path, *lines: str, name: str = "bai.jsonl", known: bool = True) -> list[object]:
    """All that is told of a file of `lines`: its articles, its problems, and in the end the survey."""
    source = folder / name
    source.write_text("\n".join(lines), encoding="utf-8")
    survey, told = Survey(), list[object]()
    with open_readings(folder) as readings:
        for result in checked(read_files(find_files([source]), readings if known else None)):
            if isinstance(result, Found):
                survey.add(result.entry)
                told.append((result.article, result.entry.line, result.place))
            else:
                told.append(result)
        readings.drop_unused()
    return [*told, survey]


def messages(told: list[object]) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.message) for problem in told if isinstance(problem, Problem)]


def test_only_an_edited_line_is_read_again(tmp_path: Path, parsed: list[object]) -> None:
    read(tmp_path, ONE, TWO, THREE)
    parsed.clear()

    read(tmp_path, ONE, line("hai", title="Tiêu đề mới"), THREE)

    assert parsed == ["hai"]


def test_only_an_edited_row_of_a_table_is_read_again(tmp_path: Path, parsed: list[object]) -> None:
    rows = ["id,title,text", "1,Một,Nội dung một.", "2,Hai,Nội dung hai.", "3,Ba,Nội dung ba."]
    read(tmp_path, *rows, name="bai.csv")
    parsed.clear()

    read(tmp_path, *rows[:2], "2,Hai,Nội dung mới.", rows[3], name="bai.csv")

    assert parsed == ["2"]


def test_columns_of_other_names_are_read_again(tmp_path: Path) -> None:
    read(tmp_path, "id,title,text", "1,Một,Nội dung.", name="bai.csv")

    assert read(tmp_path, "id,text,title", "1,Một,Nội dung.", name="bai.csv") == read(
        tmp_path, "id,text,title", "1,Một,Nội dung.", name="bai.csv", known=False
    )


def test_a_line_that_is_gone_is_forgotten(tmp_path: Path, parsed: list[object]) -> None:
    read(tmp_path, ONE, TWO)
    read(tmp_path, ONE)
    parsed.clear()

    read(tmp_path, ONE, TWO)

    assert parsed == ["hai"]


def test_a_line_that_moved_is_told_where_it_is_now(tmp_path: Path, parsed: list[object]) -> None:
    read(tmp_path, ONE, UNDATED)
    parsed.clear()

    told = read(tmp_path, "", UNDATED, "", ONE)

    assert parsed == []
    assert messages(told) == [(2, "Bài không có ngày đăng.")]


def test_a_line_in_a_file_of_another_name_is_told_of_that_file(tmp_path: Path, parsed: list[object]) -> None:
    read(tmp_path, ONE, UNDATED)
    parsed.clear()

    told = read(tmp_path, ONE, UNDATED, name="khac.jsonl")

    assert parsed == []
    assert [Path(problem.file).name for problem in told if isinstance(problem, Problem)] == ["khac.jsonl"]


def test_all_that_is_told_of_known_lines_is_told_again_in_its_order(tmp_path: Path) -> None:
    lines = (ONE, UNDATED, "{", SHORT, COMING, ONE, COPY, "[]", TWO)

    first, second = read(tmp_path, *lines), read(tmp_path, *lines)

    assert first == second == read(tmp_path, *lines, known=False)
    assert messages(second) == [
        (2, "Bài không có ngày đăng."),
        (3, "Dòng không phải JSON hợp lệ."),
        (4, "Nội dung bài quá ngắn."),
        (4, "Nội dung còn lẫn phần của trang web: «Trang chủ»."),
        (5, "Ngày đăng 01/01/2999 ở trong tương lai."),
        (6, f"Mã bài «một» đã có ở {tmp_path / 'bai.jsonl'}, dòng 1; bài sau bị bỏ qua."),
        (7, f"Bài có vẻ trùng với bài «một» ({tmp_path / 'bai.jsonl'}, dòng 1)."),
        (8, "Dòng không phải một đối tượng JSON {…}."),
    ]


def test_a_new_article_is_compared_with_known_ones(tmp_path: Path) -> None:
    read(tmp_path, ONE, TWO)

    told = read(tmp_path, ONE, TWO, COPY)

    assert messages(told) == [(3, f"Bài có vẻ trùng với bài «một» ({tmp_path / 'bai.jsonl'}, dòng 1).")]


def test_a_line_that_gave_no_article_means_what_the_lines_before_it_make_it_mean(tmp_path: Path) -> None:
    question = json.dumps({"id": "hoi", "question": "Phí cấp chữ ký số?"})
    after, before = read(tmp_path, ONE, question), read(tmp_path, question, ONE)

    assert messages(after) == [(2, "Bài không có nội dung.")]
    assert messages(before) == [(1, "Tệp không chứa bài: không có trường «body» hay «text».")]


def test_another_program_reads_everything_again(
    tmp_path: Path, parsed: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(tmp_path, ONE, TWO)
    parsed.clear()
    monkeypatch.setattr("corpus.readings._program", lambda: b"another")

    read(tmp_path, ONE, TWO)

    assert parsed == ["một", "hai"]


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("harm", ["a flipped bit", "cut off", "other bytes"])
def test_a_damaged_store_costs_only_time(tmp_path: Path, harm: str, place: float) -> None:
    lines = [line(f"bài {number}") for number in range(60)]
    expected = read(tmp_path, *lines)
    store = tmp_path / NAME
    data = bytearray(store.read_bytes())
    at = int(len(data) * place)
    if harm == "a flipped bit":
        data[at] ^= 1
    elif harm == "cut off":
        del data[at:]
    else:
        data[at : at + 5_000] = b"hello" * 1_000
    store.write_bytes(data)

    assert read(tmp_path, *lines) == expected


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_damaged_store_is_made_anew(tmp_path: Path, parsed: list[object], place: float) -> None:
    lines = [line(f"bài {number}") for number in range(60)]
    read(tmp_path, *lines)
    store = tmp_path / NAME
    data = bytearray(store.read_bytes())
    at = int(len(data) * place)
    data[at : at + 5_000] = b"hello" * 1_000
    store.write_bytes(data)
    for _ in range(2):
        read(tmp_path, *lines)
    parsed.clear()

    read(tmp_path, *lines)

    assert parsed == []


LINES = st.lists(st.one_of(st.just(json.dumps(GOOD)), JSON.map(json.dumps)).map(str.encode) | st.binary())


def told_of(document: Document) -> list[object]:
    told = list[object]()
    try:
        for result in json_lines.read(document):
            told.append((result.article, result.line) if isinstance(result, Found) else result)
    except Unreadable as error:
        told.append((error.message, error.remedy, error.line))
    return told


@given(st.lists(LINES, min_size=2, max_size=3))
def test_whatever_was_read_before_a_file_gives_what_it_gives_alone(
    tmp_path_factory: pytest.TempPathFactory, versions: list[list[bytes]]
) -> None:
    with open_readings(tmp_path_factory.mktemp("store")) as readings:
        for lines in [*versions, *versions]:
            data = b"\n".join(lines)
            known = told_of(Document("tin.jsonl", "tin", data, readings))
            assert known == told_of(Document("tin.jsonl", "tin", data))
