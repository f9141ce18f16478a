"""What `make lint` says of security: secrets in the repository, and known holes in the locked libraries."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

REPOSITORY = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock",)

# Checksums are not secrets, and one test shows that an address with a password in it is refused.
_NO_SECRETS = (
    "--disable-plugin",
    "HexHighEntropyString",
    "--exclude-secrets",
    "^(pass|password|secret|mat-khau)$",
)


@click.command(add_help_option=False)
@click.help_option("-h", "--help", help="In hướng dẫn này.")
def main() -> None:
    """Tìm mã bí mật lọt vào kho và lỗ hổng đã biết của các thư viện đã khoá.

    Không có mạng thì phần thư viện được bỏ qua và nói rõ như vậy. Mã thoát là 1 khi tìm thấy điều phải sửa.
    """
    secrets, holes = (
        find_secrets(REPOSITORY),
        [hole for lock in LOCKS for hole in find_holes(REPOSITORY / lock)],
    )
    for line in (*secrets, *holes):
        click.echo(line, err=True)
    sys.exit(bool(secrets or holes))


def find_secrets(repository: Path) -> list[str]:
    """Where something that looks like a password, a key or a token stands in a tracked file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True
    )
    files = [name for name in listed.stdout.split("\0") if name and not name.endswith(".lock")]
    command = [sys.executable, "-m", "detect_secrets.pre_commit_hook", "--json", *_NO_SECRETS, *files]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True)
    if not done.returncode:
        return []
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)["results"]
    return [
        f"{name}:{secret['line_number']}: có vẻ là mã bí mật ({secret['type']}); hãy xoá và đổi mã đó."
        for name, secrets in found.items()
        for secret in secrets
    ]


def find_holes(lock: Path) -> list[str]:
    """Known vulnerabilities of the versions in `lock`; says so when they could not be looked up."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip"]
    options = ["--format=json", "--progress-spinner=off", "--timeout=5"]
    done = subprocess.run([*command, *options], capture_output=True, text=True)
    try:
        libraries: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        libraries = []
    if not any("vulns" in library for library in libraries):
        click.echo(f"Chưa kiểm tra được lỗ hổng của {lock.name}: không tra cứu được qua mạng.", err=True)
    return [
        f"{library['name']} {library['version']}: {hole['id']}; {_remedy(hole['fix_versions'])}."
        for library in libraries
        for hole in library.get("vulns", [])
    ]


def _remedy(versions: list[str]) -> str:
    return f"hãy nâng lên {' hoặc '.join(versions)}" if versions else "chưa có bản sửa"


if __name__ == "__main__":
    main()
