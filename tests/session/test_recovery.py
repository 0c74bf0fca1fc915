"""What is kept when nobody can be asked, and offered at the next start."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from desk_kit import start, wait_until
from gui_kit import TINY, let_the_worker_catch_up

from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.session.recovery import Recovery
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow  # whole runs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def recovery(ready, folder: Path) -> Recovery:
    return Recovery(ready, folder)


def keep(recovery: Recovery) -> list[Path]:
    """Keep what there is, and say that it did not take long."""
    started = time.monotonic()
    kept = recovery.keep()
    assert time.monotonic() - started < 2
    return kept


def leave(folder: Path, snapshot, name: str = "Run 1", age: float = 0.0) -> Path:
    """Leave a file as an earlier start would have."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}--1-2-3.safetensors"
    save_snapshot(snapshot, path)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_every_unsaved_run_is_kept_while_one_trains(ready, recovery, folder, qtbot) -> None:
    start(ready, qtbot)
    first = ready.run.id
    start(ready, qtbot, replace(TINY, seed=1))
    ready.workspace.rename(ready.run.id, "a/b: c")
    shown = ready.snapshot.step
    kept = keep(recovery)
    assert sorted(folder.iterdir()) == sorted(kept)
    stopped, training = map(load, kept)
    assert stopped.snapshot.step == ready.workspace.run(first).step
    assert training.snapshot.step >= shown
    assert training.snapshot.stale_steps == 0
    for file in (stopped, training):
        assert file.training is not None
        assert file.training.step == file.snapshot.step
    assert {offer.name for offer in recovery.offers()} == {"Run 1", "a_b_ c"}


def test_to_keep_is_not_to_save(ready, recovery, screen, qtbot) -> None:
    start(ready, qtbot)
    assert len(keep(recovery)) == 1
    let_the_worker_catch_up(qtbot, ready)
    assert ready.unsaved
    assert ready.path is None
    assert screen.messages == []
    assert not ready.library.saving


def test_what_has_a_file_is_not_kept(ready, recovery, folder) -> None:
    assert keep(recovery) == []
    assert not folder.exists()


def test_a_step_that_takes_too_long_leaves_the_last_snapshot(
    ready, recovery, qtbot, monkeypatch
) -> None:
    step_once, slow = Trainer.step_once, []

    def take_long(trainer):
        if slow:
            slow[0] = True
            time.sleep(3)
        return step_once(trainer)

    start(ready, qtbot)
    first = ready.run.id
    start(ready, qtbot)
    monkeypatch.setattr(Trainer, "step_once", take_long)
    slow.append(False)
    wait_until(qtbot, lambda: slow[0])
    stopped, training = map(load, keep(recovery))
    assert training.snapshot.step == ready.snapshot.step
    assert stopped.snapshot.step == ready.workspace.run(first).step
    assert stopped.training is not None  # it did not have to wait for the other
    slow.clear()


def test_one_that_cannot_be_written_does_not_keep_the_others_from_it(
    ready, recovery, qtbot, monkeypatch, caplog
) -> None:
    start(ready, qtbot)
    ready.workspace.add("Second", show=False, snapshot=ready.snapshot)

    def fail_once(snapshot, path, **how):
        if path.name.startswith("Second"):
            raise OSError("no space left")
        save_snapshot(snapshot, path, **how)

    for module in ("recovery", "file_worker"):
        monkeypatch.setattr(f"vae_explorer.session.{module}.save_snapshot", fail_once)
    assert [path.name.partition("--")[0] for path in keep(recovery)] == ["Run 1"]
    assert "could not be kept" in caplog.text


def test_what_is_there_is_offered_with_the_newest_first(recovery, folder, screen, snapshot) -> None:
    recovery.tell()
    assert screen.messages == []
    leave(folder, snapshot, "old", 3 * 3600)
    leave(folder, snapshot, "new -- er", 90)
    assert [offer.name for offer in recovery.offers()] == ["new -- er", "old"]
    recovery.tell()
    message = screen.messages[-1]
    assert message.actions == (("Open", "recover:open"), ("Discard", "recover:discard"))
    assert "2 min ago" in message.text
    assert "new -- er, old" in message.text


@pytest.mark.parametrize(
    ("age", "told"),
    [
        *((5, "just now"), (600, "10 min ago"), (3700, "1 hour ago"), (7300, "2 hours ago")),
        *((90_000, "1 day ago"), (200_000, "2 days ago")),
    ],
)
def test_when_it_was_is_told_in_words(recovery, folder, screen, snapshot, age, told) -> None:
    leave(folder, snapshot, age=age)
    recovery.tell()
    assert told in screen.messages[-1].text


def test_what_is_opened_is_a_run_that_no_file_holds(
    ready, recovery, folder, snapshot, qtbot
) -> None:
    path = leave(folder, snapshot, "Mine")
    opened: list[Path | None] = []
    ready.library.opened.connect(lambda run: opened.append(ready.workspace.run(run).path))
    recovery.act("recover:open")
    wait_until(qtbot, lambda: ready.run.name == "Mine")
    assert ready.run.unsaved
    assert not ready.run.bundled
    assert opened == [None]  # so that it is no recent file
    assert recovery.offers() == []
    assert path.exists()  # until its user has been asked
    recovery.finish()
    assert not path.exists()


def test_what_was_opened_is_kept_once(ready, recovery, folder, snapshot, qtbot) -> None:
    leave(folder, snapshot, "Mine")
    recovery.open()
    wait_until(qtbot, lambda: ready.run.name == "Mine")
    kept = keep(recovery)
    assert len(kept) == 1
    assert sorted(folder.iterdir()) == kept


def test_what_cannot_be_opened_is_not_deleted(ready, recovery, folder, screen, qtbot) -> None:
    folder.mkdir()
    path = folder / "Broken--1-2-3.safetensors"
    path.write_bytes(b"nothing")
    recovery.open()
    wait_until(qtbot, lambda: bool(screen.messages))
    recovery.finish()
    assert path.exists()


def test_what_is_discarded_is_deleted(recovery, folder, snapshot) -> None:
    leave(folder, snapshot)
    recovery.act("recover:discard")
    assert list(folder.iterdir()) == []


def test_a_kept_run_goes_on_in_another_session(ready, recovery, qtbot) -> None:
    start(ready, qtbot)
    (path,) = keep(recovery)
    step = load(path).snapshot.step
    ready.training.stop()
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    recovery.open()
    wait_until(qtbot, lambda: ready.run.step == step and ready.run.state is RunState.STOPPED)
    ready.training.train_on(ready.run.id)
    wait_until(qtbot, lambda: ready.run.step > step)
