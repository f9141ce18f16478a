import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from retrieval.errors import IndexDamaged, IndexMissing, IndexUnusable
from retrieval.versions import (
    MANIFEST,
    SEAL,
    current_version,
    list_versions,
    new_version,
    read_manifest,
    verify,
    write_manifest,
)


def publish(directory: Path, name: str, text: str = "chữ", kept: int = 3) -> None:
    with new_version(directory, name, kept) as version:
        (version.folder / "a.txt").write_text(text)
        (version.folder / "b.txt").write_text(text * 2)
        write_manifest(version.folder, {"format": 1})


def served(directory: Path) -> str:
    """What the version in service holds, after checking all of it."""
    version = current_version(directory)
    verify(version, read_manifest(version))
    return (version / "a.txt").read_text()


def names(directory: Path) -> list[str]:
    return [version.name for version in list_versions(directory)]


def leftovers(directory: Path) -> list[str]:
    return [path.name for path in (directory / "versions").iterdir() if path.name.startswith(".")]


def test_a_published_version_is_in_service(tmp_path: Path) -> None:
    publish(tmp_path, "one", "một")

    assert current_version(tmp_path) == tmp_path / "versions" / "one"
    assert served(tmp_path) == "một"


def test_the_next_one_takes_over(tmp_path: Path) -> None:
    publish(tmp_path, "one", "một")
    publish(tmp_path, "two", "hai")

    assert served(tmp_path) == "hai"
    assert names(tmp_path) == ["one", "two"]


def test_going_back_is_moving_the_pointer(tmp_path: Path) -> None:
    publish(tmp_path, "one", "một")
    publish(tmp_path, "two", "hai")
    (tmp_path / "current").write_text("one\n")

    assert served(tmp_path) == "một"


def test_other_users_may_read_a_version(tmp_path: Path) -> None:
    before = os.umask(0o022)
    publish(tmp_path, "one")
    os.umask(before)

    assert current_version(tmp_path).stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("directory", ["empty", "nowhere"])
def test_no_index_yet_says_how_to_build_one(tmp_path: Path, directory: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(IndexMissing) as refused:
        current_version(tmp_path / directory)

    assert f"scripts/build_index.py THƯ_MỤC_BÀI --index {tmp_path / directory}" in str(refused.value)


@pytest.mark.parametrize(
    "pointer",
    [
        b"gone",
        b"",
        b"\n",
        b"..",
        b".",
        b"../versions/one",
        b"one/",
        b"/etc",
        b"one\0",
        b".building-one",
        b"\xff\xfe",
    ],
)
def test_a_pointer_to_nothing_says_how_to_mend_it(tmp_path: Path, pointer: bytes) -> None:
    publish(tmp_path, "one")
    (tmp_path / "versions" / ".building-one").mkdir()
    (tmp_path / "current").write_bytes(pointer)

    with pytest.raises(IndexDamaged, match=r"current.*Hãy dựng lại bằng scripts/build_index\.py"):
        current_version(tmp_path)


def test_a_file_in_place_of_the_directory_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(IndexDamaged, match="Không đọc được"):
        current_version(tmp_path / "file")


# Publishing again, and what goes when.


def test_a_name_that_is_taken_leaves_the_version_in_service_alone(tmp_path: Path) -> None:
    publish(tmp_path, "one", "một")
    first = current_version(tmp_path)
    files = {path: path.stat().st_ino for path in first.iterdir()}

    publish(tmp_path, "one", "hai")
    publish(tmp_path, "one", "ba")

    assert {path: path.stat().st_ino for path in first.iterdir()} == files
    assert names(tmp_path) == ["one", "one-2", "one-3"]
    assert served(tmp_path) == "ba"


def test_the_last_three_are_kept(tmp_path: Path) -> None:
    for name in "12345":
        publish(tmp_path, name)

    assert names(tmp_path) == ["3", "4", "5"]
    assert leftovers(tmp_path) == []


def test_how_many_are_kept_can_be_set(tmp_path: Path) -> None:
    for name in "12345":
        publish(tmp_path, name, kept=2)

    assert names(tmp_path) == ["4", "5"]


def test_the_version_just_replaced_is_kept_however_old(tmp_path: Path) -> None:
    for name in "123":
        publish(tmp_path, name)
    (tmp_path / "current").write_text("1\n")

    publish(tmp_path, "4")

    assert names(tmp_path) == ["1", "2", "3", "4"]
    publish(tmp_path, "5")
    assert names(tmp_path) == ["3", "4", "5"]


def test_the_newest_is_kept_though_the_clock_went_back(tmp_path: Path) -> None:
    for name in "6789":
        publish(tmp_path, name)

    publish(tmp_path, "1", "mới")

    assert served(tmp_path) == "mới"
    assert names(tmp_path) == ["1", "7", "8", "9"]


# A build that does not end well.


class Failure(Exception):
    """What befalls a build."""


def test_a_build_that_fails_changes_nothing(tmp_path: Path) -> None:
    publish(tmp_path, "one", "một")

    with pytest.raises(Failure), new_version(tmp_path, "two") as version:
        (version.folder / "a.txt").write_text("hai")
        raise Failure

    assert served(tmp_path) == "một"
    assert names(tmp_path) == ["one"]
    assert leftovers(tmp_path) == []
    assert not (tmp_path / "lock.holder").exists()


class FailingAt:
    """A function that fails once, at step number `at` of those that are counted together."""

    def __init__(self, module: Any, name: str, steps: Iterator[int], at: int) -> None:
        self._real, self._steps, self._at = getattr(module, name), steps, at

    def __call__(self, *arguments: Any) -> Any:
        if next(self._steps) == self._at:
            raise OSError(28, "No space left on device")
        return self._real(*arguments)


def steps_of(action: Callable[[], None], at: int) -> int:
    """Runs `action` with its step number `at` failing, and gives how many it took."""
    steps = count()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "fsync"):
            patch.setattr(os, name, FailingAt(os, name, steps, at))
        action()
    return next(steps)


def test_at_whatever_step_the_disk_fails_a_whole_version_serves(tmp_path: Path) -> None:
    publish(tmp_path, "one", "một")
    steps = steps_of(lambda: publish(tmp_path / "dry run", "one"), at=-1)
    assert steps > 6

    for at in range(steps):
        name = f"two-{at}"
        with pytest.raises(OSError, match="No space left"):
            steps_of(lambda name=name: publish(tmp_path, name, "hai"), at)  # type: ignore[misc]

        # Only the very last step comes after the pointer was moved.
        assert served(tmp_path) == ("hai" if at == steps - 1 else "một")

    publish(tmp_path, "three", "ba")
    assert served(tmp_path) == "ba"
    assert leftovers(tmp_path) == []


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "versions" / ".building-one").mkdir(parents=True)
    (tmp_path / "versions" / ".building-one" / "a.txt").write_text("half")
    (tmp_path / "current.new").write_text("half")

    publish(tmp_path, "one", "một")

    assert served(tmp_path) == "một"
    assert leftovers(tmp_path) == []


def test_two_builds_at_once_the_second_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    told = rf"\(tiến trình {os.getpid()} trên máy .*\)\. Hãy chờ nó xong rồi chạy lại\."
    with new_version(tmp_path, "one") as version:
        write_manifest(version.folder, {})
        with pytest.raises(IndexUnusable, match=told), new_version(tmp_path, "two"):
            pass

    assert names(tmp_path) == ["one"]


def test_a_build_that_was_killed_holds_no_lock(tmp_path: Path) -> None:
    program = "import os, sys, pathlib; from retrieval.versions import new_version\n"
    program += "with new_version(pathlib.Path(sys.argv[1]), 'one'): os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", program, tmp_path], cwd=Path(__file__).parents[2])
    assert killed.returncode == -9

    publish(tmp_path, "two", "hai")

    assert served(tmp_path) == "hai"


# What a manifest notices.


@pytest.fixture
def version(tmp_path: Path) -> Path:
    publish(tmp_path, "one")
    return current_version(tmp_path)


def test_a_sound_version_passes(version: Path) -> None:
    verify(version, read_manifest(version))


def test_the_seal_can_be_checked_by_hand(version: Path) -> None:
    assert re.fullmatch(rf"[0-9a-f]{{64}}  {MANIFEST}\n", (version / SEAL).read_text())


@pytest.mark.parametrize("name", ["a.txt", "b.txt"])
@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_file_of_another_size_is_named(version: Path, name: str, size: int) -> None:
    os.truncate(version / name, size)

    with pytest.raises(IndexDamaged, match=rf"tệp {name} đã bị thay đổi hoặc bị cắt cụt\. Hãy dựng lại"):
        verify(version, read_manifest(version))


def test_a_missing_file_is_named(version: Path) -> None:
    (version / "b.txt").unlink()

    with pytest.raises(IndexDamaged, match=r"thiếu tệp b\.txt"):
        verify(version, read_manifest(version))


def test_a_manifest_may_not_name_files_elsewhere(version: Path) -> None:
    with pytest.raises(IndexDamaged, match="thiếu tệp"):
        verify(version, {"files": {"../../current": {"size": 1, "sha256": ""}}})


@pytest.mark.parametrize("name", [MANIFEST, SEAL])
@pytest.mark.parametrize("data", [b"", b"{}", b"\xff" * 80])
def test_a_manifest_that_is_not_as_it_was_written_is_refused(version: Path, name: str, data: bytes) -> None:
    (version / name).write_bytes(data)

    with pytest.raises(IndexDamaged, match=rf"{MANIFEST} không khớp mã kiểm trong {SEAL}\. Hãy dựng lại"):
        read_manifest(version)


@pytest.mark.parametrize("name", [MANIFEST, SEAL])
def test_a_lost_manifest_is_named(version: Path, name: str) -> None:
    (version / name).unlink()

    with pytest.raises(IndexDamaged, match=name):
        read_manifest(version)
