"""KL divergence against iteration, beside what fresh draws from the prior come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.objective.priors import LEARNED
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.core.text import signed
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import Message
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.attach import attach
from vae_explorer.views.curves.kl_lines import KINDS, RANDN, KLRun, kl_lines, table
from vae_explorer.views.curves.kl_plot import KLPlot
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.palette import run_colours
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.pixmaps import png_of
from vae_explorer.views.widgets.slim_button import SlimButton
from vae_explorer.views.widgets.staying_menu import StayingMenu

EMPTY_TEXT = marked("KL divergences appear here while a model trains")
_FILES = {"png": marked("PNG image (*.png)"), "csv": marked("CSV table (*.csv)")}
_FIGURES = (
    ("fit", marked("draws fitted")),
    ("closed", marked("posteriors")),
    ("monte-carlo", marked("by Monte Carlo")),
)
_LINES_MS = 1500  # a line need not keep up with a hand


class KLPanel(QWidget):
    """Lines of the shown run and of those that are pinned; the black one is what `randn` scores."""

    message = Signal(Message)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[KLRun, ...] = ()
        self._kinds = tuple(KINDS)
        self._log = True
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(260, 120)
        self._empty = QLabel(tr(EMPTY_TEXT))
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._figures = QLabel()
        self._figures.setMinimumWidth(1)
        self.plot = KLPlot(theme)
        self._kind_actions = {key: self._kind_action(key) for key in KINDS}
        self._lines = SlimButton(self, tr("Lines"), tr("Choose which divergences are drawn."))
        self._lines.setMenu(self._menu(list(self._kind_actions.values())))
        self._log_button = SlimButton(
            self, tr("Logarithmic axis"), tr("Draw the divergences on a logarithmic axis.")
        )
        self._log_button.setCheckable(True)
        self._log_button.clicked.connect(lambda log: self._choose(self._kinds, log))
        self._all = SlimButton(
            self, tr("Show all"), tr("Show all iterations again (or double-click the plot).")
        )
        self._all.clicked.connect(self._show_all)
        self._export = SlimButton(
            self,
            tr("Export"),
            tr("Copy the plot as an image, or save it as PNG or its numbers as CSV."),
        )
        exports = {
            "copy": tr("Copy image"),
            "png": tr("Save as PNG…"),
            "csv": tr("Save as CSV…"),
        }
        self._export.setMenu(
            self._menu([self._export_action(key, text) for key, text in exports.items()])
        )
        self._area = QWidget()
        self._area.setProperty("role", "body")
        head = QHBoxLayout()
        head.setSpacing(1)
        head.addWidget(self._figures, 1)
        for button in (self._all, self._lines, self._log_button, self._export):
            head.addWidget(button)
        column = QVBoxLayout(self._area)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.xs, theme.space.s)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.plot.zoomed.connect(lambda: self._all.setVisible(True))
        self.plot.reset_requested.connect(self._show_all)
        self.set_theme(theme)
        self._choose(self._kinds, self._log)

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    @property
    def dark(self) -> bool:
        """Whether the panel is in the dark theme."""
        return self._theme.is_dark

    def set_runs(self, runs: Sequence[KLRun]) -> None:
        """Draw these runs."""
        self._runs = tuple(runs)
        self._draw()

    def state(self) -> dict[str, object]:
        """What is worth remembering: which lines, and the axis."""
        return {"lines": list(self._kinds), "log": self._log}

    def restore(self, state: Mapping[str, object]) -> None:
        """Go back to `state`; what is missing or unknown is left as it is."""
        lines, log = state.get("lines"), state.get("log")
        kinds = tuple(k for k in KINDS if k in lines) if isinstance(lines, list) else self._kinds
        self._choose(kinds or self._kinds, log if isinstance(log, bool) else self._log)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.plot.set_theme(theme)
        side = round(16 * theme.type.caption / 12)
        pictures = {
            self._all: "show-all",
            self._lines: "plots",
            self._log_button: "log",
            self._export: "export",
        }
        for button, name in pictures.items():
            button.setIcon(icon(name, theme))
            button.setIconSize(QSize(side, side))
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        self.plot.unpoint()
        super().hideEvent(event)

    def _choose(self, kinds: tuple[str, ...], log: bool) -> None:
        self._kinds, self._log = kinds, log
        self._log_button.setChecked(log)
        for key, action in self._kind_actions.items():
            action.setChecked(key in kinds)
            action.setEnabled(len(kinds) > 1 or key not in kinds)
        self._draw()

    def _draw(self) -> None:
        lines = kl_lines(self._runs, self._kinds)
        empty = not kl_lines(self._runs, KINDS)
        self._stack.setCurrentIndex(0 if empty else 1)
        self.plot.set_lines(lines, self._log)
        self._all.setVisible(not self.plot.follows)
        self._tell()

    def _tell(self) -> None:
        """Tell the newest values of the shown run."""
        run = next((run for run in self._runs if run.shown), None)
        told = []
        if run is not None:
            newest = {line.kind: line.values[-1] for line in kl_lines((run,), KINDS)}
            figures = ((name, newest[key]) for key, name in _FIGURES if key in newest)
            told = [f"{tr(name)} {signed(value, '.3g')}" for name, value in figures]
            if RANDN in newest:
                mean = LATENT_DIM / run.batch_size
                told.append(
                    tr("randn about {mean:.2g} (n = {size})", mean=mean, size=run.batch_size)
                )
        text, title = " · ".join(told), tr("KL, nats")
        self._figures.setText(f"<b>{title}</b>&nbsp;&nbsp;{text}")
        self._figures.setToolTip(text if text else "")
        self._figures.setAccessibleName(tr("KL, nats: {figures}", figures=text))

    def _show_all(self) -> None:
        self.plot.show_all()
        self._all.setVisible(False)

    def _kind_action(self, key: str) -> QAction:
        action = QAction(tr(KINDS[key].title), self, checkable=True)
        action.setToolTip(tr(KINDS[key].tip))
        action.triggered.connect(self._kinds_chosen)
        return action

    def _kinds_chosen(self) -> None:
        kinds = tuple(key for key, action in self._kind_actions.items() if action.isChecked())
        self._choose(kinds, self._log)

    def _export_action(self, key: str, text: str) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda: self._write(key))
        return action

    def _write(self, key: str) -> None:
        self.plot.unpoint()
        if key == "copy":
            QGuiApplication.clipboard().setImage(self.plot.grab().toImage())
            return
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save KL"), f"kl.{key}", tr(_FILES[key]))
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(f".{key}")
        try:
            content = table(self._runs) if key == "csv" else png_of(self.plot.grab().toImage())
            write_atomically(path, content)
        except UserError as error:
            self.message.emit(Message.about(error))

    def _menu(self, actions: list[QAction]) -> StayingMenu:
        menu = StayingMenu(self)
        menu.setToolTipsVisible(True)
        menu.addActions(actions)
        return menu


def build(theme: Theme) -> KLPanel:
    """Make the widget."""
    return KLPanel(theme)


def bind(panel: KLPanel, desk: Desk) -> None:
    """Show the run on the screen, and those that are pinned: nats of z are of one scale in all."""
    workspace = desk.workspace

    def show() -> None:
        colours = run_colours(panel.dark)
        panel.set_runs(
            [
                KLRun(
                    run.id,
                    run.name,
                    colours[run.colour % len(colours)],
                    run.history,
                    run is workspace.shown,
                    run.config.batch_size,
                    run.config.seed,
                    run.config.has_bound,
                    run.config.prior in LEARNED,
                )
                for run in workspace.runs
                if run.pinned or run is workspace.shown
            ]
        )

    throttle = Throttle(_LINES_MS, show, panel)
    attach(panel, workspace.runs_changed, show)
    attach(panel, workspace.shown_changed, show)
    attach(panel, workspace.run_changed, lambda _run: throttle.request())
    attach(panel, workspace.probe_changed, lambda _z1, _z2: throttle.postpone())
    attach(panel, workspace.moment_changed, throttle.postpone)
    panel.message.connect(desk.post)
    show()
