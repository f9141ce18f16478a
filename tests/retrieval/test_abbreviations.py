import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from retrieval.abbreviations import (
    Expander,
    introduced_abbreviations,
    key,
    listed_abbreviations,
)
from retrieval.vietnamese import folded_tokens


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("Phó Chủ tịch Ủy ban nhân dân (UBND) tỉnh", "ubnd", "uy ban nhan dan"),
        ("Sở Thông tin và Truyền thông (TT&TT) tổ chức", "tttt", "thong tin va truyen thong"),
        ("Sở Giáo dục và Đào tạo (GD&ĐT)", "gddt", "giao duc va dao tao"),
        ("trạm thu phát sóng (sau đây gọi là TPS)", "tps", "thu phat song"),
        ("công tác cải cách hành chính (gọi tắt là CCHC)", "cchc", "cai cach hanh chinh"),
        ("Ban Chỉ đạo (BCĐ) chuyển đổi số", "bcd", "ban chi dao"),
    ],
)
def test_an_article_introduces_its_abbreviations(text: str, short: str, full: str) -> None:
    assert introduced_abbreviations([text]) == {short: tuple(full.split())}


@pytest.mark.parametrize(
    "text",
    [
        "thành phố Lam Thành (ASEAN)",
        "trạm thu phát sóng thông tin di động (BTS)",
        "bảng xếp hạng (PAR INDEX)",
        "(UBND) tỉnh",
        "Ủy ban nhân dân (xem thêm bên dưới)",
        "",
    ],
)
def test_brackets_that_introduce_nothing_are_left_alone(text: str) -> None:
    assert introduced_abbreviations([text]) == {}


def test_of_two_meanings_the_commoner_counts() -> None:
    texts = ["Hội nông dân (HND)", "Hội nông dân (HND)", "Hội nhà dột (HND)"]

    assert introduced_abbreviations(texts) == {"hnd": ("hoi", "nong", "dan")}


@pytest.mark.parametrize("written", ["TT&TT", "tt&tt", "TTTT", "T.T.T.T", "TT-TT"])
def test_an_abbreviation_is_one_however_it_is_written(written: str) -> None:
    assert key(written) == "tttt"


@pytest.mark.parametrize("typed", ["UBND tỉnh", "ubnd tinh", "ủy ban nhân dân tỉnh", "Uỷ ban nhân dân tỉnh"])
def test_an_abbreviation_and_its_full_form_are_the_same_terms(typed: str) -> None:
    expander = Expander({"ubnd": ("uy", "ban", "nhan", "dan")})

    assert expander.expand(folded_tokens(typed)) == ["uy", "ban", "nhan", "dan", "tinh"]


def test_two_letters_are_too_few_to_expand() -> None:
    assert Expander({"tp": ("thanh", "pho")}).expand(["tp", "hue"]) == ["tp", "hue"]


@given(st.lists(st.text()))
def test_any_text_may_be_searched_for_abbreviations(texts: list[str]) -> None:
    for short, full in introduced_abbreviations(texts).items():
        assert re.fullmatch(r"[a-z0-9]+", short)
        assert full


def test_long_text_without_brackets_takes_no_time() -> None:
    assert introduced_abbreviations(["Ủy ban nhân dân, " * 5_000]) == {}


def test_the_list_that_ships_can_be_read() -> None:
    assert listed_abbreviations()["cntt"] == ("cong", "nghe", "thong", "tin")


def write_list(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "abbreviations.tsv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_staff_may_add_lines_with_any_editor(tmp_path: Path, encoding: str) -> None:
    path = write_list(
        tmp_path, "ƯBMT\tỦy ban Mặt trận\r\n# ghi chú\r\n\r\nTT&TT\tThông tin và Truyền thông\r\n", encoding
    )

    assert listed_abbreviations(path) == {
        "ubmt": ("uy", "ban", "mat", "tran"),
        "tttt": ("thong", "tin", "va", "truyen", "thong"),
    }


@pytest.mark.parametrize("line", ["UBND Ủy ban nhân dân", "UBND\t", "UBND\t…", "\tỦy ban nhân dân", "&\tvà"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = write_list(tmp_path, f"CNTT\tcông nghệ thông tin\n\n{line}\n")

    with pytest.raises(SourceError, match=r"abbreviations\.tsv, dòng 3: cần ghi"):
        listed_abbreviations(path)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_list_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = write_list(tmp_path, "TƯ\tTrung ương", encoding)

    with pytest.raises(SourceError, match="UTF-8"):
        listed_abbreviations(path)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nothing\.tsv"):
        listed_abbreviations(tmp_path / "nothing.tsv")
