"""The posteriors of the shown digits on the surface of the KL divergence, one axis at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QColor, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.posterior_plane import descend, kl_of_axis
from vae_explorer.session.desk import Desk
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.attach import attach
from vae_explorer.views.curves.card import ValueCard
from vae_explorer.views.curves.chart import Chart
from vae_explorer.views.curves.posterior_field import NOTHING, Cloud, ColourBar, Field
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.palette import class_colours
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.slim_button import SlimButton

EMPTY_TEXT = marked("Posteriors appear here once there is a model")
POINTS_TEXT = marked("The posteriors of this model are points: they have no σ")
_AXES = {"both": marked("Both axes"), "z1": "z₁", "z2": "z₂"}
_COLUMNS = {"both": (0, 1), "z1": (0,), "z2": (1,)}
_MOST_DOTS = 1500  # of an axis
_TURNS = 8  # in which two axes are drawn over each other
_RANGE = (-4.2, 4.2), (-2.55, 0.62)  # of μ, and of the logarithm of σ
_FLOW_MS, _FLOW_TIME = 4000, 4.0  # how long a flow is played, and to which time
_FRAME_MS = 33
_SNAPSHOT_MS = 400


@dataclass(frozen=True, eq=False)
class Posteriors:
    """Mean and log-variance of each image, (N, 2) each, and its class, (N,)."""

    mean: NDArray[np.float32]
    log_variance: NDArray[np.float32]
    labels: NDArray[np.uint8]


class PosteriorPlanePanel(QWidget):
    """A dot is (μ, σ) of one axis of one image's posterior; the lines lead to the prior.

    Attributes
    ----------
    watched
        Whether the panel can be seen.
    """

    watched = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._posteriors: Posteriors | None = None
        self._live = NOTHING
        self._axis = "both"
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(280, 120)
        self._empty = QLabel(tr(EMPTY_TEXT))
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._figures = QLabel()
        self._figures.setMinimumWidth(1)
        self._choice = SlimButton(
            self, tr("Axis"), tr("Of which axis of the plane the posteriors are drawn.")
        )
        self._choice.setMenu(self._axis_menu())
        self._flow = SlimButton(
            self, tr("Flow lines"), tr("Draw where gradient descent on the KL leads.")
        )
        self._flow.setCheckable(True)
        self._flow.setChecked(True)
        self._play = SlimButton(
            self,
            tr("Play the flow"),
            tr("Let the dots follow the slope of the KL to the prior, and come back."),
        )
        self._play.setCheckable(True)
        self._all = SlimButton(
            self, tr("Show all"), tr("Show the whole plane again (or double-click it).")
        )
        self.chart = Chart(tr("Posterior plane"), "σ", "μ", theme)
        self.chart.left_axis.set_log(True)
        self.chart.view_box.setLimits(xMin=-1e3, xMax=1e3, yMin=-9, yMax=3, minXRange=0.05)
        self.chart.view_box.setLimits(minYRange=0.05)
        self.field = Field(self.chart.view_box, theme)
        self.bar = ColourBar(self.chart.view_box, theme)
        self._card = ValueCard(self)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._on_frame)
        self._arrange()
        self._flow.toggled.connect(self.field.set_flow)
        self._play.toggled.connect(self._toggle_flow)
        self._all.clicked.connect(self.show_all)
        self.chart.reset_requested.connect(self.show_all)
        self.chart.zoomed.connect(lambda: self._all.setVisible(True))
        self.chart.pointed.connect(self._point)
        self.chart.left_alone.connect(self._card.hide)
        self.chart.view_box.sigRangeChanged.connect(lambda *_: self.field.update())
        self.show_all()
        self.set_theme(theme)
        self._choose_axis(self._axis)

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    def set_posteriors(self, posteriors: Posteriors | None, reason: str = EMPTY_TEXT) -> None:
        """Draw these, or say why there are none, `marked`."""
        self._posteriors = posteriors
        self._empty.setText(tr(reason))
        self._stack.setCurrentIndex(0 if posteriors is None else 1)
        if posteriors is None:
            self._play.setChecked(False)
        self._draw()

    def show_all(self) -> None:
        """Undo all zooming."""
        across, up = _RANGE
        self.chart.view_box.setRange(xRange=across, yRange=up, padding=0)
        self._all.setVisible(False)

    def state(self) -> dict[str, object]:
        """What is worth remembering: the axis, and whether there are flow lines."""
        return {"axis": self._axis, "flow": self._flow.isChecked()}

    def restore(self, state: Mapping[str, object]) -> None:
        """Go back to `state`; what is missing or unknown is left as it is."""
        axis, flow = state.get("axis"), state.get("flow")
        if isinstance(axis, str) and axis in _AXES:
            self._choose_axis(axis)
        if isinstance(flow, bool):
            self._flow.setChecked(flow)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.chart, self.field, self.bar, self._card):
            part.set_theme(theme)
        side = round(16 * theme.type.caption / 12)
        pictures = {self._all: "show-all", self._flow: "flow", self._play: "play"}
        for button, name in pictures.items():
            button.setIcon(icon(name, theme))
            button.setIconSize(QSize(side, side))
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self._card.hide()
        self._play.setChecked(False)
        self.watched.emit(False)
        super().hideEvent(event)

    def _arrange(self) -> None:
        area = QWidget()
        area.setProperty("role", "body")
        space = self._theme.space
        head = QHBoxLayout()
        head.setSpacing(space.xs)
        head.addWidget(self._figures, 1)
        for control in (self._all, self._choice, self._flow, self._play):
            head.addWidget(control)
        row = QHBoxLayout()
        row.setSpacing(space.xs)
        row.addWidget(self.chart, 1)
        row.addWidget(self.bar)
        column = QVBoxLayout(area)
        column.setContentsMargins(space.m, space.xs, space.s, space.s)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(row, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _draw(self) -> None:
        self._live = self._cloud()
        if not self._timer.isActive():
            self.field.set_cloud(self._live)
        self._tell(self._live, "")

    def _cloud(self) -> Cloud:
        """The chosen axes of some of the images, evenly spread over all of them."""
        if self._posteriors is None:
            return NOTHING
        count = len(self._posteriors.labels)
        some = np.unique(np.linspace(0, count - 1, min(count, _MOST_DOTS)).astype(np.intp))
        columns = _COLUMNS[self._axis]
        mean = self._posteriors.mean[some][:, columns].T.astype(np.float64).ravel()
        log_sigma = (
            0.5 * self._posteriors.log_variance[some][:, columns].T.astype(np.float64).ravel()
        )
        rows = np.arange(len(mean))
        if len(columns) > 1:
            both = (self._theme.accent_ink, self._theme.warning)
            # In turns, so that neither axis lies over the other.
            groups = tuple(
                (colour, half[start::_TURNS])
                for start in range(_TURNS)
                for colour, half in zip(both, np.split(rows, 2), strict=True)
            )
        else:
            labels = self._posteriors.labels[some]
            table = class_colours(self._theme.is_dark, int(labels.max(initial=0)) + 1)
            groups = tuple(
                (QColor(*table[label].tolist()).name(), np.flatnonzero(labels == label))
                for label in np.unique(labels)
            )
        return Cloud(mean, np.exp(log_sigma), groups)

    def _tell(self, cloud: Cloud, when: str) -> None:
        """Tell the mean divergence of each axis that is drawn, in nats."""
        names = [name for key, name in _AXES.items() if key == self._axis] or [""]
        if self._axis == "both":
            names = [_AXES["z1"], _AXES["z2"]]
        parts = np.array_split(kl_of_axis(cloud.mean, cloud.sigma), len(names))
        colours = (self._theme.accent_ink, self._theme.warning)
        told = [
            (f"{name} {part.mean():.2f}", colours[self._axis != "z1" and place])
            for place, (name, part) in enumerate(zip(names, parts, strict=True))
            if len(part)
        ]
        figures = " · ".join([text for text, _ in told] + ([when] if when else []))
        plain = tr("Mean KL, nats: {figures}", figures=figures)
        rich = [
            f"<span style='color:{colour}'>● </span>{text}" if self._axis == "both" else text
            for text, colour in told
        ]
        rich += [when] if when else []
        title = tr("Mean KL, nats")
        self._figures.setText(f"<b>{title}</b>&nbsp;&nbsp;" + "&nbsp;&nbsp;".join(rich))
        self._figures.setAccessibleName(plain)
        self._figures.setToolTip(plain)

    def _axis_menu(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        for key, text in _AXES.items():
            action = menu.addAction(tr(text))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, key=key: self._choose_axis(key))
            group.addAction(action)
        return menu

    def _choose_axis(self, key: str) -> None:
        self._axis = key
        for action, of in zip(self._choice.menu().actions(), _AXES, strict=True):
            action.setChecked(of == key)
        self._choice.setText(f"{tr(_AXES[key])} ▾")
        self._draw()

    def _toggle_flow(self, on: bool) -> None:
        self._play.setIcon(icon("stop" if on else "play", self._theme))
        if on:
            self._clock.start()
            self._timer.start()
        else:
            self._timer.stop()
            self._draw()

    def _on_frame(self) -> None:
        part = self._clock.elapsed() / _FLOW_MS
        if part > 1.25:  # it rests at the end for a moment
            self._play.setChecked(False)
            return
        time = _FLOW_TIME * min(part, 1.0) ** 3  # a narrow posterior widens fast at first
        mean, sigma = descend(self._live.mean, self._live.sigma, time)
        flown = self._live._replace(mean=mean, sigma=sigma)
        self.field.set_cloud(flown)
        self._tell(flown, tr("at t = {time:.2f}", time=time))

    def _point(self, place: QPointF, at: QPointF) -> None:
        mean, sigma = place.x(), 10.0 ** place.y()
        kl = float(kl_of_axis(np.array(mean), np.array(sigma)))
        nats = tr("KL {kl:.2f} nats", kl=kl)
        text = f"μ {mean:.2f}&nbsp;&nbsp;σ {sigma:.3g}&nbsp;&nbsp;<b>{nats}</b>"
        self._card.tell(text.replace("-", "−"), self.chart, at.toPoint())


def build(theme: Theme) -> PosteriorPlanePanel:
    """Make the widget."""
    return PosteriorPlanePanel(theme)


def bind(panel: PosteriorPlanePanel, desk: Desk) -> None:
    """Show the posteriors of the snapshot that is looked at."""
    workspace = desk.workspace

    def show() -> None:
        snapshot = workspace.snapshot
        if snapshot is None or not panel.isVisible():
            return
        if not snapshot.config.has_bound:
            panel.set_posteriors(None, POINTS_TEXT)
            return
        panel.set_posteriors(Posteriors(snapshot.embedding, snapshot.log_variance, snapshot.labels))

    throttle = Throttle(_SNAPSHOT_MS, show, panel)
    attach(panel, workspace.snapshot_changed, lambda _snapshot: throttle.request())
    attach(panel, workspace.shown_changed, show)
    # A frame of a drag should not wait for dots.
    attach(panel, workspace.probe_changed, lambda _z1, _z2: throttle.postpone())
    panel.watched.connect(lambda seen: show() if seen else None)
    show()
