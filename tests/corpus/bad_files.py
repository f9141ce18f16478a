"""A folder of deliberately bad files, and what the check must say of each.

python -m tests.corpus.bad_files FOLDER      # makes the folder, to be looked at with scripts/check_corpus.py
"""

import gzip
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pypdf import PdfWriter

from tests.corpus.old_encodings import in_tcvn3

Said = tuple[str, int | None, str]
"""`error` or `warning`, the line, and words of the message."""

_BODY = (
    "Sở thông báo lịch tiếp công dân của lãnh đạo trong quý một năm nay tại trụ sở, số 12 đường Trần Phú. "
    "Người dân mang theo căn cước công dân và đến trước giờ hẹn mười lăm phút để làm thủ tục."
)
GOOD = f"Lịch tiếp công dân quý một\n\n10/01/2025 14:58\n\n{_BODY}\n"
_NO_DATE = "Bài không có ngày đăng"


def bad_files() -> Iterator[tuple[str, bytes, tuple[Said, ...]]]:
    """Name, content, and all that the check says of the file."""
    yield "tot.txt", GOOD.encode(), ()
    yield from _text_files()
    yield from _tables()
    yield from _printed()
    yield from _pages()


def write_bad_files(folder: Path) -> None:
    for name, content, _ in bad_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "lien-ket-dut.txt").symlink_to("khong-co.txt")
    (folder / "README.txt").write_text("Thư mục này có chủ ý toàn tệp hỏng.\n", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/t\xean-cu.txt")).write_bytes(_other("Tên tệp bằng bảng mã cũ"))


def _text_files() -> Iterator[tuple[str, bytes, tuple[Said, ...]]]:
    yield "rong.txt", b"", (("error", None, "Tệp rỗng"),)
    yield "toan-dau-cach.txt", b" \r\n\t\n", (("error", None, "Tệp rỗng"),)
    yield "nhi-phan.txt", bytes(range(128, 256)) * 20, (("error", 1, "Không nhận ra bảng mã"),)
    yield "tron-hai-bang-ma.txt", GOOD.encode() + in_tcvn3(_BODY).encode("latin-1"), (
        ("error", 6, "Không nhận ra bảng mã"),
    )  # fmt: skip
    yield "chi-co-tieu-de.txt", "Tiêu đề đứng một mình\n".encode(), (("error", None, "không có nội dung"),)
    yield "khong-ngay.txt", _other("Bài không ghi ngày", date=""), (("warning", None, _NO_DATE),)
    yield "ngay-khong-co.txt", _other("Bài ghi ngày không có", date="31/02/2025 08:00"), (
        ("warning", None, "Không đọc được ngày đăng «31/02/2025 08:00»"),
    )  # fmt: skip
    yield "ngay-tuong-lai.txt", _other("Bài ghi ngày chưa đến", date="01/01/2199 08:00"), (
        ("warning", None, "01/01/2199 ở trong tương lai"),
    )  # fmt: skip
    yield "qua-ngan.txt", "Bài quá ngắn\n\n10/01/2025 14:58\n\nNội dung.\n".encode(), (
        ("warning", None, "quá ngắn"),
    )  # fmt: skip
    yield "trung-tot.txt", GOOD.replace("quý một\n", "quý I\n").encode(), (
        ("warning", None, "có vẻ trùng với bài «tot»"),
    )  # fmt: skip
    yield "con-nut-bam.txt", _other("Bài còn nút bấm") + "\nChia sẻ: Facebook | Zalo\n".encode(), (
        ("warning", None, "«Chia sẻ: Facebook | Zalo»"),
    )  # fmt: skip
    yield "nen-hong.txt.gz", gzip.compress(GOOD.encode())[:-20], (("error", None, "Không mở được tệp"),)
    yield "anh.jpg", b"\xff\xd8\xff\xe0", (("warning", None, "định dạng chưa hỗ trợ"),)


def _tables() -> Iterator[tuple[str, bytes, tuple[Said, ...]]]:
    yield "khong-ten-cot.csv", b"1;2;3\n4;5;6\n", (("error", 1, "không có tên cột"),)
    yield "thieu-ngoac.csv", b'id,tieu_de,noi_dung,ngay_dang\nx1,"A ""b","c\n', (
        ("error", 2, "Dấu ngoặc kép không khớp"),
    )  # fmt: skip
    yield "thua-o.csv", f"id,tieu_de,noi_dung,ngay_dang\nx2,Hai,Thừa, ô,{_BODY},10/01/2025\n".encode(), (
        ("error", 2, "nhiều hơn 4 cột"),
    )  # fmt: skip
    record = {"id": "j1", "title": "Một", "text": _unlike("Một"), "published": "2025-01-10"}
    lines = [
        json.dumps(record, ensure_ascii=False),
        "{hỏng",
        "[1, 2]",
        json.dumps({**record, "id": ""}),
        json.dumps({**record, "id": "j2", "title": 5}),
        json.dumps({**record, "text": "Bài khác trùng mã."}),
        json.dumps({**record, "id": "j3", "text": _unlike("Ba"), "url": "javascript:alert(1)"}),
    ]
    yield (
        "nhieu-loi.jsonl",
        "\n".join(lines).encode(),
        (
            ("error", 2, "không phải JSON"),
            ("error", 3, "không phải một đối tượng"),
            ("error", 4, "không có mã"),
            ("error", 5, "«title» phải là chuỗi"),
            ("error", 6, "Mã bài «j1» đã có"),
            ("warning", 7, "«javascript:alert(1)» không hợp lệ"),
        ),
    )
    yield "cau-hoi.jsonl", '{"question": "Ở đâu?", "article": "a"}\n'.encode(), (
        ("error", 1, "Tệp không chứa bài"),
    )  # fmt: skip


def _printed() -> Iterator[tuple[str, bytes, tuple[Said, ...]]]:
    yield "doi-ten.docx", GOOD.encode(), (("error", None, "không đúng định dạng Word"),)
    yield "bom-nen.docx", _bomb(), (("error", None, "không đúng định dạng Word"),)
    yield "cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (("error", None, "Không đọc được tệp .doc"),)
    yield "bang-tinh.xlsx", b"PK\x03\x04", (("error", None, "Không đọc được tệp .xlsx"),)
    yield "ban-quet.pdf", _pdf(), (("error", None, "bản quét"),)
    yield "co-mat-khau.pdf", _pdf("mat-khau"), (("error", None, "khoá bằng mật khẩu"),)
    yield "cat-cut.pdf", _pdf()[:200], (("error", None, "không đúng định dạng PDF"),)


def _pages() -> Iterator[tuple[str, bytes, tuple[Said, ...]]]:
    menu = "<html><body><ul>" + "<li><a href='/'>Trang chủ</a></li>" * 5 + "</ul></body></html>"
    yield "trang/chi-co-menu.html", menu.encode(), (("error", None, "không có nội dung"),)
    yield "trang/khong-phai-rss.xml", b"<note><to>ai</to></note>", (("error", None, "không phải nguồn tin"),)


def _other(title: str, date: str = "10/01/2025 14:58") -> bytes:
    """A good article, unlike the others."""
    return f"{title}\n\n{date}\n\n{_unlike(title)}\n".encode()


def _unlike(title: str) -> str:
    """A text that shares no five words in a row with another."""
    return " ".join(f"{title} {word} {number}" for number, word in enumerate(_BODY.split())) + "."


@cache
def _bomb() -> bytes:
    """A small file that unpacks to 300 MB."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(1024 * 1024))
    return file.getvalue()


def _pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


if __name__ == "__main__":
    write_bad_files(Path(sys.argv[1]))
