"""What keys do in the latent plot: they move the handle and the view, pin, and select."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from vae_explorer.session.selected import BOX, LASSO
from vae_explorer.views.latent.hand import ZOOM_STEP

if TYPE_CHECKING:
    from vae_explorer.views.latent.plot import LatentPlot

_NUDGE_PIXELS = 4
_FAR = 10  # times as far, with Shift
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


def _pin(plot: LatentPlot) -> None:
    plot.pin_wanted.emit(*plot.cursor_place, None)


def _take(plot: LatentPlot, tool: str) -> None:
    plot.hand.tools.wanted.emit(tool)


def let_go(plot: LatentPlot) -> bool:
    """Let go of what is dragged, of the tool or of the digits; return whether there was any."""
    tools = plot.hand.tools
    if plot.hand.cancel():
        return True
    if tools.tool:
        tools.wanted.emit(tools.tool)  # which puts it away
        return True
    chosen = bool(plot.selection.rows) or plot.selection.current_place is not None
    if chosen:
        plot.nothing_chosen.emit()
    return chosen


def _delete(plot: LatentPlot) -> bool:
    return plot.path_hand.delete()


_PLAIN: dict[Qt.Key, Callable[[LatentPlot], object]] = {
    Qt.Key.Key_Plus: lambda plot: plot.zoom(ZOOM_STEP),
    Qt.Key.Key_Equal: lambda plot: plot.zoom(ZOOM_STEP),
    Qt.Key.Key_Minus: lambda plot: plot.zoom(1 / ZOOM_STEP),
    Qt.Key.Key_Home: lambda plot: plot.show_all(),
    Qt.Key.Key_C: lambda plot: plot.centre_on_handle(),
    Qt.Key.Key_P: _pin,
    Qt.Key.Key_L: lambda plot: _take(plot, LASSO),
    Qt.Key.Key_B: lambda plot: _take(plot, BOX),
    Qt.Key.Key_Return: lambda plot: plot.choose_nearest(),
    Qt.Key.Key_Enter: lambda plot: plot.choose_nearest(),
    Qt.Key.Key_Escape: let_go,
    Qt.Key.Key_Delete: _delete,
    Qt.Key.Key_Backspace: _delete,
}
_OTHERS_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_OTHERS_KEYS |= Qt.KeyboardModifier.MetaModifier


def press(plot: LatentPlot, event: QKeyEvent) -> bool:
    """Do what a key does; return whether it does anything here."""
    key = Qt.Key(event.key())
    if event.matches(QKeySequence.StandardKey.SelectAll):
        plot.hand.tools.choose_all()
        return True
    if event.modifiers() & _OTHERS_KEYS:
        return False
    if key in _ARROWS:
        far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _NUDGE_PIXELS * (_FAR if far else 1) / plot.plane.scale
        right, up = _ARROWS[key]
        z1, z2 = plot.cursor_place
        z1, z2 = z1 + right * step, z2 + up * step
        plot.tell_place(z1, z2)
        plot.reveal(z1, z2)
        plot.cursor_nudged.emit()
        return True
    if key in _PLAIN:
        return _PLAIN[key](plot) is not False
    return False
