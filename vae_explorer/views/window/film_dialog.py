"""A film of the run on the screen: what it shows, a picture of it, and how far its making is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.reading import read
from vae_explorer.core.film.storyboard import SUFFIX, Storyboard
from vae_explorer.core.language import tr
from vae_explorer.core.paths import Place, Point
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.session.films import Preview as Drawn
from vae_explorer.session.state import Message
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import ComboBox, FormGrid, explain
from vae_explorer.views.window.film_form import FilmForm
from vae_explorer.views.window.film_progress import FilmProgress
from vae_explorer.views.window.manifold_dialog import Preview

_PAUSE_MS = 120  # until a picture of what was chosen is asked for
_STEPS = 1000
_USUAL_SIZE = (1120, 690)  # where the screen has so much
_OF_SCREEN = 0.95
_LEAST_PICTURE = (320, 190)


class FilmDialog(QDialog):
    """Asks what a film should show; stays while it is made.

    Attributes
    ----------
    preview_wanted
        A `Storyboard`, and the moment of the film from 0 to 1.
    film_wanted
        A `Storyboard`, and the `Path` of the film.
    cancel_wanted
        The film that is being made is not wanted any more.
    told
        A `Message` about a storyboard's file.
    """

    preview_wanted = Signal(Storyboard, float)
    film_wanted = Signal(Storyboard, Path)
    cancel_wanted = Signal()
    told = Signal(Message)

    def __init__(
        self,
        name: str,
        epochs: float,
        handle: tuple[float, float],
        pins: tuple[Place, ...],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._busy = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Film of {name}", name=name))
        usual = Storyboard(theme=theme.name, probe=(Point(*handle),))
        self._form = FilmForm(usual, epochs, handle, pins, theme, self)
        self._form.changed.connect(self._follow_form)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask_for_preview)
        self._build(theme)
        self._follow_form()

    def _build(self, theme: Theme) -> None:
        space = theme.space
        body = QHBoxLayout()
        body.setSpacing(space.xl)
        body.addLayout(self._looking_column(theme), 3)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._form)
        wide = self._form.sizeHint().width() + scroll.verticalScrollBar().sizeHint().width()
        scroll.setMinimumWidth(wide + space.s)
        body.addWidget(scroll, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[space.xl] * 4)
        column.setSpacing(space.l)
        column.addLayout(body, 1)
        column.addLayout(self._button_row(theme))
        room = self.screen().availableSize() * _OF_SCREEN
        self.resize((QSize(*_USUAL_SIZE) * theme.scale).boundedTo(room))

    def _looking_column(self, theme: Theme) -> QVBoxLayout:
        self._view = Preview(theme, self, framed=True)
        self._view.setAccessibleName(tr("A picture of the film"))
        self._view.setMinimumSize(*(round(side * theme.scale) for side in _LEAST_PICTURE))
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(_STEPS // 10)
        self._slider.setValue(_STEPS)
        explain(self._slider, tr("Moment of the film"), tr("Which picture of the film is shown."))
        self._slider.valueChanged.connect(self._pause.start)
        self._when = QLabel(self)
        self._when.setProperty("role", "muted")
        self._told = QLabel(self)
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(theme.space.m)
        row.addWidget(self._slider, 1)
        row.addWidget(self._when)
        column = QVBoxLayout()
        column.setSpacing(theme.space.m)
        column.addWidget(self._view, 1)
        column.addLayout(row)
        column.addLayout(self._format_row(theme))
        column.addWidget(self._told)
        self._progress = FilmProgress(theme, self)
        self._progress.cancel_wanted.connect(self.cancel_wanted)
        column.addWidget(self._progress)
        return column

    def _format_row(self, theme: Theme) -> FormGrid:
        from vae_explorer.core.film.encode import FORMATS

        self._formats = FORMATS
        self._format = ComboBox(self)
        first = None
        for suffix, kind in FORMATS.items():
            title = tr(kind.title)
            self._format.addItem(title, suffix)
            try:
                kind.check(Path(f"film-that-is-not-there{suffix}"))
            except UserError as error:
                text = tr("{kind}: is not installed", kind=title)
                self._format.set_entry(suffix, text, enabled=False)
                self._missing = str(error)
            else:
                first = suffix if first is None else first
        self._format.select(first)
        self._format.currentIndexChanged.connect(self._follow_form)
        grid = FormGrid(theme)
        grid.beside(
            self._format,
            tr("File"),
            tr("A video, an animation for web pages, or single pictures."),
        )
        return grid

    _missing = ""

    def _button_row(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space.s)
        self._open = QPushButton(tr("Open storyboard…"), self)
        explain(self._open, tr("Open storyboard"), tr("Take everything from a file."))
        self._keep = QPushButton(tr("Save storyboard…"), self)
        explain(
            self._keep, tr("Save storyboard"), tr("Keep all this in a file that can be edited.")
        )
        for button, slot in ((self._open, self._open_file), (self._keep, self._save_file)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        self._make = buttons.addButton(tr("Make film…"), QDialogButtonBox.ButtonRole.ActionRole)
        explain(
            self._make,
            tr("Make film"),
            tr("Choose a file, and draw the film in the background."),
        )
        self._make.setDefault(True)
        self._make.clicked.connect(self._ask_for_film)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        return row

    # What is wanted

    def storyboard(self) -> Storyboard | None:
        """What is wanted; None where something that was typed cannot be read."""
        try:
            return self._form.storyboard()
        except UserError:
            return None

    @Slot()
    def _follow_form(self) -> None:
        problem = ""
        try:
            self._form.storyboard()
        except UserError as error:
            problem = str(error)
        good = not problem
        self._told.setText(problem or self._missing)
        self._keep.setEnabled(good)
        self._make.setEnabled(good and not self._busy)
        if good:
            self._pause.start()

    @Slot()
    def _ask_for_preview(self) -> None:
        storyboard = self.storyboard()
        if storyboard is not None:
            self.preview_wanted.emit(storyboard, self._slider.value() / _STEPS)

    @Slot(object)
    def show_preview(self, drawn: Drawn) -> None:
        """Show a picture, or why there is none."""
        picture = None if drawn.picture is None else np.moveaxis(drawn.picture, -1, 0)
        self._view.set_picture(picture, drawn.problem)
        if drawn.picture is not None:
            at, end = drawn.part * drawn.seconds, drawn.seconds
            self._when.setText(tr("{at:.1f} of {end:.1f} s", at=at, end=end))

    @Slot()
    def _ask_for_film(self) -> None:
        storyboard, suffix = self.storyboard(), self._format.currentData()
        if storyboard is None:
            return
        title = tr(self._formats[suffix].title)
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            tr("Save the film") if suffix else tr("Name a new folder for the pictures"),
            f"{_plain(self._name)}{suffix}",
            f"{title} (*{suffix})" if suffix else f"{title} (*)",
        )
        if not chosen:
            return
        path = Path(chosen)
        if suffix and path.suffix.lower() != suffix:
            path = Path(f"{chosen}{suffix}")
            if path.exists() and not self._may_replace(path):
                return
        self.film_wanted.emit(storyboard, path)

    def _may_replace(self, path: Path) -> bool:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Save the film"),
            tr(
                "{file} already exists in {folder}. Replace it?",
                file=path.name,
                folder=path.parent,
            ),
            buttons.Yes | buttons.No,
            self,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        answer = box.exec()
        box.deleteLater()
        return answer == buttons.Yes

    # Storyboards

    @Slot()
    def _open_file(self) -> None:
        title = tr("Open a storyboard")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", _storyboards())
        if not chosen:
            return
        try:
            self._form.set_storyboard(read(Path(chosen)))
        except UserError as error:
            self._told.setText(str(error))

    @Slot()
    def _save_file(self) -> None:
        storyboard = self.storyboard()
        name = f"{_plain(self._name)}{SUFFIX}"
        title = tr("Save the storyboard")
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, _storyboards())
        if not chosen or storyboard is None:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(SUFFIX)
        try:
            write_atomically(path, storyboard.to_toml().encode())
        except UserError as error:
            self._told.setText(str(error))
        else:
            self.told.emit(Message("success", tr("Saved {path}.", path=path)))

    # The making

    @Slot(bool)
    def follow(self, busy: bool) -> None:
        """Show whether a film is being made."""
        self._busy = busy
        self._progress.follow(busy)
        self._follow_form()

    @Slot(Message)
    def tell(self, message: Message) -> None:
        """Show how the film ended, too: the message bar may be behind this."""
        self._told.setText(message.text)

    @Slot(object)
    def show_progress(self, made: object) -> None:
        """Show how far it is, a `vae_explorer.core.film.encode.Made`."""
        self._progress.show_progress(made)


def _storyboards() -> str:
    """Return the filter of a dialog."""
    return tr("Storyboards ({names})", names=f"*{SUFFIX}")


def _plain(name: str) -> str:
    """Return a run's name as a file's: without what systems forbid there, and without points."""
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in name).strip() or "film"
