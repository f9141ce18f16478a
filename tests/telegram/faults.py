"""What can go wrong between a bot and Telegram."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour. `done`: the request takes effect, though the bot doesn't hear of it."""

    status: int = 0
    body: bytes = b""
    delay: float = 0.0
    done: bool = False
    half: bool = False


def too_many(seconds: int) -> Fault:
    """429: Telegram asks to wait."""
    body = {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }
    return Fault(status=429, body=json.dumps(body).encode())


def refused(description: str) -> Fault:
    """400: Telegram does not accept the request."""
    body = {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}
    return Fault(status=400, body=json.dumps(body).encode())


def bad_gateway() -> Fault:
    """502 with a page in HTML, as Telegram's front servers answer when they are in trouble."""
    return Fault(status=502, body=b"<html><head><title>502 Bad Gateway</title></head></html>")


def dropped() -> Fault:
    """The connection closes before anything was done."""
    return Fault()


def unheard() -> Fault:
    """The request is carried out, but the connection closes before the answer."""
    return Fault(done=True)


def half_answered() -> Fault:
    """The connection closes in the middle of the answer."""
    return Fault(done=True, half=True)


def slow(seconds: float) -> Fault:
    """The answer is right, but late."""
    return Fault(status=200, delay=seconds, done=True)
