"""How a run is painted in the list, where its buttons are, and the field for its name."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from vae_explorer.core.language import marked, tr
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.run_rows import ROW_ROLE, Index, RunRow
from vae_explorer.views.panels.run_twig import paint_twig
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.palette import run_colours
from vae_explorer.views.style.theme import Theme, numeric_font

_LONGEST_NAME = 120
_WIDE = 30  # times the size of the text: from there on two lines hold everything
_BAR = 3  # the mark of the shown run, and the progress line
_DEEPEST = 4  # branches of branches that stand in further
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Part(Enum):
    """What of a row is under the mouse."""

    BODY = "body"
    UP = "up"
    DOWN = "down"
    PIN = "pin"
    MORE = "more"


class _Button(NamedTuple):
    icon: str
    tip: str


_BUTTONS = {
    Part.UP: _Button("chevron-up", marked("Train it earlier (Alt+Up)")),
    Part.DOWN: _Button("chevron-down", marked("Train it later (Alt+Down)")),
    Part.PIN: _Button("pin", marked("Pin its curves, beside those of others (P)")),
    Part.MORE: _Button("more", marked("What can be done with it (Menu key)")),
}


class Places(NamedTuple):
    """Where the parts of one row are."""

    card: QRect
    swatch: QRectF
    name: QRect
    lines: tuple[QRect, ...]  # below the name
    progress: QRectF
    buttons: dict[Part, QRect]


class RunDelegate(QStyledItemDelegate):
    """Paints rows. `hovered` and `pressed` are the run and the part that the mouse is on."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hovered: tuple[int, Part] | None = None
        self.pressed: tuple[int, Part] | None = None

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def places(self, rect: QRect, row: RunRow) -> Places:
        """Where things are in a row that fills `rect`."""
        space, size = self._theme.space, self._theme.type
        first, other = self._line_heights()
        card = rect.adjusted(space.xs + self._indent(row), 1, -space.xs, -1)
        inner = card.adjusted(space.s, space.xs + 2, -space.xs, 0)
        side = size.body + 9
        dot = round(size.body * 0.75)
        top = QRect(inner.left(), inner.top(), inner.width(), first)
        parts = [Part.MORE, Part.PIN]
        if row.place is not None and row.waiting > 1:
            parts += [Part.DOWN, Part.UP]
        buttons, right = {}, top.right() + 1
        for part in parts:
            right -= side
            buttons[part] = QRect(right, top.center().y() - side // 2 + 1, side, side)
        text = inner.left() + dot + space.s
        swatch = QRectF(inner.left() + 1, top.center().y() - dot / 2 + 1, dot, dot)
        name = QRect(text, top.top(), right - space.xs - text, first)
        is_wide = self._is_wide(rect.width())
        # Numbers end where the dots of the last button do, or stand in a column before them.
        end = top.right() - (2 * side + space.s if is_wide else (side - size.body) // 2)
        count = 1 if is_wide else 2
        lines = tuple(
            QRect(text, top.bottom() + 1 + i * other, end - text + 1, other) for i in range(count)
        )
        progress = QRectF(text, card.bottom() - _BAR - 2, end - text + 1, _BAR)
        return Places(card, swatch, name, lines, progress, buttons)

    def _indent(self, row: RunRow) -> int:
        """How far a branch stands in; deep ones no further than leaves them room."""
        return min(row.depth, _DEEPEST) * (self._theme.type.body + 1)

    def part_at(self, rect: QRect, row: RunRow, at: QPointF) -> Part:
        """Which part of a row is at a pixel."""
        buttons = self.places(rect, row).buttons
        return next((p for p, box in buttons.items() if box.contains(at.toPoint())), Part.BODY)

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 0
        first, other = self._line_heights()
        count = 1 if self._is_wide(width) else 2
        return QSize(1, first + count * other + 2 * self._theme.space.s)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: RunRow = index.data(ROW_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        view = option.widget
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and view.hasFocus()
        places = self.places(rect, row)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        if row.depth:
            top, card = rect.top(), places.card.left()
            paint_twig(painter, top, card, places.swatch.center().y(), self._theme)
        self._paint_card(painter, places.card, row, focused=focused)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(run_colour(self._theme, row.colour)))
        painter.drawRoundedRect(places.swatch, 3, 3)
        self._paint_texts(painter, places, row)
        if row.share is not None:
            self._paint_progress(painter, places.progress, row)
        for part, box in places.buttons.items():
            self._paint_button(painter, box, part, row)
        painter.restore()

    def _paint_card(self, painter: QPainter, card: QRect, row: RunRow, *, focused: bool) -> None:
        theme = self._theme
        hovered = self.hovered is not None and self.hovered[0] == row.id
        ground = theme.accent_soft if row.shown else theme.hover if hovered else None
        box = QRectF(card)
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(box, 6, 6)
        if row.shown:
            painter.setBrush(QColor(theme.accent_ink))
            bar = QRectF(box.left(), box.top() + 6, _BAR, box.height() - 12)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        if focused:
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)

    def _paint_texts(self, painter: QPainter, places: Places, row: RunRow) -> None:
        theme = self._theme
        strong, plain = self._fonts()
        name = QRect(places.name)
        if len(places.lines) == 1 and row.loss:
            column = QRect(name)
            column.setRight(places.lines[0].right())
            painter.setFont(plain)
            painter.setPen(QColor(theme.text))
            painter.drawText(column, _RIGHT, row.loss)
            name.setRight(
                min(name.right(), column.right() - _width(plain, row.loss) - theme.space.m)
            )
        painter.setFont(strong)
        painter.setPen(QColor(theme.text))
        painter.drawText(name, _LEFT, _elided(strong, row.name, name.width()))
        doing = {RunState.RUNNING: theme.accent_ink, RunState.FAILED: theme.danger}
        colour = doing.get(row.state, theme.muted)
        painter.setFont(plain)
        if len(places.lines) == 1:
            told = f"{row.doing} · {row.origin}"
            self._paint_line(
                painter, plain, places.lines[0], (told, colour), (row.time, theme.muted)
            )
            return
        first = places.lines[0]
        room = first.width() - (_width(plain, row.loss) + theme.space.s if row.loss else 0)
        told = row.doing if _width(plain, row.doing) <= room else row.doing_in_short
        self._paint_line(painter, plain, first, (told, colour), (row.loss, theme.text))
        origin, time = (row.origin, theme.muted), (row.time, theme.muted)
        self._paint_line(painter, plain, places.lines[1], origin, time)

    def _paint_line(
        self,
        painter: QPainter,
        font: QFont,
        line: QRect,
        left: tuple[str, str],
        right: tuple[str, str],
    ) -> None:
        room = line.width()
        if right[0]:
            painter.setPen(QColor(right[1]))
            painter.drawText(line, _RIGHT, right[0])
            room -= _width(font, right[0]) + self._theme.space.s
        painter.setPen(QColor(left[1]))
        painter.drawText(line, _LEFT, _elided(font, left[0], room))

    def _paint_progress(self, painter: QPainter, line: QRectF, row: RunRow) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.pressed))
        painter.drawRoundedRect(line, _BAR / 2, _BAR / 2)
        done = QRectF(line)
        done.setWidth(max(_BAR, line.width() * (row.share or 0.0)))
        running = row.state is RunState.RUNNING
        painter.setBrush(QColor(theme.accent_ink if running else theme.outline))
        painter.drawRoundedRect(done, _BAR / 2, _BAR / 2)

    def _paint_button(self, painter: QPainter, box: QRect, part: Part, row: RunRow) -> None:
        theme = self._theme
        if self.hovered == (row.id, part):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                QColor(theme.pressed if self.pressed == (row.id, part) else theme.border)
            )
            painter.drawRoundedRect(QRectF(box), 5, 5)
        name, colour = _BUTTONS[part].icon, theme.icon
        if part is Part.PIN and row.pinned:
            name, colour = "pinned", theme.accent_ink
        if (part is Part.UP and row.place == 0) or (
            part is Part.DOWN and row.place == row.waiting - 1
        ):
            colour = theme.disabled
        side = theme.type.body + 3
        at = QRect(0, 0, side, side)
        at.moveCenter(box.center())
        icon(name, theme, colour).paint(painter, at)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        row: RunRow = index.data(ROW_ROLE)
        rect = view.visualRect(index)
        part = self.part_at(rect, row, QPointF(event.pos()))
        tip = row.tip
        if part is Part.PIN and row.pinned:
            tip = tr("Unpin its curves (P)")
        elif part is not Part.BODY:
            tip = tr(_BUTTONS[part].tip)
        QToolTip.showText(event.globalPos(), tip, view)
        return True

    # The field for the name

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(_LONGEST_NAME)
        editor.setAccessibleName(tr("Name of {run}", run=index.data()))
        editor.setFont(self._fonts()[0])
        # The stylesheet's fields are taller than a line of the list.
        editor.setStyleSheet("padding: 0 4px; min-height: 0; border-radius: 4px;")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Called again whenever the row changes: what has been typed stays.
        if isinstance(editor, QLineEdit) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setText(index.data())
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Any) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        places = self.places(option.rect, index.data(ROW_ROLE))
        field = places.name.adjusted(-6, -4, 0, 1)
        field.setRight(places.card.right() - 4)
        editor.setGeometry(field)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and isinstance(editor, QLineEdit)
        ):
            # Qt would do the same and hand the key on to the list, which would show the run.
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(editor, event)

    def _is_wide(self, width: int) -> bool:
        return width >= _WIDE * self._theme.type.body

    def _fonts(self) -> tuple[QFont, QFont]:
        view = self.parent()
        font = numeric_font(view.font() if isinstance(view, QWidget) else QFont())
        strong, plain = QFont(font), QFont(font)
        strong.setPixelSize(self._theme.type.body)
        strong.setWeight(QFont.Weight.DemiBold)
        plain.setPixelSize(self._theme.type.caption)
        return strong, plain

    def _line_heights(self) -> tuple[int, int]:
        strong, plain = (QFontMetrics(font).height() for font in self._fonts())
        return strong + 4, plain + 1


def run_colour(theme: Theme, number: int) -> str:
    """The colour of a run as ``#rrggbb``; they come round again."""
    colours = run_colours(theme.is_dark)
    return colours[number % len(colours)]


def _elided(font: QFont, text: str, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))


def _width(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text)
