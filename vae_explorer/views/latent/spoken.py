"""What a screen reader is told of the plot: which digit is looked at, and where the handle is."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from vae_explorer.core.drawing.wording import class_name, number
from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import count
from vae_explorer.session.desk import Desk
from vae_explorer.session.subjects import Subject
from vae_explorer.views.latent.plot import LatentPlot

REST_MS = 250  # without a change, after which it is told: not every step of a key that is held

try:
    from PySide6.QtGui import QAccessibleAnnouncementEvent
except ImportError:  # before Qt 6.8
    QAccessibleAnnouncementEvent = None  # type: ignore[assignment,misc]


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader, if there is one, say something of a widget when it has time."""
    if QAccessibleAnnouncementEvent is not None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
    else:
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.NameChanged))


def bind_speech(plot: LatentPlot, desk: Desk) -> None:
    """Tell what changes by hand or key; the description has all of it, and the keys."""
    _Speech(plot, desk)


class _Speech(QObject):
    """Tells a change once it has come to rest."""

    def __init__(self, plot: LatentPlot, desk: Desk) -> None:
        super().__init__(plot)
        self._plot = plot
        self._workspace, self._subjects = desk.workspace, desk.subjects
        self._help = plot.accessibleDescription()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._tell)
        workspace = desk.workspace
        workspace.selected.changed.connect(self._wait)
        workspace.probe_changed.connect(self._wait)
        desk.subjects.changed.connect(self._follow)
        self._told = self._facts()

    @Slot()
    def _wait(self) -> None:
        self._rest.start()

    @Slot()
    def _follow(self) -> None:
        if not self._rest.isActive():  # a model that trains comes to no rest
            self._rest.start()

    def _facts(self) -> tuple[object, ...]:
        """Return what each sentence is about. A model that trains changes the sentences alone."""
        subject, workspace = self._subjects.now, self._workspace
        name = subject.name if subject is not None else ""
        return name, workspace.selected.now.rows, workspace.probe

    @Slot()
    def _tell(self) -> None:
        sentences = self._sentences()
        self._plot.setAccessibleDescription(" ".join((*filter(None, sentences), self._help)))
        before, self._told = self._told, self._facts()
        facts = zip(sentences, before, self._told, strict=True)
        new = [sentence for sentence, was, now in facts if sentence and was != now]
        if new:
            announce(self._plot, " ".join(new))

    def _sentences(self) -> tuple[str, str, str]:
        workspace, subject = self._workspace, self._subjects.now
        snapshot, selected = workspace.snapshot, len(workspace.selected.now.rows)
        names = snapshot.class_names if snapshot is not None else ()
        digit = _digit(subject, names) if subject is not None else ""
        digits = count(selected, marked("digit"))
        several = tr("{digits} selected.", digits=digits) if selected > 1 else ""
        return digit, several, self._handle(*workspace.probe)

    def _handle(self, z1: float, z2: float) -> str:
        """Return where the handle is, and what is nearest to it."""
        place = {"z1": number(z1, 2), "z2": number(z2, 2)}
        row = self._plot.dots.nearest(z1, z2, math.inf)
        if row is None:
            return tr("Handle at {z1}, {z2}.", **place)
        name = self._plot.name_of(row)
        return tr("Handle at {z1}, {z2}; the nearest digit is {name}.", **place, name=name)


def _digit(subject: Subject, names: tuple[str, ...]) -> str:
    """Return which image is looked at, and where its code is."""
    z1, z2 = (number(float(z), 2) for z in subject.mean)
    if subject.row is None or subject.label is None:
        return tr("Looking at {name}, at {z1}, {z2}.", name=subject.name, z1=z1, z2=z2)
    return tr(
        "Looking at {name}, number {row}, at {z1}, {z2}.",
        name=class_name(names, subject.label),
        row=subject.row,
        z1=z1,
        z2=z2,
    )
