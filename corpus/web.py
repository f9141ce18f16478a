"""Pages over HTTP, asked for politely and only from hosts that staff allow."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from corpus.guard import GuardedTransport, PrivateAddress
from corpus.urls import is_web_address

AGENT = "TinSo"

_REDIRECTS = 5
_LONGEST_WAIT = 120.0
_LONGEST_PAGE = 300.0
"""Seconds that one page may take, however steadily it drips."""
_MOVED = (301, 302, 303, 307, 308)
_BUSY = (429, 503)


class Refused(Exception):
    """A page that was not fetched: why, and what to do, in Vietnamese."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be fetched and how fast. A host with a port other than its scheme's is `host:port`."""

    hosts: frozenset[str]
    internal: frozenset[str] = frozenset()
    """Those of the hosts that may be at a private or loopback address."""
    delay: float = 2.0
    """Seconds between two requests to one host; robots.txt may ask for more."""
    largest: int = 10 * 1024 * 1024
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Page:
    """An answer. `content` is None when the page has not changed since the last time."""

    address: str
    """Where the page was in the end, after redirects."""
    content: bytes | None
    type: str
    etag: str
    modified: str


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: httpx.Headers
    content: bytes


class Web:
    """Fetches pages one by one, keeping its distance to every host."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        internal = {host.rsplit(":", 1)[0] for host in rules.internal}
        self._client = httpx.Client(
            transport=GuardedTransport(internal), timeout=rules.timeout, headers={"User-Agent": AGENT}
        )
        self._origins: dict[str, Protego | Refused] = {}
        """What each host's robots.txt allows, or why the host is left alone from now on."""
        self._next_turn: dict[str, float] = {}

    def close(self) -> None:
        self._client.close()

    def get(self, address: str, etag: str = "", modified: str = "") -> Page:
        """The page at `address`; with what the last answer said, only if it has changed."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        return _page(*self._follow(address, headers, obey_robots=True))

    def _follow(self, address: str, headers: Mapping[str, str], *, obey_robots: bool) -> tuple[str, _Reply]:
        """The answer after all redirects, each held to the same rules, and the address that gave it."""
        for _ in range(_REDIRECTS):
            address = _whole(address)
            self._require_allowed(address)
            if obey_robots:
                self._require_robots(address)
            reply = self._request(address, headers)
            if reply.status not in _MOVED:
                return address, reply
            address = urljoin(address, reply.headers.get("Location", ""))
        raise Refused("Trang chuyển hướng quá nhiều lần.", "Hãy kiểm tra lại địa chỉ.")

    def _require_allowed(self, address: str) -> None:
        if host_of(address) not in self._rules.hosts:
            raise Refused(
                f"Máy chủ «{host_of(address)}» không có trong danh sách được phép.",
                "Nếu tin cậy máy chủ này, hãy thêm nó bằng tuỳ chọn --allow.",
            )

    def _require_robots(self, address: str) -> None:
        origin = urljoin(address, "/")
        if origin not in self._origins:
            self._origins[origin] = self._read_robots(urljoin(address, "/robots.txt"))
        robots = self._origins[origin]
        if isinstance(robots, Refused):
            raise robots
        if not robots.can_fetch(address, AGENT):
            raise Refused("robots.txt của cổng không cho tải trang này.", "Hãy liên hệ đơn vị quản trị cổng.")

    def _read_robots(self, address: str) -> Protego | Refused:
        """The rules of a host (RFC 9309): none where it has no such file, and no page where it fails."""
        try:
            _, reply = self._follow(address, {}, obey_robots=False)
        except Refused as refused:
            return refused
        if reply.status >= 500:
            return Refused("Không đọc được robots.txt của cổng.", "Hãy thử lại sau.")
        return Protego.parse(reply.content.decode("utf-8", "replace") if reply.status == 200 else "")

    def _request(self, address: str, headers: Mapping[str, str]) -> _Reply:
        reply = self._once(address, headers)
        if reply.status in _BUSY and (wait := _wait_asked(reply.headers)) <= _LONGEST_WAIT:
            time.sleep(max(wait, 0.0))
            reply = self._once(address, headers)
        if reply.status in _BUSY:
            refused = Refused("Máy chủ đang bận.", "Hãy chạy lại sau; các trang đã tải vẫn được giữ.")
            self._origins[urljoin(address, "/")] = refused
            raise refused
        return reply

    def _once(self, address: str, headers: Mapping[str, str]) -> _Reply:
        self._take_turn(address)
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                return _Reply(response.status_code, response.headers, self._content(response))
        except PrivateAddress as error:
            raise Refused(
                f"Máy chủ «{host_of(address)}» trỏ về địa chỉ nội bộ.",
                "Nếu đúng là máy chủ của cơ quan, hãy thêm nó bằng tuỳ chọn --internal.",
            ) from error
        except httpx.TimeoutException as error:
            raise Refused("Máy chủ không trả lời kịp.", "Hãy chạy lại sau.") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise Refused(
                    "Chứng thư (HTTPS) của máy chủ không hợp lệ.",
                    "Hãy báo đơn vị quản trị cổng sửa chứng thư.",
                ) from error
            raise Refused("Không kết nối được với máy chủ.", "Hãy kiểm tra địa chỉ và mạng.") from error

    def _take_turn(self, address: str) -> None:
        host = host_of(address)
        time.sleep(max(0.0, self._next_turn.get(host, 0.0) - time.monotonic()))
        robots = self._origins.get(urljoin(address, "/"))
        asked = robots.crawl_delay(AGENT) if isinstance(robots, Protego) else None
        self._next_turn[host] = time.monotonic() + max(self._rules.delay, min(asked or 0.0, _LONGEST_WAIT))

    def _content(self, response: httpx.Response) -> bytes:
        content, deadline = bytearray(), time.monotonic() + _LONGEST_PAGE
        for piece in response.iter_bytes():
            content += piece
            if len(content) > self._rules.largest:
                raise Refused(f"Trang lớn hơn {self._rules.largest >> 20} MB.", "Hãy bỏ địa chỉ này.")
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the page takes too long")
        return bytes(content)


def host_of(address: str) -> str:
    """The host that `address` names, with its port unless that is the scheme's own."""
    parts = urlsplit(address)
    standard = parts.port in (None, 443 if parts.scheme == "https" else 80)
    return (parts.hostname or "") if standard else f"{parts.hostname}:{parts.port}"


def _whole(address: str) -> str:
    """The address as it goes over the line, its spaces and Vietnamese letters escaped."""
    if is_web_address(address):
        with suppress(httpx.InvalidURL):
            return str(httpx.URL(address))
    raise Refused("Địa chỉ không hợp lệ.", "Hãy ghi địa chỉ đầy đủ, bắt đầu bằng https://.")


def _page(address: str, reply: _Reply) -> Page:
    if reply.status in (404, 410):
        raise Refused("Trang không còn trên cổng.", "Nếu bài đã được gỡ, hãy xoá tệp đã tải của nó.")
    if reply.status not in (200, 304):
        raise Refused(f"Máy chủ trả lời mã lỗi {reply.status}.", "Hãy mở thử địa chỉ này bằng trình duyệt.")
    return Page(
        address,
        None if reply.status == 304 else reply.content,
        reply.headers.get("Content-Type", "").split(";")[0].strip().lower(),
        reply.headers.get("ETag", ""),
        reply.headers.get("Last-Modified", ""),
    )


def _wait_asked(headers: httpx.Headers) -> float:
    asked = headers.get("Retry-After", "")
    try:
        return float(asked) if asked.isdecimal() else parsedate_to_datetime(asked).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return _LONGEST_WAIT + 1
