"""Sessions in the window: where to save one, how far that is, and how it was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.language import tr
from vae_explorer.core.storage.session_layout import DESCRIPTION, SUFFIX, looks_like_session
from vae_explorer.session.desk import Desk
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.window.status import StatusBar

SHOW_AFTER_MS = 1000  # what is over sooner need not be told
_NAME_WIDTH = 220  # pixels, for what is being saved
_FARTHEST = 1e6


def _sessions() -> str:
    """Return the filter of a dialog."""
    return tr("VAE Explorer sessions ({names})", names=f"*{SUFFIX}")


def ask_for_session(desk: Desk, window: QWidget) -> Path | None:
    """Ask for a file to save the session in; None to give up."""
    before = desk.sessions.path
    if before is not None and before.suffix != SUFFIX:
        before = before.with_name(f"{before.name}{SUFFIX}")  # beside a folder that was opened
    suggestion = str(before) if before is not None else f"session{SUFFIX}"
    while True:
        chosen, _ = QFileDialog.getSaveFileName(
            window, tr("Save the session"), suggestion, _sessions()
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix == SUFFIX:
            return path
        # The dialog has asked about the name as it was typed, and knows nothing of this one.
        path = Path(f"{path}{SUFFIX}")
        if not path.exists():
            return path
        suggestion = str(path)  # which it asks about, if it is chosen


def session_at(path: Path) -> Path | None:
    """Return the session that a path stands for; None for something else."""
    if path.name == DESCRIPTION:
        return path.parent
    return path if looks_like_session(path) else None


def keep_view(desk: Desk, latent: LatentPanel) -> None:
    """Let sessions have what of the plane is seen, and which layers."""

    def put_layers(shown: Any) -> None:
        if isinstance(shown, Mapping):
            latent.set_layers({name: on for name, on in shown.items() if isinstance(on, bool)})

    def put_region(sides: Any) -> None:
        if sides is None:
            latent.plot.show_all()
        elif isinstance(sides, list) and len(sides) == 4 and all(map(_is_place, sides)):
            left, bottom, right, top = map(float, sides)
            if left < right and bottom < top:
                latent.plot.look_at(Rect(left, bottom, right, top))

    def region() -> list[float] | None:
        rect = latent.plot.region_by_hand
        return None if rect is None else [rect.left, rect.bottom, rect.right, rect.top]

    desk.sessions.keep_view("layers", latent.layers, put_layers)
    desk.sessions.keep_view("region", region, put_region)


def _is_place(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= _FARTHEST


class SessionProgress(QWidget):
    """How far the saving or opening of a session is, with a button to give it up.

    Attributes
    ----------
    cancel_requested
        The user wants no more of it.
    """

    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file's name is anything
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(80)
        self._cancel = QPushButton(tr("Cancel"), self)
        self._cancel.setProperty("role", "quiet")
        self._cancel.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.space.m, 0)
        row.setSpacing(theme.space.s)
        for child in (self._text, self._bar, self._cancel):
            row.addWidget(child)
        self._soon = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._soon.timeout.connect(self.show)
        self.hide()

    @property
    def text(self) -> str:
        """What it says is being done."""
        return self._text.text()

    @Slot(str)
    def set_doing(self, doing: str) -> None:
        """Tell what is being done, in a second; an empty text for nothing."""
        if not doing:
            self._soon.stop()
            self.hide()
            return
        room = round(_NAME_WIDTH * self.logicalDpiX() / 96)
        middle = Qt.TextElideMode.ElideMiddle
        self._text.setText(self.fontMetrics().elidedText(doing, middle, room))
        self._text.setToolTip(doing)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(doing)
        self._cancel.setToolTip(tr("Give up: {doing}", doing=doing))
        self._cancel.setAccessibleName(tr("Cancel: {doing}", doing=doing))
        self._soon.start()

    @Slot(float)
    def set_part(self, part: float) -> None:
        """Tell how far it is, from 0 to 1."""
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * part))


class SessionFiles(QObject):
    """Saves the session, and shows how far that is."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        desk.sessions.saved.connect(desk.settings.add_recent_file)
        desk.sessions.opened.connect(self._note_opened)

    def show_progress(self, status: StatusBar, theme: Theme) -> SessionProgress:
        """Let a status bar have a part that says how far it is."""
        progress = SessionProgress(theme, status)
        status.add_part(progress)
        progress.hide()
        self._desk.sessions.busy_changed.connect(progress.set_doing)
        self._desk.sessions.progressed.connect(progress.set_part)
        progress.cancel_requested.connect(self._desk.sessions.cancel)
        return progress

    @Slot()
    def save(self) -> bool:
        """Ask for a file and save all runs in it; return whether that has begun."""
        path = ask_for_session(self._desk, self._window)
        return path is not None and self._desk.sessions.save(path)

    @Slot(Path, bool)
    def _note_opened(self, path: Path, recovered: bool) -> None:
        if not recovered:
            self._desk.settings.add_recent_file(path)
