"""The losses of one or several runs along their epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.result import Reference
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import Message
from vae_explorer.views.curves import export
from vae_explorer.views.curves.card import ValueCard, card_text
from vae_explorer.views.curves.controls import CurveControls
from vae_explorer.views.curves.loss_plot import LossPlot
from vae_explorer.views.curves.plot_row import PlotRow
from vae_explorer.views.curves.quantities import (
    QUANTITIES_AT_FIRST,
    QUANTITIES_OF_GANS,
    Quantity,
    quantities,
)
from vae_explorer.views.curves.series import (
    RunCurves,
    RunSeries,
    Splits,
    below_zero,
    nearest,
    series_of,
    shown_first,
    why_linear,
)
from vae_explorer.views.panels.curves_binding import bind_curves
from vae_explorer.views.style.theme import Theme

__all__ = ["EMPTY_TEXT", "CurvesPanel", "RunCurves"]

EMPTY_TEXT = marked("Losses appear here while a model trains")
_NARROW = 440  # pixels at normal type: below, the buttons would push the numbers aside
_MARK_REACH = 6  # pixels to either side of a mark in which the mouse is told of it

_FILES = {
    "png": marked("PNG image (*.png)"),
    "svg": marked("SVG drawing (*.svg)"),
    "csv": marked("CSV table (*.csv)"),
}


class CurvesPanel(QWidget):
    """−ELBO, reconstruction and KL in nats per image, on training and on held-out digits.

    One run is shown large, in the colours of train and test; others lie thin beside it.
    """

    message = Signal(Message)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._follows_x = True
        self._log = False
        self._splits = Splits.BOTH
        self._quantities: tuple[Quantity, ...] = QUANTITIES_AT_FIRST
        self._references: tuple[Reference, ...] = ()
        self._with_references = True
        self._series: tuple[RunSeries, ...] = ()
        self._pointer: tuple[LossPlot, float, QPointF] | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(300, 120)
        self._empty = QLabel(tr(EMPTY_TEXT))
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = PlotRow(theme)
        self._area.choose(QUANTITIES_AT_FIRST)
        self._area.zoomed.connect(self._zoomed)
        self._area.reset_requested.connect(self.show_all)
        self._area.pointed.connect(self._point)
        self._area.left.connect(self._unpoint)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._controls = CurveControls(theme, self)
        self._controls.hide()
        self._controls.show_all_chosen.connect(self.show_all)
        self._controls.log_chosen.connect(self._choose_log)
        self._controls.splits_chosen.connect(lambda splits: self._set_options(self._log, splits))
        self._controls.export_chosen.connect(self._export)
        self._controls.quantities_chosen.connect(
            lambda chosen: self._choose(chosen, self._with_references)
        )
        self._controls.references_chosen.connect(
            lambda wanted: self._choose(self._quantities, wanted)
        )
        self._card = ValueCard(self)
        self._controls.set_options(self._log, self._splits)
        self._controls.set_plots(self._quantities, self._with_references)
        self.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    @property
    def dark(self) -> bool:
        """Whether the panel is in the dark theme."""
        return self._theme.is_dark

    def set_runs(self, curves: Sequence[RunCurves], *, in_turns: bool = False) -> None:
        """Show these runs; views that a person has zoomed stay where they are.

        With `in_turns` each plot is drawn in a turn of the event loop of its own.
        """
        known = {series.run.run_id: series for series in self._series}
        self._series = tuple(series_of(run, known.get(run.run_id)) for run in curves)
        if tuple(plot.quantity for plot in self._area) != self._drawn:
            self._unpoint()
            self._area.choose(self._drawn)
            self._place_controls()
            self._draw_references()
        empty = not any(series.epochs(Splits.BOTH) for series in self._series)
        self._stack.setCurrentIndex(0 if empty else 1)
        self._controls.setVisible(not empty)
        if empty:
            self.show_all()
        else:
            self._draw(in_turns=in_turns)

    def set_references(self, references: tuple[Reference, ...]) -> None:
        """Take the levels that the losses of the shown run are compared with."""
        self._references = references
        self._draw_references()

    def set_moment(self, epoch: float | None) -> None:
        """Mark the epoch that is looked at; None for the newest."""
        self._area.set_moment(epoch)

    def show_all(self) -> None:
        """Undo all zooming and follow the runs again."""
        self._follows_x = True
        for plot in self._area:
            plot.follows_y = True
        self._controls.set_can_show_all(False)
        self._place_controls()
        self._draw()

    def state(self) -> dict[str, object]:
        """What is worth remembering: what is drawn, and how."""
        return {
            "log": self._log,
            "splits": self._splits.value,
            "plots": [quantity.attribute for quantity in self._quantities],
            "references": self._with_references,
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Go back to `state`; what is missing or unknown is left as it is."""
        log, splits = state.get("log"), state.get("splits")
        known = {choice.value: choice for choice in Splits}
        self._set_options(
            log if isinstance(log, bool) else self._log,
            known.get(splits, self._splits) if isinstance(splits, str) else self._splits,
        )
        plots, references = state.get("plots"), state.get("references")
        self._choose(
            quantities(plots) if isinstance(plots, list) else self._quantities,
            references if isinstance(references, bool) else self._with_references,
        )

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._controls.set_theme(theme)
        self._card.set_theme(theme)
        self._area.set_theme(theme)
        self._place_controls()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_controls()

    def hideEvent(self, event: QHideEvent) -> None:
        self._unpoint()
        super().hideEvent(event)

    def _draw(self, *, in_turns: bool = False) -> None:
        linear = self._below_zero()
        logs = frozenset(self._drawn).difference(linear) if self._log else frozenset()
        self._area.draw(self._series, self._splits, logs, self._last_epoch, in_turns=in_turns)
        self._controls.tell_linear(why_linear(linear))
        if self._pointer is not None:
            self._point(*self._pointer)

    def _last_epoch(self) -> float | None:
        """Return up to where the plots reach by themselves; None where a person has zoomed."""
        if not self._follows_x:
            return None
        ends = (float(e[-1]) for series in self._series for e in series.epochs(self._splits))
        last = max(ends, default=None)
        return None if last is None else max(last, 1e-3)

    @property
    def _drawn(self) -> tuple[Quantity, ...]:
        """Those chosen, or what a GAN has instead; the two never share an axis."""
        first = shown_first(self._series)
        return self._quantities if first is None or first.run.has_encoder else QUANTITIES_OF_GANS

    def _set_options(self, log: bool, splits: Splits) -> None:
        self._log, self._splits = log, splits
        self._controls.set_options(log, splits)
        self._draw()

    def _choose(self, chosen: tuple[Quantity, ...], references: bool) -> None:
        self._unpoint()
        self._quantities, self._with_references = chosen, references
        self._controls.set_plots(chosen, references)
        self._area.choose(self._drawn)
        self._place_controls()
        self._draw()
        self._draw_references()

    def _draw_references(self) -> None:
        for plot in self._area:
            plot.set_references(self._references if self._with_references else ())

    def _choose_log(self, log: bool) -> None:
        self._set_options(log, self._splits)
        if why := why_linear(self._below_zero()):
            self.message.emit(Message("info", why))

    def _below_zero(self) -> tuple[Quantity, ...]:
        return below_zero(self._series, self._drawn, self._splits) if self._log else ()

    def _zoomed(self, plot: LossPlot, in_x: bool, in_y: bool) -> None:
        self._follows_x = self._follows_x and not in_x
        plot.follows_y = plot.follows_y and not in_y
        self._controls.set_can_show_all(True)
        self._place_controls()

    def _point(self, plot: LossPlot, epoch: float, at: QPointF) -> None:
        """Tell the values at the measurement that is nearest to `epoch`."""
        first = shown_first([s for s in self._series if s.epochs(self._splits)])
        if first is None:
            self._unpoint()
            return
        self._pointer = (plot, epoch, at)
        measured = (float(e[nearest(e, epoch)]) for e in first.epochs(self._splits))
        found = min(measured, key=lambda candidate: abs(candidate - epoch))
        for each in self._area:
            each.point_at(found)
        changes = [mark.text for mark in plot.marks.near(epoch, _MARK_REACH)]
        text = card_text(plot.quantity, found, self._series, self._splits, changes, self._theme)
        self._card.tell(text, plot, at.toPoint())

    def _unpoint(self) -> None:
        self._pointer = None
        self._card.hide()
        for plot in self._area:
            plot.point_at(None)

    def _place_controls(self) -> None:
        scale = self._theme.type.caption / 12
        self._controls.set_narrow(self.width() < _NARROW * scale)
        self._controls.adjustSize()
        size = self._controls.size()
        self._controls.move(self.width() - size.width() - self._theme.space.xs, 1)
        self._controls.raise_()
        self._area.reserve(size.width() - self._theme.space.m + self._theme.space.xs)

    def _export(self, kind: str) -> None:
        self._unpoint()
        if kind == "copy":
            image = export.picture(self._area, self._area.chosen, self._theme)
            QGuiApplication.clipboard().setImage(image)
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save losses"), f"losses.{kind}", tr(_FILES[kind])
        )
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix and not path.with_suffix(f".{kind}").exists():
            path = path.with_suffix(f".{kind}")
        try:
            if kind == "csv":
                content = export.table(series.run for series in self._series)
            else:
                content = export.drawing_of(kind, self._area, self._area.chosen, self._theme)
            write_atomically(path, content)
        except UserError as error:
            self.message.emit(Message.about(error))


def bind(panel: CurvesPanel, desk: Desk) -> None:
    """Show the losses of the run on the screen, and of those that are pinned."""
    bind_curves(panel, desk)


build = CurvesPanel
