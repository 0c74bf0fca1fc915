"""The real program with something at its wheel: a window opened as `run_window` opens it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer, SignalInstance

from benchmarks.report import qt_platform
from vae_explorer import app
from vae_explorer.session.desk import Desk
from vae_explorer.views.window import stage
from vae_explorer.views.window.main_window import MainWindow

PATIENCE_MS = 120_000


def choose_platform() -> None:
    """Open windows off the screen where there is none; called before the application."""
    if qt_platform() == "offscreen":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def opened_by(run: Callable[[], int], prepare: Callable[[MainWindow, Desk], None]) -> int:
    """Let `run` open the program's window, and `prepare` it as soon as it has been built.

    The window keeps its settings in a temporary folder.
    """

    class PreparedWindow(MainWindow):
        def __init__(self, desk: Desk, *arguments: Any) -> None:
            super().__init__(desk, *arguments)
            prepare(self, desk)

    original = stage.MainWindow
    stage.MainWindow = PreparedWindow  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder:
        for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, folder)
        try:
            return run()
        finally:
            stage.MainWindow = original  # type: ignore[misc]


def drive(driver: Callable[[MainWindow, Desk], None]) -> None:
    """Open the window, hand it to `driver` once it can decode, and close it again."""
    choose_platform()
    errors: list[BaseException] = []

    def prepare(window: MainWindow, desk: Desk) -> None:
        def go() -> None:
            try:
                if not desk.training.ready:
                    wait_for(desk.training.engine_ready)
                wait_for(desk.products.strip_changed)  # the images have been read
                pause(0.5)
                driver(window, desk)
            except BaseException as error:
                errors.append(error)
            finally:
                window.close_without_asking()

        QTimer.singleShot(0, window, go)

    opened_by(lambda: app.run_window(app.WindowOptions()), prepare)
    if errors:
        raise errors[0]


def pause(seconds: float) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    timer = QTimer(loop)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(round(seconds * 1000))
    loop.exec()


def wait_for(
    signal: SignalInstance, that: Callable[..., bool] = lambda *_: True
) -> tuple[Any, ...]:
    """Let the event loop run until `signal` comes with values `that` accepts; return them."""
    loop = QEventLoop()
    received: list[tuple[Any, ...]] = []

    def receive(*values: Any) -> None:
        if not received and that(*values):
            received.append(values)
            loop.quit()

    signal.connect(receive)
    QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
    loop.exec()
    signal.disconnect(receive)
    if not received:
        raise TimeoutError(f"{signal} did not come within {PATIENCE_MS / 1000:.0f} s.")
    return received[0]
