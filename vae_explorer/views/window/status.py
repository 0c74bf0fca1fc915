"""The status bar: what the program is doing, how far it is, how fast, and how long to go."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import Progress
from vae_explorer.core.language import tr
from vae_explorer.core.networks.layers import described
from vae_explorer.core.pace import Pace
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.text import duration
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import RunProgress, RunState
from vae_explorer.session.workspace import Activity
from vae_explorer.views.attach import attach
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme, numeric_font

_NORMAL_PARTS = 2  # what the training does, and the model: Qt counts them first
_LONGEST_NAME = 24  # characters of a run's name beside its numbers
_COARSE_ABOVE = 600  # seconds: nobody waits ten minutes by the second
_MINUS = re.compile(r"(?<![^\s(=])-(?=[\d.∞])")  # not the hyphens of 784-512-2


class StatusBar(QStatusBar):
    """State on the left, numbers on the right, an evaluation and a download in between.

    Attributes
    ----------
    cancel_requested
        The user wants no more of the download.
    cancel_evaluation_requested
        Nor of the evaluation.
    """

    cancel_requested = Signal()
    cancel_evaluation_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doing = QLabel(_doing(RunState.EMPTY), self)
        self._model = _Yielding(self)
        self._model.setProperty("role", "muted")
        self._numbers = QLabel(self)
        self._numbers.setFont(numeric_font(self._numbers.font()))
        self._numbers.setTextFormat(Qt.TextFormat.PlainText)  # a run's name is anything
        self._numbers.setAccessibleName(tr("Progress of the training"))
        self._download = self._download_widget(theme)
        self._download.hide()
        self.addWidget(self._doing)
        self.addWidget(self._model, 1)
        self._evaluated = ""
        self._evaluation = self._evaluation_widget(theme)
        self._evaluation.hide()
        self.addPermanentWidget(self._evaluation)
        self.addPermanentWidget(self._download)
        self.addPermanentWidget(self._numbers)
        self._state = RunState.EMPTY
        self._waiting = 0
        self._busy: str | None = None
        self._downloading: Progress | None = None
        self._pace = Pace()
        # A download that stalls reports nothing, and its rate should fall all the same.
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._follow_clock)

    def add_part(self, part: QWidget) -> None:
        """Let something have its place between the model and the numbers."""
        self.insertPermanentWidget(_NORMAL_PARTS, part)

    def _evaluation_widget(self, theme: Theme) -> QWidget:
        widget, layout = _group(self, theme)
        self._evaluation_text = QLabel(widget)
        self._evaluation_text.setTextFormat(Qt.TextFormat.PlainText)  # a run's name is anything
        cancel = QPushButton(tr("Cancel"), widget)
        cancel.setAccessibleName(tr("Cancel the evaluation"))
        cancel.setProperty("role", "quiet")
        cancel.clicked.connect(self.cancel_evaluation_requested)
        layout.addWidget(self._evaluation_text)
        layout.addWidget(cancel)
        return widget

    def _download_widget(self, theme: Theme) -> QWidget:
        widget, layout = _group(self, theme)
        self._download_text = QLabel(widget)
        self._download_text.setFont(numeric_font(self._download_text.font()))
        self._bar = QProgressBar(widget)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(80)
        self._bar.setAccessibleName(tr("Download"))
        cancel = QPushButton(tr("Cancel"), widget)
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
        if state in (RunState.EMPTY, RunState.QUEUED, RunState.STOPPED, RunState.FAILED):
            self._numbers.clear()

    def set_busy(self, text: str | None) -> None:
        """Tell what else is going on, in place of the state; None for nothing."""
        self._busy = text
        self._show_doing()

    def set_waiting(self, count: int) -> None:
        """Tell how many runs wait for their turn."""
        self._waiting = count
        self._show_doing()

    def _show_doing(self) -> None:
        going_back = self._state is RunState.PREPARING and bool(self._numbers.text())
        text = self._busy or (tr("Going back…") if going_back else _doing(self._state))
        if self._waiting:
            waiting = tr("{number} waiting", number=self._waiting)
            text = f"{text} · {waiting}"
        self._doing.setText(text)

    def set_model(self, text: str) -> None:
        """Describe the model on the screen."""
        self._model.setText(_MINUS.sub("−", text))

    def set_progress(self, progress: RunProgress | None, name: str = "") -> None:
        """Tell how far the run is; None where there is nothing to tell.

        With `name`, say which run that is: it is not the one on the screen.
        """
        if progress is None:
            self._numbers.clear()
            self._show_doing()
            return
        parts = [
            *([name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"] if name else []),
            tr("epoch {epoch:.1f} of {epochs}", epoch=progress.epoch, epochs=progress.epochs),
            tr("step {step:,}", step=progress.step),
        ]
        if progress.phase:
            parts.append(progress.phase)
        if progress.images_per_second:
            rate = _rounded(progress.images_per_second)
            parts.append(tr("{rate:,} images/s", rate=rate))
        if progress.seconds_left is not None:
            parts.append(tr("{time} left", time=_left(progress.seconds_left)))
        self._numbers.setText(" · ".join(parts))
        self._show_doing()

    def set_evaluating(self, name: str) -> None:
        """Tell which run is being evaluated; an empty name for none."""
        self._evaluated = name
        self._evaluation_text.setText(tr("Evaluating {name}…", name=name))
        self._evaluation.setVisible(bool(name))

    def set_evaluated(self, part: float) -> None:
        """Tell how much of the evaluation's log p(x) is added up, from 0 to 1."""
        self._evaluation_text.setText(
            tr("Evaluating {name}: log p(x) {part:.0%}", name=self._evaluated, part=part)
        )

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
            total = progress.total / 1e6
            parts = [tr("Downloading {done:.1f} of {total:.1f} MB", done=done, total=total)]
        else:
            self._bar.setRange(0, 0)
            parts = [tr("Downloading {done:.1f} MB", done=done)]
        self._pace.tell(progress.done, time.monotonic())
        rate = self._pace.rate
        if rate is not None:
            parts.append(_speed(rate))
        if rate and progress.total:
            left = _left((progress.total - progress.done) / rate)
            parts.append(tr("{time} left", time=left))
        self._download_text.setText(" · ".join(parts))


def _doing(state: RunState) -> str:
    """Return what the program is doing."""
    return {
        RunState.EMPTY: tr("Ready"),
        RunState.QUEUED: tr("Waiting for its turn"),
        RunState.PREPARING: tr("Preparing…"),
        RunState.RUNNING: tr("Training", "goes on"),
        RunState.STOPPING: tr("Stopping…"),
        RunState.PAUSED: tr("Paused"),
        RunState.STOPPED: tr("Stopped"),
        RunState.FINISHED: tr("Finished"),
        RunState.FAILED: tr("Stopped by an error"),
    }[state]


def _group(bar: QStatusBar, theme: Theme) -> tuple[QWidget, QHBoxLayout]:
    """Return a part of the bar, and the row that it is."""
    widget = QWidget(bar)
    layout = QHBoxLayout(widget)
    layout.setContentsMargins(0, 0, theme.space.m, 0)
    layout.setSpacing(theme.space.s)
    return widget, layout


class _Yielding(QLabel):
    """A text that is shortened where there is no room for it."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        with painting(self) as painter:
            self.style().drawItemText(
                painter,
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


def _left(seconds: float) -> str:
    """Write a time to wait: by the minute when it is long, by five minutes beyond an hour."""
    if seconds < _COARSE_ABOVE - 0.5:
        return duration(seconds)
    minutes = round(seconds / 60)
    if minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    hours, minutes = divmod(5 * round(minutes / 5), 60)
    if not minutes:
        return tr("{hours} h", hours=hours)
    return tr("{hours} h {minutes} min", hours=hours, minutes=minutes)


def bind(status: StatusBar, desk: Desk) -> None:
    """Say what the session is doing, and which model is on the screen."""
    workspace, training = desk.workspace, desk.training

    def follow_activity(activity: Activity) -> None:
        status.set_state(activity.state)
        run, shown = workspace.run(activity.run_id), workspace.shown
        other = run is not None and run is not shown
        status.set_progress(activity.progress, run.name if run is not None and other else "")

    def describe_shown() -> None:
        snapshot = workspace.snapshot
        status.set_model(_describe(snapshot) if snapshot is not None else "")

    attach(status, workspace.activity_changed, follow_activity)
    attach(status, workspace.snapshot_changed, describe_shown)
    attach(status, workspace.shown_changed, describe_shown)
    attach(status, workspace.shown_changed, lambda: follow_activity(workspace.activity))
    attach(status, workspace.runs_changed, lambda: status.set_waiting(len(workspace.queue)))
    attach(status, workspace.run_changed, lambda _run: status.set_waiting(len(workspace.queue)))
    desk.downloads.progressed.connect(status.set_download)
    status.cancel_requested.connect(desk.downloads.cancel)
    desk.evaluations.under_way_changed.connect(status.set_evaluating)
    desk.evaluations.progressed.connect(status.set_evaluated)
    status.cancel_evaluation_requested.connect(desk.evaluations.cancel)
    attach(status, training.engine_ready, lambda: status.set_busy(None))
    attach(status, training.engine_failed, lambda: status.set_busy(tr("PyTorch cannot be loaded.")))
    if not training.ready:
        status.set_busy(tr("Loading PyTorch…"))
    status.set_waiting(len(workspace.queue))
    describe_shown()
    follow_activity(workspace.activity)


def _describe(snapshot: Snapshot) -> str:
    config = snapshot.config
    data = DATA_SETS.get(config.dataset)
    parts = [tr(data.title) if data is not None else config.dataset]
    parts.append(described(config, snapshot.shape))
    if config.word:
        parts.append(tr(config.word))
    latest = snapshot.history.latest_held_out
    if latest is not None:
        value = config.loss_text(latest.negative_elbo)
        parts.append(tr("test {loss} {value}", loss=config.loss_title, value=value))
    return "  ·  ".join(parts)
