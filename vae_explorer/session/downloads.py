"""Data sets that are fetched while everything else goes on."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import DownloadCancelled, Progress
from vae_explorer.core.language import tr
from vae_explorer.session.background import Background
from vae_explorer.session.state import Message


class _Downloader(QObject):
    """The part on the thread. `cancel` may be set and cleared from any other."""

    progressed = Signal(Progress)
    finished = Signal(str)
    cancelled = Signal()
    failed = Signal(Exception)

    def __init__(self) -> None:
        super().__init__()
        self.cancel = threading.Event()

    @Slot(str, Path)
    def download(self, key: str, root: Path) -> None:
        try:
            DATA_SETS[key].download(root, self.progressed.emit, self.cancel.is_set)
        except DownloadCancelled:
            self.cancelled.emit()
        except Exception as error:
            self.failed.emit(error)
        else:
            self.finished.emit(key)


class Downloads(Background):
    """Fetches data sets on a thread of its own, one at a time.

    Attributes
    ----------
    progressed
        A `vae_explorer.core.data.base.Progress`, or None when nothing is under way any more.
    finished
        Key of a data set that is now on disk.
    message_posted
        A `Message` about how it ended, or why it has not begun.
    """

    progressed = Signal(object)  # a Progress, or None
    finished = Signal(str)
    message_posted = Signal(Message)
    _download = Signal(str, Path)

    def __init__(self, parent: QObject) -> None:
        self._downloader = _Downloader()
        super().__init__(self._downloader, "download", parent)
        self._under_way = False
        self._download.connect(self._downloader.download, Qt.ConnectionType.QueuedConnection)
        self._downloader.progressed.connect(self.progressed)
        self._downloader.finished.connect(self._on_finished)
        self._downloader.cancelled.connect(self._on_cancelled)
        self._downloader.failed.connect(self._on_failed)

    def begin(self, key: str, root: Path) -> None:
        """Fetch what is missing of a data set."""
        if self._under_way:
            text = tr("A download is under way; wait for it, or cancel it.")
            self.message_posted.emit(Message("info", text))
            return
        self._under_way = True
        self._downloader.cancel.clear()
        self._download.emit(key, root)

    def cancel(self) -> None:
        """Stop soon; what has arrived is kept for the next attempt."""
        self._downloader.cancel.set()

    @Slot(str)
    def _on_finished(self, key: str) -> None:
        self._end()
        self.finished.emit(key)
        title = tr(DATA_SETS[key].title)
        actions = ((tr("Train on {data}", data=title), f"train:{key}"),)
        text = tr("{data} is on this computer now.", data=title)
        self.message_posted.emit(Message("success", text, actions))

    @Slot()
    def _on_cancelled(self) -> None:
        self._end()
        text = tr("The download was cancelled; it goes on from there next time.")
        self.message_posted.emit(Message("info", text))

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.message_posted.emit(Message.about(error))

    def _end(self) -> None:
        self._under_way = False
        self.progressed.emit(None)
