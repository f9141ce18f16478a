"""The conversations: one for each thing that the bot does, in the order in which a citizen meets them."""

import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.handlers import FairUse
from bot.journal import Journal
from bot.limits import Limits
from docs.transcript import bubbles
from docs.transcript.stage import GROUP, Stage
from retrieval.answer import Answer
from retrieval.paths import model_name
from retrieval.serving import Serving
from tests.bot.conftest import build_index

_FILE = {"file_id": "a", "file_unique_id": "a"}
_STICKER = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}

Play = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """`name` is that of its picture."""

    name: str
    title: str
    play: Play


def first_contact(stage: Stage) -> None:
    with stage.bot():
        described = [c.params for c in stage.double.calls if c.method == "setMyDescription"]
        stage.remark("Trước khi bắt đầu, Telegram hiện:")
        stage.pieces.append(bubbles.plain_bot(described[0]["description"]))
        stage.say("/start")
        stage.remark("Bảng lệnh, gõ /")
        commands = [(f"/{c['command']}", c["description"]) for c in stage.double.commands[""]]
        stage.pieces.append(bubbles.menu(commands))


def help_and_sources(stage: Stage) -> None:
    with stage.bot():
        stage.say("/help")
        stage.say("/nguon")


def answer(stage: Stage) -> None:
    with stage.bot():
        stage.say("phi du thi cong chuc nam 2025 la bao nhieu")


def long_answer(stage: Stage) -> None:
    with stage.bot():
        update = stage.say("mat dt co chu ky so thi goi sdt nao")
        stage.remark("Các trích dẫn dài được gập lại; chạm vào để mở:")
        sent = stage.double.replies(update)[0]
        stage.pieces.append(bubbles.bot(sent, opened=True))


def statuses(stage: Stage) -> None:
    with stage.bot():
        stage.say("bao gio nop ho so thi cong chuc")
        stage.say("Sở có cho thuê hội trường không?")
        stage.say("Cách nấu phở bò tái ngon nhất?")
        stage.say("alo")


def period(stage: Stage) -> None:
    with stage.bot():
        stage.say("tin về chữ ký số năm 2024")
        stage.say("Chữ ký số, bài đăng tháng 2/2016")


def buttons(stage: Stage) -> None:
    with stage.bot():
        stage.say("Sở tuyển dụng bao nhiêu công chức năm 2019?")
        card = stage.last
        stage.press("Xem thêm đoạn khác")
        stage.press("Trang trước")
        stage.press("Đọc cả bài")
        stage.press("Về câu trả lời")
        stage.press("Bài mới hơn")
        stage.press("Bài 1")
        stage.press("Về danh sách")
        stage.press("👍 Có ích", card)
        stage.press("👎 Chưa đúng", card)


def late_buttons(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build_index(index, ["2025-03-18-tuyen-dung-cong-chuc-nam-2025.txt"])
        serving = Serving(index, model_name())
        with stage.bot(answers=serving):
            stage.say("Phí dự thi công chức năm 2025 là bao nhiêu?")
            card = stage.last
        stage.remark("Bot khởi động lại; nút vẫn dùng được.")
        with stage.bot(answers=serving):
            stage.press("Đọc cả bài", card)
            stage.press("Về câu trả lời")
            stage.remark("Sở gỡ bài, dựng chỉ mục mới.")
            shutil.rmtree(index)
            build_index(index, ["2024-10-16-dung-2g-khai-truong-5g.txt"])
            serving.refresh()
            stage.press("Đọc cả bài", card)
            stage.remark("Nút của một phiên bản cũ:")
            stage.press_data("x:1", card)


def follow_ups(stage: Stage) -> None:
    with stage.bot():
        stage.say("ai chu tri hoi nghi tong ket nam 2024")
        stage.say("còn năm 2019?")
        stage.say("ở đâu?")
        stage.press("Hỏi riêng câu này")
        stage.say("Mất điện thoại cài chữ ký số thì gọi số nào?")


def newest(stage: Stage) -> None:
    with stage.bot():
        stage.say("/moinhat")
        stage.press("Trang sau")
        stage.press("Bài 7")
        stage.press("Về danh sách")
        stage.say("/moinhat tháng 3/2025")


def sections(stage: Stage) -> None:
    with stage.bot():
        stage.say("/chude")
        stage.press(stage.last.markup["inline_keyboard"][0][0]["text"])  # type: ignore[index]


def keywords(stage: Stage) -> None:
    with stage.bot():
        stage.say('/tim "chữ ký số" năm 2024')
        stage.say("/tim")
        stage.say("/tim máy gieo hạt")


def group(stage: Stage) -> None:
    with stage.bot():
        stage.remark("Nhóm “Tổ dân phố 7”")
        stage.send_unanswered("Tối nay họp tổ nhé cả nhà", who="Bác Hòa", text="Họp", chat=GROUP)
        stage.remark("Không gọi đến thì bot im lặng.")
        stage.say("@tinso_bot Hộ nghèo được tặng điện thoại 4G đến ngày nào?", who="Lan", chat=GROUP)
        card = stage.last
        stage.remark("Trả lời tin của bot là hỏi tiếp:")
        stage.say("đến đâu nhận?", who="Minh", chat=GROUP, **stage.reply_to(card))


def inline_mode(stage: Stage) -> None:
    with stage.bot():
        stage.remark("Trong bất kỳ cuộc trò chuyện nào:")
        results = stage.inline("giá cấp lại biển địa chỉ số")
        stage.pieces.append(bubbles.chosen_inline(results[0]["input_message_content"]["message_text"]))
        stage.remark("Khi chưa gõ gì, bot gợi ý bài mới nhất:")
        stage.inline("")
        stage.remark("Khi không tìm thấy:")
        stage.inline("cách nấu phở bò")


def edited(stage: Stage) -> None:
    with stage.bot():
        update = stage.say("Phí dự thi công trứng năm 2019?")
        stage.remark("Sửa lại tin nhắn: câu trả lời được sửa theo.")
        stage.edit(update, "Phí dự thi công chức năm 2019?")


def not_questions(stage: Stage) -> None:
    person = {"id": 5, "is_bot": False, "first_name": "Hoa"}
    with stage.bot():
        stage.send(
            "[Chuyển tiếp từ Hoa] Nghe nói cấp chữ ký số miễn phí?",
            text="Nghe nói cấp chữ ký số miễn phí?",
            forward_origin={"type": "user", "date": 1, "sender_user": person},
        )
        stage.send(
            "[Ảnh] Giấy này nộp ở đâu?",
            photo=[{**_FILE, "width": 1, "height": 1}],
            caption="Giấy này nộp ở đâu?",
        )
        stage.send("[Tin thoại 0:03]", voice={**_FILE, "duration": 3})
        stage.send("[Nhãn dán]", sticker={**_FILE, **_STICKER})
        stage.send("[Tệp don.pdf]", document=_FILE)
        stage.send("[Vị trí]", location={"latitude": 21.0, "longitude": 105.8})
        stage.say("/giupdo")


def languages(stage: Stage) -> None:
    with stage.bot():
        stage.say("/language")
        stage.press("English")
        stage.say("How much is the fee for the 2025 civil service exam?")
        stage.say("what is the deadline?")
        stage.say("/start")


def limits(stage: Stage) -> None:
    with stage.bot(fair_use=FairUse(Limits(2), Limits(20), None)):
        stage.say("5G phủ sóng ở đâu?")
        stage.say("Gói cước 5G thấp nhất bao nhiêu?")
        stage.say("Khi nào tắt sóng 2G?")
        stage.press("Đọc cả bài", stage.double.sent[0])


class _Slow:
    """Retrieval that waits: many citizens are before."""

    def __init__(self, answers: Any) -> None:
        self._answers = answers
        self.go_on = threading.Event()

    def answer(self, text: str, **options: Any) -> Answer:
        self.go_on.wait(60)
        found: Answer = self._answers.answer(text, **options)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._answers, name)


def overload(stage: Stage) -> None:
    slow = _Slow(stage.answers)
    with stage.bot(answers=slow, threads=1, waiting=1):
        first = stage.double.say("Bluezone hao bao nhiêu pin?", chat=1_002)
        second = stage.double.say("Khi nào tắt sóng 2G?", chat=1_003)
        stage.double.wait_for_call("sendChatAction", timeout=60)
        stage.remark("Nhiều người đang hỏi cùng lúc, hàng đợi đã đầy.")
        stage.say("Phí dự thi công chức năm 2025?")
        slow.go_on.set()
        for update in (first, second):
            stage.double.wait_for_reply(update, timeout=60)
    with tempfile.TemporaryDirectory() as folder:
        pause = Path(folder) / "paused"
        pause.touch()
        with stage.bot(pause_file=pause):
            stage.remark("Khi Sở tạm dừng dịch vụ:")
            stage.say("Phí dự thi công chức năm 2025 bao nhiêu?")


def privacy(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.sqlite", 90, "secret")
        with stage.bot(journal=journal):
            stage.say("/riengtu")
            stage.say("Tra giúp hồ sơ của tôi, số 0912 345 678, phí chữ ký số bao nhiêu?")
            stage.say("/xoa", **stage.reply_to(stage.last))
            stage.say("/xoa")
        journal.close()


def hostile(stage: Stage) -> None:
    with stage.bot():
        stage.say("<b>phí</b> chữ ký số &amp; \u202eeixd gnúđ\u202c \u200b\u200b 😀😀 **bao nhiêu**?")


SCENES = (
    Scene("lan-dau", "Lần đầu gặp", first_contact),
    Scene("cach-hoi", "Cách hỏi, nguồn tra cứu", help_and_sources),
    Scene("tra-loi", "Câu trả lời", answer),
    Scene("tra-loi-dai", "Câu trả lời từ đoạn dài", long_answer),
    Scene("trang-thai", "Liên quan, không thấy, chưa rõ", statuses),
    Scene("thoi-gian", "Thời gian được hiểu", period),
    Scene("nut-bam", "Nút bấm", buttons),
    Scene("nut-cu", "Nút cũ", late_buttons),
    Scene("noi-tiep", "Hỏi nối tiếp", follow_ups),
    Scene("moi-nhat", "Bài mới nhất", newest),
    Scene("chu-de", "Chuyên mục", sections),
    Scene("tim", "Tìm theo từ khoá", keywords),
    Scene("nhom", "Trong nhóm", group),
    Scene("inline", "Trích dẫn ở mọi nơi", inline_mode),
    Scene("sua", "Sửa câu hỏi", edited),
    Scene("khong-phai-cau-hoi", "Ảnh, tin thoại, tin chuyển tiếp", not_questions),
    Scene("ngon-ngu", "Tiếng Anh", languages),
    Scene("gioi-han", "Giới hạn", limits),
    Scene("qua-tai", "Quá tải, tạm dừng", overload),
    Scene("rieng-tu", "Quyền riêng tư", privacy),
    Scene("la", "Câu hỏi kỳ quặc", hostile),
)
