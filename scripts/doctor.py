"""Examines the installation and says what to mend."""

import json
import sys
from dataclasses import asdict

import click

from bot import logs
from bot.doctor import Finding, State, examine

_SIGNS = {State.OK: "[  ổn  ]", State.WARNING: "[lưu ý ]", State.BAD: "[ LỖI  ]"}


@click.command(add_help_option=False)
@click.option("--json", "as_json", is_flag=True, help="In mỗi mục một dòng JSON.")
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main(as_json: bool) -> None:
    """Kiểm tra mọi thứ bot cần: Python, thiết lập, quyền, đĩa, mô hình, chỉ mục, mạng, đồng hồ, mã bot.

    Mỗi mục cho biết tình trạng, ý nghĩa và cách khắc phục. Mã thoát là 1 khi có mục bị lỗi.
    """
    logs.set_up("ERROR")
    bad = False
    for finding in examine():
        bad = bad or finding.state is State.BAD
        click.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else as_text(finding))
    sys.exit(bad)


def as_text(finding: Finding) -> str:
    remedy = f"\n         → {finding.remedy}" if finding.remedy else ""
    return f"{_SIGNS[finding.state]} {finding.name}: {finding.meaning}{remedy}"


if __name__ == "__main__":
    main()
