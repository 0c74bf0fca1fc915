"""Drawing a digit, and what the model makes of it while it is drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.drawing.neighbours import NEAREST, nearest_classes, told_briefly, told_of
from vae_explorer.core.language import marked, tr
from vae_explorer.core.selection import OwnImage
from vae_explorer.session.desk import Desk
from vae_explorer.session.reconstructed import Reconstruction
from vae_explorer.views.attach import attach
from vae_explorer.views.drawing.easel import Easel
from vae_explorer.views.drawing.opening import FILTER, open_mime, open_picture
from vae_explorer.views.drawing.tools import THICKEST, THINNEST, PadTools
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.elided_label import ElidedLabel, ElidedText
from vae_explorer.views.widgets.form import explain

_HINT = marked("Draw here, or drop a picture")
_LEAST_PAD = (104, 170)  # units, while the panel is seen: in a small window, and in a large one
_PART = 0.155  # of the window's height, between the two
_NOTE_LINES = 2


class PadPanel(QWidget):
    """The pad with its tools, the two images with the code beside it, and what is told below.

    Attributes
    ----------
    file_chosen
        Path of a picture to open, as text.
    seen
        Whether the panel is on the screen.
    tools, pad
        Its parts, which say what is wanted.
    follows, centres
        Switches: whether the probe goes to the code of what is drawn, and whether that is laid as
        MNIST's digits are.
    """

    file_chosen = Signal(str)
    seen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Draw"))
        self.tools = PadTools(theme)
        self._easel = Easel(theme)
        self.pad, self.images = self._easel.pad, self._easel.images
        self.pad.set_hint(tr(_HINT))
        self.near = ElidedLabel(tr("Nearest codes"))
        self.note = ElidedText(tr("Note"), _NOTE_LINES)
        self.centres = QCheckBox(tr("Centre"))
        explain(
            self.centres,
            tr("Centre"),
            tr(
                "Scale what is drawn or opened to 20 of 28 pixels and lay its centre of mass in "
                "the middle, as MNIST’s digits are. Otherwise it stays where it is."
            ),
        )
        self.centres.setChecked(True)
        self.follows = QCheckBox(tr("Move handle"))
        tip = tr("Let the handle go to the code of what is drawn, so that it is decoded, too.")
        explain(self.follows, tr("Move handle"), tip)
        switches = QHBoxLayout()
        switches.setSpacing(theme.space.xs)
        switches.addWidget(self.centres)
        switches.addWidget(self.follows)
        switches.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.xs)
        column.setSpacing(theme.space.xs)
        column.addWidget(self.tools)
        column.addWidget(self._easel, 100)  # until it is as high as is of use
        column.addWidget(self.near)
        column.addLayout(switches)
        column.addWidget(self.note, 1)
        self.tools.changed.connect(self._follow_tools)
        self.tools.open.connect(self._ask_for_file)
        self._follow_tools()
        self.show_nothing()

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.tools, self._easel):
            part.set_theme(theme)
        self._arrange()

    def show_nothing(self, why: str = "") -> None:
        """Show that nothing is looked at, or why nothing can be."""
        self.images.set_images(None, None)
        self.images.code.clear_code()
        self.say(why, "")

    def say(self, near: str, note: str, brief: str = "", unlike: str = "") -> None:
        """Tell what lies around the code, what was done to the image, and if it is like none.

        Where there is little room, that it is like none is told alone, or else `brief`.
        """
        self.near.set_words(" ".join(filter(None, (unlike, near))), unlike or brief)
        self.note.setText(note)
        self.note.setVisible(bool(note))  # its room stays

    def state(self) -> dict[str, object]:
        """What is worth remembering."""
        return {
            "width": self.tools.width_of_pen,
            "centre": self.centres.isChecked(),
            "follow": self.follows.isChecked(),
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Restore `state`; what is missing or makes no sense is left as it is."""
        width = state.get("width")
        if isinstance(width, int | float) and THINNEST <= width <= THICKEST:
            self.tools.set_width_of_pen(float(width))
        for box, name in ((self.centres, "centre"), (self.follows, "follow")):
            on = state.get(name)
            if isinstance(on, bool):
                box.setChecked(on)

    def _follow_tools(self) -> None:
        self.pad.erases, self.pad.pen = self.tools.erases, self.tools.width_of_pen

    def _ask_for_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Open an image"), "", tr(FILTER))
        if chosen:
            self.file_chosen.emit(chosen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self._easel.set_least(0)  # other panels in its place need less
        self.seen.emit(False)
        super().hideEvent(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Let the pad be no smaller than suits the window, and no higher than it is of use."""
        scale = self._theme.scale
        low, high = (round(side * scale) for side in _LEAST_PAD)
        if self.isVisible():
            self._easel.set_least(max(low, min(high, round(_PART * self.window().height()))))
        self._easel.setMaximumHeight(self._easel.most(self.width() - 2 * self._theme.space.m))


def bind(panel: PadPanel, desk: Desk) -> None:
    """Show the session's pad, and what the shown model makes of what is looked at."""
    pad, subjects, workspace = desk.pad, desk.subjects, desk.workspace
    last: list[OwnImage | None] = [workspace.selected.now.own]  # to whose code the handle went
    left_at = [workspace.probe]  # where it was put then; elsewhere a hand has taken it

    def show_ink() -> None:
        shape = pad.shape
        panel.pad.set_ink(pad.ink, shape.height, shape.width)
        panel.tools.set_possible(undo=pad.can_undo, redo=pad.can_redo, clear=not pad.empty)

    def show_subject() -> None:
        subject, snapshot = subjects.now, workspace.snapshot
        panel.tools.set_takes(
            subject is not None and subject.row is not None and subject.image is not None
        )
        if subject is None or snapshot is None:
            panel.show_nothing()
            return
        sigmas = np.exp(subject.log_variance / 2) if snapshot.config.has_bound else None
        panel.images.code.set_code(subject.mean, sigmas)
        near = nearest_classes(subject.mean, snapshot.embedding, snapshot.labels, NEAREST)
        names = snapshot.class_names
        panel.say(told_of(near, names), subject.note, told_briefly(near, names), subject.unlike)

    def follow() -> None:
        own, subject = workspace.selected.now.own, subjects.now
        if own is None or subject is None or subject.row is not None:
            return
        new, last[0] = own is not last[0], own
        if panel.follows.isChecked() and (new or workspace.probe == left_at[0]):
            workspace.place(*map(float, subject.mean))
            left_at[0] = workspace.probe

    def follow_from_now_on(follows: bool) -> None:
        if follows:
            left_at[0] = workspace.probe
            follow()

    def show_images(found: Reconstruction | None) -> None:
        if found is None:
            panel.images.set_images(None, None)
        else:
            panel.images.set_images(found.subject.image, found.image)

    def take() -> None:
        subject = subjects.now
        if subject is not None and subject.image is not None:
            pad.take(subject.image)

    def drop(mime: QMimeData) -> None:
        open_mime(desk, mime)

    panel.pad.began.connect(lambda x, y, width, erase: pad.begin((x, y), width, erase=erase))
    panel.pad.extended.connect(lambda x, y, width: pad.extend((x, y), width))
    panel.pad.ended.connect(pad.finish)
    panel.pad.dropped.connect(drop)
    panel.tools.undo.connect(pad.undo)
    panel.tools.redo.connect(pad.redo)
    panel.tools.clear.connect(pad.clear)
    panel.tools.take.connect(take)
    panel.file_chosen.connect(lambda path: open_picture(desk, path))
    panel.centres.toggled.connect(pad.set_centring)
    panel.follows.toggled.connect(follow_from_now_on)
    panel.seen.connect(desk.reconstructed.watch)
    attach(panel, pad.changed, show_ink)
    attach(panel, subjects.changed, show_subject)
    attach(panel, subjects.changed, follow)
    attach(panel, desk.reconstructed.changed, show_images)
    desk.reconstructed.watch(panel.isVisible())
    pad.set_centring(panel.centres.isChecked())
    show_ink()
    show_subject()


build = PadPanel
