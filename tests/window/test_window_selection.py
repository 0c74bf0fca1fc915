"""A digit is selected by hand and by key; it stays, and can be let go and taken back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gui_kit import TINY, click, in_plot, key, shortcut
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from vae_explorer.core.selection import OwnImage
from vae_explorer.session.state import RunState


@pytest.fixture
def middle(explorer) -> int:
    """Row of a code in the middle of all."""
    codes = explorer.snapshot.embedding
    return int(np.hypot(*(codes - np.median(codes, axis=0)).T).argmin())


def test_a_click_on_a_dot_selects_it_and_is_one_step_for_undo(explorer, middle) -> None:
    desk, codes = explorer.desk, explorer.snapshot.embedding
    desk.workspace.place(*(codes[middle] + 0.7))
    desk.workspace.settle()
    before = desk.workspace.probe
    click(explorer.plot, in_plot(explorer.plot, codes[middle]))
    row = desk.workspace.selected.now.current
    assert row is not None
    assert desk.subjects.now.row == row
    np.testing.assert_allclose(codes[row], codes[middle], atol=0.2)
    assert desk.workspace.probe == pytest.approx(codes[middle], abs=0.1)
    assert explorer.plot.selection.rows == (row,)

    shortcut(explorer.plot, explorer.action("undo"))
    assert desk.workspace.selected.now.current is None
    assert desk.workspace.probe == pytest.approx(before)
    shortcut(explorer.plot, explorer.action("redo"))
    assert desk.workspace.selected.now.current == row
    assert desk.workspace.probe == pytest.approx(codes[middle], abs=0.1)


def test_return_selects_the_nearest_digit_and_escape_lets_it_go(explorer, middle) -> None:
    selected = explorer.desk.workspace.selected
    explorer.desk.workspace.place(*explorer.snapshot.embedding[middle])
    key(explorer.plot, Qt.Key.Key_Return)
    assert selected.now.current is not None
    key(explorer.plot, Qt.Key.Key_Escape)
    assert selected.now.empty


def test_it_stays_while_a_model_trains_and_when_one_looks_back(explorer) -> None:
    desk = explorer.desk
    explorer.train(replace(TINY, epochs=10))
    explorer.wait_for(RunState.FINISHED)
    desk.workspace.selected.look_at(3, explorer.snapshot.config.dataset)
    newest = desk.subjects.now.mean.copy()
    desk.workspace.seek(0)
    assert desk.subjects.now.row == 3
    np.testing.assert_array_equal(desk.subjects.now.mean, explorer.snapshot.embedding[3])
    assert not np.array_equal(desk.subjects.now.mean, newest)


def test_an_image_of_ones_own_has_its_place_in_the_plane(explorer) -> None:
    desk, shape = explorer.desk, tuple(explorer.snapshot.shape)
    image = OwnImage(np.full(shape, 90, np.uint8), "drawing")
    desk.workspace.selected.look_at_own(image)
    explorer.wait_until(lambda: desk.subjects.now is not None)
    mean, _ = explorer.snapshot.encode(image.pixels[None])
    np.testing.assert_allclose(desk.subjects.now.mean, mean[0], atol=1e-6)
    assert explorer.plot.selection.current_place == pytest.approx(tuple(mean[0]))
    explorer.plot.setFocus()
    key(explorer.plot, Qt.Key.Key_Escape)
    assert explorer.plot.selection.current_place is None


def test_an_image_near_the_decoded_one_is_selected_by_a_click(explorer) -> None:
    panel, desk = explorer.panel("decoded"), explorer.desk
    explorer.qtbot.mouseClick(
        next(
            button
            for button in panel.findChildren(QToolButton)
            if button.accessibleName() == "How far to trust it"
        ),
        Qt.MouseButton.LeftButton,
    )
    explorer.wait_until(lambda: desk.trust.now is not None)
    near = desk.trust.now.in_plane[1]
    button = panel.trust.findChildren(QToolButton)[4]
    explorer.wait_until(lambda: f"#{near.row}" in button.accessibleName())
    explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.workspace.selected.now.current == near.row
    assert explorer.action("undo").isEnabled()
