"""The status bar: what the program is doing, how far it is, how fast, and how long to go."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from vae_explorer.core.data.base import Progress
from vae_explorer.session.state import RunProgress, RunState
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.pace import Pace

_DOING = {
    RunState.EMPTY: "Ready",
    RunState.PREPARING: "Preparing…",
    RunState.RUNNING: "Training",
    RunState.PAUSED: "Paused",
    RunState.FINISHED: "Finished",
    RunState.FAILED: "Stopped by an error",
}


class StatusBar(QStatusBar):
    """State on the left, numbers on the right, a download in between.

    Attributes
    ----------
    cancel_requested
        The user wants no more of the download.
    """

    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doing = QLabel(_DOING[RunState.EMPTY], self)
        self._model = _Yielding(self)
        self._model.setProperty("role", "muted")
        self._numbers = QLabel(self)
        self._numbers.setFont(numeric_font(self._numbers.font()))
        self._numbers.setAccessibleName("Progress of the training")
        self._download = self._download_widget(theme)
        self._download.hide()
        self.addWidget(self._doing)
        self.addWidget(self._model, 1)
        self.addPermanentWidget(self._download)
        self.addPermanentWidget(self._numbers)
        self._state = RunState.EMPTY
        self._busy: str | None = None
        self._downloading: Progress | None = None
        self._pace = Pace()
        # A download that stalls reports nothing, and its rate should fall all the same.
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._follow_clock)

    def _download_widget(self, theme: Theme) -> QWidget:
        widget = QWidget(self)
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, theme.space.m, 0)
        layout.setSpacing(theme.space.s)
        self._download_text = QLabel(widget)
        self._download_text.setFont(numeric_font(self._download_text.font()))
        self._bar = QProgressBar(widget)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(80)
        self._bar.setAccessibleName("Download")
        cancel = QPushButton("Cancel", widget)
        cancel.setProperty("role", "quiet")
        cancel.clicked.connect(self.cancel_requested)
        for child in (self._download_text, self._bar, cancel):
            layout.addWidget(child)
        return widget

    @property
    def text(self) -> str:
        """Everything that it says."""
        parts = (self._doing.text(), self._model.text(), self._numbers.text())
        return " · ".join(part for part in parts if part)

    def set_state(self, state: RunState) -> None:
        """Tell what the training is doing."""
        self._state = state
        self._show_doing()
        if state in (RunState.EMPTY, RunState.FAILED):
            self._numbers.clear()

    def set_busy(self, text: str | None) -> None:
        """Tell what else is going on, in place of the state; None for nothing."""
        self._busy = text
        self._show_doing()

    def _show_doing(self) -> None:
        self._doing.setText(self._busy or _DOING[self._state])

    def set_model(self, text: str) -> None:
        """Describe the model on the screen."""
        self._model.setText(text)

    def set_progress(self, progress: RunProgress) -> None:
        """Tell how far the run is."""
        parts = [f"epoch {progress.epoch:.1f} of {progress.epochs}", f"step {progress.step:,}"]
        if progress.images_per_second:
            parts.append(f"{_rounded(progress.images_per_second):,} digits/s")
        if progress.seconds_left is not None:
            parts.append(f"{_duration(progress.seconds_left)} left")
        self._numbers.setText(" · ".join(parts))

    def _follow_clock(self) -> None:
        self.set_download(self._downloading)

    def set_download(self, progress: Progress | None) -> None:
        """Show a download, or None for none."""
        self._downloading = progress
        self._download.setVisible(progress is not None)
        if progress is None:
            self._pace.clear()
            self._clock.stop()
            return
        if not self._clock.isActive():
            self._clock.start()
        done = progress.done / 1e6
        if progress.total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * progress.done / progress.total))
            size = f"{done:.1f} of {progress.total / 1e6:.1f} MB"
        else:
            self._bar.setRange(0, 0)
            size = f"{done:.1f} MB"
        parts = [f"Downloading {size}"]
        self._pace.tell(progress.done, time.monotonic())
        rate = self._pace.rate
        if rate is not None:
            parts.append(_speed(rate))
        if rate and progress.total:
            parts.append(f"{_duration((progress.total - progress.done) / rate)} left")
        self._download_text.setText(" · ".join(parts))


class _Yielding(QLabel):
    """A text that is shortened where there is no room for it."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.style().drawItemText(
            QPainter(self),
            self.rect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            text,
            self.foregroundRole(),
        )


def _rounded(value: float) -> int:
    """Round to two significant digits, so that the number can be read while it changes."""
    return int(float(f"{value:.2g}"))


def _speed(bytes_per_second: float) -> str:
    if bytes_per_second >= 1e6:
        return f"{bytes_per_second / 1e6:.1f} MB/s"
    return f"{bytes_per_second / 1e3:.0f} kB/s"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
