"""What is trained is on the disk, too, and another start takes it from there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import Screen, TestDesk, settings_in, start, wait_until
from gui_kit import TINY

from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.folder_lock import FolderLock, is_dead, take
from vae_explorer.core.storage.folder_mirror import FolderMirror
from vae_explorer.core.storage.recovered import kept_in, read_kept
from vae_explorer.core.storage.session_file import read_session
from vae_explorer.session import autosave as module
from vae_explorer.session.autosave import Autosave
from vae_explorer.session.recovery import Recovery
from vae_explorer.session.state import RunState
from vae_explorer.session.stored import to_session

pytestmark = pytest.mark.slow  # whole runs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def autosave(ready: TestDesk, folder: Path, monkeypatch) -> Autosave:
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.0)
    autosave = Autosave(ready, folder)
    autosave._timer.setInterval(20)
    yield autosave
    autosave.finish()


@pytest.fixture
def other(qapp, tmp_path: Path):
    """Another start of the program."""
    desk = TestDesk(tmp_path / "data", settings_in(tmp_path / "other"))
    yield desk
    desk.shutdown()


def models(folder: Path) -> list[Path]:
    return sorted(folder.glob("runs/*/model.safetensors"))


def leave(autosave: Autosave, qtbot) -> Path:
    """Let the folder be as that of a process that was killed."""
    autosave._timer.stop()
    wait_until(qtbot, lambda: not autosave._under_way)
    assert autosave._keeper.lock is not None
    autosave._keeper.lock.release()
    autosave._keeper.lock = None
    return autosave.folder


def train_and_leave(desk: TestDesk, autosave: Autosave, qtbot) -> Path:
    start(desk, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)) and len(desk.run.timeline) > 3)
    desk.training.pause()
    wait_until(qtbot, lambda: desk.state is RunState.PAUSED)
    step = desk.run.step
    wait_until(
        qtbot,
        lambda: autosave.whole and read_session(autosave.folder).runs[-1].snapshot.step >= step,
    )
    return leave(autosave, qtbot)


def test_a_run_is_on_the_disk_with_its_frames_while_it_trains(ready, autosave, qtbot) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    wait_until(qtbot, lambda: len(list(autosave.folder.glob("runs/*/frames/*"))) > 3)

    (run,) = read_session(autosave.folder).runs

    assert run.name == ready.run.name
    assert run.training is not None
    assert run.training.step == run.snapshot.step
    assert ready.state is RunState.RUNNING


def test_what_some_file_holds_is_not_written(ready, autosave, qtbot) -> None:
    ready.workspace.rename(ready.run.id, "Another name")
    qtbot.wait(100)

    assert not autosave.folder.exists()


def test_the_state_of_a_run_is_not_asked_for_all_the_time(
    ready, autosave, qtbot, monkeypatch
) -> None:
    asked = []
    autosave._capture.connect(asked.append)
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    qtbot.wait(300)

    assert len(asked) == 1


def test_a_run_that_halts_is_written_as_it_is_then(ready, autosave, qtbot) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    ready.training.stop()
    wait_until(qtbot, lambda: ready.run.state is RunState.STOPPED)

    wait_until(qtbot, lambda: read_session(autosave.folder).runs[0].snapshot.step == ready.run.step)

    assert read_session(autosave.folder).runs[0].training is not None


def test_a_stopped_run_stays_there_while_it_is_taken_up_again(ready, autosave, qtbot) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    ready.training.stop()
    wait_until(qtbot, lambda: ready.run.state is RunState.STOPPED and autosave.whole)

    ready.training.train_on(ready.run.id)
    wait_until(qtbot, lambda: ready.state is RunState.RUNNING)
    for _ in range(10):
        qtbot.wait(20)
        assert models(autosave.folder)


def test_what_is_saved_or_removed_is_taken_away(ready, autosave, tmp_path, qtbot) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    ready.training.stop()
    wait_until(qtbot, lambda: ready.run.state is RunState.STOPPED)

    ready.save(tmp_path / "mine.safetensors")

    wait_until(qtbot, lambda: not models(autosave.folder))


def test_a_clean_end_leaves_nothing(ready, autosave, folder, qtbot) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))

    autosave.finish()

    assert list(folder.iterdir()) == []


def test_what_cannot_be_written_is_told_once(ready, autosave, screen, qtbot, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise UserError("no space left")

    monkeypatch.setattr(FolderMirror, "follow", fail)
    monkeypatch.setattr(module, "_AGAIN_LOOKS", 1)
    start(ready, qtbot)

    wait_until(qtbot, lambda: bool(screen.messages))
    qtbot.wait(200)

    assert [message.severity for message in screen.messages] == ["warning"]
    assert "cannot be kept" in screen.messages[0].text


def test_another_start_offers_what_a_killed_one_has_left(
    ready, autosave, other, folder, qtbot
) -> None:
    screen = Screen(other)
    left = train_and_leave(ready, autosave, qtbot)
    step, steps = ready.run.step, ready.run.timeline.steps
    recovery = Recovery(other, folder)

    recovery.tell()
    assert "just now" in screen.messages[-1].text
    assert ready.run.name in screen.messages[-1].text
    recovery.act("recover:open")
    wait_until(qtbot, lambda: other.run is not None)

    assert other.run.step == step
    assert other.run.timeline.steps == tuple(s for s in steps if s <= step)
    assert other.run.unsaved
    assert recovery.offers() == []
    assert left.exists()  # until its user has been asked
    recovery.finish()
    assert not left.exists()


def test_a_recovered_run_goes_on_bit_for_bit(ready, autosave, other, folder, qtbot) -> None:
    train_and_leave(ready, autosave, qtbot)
    other.training.start_engine()
    wait_until(qtbot, lambda: other.ready)
    Recovery(other, folder).open()
    wait_until(qtbot, lambda: other.run is not None)
    step = other.run.step
    assert step == ready.run.step

    other.training._send(other.run.id, "step")
    ready.training.step()
    for desk in (other, ready):
        wait_until(qtbot, lambda: desk.run.step == step + 1)  # noqa: B023

    weights = ready.run.snapshot.weights
    assert all(np.array_equal(other.run.snapshot.weights[n], a) for n, a in weights.items())


def test_a_living_window_keeps_its_own(ready, autosave, other, folder, qtbot) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    recovery = Recovery(other, folder)

    assert recovery.offers() == []
    recovery.open()
    recovery.discard()

    assert models(autosave.folder)


def test_what_one_window_opens_another_does_not_offer(
    ready, autosave, other, folder, qtbot
) -> None:
    train_and_leave(ready, autosave, qtbot)
    first, second = Recovery(other, folder), Recovery(ready, folder)

    first.open()

    assert second.offers() == []
    wait_until(qtbot, lambda: other.run is not None)


def test_what_is_discarded_is_deleted(ready, autosave, other, folder, qtbot) -> None:
    train_and_leave(ready, autosave, qtbot)

    Recovery(other, folder).act("recover:discard")

    assert list(folder.iterdir()) == []


def test_the_end_of_the_program_writes_into_the_folder(ready, autosave, folder, qtbot) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    recovery = Recovery(ready, folder, autosave)
    step = ready.run.step

    started = time.monotonic()
    recovery.keep()

    assert time.monotonic() - started < 2
    left = leave(autosave, qtbot)
    (kept,) = kept_in(folder)
    assert kept.path == left
    (run,) = read_kept(left).runs
    assert run.snapshot.step >= step
    assert run.training is not None
    assert run.name == ready.run.name


def test_what_was_saved_a_moment_ago_is_not_offered(
    ready, autosave, folder, tmp_path, qtbot
) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: bool(models(autosave.folder)))
    ready.training.stop()
    wait_until(qtbot, lambda: ready.run.state is RunState.STOPPED)
    autosave._timer.stop()
    ready.save(tmp_path / "mine.safetensors")
    wait_until(qtbot, lambda: not ready.unsaved)

    Recovery(ready, folder, autosave).keep()

    assert list(folder.iterdir()) == []


def test_a_run_that_has_just_begun_is_kept_at_the_end_of_the_program_as_well(
    ready, folder, qtbot
) -> None:
    autosave = Autosave(ready, folder)  # which has not yet looked
    recovery = Recovery(ready, folder, autosave)
    start(ready, qtbot)

    recovery.keep()

    (kept,) = kept_in(folder)
    assert kept.names == (ready.run.name,)
    autosave.finish()


def test_a_lock_is_free_when_its_process_is_dead(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    assert not is_dead(tmp_path)
    lock.release()
    assert is_dead(tmp_path)

    code = (
        "import sys, time, pathlib; from vae_explorer.core.storage.folder_lock import FolderLock;"
        "lock = FolderLock(pathlib.Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    assert take(tmp_path) is None
    process.kill()
    process.wait()
    process.stdout.close()
    assert is_dead(tmp_path)


def test_a_folder_of_another_computer_is_left_alone_for_a_day(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("another computer")
    assert not is_dead(tmp_path)
    os.utime(tmp_path / "lock", (time.time() - 2 * 86_400,) * 2)
    assert is_dead(tmp_path)


def test_a_folder_without_a_lock_is_nobodys_to_take(tmp_path: Path) -> None:
    assert take(tmp_path) is None


def test_a_run_stays_within_the_bound_of_the_disk(ready, autosave, qtbot) -> None:
    start(ready, qtbot, replace(TINY, seed=3))
    wait_until(qtbot, lambda: len(ready.run.timeline) > 8)
    ready.training.stop()
    wait_until(qtbot, lambda: ready.run.state is RunState.STOPPED)
    mirror = FolderMirror(autosave.folder.parent / "bounded")
    stored = to_session(ready.workspace, [ready.run], {}, {})
    model = 4 * sum(a.nbytes for a in ready.run.snapshot.weights.values())

    whole = mirror.follow(stored, model + 3 * ready.run.timeline.frames[0].nbytes, lambda: False)

    assert not whole
    assert len(read_session(mirror.writer.folder).runs[0].timeline) < len(ready.run.timeline)
    assert read_session(mirror.writer.folder).runs[0].training is not None
