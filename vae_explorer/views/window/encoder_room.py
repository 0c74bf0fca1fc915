"""Room for bar and lens in the Digit panel, as long as somebody is the encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Slot

from vae_explorer.session.desk import Desk
from vae_explorer.views.digit.lens_view import LensView

if TYPE_CHECKING:
    from vae_explorer.views.panels.digit_panel import DigitPanel
    from vae_explorer.views.window.main_window import MainWindow

PANEL = "digit"


class EncoderRoom(QObject):
    """Lends the panel what those above and below it can spare; room and keys go back at the end."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._plot = window, window.latent.plot
        self._layout, self._own = window.layout_of_panels, desk.own_encoder
        self._before: int | None = None  # its height, pixels, while it has more
        self._settle = QTimer(self, singleShot=True, interval=0)  # when it has arranged itself
        self._settle.timeout.connect(self._follow)
        self._own.changed.connect(self._settle.start)

    @Slot()
    def _follow(self) -> None:
        being, before = self._own.now is not None, self._before
        if not being and isinstance(self._window.focusWidget(), LensView):
            self._plot.setFocus()
        if not self._layout.is_docked(PANEL) or being is (before is not None):
            return
        if before is not None:
            self._before = None
            self._layout.make_room(PANEL, before)
        else:
            panel = cast("DigitPanel", self._layout.panels[PANEL])
            self._before = panel.height()
            self._layout.make_room(PANEL, max(panel.height(), panel.height_for_encoder))
