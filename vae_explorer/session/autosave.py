"""What is trained and not saved is on the disk, too: whatever ends the program costs a minute.

Each window has a session folder of its own in the recovery folder, locked as long as it lives.
Frames are written as they come; the run that is trained is asked for what going on takes, every
three quarters of a minute and whenever it halts. All of it happens on a thread of its own.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.storage.folder_lock import FolderLock
from vae_explorer.core.storage.folder_mirror import FolderMirror
from vae_explorer.core.storage.recovered import FOLDER_SUFFIX, delete
from vae_explorer.core.storage.session_layout import MODEL, EntryName
from vae_explorer.core.storage.session_values import Session
from vae_explorer.session.background import Background, give_way
from vae_explorer.session.desk import Desk
from vae_explorer.session.requests import Capture, SaveRequest
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.stored import Moment, to_session

_log = logging.getLogger(__name__)

LOOK_MS = 2000  # between two looks at what is new
FIRST_SECONDS, MODEL_SECONDS = 8.0, 45.0  # of training, until its state is written, and between
_HALT_SECONDS = 0.3  # that the end of the program waits for what is being written
_BUDGET_PART = 1.25  # of the memory that histories may have, that they may take on the disk
_FREE_PART = 1 / 2  # of what is free there
_AGAIN_LOOKS = 15  # after a failure
_TOPIC = "autosave"


@dataclass(frozen=True, eq=False)
class _Work:
    session: Session
    budget: int


class _Keeper(QObject):
    """The part on the thread."""

    done = Signal(bool)  # whether all of it is there
    failed = Signal(object)  # an exception

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.mirror = FolderMirror(folder)
        self.halted = threading.Event()
        self.idle = threading.Event()  # nothing is being written
        self.idle.set()
        self.lock: FolderLock | None = None

    @Slot(object)
    def follow(self, work: _Work) -> None:
        """Write what is new."""
        give_way()
        self.idle.clear()
        try:
            if self.halted.is_set():
                return
            self._own()
            whole = self.mirror.follow(work.session, self._bound(work), self.halted.is_set)
            self.done.emit(whole)
        except (UserError, OSError) as error:
            self.failed.emit(error)
        finally:
            self.idle.set()

    def _own(self) -> None:
        if self.lock is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self.lock = FolderLock(self._folder)

    def _bound(self, work: _Work) -> int:
        free = shutil.disk_usage(self._folder).free
        used = self.mirror.nbytes
        models = sum(
            3 * array.nbytes for run in work.session.runs for array in run.snapshot.weights.values()
        )
        most = int(_BUDGET_PART * work.budget) + models
        return min(most, used + int(_FREE_PART * free))


class Autosave(QObject):
    """Keeps a folder equal to the runs that no file holds.

    Parameters
    ----------
    desk
        The session.
    folder
        The recovery folder, in which it makes its own when there is something to write.
    """

    _follow = Signal(object)  # a _Work
    _capture = Signal(SaveRequest)

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk)
        self._desk = desk
        self.folder = folder / f"{os.getpid()}-{time.time_ns() // 10**6}{FOLDER_SUFFIX}"
        self._keeper = _Keeper(self.folder)
        self._thread = Background(self._keeper, "autosave", self)
        self._moments: dict[int, Moment] = {}  # what was captured of runs, by their ids
        self._asked: SaveRequest | None = None
        self._captured_at: dict[int, float] = {}
        self._began: dict[int, float] = {}
        self._changed = False
        self._under_way = False
        self._has_folder = False
        self._rest = 0  # looks to let pass after a failure
        self._told_of_failure = False
        self.whole = True  # all that is unsaved is there
        workspace = desk.workspace
        for signal in (workspace.runs_changed, workspace.run_changed, workspace.timeline_changed):
            signal.connect(self._note_change)
        self._follow.connect(self._keeper.follow, Qt.ConnectionType.QueuedConnection)
        self._keeper.done.connect(self._on_done)
        self._keeper.failed.connect(self._on_failed)
        self._capture.connect(desk.worker.files.capture, Qt.ConnectionType.QueuedConnection)
        desk.worker.files.captured.connect(self._on_captured)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    @Slot(int)
    def _note_change(self, _run: int = 0) -> None:
        self._changed = True

    @Slot()
    def look(self) -> None:
        """See what is new, and have it written."""
        if self._rest:
            self._rest -= 1
            return
        self._look_at_active()
        if self._under_way or not self._changed:
            return
        runs = self._unsaved()
        if not runs and not self._has_folder:
            self._changed = False
            return
        self._changed, self._under_way = False, True
        self._has_folder, self.whole = True, False
        workspace = self._desk.workspace
        newest = {run.id: moment for run in runs if (moment := self._moments.get(run.id))}
        session = to_session(workspace, runs, newest, self._desk.sessions.view)
        self._follow.emit(_Work(session, self._desk.timelines.budget))

    def _unsaved(self) -> list[Run]:
        """Return the runs to be written, and forget what was captured of others."""
        workspace = self._desk.workspace
        active = workspace.activity.run_id
        runs = []
        for run in workspace.unsaved:
            at_rest = run.id != active or not workspace.activity.state.has_run
            training, snapshot = run.training, run.snapshot
            if at_rest and snapshot and training and training.step == snapshot.step:
                self._moments[run.id] = Moment(snapshot, training)
            elif not at_rest and run.id not in self._moments:
                continue  # what going on takes is on its way
            runs.append(run)
        there = {run.id for run in workspace.runs}
        self._moments = {i: moment for i, moment in self._moments.items() if i in there}
        return runs

    def _look_at_active(self) -> None:
        """Ask for the run that is trained, if it is time."""
        workspace = self._desk.workspace
        activity = workspace.activity
        run = workspace.run(activity.run_id)
        if run is None or run.snapshot is None or not run.unsaved or self._asked is not None:
            return
        now = time.monotonic()
        began = self._began.setdefault(run.id, now)
        last = self._captured_at.get(run.id)
        moment = self._moments.get(run.id)
        if activity.state is RunState.RUNNING:
            due = now - began >= FIRST_SECONDS if last is None else now - last >= MODEL_SECONDS
        else:  # it has halted: what it has come to is asked for at once
            due = activity.state.has_run and (moment is None or moment.snapshot.step != run.step)
        if due:
            self._captured_at[run.id] = now
            self._asked = SaveRequest(run.id, self.folder, run.snapshot, run.training, exact=False)
            self._capture.emit(self._asked)

    @Slot(Capture)
    def _on_captured(self, capture: Capture) -> None:
        if capture.request is self._asked:
            self._asked = None
            run_id = capture.request.run_id
            self._moments[run_id] = Moment(capture.snapshot, capture.training)
            self._changed = True
            self.look()

    @Slot(bool)
    def _on_done(self, whole: bool) -> None:
        self._under_way, self.whole = False, whole

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._under_way, self._changed = False, True
        self._rest = _AGAIN_LOOKS
        _log.warning("autosave: %s", error)
        if not self._told_of_failure:
            self._told_of_failure = True
            text = tr(
                "What is trained cannot be kept in the recovery folder; a crash would lose it."
            )
            details = f"{self.folder}: {error}"
            self._desk.post(Message("warning", text, details=details, topic=_TOPIC))

    # The end of the program

    def halt(self, runs: Sequence[Run]) -> bool:
        """Write nothing more: the end of the program writes these runs itself.

        Returns
        -------
        bool
            Whether that may be done in the folder, where `last_place` says.
        """
        self._timer.stop()
        self._keeper.halted.set()
        if not self._keeper.idle.wait(_HALT_SECONDS) or self._keeper.lock is None:
            return False
        session = to_session(self._desk.workspace, runs, self._moments, self._desk.sessions.view)
        try:
            self._keeper.mirror.describe(session)
        except UserError:
            return False
        return True

    def last_place(self, run_id: int) -> Path:
        """Return where the newest moment of a run belongs."""
        return self.folder / str(EntryName(str(run_id), MODEL))

    def has(self, run: Run) -> bool:
        """Whether what the workspace knows of a run is there, once it is halted."""
        model = (run.snapshot, run.training)
        return self._keeper.mirror.model(str(run.id)) == model

    def end(self) -> None:
        """Write nothing more, and ask the thread to end."""
        self._timer.stop()
        self._keeper.halted.set()
        self._thread.end()

    def finish(self) -> None:
        """End, and remove the folder: its user has been asked whether to save what is in it."""
        self.end()
        self._thread.wait()
        if self._keeper.lock is not None:
            delete(self.folder)
            self._keeper.lock.release()
