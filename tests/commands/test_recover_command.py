"""What windows have left is listed and taken on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_kit import make_snapshot
from session_kit import assert_same_session, make_session

from vae_explorer.core.storage import recovered
from vae_explorer.core.storage.folder_lock import FolderLock
from vae_explorer.core.storage.model_file import save_snapshot
from vae_explorer.core.storage.session_file import read_session, write_session


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "recovery"
    folder.mkdir()
    monkeypatch.setattr(recovered, "recovery_folder", lambda: folder)
    return folder


def leave(folder: Path, name: str = "1-2.session") -> FolderLock:
    """Leave a session; the process that has it lives until the lock is released."""
    (folder / name).mkdir()
    lock = FolderLock(folder / name)
    write_session(make_session(), folder / name)
    return lock


def test_nothing_is_told_where_nothing_is(run, folder: Path) -> None:
    assert f"Nothing is kept in {folder}." in run("recover")


def test_what_is_there_is_listed_with_its_age(run, folder: Path) -> None:
    leave(folder).release()
    save_snapshot(make_snapshot(), folder / "Older--1-2-3.safetensors")

    lines = run("recover").splitlines()

    assert any("1-2.session" in line and "just now" in line for line in lines)
    assert any("Deep β, Deep β, β 4" in line for line in lines)
    assert any("Older--1-2-3.safetensors" in line and "Older" in line for line in lines)


def test_the_newest_is_taken_into_a_session(run, folder: Path) -> None:
    leave(folder).release()

    output = run("recover", "--out", "mine.vaesession")

    assert "2 runs, 7 moments" in output
    assert_same_session(read_session(Path("mine.vaesession")), make_session())
    assert list(folder.iterdir()) == []


def test_one_is_taken_by_its_name(run, folder: Path) -> None:
    save_snapshot(make_snapshot(), folder / "Older--1-2-3.safetensors")
    leave(folder).release()

    run("recover", "Older", "--out", "older.vaesession")

    (stored,) = read_session(Path("older.vaesession")).runs
    assert stored.name == "Older"
    assert [path.name for path in folder.iterdir()] == ["1-2.session"]


def test_what_a_window_has_is_its_own(run, fail, folder: Path) -> None:
    lock = leave(folder)

    assert "Nothing is kept" in run("recover")
    assert "Nothing was kept" in fail("recover", "--out", "mine.vaesession")

    lock.release()
    assert (folder / "1-2.session" / "session.json").exists()


def test_what_is_damaged_is_taken_as_far_as_it_goes_and_stays(run, folder: Path) -> None:
    leave(folder).release()
    (folder / "1-2.session/runs/1/frames/000000008.safetensors").write_bytes(b"x")

    output = run("recover", "--out", "mine.vaesession")

    assert "1 moment of Deep β is damaged" in output
    assert "stays where it is" in output
    assert (folder / "1-2.session").exists()


def test_a_name_that_nothing_has_is_told(fail, folder: Path) -> None:
    leave(folder).release()

    assert "called Run 9" in fail("recover", "Run 9", "--out", "mine.vaesession")
