"""Play, the scrubber, how many steps, how fast, and saving: one row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QWidget

from vae_explorer.core.language import tr
from vae_explorer.core.path_files import KINDS
from vae_explorer.core.paths import FEWEST_STEPS
from vae_explorer.session.paths import MOST_STEPS
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.form import SpinBox, explain
from vae_explorer.views.widgets.player import Player
from vae_explorer.views.widgets.slim_button import SlimButton

_RATES = (10, 25, 50)  # frames a second


class Transport(QWidget):
    """A player with its buttons.

    Attributes
    ----------
    frame_wanted, steps_wanted
        What the user, or the player, wants.
    save_wanted
        A suffix: a key of `vae_explorer.core.path_files.KINDS`.
    cancel_wanted
        What is being written is not wanted any more.
    """

    frame_wanted = Signal(int)
    steps_wanted = Signal(int)
    save_wanted = Signal(str)
    cancel_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.player = Player(self)
        self.player.frame_wanted.connect(self.frame_wanted)
        self.player.playing_changed.connect(self._show_playing)
        self._play = SlimButton(self, tr("Play"), "")
        self._play.clicked.connect(self.player.toggle)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setMinimumWidth(40)
        explain(self._slider, tr("Frame"), tr("Which frame is looked at; arrow keys step."))
        self._slider.valueChanged.connect(self._seek)
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._count.setFont(numeric_font(self._count.font()))
        self._steps = SpinBox(FEWEST_STEPS, MOST_STEPS)
        self._steps.setKeyboardTracking(False)
        self._steps.setFixedWidth(self._steps.fontMetrics().horizontalAdvance("200") + 46)
        explain(self._steps, tr("Steps"), tr("Images along the path, both ends included."))
        self._steps.valueChanged.connect(self.steps_wanted)
        self._more = SlimButton(self, tr("Playing"), tr("How fast, and whether again and again."))
        self._more.setMenu(self._playing_menu())
        self._save = SlimButton(
            self,
            tr("Save the path"),
            tr("As an animation, a video, a strip, arrays, or pictures."),
        )
        self._save.setMenu(self._saving_menu())
        self._cancel = SlimButton(
            self, tr("Cancel saving"), tr("Give the file up; nothing is left of it.")
        )
        self._cancel.clicked.connect(self.cancel_wanted)
        self._cancel.hide()
        self._saved = QLabel()
        self._saved.setProperty("role", "muted")
        self._saved.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.xs)
        row.addWidget(self._play)
        row.addWidget(self._slider, 1)
        for widget in (self._count, self._steps, self._more, self._saved, self._save, self._cancel):
            row.addWidget(widget)
        self.set_theme(theme)

    def _playing_menu(self) -> QMenu:
        menu = QMenu(self._more)
        group = QActionGroup(menu)
        self._rates: dict[int, QAction] = {}
        speeds = (tr("Slow"), tr("Normal", "speed"), tr("Fast"))
        for rate, speed in zip(_RATES, speeds, strict=True):
            words = tr("{speed}, {rate} frames a second", speed=speed, rate=rate)
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(rate == self.player.rate)
            action.triggered.connect(partial(setattr, self.player, "rate", rate))
            group.addAction(action)
            self._rates[rate] = action
        menu.addSeparator()
        self._loop = menu.addAction(tr("Again and again"))
        self._loop.setCheckable(True)
        self._loop.setChecked(self.player.loops)
        self._loop.toggled.connect(partial(setattr, self.player, "loops"))
        return menu

    def _saving_menu(self) -> QMenu:
        menu = QMenu(self._save)
        for suffix, kind in KINDS.items():
            menu.addAction(f"{tr(kind.title)}…", partial(self.save_wanted.emit, suffix))
        return menu

    def set_roomy(self, roomy: bool) -> None:
        """Tell the number of the frame only where there is room for it."""
        self._count.setVisible(roomy)

    @property
    def spare(self) -> int:
        """Pixels of its least width that it could do without."""
        spacing = self._theme.space.xs
        return 0 if self._count.isHidden() else self._count.minimumWidth() + spacing

    def set_saving(self, saving: bool) -> None:
        """Show whether a file is being written, with the button that gives it up."""
        self._save.setVisible(not saving)
        self._cancel.setVisible(saving)
        self._saved.setText(tr("Saving"))
        self._saved.setVisible(saving)

    def show_saved(self, done: int, total: int) -> None:
        """Show how much of it is."""
        percent = 100 * done // max(1, total)
        self._saved.setText(tr("Saving, {percent} %", percent=percent))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._more.setIcon(icon("more", theme))
        self._save.setIcon(icon("export", theme))
        self._cancel.setIcon(icon("close", theme))
        self._show_playing(self.player.playing)

    @property
    def frame(self) -> int:
        """The frame that the scrubber is at."""
        return self._slider.value()

    def set_enabled(self, enabled: bool) -> None:
        """Say whether there is something to play."""
        for widget in (self._play, self._slider, self._save):
            widget.setEnabled(enabled)

    def set_steps(self, steps: int) -> None:
        """Show how many frames there are, without telling anyone."""
        for widget in (self._steps, self._slider):
            widget.blockSignals(True)
        self._steps.setValue(steps)
        self._slider.setRange(0, steps - 1)
        for widget in (self._steps, self._slider):
            widget.blockSignals(False)
        self.player.set_count(steps)
        # As wide as the longest of them, for the slider not to change its length at each frame.
        widest = self._count.fontMetrics().horizontalAdvance(_place(steps, steps))
        self._count.setMinimumWidth(widest)
        self._show_count()

    def set_frame(self, frame: int) -> None:
        """Show where it is, without telling anyone."""
        self._slider.blockSignals(True)
        self._slider.setValue(frame)
        self._slider.blockSignals(False)
        self.player.seek(frame)
        self._show_count()

    def _show_count(self) -> None:
        self._count.setText(_place(self._slider.value() + 1, self._slider.maximum() + 1))

    def _seek(self, frame: int) -> None:
        self.player.seek(frame)
        self.frame_wanted.emit(frame)

    def _show_playing(self, playing: bool) -> None:
        self._play.setIcon(icon("pause" if playing else "play", self._theme))
        explain(
            self._play,
            tr("Pause the path") if playing else tr("Play the path"),
            tr("Stop here.") if playing else tr("Play there and back."),
        )

    def state(self) -> dict[str, object]:
        """What is worth remembering: steps, frames a second, and whether it loops."""
        player = self.player
        return {"steps": self._steps.value(), "rate": player.rate, "loops": player.loops}

    def restore(self, state: Mapping[str, object]) -> None:
        """Restore `state`; what is missing or makes no sense is left as it is."""
        steps, rate, loops = (state.get(key) for key in ("steps", "rate", "loops"))
        if type(steps) is int and FEWEST_STEPS <= steps <= MOST_STEPS:
            self._steps.setValue(steps)
        if type(rate) in (int, float) and rate in self._rates:
            self._rates[int(rate)].trigger()
        if isinstance(loops, bool):
            self._loop.setChecked(loops)


def _place(frame: int, of: int) -> str:
    return tr("{frame} of {frames}", frame=frame, frames=of)
