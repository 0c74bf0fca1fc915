"""Dots coloured by numbers and put where the true posteriors are, by the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import click
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from vae_explorer.views.latent.layers.layer import View
from vae_explorer.views.latent.layers.shifts import ShiftLayer
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import LIGHT

pytestmark = pytest.mark.qt_log_ignore(
    "does not support (raise|grabbing the keyboard)", extend=True
)


def choose(explorer, menu: QMenu, text: str) -> None:
    """Open the menu of a button, and click one of its entries."""
    choices = explorer.window.latent.choices
    button = next(button for button in choices.buttons if button.menu() is menu)

    def pick() -> None:
        explorer.wait_until(menu.isVisible)
        action = next(action for action in menu.actions() if action.text() == text)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    QTimer.singleShot(0, pick)
    click(button)
    explorer.wait_until(lambda: not menu.isVisible())


def dots_of(explorer) -> QImage:
    """Return the dots alone, in a view of a fixed size."""
    view = View(Plane(width=300.0, height=300.0, centre=(0.0, 0.0), scale=40.0), LIGHT)
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    with painting(image) as painter:
        explorer.plot.dots.paint(painter, view)
    return image


@pytest.fixture
def still(explorer):
    """Return the window with its images there, and nothing but dots in the plot."""
    explorer.wait_until(lambda: explorer.desk.products.images is not None)
    explorer.window.latent.set_layers(
        {name: name == "dots" for name in explorer.window.latent.layers()}
    )
    return explorer


def test_a_number_has_a_colour_bar_and_the_legend_still_hides_classes(still) -> None:
    latent, choices = still.window.latent, still.window.latent.choices
    assert not choices.line.isVisible()
    classes = dots_of(still)
    choose(still, choices.colours, "σ of q(z|x)")
    assert choices.bar.isVisible()
    assert choices.buttons[0].isChecked()
    low, high = (float(end) for end in choices.bar.ends())
    assert 0 < low < high
    assert "σ of q(z|x)" in choices.bar.accessibleDescription()
    assert dots_of(still) != classes
    count = latent.plot.dots.count
    click(latent.legend.chips[3])
    assert latent.plot.dots.count == count - 7
    click(latent.legend.chips[3])
    choose(still, choices.colours, "Class")
    assert dots_of(still) == classes
    assert not choices.line.isVisible()
    assert not choices.buttons[0].isChecked()


def test_the_view_menu_has_the_same_entries(still) -> None:
    choices = still.window.latent.choices
    titles = [menu.title() for menu in still.window.menuBar().findChildren(QMenu)]
    assert "&View" in titles
    action = next(a for a in choices.colours.actions() if a.text() == "Density q(z)")
    action.trigger()
    still.wait_until(lambda: choices.bar.isVisible())
    assert still.desk.colouring.key == "density"


def test_dots_glide_to_the_true_modes_and_arrows_show_how_far(still) -> None:
    choices, plot = still.window.latent.choices, still.plot
    choose(still, choices.places, "True posterior modes")
    still.wait_until(lambda: choices.progress.isVisible() or still.desk.refined.now)
    still.wait_until(lambda: still.desk.refined.now is not None)
    mode = still.desk.refined.now.mode
    still.wait_until(lambda: not plot.dots.moving)
    row = plot.dots.nearest(*map(float, mode[5]), reach=1e-4)
    assert row is not None
    assert "refined" in choices.text.text()
    still.window.latent.set_layers({ShiftLayer.name: True})
    layer = plot.stack.layer(ShiftLayer)
    still.wait_until(lambda: "70 digits" in layer.text)
    np.testing.assert_array_equal(still.desk.shifts.now.mode, mode)
    choose(still, choices.places, "The encoder’s means")
    still.wait_until(lambda: not plot.dots.moving)
    code = still.snapshot.embedding[5]
    assert plot.dots.nearest(*map(float, code), reach=1e-4) is not None


def test_refining_that_was_started_there_can_be_cancelled_there(still, monkeypatch) -> None:
    import time

    from vae_explorer.core.measures import refining

    def endless(*_arguments, cancelled, progress, **_options):
        while True:
            progress(0.5)
            refining.go_on_unless(cancelled)
            time.sleep(0.01)

    monkeypatch.setattr(refining, "refine", endless)
    choices = still.window.latent.choices
    choose(still, choices.colours, "Gap")
    still.wait_until(lambda: "50 %" in choices.progress.text)
    click(still.control("Cancel refining"))
    still.wait_until(lambda: not choices.line.isVisible())
    assert still.desk.colouring.key == "class"
