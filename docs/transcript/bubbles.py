"""Recorded messages as chat bubbles: HTML that needs nothing besides itself."""

import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.telegram.world import Sent

_STYLE = Path(__file__).parent / "style.css"


def page(title: str, sections: Sequence[str]) -> str:
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style>{''.join(sections)}</html>"
    )


def section(name: str, title: str, pieces: Sequence[str]) -> str:
    return f'<section id="{name}"><h2>{html.escape(title)}</h2>{"".join(pieces)}</section>'


def citizen(text: str, *, who: str = "", reply: str = "", mark: str = "") -> str:
    return f'<div class="bubble citizen">{_who(who)}{_reply(reply)}{html.escape(text)}{_mark(mark)}</div>'


def bot(sent: Sent, *, reply: str = "", opened: bool = False) -> str:
    """A message of the bot: its own HTML, which the double has checked, and its buttons."""
    mark = "đã sửa" if sent.edited else ""
    classes = "bubble bot opened" if opened else "bubble bot"
    return (
        f'<div class="{classes}">{_reply(reply)}{_shown(sent.html)}{_mark(mark)}</div>{_buttons(sent.markup)}'
    )


def plain_bot(text: str) -> str:
    """What Telegram shows of the bot besides its messages."""
    return f'<div class="bubble bot">{html.escape(text)}</div>'


def chosen_inline(message: str) -> str:
    return f'<div class="bubble citizen"><span class="who">qua @tinso_bot</span>{_shown(message)}</div>'


def alert(text: str) -> str:
    return f'<div class="bubble alert">{html.escape(text)}</div>'


def press(label: str) -> str:
    return f'<div class="press">bấm «{html.escape(label)}»</div>'


def remark(text: str) -> str:
    return f'<div class="remark">{html.escape(text)}</div>'


def typed(text: str) -> str:
    return f'<div class="typed">{html.escape(text)}</div>'


def menu(entries: Sequence[tuple[str, str]]) -> str:
    """A list that opens above the line where a citizen types: inline results, commands."""
    rows = "".join(f"<div>{html.escape(a)}<small>{html.escape(b)}</small></div>" for a, b in entries)
    return f'<div class="menu">{rows}</div>'


def _shown(message: str) -> str:
    """A message's HTML for a browser: a newline beside a quotation is its edge."""
    return re.sub(r"\n?(<blockquote[^>]*>.*?</blockquote>)\n?", r"\1", message, flags=re.DOTALL)


def _buttons(markup: dict[str, Any] | None) -> str:
    rows = (markup or {}).get("inline_keyboard", [])
    return "".join(
        '<div class="row">' + "".join(f"<span>{html.escape(b['text'])}</span>" for b in row) + "</div>"
        for row in rows
    )


def _who(name: str) -> str:
    return f'<span class="who">{html.escape(name)}</span>' if name else ""


def _reply(text: str) -> str:
    return f'<span class="reply">{html.escape(" ".join(text.split())[:90])}</span>' if text else ""


def _mark(text: str) -> str:
    return f'<span class="mark">{html.escape(text)}</span>' if text else ""
