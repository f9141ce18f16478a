"""Feeds and pages of portals, fetched into a folder that the readers read."""

import codecs
import os
import re
import sqlite3
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpus.encodings import UnknownEncoding, decode
from corpus.errors import SourceError
from corpus.feeds import links, parse_feed
from corpus.fetch_log import FetchLog, Visit
from corpus.problem import Problem, Severity
from corpus.web import Page, Refused, Rules, Web, host_of

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "")
_FEED_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|rdf)", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page that is in the folder now; `changed` when it was not, or was another."""

    address: str
    file: Path
    changed: bool


def read_list(text: str) -> list[str]:
    """The addresses in a list, one a line; lines that begin with # are notes."""
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def fetch(
    addresses: Sequence[str], folder: Path, rules: Rules, fresh: float = 6 * 3600
) -> Generator[Fetched | Problem, None, None]:
    """Fetch the pages at `addresses`, and those that the feeds among them list, into `folder`.

    A page asked for less than `fresh` seconds ago is not asked for again, so that a run that was
    interrupted goes on where it stopped; an older one is fetched only if it has changed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(Web(rules)) as web, closing(FetchLog(folder)) as log:
            yield from _Fetcher(web, log, folder, time.time() - fresh).all(addresses)
    except (OSError, sqlite3.Error) as error:
        raise SourceError(
            f"Không ghi được vào thư mục «{folder}»; hãy kiểm tra dung lượng đĩa và quyền ghi."
        ) from error


class _Fetcher:
    def __init__(self, web: Web, log: FetchLog, folder: Path, fresh_since: float) -> None:
        self._web, self._log, self._folder, self._fresh_since = web, log, folder, fresh_since
        self._seen: set[str] = set()

    def all(self, addresses: Sequence[str]) -> Iterator[Fetched | Problem]:
        for address in addresses:
            if address in self._seen:
                continue
            self._seen.add(address)
            try:
                yield from self._one(address)
            except Refused as refused:
                yield Problem(Severity.ERROR, address, None, refused.message, refused.remedy)

    def _one(self, address: str) -> Iterator[Fetched | Problem]:
        last = self._last(address)
        if last and last.file and last.asked > self._fresh_since:
            yield Fetched(address, self._folder / last.file, changed=False)
            return
        page = self._web.get(address, last.etag if last else "", last.modified if last else "")
        if last and page.content is None:
            self._log.keep(replace(last, asked=time.time()))
            if last.file:
                yield Fetched(address, self._folder / last.file, changed=False)
        elif (listed := _listed(page.content or b"")) is not None:
            yield from self._feed(address, page, listed)
        else:
            saved = self._save(address, page)
            self._keep(address, page, saved.file)
            yield saved

    def _feed(self, address: str, page: Page, listed: Sequence[str]) -> Iterator[Fetched | Problem]:
        whole = True
        for result in self.all(listed):
            whole = whole and isinstance(result, Fetched)
            yield result
        if whole:  # or else the feed would not be read again, and what is missing never be fetched
            self._keep(address, page, None)

    def _last(self, address: str) -> Visit | None:
        """The last visit, unless what it saved was removed since."""
        last = self._log.last(address)
        return last if last and (self._folder / last.file).exists() else None

    def _keep(self, address: str, page: Page, file: Path | None) -> None:
        name = file.relative_to(self._folder).as_posix() if file else ""
        self._log.keep(Visit(address, name, page.etag, page.modified, time.time()))

    def _save(self, address: str, page: Page) -> Fetched:
        if page.type not in _PAGE_TYPES:
            raise Refused(f"Địa chỉ không phải trang web ({page.type}).", "Hãy tải tệp này bằng trình duyệt.")
        content = _with_address(page.address, page.content or b"")
        file = self._folder / _name(page.address)
        if file.exists() and file.read_bytes() == content:
            return Fetched(address, file, changed=False)
        file.parent.mkdir(exist_ok=True)
        unfinished = file.with_name(f".{file.name}")
        unfinished.write_bytes(content)
        os.replace(unfinished, file)
        return Fetched(address, file, changed=True)


def _listed(content: bytes) -> list[str] | None:
    """The addresses that a feed lists, None when `content` is no feed."""
    if not _FEED_START.match(content):
        return None
    try:
        feed = parse_feed(decode(content))
    except UnknownEncoding:
        return None
    return links(feed) if feed.version else None


def _with_address(address: str, content: bytes) -> bytes:
    """The page with the note that browsers put on top of a page that they save, where it can be put."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    note = f"<!-- saved from url=({len(address):04}){address} -->\n".encode()
    return mark + note + content.removeprefix(mark)


def _name(address: str) -> str:
    """A file name that stays the same for the address, is no other's, and safe anywhere."""
    slug = _NOT_IN_NAMES.sub("-", unquote(urlsplit(address).path).rsplit(".", 1)[0].lower()).strip("-")
    digest = blake2b(address.encode(), digest_size=5).hexdigest()
    host = host_of(address).replace(":", "-")
    return f"{host}/{slug[-_NAME_LENGTH:].strip('-') or 'trang'}-{digest}.html"
