"""The only `QApplication`: it puts the window on the screen and runs it."""

from __future__ import annotations

import gc
import signal
import sys
from dataclasses import replace
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from vae_explorer.core.data.base import data_root
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.storage.model_file import write_atomically
from vae_explorer.options import WindowOptions
from vae_explorer.session.controller import Controller
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import RunState
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.window.main_window import MainWindow

_ERRORS_MS = 1000  # between two messages about errors that nothing has caught


def run_window(options: WindowOptions) -> int:
    """Open the window and return the exit code once it is closed."""
    keep_freed_memory()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("vae-explorer")
    app.setApplicationDisplayName("VAE Explorer")  # type: ignore[attr-defined]
    app.setDesktopFileName("vae-explorer")  # type: ignore[attr-defined]
    controller = Controller(data_root(options.data_dir))
    settings = Settings(read_only=options.screenshot is not None)
    window = MainWindow(controller, settings, options.theme)
    reporter = _ErrorReporter(controller)
    _open_first(controller, options)
    window.show()
    _configure(window, options)
    if options.train:
        # Not before: torch would be imported while the window is still being painted.
        controller.engine_ready.connect(lambda: _train_unless_begun(window, controller))
    camera = _Camera(window, options) if options.screenshot is not None else None
    _quit_on_interrupt(app)
    sweeper = _Sweeper(app)
    controller.engine_ready.connect(sweeper.spare_what_is_there)
    code = app.exec()
    controller.shutdown()
    reporter.stop()
    sweeper.stop()
    return camera.code if camera is not None else code


def _open_first(controller: Controller, options: WindowOptions) -> None:
    """Show the model that was named, or else the bundled one; an error leaves that one."""
    try:
        controller.show_snapshot(load_model(options.model), options.model)
    except UserError as error:
        if options.model is None:
            controller.report(error)
            return
        _open_first(controller, replace(options, model=None))
        controller.report(error)
    except Exception:
        sys.excepthook(*sys.exc_info())  # as for what is raised later, in Qt's event loop


def _configure(window: MainWindow, options: WindowOptions) -> None:
    """Fill in what the command line says of the next run."""
    given = {"dataset": options.dataset, "seed": options.seed}
    window.remembered.override(**{k: value for k, value in given.items() if value is not None})


def _train_unless_begun(window: MainWindow, controller: Controller) -> None:
    """Start the run that the command line asked for, unless a hand was faster."""
    if controller.state is RunState.EMPTY:
        window.train(window.training.config())


class _ErrorReporter(QObject):
    """Tells the user of errors that nothing has caught, which would only be in the terminal."""

    _raised = Signal(object)

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        # What is wrong with each frame is not told with each frame.
        self._throttle = Throttle(_ERRORS_MS, controller.report, self)
        # Queued: a paint event, or another thread, is no place to change the window from.
        self._raised.connect(self._throttle.request, Qt.ConnectionType.QueuedConnection)
        self._print, sys.excepthook = sys.excepthook, self._report

    def _report(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        self._print(kind, error, traceback)
        if isinstance(error, Exception):
            self._raised.emit(error)

    def stop(self) -> None:
        """Leave it to Python again."""
        sys.excepthook = self._print


class _Sweeper(QObject):
    """Collects garbage on this thread alone.

    Python collects cycles on whichever thread happens to allocate; a widget in one would be
    destroyed by the training thread, which Qt does not survive.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._sweep)
        self._timer.start(1000)

    @Slot()
    def _sweep(self) -> None:
        young, middle, old = gc.get_count()
        limits = gc.get_threshold()
        if young > limits[0]:
            gc.collect(2 if old > limits[2] else 1 if middle > limits[1] else 0)

    @Slot()
    def spare_what_is_there(self) -> None:
        """Leave out of all later sweeps what the imports have made: it stays anyway."""
        gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


class _Camera(QObject):
    """Saves a picture of the window after a while, then quits."""

    def __init__(self, window: MainWindow, options: WindowOptions) -> None:
        super().__init__(window)
        self.code = 0
        self._window = window
        self._path = options.screenshot
        QTimer.singleShot(round(options.after * 1000), self, self._shoot)

    @Slot()
    def _shoot(self) -> None:
        from PySide6.QtCore import QBuffer, QIODevice

        assert self._path is not None
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._window.grab().save(buffer, "PNG")
        try:
            write_atomically(self._path, bytes(buffer.data().data()))
        except UserError as error:
            print(f"vae-explorer: {error}", file=sys.stderr)
            self.code = 2
        self._window.close_without_asking()


def _quit_on_interrupt(app: object) -> None:
    """Let Ctrl-C in the terminal end the program; Qt's loop would not look for it by itself."""
    signal.signal(signal.SIGINT, lambda *_: QApplication.quit())
    timer = QTimer(app)  # type: ignore[arg-type]
    timer.start(200)
    timer.timeout.connect(_look_up)


def _look_up() -> None:
    """Give Python a moment to see that a signal has arrived."""
