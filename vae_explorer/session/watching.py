"""Watching folders that other programs write their runs into, beside whatever goes on here."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.following import Followed, Follower, News
from vae_explorer.session.runs import Watch
from vae_explorer.session.state import Message
from vae_explorer.session.timelines import Timelines
from vae_explorer.session.workspace import Workspace

POLL_S = 0.4  # between two looks at a folder; a look at a slow disk takes as long as it takes
_WORDS_MS = 1000  # between two looks at how long ago something was heard
_PATIENCE_S = 0.5  # at the end, for a look that is under way
_TOPIC = "watch"
_UNITS = (  # and their seconds
    (marked("{number} d ago"), 86_400),
    (marked("{number} h ago"), 3600),
    (marked("{number} min ago"), 60),
)


class _Look(NamedTuple):
    folder: Path
    news: News


class _Eye(threading.Thread):
    """Looks at one folder.

    No thread of Qt's, for which the end of the program would have to wait: a disk that hangs could
    hold it for minutes.
    """

    def __init__(self, folder: Path, budget: int, tell: Any) -> None:
        super().__init__(name=f"watch {folder.name}", daemon=True)
        self._folder = folder
        self._follower = Follower(folder, budget)
        self._tell = tell
        self._at_end = threading.Event()

    def run(self) -> None:
        while not self._at_end.is_set():
            try:
                news = self._follower.look()
                if "torch" in sys.modules:  # so that the window's thread need not
                    for run in news.runs:
                        run.snapshot.prepare()
            except Exception as error:  # of a disk, or of a file that is damaged in a new way
                text = tr(
                    "{path} cannot be read ({reason}); it is tried again.",
                    path=self._folder,
                    reason=error,
                )
                news = News(waiting=text)
            if self._at_end.is_set():
                return
            with suppress(RuntimeError):  # nobody is there any more
                self._tell(_Look(self._folder, news))
            self._at_end.wait(POLL_S)

    def stop(self) -> None:
        """Look no more."""
        self._at_end.set()


class Watching(QObject):
    """Brings the runs of watched folders into the list, and keeps them as they are there.

    Attributes
    ----------
    message_posted
        A `Message`.
    """

    message_posted = Signal(Message)
    _looked = Signal(object)  # a _Look, from a thread

    def __init__(self, workspace: Workspace, timelines: Timelines, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._timelines = timelines
        self._eyes: dict[Path, _Eye] = {}
        self._ids: dict[tuple[Path, str], int] = {}
        self._heard: dict[int, float] = {}  # by the clock that never jumps
        self._told: dict[Path, str] = {}
        self._looked.connect(self._on_look, Qt.ConnectionType.QueuedConnection)
        self._clock = QTimer(self, interval=_WORDS_MS)
        self._clock.timeout.connect(self._say_when)

    @property
    def folders(self) -> tuple[Path, ...]:
        """What is watched."""
        return tuple(self._eyes)

    def watch(self, folder: Path) -> None:
        """Watch a folder from now on; it need not be there yet."""
        folder = folder.absolute()
        if folder in self._eyes:
            self._show(folder)
            return
        self._eyes[folder] = _Eye(folder, self._timelines.budget, self._looked.emit)
        self._eyes[folder].start()
        self._clock.start()

    def stop(self, run_id: int) -> None:
        """Watch the folder of a run no longer; its runs stay as they are."""
        folder = next((path for (path, _), i in self._ids.items() if i == run_id), None)
        eye = self._eyes.pop(folder, None) if folder is not None else None
        if eye is None:
            return
        eye.stop()
        for (path, _), known in list(self._ids.items()):
            if path == folder:
                del self._ids[path, _]
                self._workspace.update(known, watch=None)

    def end(self) -> None:
        """Ask the threads to end."""
        self._clock.stop()
        for eye in self._eyes.values():
            eye.stop()

    def wait(self) -> None:
        """Return when they have ended, or soon."""
        deadline = time.monotonic() + _PATIENCE_S
        for eye in self._eyes.values():
            eye.join(max(0.0, deadline - time.monotonic()))

    def _show(self, folder: Path) -> None:
        known = (i for (path, _), i in self._ids.items() if path == folder)
        if (run_id := next(known, None)) is not None:
            self._workspace.look_at(run_id)

    @Slot(object)
    def _on_look(self, look: _Look) -> None:
        folder, news = look
        if folder not in self._eyes:
            return
        for followed in news.runs:
            self._take(folder, followed, news.changed_at)
        self._tell(folder, news)

    def _take(self, folder: Path, followed: Followed, changed_at: float | None) -> None:
        key = folder, followed.key
        snapshot = followed.snapshot
        facts: dict[str, Any] = {
            "snapshot": snapshot,
            "config": snapshot.config,
            "saved_step": snapshot.step,  # the folder has it
        }
        first = key not in self._ids
        ago = max(0.0, time.time() - changed_at) if first and changed_at is not None else 0.0
        watch = Watch(folder, words_for(ago))
        if first:
            is_first_of_folder = not any(path == folder for path, _ in self._ids)
            added = self._workspace.add(
                followed.name, show=is_first_of_folder, watch=watch, **facts
            )
            self._ids[key] = added.id
        else:
            self._workspace.update(self._ids[key], watch=watch, **facts)
        self._heard[self._ids[key]] = time.monotonic() - ago
        run = self._workspace.run(self._ids[key])
        if run is not None:
            self._timelines.put(run.id, followed.added_to(run.timeline))

    def _tell(self, folder: Path, news: News) -> None:
        """Say what is waited for, once; and when it has come, that it has."""
        before = self._told.get(folder, "")
        if news.waiting == before or (not news.waiting and not before):
            return
        self._told[folder] = news.waiting
        if news.waiting:
            self.message_posted.emit(Message("info", news.waiting, topic=_TOPIC, stays=True))
        else:
            text = tr("{folder} is there, and is watched.", folder=folder.name)
            self.message_posted.emit(Message("success", text, topic=_TOPIC))

    @Slot()
    def _say_when(self) -> None:
        for (folder, _), run_id in self._ids.items():
            run = self._workspace.run(run_id)
            watch = Watch(folder, words_for(time.monotonic() - self._heard[run_id]))
            if run is not None and run.watch != watch:
                self._workspace.update(run_id, watch=watch)


def words_for(seconds: float) -> str:
    """Return how long ago something was heard, coarsely enough to be read at leisure."""
    for text, length in _UNITS:
        if seconds >= length:
            return tr(text, number=int(seconds // length))
    tens = int(seconds // 10) * 10
    return tr("{number} s ago", number=tens) if tens else tr("just now")
