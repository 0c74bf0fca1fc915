"""What the window does about selecting: its actions, and the panel that comes to the front."""

from __future__ import annotations

from collections.abc import Sized
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from vae_explorer.core.language import tr
from vae_explorer.session.desk import Desk
from vae_explorer.views.latent import keys
from vae_explorer.views.widgets.form import TYPED_INTO
from vae_explorer.views.window.encoder_room import EncoderRoom

if TYPE_CHECKING:
    from vae_explorer.views.window.main_window import MainWindow

PANEL, PAD, _DIGIT = "selection", "draw", "digit"


def connect_selecting(window: MainWindow, desk: Desk) -> None:
    """Connect the actions, and let the panel be seen when several digits were selected."""
    act, docks = window.actions_by_name, window.layout_of_panels.docks
    hand, selected = window.latent.plot.hand.tools, desk.workspace.selected

    def show_panel() -> None:
        if PANEL in docks and not window.layout_of_panels.presenting:
            window.layout_of_panels.raise_panel(PANEL)

    def follow(rows: Sized, _how: str) -> None:
        if len(rows) > 1 and PANEL in docks:
            show_panel()
            window.panels[PANEL].show_selected()  # type: ignore[attr-defined]

    def find() -> None:
        show_panel()
        if PANEL in docks:
            window.panels[PANEL].focus_search()  # type: ignore[attr-defined]

    def drop_drawing() -> None:
        """Let what was drawn go with its pad, unless its posterior is looked at elsewhere."""
        if selected.now.own is not None and not desk.truths.watched:
            selected.look_at_own(None, tr("closing the pad"))

    if PAD in docks:
        _Closing(docks[PAD]).closed.connect(drop_drawing)
    act["select_all"].triggered.connect(hand.choose_all)
    act["select_nothing"].triggered.connect(selected.clear)
    act["find"].triggered.connect(find)
    hand.chosen.connect(follow)
    EncoderRoom(window, desk)


class _Closing(QObject):
    """Tells that a dock is closed by hand; one that steps aside is hidden and not closed."""

    closed = Signal()

    def __init__(self, dock: QObject) -> None:
        super().__init__(dock)
        dock.installEventFilter(self)

    def eventFilter(self, _dock: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close:
            self.closed.emit()
        return False


def let_go(window: MainWindow, desk: Desk) -> None:
    """Do what Escape does where it means nothing else: go back one step towards the bare plot."""
    plot = window.latent.plot
    if isinstance(QApplication.focusWidget(), TYPED_INTO):
        plot.setFocus()
    elif window.layout_of_panels.presenting:
        window.present(False)
    elif desk.own_encoder.now is not None:
        desk.own_encoder.stop()
    else:
        keys.let_go(plot)
