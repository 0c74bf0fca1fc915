"""Files are written whole or not at all, and what a killed writer leaves is swept up."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from file_kit import assert_same, make_snapshot

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.errors import UserError
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.atomic import DAY, sweep_stale, whole_folder, write_atomically
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot()


@pytest.fixture
def path(snapshot: Snapshot, tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_snapshot(snapshot, path)
    return path


def test_saving_again_replaces_the_file_and_leaves_no_other(path: Path) -> None:
    newer = make_snapshot(step=8)
    save_snapshot(newer, path)
    assert_same(load_snapshot(path), newer)
    assert list(path.parent.iterdir()) == [path]


def no_space(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["replace", "fsync", "fdopen", "chmod"])
def test_a_failure_while_saving_leaves_the_old_file_and_no_other(
    call: str, path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, call, no_space)
        with pytest.raises(UserError) as caught:
            save_snapshot(make_snapshot(step=8), path)
    assert path.name in caught.value.what
    assert os.strerror(errno.ENOSPC) in caught.value.what
    assert caught.value.way_out
    assert_same(load_snapshot(path), snapshot)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_half_way_leaves_the_old_file(path: Path, snapshot: Snapshot) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 2, limits[1]))
    try:
        with pytest.raises(UserError):
            save_snapshot(make_snapshot(step=8), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert_same(load_snapshot(path), snapshot)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("where", ["missing/model.safetensors", "model.safetensors/inside", "."])
def test_a_place_that_cannot_be_written_is_named(
    where: str, path: Path, snapshot: Snapshot
) -> None:
    with pytest.raises(UserError) as caught:
        save_snapshot(snapshot, path.parent / where)
    assert "could not be saved" in caught.value.what
    assert caught.value.way_out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_saved_file_gets_the_permissions_of_any_new_file(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "other").touch()
    save_snapshot(snapshot, tmp_path / "model.safetensors")
    modes = [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("other", "model.safetensors")]
    assert modes[0] == modes[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_saving_again_keeps_the_permissions(path: Path, snapshot: Snapshot) -> None:
    path.chmod(0o640)
    save_snapshot(snapshot, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.slow
def test_a_kill_in_the_middle_of_saving_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from file_kit import Architecture, make_snapshot
from vae_explorer.core.storage.model_file import save_snapshot
many = [make_snapshot(Architecture("mlp", (64,)), step) for step in range(4)]
save_snapshot(many[0], {str(path)!r})
print("saving", flush=True)
while True:
    for snapshot in many:
        save_snapshot(snapshot, {str(path)!r})
"""
    rng = np.random.default_rng(0)
    for _ in range(4):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"saving\n"
        try:
            child.wait(float(rng.uniform(0, 0.05)))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        child.communicate()
        assert child.returncode == -signal.SIGKILL
        found = load_snapshot(path)
        assert_same(found, make_snapshot(Architecture("mlp", (64,)), found.step))


# What killed writers leave

needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and locks")

WRITER = """
import sys, time
from pathlib import Path
from vae_explorer.core.storage.atomic import write_atomically

def pieces():
    yield b"x" * 100_000
    print("writing", flush=True)
    sys.stdin.readline()
    yield b"y"

write_atomically(Path(sys.argv[1]), pieces())
print("done", flush=True)
"""


def start_writer(path: Path) -> subprocess.Popen[bytes]:
    """Start a process that stays in the middle of writing until it is told to go on."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"writing\n"
    return child


def hidden_files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".vae-explorer-")]


@needs_locks
def test_what_a_killed_writer_left_is_gone_after_the_next_save(tmp_path: Path) -> None:
    child = start_writer(tmp_path / "big.bin")
    child.kill()
    child.communicate()
    assert len(hidden_files(tmp_path)) == 1
    write_atomically(tmp_path / "other.bin", b"z")
    assert [path.name for path in tmp_path.iterdir()] == ["other.bin"]


@needs_locks
def test_or_after_the_next_start_with_a_file_there(path: Path) -> None:
    child = start_writer(path.parent / "big.bin")
    child.kill()
    child.communicate()
    load_model(path)
    assert list(path.parent.iterdir()) == [path]


@needs_locks
def test_the_file_of_a_living_writer_is_never_touched(tmp_path: Path) -> None:
    child = start_writer(tmp_path / "big.bin")
    (file,) = hidden_files(tmp_path)
    long_ago = time.time() - 10 * DAY
    os.utime(file, (long_ago, long_ago))
    assert sweep_stale(tmp_path) == []
    write_atomically(tmp_path / "other.bin", b"z")
    assert file.exists()
    child.communicate(b"\n")
    assert child.returncode == 0
    assert (tmp_path / "big.bin").stat().st_size == 100_001
    assert hidden_files(tmp_path) == []


@needs_locks
def test_writers_in_one_folder_do_not_sweep_each_others_files(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from vae_explorer.core.storage.atomic import write_atomically
for i in range(300):
    write_atomically(Path(sys.argv[1]), [bytes([i % 256]) * 500])
"""
    children = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / f"{i}.bin")])
        for i in range(3)
    ]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.bin", "1.bin", "2.bin"]


def test_files_of_an_older_version_or_another_computer_go_after_a_day(tmp_path: Path) -> None:
    names = [".vae-explorer-a1b2c3d4", ".vae-explorer-00000000-0123456789abcdef.tmp"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    assert sweep_stale(tmp_path) == []
    for name in names:
        os.utime(tmp_path / name, (time.time() - 2 * DAY,) * 2)
    assert sorted(path.name for path in sweep_stale(tmp_path)) == sorted(names)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".vae-explorer-notes", ".vae-explorer-", "vae-explorer-a1b2c3d4"])
def test_files_that_are_not_ours_stay(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    os.utime(tmp_path / name, (0, 0))
    assert sweep_stale(tmp_path) == []
    assert (tmp_path / name).exists()


@needs_locks
def test_a_link_in_the_place_of_a_temporary_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"x")
    os.utime(tmp_path / "mine", (0, 0))
    (tmp_path / ".vae-explorer-a1b2c3d4").symlink_to(tmp_path / "mine")
    assert sweep_stale(tmp_path) == []
    assert (tmp_path / "mine").exists()


def test_a_folder_that_cannot_be_looked_into_is_left_alone(tmp_path: Path) -> None:
    assert sweep_stale(tmp_path / "missing") == []


def test_content_may_come_in_pieces(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", iter([b"ab", memoryview(b"cd"), b""]))
    assert (tmp_path / "file").read_bytes() == b"abcd"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="what is open there cannot be removed")
def test_a_folder_of_a_killed_writer_is_swept_and_that_of_a_living_one_is_not(
    tmp_path: Path,
) -> None:
    code = (
        "import pathlib, time\n"
        "from vae_explorer.core.storage.atomic import whole_folder\n"
        f"with whole_folder(pathlib.Path({str(tmp_path / 'film')!r})) as folder:\n"
        "    (folder / 'a').write_text('a')\n"
        "    print('there', flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "there\n"
        (temporary,) = tmp_path.iterdir()
        assert sweep_stale(tmp_path) == []
        writer.kill()
        writer.wait()

    assert sweep_stale(tmp_path) == [temporary]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_there_when_it_is_whole(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "film") as folder:
        (folder / "a").write_text("a")
        assert not (tmp_path / "film").exists()

    assert [path.name for path in tmp_path.iterdir()] == ["film"]
    assert (tmp_path / "film" / "a").read_text() == "a"
    (tmp_path / "plain").mkdir()
    permissions = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("film", "plain")]
    assert permissions[0] == permissions[1]


def test_a_folder_that_holds_something_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "mine").write_text("mine")

    with pytest.raises(UserError, match="could not be saved"), whole_folder(tmp_path / "film"):
        pass

    assert [path.name for path in tmp_path.rglob("*")] == ["film", "mine"]
