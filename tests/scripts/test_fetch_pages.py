"""What staff see when pages are fetched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.fetch_pages import main
from tests.corpus.site import Answer, Site, running_site


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr("corpus.web.time.sleep", lambda _: None)
    with running_site() as running:
        running.answers["/tin/1"] = Answer(b"<h1>Tin</h1>")
        yield running


def run(site: Site, folder: Path, *sources: str) -> Result:
    options = ["--into", str(folder), "--allow", site.host, "--internal", site.host]
    return CliRunner().invoke(main, [*options, *sources])


def test_each_page_is_a_line(site: Site, tmp_path: Path) -> None:
    address = site.address("/tin/1")
    first = run(site, tmp_path / "tin", address)
    assert (first.exit_code, first.stdout) == (0, f"Đã tải   {address}\n")
    assert run(site, tmp_path / "tin", address).stdout == f"Không đổi {address}\n"


def test_a_list_of_addresses_is_read_from_a_file(site: Site, tmp_path: Path) -> None:
    (tmp_path / "ds.txt").write_text(f"# Tin\n{site.address('/tin/1')}\n", encoding="utf-8")
    assert run(site, tmp_path / "tin", str(tmp_path / "ds.txt")).exit_code == 0
    assert site.asked() == ["/tin/1"]


def test_a_page_that_is_refused_is_told_and_the_others_are_fetched(site: Site, tmp_path: Path) -> None:
    result = run(site, tmp_path / "tin", site.address("/x"), site.address("/tin/1"))
    assert result.exit_code == 1
    assert f"Lỗi      {site.address('/x')}: Trang không còn trên cổng." in result.stderr
    assert site.address("/tin/1") in result.stdout


def test_a_list_that_cannot_be_read_is_one_clear_sentence(site: Site, tmp_path: Path) -> None:
    result = run(site, tmp_path / "tin", "khong-co.txt")
    assert result.exit_code == 1
    assert result.stderr == "Không đọc được danh sách địa chỉ «khong-co.txt»; hãy kiểm tra tệp.\n"
