"""Going back in the window: by mouse and keys, while it trains, and on from there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from gui_kit import TINY, click, drag, handle, key, shortcut, write
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from vae_explorer.session.state import RunState
from vae_explorer.views.timeline.branch_dialog import BranchDialog

CONFIG = replace(TINY, epochs=20)  # of four steps


def trained(explorer):
    explorer.window.training.set_config(CONFIG)
    explorer.press_button("Train")
    explorer.wait_for(RunState.FINISHED)
    explorer.wait_until(lambda: len(explorer.desk.run.timeline) > 5)
    return explorer.window.timeline


def on_track(bar, step: float) -> QPoint:
    return QPoint(round(bar.track.x_of(step)), bar.track.height() // 3)


def test_the_bundled_model_has_no_timeline_and_a_run_has(explorer) -> None:
    assert explorer.window.timeline.isHidden()
    assert not explorer.action("live").isEnabled()
    bar = trained(explorer)
    assert bar.isVisible()
    assert explorer.action("live").isEnabled()


def test_back_to_the_first_moment_and_drag_there(explorer) -> None:
    """The untrained decoder's image follows the hand, while the run has long ended."""
    bar = trained(explorer)
    plot = explorer.plot
    shortcut(explorer.window, explorer.action("first_moment"))
    assert explorer.desk.workspace.moment == 0
    first = explorer.desk.run.timeline.frames[0].snapshot()

    explorer.images.clear()
    explorer.let_docks_settle()
    drag(plot, handle(plot), handle(plot) + QPoint(40, -30))

    place = np.array([explorer.desk.workspace.probe], np.float32)
    assert np.abs(explorer.images[-1] - first.decode(place)[0]).max() < 1e-5
    assert bar.track.x_of(0) < bar.track.x_of(80)


def test_keys_step_from_anywhere_and_live_is_the_way_back(explorer) -> None:
    trained(explorer)
    steps = explorer.desk.run.timeline.steps
    shortcut(explorer.window, explorer.action("earlier"))
    shortcut(explorer.window, explorer.action("earlier"))
    assert explorer.desk.workspace.moment == steps[-2 if steps[-1] < 80 else -3]
    shortcut(explorer.window, explorer.action("later"))
    shortcut(explorer.window, explorer.action("live"))
    assert explorer.desk.workspace.moment is None


def test_curves_and_status_tell_the_moment(explorer) -> None:
    bar = trained(explorer)
    explorer.let_docks_settle()
    click(bar.track, on_track(bar, 20))
    epoch = explorer.desk.workspace.moment_epoch
    curves = explorer.panel("curves")
    explorer.wait_until(lambda: all(plot.moment.epoch == epoch for plot in curves._area))
    click(bar._live)
    explorer.wait_until(lambda: all(plot.moment.epoch is None for plot in curves._area))


def test_one_looks_back_while_it_trains(explorer) -> None:
    explorer.train()
    bar = explorer.window.timeline
    explorer.wait_until(lambda: len(explorer.desk.run.timeline) > 3)
    explorer.let_docks_settle()
    click(bar.track, on_track(bar, 0))
    step = explorer.desk.run.step
    explorer.wait_until(lambda: explorer.desk.run.step > step + 20)
    assert explorer.snapshot.step == 0
    assert explorer.state is RunState.RUNNING


def test_a_branch_is_begun_from_the_moment_that_is_shown(explorer) -> None:
    bar = trained(explorer)
    click(bar.track, on_track(bar, 20))
    moment, parent = explorer.desk.workspace.moment, explorer.desk.run

    shortcut(explorer.window, explorer.action("branch"))
    dialog = explorer.window.findChild(BranchDialog)
    assert dialog is not None
    explorer.wait_until(lambda: QApplication.focusWidget() is dialog.fields["beta"])
    write(dialog.fields["beta"], "4")
    key(dialog.fields["beta"], Qt.Key.Key_Return)
    explorer.wait_until(lambda: explorer.desk.run.origin == (parent.id, moment))
    explorer.wait_for(RunState.FINISHED)

    assert explorer.desk.run.config.beta == 4
    assert [row.depth for row in explorer.window.runs.list.rows.rows][-1] == 1
    assert explorer.desk.workspace.run(parent.id).step == 80


def test_the_timeline_stays_in_full_screen(explorer) -> None:
    bar = trained(explorer)
    explorer.window.present(True)
    assert bar.isVisible()
    explorer.window.present(False)
