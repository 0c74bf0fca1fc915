"""The tabs of panels that share a place: their names stay whole, and the bar scrolls."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt
from PySide6.QtWidgets import QMainWindow, QTabBar, QToolButton

from vae_explorer.core.language import marked, tr

_TIPS = {
    "ScrollLeftButton": marked("Panels on the left"),
    "ScrollRightButton": marked("Panels on the right"),
}


class TabBars(QObject):
    """Sees to every tab bar that a window makes for its docks."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        window.installEventFilter(self)
        for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            _let_scroll(bar)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        # Polished, not added: by then the window has said how it wants the bar.
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            bar = event.child()
            if isinstance(bar, QTabBar):
                _let_scroll(bar)
        return False


def _let_scroll(bar: QTabBar) -> None:
    bar.setElideMode(Qt.TextElideMode.ElideNone)
    bar.setUsesScrollButtons(True)
    for name, tip in _TIPS.items():
        if (button := bar.findChild(QToolButton, name)) is not None:
            button.setToolTip(tr(tip))
