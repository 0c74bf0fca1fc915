"""Several runs: train, stop, look at each, compare, go on, remove, and let one wait."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gui_kit import TINY, Answer, click, key, shortcut
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QTabBar

from vae_explorer.core.storage.model_file import load_snapshot
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.run_delegate import Part


def open_list(explorer) -> None:
    """Bring the list of runs to the front, with its tab."""
    bar = next(
        bar
        for bar in explorer.window.findChildren(QTabBar)
        if "Runs" in [bar.tabText(i) for i in range(bar.count())]
    )
    tab = next(i for i in range(bar.count()) if bar.tabText(i) == "Runs")
    explorer.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(tab).center())
    explorer.wait_until(lambda: not explorer.panel("runs").visibleRegion().isEmpty())


def click_run(explorer, run_id: int, part: Part = Part.BODY) -> None:
    rows = explorer.panel("runs").list
    click(rows.viewport(), rows.rectangle_of(run_id, part).center())


def train_and_stop(explorer, config=TINY):
    explorer.train(config)
    explorer.action("stop").trigger()
    explorer.wait_for(RunState.STOPPED)
    explorer.wait_until_quiet()
    return explorer.desk.run


@pytest.fixture
def two(explorer):
    """Return an explorer and two runs that were trained and stopped, with β 1 and β 4."""
    first = train_and_stop(explorer)
    second = train_and_stop(explorer, replace(TINY, beta=4.0))
    open_list(explorer)
    return explorer, first, second


def test_the_first_run_is_shown_again_by_a_click(two) -> None:
    explorer, first, second = two
    assert explorer.desk.run.id == second.id
    assert explorer.snapshot.config.beta == 4
    click_run(explorer, first.id)
    assert explorer.desk.run.id == first.id
    assert explorer.snapshot is first.snapshot
    assert explorer.snapshot.config.beta == 1
    assert first.name in explorer.window.windowTitle()
    assert explorer.window.isWindowModified()


def test_a_pinned_run_has_its_curves_beside_those_of_the_shown_one(two) -> None:
    explorer, first, second = two
    names = lambda: {s.run.name for s in explorer.panel("curves")._series}  # noqa: E731
    assert names() == {second.name}
    click_run(explorer, first.id, Part.PIN)
    explorer.wait_until(lambda: names() == {first.name, second.name})
    assert explorer.desk.run.id == second.id  # which only a click on its row changes


def test_curves_of_another_likelihood_stay_out_and_the_window_says_so(two) -> None:
    explorer, first, second = two
    click_run(explorer, first.id, Part.PIN)
    names = lambda: {s.run.name for s in explorer.panel("curves")._series}  # noqa: E731
    explorer.wait_until(lambda: len(names()) == 2)
    explorer.train(replace(second.config, likelihood="continuous-bernoulli"))
    explorer.wait_until(lambda: names() == {explorer.desk.run.name})
    assert first.name in explorer.message
    assert "likelihood" in explorer.message
    explorer.pause()
    explorer.window.layout_of_panels.raise_panel("runs")
    click_run(explorer, second.id)
    explorer.wait_until(lambda: names() == {first.name, second.name})


def test_nothing_is_said_of_a_run_that_has_no_curves_yet(two) -> None:
    explorer, _first, second = two
    workspace = explorer.desk.workspace
    config = replace(second.config, likelihood="continuous-bernoulli")
    workspace.add(show=False, config=config, state=RunState.EMPTY, pinned=True)
    QCoreApplication.processEvents()
    assert explorer.message == ""


def test_the_first_run_goes_on_where_it_was(two) -> None:
    explorer, first, _second = two
    click_run(explorer, first.id)
    explorer.desk.training.train_on(first.id)
    explorer.wait_for(RunState.RUNNING)
    explorer.wait_until(lambda: explorer.desk.workspace.run(first.id).step > first.step)
    assert explorer.desk.run.id == first.id
    history = explorer.snapshot.history.train
    before = first.history.train
    np.testing.assert_array_equal(history[: len(before)], before)
    assert explorer.window.training.config().beta == 1


def test_a_run_is_removed_and_brought_back(two) -> None:
    explorer, first, _second = two
    order = [run.id for run in explorer.desk.workspace.runs]
    click_run(explorer, first.id)
    key(explorer.window, Qt.Key.Key_Delete)
    assert explorer.desk.workspace.run(first.id) is None
    assert explorer.desk.run.id != first.id
    explorer.plot.setFocus()
    shortcut(explorer.window, explorer.action("undo"))
    assert [run.id for run in explorer.desk.workspace.runs] == order
    assert explorer.desk.workspace.run(first.id).snapshot is first.snapshot
    assert first.name in explorer.action("redo").text()


def test_a_new_run_is_drafted_and_waits_while_one_trains(explorer) -> None:
    explorer.train(TINY)
    running = explorer.desk.run
    explorer.press_button("New run…")
    explorer.window.training.set_expanded_sections(("network",))
    explorer.enter("Layer widths", "12")
    explorer.press_button("Add to the queue")
    (waiting,) = explorer.desk.workspace.queue
    assert waiting.config.architecture.widths == (12,)
    assert explorer.desk.run.id == running.id
    assert explorer.state is RunState.RUNNING
    assert "1 waiting" in explorer.window.status.text
    explorer.action("stop").trigger()
    explorer.wait_until(lambda: explorer.desk.workspace.activity.run_id == waiting.id)
    explorer.wait_until(lambda: explorer.desk.workspace.run(waiting.id).step > 0)
    assert explorer.desk.run.id == running.id  # what is looked at stays
    assert f"{waiting.name} trains now" in explorer.message
    explorer.press_button("Show it")
    assert explorer.desk.run.id == waiting.id


def test_closing_with_several_unsaved_runs_names_them_and_saves_each(
    two, answers, tmp_path: Path, monkeypatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    explorer, first, second = two
    names = iter(["a", "b"])
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda *_: (str(tmp_path / f"{next(names)}.safetensors"), ""),
    )
    answers.question = Answer.Cancel
    assert not explorer.window.close()
    assert first.name in answers.asked[0]
    assert second.name in answers.asked[0]
    answers.question = Answer.Save
    explorer.window.close()
    explorer.wait_until(lambda: not explorer.window.isVisible())
    assert load_snapshot(tmp_path / "a.safetensors").config.beta == 1
    assert load_snapshot(tmp_path / "b.safetensors").config.beta == 4


def test_the_list_itself_says_which_run_is_saved(two, answers, tmp_path: Path) -> None:
    explorer, first, second = two
    answers.file = tmp_path / "first.safetensors"
    explorer.panel("runs").save_requested.emit(first.id)
    explorer.wait_until(lambda: not explorer.desk.workspace.run(first.id).unsaved)
    assert explorer.desk.workspace.run(second.id).unsaved
    assert explorer.desk.run.id == second.id
