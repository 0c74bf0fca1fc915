"""Models that are not a VAE, as runs like any other."""

from __future__ import annotations

from dataclasses import replace

from desk_kit import TestDesk, wait_until
from gui_kit import TINY

from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.run_menu import TRAIN_ON, Situation
from vae_explorer.views.panels.run_rows import row_of

PCA = replace(TINY, regime="pca", epochs=30)


def finish(desk: TestDesk, qtbot, config) -> Run:
    desk.training.train(config)
    run_id = desk.workspace.runs[-1].id
    wait_until(qtbot, lambda: desk.workspace.run(run_id).state is RunState.FINISHED)
    run = desk.workspace.run(run_id)
    assert run is not None
    return run


def test_what_is_solved_at_once_makes_room_at_once(ready: TestDesk, qtbot) -> None:
    run = finish(ready, qtbot, PCA)
    assert run is ready.run
    assert run.step == run.epoch == 1
    # The form is free for another run.
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    again = finish(ready, qtbot, PCA)
    assert again.id != run.id


def test_what_is_solved_is_not_trained_further(ready: TestDesk, screen, qtbot) -> None:
    run = finish(ready, qtbot, PCA)
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    assert "solved" in TRAIN_ON.refusal(Situation(run, shown=True, place=None, waiting=0))
    assert not run.can_go_on
    ready.training.train_on(run.id, 5)
    assert "is solved" in screen.messages[-1].text
    assert ready.workspace.run(run.id).config == run.config


def test_its_row_tells_its_network_and_that_it_took_one_epoch(ready: TestDesk, qtbot) -> None:
    row = row_of(finish(ready, qtbot, PCA), shown=True)
    assert row.network == "784-2"
    assert row.epochs == "1 epoch"
