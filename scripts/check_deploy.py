"""Has the systemd unit and the container file examined by their own linters."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
WORST_EXPOSURE = 20
"""In tenths of systemd's own scale, where 100 is without any protection."""


@click.command(add_help_option=False)
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main() -> None:
    """Kiểm tra deploy/tinso.service và deploy/Dockerfile. Mã thoát là 1 khi có điều phải sửa."""
    unit, container = check_unit(DEPLOY / "tinso.service"), check_container(DEPLOY / "Dockerfile")
    sys.exit(not (unit and container))


def check_unit(unit: Path) -> bool:
    """Whether systemd accepts the unit and finds it well protected; True where systemd is missing."""
    if not shutil.which("systemd-analyze"):
        click.echo("Bỏ qua tệp systemd: máy này không có systemd-analyze.", err=True)
        return True
    with tempfile.TemporaryDirectory() as folder:
        # The program is not installed where the unit looks for it, and that is not the unit's mistake.
        copy = Path(folder) / unit.name
        copy.write_text(re.sub(r"(?m)^ExecStart=.*", "ExecStart=/bin/true", unit.read_text(encoding="utf-8")))
        verified = subprocess.run(["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True)
        command = [
            "systemd-analyze",
            "security",
            "--offline=true",
            f"--threshold={WORST_EXPOSURE}",
            str(copy),
        ]
        secure = subprocess.run(command, capture_output=True, text=True)
    complaints = verified.stderr.decode()
    click.echo(complaints or secure.stdout.rstrip().rsplit("\n", 1)[-1])
    return not (verified.returncode or complaints or secure.returncode)


def check_container(container: Path) -> bool:
    """Whether hadolint has nothing to say."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("hadolint")), str(container)], stdin=subprocess.DEVNULL
    )
    click.echo("hadolint: " + ("có điều phải sửa" if done.returncode else "không có gì phải sửa"))
    return not done.returncode


if __name__ == "__main__":
    main()
