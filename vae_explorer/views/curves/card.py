"""The card beside the mouse with the values of all curves at one epoch."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.curves.lines import colours
from vae_explorer.views.curves.quantities import Quantity
from vae_explorer.views.curves.series import RunSeries, Splits, split_word
from vae_explorer.views.style.theme import Theme

_DISTANCE = 14  # pixels from the mouse
_LONGEST_NAME = 28


def card_text(
    quantity: Quantity,
    epoch: float,
    series: Sequence[RunSeries],
    splits: Splits,
    changes: Sequence[str],
    theme: Theme,
) -> str:
    """A small table: a row for each run, a column for each split that is drawn."""
    own = colours(theme)
    names = tuple(reversed(splits.names))
    muted = f"style='color:{theme.muted}'"
    head = f"<td {muted}>{tr(quantity.unit)}</td>"
    head += "".join(
        f"<td align='right' style='color:{own[s]}'>&nbsp;&nbsp;{split_word(s)}</td>" for s in names
    )
    rows = [f"<tr>{head}</tr>"]
    for one in sorted(series, key=lambda one: not one.run.shown):
        values = [one.curve(quantity, split).at(epoch) for split in names]
        if all(value is None for value in values):
            continue
        name = one.run.name or (tr("this run") if one.run.shown else one.run.number)
        if len(name) > _LONGEST_NAME:
            name = name[: _LONGEST_NAME - 1] + "…"
        swatch = "" if one.run.shown else one.run.colour or theme.muted
        cells = f"<span style='color:{swatch}'>■</span> " if swatch else ""
        cells = f"<td>{cells}{escape(name)}</td>"
        cells += "".join(
            f"<td align='right'>&nbsp;&nbsp;{'–' if v is None else quantity.written(v)}</td>"
            for v in values
        )
        rows.append(f"<tr>{cells}</tr>")
    told = "".join(f"<div>{escape(text)}</div>" for text in changes)
    title = tr("<b>{loss}</b> at epoch {epoch:.4g}", loss=tr(quantity.title), epoch=epoch)
    return f"<div>{title}</div><table cellspacing='0'>{''.join(rows)}</table>{told}"


class ValueCard(QLabel):
    """Lies in the window rather than in the panel, which may be lower than it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Values at the mouse"))
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.setStyleSheet(
            f"ValueCard {{ color: {theme.text}; background: {theme.raised};"
            f" border: 1px solid {theme.border}; border-radius: 6px; padding: 4px 8px;"
            f" font-size: {theme.type.caption}px; }}"
        )

    def tell(self, text: str, source: QWidget, at: QPoint) -> None:
        """Show `text` beside the point `at` of `source`."""
        window = source.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setText(text)
        self.adjustSize()
        place = source.mapTo(window, at)
        x = place.x() + _DISTANCE
        if x + self.width() > window.width():
            x = place.x() - _DISTANCE - self.width()
        y = place.y() - self.height() - _DISTANCE // 2
        if y < 0:
            y = min(place.y() + _DISTANCE, window.height() - self.height())
        self.move(max(0, x), max(0, y))
        self.show()
        self.raise_()
