"""Session files, written and read on a thread of their own, beside training and drawing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vae_explorer.core.errors import Interrupted
from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.recovered import read_kept
from vae_explorer.core.storage.session_file import Session, read_session, write_session
from vae_explorer.core.text import count
from vae_explorer.session.background import Background, give_way
from vae_explorer.session.requests import Capture, SaveRequest
from vae_explorer.session.state import Message
from vae_explorer.session.stored import Moment, bring_back, renumbered, to_session
from vae_explorer.session.timelines import Timelines
from vae_explorer.session.worker import TrainingWorker
from vae_explorer.session.workspace import Workspace

ANSWER_MS = 5000  # for the training thread; then what the window knows is saved
_TELL_SECONDS = 0.1  # between two pieces of news of how far it is
_TOPIC = "file"


@dataclass(frozen=True, eq=False)
class _Write:
    path: Path
    session: Session
    steps: dict[int, int]  # what of which run is in it, by its id


@dataclass(frozen=True, eq=False)
class _Read:
    path: Path
    budget: int
    recovered: bool


@dataclass(frozen=True, eq=False)
class _Done:
    request: _Write | _Read
    session: Session | None = None
    size: int = 0
    error: BaseException | None = None


class _Files(QObject):
    """The part on the thread."""

    done = Signal(object)  # a _Done
    progressed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.cancelled = threading.Event()
        self._told = 0.0

    @Slot(object)
    def act(self, request: _Write | _Read) -> None:
        """Write or read; `done` follows, whatever happens."""
        try:
            if isinstance(request, _Write):
                # A thread that has once given way does so for good, and whoever opens waits for it.
                with ThreadPoolExecutor(1, "saving", give_way) as gentle:
                    gentle.submit(write_session, request.session, request.path, self._tell).result()
                answer = _Done(request, size=_size(request.path))
            elif request.recovered:
                answer = _Done(request, read_kept(request.path, request.budget, self._tell))
            else:
                answer = _Done(request, read_session(request.path, request.budget, self._tell))
        except BaseException as error:
            answer = _Done(request, error=error)
        self.done.emit(answer)

    def _tell(self, done: int, whole: int) -> None:
        if self.cancelled.is_set():
            raise Interrupted
        now = time.monotonic()
        if now - self._told > _TELL_SECONDS:
            self._told = now
            self.progressed.emit(done / max(1, whole))


class Sessions(Background):
    """Saves and opens all of a session.

    Parameters
    ----------
    workspace, worker, timelines
        What is saved, the training thread's part, and the memory that histories may take.

    Attributes
    ----------
    busy_changed
        What is being done, such as "Saving talk.vaesession"; empty when it is over.
    progressed
        How far that is, from 0 to 1.
    saved
        The `Path` of a session that is written.
    save_failed
        One could not be, or was called off; a message has said so.
    opened
        The `Path` of a session that is there now, and whether it was recovered.
    message_posted
        A `Message`.
    """

    busy_changed = Signal(str)
    progressed = Signal(float)
    saved = Signal(Path)
    save_failed = Signal()
    opened = Signal(Path, bool)
    message_posted = Signal(Message)

    _act = Signal(object)  # a _Read, or a _Write
    _capture = Signal(SaveRequest)

    def __init__(
        self, workspace: Workspace, worker: TrainingWorker, timelines: Timelines, parent: QObject
    ) -> None:
        self._files = _Files()
        super().__init__(self._files, "sessions", parent)
        self._workspace = workspace
        self._timelines = timelines
        self._views: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {}
        self._waiting: tuple[Path, SaveRequest] | None = None  # for the training thread
        self._doing, self._saving = "", False
        self.path: Path | None = None
        self._act.connect(self._files.act, Qt.ConnectionType.QueuedConnection)
        self._files.done.connect(self._on_done)
        self._files.progressed.connect(self.progressed)
        self._capture.connect(worker.files.capture, Qt.ConnectionType.QueuedConnection)
        worker.files.captured.connect(self._on_captured)
        self._patience = QTimer(self, singleShot=True, interval=ANSWER_MS)
        self._patience.timeout.connect(self._go_without)

    def keep_view(self, name: str, get: Callable[[], Any], put: Callable[[Any], None]) -> None:
        """Let sessions have something of the window.

        Parameters
        ----------
        name
            What it is called in the file.
        get
            Returns it, as values that JSON knows.
        put
            Has it again; it may be of another version, or from another hand.
        """
        self._views[name] = (get, put)

    @property
    def view(self) -> dict[str, Any]:
        """How the window looks at what it shows."""
        return {name: get() for name, (get, _) in self._views.items()}

    @property
    def busy(self) -> bool:
        """Whether a session is being written or read."""
        return bool(self._doing)

    @property
    def saving(self) -> bool:
        """Whether a session is being written."""
        return self._saving

    def save(self, path: Path) -> bool:
        """Write all runs into a file; `saved` or `save_failed` follows.

        Returns
        -------
        bool
            Whether it has begun; otherwise a message says why not.
        """
        path = path.absolute()
        if not self._begin(tr("Saving {file}", file=path.name), saving=True):
            return False
        activity = self._workspace.activity
        run = self._workspace.run(activity.run_id)
        if run is not None and run.snapshot is not None and activity.state.has_run:
            request = SaveRequest(run.id, path, run.snapshot, run.training)
            self._waiting = (path, request)
            self._patience.start()
            self._capture.emit(request)
        else:
            self._write(path, {})
        return True

    def open(self, path: Path, *, recovered: bool = False) -> None:
        """Read a session; what is on the screen stays until it has been read.

        Parameters
        ----------
        recovered
            It was kept for its user, who has no file of it yet.
        """
        doing = tr("Opening {file}", file=path.name)
        if self._begin(doing if not recovered else tr("Opening what was kept")):
            self._act.emit(_Read(path, self._timelines.budget, recovered))

    def cancel(self) -> None:
        """Give up what is being done; what was there before stays."""
        self._files.cancelled.set()

    def end(self) -> None:
        """Ask the thread to end, after a session that it writes."""
        if not self.saving:
            self.cancel()
        super().end()

    def _begin(self, doing: str, *, saving: bool = False) -> bool:
        if self._doing:
            text = tr("{doing} is not over yet. Wait for it, or cancel it.", doing=self._doing)
            self.message_posted.emit(Message("info", text, topic=_TOPIC))
            return False
        self._doing, self._saving = doing, saving
        self._files.cancelled.clear()
        self.busy_changed.emit(doing)
        return True

    def _finish(self) -> None:
        self._doing, self._saving = "", False
        self.busy_changed.emit("")

    # Saving

    @Slot(Capture)
    def _on_captured(self, capture: Capture) -> None:
        if self._waiting is not None and capture.request is self._waiting[1]:
            self._patience.stop()
            path, self._waiting = self._waiting[0], None
            self._write(path, {capture.request.run_id: Moment(capture.snapshot, capture.training)})

    @Slot()
    def _go_without(self) -> None:
        """Save what the window knows: the training thread is busy with something long."""
        if self._waiting is not None:
            path, self._waiting = self._waiting[0], None
            self._write(path, {})

    def _write(self, path: Path, newest: dict[int, Moment]) -> None:
        session = to_session(self._workspace, self._workspace.runs, newest, self.view)
        steps = {int(run.key): run.snapshot.step for run in session.runs}
        self._act.emit(_Write(path, renumbered(session), steps))

    @Slot(object)
    def _on_done(self, done: _Done) -> None:
        self._finish()
        if isinstance(done.request, _Write):
            self._on_written(done, done.request)
        else:
            self._on_read(done, done.request)

    def _on_written(self, done: _Done, request: _Write) -> None:
        if done.error is not None:
            self._tell_of(done.error, tr("{file} was not saved.", file=request.path.name))
            self.save_failed.emit()
            return
        self.path = request.path
        for run_id, step in request.steps.items():
            run = self._workspace.run(run_id)
            if run is not None and step > run.saved_step:
                self._workspace.update(run_id, saved_step=step)
        moments = sum(len(run.timeline) for run in request.session.runs)
        told = [count(len(request.session.runs), marked("run"))]
        if moments:
            told.append(count(moments, marked("moment")))
        text = tr(
            "Saved {file} in {folder} ({runs}; {size:,.0f} MB).",
            file=request.path.name,
            folder=request.path.parent,
            runs=tr(", ").join(told),
            size=done.size / 1e6,
        )
        self.message_posted.emit(Message("success", text, topic=_TOPIC))
        self.saved.emit(request.path)

    # Opening

    def _on_read(self, done: _Done, request: _Read) -> None:
        if done.error is not None or done.session is None:
            error = done.error or Interrupted()
            self._tell_of(error, tr("{file} was not opened.", file=request.path.name))
            return
        session = done.session
        bring_back(self._workspace, session, unsaved=request.recovered)
        self._timelines.fit()
        for name, (_, put) in self._views.items():
            if name in session.view:
                put(session.view[name])
        if session.notes:
            name = tr("What was kept") if request.recovered else request.path.name
            text = tr("{file}: {text}", file=name, text=" ".join(session.notes))
            self.message_posted.emit(Message("warning", text, topic=_TOPIC))
        elif not session.runs:
            text = tr("{file} holds no runs.", file=request.path.name)
            self.message_posted.emit(Message("info", text, topic=_TOPIC))
        if not request.recovered:
            self.path = request.path
        self.opened.emit(request.path, request.recovered)

    def _tell_of(self, error: BaseException, called_off: str) -> None:
        if isinstance(error, Interrupted):
            self.message_posted.emit(Message("info", called_off, topic=_TOPIC))
        else:
            self.message_posted.emit(Message.about(error, topic=_TOPIC))


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size
