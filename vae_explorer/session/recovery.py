"""What was trained and not saved is kept when the program is told to end, and offered again.

A closing window asks. A signal, the end of the desktop session and the death of the display do not
wait for an answer: each unsaved run goes into a file of the recovery folder.
"""

from __future__ import annotations

import logging
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.core.language import tr
from vae_explorer.core.storage.folder_lock import FolderLock, take
from vae_explorer.core.storage.model_file import SUFFIX, ModelFile, save_snapshot
from vae_explorer.core.storage.recovered import delete, kept_in
from vae_explorer.core.text import ago
from vae_explorer.session.autosave import Autosave
from vae_explorer.session.desk import Desk
from vae_explorer.session.requests import SaveRequest
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message

_log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.8  # for the training thread to come to the end of a step and write
WRITE_SECONDS = 1.3  # for the same, where it has come to the end of its step


@dataclass(frozen=True)
class Offer:
    """A file of the recovery folder.

    Attributes
    ----------
    path
        Of the file.
    name
        What the run was called.
    age
        Seconds since it was written.
    """

    path: Path
    name: str
    age: float


class Recovery(QObject):
    """Keeps unsaved runs, and offers those of an earlier start.

    Parameters
    ----------
    folder
        Made when there is something to keep.
    autosave
        What has written most of it already; None for nothing.
    """

    _rescue = Signal(list)

    def __init__(self, desk: Desk, folder: Path, autosave: Autosave | None = None) -> None:
        super().__init__(desk)
        self._desk = desk
        self._folder = folder
        self._autosave = autosave
        self._locks: dict[Path, FolderLock] = {}  # of folders that are being opened, or were
        self._told: list[Offer] | None = None
        self._asked: set[Path] = set()  # for being opened
        self._opened: list[Path] = []
        self._waiting: list[Path] = []  # to be opened
        desk.sessions.busy_changed.connect(self._open_next, Qt.ConnectionType.QueuedConnection)
        desk.worker.files.loaded.connect(self._on_loaded)
        desk.sessions.opened.connect(self._on_opened)
        self._rescue.connect(desk.worker.files.rescue, Qt.ConnectionType.QueuedConnection)

    def keep(self) -> list[Path]:
        """Write every unsaved run into the recovery folder, in about a second at most.

        The run that is trained is written as it is now, with what it takes to go on. Where the
        training thread does not answer in time, its last snapshot is. What cannot be written is
        logged: nobody is there any more to be told.

        Returns
        -------
        list of Path
            The files that were written.
        """
        unsaved = [run for run in self._desk.workspace.unsaved if run.snapshot is not None]
        autosave = self._autosave
        if autosave is not None and not unsaved:
            autosave.finish()  # what it may still have was saved a moment ago
        if autosave is not None and not (unsaved and autosave.halt(unsaved)):
            autosave = None
        requests = [
            SaveRequest(run.id, self._path(run, autosave), run.snapshot, run.training)
            for run in unsaved
            if run.snapshot is not None
        ]
        # What a trainer may have, the training thread knows better; the others need not wait.
        active = self._desk.workspace.activity.run_id
        live = [r for r in requests if r.run_id == active or not _is_complete(r)]
        worker = self._desk.worker
        worker.files.rescued.clear()
        if live:
            with suppress(OSError):  # the writing will say so
                for request in live:
                    request.path.parent.mkdir(parents=True, exist_ok=True)
            worker.hurry()
            self._rescue.emit(live)
        started = time.monotonic()
        there = {run.id for run in unsaved if autosave is not None and autosave.has(run)}
        for request in requests:
            if request not in live and request.run_id not in there:
                self._write(request)
        if live:
            rescued = worker.files.rescued
            rescued.wait(max(0.0, started + PATIENCE_SECONDS - time.monotonic()))
            if worker.files.saving:  # a second file beside it would only take longer
                rescued.wait(max(0.0, started + WRITE_SECONDS - time.monotonic()))
        for request in live:
            if not request.path.exists():
                self._write(request)
        kept = [request.path for request in requests if request.path.exists()]
        if len(kept) == len(requests) and (self._autosave is None or self._autosave.whole):
            self.finish()  # what was opened from there is kept anew, or saved, or not wanted
        return kept

    def _write(self, request: SaveRequest) -> None:
        training = request.training if _is_complete(request) else None
        try:
            request.path.parent.mkdir(parents=True, exist_ok=True)
            save_snapshot(request.snapshot, request.path, training=training)
        except Exception:
            _log.exception("%s could not be kept", request.path.name)

    def _path(self, run: Run, autosave: Autosave | None) -> Path:
        if autosave is not None:
            return autosave.last_place(run.id)
        plain = re.sub(r"[^\w .-]", "_", run.name)[:60]
        # Two windows at once never take each other's.
        return self._folder / f"{plain}--{os.getpid()}-{int(time.time())}-{run.id}{SUFFIX}"

    def offers(self) -> list[Offer]:
        """Return what is there from an earlier start, the newest first."""
        return [
            Offer(kept.path, kept.name, kept.age)
            for kept in kept_in(self._folder)
            if kept.path not in self._asked
        ]

    def tell(self) -> None:
        """Offer what is there, in the message bar."""
        offers = self._told = self.offers()
        if offers:
            actions = ((tr("Open"), "recover:open"), (tr("Discard"), "recover:discard"))
            text = tr(
                "What was not saved when the program ended {when} was kept: {names}.",
                when=ago(offers[0].age),
                names=tr(", ").join(offer.name for offer in offers),
            )
            self._desk.post(Message("info", text, actions, topic="recovery"))

    def act(self, key: str) -> None:
        """Do what a button of the message says."""
        if key == "recover:open":
            self.open()
        elif key == "recover:discard":
            self.discard()

    def open(self) -> None:
        """Open all that is offered, as runs that no file holds."""
        for offer in self._offered():
            if offer.path.is_dir():
                lock = take(offer.path)  # another window must not offer it as well
                if lock is None:
                    continue
                self._locks[offer.path] = lock
            self._asked.add(offer.path)
            if offer.path.is_dir():
                self._waiting.append(offer.path)
            else:
                self._desk.library.open(offer.path, recovered=True)
        self._open_next()

    @Slot()
    def _open_next(self) -> None:
        """Open the next folder, when the session before it is there."""
        if self._waiting and not self._desk.sessions.busy:
            self._desk.sessions.open(self._waiting.pop(0), recovered=True)

    def discard(self) -> None:
        """Delete all that is offered."""
        for offer in self._offered():
            lock = take(offer.path) if offer.path.is_dir() else None
            if lock is not None or not offer.path.is_dir():
                delete(offer.path)
            if lock is not None:
                lock.release()

    def _offered(self) -> list[Offer]:
        """Return what its user was told of; another window may have kept more since."""
        return self.offers() if self._told is None else self._told

    def finish(self) -> None:
        """Delete what was opened: its user has been asked since whether to save it."""
        for path in self._opened:
            delete(path)
            if (lock := self._locks.pop(path, None)) is not None:
                lock.release()

    @Slot(Path, bool)
    def _on_opened(self, path: Path, recovered: bool) -> None:
        if recovered:
            self._opened.append(path)

    @Slot(ModelFile, Path, bool)
    def _on_loaded(self, _file: ModelFile, path: Path, recovered: bool) -> None:
        if recovered:  # what could not be read stays where it is
            self._opened.append(path)


def _is_complete(request: SaveRequest) -> bool:
    """Whether it has what going on takes; what a trainer began with does not count."""
    training = request.training
    return training is not None and training.step == request.snapshot.step
