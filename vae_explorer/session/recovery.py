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

from vae_explorer.core.storage.model_file import SUFFIX, ModelFile, save_snapshot
from vae_explorer.core.text import count
from vae_explorer.session.desk import Desk
from vae_explorer.session.library import name_in_recovery
from vae_explorer.session.requests import SaveRequest
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
    """

    _rescue = Signal(list)

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk)
        self._desk = desk
        self._folder = folder
        self._told: list[Offer] | None = None
        self._asked: set[Path] = set()  # for being opened
        self._opened: list[Path] = []
        desk.worker.files.loaded.connect(self._on_loaded)
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
        requests = [
            SaveRequest(run.id, self._path(run.name, run.id), run.snapshot, run.training)
            for run in self._desk.workspace.unsaved
            if run.snapshot is not None
        ]
        # What a trainer may have, the training thread knows better; the others need not wait.
        active = self._desk.workspace.activity.run_id
        live = [r for r in requests if r.run_id == active or not _is_complete(r)]
        worker = self._desk.worker
        worker.files.rescued.clear()
        if live:
            with suppress(OSError):  # the writing will say so
                self._folder.mkdir(parents=True, exist_ok=True)
            worker.hurry()
            self._rescue.emit(live)
        started = time.monotonic()
        for request in requests:
            if request not in live:
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
        if len(kept) == len(requests):
            self.finish()  # what was opened from there is kept anew, or saved, or not wanted
        return kept

    def _write(self, request: SaveRequest) -> None:
        training = request.training if _is_complete(request) else None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save_snapshot(request.snapshot, request.path, training=training)
        except Exception:
            _log.exception("%s could not be kept", request.path.name)

    def _path(self, name: str, run_id: int) -> Path:
        plain = re.sub(r"[^\w .-]", "_", name)[:60]
        # Two windows at once never take each other's.
        return self._folder / f"{plain}--{os.getpid()}-{int(time.time())}-{run_id}{SUFFIX}"

    def offers(self) -> list[Offer]:
        """Return what is there from an earlier start, the newest first."""
        found = []
        with suppress(OSError):
            for path in self._folder.glob(f"*{SUFFIX}"):
                if path not in self._asked:
                    age = max(0.0, time.time() - path.stat().st_mtime)
                    found.append(Offer(path, name_in_recovery(path), age))
        return sorted(found, key=lambda offer: offer.age)

    def tell(self) -> None:
        """Offer what is there, in the message bar."""
        offers = self._told = self.offers()
        if offers:
            names = ", ".join(offer.name for offer in offers)
            actions = (("Open", "recover:open"), ("Discard", "recover:discard"))
            when = _ago(offers[0].age)
            text = f"What was not saved when the program ended {when} was kept: {names}."
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
            self._asked.add(offer.path)
            self._desk.library.open(offer.path, recovered=True)

    def discard(self) -> None:
        """Delete all that is offered."""
        for offer in self._offered():
            _delete(offer.path)

    def _offered(self) -> list[Offer]:
        """Return what its user was told of; another window may have kept more since."""
        return self.offers() if self._told is None else self._told

    def finish(self) -> None:
        """Delete what was opened: its user has been asked since whether to save it."""
        for path in self._opened:
            _delete(path)

    @Slot(ModelFile, Path, bool)
    def _on_loaded(self, _file: ModelFile, path: Path, recovered: bool) -> None:
        if recovered:  # what could not be read stays where it is
            self._opened.append(path)


def _is_complete(request: SaveRequest) -> bool:
    """Whether it has what going on takes; what a trainer began with does not count."""
    training = request.training
    return training is not None and training.step == request.snapshot.step


def _delete(path: Path) -> None:
    with suppress(OSError):  # it is offered again
        path.unlink(missing_ok=True)


def _ago(seconds: float) -> str:
    if seconds < 60:
        return "just now"
    if seconds < 86_400:
        hours = round(seconds / 3600)
        return f"{count(hours, 'hour')} ago" if hours else f"{seconds / 60:.0f} min ago"
    return f"{count(round(seconds / 86_400), 'day')} ago"
