"""Which experiments there are: those that the program brings, and files that were opened."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments.catalogue import ids, source_of
from vae_explorer.core.experiments.experiment import Experiment
from vae_explorer.core.experiments.reading import SUFFIX, Known, parse
from vae_explorer.core.language import language, tr
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.core.toml.reading import bytes_of
from vae_explorer.session.state import Message

_TOPIC = "experiment file"


class ExperimentFiles(QObject):
    """The experiments that can be chosen.

    Attributes
    ----------
    known
        Names that a file may speak of; the window says which.
    listed
        `experiments` has changed.
    wanted
        An `Experiment` that is to be seen, as after its file was opened.
    message_posted
        A `Message`.
    """

    listed = Signal()
    wanted = Signal(Experiment)
    message_posted = Signal(Message)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.known = Known()
        self._built_in: tuple[Experiment, ...] = ()
        self._own: dict[str, Experiment] = {}
        self._data: dict[str, bytes] = {}  # what was read of the user's own, by key
        self._language = ""  # in which they were read
        self._to_read: deque[str] = deque()
        self._is_reading = False
        self._found: list[Experiment] = []
        self._has_ended = False

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """All that are known: in the order of teaching, opened files last."""
        return (*self._built_in, *self._own.values())

    def find(self, key: str) -> Experiment | None:
        """Return an experiment by its key, or None."""
        return next((e for e in self.experiments if e.key == key), None)

    def load(self) -> None:
        """Read the files that the program brings, one at a time, so that nothing else waits.

        In another language than the last time all of them are read anew, and what was opened too.
        """
        if self._language == language():
            return
        self._language = language()
        self._built_in, self._found = (), []
        for key, experiment in self._own.items():
            assert experiment.path is not None
            with suppress(UserError):  # one that named what is no more stays as it was
                self._own[key] = self._parsed(self._data[key], experiment.path)
        self._to_read = deque(ids())
        if not self._is_reading:
            self._is_reading = True
            QTimer.singleShot(0, self, self._read_one)

    @Slot()
    def _read_one(self) -> None:
        if self._has_ended:
            return
        if not self._to_read:
            self._is_reading = False
            self._built_in = tuple(sorted(self._found, key=lambda e: (e.order, e.id)))
            self.listed.emit()
            return
        name = self._to_read.popleft()
        try:
            self._found.append(parse(source_of(name), f"{name}{SUFFIX}", name, self._names()))
        except UserError as error:
            self._tell(error)
        QTimer.singleShot(0, self, self._read_one)

    def end(self) -> None:
        """Read no more: the session ends."""
        self._has_ended = True

    def open(self, path: Path) -> None:
        """Read a file and let its experiment be seen; a mistake in it is told in a sentence."""
        try:
            data = bytes_of(path.absolute())
            experiment = self._parsed(data, path.absolute())
        except UserError as error:
            self._tell(error)
            return
        self._own[experiment.key], self._data[experiment.key] = experiment, data
        self.listed.emit()
        self.wanted.emit(experiment)

    def save_copy(self, experiment: Experiment, path: Path) -> None:
        """Write the file of an experiment somewhere else, to be changed there."""
        try:
            data = source_of(experiment.id) if experiment.path is None else _bytes(experiment.path)
            write_atomically(path, data)
        except UserError as error:
            self._tell(error)
            return
        text = tr(
            "Saved {file} in {folder}: change it in any editor, then open it here.",
            file=path.name,
            folder=path.parent,
        )
        self.message_posted.emit(Message("success", text, topic=_TOPIC))

    def _parsed(self, data: bytes, path: Path) -> Experiment:
        return replace(parse(data, path.name, path.stem, self._names()), path=path)

    def _names(self) -> Known:
        return replace(self.known, experiments=ids())

    def _tell(self, error: UserError) -> None:
        self.message_posted.emit(Message.about(error, topic=_TOPIC))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise UserError(tr("{path} cannot be read: {reason}.", path=path, reason=reason)) from error
