"""The focus goes back to the plot where what had it has gone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class FocusReturn(QObject):
    """Watches a window for a focus that no hand has moved.

    A button that is disabled, or hidden with its panel, gives the focus to the next widget of the
    window, as Tab would: perhaps to a text field, which takes Space and the keys of a clicker.

    Parameters
    ----------
    home
        Has the focus at first, and gets it then.
    """

    def __init__(self, window: QWidget, home: QWidget) -> None:
        super().__init__(window)
        self._window, self._home = window, home
        home.setFocus()
        self._left: QWidget | None = None
        self._check = QTimer(self, singleShot=True, interval=0)
        self._check.timeout.connect(self._come_home)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._note)

    @Slot(QWidget, QWidget)
    def _note(self, old: QWidget | None, new: QWidget | None) -> None:
        here = old is not None and isValid(old) and old.window() is self._window
        if here and new is not None and new.window() is self._window:
            self._left = old
            self._check.start()  # it is hidden, or disabled, after the focus has left it

    @Slot()
    def _come_home(self) -> None:
        left, self._left = self._left, None
        gone = left is not None and not (isValid(left) and left.isVisible() and left.isEnabled())
        if gone and self._home.isVisible():
            self._home.setFocus()
