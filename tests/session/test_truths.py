"""The truth about the digit that is looked at: what is asked, what is told, and when."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import TestDesk, wait_until
from gui_kit import TINY

from vae_explorer.core.data import LabelledImages
from vae_explorer.core.measures.digit_truth import digit_truth
from vae_explorer.core.measures.posterior_map import posterior_map
from vae_explorer.core.selection import OwnImage
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.session.truths import PLOT
from vae_explorer.session.workspace import Activity

pytestmark = pytest.mark.slow  # each decodes the plane


@pytest.fixture
def model(snapshot: Snapshot) -> Snapshot:
    return snapshot


@pytest.fixture
def desk(ready: TestDesk, qtbot) -> TestDesk:
    wait_until(qtbot, lambda: ready.products.images is not None)
    return ready


def select(desk: TestDesk, row: int) -> None:
    desk.workspace.selected.look_at(row, "mnist")


def test_nothing_is_made_as_long_as_nobody_looks(desk: TestDesk, qtbot) -> None:
    select(desk, 3)
    qtbot.wait(50)
    assert desk.truths.heat is None
    assert desk.truths.now is None


def test_the_selected_digit_has_its_heat_and_then_its_figures(
    desk: TestDesk, qtbot, model: Snapshot, held_out_digits: LabelledImages
) -> None:
    desk.truths.watch("panel", True)
    select(desk, 3)
    wait_until(qtbot, lambda: desk.truths.heat is not None)
    heat = desk.truths.heat
    assert heat.target.row == 3
    assert heat.snapshot is desk.snapshot
    assert heat.log_posterior.shape == (128, 128)
    wait_until(qtbot, lambda: desk.truths.now is not None)
    expected = digit_truth(posterior_map(model), held_out_digits.images[3], lens=False)
    assert desk.truths.now.truth.log_px == pytest.approx(expected.log_px, abs=1e-3)
    assert desk.truths.now is desk.truths.near


def test_the_pointer_goes_before_the_selection_while_the_plot_is_watched(
    desk: TestDesk, qtbot
) -> None:
    desk.truths.watch("panel", True)
    select(desk, 3)
    wait_until(qtbot, lambda: desk.truths.now is not None)
    desk.truths.hover(8)
    qtbot.wait(30)
    assert desk.truths.heat.target.row == 3  # nobody looks at the plot
    desk.truths.watch(PLOT, True)
    wait_until(qtbot, lambda: desk.truths.heat.target.row == 8)
    assert desk.truths.now.target.row == 3
    desk.truths.hover(None)
    wait_until(qtbot, lambda: desk.truths.heat.target.row == 3)


def test_an_image_of_ones_own_has_a_truth_too(
    desk: TestDesk, qtbot, held_out_digits: LabelledImages
) -> None:
    desk.truths.watch("panel", True)
    image = np.roll(held_out_digits.images[0], 2, axis=2)
    desk.workspace.selected.look_at_own(OwnImage(image, "mine"))
    wait_until(qtbot, lambda: desk.truths.now is not None)
    assert desk.truths.now.target.row is None
    assert desk.truths.now.truth is not None


def test_nothing_of_another_run_is_told(desk: TestDesk, qtbot, model: Snapshot) -> None:
    desk.truths.watch("panel", True)
    select(desk, 3)
    wait_until(qtbot, lambda: desk.truths.now is not None)
    seen = []
    desk.truths.changed.connect(lambda: seen.append(desk.truths.now))
    weights = {name: 0.5 * array for name, array in model.weights.items()}
    other = replace(model, weights=weights)
    desk.show(other)
    assert desk.truths.now is None
    assert desk.truths.heat is None
    wait_until(qtbot, lambda: desk.truths.now is not None)
    assert desk.truths.now.snapshot is other
    assert all(told is None or told.snapshot is other for told in seen)


def test_an_autoencoder_says_why_it_has_none(
    desk: TestDesk, qtbot, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    desk.truths.watch("panel", True)
    config = replace(TINY, posterior="delta")
    desk.show(Trainer(train_digits, held_out_digits, config).snapshot())
    select(desk, 3)
    qtbot.wait(200)
    assert desk.truths.heat is None
    assert "autoencoder" in desk.truths.reason


@pytest.fixture
def watched(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The shown run, whose truth somebody watches; it may be renewed most of the time."""
    monkeypatch.setattr("vae_explorer.session.truths._IDLE", 0.1)
    desk.truths.watch("panel", True)
    assert desk.workspace.shown is not None
    return desk.workspace.shown


def test_while_a_model_trains_it_is_renewed(
    desk: TestDesk, qtbot, model: Snapshot, watched: Run
) -> None:
    select(desk, 3)
    wait_until(qtbot, lambda: desk.truths.now is not None)
    desk.workspace.set_activity(Activity(watched.id, RunState.RUNNING))
    told = []
    desk.truths.changed.connect(lambda: told.append(desk.truths.now))
    for step in range(model.step + 1, model.step + 4):
        desk.workspace.take_snapshot(watched.id, replace(model, step=step))
        qtbot.wait(20)
    wait_until(qtbot, lambda: desk.truths.now.snapshot.step > model.step)
    assert None not in told  # what there is stays until there is something newer
    desk.workspace.set_activity(Activity(watched.id, RunState.FINISHED))
    wait_until(
        qtbot,
        lambda: desk.truths.now is not None and desk.truths.now.snapshot is desk.snapshot,
    )


def test_a_drawing_is_told_of_anew_while_a_model_trains(
    desk: TestDesk, qtbot, model: Snapshot, watched: Run
) -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 12:16] = 255
    desk.workspace.selected.look_at_own(OwnImage(image, "Drawing"))
    wait_until(qtbot, lambda: desk.truths.now is not None)
    desk.workspace.set_activity(Activity(watched.id, RunState.RUNNING))
    for step in range(model.step + 1, model.step + 600):
        # Its code comes a moment after each snapshot, while the plane of that is being decoded.
        desk.workspace.take_snapshot(watched.id, replace(model, step=step))
        qtbot.wait(15)
        if desk.truths.now.snapshot.step > model.step:
            break
    assert desk.truths.now.snapshot.step > model.step
