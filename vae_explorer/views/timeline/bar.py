"""The timeline under the plot: back to any kept moment of the shown run, and on from there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from vae_explorer.core.language import tr
from vae_explorer.session.desk import Desk
from vae_explorer.session.timelines import BUDGETS_MB, MB
from vae_explorer.views.attach import attach
from vae_explorer.views.style.icons import icon, set_icon
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.timeline.course import Course, course_of
from vae_explorer.views.timeline.track import Track
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.player import Player
from vae_explorer.views.widgets.slim_button import SlimButton

SPEEDS = (4.0, 8.0, 16.0)
"""Seconds from the first frame to the last."""

_USUAL_SPEED = 8.0

_ICON = 18


class TimelineBar(QWidget):
    """Play, the track, which moment it is, the way back to the newest, and what can be done there.

    Attributes
    ----------
    sought
        The step of the frame that is wanted, or None for the newest moment.
    branch_wanted
        A run is to go on from the moment that is shown.
    budget_chosen
        Megabytes for all frames.
    """

    sought = Signal(object)  # int or None
    branch_wanted = Signal()
    budget_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._moment: int | None = None
        self.track = Track(theme, self)
        self.track.sought.connect(self._seek_by_hand)
        self.player = Player(self, there_and_back=False)
        self.player.loops = False
        self.player.frame_wanted.connect(self._show_frame)
        self.player.playing_changed.connect(self._show_playing)
        self._play = SlimButton(self, tr("Play"), "")
        self._play.clicked.connect(self.player.toggle)
        self._back = SlimButton(self, tr("Earlier moment"), tr("One kept moment back (Alt+Left)."))
        self._back.clicked.connect(partial(self.track.step_by, -1))
        self._on = SlimButton(self, tr("Later moment"), tr("One kept moment on (Alt+Right)."))
        self._on.clicked.connect(partial(self.track.step_by, 1))
        for button in (self._back, self._on):
            button.setAutoRepeat(True)
        self._when = QLabel(self)
        self._when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._live = QToolButton(self)
        self._live.setText(tr("Live"))
        self._live.setCheckable(True)
        self._live.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tip = tr("Look at the newest moment, now and from then on (Alt+End).")
        explain(self._live, tr("Live"), tip)
        self._live.clicked.connect(self.go_live)
        self._branch = SlimButton(
            self,
            tr("Branch"),
            tr("Train on from this moment, with other settings, as a run of its own."),
        )
        self._branch.clicked.connect(self.branch_wanted)
        self._more = SlimButton(
            self, tr("Playing and memory"), tr("How fast, and how much is kept.")
        )
        self._more.setMenu(self._menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.s, theme.space.xs, theme.space.s, 0)
        row.setSpacing(2)
        for button in (self._back, self._play, self._on):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(theme.space.xs)
        row.addWidget(self.track, 1)
        row.addSpacing(theme.space.xs)
        for widget in (self._when, self._live, self._branch, self._more):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self.set_theme(theme)
        self.set_moment(None, 0.0)
        self.hide()  # until there is something to go back to

    def _menu(self) -> QMenu:
        menu = QMenu(self._more)
        menu.addSection(tr("Playing"))
        group = QActionGroup(menu)
        self._speeds: dict[float, QAction] = {}
        names = (tr("Fast"), tr("Normal", "speed"), tr("Slow"))
        for seconds, name in zip(SPEEDS, names, strict=True):
            speed = tr("{speed}: all in {seconds:.0f} s", speed=name, seconds=seconds)
            action = menu.addAction(speed)
            action.setCheckable(True)
            action.setChecked(seconds == _USUAL_SPEED)
            action.triggered.connect(self._set_rate)
            group.addAction(action)
            self._speeds[seconds] = action
        self._loop = menu.addAction(tr("Again and again"))
        self._loop.setCheckable(True)
        self._loop.toggled.connect(partial(setattr, self.player, "loops"))
        menu.addSection(tr("Memory for moments of all runs"))
        budgets = QActionGroup(menu)
        self._budgets: dict[int, QAction] = {}
        for megabytes in BUDGETS_MB:
            words = f"{megabytes} MB" if megabytes < 1024 else f"{megabytes // 1024} GB"
            action = menu.addAction(words)
            action.setCheckable(True)
            action.triggered.connect(partial(self.budget_chosen.emit, megabytes))
            budgets.addAction(action)
            self._budgets[megabytes] = action
        return menu

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.track.set_theme(theme)
        font = numeric_font(self._when.font())
        font.setPixelSize(theme.type.caption)
        self._when.setFont(font)
        self._live.setFont(font)
        longest = self._when.fontMetrics().horizontalAdvance(_when_text("00.00"))
        self._when.setMinimumWidth(longest)
        side = round(_ICON * theme.scale)
        for button, name in (
            (self._back, "chevron-left"),
            (self._on, "chevron-right"),
            (self._branch, "branch"),
            (self._more, "more"),
        ):
            set_icon(button, name, theme, _ICON)
        self._play.setIconSize(QSize(side, side))
        height = side + 4
        self._when.setFixedHeight(height)
        self._live.setFixedHeight(height)
        self._live.setStyleSheet("QToolButton { padding: 0 6px; }")
        self._show_playing(self.player.playing)

    # What is shown

    def set_course(self, course: Course) -> None:
        """Show the frames of a run; the bar is there as soon as there are two."""
        frames = len(course.steps)
        self.setVisible(frames > 1)
        self.track.set_course(course)
        self.player.set_count(frames)
        self._set_rate()

    def set_moment(self, step: int | None, epoch: float) -> None:
        """Show which moment is looked at, None for the newest, and how far the run was then."""
        self._moment = step
        self.track.set_moment(step)
        self._when.setText(_when_text(f"{epoch:.2f}"))
        self._live.setChecked(step is None)
        self.track.setAccessibleDescription(
            tr("Epoch {epoch:.2f}, the newest moment.", epoch=epoch)
            if step is None
            else tr("Epoch {epoch:.2f}, step {step:,}.", epoch=epoch, step=step)
        )

    def set_budget(self, megabytes: int) -> None:
        """Show how much memory frames may take."""
        if megabytes in self._budgets:
            self._budgets[megabytes].setChecked(True)

    def set_branchable(self, why_not: str) -> None:
        """Offer to branch off, or say why not."""
        self._branch.setEnabled(not why_not)
        tip = tr("Train on from this moment, with other settings, as a run of its own (Ctrl+B).")
        self._branch.setToolTip(why_not or tip)

    # What is wanted

    @Slot()
    def go_live(self) -> None:
        """Want the newest moment."""
        self.player.pause()
        self._live.setChecked(self._moment is None)  # it follows what happens
        self.sought.emit(None)

    @Slot(int)
    def _seek_by_hand(self, step: int) -> None:
        self.player.pause()
        self.player.seek(self.track.course.index(step))
        self.sought.emit(step)

    def toggle(self) -> None:
        """Play, or stop playing."""
        if not self.isHidden():
            self.player.toggle()

    @Slot(int)
    def _show_frame(self, frame: int) -> None:
        steps = self.track.course.steps
        if (frame < len(steps) and self.player.playing) or frame == len(steps) - 1:
            self.sought.emit(steps[frame])

    def _set_rate(self) -> None:
        seconds = next(
            (s for s, action in self._speeds.items() if action.isChecked()), _USUAL_SPEED
        )
        self.player.rate = max(1, len(self.track.course.steps) - 1) / seconds

    def _show_playing(self, playing: bool) -> None:
        if playing and self._moment is None:
            self.player.seek(0)
        self._play.setIcon(icon("pause" if playing else "play", self._theme))
        explain(
            self._play,
            tr("Stop playing") if playing else tr("Play the training again"),
            tr("Stop here.")
            if playing
            else tr("From here, or from the beginning, to the last moment."),
        )

    def state(self) -> dict[str, object]:
        """What is worth remembering."""
        seconds = next(
            (s for s, action in self._speeds.items() if action.isChecked()), _USUAL_SPEED
        )
        return {"seconds": seconds, "loops": self.player.loops}

    def restore(self, state: dict[str, object]) -> None:
        """Restore `state`; what makes no sense is left as it is."""
        seconds, loops = state.get("seconds"), state.get("loops")
        if isinstance(seconds, float | int) and seconds in self._speeds:
            self._speeds[float(seconds)].trigger()
        if isinstance(loops, bool):
            self._loop.setChecked(loops)


def _when_text(epoch: str) -> str:
    return tr("epoch {epoch}", epoch=epoch)


def bind(bar: TimelineBar, desk: Desk) -> None:
    """Let the shown run be looked at at any of its moments."""
    workspace, timelines = desk.workspace, desk.timelines

    def show_course() -> None:
        bar.set_course(course_of(workspace.shown))
        bar.set_branchable(desk.branches.refusal(workspace.shown))

    def show_moment() -> None:
        snapshot = workspace.snapshot
        bar.set_moment(workspace.moment, snapshot.epoch if snapshot is not None else 0.0)

    def follow(run_id: int) -> None:
        shown = workspace.shown
        if shown is not None and shown.id == run_id and not bar.track.is_held:
            show_course()
            show_moment()

    def forget() -> None:
        bar.player.pause()
        show_course()
        show_moment()

    def show_budget() -> None:
        bar.set_budget(timelines.budget // MB)

    attach(bar, workspace.shown_changed, forget)
    attach(bar, workspace.timeline_changed, follow)
    attach(bar, workspace.run_changed, follow)
    attach(bar, workspace.moment_changed, show_moment)
    attach(bar, timelines.budget_changed, show_budget)
    bar.sought.connect(workspace.seek)
    bar.budget_chosen.connect(timelines.set_budget)
    show_budget()
    forget()
