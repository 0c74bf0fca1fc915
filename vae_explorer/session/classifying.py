"""The classifier that is laid over what a decoder draws, and what it says of one image."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.classifier import Classifier, bundled_classifier, load_classifier
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures.decision_regions import looks_like
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.products import Products
from vae_explorer.session.state import Message
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Workspace

_TOPIC = "classifier"


@dataclass(frozen=True)
class _File:
    path: Path | None  # None for the one that ships with the program


def _read(file: _File) -> Classifier | UserError:
    try:
        return load_classifier(file.path) if file.path is not None else bundled_classifier()
    except UserError as error:
        return error


class Classifiers(Answering):
    """Which classifier it is: the one that ships with the program, or a user's own.

    Attributes
    ----------
    changed
        It is another one.
    opened
        The same, because somebody has opened it.
    message_posted
        A `Message`.
    """

    changed = Signal()
    opened = Signal()
    message_posted = Signal(Message)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._now: Classifier | None = None
        self._is_own = False
        self._wanted: Path | None = None
        self._latest: Latest[_File] = Latest("classifier", _read, self)
        self._latest.answered.connect(self._on_read)

    @property
    def now(self) -> Classifier | None:
        """The classifier; None before it has been read, or where there is none."""
        return self._now

    def problem(self) -> str:
        """Return why nothing is said of what the shown model draws; empty if it is."""
        snapshot = self._workspace.snapshot
        if snapshot is None:
            return ""
        if self._now is None:
            return tr("There is no classifier.")
        return self._now.problem_with(snapshot.shape, snapshot.class_names)

    def begin(self) -> None:
        """Read the one that ships with the program; called when torch is there."""
        super().begin()
        if self._wanted is None:
            self._latest.ask(_File(None))

    @property
    def is_own(self) -> bool:
        """Whether it is one that somebody has opened, and not the bundled one."""
        return self._is_own

    def open(self, path: Path) -> None:
        """Read a file, and use the classifier in it from now on."""
        self._wanted = path.absolute()
        self._latest.ask(_File(self._wanted))

    def use_bundled(self) -> None:
        """Use the one that ships with the program again."""
        self._wanted = None
        self._latest.ask(_File(None))

    @Slot(object)
    def _on_read(self, found: Classifier | UserError) -> None:
        if isinstance(found, UserError):
            if self._wanted is not None:  # what ships with the program is not asked for
                self.message_posted.emit(Message.about(found, topic=_TOPIC))
            return
        self._now, self._is_own = found, self._wanted is not None
        self.changed.emit()
        if self._wanted is not None:
            text = tr(
                "{file} is the classifier now: {classes} classes of images of {shape}.",
                file=found.name,
                classes=len(found.class_names),
                shape=found.shape,
            )
            self.message_posted.emit(Message("success", text, topic=_TOPIC))
            self.opened.emit()


@dataclass(frozen=True, eq=False)
class _Look:
    classifier: Classifier
    image: FloatArray


def _say(look: _Look) -> str:
    found = look.classifier.probabilities(look.image[None])[0]
    return looks_like(found, look.classifier.class_names)


_FOLLOW_MS = 200  # between two images that are told of


class Likeness(Answering):
    """What the image at the probe looks like, in a few words.

    Attributes
    ----------
    changed
        Such as ``looks like a 4 (0.97)``; empty where the classifier does not know such images.
    """

    changed = Signal(str)

    def __init__(
        self, workspace: Workspace, products: Products, classifiers: Classifiers, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._classifiers = classifiers
        self._image: FloatArray | None = None
        self._latest: Latest[_Look] = Latest("likeness", _say, self)
        self._latest.answered.connect(self._on_said)
        self._throttle = Throttle(_FOLLOW_MS, self._ask, self)
        products.image_changed.connect(self._on_image)
        classifiers.changed.connect(self._ask)
        workspace.snapshot_changed.connect(self._on_snapshot)

    @Slot(np.ndarray)
    def _on_image(self, image: FloatArray) -> None:
        # A hand that drags has the next image within a frame, and words that change sixty times a
        # second cannot be read.
        self._image = image
        self._throttle.request()

    @Slot(Snapshot)
    def _on_snapshot(self, _snapshot: Snapshot) -> None:
        if self._classifiers.problem():
            self.changed.emit("")

    @Slot()
    def _ask(self) -> None:
        classifier, image = self._classifiers.now, self._image
        if classifier is None or image is None:
            return
        if self._classifiers.problem():
            self.changed.emit("")
        elif image.shape == tuple(classifier.shape):  # else it is of the model before
            self._latest.ask(_Look(classifier, image))

    @Slot(object)
    def _on_said(self, text: str) -> None:
        self.changed.emit("" if self._classifiers.problem() else text)
