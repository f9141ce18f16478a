"""Immutable index versions in one directory, and the pointer that says which one serves.

    DIR/versions/20261123T081500Z-1a2b3c4d/   a version; never changed after it was published
    DIR/current                               the name of the version in service
    DIR/lock                                  held while a build runs

A version is written under another name, synced, verified and renamed; then the pointer is replaced in one
step. A reader sees the old version or the new one, never a half of either.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from retrieval.errors import IndexDamaged, IndexMissing, IndexUnusable

MANIFEST = "manifest.json"
_POINTER = "current"
_UNFINISHED = ".building-"


def current_version(directory: Path) -> Path:
    """The folder of the version in service. Raises IndexMissing, or IndexDamaged when it is gone."""
    try:
        name = (directory / _POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(
            f"Chưa có chỉ mục ở {directory}. Hãy chạy: scripts/build_index.py THƯ_MỤC_BÀI --index {directory}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"Không đọc được {directory / _POINTER}: {error}.") from error
    version = directory / "versions" / name
    if Path(name).name != name or not version.is_dir():
        raise IndexDamaged(
            f"{directory / _POINTER} trỏ tới phiên bản “{name}” không còn. Hãy dựng lại bằng scripts/build_index.py."
        )
    return version


@contextmanager
def new_version(directory: Path, name: str) -> Iterator[Path]:
    """An empty folder to write a version into; publishes it when the block ends without an error."""
    versions = directory / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    with _build_lock(directory):
        _remove_unfinished(versions)
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=versions))
        try:
            yield folder
            _publish(directory, folder, name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Writes `manifest` with the size and checksum of every file of `folder`."""
    files = {
        path.name: {"size": path.stat().st_size, "sha256": _checksum(path)}
        for path in sorted(folder.iterdir())
        if path.name != MANIFEST
    }
    text = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a version. Raises IndexDamaged when it cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(_damaged(folder, f"không đọc được {MANIFEST}: {error}")) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise IndexDamaged(_damaged(folder, f"{MANIFEST} không đúng cấu trúc"))
    return manifest


def verify(folder: Path, manifest: dict[str, Any]) -> None:
    """Compares every file with its size and checksum. Raises IndexDamaged naming the first that differs."""
    for name, expected in manifest["files"].items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise IndexDamaged(_damaged(folder, f"thiếu tệp {name}"))
        if path.stat().st_size != expected["size"] or _checksum(path) != expected["sha256"]:
            raise IndexDamaged(_damaged(folder, f"tệp {name} đã bị thay đổi hoặc bị cắt cụt"))


def list_versions(directory: Path) -> list[Path]:
    """Published versions, oldest first."""
    folders = (directory / "versions").glob("*")
    return sorted(folder for folder in folders if not folder.name.startswith(_UNFINISHED))


@contextmanager
def _build_lock(directory: Path) -> Iterator[None]:
    holder = directory / "lock.holder"
    try:
        with FileLock(directory / "lock", timeout=0):
            holder.write_text(f"tiến trình {os.getpid()}\n", encoding="utf-8")
            yield
            holder.unlink(missing_ok=True)
    except Timeout:
        who = holder.read_text(encoding="utf-8").strip() if holder.exists() else "một tiến trình khác"
        raise IndexUnusable(
            f"Đang có một lần dựng chỉ mục khác ở {directory} ({who}). Hãy chờ nó xong rồi chạy lại."
        ) from None


def _publish(directory: Path, folder: Path, name: str) -> None:
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)
    version = folder.with_name(name)
    if version.exists():
        shutil.rmtree(version)
    os.replace(folder, version)
    _sync(version.parent)
    pointer = directory / _POINTER
    fresh = pointer.with_suffix(".new")
    fresh.write_text(name + "\n", encoding="utf-8")
    _sync(fresh)
    os.replace(fresh, pointer)
    _sync(directory)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_unfinished(versions: Path) -> None:
    for folder in versions.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(folder: Path, why: str) -> str:
    return f"Chỉ mục {folder} bị hỏng: {why}. Hãy dựng lại bằng scripts/build_index.py."
