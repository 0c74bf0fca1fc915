"""The only `QApplication`: it puts the window on the screen and runs it."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from vae_explorer.core.data.base import data_root
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.bundled import load_model_file
from vae_explorer.core.storage.recovered import recovery_folder
from vae_explorer.options import WindowOptions
from vae_explorer.session.autosave import Autosave
from vae_explorer.session.desk import Desk
from vae_explorer.session.recovery import Recovery
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.window.languages import Languages
from vae_explorer.views.window.main_window import MainWindow
from vae_explorer.views.window.stage import Stage

_SWEEP_S = 1.0  # between two collections of garbage
_IMPORTED = 10_000  # objects since the last: modules, which stay, as torch imports some when used
_ERRORS_MS = 1000  # between two messages about errors that nothing has caught
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# What Qt says before it ends the process: of X11 and of Wayland, and of Wayland alone.
_DISPLAY_LOST = ("connection broke", "experienced a fatal error")
_LOOK_MS = 100  # between two looks at whether a signal has arrived
# Since the program was told to end. A second and a half leaves room for what the machine does
# besides, up to the two seconds that others wait.
_LAST_SECONDS = 1.6
_REST_SECONDS = 0.05  # after the keeping, should that have taken all of them
_WRITE_SECONDS = 10.0  # for a slow disk: a file that is being written is not cut off before

_log = logging.getLogger(__name__)


def run_window(options: WindowOptions) -> int:
    """Open the window and return the exit code once it is closed."""
    keep_freed_memory()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("vae-explorer")
    app.setApplicationDisplayName("VAE Explorer")
    app.setDesktopFileName("vae-explorer")
    settings = Settings(read_only=options.screenshot is not None)
    desk = Desk(data_root(options.data_dir), settings)
    autosave = Autosave(desk, recovery_folder())
    recovery = Recovery(desk, recovery_folder(), autosave)
    languages = Languages(settings, options.language)
    stage = Stage(desk, languages, options.theme)
    window = stage.window

    sweepers: list[Any] = []

    def sweep() -> None:
        if not sweepers:
            sweepers.append(_sweeper())

    def serve(window: MainWindow) -> None:
        window.messages.action_triggered.connect(recovery.act)
        window.panels.completed.connect(sweep)

    serve(window)
    stage.replaced.connect(serve)
    reporter = _ErrorReporter(desk)
    _open_first(desk, options)
    window.show()
    window.layout_of_panels.bring_back()
    _configure(window, options)
    if options.other is not None:
        window.files.open_path(options.other)
    if options.watch is not None:
        desk.watching.watch(options.watch)
    if options.autopilot:
        desk.training.engine_ready.connect(window.guide.fly)
    if options.train:
        # Not before: torch would be imported while the window is still being painted.
        desk.training.engine_ready.connect(lambda: _train_unless_begun(stage.window, desk))
    camera = None
    if options.screenshot is not None:
        from vae_explorer.camera import Camera

        camera = Camera(window, options)
    if camera is None:
        _tell_of_settings(desk, settings)
        recovery.tell()
    desk.message_posted.connect(_log_message)
    endings = Endings(
        app,
        recovery.keep,
        lambda: stage.window.remembered.save(),
        lambda: stage.window.close_without_asking(),
    )
    _log_what_qt_says(endings)
    # Python collects cycles on whichever thread happens to allocate; a widget in one would be
    # destroyed by the training thread, which Qt does not survive. The sweeper does it here.
    gc.disable()
    # What the imports have made stays anyway: later sweeps need not look at it.
    desk.training.engine_ready.connect(lambda: gc.freeze())
    code = app.exec()
    desk.shutdown()
    if endings.code is not None:
        os._exit(endings.code)  # what follows takes Python a second, and nobody waits for it
    recovery.finish()
    autosave.finish()
    reporter.stop()
    languages.forget()
    qInstallMessageHandler(None)
    for sweeper in sweepers:
        sweeper.timer.stop()
    gc.unfreeze()
    gc.enable()
    endings.stop()
    return code if camera is None else camera.code


def _sweeper() -> Any:
    """Begin to collect garbage on this thread, and return what does."""
    from pyqtgraph.util.garbage_collector import GarbageCollector

    class Sweeper(GarbageCollector):  # type: ignore[misc]  # pyqtgraph is not typed
        """Does not look through what an import has left: that takes a tenth of a second."""

        def check(self) -> None:
            if gc.get_count()[0] > _IMPORTED:
                gc.freeze()
            else:
                super().check()

    return Sweeper(_SWEEP_S)


def _open_first(desk: Desk, options: WindowOptions) -> None:
    """Show the model that was named, or else the bundled one; an error leaves that one."""
    try:
        desk.library.add(load_model_file(options.model), options.model)
    except UserError as error:
        if options.model is None:
            desk.training.report(error)
            return
        _open_first(desk, replace(options, model=None))
        desk.training.report(error)
    except Exception:
        sys.excepthook(*sys.exc_info())  # as for what is raised later, in Qt's event loop


def _tell_of_settings(desk: Desk, settings: Settings) -> None:
    """Say what is wrong with the settings, if anything is."""
    problem = settings.probe()
    for sentence in (*settings.notes, *([problem] if problem is not None else [])):
        desk.post(Message("warning", sentence))


def _configure(window: MainWindow, options: WindowOptions) -> None:
    """Fill in what the command line says of the next run."""
    given = {"dataset": options.dataset, "seed": options.seed}
    window.training.override(**{k: value for k, value in given.items() if value is not None})


def _train_unless_begun(window: MainWindow, desk: Desk) -> None:
    """Start the run that the command line asked for, unless a hand was faster."""
    if desk.training.state is RunState.EMPTY:
        window.train(window.training.config())


class Endings(QObject):
    """Signals, the end of the desktop session and of the display: each keeps what is unsaved.

    SIGINT (Ctrl-C in the terminal) closes the window, which asks. The others do not wait for an
    answer, and the process ends within two seconds of them. Often they come in twos, as when a
    terminal is closed: a second one does not end the keeping, which is short.

    Parameters
    ----------
    keep
        Keeps what is unsaved.
    remember
        Writes down how the window was.
    finish
        Closes the window without asking.

    Attributes
    ----------
    code
        What the program should return; None as long as nothing has told it to end.
    """

    def __init__(
        self,
        app: QApplication,
        keep: Callable[[], object],
        remember: Callable[[], object],
        finish: Callable[[], object],
    ) -> None:
        super().__init__(app)
        self.code: int | None = None
        self._keep, self._remember, self._finish = keep, remember, finish
        self._kept = threading.Event()
        self._before: dict[int, Any] = {}
        self._take(signal.SIGINT, lambda *_: app.quit())
        for name in ("SIGTERM", "SIGHUP"):
            if (number := getattr(signal, name, None)) is not None:
                self._take(number, self._on_signal)
        # Qt's loop would not look for signals by itself.
        timer = QTimer(self)
        timer.timeout.connect(self._look_up)
        timer.start(_LOOK_MS)
        app.commitDataRequest.connect(self._on_session_end, Qt.ConnectionType.DirectConnection)

    def _take(self, number: int, handler: Callable[..., object]) -> None:
        """Handle a signal, unless it is to be ignored, as by what ``nohup`` starts."""
        if signal.getsignal(number) is not signal.SIG_IGN:
            self._before[number] = signal.signal(number, handler)

    def _on_signal(self, number: int, _frame: object) -> None:
        if not self.end(128 + number):
            return
        try:
            self._remember()
        finally:
            # At once: to take Qt, torch and Python down would take longer than all before.
            os._exit(128 + number)

    @Slot()
    def _on_session_end(self) -> None:
        # Qt has an answer to give to the desktop, so that the program is not ended here.
        if self.end(0):
            self._finish()

    def on_display_lost(self) -> None:
        """Keep what is unsaved, and end; Qt would do that as soon as this returns, but slowly."""
        self.end(1)
        os._exit(1)

    def end(self, code: int) -> bool:
        """Keep what is unsaved, and see to it that the process ends soon.

        Returns
        -------
        bool
            Whether this was the first to say so. While that is being obeyed nothing is done;
            afterwards the process ends at once.
        """
        if self.code is not None:
            if self._kept.is_set():
                os._exit(self.code)
            return False
        self.code = code
        watchdog = threading.Thread(
            target=self._watch, args=(code, time.monotonic()), name="watchdog", daemon=True
        )
        watchdog.start()
        try:
            self._keep()
        except Exception:
            _log.exception("what is unsaved could not be kept")
        finally:
            self._kept.set()
        return True

    def _watch(self, code: int, started: float) -> None:
        """End the process when its time is up, whatever its threads are in the middle of."""
        self._kept.wait(_WRITE_SECONDS)
        left = _LAST_SECONDS - (time.monotonic() - started)
        time.sleep(max(_REST_SECONDS, left))
        os._exit(code)

    @Slot()
    def _look_up(self) -> None:
        """Give Python a moment to see that a signal has arrived."""

    def stop(self) -> None:
        """Leave the signals to whoever had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)


def _log_what_qt_says(endings: Endings) -> None:
    """Log Qt's messages; they go to the terminal as before."""
    log = logging.getLogger("vae_explorer.qt")

    def handle(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
        if sys.stderr is not None:
            print(text, file=sys.stderr)
        if any(words in text for words in _DISPLAY_LOST):
            endings.on_display_lost()

    qInstallMessageHandler(handle)


def _log_message(message: Message) -> None:
    level = logging.WARNING if message.severity in ("warning", "error") else logging.INFO
    _log.log(level, "told: %s %s", message.text, message.details)


class _ErrorReporter(QObject):
    """Tells the user of errors that nothing has caught, which would only be in the terminal."""

    _raised = Signal(Exception)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        # What is wrong with each frame is not told with each frame.
        self._throttle = Throttle(_ERRORS_MS, desk.training.report, self)
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
