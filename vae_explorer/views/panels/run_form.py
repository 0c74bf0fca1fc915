"""The settings of a run as a form: a ``RunConfig`` in, entries checked, a ``RunConfig`` out.

The fields follow from the descriptions in `core.config`; what has more to it than its description
says stands here: which data sets and devices there are, presets, and a die for the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from vae_explorer.core.architecture import PRESET, PRESETS, Architecture, usual_widths
from vae_explorer.core.config import DEVICES, RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.language import tr
from vae_explorer.core.rules import NOTES
from vae_explorer.core.settings import GROUPS
from vae_explorer.views.panels.setting_fields import ChoiceField, field_for
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import FormGrid, die_icon, explain
from vae_explorer.views.widgets.section import INDENT, Section

_ALWAYS_OPEN = "basics"
_DOWNLOAD_SIZES = {"mnist": "12 MB", "fashion-mnist": "31 MB", "kmnist": "21 MB"}


class RunForm(QWidget):
    """One field for each setting of a run; the rarer ones in sections that fold away.

    ``changed`` reports every edit; ``committed`` that a setting which may change in mid-run has
    been left or confirmed; ``released`` that Return or Esc was pressed in a field.
    """

    changed = Signal()
    committed = Signal()
    released = Signal()
    download_requested = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, defaults: RunConfig | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._available: dict[str, bool] = {}
        self._devices: Set[str] = frozenset(DEVICES)
        self._defaults = self._config = defaults or RunConfig()
        self._problems: dict[str, str] = {}
        self._loading = self._locked = False
        self.setProperty("role", "body")

        self._fields = {
            name: field_for(setting) for name, setting in type(self._config).settings().items()
        }
        self._preset = ChoiceField(PRESET)
        self._preset.widget.addItem(tr("Custom"), None)
        self._dice = QToolButton()
        self._hint = QLabel()
        self._download = QPushButton(tr("Download"))
        self._reset = QPushButton(tr("Defaults"))
        self._notes = {name: _caption() for name in NOTES}
        groups = {field.setting.group for field in self._fields.values()} - {_ALWAYS_OPEN}
        self._sections = {
            key: Section(tr(title), theme) for key, title in GROUPS.items() if key in groups
        }
        self._lay_out()
        self._connect()
        self.set_config(self._config)
        self.set_theme(theme)

    def config(self) -> RunConfig:
        return self._config

    def problems(self) -> dict[str, str]:
        return dict(self._problems)

    def blocking(self) -> dict[str, str]:
        """The problems that `settle` leaves."""
        fields = self._fields
        return {
            name: sentence
            for name, sentence in self._problems.items()
            if not fields[name].will_settle
        }

    def settle(self) -> None:
        """Let fields that are blank or unreadable go back to their last good values."""
        for field in self._fields.values():
            field.settle()

    def set_config(self, config: RunConfig) -> None:
        self._loading = True
        self._config = config
        for name, value in config.values().items():
            self._fields[name].show_value(value)
        self._loading = False
        self._refresh()

    def set_locked(self, locked: bool) -> None:
        """Lock all that defines a run, which is all that may not change in mid-run."""
        self._locked = locked
        self._enable_fields()
        self._dice.setEnabled(not locked)
        self._reset.setEnabled(not locked)

    def set_available(self, available: Mapping[str, bool]) -> None:
        """Tell which data sets, by key, can be used without a download."""
        self._available = dict(available)
        self._show_availability()

    def set_devices(self, usable: Set[str]) -> None:
        """Tell which devices can be trained on; the others are shown as missing."""
        self._devices = usable
        field = self._fields["device"]
        assert isinstance(field, ChoiceField)
        for key, title in DEVICES.items():
            here = key in usable
            text = tr(title) if here else tr("{device} (not here)", device=tr(title))
            field.widget.set_entry(key, text, enabled=here)
        self._refresh()

    def expanded_sections(self) -> tuple[str, ...]:
        return tuple(key for key, section in self._sections.items() if section.expanded)

    def set_expanded_sections(self, keys: Iterable[str]) -> None:
        wanted = set(keys)
        for key, section in self._sections.items():
            section.set_expanded(key in wanted)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for section in self._sections.values():
            section.set_theme(theme)
        self._dice.setIcon(die_icon(theme))

    def _lay_out(self) -> None:
        space = self._theme.space
        basics = FormGrid(self._theme)
        for name, field in self._fields.items():
            group = field.setting.group
            form = basics if group == _ALWAYS_OPEN else self._sections[group].form
            field.add_to(form, self._dice if name == "seed" else None)
            if name in self._notes:
                form.across(self._notes[name])
            if name == "dataset":
                form.across(self._availability_row())
                self._preset.add_to(form)
        tip = tr("Draw a new seed, for another run of the same kind.")
        explain(self._dice, tr("New seed"), tip)
        explain(
            self._reset,
            tr("Defaults"),
            tr("Set all of this back to what it was at first; your own values are lost."),
        )
        self._reset.setProperty("role", "quiet")

        column = QVBoxLayout(self)
        column.setContentsMargins(space.m - INDENT, space.xs, space.m, space.s)
        basics.setContentsMargins(INDENT, 0, 0, 0)
        column.setSpacing(space.xs)
        column.addLayout(basics)
        column.addSpacing(space.xs)
        for section in self._sections.values():
            column.addWidget(section)
        column.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch()

    def _availability_row(self) -> QWidget:
        self._hint.setProperty("role", "caption")
        self._download.setProperty("role", "quiet")
        tip = tr("Fetch these images from the internet.")
        explain(self._download, tr("Download the data set"), tip)
        row = QWidget()
        row.setProperty("role", "body")
        # Of one height with and without the button, so that nothing below it jumps.
        row.setFixedHeight(28)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._hint, 1)
        line.addWidget(self._download)
        return row

    def _connect(self) -> None:
        for field in self._fields.values():
            field.edited.connect(self._refresh)
            field.released.connect(self.released)
            if field.setting.live:
                field.committed.connect(self.committed)
        self._preset.released.connect(self.released)
        self._preset.widget.activated.connect(self._preset_chosen)
        kind = self._fields["kind"]
        assert isinstance(kind, ChoiceField)
        kind.widget.activated.connect(self._kind_chosen)
        for field in (self._preset, kind):  # they change other fields
            field.hold(lambda: self._config.architecture, self._set_architecture)
        self._dice.clicked.connect(self._draw_seed)
        self._reset.clicked.connect(self._set_defaults)
        self._download.clicked.connect(lambda: self.download_requested.emit(self._config.dataset))

    def _refresh(self) -> None:
        """Read all fields and mark those that are wrong."""
        if self._loading:
            return
        unreadable = self._check()
        if wrong := self._config.idle() & self._problems.keys():
            self._loading = True
            for name in wrong:  # what does nothing shall not be in the way either
                self._fields[name].show_value(self._fields[name].setting.default)
            self._loading = False
            unreadable = self._check()
        for name, field in self._fields.items():
            field.mark(name in self._problems)
        self._show_notes()
        self._enable_fields()
        self._preset.widget.select(None if "widths" in unreadable else self._config.preset)
        self._show_availability()
        self.changed.emit()

    def _check(self) -> dict[str, str]:
        """Read all fields, and return what is unreadable in them."""
        self._config, unreadable = self._read()
        self._problems = self._config.problems() | self._missing_device() | unreadable
        return unreadable

    def _show_notes(self) -> None:
        """Say below a setting what should be known of its value."""
        found = self._config.notes()
        for name, label in self._notes.items():
            label.setText(found.get(name, ""))
            label.setVisible(name in found)

    def _enable_fields(self) -> None:
        """Let those be edited that are not locked, and that do something beside the others."""
        idle = self._config.idle()
        for name, field in (*self._fields.items(), ("widths", self._preset)):
            free = not self._locked or field.setting.live
            field.widget.setEnabled(free and name not in idle)

    def _missing_device(self) -> dict[str, str]:
        device = self._config.device
        if device in self._devices or device not in DEVICES:
            return {}
        name = tr(DEVICES[device])
        name = name if device == "mps" else tr("{name} device", name=name)
        text = tr(
            "This computer has no {device} that PyTorch can use: choose Automatic.", device=name
        )
        return {"device": text}

    def _read(self) -> tuple[RunConfig, dict[str, str]]:
        values: dict[str, Any] = {}
        unreadable: dict[str, str] = {}
        for name, field in self._fields.items():
            value = field.value()
            if value is None:
                unreadable[name] = field.setting.unreadable
            else:
                values[name] = value
        return self._config.changed(**values), unreadable

    def _preset_chosen(self) -> None:
        key = self._preset.value()
        if key is None:
            self._sections["network"].set_expanded(True)
            self._fields["widths"].widget.setFocus()
        else:
            self._set_architecture(PRESETS[key].architecture)

    def _kind_chosen(self) -> None:
        self._fields["widths"].show_value(usual_widths(self._fields["kind"].value()))

    def _draw_seed(self) -> None:
        self._fields["seed"].show_value(random.SystemRandom().randrange(10_000))

    def _set_defaults(self) -> None:
        self.set_config(self._defaults)
        self.committed.emit()

    def _set_architecture(self, architecture: Architecture) -> None:
        self.settle()  # what is half typed elsewhere is not lost with what was
        self.set_config(replace(self._config, architecture=architecture))

    def _show_availability(self) -> None:
        key = self._config.dataset
        here = self._available.get(key, True)
        can_download = key in DATA_SETS and DATA_SETS[key].can_download
        size = _DOWNLOAD_SIZES.get(key)
        missing = tr("To download ({size})", size=size) if size else tr("To download")
        if not can_download:
            missing = tr("Not on this computer")
        self._hint.setText(tr("On this computer") if here else missing)
        self._download.setVisible(can_download and not here)


def _caption() -> QLabel:
    """A line below a field, as long as it needs to be."""
    label = QLabel()
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    label.hide()
    return label
