"""Recorded messages as chat bubbles: HTML that needs nothing besides itself."""

import html
import re
from collections.abc import Sequence
from typing import Any

from tests.telegram.world import Sent

STYLE = """
body { background: #cfdce5; font: 15px/1.38 Roboto, "Noto Sans", "DejaVu Sans", sans-serif; color: #111; margin: 0 }
section { width: 412px; margin: 0 auto; padding: 12px 10px 18px }
h1 { font-size: 19px; width: 412px; margin: 20px auto 0; padding: 0 10px }
h2 { font-size: 14px; font-weight: 600; text-align: center; color: #2d4658; margin: 0 0 10px }
.bubble { border-radius: 14px; padding: 7px 11px; margin-top: 7px; white-space: pre-wrap; overflow-wrap: anywhere;
  width: fit-content; max-width: 330px; box-sizing: border-box; unicode-bidi: plaintext }
.citizen { background: #e1fccb; margin-left: auto }
.bot { background: #fff; max-width: 372px }
.who { color: #3a7aa8; font-weight: 600; font-size: 13px; display: block }
.reply { display: block; border-left: 3px solid #7ab06a; padding-left: 6px; margin-bottom: 4px; font-size: 13px;
  color: #46624a; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 300px }
.bot .reply { border-color: #3a8cc9; color: #456b86 }
.mark { color: #6c7f8c; font-size: 12px; text-align: right; display: block }
.press, .remark { color: #2d4658; font-size: 13px; text-align: right; margin: 9px 4px 0; font-style: italic }
.remark { text-align: center }
.alert { background: #33424e; color: #fff; margin: 7px auto 0; max-width: 320px }
.menu { background: #fff; border-radius: 10px; margin-top: 7px; overflow: hidden }
.menu div { padding: 7px 11px; border-bottom: 1px solid #dde5ea } .menu small { color: #56707f; display: block }
.typed { background: #fff; border-radius: 10px; padding: 7px 11px; margin-top: 7px; color: #222 }
blockquote { border-left: 3px solid #3a8cc9; background: #edf4f9; border-radius: 4px; margin: 3px 0; padding: 3px 8px }
blockquote[expandable] { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden }
.opened blockquote[expandable] { display: block }
.row { display: flex; gap: 4px; max-width: 372px; margin-top: 4px }
.row span { flex: 1; background: #93acbd; color: #fff; border-radius: 8px; padding: 5px 4px; text-align: center;
  font-size: 13.5px; font-weight: 500 }
a { color: #1c6ca8; text-decoration: none }
"""


def page(title: str, sections: Sequence[str]) -> str:
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style>{''.join(sections)}</html>"
    )


def section(name: str, title: str, pieces: Sequence[str]) -> str:
    return f'<section id="{name}"><h2>{html.escape(title)}</h2>{"".join(pieces)}</section>'


def citizen(text: str, *, who: str = "", reply: str = "", mark: str = "") -> str:
    return f'<div class="bubble citizen">{_who(who)}{_reply(reply)}{html.escape(text)}{_mark(mark)}</div>'


def bot(sent: Sent, *, reply: str = "", opened: bool = False) -> str:
    """A message of the bot: its own HTML, which the double has checked, and its buttons."""
    mark = "đã sửa" if sent.edited else ""
    classes = "bubble bot opened" if opened else "bubble bot"
    # A newline beside a quotation is its edge.
    shown = re.sub(r"\n?(<blockquote[^>]*>.*?</blockquote>)\n?", r"\1", sent.html, flags=re.DOTALL)
    return f'<div class="{classes}">{_reply(reply)}{shown}{_mark(mark)}</div>{_buttons(sent.markup)}'


def plain_bot(text: str) -> str:
    """What Telegram shows of the bot besides its messages."""
    return f'<div class="bubble bot">{html.escape(text)}</div>'


def chosen_inline(message: str) -> str:
    return f'<div class="bubble citizen"><span class="who">qua @tinso_bot</span>{message}</div>'


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
