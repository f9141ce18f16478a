"""Renders conversations with the bot as chat bubbles: `python docs/transcript.py > transcript.html`.

The real bot talks to the Bot API double of the tests over the sample articles; what is drawn is what the
double recorded. For the README's pictures: `chromium --headless --screenshot transcript.html`.
"""

import html
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))

from retrieval.paths import model_name  # noqa: E402
from retrieval.serving import Serving  # noqa: E402
from tests.bot.conftest import build_index  # noqa: E402
from tests.bot.running import RunningBot  # noqa: E402
from tests.telegram.double import GROUP, Double  # noqa: E402
from tests.telegram.world import Sent  # noqa: E402

_STYLE = """
body { background: #d7e3ec; font: 15px/1.4 "Noto Sans", sans-serif; margin: 0; padding: 16px; width: 420px }
h2 { font-size: 13px; font-weight: 600; text-align: center; color: #456 }
.bubble { border-radius: 14px; padding: 8px 12px; margin: 6px 0; white-space: pre-wrap;
  overflow-wrap: anywhere }
.citizen { background: #e3fdd0; margin-left: 60px }
.bot { background: #fff; margin-right: 30px }
.note { background: #445; color: #fff; margin: 6px 60px; text-align: center }
.press { color: #567; font-size: 13px; text-align: right; margin: 4px 0 }
blockquote { border-left: 3px solid #3a8cc9; background: #eef5fa; margin: 2px 0; padding: 2px 8px }
blockquote[expandable] { max-height: 4.2em; overflow: hidden }
.row { display: flex; gap: 4px; margin-right: 30px }
.row span { flex: 1;
  background: #bcd0de; border-radius: 8px; padding: 5px; margin-bottom: 4px; text-align: center;
  font-size: 13px }
a { color: #2a6fa8; text-decoration: none }
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Double() as double:
        build_index(Path(folder), [""])
        with RunningBot(double, Serving(Path(folder), model_name())):
            print(f"<!doctype html><meta charset='utf-8'><style>{_STYLE}</style>")
            for piece in conversation(double):
                print(piece)


def conversation(double: Double) -> Iterator[str]:
    """One conversation for each thing that the bot does."""
    yield "<h2>Câu hỏi, câu hỏi nối tiếp</h2>"
    yield from _say(double, "ai chu tri hoi nghi tong ket nam 2024")
    yield from _say(double, "còn năm 2019?")
    yield "<h2>Nút bấm</h2>"
    yield from _say(double, "Phí dự thi công chức năm 2025 là bao nhiêu?")
    card = double.sent[-1]
    for label in ("Xem thêm đoạn khác", "Trang trước", "Đọc cả bài", "Về câu trả lời", "Bài mới hơn"):
        yield from _press(double, double.sent[-1], label)
    yield from _press(double, card, "👍 Có ích")
    yield "<h2>Duyệt bài</h2>"
    for command in ("/moinhat tháng 3/2025", '/tim "chữ ký số" năm 2024', "/chude"):
        yield from _say(double, command)
    yield "<h2>Trong nhóm</h2>"
    yield from _say(double, "@tinso_bot Mất điện thoại cài chữ ký số thì gọi số nào?", chat=GROUP)
    yield "<h2>Ngôn ngữ, quyền riêng tư</h2>"
    yield from _say(double, "How much is the fee for the 2025 civil service exam?", language="en")
    for text in ("/start", "/language", "/riengtu", "/xoa", "Cách nấu phở bò?", "xin chào"):
        yield from _say(double, text)


def _say(double: Double, text: str, **fields: object) -> Iterator[str]:
    yield f"<div class='bubble citizen'>{html.escape(text)}</div>"
    yield _bubble(double.wait_for_reply(double.say(text, **fields)))  # type: ignore[arg-type]


def _press(double: Double, sent: Sent, label: str) -> Iterator[str]:
    yield f"<div class='press'>bấm “{html.escape(label)}”</div>"
    rows = (sent.markup or {})["inline_keyboard"]
    data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
    answered = sum(call.method == "answerCallbackQuery" for call in double.calls)
    before = len(double.sent)
    double.press(sent, data)
    double.wait_for_call("answerCallbackQuery", times=answered + 1)
    if len(double.sent) > before:
        yield _bubble(double.sent[-1])
    else:
        said = [call for call in double.calls if call.method == "answerCallbackQuery"][-1]
        yield f"<div class='bubble note'>{html.escape(str(said.params.get('text', '')))}</div>"


def _bubble(sent: Sent) -> str:
    """A message of the bot: its own HTML, which the double has checked, and its buttons."""
    rows = (sent.markup or {}).get("inline_keyboard", [])
    buttons = "".join(
        "<div class='row'>" + "".join(f"<span>{html.escape(b['text'])}</span>" for b in row) + "</div>"
        for row in rows
    )
    return f"<div class='bubble bot'>{sent.html}</div>{buttons}"


if __name__ == "__main__":
    main()
