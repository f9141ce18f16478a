"""Puts the real bot under load against the Bot API double, with faults, and tells what came of it.

python -m scripts.soak --updates 50000 --malformed 0.01          # endurance
python -m scripts.soak --updates 18000 --rate 30                 # ten minutes of thirty questions a second
python -m scripts.soak --updates 3000 --rate 10 --faults 0.05 --swaps 100 --bad-indexes 5 --kills 5
python -m scripts.soak --updates 1500 --rate 5 --outages 1 --full-disks 2 --clock-jumps 6
"""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.load.course import Plan, Watched, run
from tests.load.process import REPOSITORY, BotUnderLoad
from tests.load.report import report


@click.command(add_help_option=False)
@click.option(
    "--index",
    type=click.Path(path_type=Path, exists=True),
    default=REPOSITORY / "var" / "index",
    help="Chỉ mục để thử (được chép ra nơi khác).",
)
@click.option("--updates", type=int, default=5_000, help="Số cập nhật.")
@click.option("--rate", type=float, default=0.0, help="Số câu hỏi mỗi giây; 0 là nhanh hết mức.")
@click.option("--outstanding", type=int, default=90, help="Khi nhanh hết mức: số câu chờ nhiều nhất.")
@click.option("--malformed", type=float, default=0.0, help="Tỉ lệ cập nhật sai cấu trúc.")
@click.option("--faults", type=float, default=0.0, help="Tỉ lệ 429, 502, quá giờ, đứt, nửa câu trả lời.")
@click.option("--swaps", type=int, default=0, help="Số lần đổi chỉ mục.")
@click.option("--bad-indexes", type=int, default=0, help="Số lần xuất bản chỉ mục hỏng.")
@click.option("--kills", type=int, default=0, help="Số lần SIGKILL giữa chừng.")
@click.option("--outages", type=int, default=0, help="Số lần mất mạng và DNS.")
@click.option("--outage-seconds", type=float, default=120.0, help="Mỗi lần mất mạng bao nhiêu giây.")
@click.option("--full-disks", type=int, default=0, help="Số lần đầy đĩa, mỗi lần 20 giây.")
@click.option("--clock-jumps", type=int, default=0, help="Số lần đồng hồ nhảy (cần gói libfaketime).")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(index: Path, **wanted: float) -> None:
    """Chạy bot thật với máy chủ Bot API giả, đo rồi in báo cáo JSON. Mã thoát là 1 khi có câu bị bỏ sót."""
    plan = Plan(**wanted)  # type: ignore[arg-type]
    if plan.clock_jumps and not BotUnderLoad.can_fake_clock():
        sys.exit("Cần gói libfaketime của hệ điều hành: apt install libfaketime")
    with tempfile.TemporaryDirectory(prefix="tinso-soak-") as name, Watched() as double:
        folder = Path(name)
        copy = Path(shutil.copytree(index, folder / "index"))
        bot = BotUnderLoad(double, copy, folder, fake_clock=bool(plan.clock_jumps))
        double.wait_for_call("getUpdates", timeout=120)
        begun = time.monotonic()
        course = run(plan, double, bot, copy)
        seconds = time.monotonic() - begun
        code, stopping = bot.stop()
        found = report(course, double, seconds)
        found |= {"exit_code": code, "stop_seconds": round(stopping, 1), "log": bot.log_summary()}
        found["secrets_in_the_log"] = bot.leaks(double.token, "dự thi", "chữ ký")
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    sys.exit(bool(found["unanswered"] or code))


if __name__ == "__main__":
    main()
