"""A portal on loopback, for tests that fetch from it."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]
    time: float


class Site:
    """Answers as `answers` says, several for one path one after another, and keeps every request."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.answers: dict[str, Answer | list[Answer]] = {}
        self.requests: list[Request] = []

    def address(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def asked(self) -> list[str]:
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def answer(self, path: str) -> Answer:
        planned = self.answers.get(path, Answer(status=404))
        if isinstance(planned, Answer):
            return planned
        return planned.pop(0) if len(planned) > 1 else planned[0]


@contextmanager
def running_site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append(Request(self.path, dict(self.headers), time.monotonic()))
            answer = site.answer(self.path)
            etag = answer.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                answer = Answer(status=304, headers={"ETag": etag})
            self.send_response(answer.status)
            for name, value in {"Content-Type": "text/html", **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
