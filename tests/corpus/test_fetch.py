"""Fetching feeds and pages from a portal on loopback, over real HTTP."""

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.fetch import Fetched, fetch, read_list
from corpus.guard import is_public
from corpus.problem import Problem
from corpus.store import read_sources
from corpus.web import Rules
from tests.corpus.site import Answer, Site, running_site

TEXT = "Năm 2024, tỉnh tiếp nhận 812.450 hồ sơ trực tuyến, đạt 78,6% tổng số hồ sơ của toàn tỉnh. "


def page(title: str) -> bytes:
    html = f"<title>{title}</title><h1>{title}</h1><p>10/01/2025 14:58</p><p>{TEXT * 3}</p>"
    return html.encode()


def feed(*addresses: str) -> bytes:
    items = "".join(f"<item><title>Tin</title><link>{address}</link></item>" for address in addresses)
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Sở</title>{items}</channel></rss>'.encode()
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        running.answers["/tin/1"] = Answer(page("Bài một"), headers={"ETag": '"1"'})
        running.answers["/tin/2"] = Answer(page("Bài hai"))
        yield running


@pytest.fixture
def rules(site: Site) -> Rules:
    return Rules(hosts=frozenset({site.host}), internal=frozenset({site.host}), delay=0)


def problem(addresses: list[str], folder: Path, rules: Rules) -> Problem:
    (result,) = fetch(addresses, folder, rules)
    assert isinstance(result, Problem)
    return result


def changed(addresses: list[str], folder: Path, rules: Rules, fresh: float = 0) -> list[bool]:
    results = list(fetch(addresses, folder, rules, fresh))
    assert all(isinstance(result, Fetched) for result in results)
    return [result.changed for result in results if isinstance(result, Fetched)]


def test_a_page_is_saved_where_the_readers_find_it_with_its_address(
    site: Site, rules: Rules, tmp_path: Path
) -> None:
    (fetched,) = fetch([site.address("/tin/1")], tmp_path / "tin", rules)
    assert isinstance(fetched, Fetched)
    (article,) = read_sources([tmp_path / "tin"]).articles
    assert article.title == "Bài một"
    assert article.url == site.address("/tin/1")
    assert fetched.file == tmp_path / "tin" / f"{article.id}.html"


def test_the_pages_that_a_feed_lists_are_fetched_each_once(site: Site, rules: Rules, tmp_path: Path) -> None:
    site.answers["/rss"] = Answer(feed(*map(site.address, ["/tin/1", "/tin/2", "/tin/1"])))
    assert changed([site.address("/rss"), site.address("/tin/2")], tmp_path, rules) == [True, True]
    assert site.asked() == ["/rss", "/tin/1", "/tin/2"]
    assert sorted(article.title for article in read_sources([tmp_path]).articles) == ["Bài hai", "Bài một"]


def test_a_page_is_asked_for_again_only_if_it_changed(site: Site, rules: Rules, tmp_path: Path) -> None:
    addresses = [site.address("/tin/1"), site.address("/tin/2")]
    assert changed(addresses, tmp_path, rules) == [True, True]
    assert changed(addresses, tmp_path, rules) == [False, False]
    assert site.requests[-2].headers["If-None-Match"] == '"1"'
    site.answers["/tin/1"] = Answer(page("Bài một, đã sửa"), headers={"ETag": '"1b"'})
    assert changed(addresses, tmp_path, rules) == [True, False]
    assert {article.title for article in read_sources([tmp_path]).articles} == {"Bài một, đã sửa", "Bài hai"}


def test_the_date_of_a_page_serves_where_it_has_no_etag(site: Site, rules: Rules, tmp_path: Path) -> None:
    date = "Fri, 10 Jan 2025 07:58:00 GMT"
    site.answers["/tin/2"] = Answer(page("Bài hai"), headers={"Last-Modified": date})
    for _ in range(2):
        changed([site.address("/tin/2")], tmp_path, rules)
    assert site.requests[-1].headers["If-Modified-Since"] == date


def test_an_interrupted_run_goes_on_where_it_stopped(site: Site, rules: Rules, tmp_path: Path) -> None:
    site.answers["/rss"] = Answer(
        feed(site.address("/tin/1"), site.address("/tin/2")), headers={"ETag": '"r"'}
    )
    interrupted = fetch([site.address("/rss")], tmp_path, rules)
    next(interrupted)
    interrupted.close()
    assert changed([site.address("/rss")], tmp_path, rules, fresh=3600) == [False, True]
    assert site.asked() == ["/rss", "/tin/1", "/rss", "/tin/2"]
    assert changed([site.address("/rss")], tmp_path, rules, fresh=3600) == []


def test_a_feed_is_read_again_while_a_page_of_it_is_missing(site: Site, rules: Rules, tmp_path: Path) -> None:
    site.answers["/rss"] = Answer(feed(site.address("/tin/3")), headers={"ETag": '"r"'})
    assert problem([site.address("/rss")], tmp_path, rules).message == "Trang không còn trên cổng."
    site.answers["/tin/3"] = Answer(page("Bài ba"))
    assert changed([site.address("/rss")], tmp_path, rules) == [True]


def test_a_page_whose_file_was_removed_is_fetched_whole(site: Site, rules: Rules, tmp_path: Path) -> None:
    (fetched,) = fetch([site.address("/tin/1")], tmp_path, rules)
    assert isinstance(fetched, Fetched)
    fetched.file.unlink()
    assert changed([site.address("/tin/1")], tmp_path, rules, fresh=3600) == [True]


def test_requests_keep_their_distance(site: Site, rules: Rules, tmp_path: Path) -> None:
    changed([site.address("/tin/1"), site.address("/tin/2")], tmp_path, replace(rules, delay=0.1))
    times = [request.time for request in site.requests]
    assert all(later - earlier >= 0.09 for earlier, later in pairwise(times))


def test_robots_txt_is_obeyed(site: Site, rules: Rules, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /tin/1\nCrawl-delay: 0.2")
    refused, fetched, _ = fetch(
        [site.address(f"/tin/{path}") for path in ("1", "2", "2?trang=2")], tmp_path, rules
    )
    assert isinstance(refused, Problem)
    assert refused.message == "robots.txt của cổng không cho tải trang này."
    assert isinstance(fetched, Fetched)
    assert site.asked() == ["/tin/2", "/tin/2?trang=2"]
    assert site.requests[-1].time - site.requests[-2].time >= 0.19


def test_nothing_is_fetched_from_a_host_whose_robots_txt_fails(
    site: Site, rules: Rules, tmp_path: Path
) -> None:
    site.answers["/robots.txt"] = Answer(status=500)
    assert problem([site.address("/tin/1")], tmp_path, rules).message == "Không đọc được robots.txt của cổng."
    assert site.asked() == []


@pytest.mark.parametrize("wait", ["0", formatdate(time.time() - 60, usegmt=True)])
def test_a_busy_host_is_asked_again_when_it_says_so(
    site: Site, rules: Rules, tmp_path: Path, wait: str
) -> None:
    busy = Answer(status=503, headers={"Retry-After": wait})
    site.answers["/tin/1"] = [busy, Answer(page("Bài một"))]
    assert changed([site.address("/tin/1")], tmp_path, rules) == [True]


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "86400"}, {"Retry-After": "hôm sau"}])
def test_a_host_that_stays_busy_is_left_alone(
    site: Site, rules: Rules, tmp_path: Path, headers: dict[str, str]
) -> None:
    encoded = {name: value.encode("ascii", "ignore").decode() for name, value in headers.items()}
    site.answers["/tin/1"] = Answer(status=429, headers=encoded)
    results = list(fetch([site.address("/tin/1"), site.address("/tin/2")], tmp_path, rules))
    assert [result.message for result in results if isinstance(result, Problem)] == ["Máy chủ đang bận."] * 2
    assert site.asked() == ["/tin/1"]


def test_a_redirect_is_followed_to_where_the_page_is(site: Site, rules: Rules, tmp_path: Path) -> None:
    site.answers["/cu"] = Answer(status=301, headers={"Location": "/tin/1"})
    changed([site.address("/cu")], tmp_path, rules)
    assert [article.url for article in read_sources([tmp_path]).articles] == [site.address("/tin/1")]


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("/vong", "Trang chuyển hướng quá nhiều lần."),
        ("http://other.example/", "Máy chủ «other.example» không có trong danh sách được phép."),
        ("http://169.254.169.254/latest", "Máy chủ «169.254.169.254» không có trong danh sách được phép."),
        ("file:///etc/passwd", "Địa chỉ không hợp lệ."),
        ("http://user:secret@127.0.0.1/", "Địa chỉ không hợp lệ."),
    ],
)
def test_a_redirect_is_held_to_the_same_rules(
    site: Site, rules: Rules, tmp_path: Path, location: str, message: str
) -> None:
    site.answers["/vong"] = Answer(status=302, headers={"Location": location})
    assert problem([site.address("/vong")], tmp_path, rules).message == message


@pytest.mark.parametrize(
    "address", ["http://other.example/", "https://127.0.0.1/", "ftp://a/", "/tin/1", "http://[", "tin"]
)
def test_only_hosts_that_staff_allow_are_asked(
    site: Site, rules: Rules, tmp_path: Path, address: str
) -> None:
    assert problem([address], tmp_path, rules).remedy.startswith(
        ("Nếu tin cậy máy chủ này", "Hãy ghi địa chỉ")
    )
    assert site.requests == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_an_allowed_host_at_a_private_address_is_refused_unless_it_is_called_internal(
    site: Site, rules: Rules, tmp_path: Path, name: str
) -> None:
    host = site.host.replace("127.0.0.1", name)
    rules = replace(rules, hosts=frozenset({host}), internal=frozenset())
    refused = problem([f"http://{host}/tin/1"], tmp_path, rules)
    assert refused.message == f"Máy chủ «{host}» trỏ về địa chỉ nội bộ."
    assert site.requests == []
    assert changed([f"http://{host}/tin/1"], tmp_path, replace(rules, internal=frozenset({host}))) == [True]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_addresses_of_a_network_of_ones_own_are_told_from_public_ones(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_that_is_too_large_is_refused_also_when_it_is_packed(
    site: Site, rules: Rules, tmp_path: Path, packed: bool
) -> None:
    body = b"a" * (3 << 20)
    site.answers["/lon"] = Answer(
        gzip.compress(body) if packed else body, headers={"Content-Encoding": "gzip"} if packed else {}
    )
    refused = problem([site.address("/lon")], tmp_path, replace(rules, largest=1 << 20))
    assert refused.message == "Trang lớn hơn 1 MB."


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(status=404), "Trang không còn trên cổng."),
        (Answer(status=500), "Máy chủ trả lời mã lỗi 500."),
        (
            Answer(b"%PDF", headers={"Content-Type": "application/pdf"}),
            "Địa chỉ không phải trang web (application/pdf).",
        ),
    ],
)
def test_a_page_that_cannot_be_used_is_a_problem_named_by_its_address(
    site: Site, rules: Rules, tmp_path: Path, answer: Answer, message: str
) -> None:
    site.answers["/x"] = answer
    refused, fetched = fetch([site.address("/x"), site.address("/tin/1")], tmp_path, rules)
    assert isinstance(refused, Problem)
    assert (refused.file, refused.message) == (site.address("/x"), message)
    assert isinstance(fetched, Fetched)


def test_a_host_that_does_not_answer_is_a_problem(site: Site, rules: Rules, tmp_path: Path) -> None:
    closed = "127.0.0.1:1"
    rules = replace(rules, hosts=frozenset({closed}), internal=frozenset({closed}))
    assert problem([f"http://{closed}/"], tmp_path, rules).message == "Không kết nối được với máy chủ."


def test_a_folder_that_cannot_be_written_is_one_clear_error(site: Site, rules: Rules, tmp_path: Path) -> None:
    (tmp_path / "tin").write_text("a file")
    with pytest.raises(SourceError, match="Không ghi được"):
        list(fetch([site.address("/tin/1")], tmp_path / "tin", rules))


def test_a_list_has_an_address_a_line_and_notes() -> None:
    text = "\ufeff# Trang tin\r\nhttps://a.example/1\r\n\r\n https://a.example/2 \r\nhttps://a.example/1\r\n"
    assert read_list(text) == ["https://a.example/1", "https://a.example/2"]
