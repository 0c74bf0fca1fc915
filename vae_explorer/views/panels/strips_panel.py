"""The same digits and their reconstructions at chosen epochs of a run, under each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.session.desk import Desk
from vae_explorer.session.epoch_strips import read_epochs
from vae_explorer.session.pictures import Strip
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message
from vae_explorer.views.attach import attach
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.image_rows import ImageRow, ImageRows
from vae_explorer.views.widgets.pixmaps import png_of

_LEAST_SIDE = 20  # units of an image: where they would be smaller, the rows are scrolled
_NOTHING = marked(
    "As a run trains, what it makes of the same digits at chosen epochs is kept here."
)


class _Epochs(QLineEdit):
    """Chosen epochs as text; Esc puts back what is in force."""

    def __init__(self) -> None:
        super().__init__()
        self._in_force = ""

    def show_epochs(self, epochs: Sequence[int]) -> None:
        self._in_force = ", ".join(map(str, epochs))
        self._put_back()

    def _put_back(self) -> None:
        self.setText(self._in_force)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._in_force:
            self._put_back()
        else:
            super().keyPressEvent(event)


class StripsPanel(QWidget):
    """Inputs on top, and a row for each epoch; which epochs, and a picture of it all.

    Attributes
    ----------
    epochs_chosen
        Whole numbers, rising.
    """

    epochs_chosen = Signal(tuple)
    message = Signal(Message)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows = ImageRows(theme)
        self.rows.setAccessibleName(tr("Reconstructions at chosen epochs"))
        self.rows.set_waiting(tr(_NOTHING))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scroll.setAccessibleName(tr("Strips"))
        self._scroll.setWidget(self.rows)
        self._epochs = _Epochs()
        label = QLabel(tr("Epochs", "which ones"))
        label.setProperty("role", "muted")
        label.setBuddy(self._epochs)
        tip = tr(
            "At the end of which epochs of a run its reconstructions are kept, such as 1, 10, 20. "
            "Return lets it take effect; an epoch that has passed by then cannot be had any more."
        )
        explain(self._epochs, tr("Epochs", "which ones"), tip)
        label.setToolTip(self._epochs.toolTip())
        self._save = QToolButton()
        self._save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(self._save, tr("Save strips"), tr("Save all rows as a PNG file."))
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(theme.space.s)
        line.addWidget(label)
        line.addWidget(self._epochs, 1)
        line.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.s)
        column.setSpacing(theme.space.xs)
        column.addLayout(line)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._note)
        self._epochs.editingFinished.connect(self._choose)
        self._epochs.textEdited.connect(lambda: self._mark(False))
        self._save.clicked.connect(self._save_picture)
        self.set_strips("", {})
        self._show_note("")
        self.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(320, 260)

    def set_theme(self, theme: Theme) -> None:
        self.rows.set_theme(theme)
        self._save.setIcon(icon("save", theme))
        self._fit()

    def set_epochs(self, epochs: Sequence[int]) -> None:
        """Show which epochs are chosen."""
        self._mark(False)
        self._epochs.show_epochs(epochs)

    def set_strips(self, name: str, strips: Mapping[int, Strip]) -> None:
        """Show the strips of a run, by epoch."""
        self._name = name
        newest = strips[max(strips)] if strips else None
        if newest is None:
            self.rows.set_rows((), ())
        else:
            kept = [
                ImageRow(tr("epoch {epoch:,}", epoch=epoch), strip.reconstructions)
                for epoch, strip in strips.items()
            ]
            self.rows.set_rows([ImageRow(tr("input"), newest.inputs), *kept], newest.names)
        self._save.setEnabled(newest is not None)
        self._fit()

    def set_note(self, text: str) -> None:
        """Say what comes next, or what is missing: in place of the rows, or below them."""
        self.rows.set_waiting(text or tr(_NOTHING))
        self._show_note(text if self.rows.columns else "")

    def _show_note(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        least = self.rows.least_height(_LEAST_SIDE) if self.rows.columns else 0
        self.rows.setMinimumHeight(least)

    def _mark(self, invalid: bool) -> None:
        set_style_property(self._epochs, "invalid", invalid)

    def _choose(self) -> None:
        if not self._epochs.isModified():
            return
        self._epochs.setModified(False)
        try:
            epochs = read_epochs(self._epochs.text())
        except UserError as error:
            self._mark(True)
            self.message.emit(Message.about(error, topic="epochs"))
            return
        self._mark(False)
        self.epochs_chosen.emit(epochs)

    def _save_picture(self) -> None:
        picture = self.rows.picture()
        if picture is None:
            return
        suggestion = f"{self._name}-strips.png".replace(" ", "-").replace("/", "-")
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save strips"), suggestion, tr("PNG image (*.png)")
        )
        if chosen:
            try:
                write_atomically(Path(chosen), png_of(picture))
            except UserError as error:
                self.message.emit(Message.about(error))


def bind(panel: StripsPanel, desk: Desk) -> None:
    """Show what is kept of the run on the screen."""
    workspace, kept = desk.workspace, desk.epoch_strips

    def show() -> None:
        run = workspace.shown
        strips = kept.of(run.id).chosen(kept.epochs) if run is not None else {}
        panel.set_strips(run.name if run is not None else "", strips)
        tell()

    def tell() -> None:
        run = workspace.shown
        panel.set_note(_note(run, kept.of(run.id).strips, kept.epochs) if run is not None else "")

    def follow(run_id: int) -> None:
        if (shown := workspace.shown) is not None and shown.id == run_id:
            show()

    def show_epochs() -> None:
        panel.set_epochs(kept.epochs)
        show()

    attach(panel, kept.changed, follow)
    attach(panel, kept.epochs_changed, show_epochs)
    attach(panel, workspace.shown_changed, show)
    attach(panel, workspace.run_changed, lambda _run: tell())
    panel.epochs_chosen.connect(kept.choose)
    panel.message.connect(desk.post)
    show_epochs()


def _note(run: Run, strips: Mapping[int, Strip], epochs: Sequence[int]) -> str:
    """Return what is to come, or what is missing and why."""
    alive = run.state.has_run or run.state.at_work
    if not strips and not alive:
        return tr("No strips of {run}: no file has them.", run=run.name)
    done, total = run.epoch, run.config.epochs
    missed = [str(e) for e in epochs if e <= done - 1 and e not in strips]
    if missed:
        return tr(
            "Not kept, for it was chosen too late or trained elsewhere: {epochs}.",
            epochs=", ".join(missed),
        )
    coming = next((e for e in (*epochs, total) if e > done and e <= total), None)
    if not alive or coming is None:
        return ""
    return tr("Next: the end of epoch {epoch:,}.", epoch=coming)


build = StripsPanel
