"""What the tests of the window share: a tiny data set, and a hand on the mouse."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data.base import DownloadCancelled, LabelledImages, Progress, Split
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.session.desk import Desk
from vae_explorer.views.latent.layers.hover import HoveredDot, HoverLayer
from vae_explorer.views.latent.plot import LatentPlot

Answer = QMessageBox.StandardButton

PATIENCE_MS = 20_000  # on a machine that has other things to do
ENDLESS = 100_000  # epochs: a run that no test waits for

TINY = RunConfig(
    architecture=Architecture("mlp", (16,), "relu"),
    schedule="constant",
    batch_size=50,
    epochs=ENDLESS,
    device="cpu",
    precision="float32",
)


@dataclass
class TinySet:
    """A data set of a few hundred images, which a test can take away and bring back."""

    key: str
    title: str
    train: LabelledImages
    test: LabelledImages
    here: bool = True
    can_download: bool = True
    class_names: tuple[str, ...] = tuple("0123456789")
    fetch: Callable[[Callable[[Progress], None], Callable[[], bool]], None] | None = None
    loads: list[tuple[str, int]] = field(default_factory=list)

    @property
    def shape(self) -> ImageShape:
        return self.test.shape

    def is_available(self, root: Path) -> bool:
        return self.here

    def problem(self, root: Path) -> str | None:
        return None

    def load(
        self,
        root: Path,
        split: Split,
        seed: int = 0,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> LabelledImages:
        self.loads.append((split, seed))
        if not self.here:
            raise UserError(f"{self.title} is not here.", "Download it.")
        images = self.train if split == "train" else self.test
        # Another seed gives other images with the same labels, as a generator may.
        return LabelledImages(np.roll(images.images, seed, axis=3), images.labels)

    def download(
        self, root: Path, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
    ) -> None:
        if self.fetch is not None:
            self.fetch(progress, cancelled)
        self.here = True


def until_cancelled(progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
    """Download without end, until it is cancelled or, should that fail, for ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        progress(Progress(3_000_000, 12_000_000, "images"))
        if cancelled():
            raise DownloadCancelled
        time.sleep(0.01)
    raise AssertionError("the download was never told to stop")


class Bell(QObject):
    """Rings on the window's thread, after all that was on its way there before."""

    def __init__(self) -> None:
        super().__init__()
        self.rung = False

    @Slot()
    def ring(self) -> None:
        self.rung = True


def let_the_worker_catch_up(qtbot, desk: Desk) -> None:
    """Wait until the worker has done all that was asked of it so far, and the window knows."""
    bell = Bell()
    desk.worker.images_ready.connect(bell.ring)
    key = next(key for key in ("mnist", "offline") if desk.available()[key])
    snapshot = desk.workspace.snapshot
    seed = snapshot.config.seed if snapshot is not None else 0
    desk.products._load_images.emit(key, desk.data_root, seed)
    qtbot.waitUntil(lambda: bell.rung, timeout=PATIENCE_MS)


# The mouse. Events enter through the platform's window, as real ones do, so that whatever lies on
# top of the plot would get them.

Place = tuple[float, float]


def in_plot(plot: LatentPlot, place: Place) -> QPoint:
    """Return the pixel of the plot at a point of the plane."""
    x, y = plot.plane.to_pixels(*place)
    return QPoint(round(x) + plot.left_margin, round(y))


def at_pixel(plot: LatentPlot, pixel: QPoint) -> Place:
    """Return the point of the plane at a pixel of the plot."""
    return plot.plane.to_plane(pixel.x() - plot.left_margin, pixel.y())


def handle(plot: LatentPlot) -> QPoint:
    """Return where the handle is, in pixels of the plot."""
    return in_plot(plot, plot.cursor_place)


def press(widget: QWidget, at: QPoint) -> None:
    window = widget.window()
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, pos=_in_window(widget, at))


def move(widget: QWidget, at: QPoint) -> None:
    QTest.mouseMove(widget.window().windowHandle(), _in_window(widget, at))


def release(widget: QWidget, at: QPoint) -> None:
    window = widget.window()
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=_in_window(widget, at))


def click(widget: QWidget, at: QPoint | None = None) -> None:
    at = widget.rect().center() if at is None else at
    press(widget, at)
    release(widget, at)


def double_click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click twice, as a hand does: what the first click does comes first."""
    at = widget.rect().center() if at is None else at
    window = widget.window().windowHandle()
    QTest.mouseDClick(window, Qt.MouseButton.LeftButton, pos=_in_window(widget, at))


def drag(widget: QWidget, start: QPoint, end: QPoint, moves: int = 8) -> None:
    press(widget, start)
    drag_on(widget, start, end, moves)
    release(widget, end)


def drag_on(widget: QWidget, start: QPoint, end: QPoint, moves: int = 8) -> None:
    """Move the pressed mouse along a line."""
    for i in range(1, moves + 1):
        part = i / moves
        move(
            widget,
            QPoint(
                round(start.x() + part * (end.x() - start.x())),
                round(start.y() + part * (end.y() - start.y())),
            ),
        )


def wheel(widget: QWidget, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def _in_window(widget: QWidget, at: QPoint) -> QPoint:
    return widget.mapTo(widget.window(), at)


def cards(monkeypatch: pytest.MonkeyPatch) -> list[HoveredDot]:
    """Return a list that gathers what each hover card that is painted tells."""
    shown: list[HoveredDot] = []
    paint = HoverLayer.paint

    def paint_and_tell(layer: HoverLayer, *arguments) -> None:
        dot = layer.dot()
        if dot is not None:
            shown.append(dot)
        paint(layer, *arguments)

    monkeypatch.setattr(HoverLayer, "paint", paint_and_tell)
    return shown


# The keyboard


def key(widget: QWidget, *keys: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press keys in the window of a widget; they go to whatever has the focus there."""
    for each in keys:
        QTest.keyClick(
            widget.window().windowHandle(), each, modifier or Qt.KeyboardModifier.NoModifier
        )


def write(widget: QWidget, text: str) -> None:
    """Type over what a focused text field holds."""
    key(widget, Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    key(widget, Qt.Key.Key_Backspace)
    for character in text:
        QTest.keyClick(widget.window().windowHandle(), character)


def shortcut(widget: QWidget, action) -> None:
    """Press an action's keys."""
    combination = action.shortcut()[0]
    QTest.keyClick(
        widget.window().windowHandle(), combination.key(), combination.keyboardModifiers()
    )


def menu(explorer, *titles: str):
    """Return a menu by the way to it, without mnemonics."""
    found = explorer.window.menuBar()
    for title in titles:
        action = next(a for a in found.actions() if a.text().replace("&", "") == title)
        found = action.menu()
    return found
