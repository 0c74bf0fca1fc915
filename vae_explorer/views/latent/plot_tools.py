"""Buttons of lasso and box, and the bar over the plot that says what a tool in the hand does."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.core.selection import ADD, REMOVE, REPLACE
from vae_explorer.core.text import count
from vae_explorer.session.desk import Desk
from vae_explorer.session.selected import BOX, LASSO
from vae_explorer.session.state import Message
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.layers.dots import DotLayer
from vae_explorer.views.latent.layers.hover import HoverLayer
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.icons import icon, set_icon
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.mnemonics import without_mnemonic

_NO_DOTS = marked(
    "The dots are not shown, and only what is seen can be selected. Switch “Dots” on."
)
_TOOLS = {  # text, key, icon, tip
    LASSO: (marked("&Lasso"), "L", "lasso", marked("Lasso: draw around dots to select them")),
    BOX: (marked("&Box"), "B", "box", marked("Box: drag a box over dots to select them")),
}
_HOWS = {
    REPLACE: (
        marked("Replace"),
        marked("Select these digits instead of those that are selected."),
    ),
    ADD: (
        marked("Add"),
        marked("Add these digits to those that are selected. Shift does so while it is held."),
    ),
    REMOVE: (
        marked("Remove"),
        marked("Take these digits from those that are selected. Alt does so while it is held."),
    ),
}
_AWAY = 8  # pixels from the corner of the view


class ToolBar(QWidget):
    """What becomes of dots that are selected, how many a line goes around, and a way out.

    Attributes
    ----------
    how_wanted
        `REPLACE`, `ADD` or `REMOVE`.
    ended
        The hand should move the view again.
    """

    how_wanted = Signal(str)
    ended = Signal()

    def __init__(self, theme: Theme, plot: LatentPlot) -> None:
        super().__init__(plot)
        self._theme, self._plot = theme, plot
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # nothing is drawn from here
        self.told = ""
        """How many dots the line goes around, in words."""
        self._name = QLabel(self)
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self.hows: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.s, 2, 2, 2)
        row.setSpacing(2)
        row.addWidget(self._name)
        row.addSpacing(theme.space.s)
        for how, (text, tip) in _HOWS.items():
            self.hows[how] = button = self._button(tr(text), tr(tip))
            button.setText(tr(text))
            button.setCheckable(True)
            button.clicked.connect(partial(self.how_wanted.emit, how))
            group.addButton(button)
            row.addWidget(button)
        row.addSpacing(theme.space.s)
        row.addWidget(self._count)
        self._end = self._button(
            tr("Put the tool away"), tr("Let the hand move the view again (Esc).")
        )
        self._end.clicked.connect(self.ended)
        row.addWidget(self._end)
        plot.installEventFilter(self)
        self.hide()
        self.set_theme(theme)
        self.set_how(REPLACE)

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(button, name, tip)
        return button

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        set_icon(self._end, "close", theme)
        self._place()

    def set_tool(self, tool: str) -> None:
        """Tell of a tool; be away without one."""
        if tool:
            name = without_mnemonic(tr(_TOOLS[tool][0]))
            self._name.setText(name)
            self.setAccessibleName(tr("{tool}: what becomes of the dots", tool=name))
        self.setVisible(bool(tool))
        self._place()

    def set_how(self, how: str) -> None:
        """Show what becomes of dots that are selected now."""
        self.hows[how].setChecked(True)

    def set_count(self, number: int | None) -> None:
        """Say how many dots a line goes around; None for no line."""
        self.told = "" if number is None else count(number, marked("digit"))
        self._count.setText(self.told)
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        """Stand in the corner of the view; where there is little room, say less."""
        room = self._plot.width() - self._plot.left_margin - 2 * _AWAY
        for label in (self._name, self._count):
            label.show()
        for label in (self._name, self._count):
            if self.sizeHint().width() > room:
                label.hide()
        self.adjustSize()
        self.move(self._plot.left_margin + _AWAY, _AWAY)
        taken = QRectF(self.geometry()).translated(-self._plot.left_margin, 0)
        self._plot.stack.layer(HoverLayer).set_taken(QRectF() if self.isHidden() else taken)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self, smooth=True) as painter:
            _paint_ground(painter, self, self._theme)


def _paint_ground(painter: QPainter, widget: QWidget, theme: Theme) -> None:
    painter.setPen(QPen(QColor(theme.outline), 1))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(widget.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)


class PlotTools(QObject):
    """An action for each tool, which buttons and menus show; and the bar over the plot.

    Attributes
    ----------
    wanted
        The tool that should be taken, or put away if it is in the hand.
    """

    wanted = Signal(str)

    def __init__(self, plot: LatentPlot, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = ToolBar(theme, plot)
        self.actions = {tool: self._action(tool) for tool in _TOOLS}
        hand = plot.hand.tools
        hand.wanted.connect(self.wanted)
        hand.how_changed.connect(self.bar.set_how)
        hand.counted.connect(self.bar.set_count)
        self.bar.how_wanted.connect(hand.set_how)
        self.bar.ended.connect(lambda: self.wanted.emit(hand.tool))

    def _action(self, tool: str) -> QAction:
        text, key, _, tip = _TOOLS[tool]
        action = QAction(f"{tr(text)}\t{key}", self)
        action.setIconText(without_mnemonic(tr(text)))
        action.setCheckable(True)
        action.setToolTip(tr("{tip} ({keys})", tip=tr(tip), keys=key))
        # Triggered, not toggled: what is in the hand is for the session to say.
        action.triggered.connect(lambda: self.wanted.emit(tool))
        return action

    def set_theme(self, theme: Theme) -> None:
        for tool, action in self.actions.items():
            action.setIcon(icon(_TOOLS[tool][2], theme))
        self.bar.set_theme(theme)

    def set_tool(self, tool: str) -> None:
        """Show which tool is in the hand."""
        for name, action in self.actions.items():
            action.setChecked(name == tool)
        self.bar.set_tool(tool)


def bind_tools(tools: PlotTools, plot: LatentPlot, desk: Desk) -> None:
    """Let dots be selected with the tools."""
    workspace = desk.workspace
    selected, hand = workspace.selected, plot.hand.tools

    def take(tool: str) -> None:
        selected.take("" if tool == selected.tool else tool)
        show()

    def show() -> None:
        hand.set_tool(selected.tool)
        tools.set_tool(selected.tool)
        if selected.tool:
            plot.pick_cancelled.emit()  # a click can have one meaning at a time
            plot.setFocus()

    def choose(rows: NDArray[np.intp] | tuple[int, ...], how: str) -> None:
        snapshot = workspace.snapshot
        if snapshot is None:
            return
        if DotLayer.name not in plot.stack.shown:
            desk.post(Message("info", tr(_NO_DOTS), topic="selection"))
            return
        # As Python's own numbers, which are counted in a third of the time.
        given = rows if isinstance(rows, tuple) else rows.tolist()
        selected.choose(given, snapshot.config.dataset, how)

    tools.wanted.connect(take)
    hand.chosen.connect(choose)
    attach(tools, selected.tool_changed, show)
    show()
