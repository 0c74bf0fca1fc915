"""What the shown model gives back of the image that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.subjects import Subject, Subjects
from vae_explorer.session.workspace import Workspace


@dataclass(frozen=True, eq=False)
class _Request:
    snapshot: Snapshot
    subject: Subject
    seed: int | None


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """An image, and what is decoded at its code.

    Attributes
    ----------
    subject
        Whose it is.
    image
        (C, H, W), in [0, 1].
    """

    subject: Subject
    image: FloatArray


def _reconstruct(request: _Request) -> Reconstruction:
    subject = request.subject
    return Reconstruction(subject, request.snapshot.show(subject.mean[None], request.seed)[0])


class Reconstructed(Answering):
    """Follows the image that is looked at, while somebody watches.

    Attributes
    ----------
    changed
        A `Reconstruction`, or None where nothing is looked at.
    """

    changed = Signal(object)  # a Reconstruction, or None

    def __init__(self, workspace: Workspace, subjects: Subjects, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._subjects = workspace, subjects
        self._watched = False
        self._latest: Latest[_Request] = Latest("reconstruction", _reconstruct, self)
        self._latest.answered.connect(self._on_answered)
        subjects.changed.connect(self._follow)
        workspace.draws.changed.connect(self._follow)

    def watch(self, watched: bool) -> None:
        """Say whether it is on the screen."""
        self._watched = watched
        self._follow()

    @Slot()
    def _follow(self) -> None:
        subject, snapshot = self._subjects.now, self._workspace.snapshot
        if subject is None or snapshot is None:
            self.changed.emit(None)
        elif self._watched:
            self._latest.ask(_Request(snapshot, subject, self._workspace.draws.seed))

    @Slot(object)
    def _on_answered(self, answer: Reconstruction) -> None:
        if self._subjects.now is not None:
            self.changed.emit(answer)
