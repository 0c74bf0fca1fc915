"""A field for each kind of setting: what it shows, what can be read from it, and how it is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast
from unicodedata import east_asian_width

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from vae_explorer.core.language import tr
from vae_explorer.core.settings import Choice, Flag, Real, Setting, Whole, Widths
from vae_explorer.core.text import typed
from vae_explorer.views.style.theme import set_style_property
from vae_explorer.views.widgets.form import ComboBox, FormGrid, NumberField, SpinBox, explain

_LARGEST_SPIN = 2**31 - 1
_LONG_TITLE = 14  # characters that fit beside a label in a narrow dock
_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
# Neither a popup nor another window takes a field out of the user's hands.
_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class SettingField(QObject):
    """Ties a widget to a setting. What the widget held when it was entered comes back with Esc.

    ``edited`` reports any change, ``committed`` that a value has been chosen, stepped to, confirmed
    or left, and ``released`` that Return or Esc was pressed.
    """

    edited = Signal()
    committed = Signal()
    released = Signal()

    def __init__(self, setting: Setting, widget: QWidget) -> None:
        super().__init__(widget)
        self.setting = setting
        self.widget = widget
        self._take: Callable[[], Any] = self._content
        self._give: Callable[[Any], None] = self._set_content
        self._held: Any = None
        widget.installEventFilter(self)

    def value(self) -> Any:
        """What it says, or None where that cannot be read."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Say what comes from elsewhere."""
        self._set_content(value)
        self._held = self._take()

    def add_to(self, form: FormGrid, companion: QWidget | None = None) -> None:
        """Add a row to a form, with a small `companion` such as a button at its end."""
        tip = tr(self.setting.tip)
        if self.setting.live:
            tip = tr("{tip} It can be changed while training.", tip=tip)
        form.beside(self.widget, tr(self.setting.title), tip, companion)

    def hold(self, take: Callable[[], Any], give: Callable[[Any], None]) -> None:
        """Let Esc bring back more than the value, with these instead of its own."""
        self._take, self._give = take, give

    def mark(self, invalid: bool) -> None:
        set_style_property(self.widget, "invalid", invalid)

    @property
    def will_settle(self) -> bool:
        """Whether it says something now that `settle` replaces."""
        return False

    def settle(self) -> None:
        """Go back to the last good value from what cannot be one."""

    def _content(self) -> Any:
        """What Esc brings back."""
        return self.value()

    def _set_content(self, content: Any) -> None:
        raise NotImplementedError

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and cast(QFocusEvent, event).reason() not in _PASSING:
            self._held = self._take()
        elif kind == QEvent.Type.FocusOut and cast(QFocusEvent, event).reason() not in _PASSING:
            self.settle()
        elif kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            pressed = cast(QKeyEvent, event)
            key, modifiers = pressed.key(), pressed.modifiers()
            if key in _LEAVING and not modifiers & ~Qt.KeyboardModifier.KeypadModifier:
                if kind == QEvent.Type.KeyPress:
                    self._leave(restored=key == Qt.Key.Key_Escape)
                event.accept()  # or a shortcut of the window would have it
                return True
        return False

    def _leave(self, restored: bool) -> None:
        if restored:
            self._give(self._held)
        self.settle()
        self._held = self._take()
        self.committed.emit()
        self.released.emit()


class ChoiceField(SettingField):
    """A combo box; the label is above it where a title is long."""

    setting: Choice
    widget: ComboBox

    def __init__(self, setting: Choice) -> None:
        combo = ComboBox()
        super().__init__(setting, combo)
        for key, title in setting.titles.items():
            combo.addItem(title, key)
        combo.currentIndexChanged.connect(self.edited)
        combo.activated.connect(self.committed)

    def value(self) -> Any:
        return self.widget.currentData()

    def add_to(self, form: FormGrid, companion: QWidget | None = None) -> None:
        if companion or max(map(_length, self.setting.titles.values())) <= _LONG_TITLE:
            super().add_to(form, companion)
        else:
            form.below(self.widget, tr(self.setting.title), tr(self.setting.tip))

    def _set_content(self, content: Any) -> None:
        self.widget.select(content)


class NumberEntry(SettingField):
    """A number as text. Left blank or unreadable, it goes back to the last good one."""

    widget: NumberField

    def __init__(self, setting: Real | Whole) -> None:
        line = NumberField(whole=isinstance(setting, Whole))
        super().__init__(setting, line)
        self._good = setting.default
        line.textChanged.connect(self.edited)
        line.committed.connect(self._commit)

    def value(self) -> float | int | None:
        return self.widget.number()

    def show_value(self, value: float) -> None:
        self.widget.set_number(value)
        self._held = self._take()
        self._remember()

    @property
    def will_settle(self) -> bool:
        return self.value() is None

    def settle(self) -> None:
        if self.value() is None:
            self.widget.set_number(self._good)
        else:
            self._remember()

    def _commit(self) -> None:
        self._remember()
        self.committed.emit()

    def _remember(self) -> None:
        value = self.value()
        if value is not None and self.setting.problem(value) is None:
            self._good = value

    def _content(self) -> str:
        return self.widget.text()

    def _set_content(self, content: str) -> None:
        self.widget.setText(content)


class SpinEntry(SettingField):
    """A whole number of a range that a spin box can have."""

    widget: SpinBox

    def __init__(self, setting: Whole) -> None:
        spin = SpinBox(setting.low, setting.high, setting.step)
        super().__init__(setting, spin)
        spin.valueChanged.connect(self.edited)
        spin.committed.connect(self.committed)

    def value(self) -> int:
        return self.widget.value()

    def settle(self) -> None:
        self.widget.interpretText()

    def _set_content(self, content: int) -> None:
        self.widget.setValue(content)


class FlagField(SettingField):
    """A check box, which is its own label."""

    widget: QCheckBox

    def __init__(self, setting: Flag) -> None:
        box = QCheckBox(tr(setting.title))
        super().__init__(setting, box)
        box.toggled.connect(self.edited)
        box.clicked.connect(self.committed)

    def value(self) -> bool:
        return self.widget.isChecked()

    def add_to(self, form: FormGrid, companion: QWidget | None = None) -> None:
        del companion
        explain(self.widget, tr(self.setting.title), tr(self.setting.tip))
        form.across(self.widget)

    def _set_content(self, content: bool) -> None:
        self.widget.setChecked(content)


class WidthsField(SettingField):
    """Whole numbers with commas. Left blank, it goes back to the last that could be read."""

    widget: QLineEdit

    def __init__(self, setting: Widths) -> None:
        line = QLineEdit(maxLength=80)
        super().__init__(setting, line)
        self._good = setting.default
        line.textChanged.connect(self.edited)
        line.editingFinished.connect(self.committed)

    def value(self) -> tuple[int, ...] | None:
        parts = [part for part in re.split(r"[,;\s]+", typed(self.widget.text()).strip()) if part]
        if not parts or not all(part.isdecimal() for part in parts):
            return None
        return tuple(int(part) for part in parts)

    def show_value(self, value: tuple[int, ...]) -> None:
        self._good = value
        self.widget.setText(", ".join(map(str, value)))
        self._held = self._take()

    @property
    def will_settle(self) -> bool:
        return not self.widget.text().strip()

    def settle(self) -> None:
        # A slip in a long list is left for the user to mend.
        if self.will_settle:
            self.show_value(self._good)
        self._good = self.value() or self._good

    def add_to(self, form: FormGrid, companion: QWidget | None = None) -> None:
        del companion
        form.below(self.widget, tr(self.setting.title), tr(self.setting.tip))

    def _content(self) -> str:
        return self.widget.text()

    def _set_content(self, content: str) -> None:
        self.widget.setText(content)


def _length(text: str) -> int:
    """Return how many characters it has; those as wide as two letters count twice."""
    return sum(1 + (east_asian_width(character) in "FW") for character in text)


def _whole(setting: Whole) -> SettingField:
    return SpinEntry(setting) if setting.high <= _LARGEST_SPIN else NumberEntry(setting)


_FIELDS: dict[type[Setting], Callable[[Any], SettingField]] = {
    Choice: ChoiceField,
    Real: NumberEntry,
    Whole: _whole,
    Flag: FlagField,
    Widths: WidthsField,
}


def field_for(setting: Setting) -> SettingField:
    """Return a field for a setting of any kind."""
    return _FIELDS[type(setting)](setting)
