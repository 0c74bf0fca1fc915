"""What the session knows of files: opened, saved, and what no file holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import start, wait_until
from gui_kit import PATIENCE_MS, TINY, let_the_worker_catch_up

from vae_explorer.core.storage.model_file import load, load_snapshot, save_snapshot
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow  # whole runs


def test_training_makes_unsaved_work_and_saving_ends_that(
    ready, screen, qtbot, tmp_path: Path
) -> None:
    start(ready, qtbot)
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    assert ready.unsaved
    assert ready.path is None
    with qtbot.waitSignal(ready.library.saved):
        ready.save(tmp_path / "run.safetensors")
    assert not ready.unsaved
    assert ready.path == tmp_path / "run.safetensors"
    ready.training.step()
    wait_until(qtbot, lambda: ready.unsaved)


def test_a_file_that_cannot_be_opened_leaves_everything(ready, screen, qtbot, tmp_path) -> None:
    before = ready.snapshot
    ready.library.open(tmp_path / "missing.safetensors")
    wait_until(qtbot, lambda: bool(screen.messages))
    assert screen.messages[-1].severity == "error"
    assert "There is no file" in screen.messages[-1].text
    assert ready.snapshot is before


def test_a_run_that_cannot_start_leaves_the_model_its_file(
    ready, screen, snapshot, tiny_sets, qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    ready.show(snapshot, path)
    ready.training.train(replace(TINY, device="nowhere"))
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    assert ready.snapshot is snapshot
    assert ready.path == path
    assert not ready.unsaved


def test_a_run_that_cannot_start_leaves_unsaved_work_unsaved(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    ready.training.stop()
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    ready.training.train(replace(TINY, device="nowhere"))
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    assert ready.unsaved


def test_a_save_while_a_run_is_being_prepared_writes_what_is_on_the_screen(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    old = replace(snapshot, step=999)
    path = tmp_path / "old.safetensors"
    ready.show(old, path)
    ready.training.train(TINY)
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(path)
    assert load_snapshot(path).step == 999
    wait_until(qtbot, lambda: ready.snapshot.step > 0 and ready.state is RunState.RUNNING)
    assert ready.path is None
    assert ready.unsaved


def test_a_file_that_is_refused_does_not_pause_the_run(ready, screen, qtbot, tmp_path) -> None:
    start(ready, qtbot)
    ready.library.open(tmp_path / "missing.safetensors")
    wait_until(qtbot, lambda: bool(screen.messages))
    let_the_worker_catch_up(qtbot, ready)
    assert ready.state is RunState.RUNNING


def test_a_save_under_way_is_told_until_it_has_ended(ready, qtbot, tmp_path: Path) -> None:
    assert not ready.library.saving
    for name, end in (("good", ready.library.saved), ("nowhere/bad", ready.library.save_failed)):
        with qtbot.waitSignal(end, timeout=PATIENCE_MS):
            ready.save(tmp_path / f"{name}.safetensors")
            assert ready.library.saving
        assert not ready.library.saving


def test_a_file_that_is_opened_is_shown_and_the_run_trains_on(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "other.safetensors"
    save_snapshot(replace(snapshot, step=999), path)
    start(ready, qtbot)
    run = ready.run.id
    with qtbot.waitSignal(ready.library.opened, timeout=PATIENCE_MS):
        ready.library.open(path)
    step = ready.workspace.run(run).step
    wait_until(qtbot, lambda: ready.workspace.run(run).step > step)
    assert ready.path == path
    assert ready.run.name == "other"
    assert ready.snapshot.step == 999  # no snapshot of the run takes the screen back
    assert not ready.run.unsaved
    assert ready.state is RunState.RUNNING


def test_a_file_opened_while_a_run_is_being_prepared_stays(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    save_snapshot(replace(snapshot, step=999), tmp_path / "other.safetensors")
    ready.training.train(TINY)
    ready.library.open(tmp_path / "other.safetensors")
    wait_until(qtbot, lambda: ready.path is not None)
    for _ in range(3):
        let_the_worker_catch_up(qtbot, ready)
        assert ready.snapshot.step == 999
    assert ready.state is RunState.RUNNING


def test_a_save_that_ends_after_another_file_was_opened_is_the_runs(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    save_snapshot(replace(snapshot, step=999), second)
    run = ready.run.id
    ready.library.open(second)
    ready.save(first)
    wait_until(qtbot, lambda: ready.path == second and not ready.library.saving)
    assert ready.workspace.run(run).path == first
    assert load_snapshot(first).step == snapshot.step


def test_a_save_that_ends_after_the_run_was_removed_is_told_and_is_of_that_run(
    ready, screen, qtbot, tmp_path: Path
) -> None:
    start(ready, qtbot)
    stopped = ready.run.id
    ready.training.stop()
    wait_until(qtbot, lambda: ready.run.state is RunState.STOPPED)
    path = tmp_path / "run.safetensors"
    ready.save(path)
    ready.workspace.remove(stopped)
    wait_until(qtbot, lambda: not ready.library.saving)
    assert load(path).training is not None
    assert screen.messages[-1].severity == "success"
    assert ready.workspace.run(stopped) is None
    ready.workspace.restore(Run(stopped, "Run 1", 0), 0)
    assert ready.run.path is None
    assert not ready.workspace.run(stopped).unsaved


def test_a_save_says_what_it_wrote_and_gives_a_run_its_name(
    ready, screen, qtbot, tmp_path: Path
) -> None:
    start(ready, qtbot)
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(tmp_path / "mine.safetensors")
    assert ready.run.name == "mine"
    assert "let it be trained further" in screen.messages[-1].text
    ready.workspace.rename(ready.run.id, "Chosen")
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(tmp_path / "alone.safetensors", whole=False)
    assert ready.run.name == "Chosen"
    assert "further" not in screen.messages[-1].text


def test_a_file_that_is_opened_again_takes_the_place_of_what_it_was(
    ready, snapshot, qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "model.safetensors"
    first = ready.show(snapshot, path)
    second = ready.show(snapshot, path)
    assert ready.workspace.run(first.id) is None
    ready.workspace.update(second.id, snapshot=replace(snapshot, step=999))
    ready.show(snapshot, path)
    assert ready.workspace.run(second.id).unsaved  # and not lost


def test_a_file_that_is_opened_again_does_not_take_a_turn_away(
    ready, qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "run.safetensors"
    start(ready, qtbot)
    run = ready.run.id
    ready.training.stop()
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(path)
    start(ready, qtbot)
    ready.training.train_on(run)
    with qtbot.waitSignal(ready.library.opened, timeout=PATIENCE_MS):
        ready.library.open(path)
    assert ready.workspace.run(run).state is RunState.QUEUED


def test_a_file_belongs_to_one_run_alone(ready, screen, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    start(ready, qtbot)
    first = ready.run.id
    ready.training.stop()
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(path)
    start(ready, qtbot, replace(TINY, seed=5))
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(path)
    assert ready.run.path == path
    overwritten = ready.workspace.run(first)
    assert (overwritten.path, overwritten.unsaved) == (None, True)


def test_a_model_that_was_saved_alone_is_saved_alone_again(ready, qtbot, tmp_path: Path) -> None:
    start(ready, qtbot)
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(tmp_path / "m.safetensors", whole=False)
    assert not ready.run.kept_whole


def test_at_half_precision_the_weights_alone_are_rounded(ready, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(path, whole=False, half=True)
    kept, saved = ready.snapshot, load_snapshot(path)
    for name, array in kept.weights.items():
        assert (saved.weights[name] == array.astype(np.float16).astype(np.float32)).all()
    assert (saved.embedding == kept.embedding).all()
