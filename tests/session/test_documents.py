"""What the controller knows of files: opened, saved, and what no file holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gui_kit import PATIENCE_MS, TINY, let_the_worker_catch_up
from session_kit import start, wait_until

from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.session.state import RunState


def test_training_makes_unsaved_work_and_saving_ends_that(
    ready, screen, qtbot, tmp_path: Path
) -> None:
    start(ready, qtbot)
    ready.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    assert ready.unsaved
    assert ready.path is None
    with qtbot.waitSignal(ready.saved):
        ready.save(tmp_path / "run.safetensors")
    assert not ready.unsaved
    assert ready.path == tmp_path / "run.safetensors"
    ready.step()
    wait_until(qtbot, lambda: ready.unsaved)


def test_a_file_opened_over_a_run_ends_the_run_and_stays(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    other = replace(snapshot, step=999)
    save_snapshot(other, tmp_path / "other.safetensors")
    start(ready, qtbot)
    ready.open(tmp_path / "other.safetensors")
    wait_until(qtbot, lambda: ready.path is not None)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.snapshot.step == 999
    assert not ready.unsaved
    assert ready.state is RunState.EMPTY


def test_a_file_opened_while_a_run_is_being_prepared_stays(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    save_snapshot(replace(snapshot, step=999), tmp_path / "other.safetensors")
    ready.train(TINY)
    ready.open(tmp_path / "other.safetensors")
    wait_until(qtbot, lambda: ready.path is not None)
    for _ in range(3):
        let_the_worker_catch_up(qtbot, ready)
        assert ready.snapshot.step == 999
    assert ready.state is RunState.EMPTY


def test_a_file_that_cannot_be_opened_leaves_everything(ready, screen, qtbot, tmp_path) -> None:
    before = ready.snapshot
    ready.open(tmp_path / "missing.safetensors")
    wait_until(qtbot, lambda: bool(screen.messages))
    assert screen.messages[-1].severity == "error"
    assert "There is no file" in screen.messages[-1].text
    assert ready.snapshot is before


def test_a_run_that_cannot_start_leaves_the_model_its_file(
    ready, screen, snapshot, tiny_sets, qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    ready.show_snapshot(snapshot, path)
    ready.train(replace(TINY, device="nowhere"))
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    assert ready.snapshot is snapshot
    assert ready.path == path
    assert not ready.unsaved


def test_a_run_that_cannot_start_leaves_unsaved_work_unsaved(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    ready.end_run()
    wait_until(qtbot, lambda: ready.state is RunState.EMPTY)
    ready.train(replace(TINY, device="nowhere"))
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    assert ready.unsaved


def test_a_save_while_a_run_is_being_prepared_writes_what_is_on_the_screen(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    old = replace(snapshot, step=999)
    path = tmp_path / "old.safetensors"
    ready.show_snapshot(old, path)
    ready.train(TINY)
    with qtbot.waitSignal(ready.saved, timeout=PATIENCE_MS):
        ready.save(path)
    assert load_snapshot(path).step == 999
    wait_until(qtbot, lambda: ready.snapshot.step > 0 and ready.state is RunState.RUNNING)
    assert ready.path is None
    assert ready.unsaved


def test_a_save_that_ends_after_another_file_was_opened_is_not_that_files(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    save_snapshot(replace(snapshot, step=999), second)
    ready.open(second)
    ready.save(first)
    wait_until(qtbot, lambda: ready.path is not None and first.exists())
    let_the_worker_catch_up(qtbot, ready)
    assert ready.path == second
    assert load_snapshot(first).step == snapshot.step


def test_a_file_that_is_refused_does_not_pause_the_run(ready, screen, qtbot, tmp_path) -> None:
    start(ready, qtbot)
    ready.open(tmp_path / "missing.safetensors")
    wait_until(qtbot, lambda: bool(screen.messages))
    let_the_worker_catch_up(qtbot, ready)
    assert ready.state is RunState.RUNNING


def test_a_save_under_way_is_told_until_it_has_ended(ready, qtbot, tmp_path: Path) -> None:
    assert not ready.saving
    for name, end in (("good", ready.saved), ("nowhere/bad", ready.save_failed)):
        with qtbot.waitSignal(end, timeout=PATIENCE_MS):
            ready.save(tmp_path / f"{name}.safetensors")
            assert ready.saving
        assert not ready.saving
