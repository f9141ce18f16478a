"""Immutable index versions in one directory, and the pointer that says which one serves.

    DIR/versions/20261123T081500.123456Z-1a2b3c4d/   a version; never changed after it was published
    DIR/current                                      the name of the version in service
    DIR/lock                                         held while a build runs

A version is written under another name, summed, synced and renamed; then the pointer is replaced in one step.
A reader sees the old version or the new one, never a half of either, and verifies it before it serves.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from socket import gethostname
from typing import Any

from filelock import FileLock, Timeout

from retrieval.errors import IndexDamaged, IndexMissing, IndexUnusable

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
KEPT = 3
"""How many versions stay on disk, so that going back is moving the pointer."""

POINTER = "current"
_NAME = re.compile(r"\w[\w.-]*")
_UNFINISHED = ".building-"
_THREADS = 4
_BLOCK = 1 << 20
_REBUILD = "Hãy dựng lại bằng scripts/build_index.py."


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version being written: the name it will have, and the folder to write into until then."""

    name: str
    folder: Path


def current_version(directory: Path) -> Path:
    """The folder of the version in service. Raises IndexMissing, or IndexDamaged when it is gone."""
    pointer = directory / POINTER
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(
            f"Chưa có chỉ mục ở {directory}. Hãy chạy: scripts/build_index.py THƯ_MỤC_BÀI --index {directory}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"Không đọc được {pointer}: {error}. {_REBUILD}") from error
    version = directory / "versions" / name
    if not _NAME.fullmatch(name) or not version.is_dir():
        raise IndexDamaged(f"{pointer} trỏ tới phiên bản “{name}” không có trên đĩa. {_REBUILD}")
    return version


@contextmanager
def new_version(directory: Path, name: str, kept: int = KEPT) -> Iterator[NewVersion]:
    """A version to write; published when the block ends without an error, else the one before still serves.

    It gets another name when `name` is taken. Of the older versions the newest stay, `kept` with the new one,
    and the one that served until now. Raises IndexUnusable while another build runs.
    """
    versions = directory / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    with _build_lock(directory):
        _remove_unfinished(versions)
        name = _free_name(versions, name)
        version = NewVersion(name, versions / f"{_UNFINISHED}{name}")
        version.folder.mkdir()
        try:
            yield version
            replaced = _publish(directory, version)
        except BaseException:
            shutil.rmtree(version.folder, ignore_errors=True)
            raise
        _remove_old(directory, kept, {name, replaced})


def write_manifest(
    folder: Path, manifest: dict[str, Any], known: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Writes `manifest` with the size and checksum of every file of `folder`, and seals it with its own.

    `known` are checksums by name, of files that are `settled` already. Gives the manifest as it is on disk.
    """
    paths = [path for path in sorted(folder.iterdir()) if path.name not in (MANIFEST, SEAL)]
    known = known or {}
    checksums = {**settled(path for path in paths if path.name not in known), **known}
    files = {path.name: {"size": path.stat().st_size, "sha256": checksums[path.name]} for path in paths}
    text = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    (folder / SEAL).write_bytes(_seal(folder))
    return read_manifest(folder)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a version. Raises IndexDamaged when it is not as it was written."""
    try:
        if (folder / SEAL).read_bytes() != _seal(folder):
            raise IndexDamaged(_damaged(folder, f"tệp {MANIFEST} không khớp mã kiểm trong {SEAL}"))
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(_damaged(folder, f"không đọc được {MANIFEST}: {error}")) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise IndexDamaged(_damaged(folder, f"{MANIFEST} không đúng cấu trúc"))
    return manifest


def verify(
    folder: Path, manifest: dict[str, Any], names: Collection[str] | None = None, threads: int = _THREADS
) -> None:
    """Compares every file, or those named, with its size and checksum, so many at a time.

    Raises IndexDamaged naming the first that differs.
    """
    files = {name: expected for name, expected in manifest["files"].items() if names is None or name in names}
    for name in files:
        if Path(name).name != name or not (folder / name).is_file():
            raise IndexDamaged(_damaged(folder, f"thiếu tệp {name}"))
    checksums = _each((folder / name for name in files), checksum, threads)
    for name, expected in files.items():
        if (folder / name).stat().st_size != expected["size"] or checksums[name] != expected["sha256"]:
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
            since = datetime.now().astimezone()
            holder.write_text(
                f"tiến trình {os.getpid()} trên máy {gethostname()}, từ {since:%H:%M:%S ngày %d/%m/%Y}\n",
                encoding="utf-8",
            )
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except Timeout:
        who = holder.read_text(encoding="utf-8").strip() if holder.exists() else "một tiến trình khác"
        raise IndexUnusable(
            f"Đang có một lần dựng chỉ mục khác ở {directory} ({who}). Hãy chờ nó xong rồi chạy lại."
        ) from None


def _free_name(versions: Path, name: str) -> str:
    """`name`, numbered when a version of that name exists: one that was published is never touched."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(free for free in chain([name], numbered) if not (versions / free).exists())


def _publish(directory: Path, version: NewVersion) -> str:
    """Puts `version` in service; gives the name of the one before, or nothing."""
    for path in version.folder.iterdir():
        sync(path)
    sync(version.folder)
    pointer = directory / POINTER
    fresh = _write_pointer(directory, version.name)
    replaced = pointer.read_text(encoding="utf-8", errors="replace").strip() if pointer.exists() else ""
    # Nothing from here on needs room on the disk.
    os.replace(version.folder, version.folder.with_name(version.name))
    sync(version.folder.parent)
    os.replace(fresh, pointer)
    sync(directory)
    return replaced


def serve_version(directory: Path, folder: Path) -> None:
    """Puts a published version in service. Raises IndexUnusable while a build runs."""
    with _build_lock(directory):
        os.replace(_write_pointer(directory, folder.name), directory / POINTER)
        sync(directory)


def _write_pointer(directory: Path, name: str) -> Path:
    """The pointer to `name`, on disk and ready to take its place."""
    fresh = (directory / POINTER).with_suffix(".new")
    fresh.write_text(name + "\n", encoding="utf-8")
    sync(fresh)
    return fresh


def sync(path: Path) -> None:
    """Returns once a file, or what a folder lists, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(directory: Path, kept: int, used: set[str]) -> None:
    """Removes versions but the newest; what cannot be removed stays until the next build."""
    for version in list_versions(directory)[:-kept]:
        if version.name not in used:
            # Renamed first: a version is there whole or not at all.
            doomed = version.with_name(f"{_UNFINISHED}{version.name}")
            with suppress(OSError):
                os.replace(version, doomed)
                shutil.rmtree(doomed)


def _remove_unfinished(versions: Path) -> None:
    for folder in versions.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _seal(folder: Path) -> bytes:
    """The manifest's checksum in the form that `sha256sum --check` reads."""
    return f"{checksum(folder / MANIFEST)}  {MANIFEST}\n".encode()


def _each(paths: Iterable[Path], sum_of: Callable[[Path], str], threads: int = _THREADS) -> dict[str, str]:
    """The checksum of each by name, several at a time: hashing holds no lock."""
    paths = list(paths)
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip((path.name for path in paths), pool.map(sum_of, paths), strict=True))


def settled(paths: Iterable[Path]) -> dict[str, str]:
    """The checksums, by name, of files that are written, once they are on disk."""
    paths = list(paths)
    return _each(paths, _settled)


def _settled(path: Path) -> str:
    sync(path)
    return checksum(path)


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    # In large blocks: after each a thread waits for its turn while others run Python.
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _damaged(folder: Path, why: str) -> str:
    return f"Chỉ mục {folder} bị hỏng: {why}. {_REBUILD}"
