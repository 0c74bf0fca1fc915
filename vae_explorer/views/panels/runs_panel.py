"""The runs of this session and the models that were opened: shown, pinned, queued, named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QInputDialog,
    QMenu,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.language import marked, tr
from vae_explorer.session.desk import Desk
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.attach import attach
from vae_explorer.views.panels.panel import LEFT, Panel
from vae_explorer.views.panels.run_menu import (
    DEEDS,
    GROUPS,
    PIN,
    SHOW,
    TRAIN_ON,
    Deed,
    Situation,
    ways_to_train_on,
)
from vae_explorer.views.panels.run_rows import rows_of
from vae_explorer.views.panels.runs_list import RunsList
from vae_explorer.views.style.theme import Theme


class RunsPanel(QWidget):
    """Every run, and what can be done with it.

    Waiting runs stand in `set_runs` in the order of the queue.

    Attributes
    ----------
    show_requested, use_settings_requested, evaluate_requested, save_requested, remove_requested,
    dequeue_requested
        A run's number.
    compare_requested
        Numbers of runs that should be side by side.
    pin_toggled
        A run's number, and whether its curves are to stay.
    rename_requested
        A run's number and its new name, trimmed and not empty.
    train_on_requested
        A run's number, and how many epochs more than are planned; 0 to finish what is planned.
    queue_moved
        A run's number, and its new place among the waiting, from 0.
    """

    show_requested = Signal(int)
    compare_requested = Signal(list)
    pin_toggled = Signal(int, bool)
    rename_requested = Signal(int, str)
    use_settings_requested = Signal(int)
    evaluate_requested = Signal(int)
    save_requested = Signal(int)
    remove_requested = Signal(int)
    train_on_requested = Signal(int, int)
    queue_moved = Signal(int, int)
    dequeue_requested = Signal(int)
    unwatch_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: dict[int, Run] = {}
        self._shown: int | None = None
        self._missing: Mapping[str, str] = {}
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = RunsList(theme)
        self.setFocusProxy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.space.xs, 0, 0)
        column.addWidget(self.list)
        self._does: dict[str, Callable[[int], None]] = {
            "show": self.show_requested.emit,
            "compare": lambda run: self.compare_requested.emit(self.to_compare(run)),
            "pin": self._toggle_pin,
            "rename": self._edit_name,
            "up": lambda run: self._move(run, -1),
            "down": lambda run: self._move(run, 1),
            "dequeue": self.dequeue_requested.emit,
            "unwatch": self.unwatch_requested.emit,
            "settings": self.use_settings_requested.emit,
            "evaluate": self.evaluate_requested.emit,
            "save": self.save_requested.emit,
            "remove": self.remove_requested.emit,
        }
        self.list.deed_requested.connect(self._do)
        self.list.menu_requested.connect(self._open_menu)
        self.list.rows.renamed.connect(self.rename_requested)
        self.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(270, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(12 * self._theme.type.body, 6 * self._theme.type.body)

    def set_runs(self, runs: Sequence[Run], shown: int | None) -> None:
        """Show `runs`, of which the one with the number `shown` is on the screen."""
        self._runs = {run.id: run for run in runs}
        self.list.rows.set_rows(rows_of(runs, shown))
        if shown != self._shown:
            self._shown = shown
            self._bring_into_view(shown)

    def set_missing(self, titles: Mapping[str, str]) -> None:
        """Say which data sets are not on disk: their keys, and what they are called."""
        self._missing = titles

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.list.set_theme(theme)
        self.updateGeometry()

    def state(self) -> dict[str, Any]:
        """Which run the keyboard is at, and how far the list is scrolled."""
        row = self.list.row_at(self.list.currentIndex())
        return {
            "current": row.id if row is not None else None,
            "scroll": self.list.verticalScrollBar().value(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a `state`, as far as its runs are still there."""
        current, scroll = state.get("current"), state.get("scroll")
        if isinstance(current, int):
            self._choose(current)
        if isinstance(scroll, int):
            self.list.executeDelayedItemsLayout()
            self.list.verticalScrollBar().setValue(scroll)

    def _choose(self, run: int) -> None:
        number = self.list.rows.row_number(run)
        if number is not None:
            self.list.selectionModel().setCurrentIndex(
                self.list.rows.index(number), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def _bring_into_view(self, run: int | None) -> None:
        number = self.list.rows.row_number(run)
        if number is not None and self.list.state() != QAbstractItemView.State.EditingState:
            self.list.scrollTo(self.list.rows.index(number))

    def _situation(self, run: int) -> Situation:
        number = self.list.rows.row_number(run)
        assert number is not None
        row = self.list.rows.rows[number]
        known = self._runs[run]
        missing = self._missing.get(known.config.dataset, "")
        return Situation(known, row.shown, row.place, row.waiting, missing)

    def _do(self, run: int, key: str) -> None:
        """Ask for it, or say beside the row why it cannot be."""
        if run not in self._runs:
            return  # gone while its menu was open
        refusal = DEEDS[key].refusal(self._situation(run))
        if not refusal:
            self._does[key](run)
        elif not (key == SHOW.key and run == self._shown):
            at = self.list.rectangle_of(run).bottomLeft()
            QToolTip.showText(self.list.viewport().mapToGlobal(at), refusal, self.list)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.list, refusal))

    def _toggle_pin(self, run: int) -> None:
        self.pin_toggled.emit(run, not self._runs[run].pinned)

    def _move(self, run: int, by: int) -> None:
        place = self._situation(run).place
        if place is not None:
            self.queue_moved.emit(run, place + by)

    def _edit_name(self, run: int) -> None:
        self._choose(run)
        self.list.setFocus()
        self.list.edit(self.list.currentIndex())

    def _train_on(self, run: int, epochs: int) -> None:
        if run in self._runs and not TRAIN_ON.refusal(self._situation(run)):
            self.train_on_requested.emit(run, epochs)

    def _ask_epochs(self, run: int) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setWindowTitle(tr("Train further"))
        dialog.setLabelText(tr("How many more epochs?"))
        dialog.setIntRange(1, 100_000)
        dialog.setIntValue(10)
        dialog.intValueSelected.connect(lambda epochs: self._train_on(run, epochs))
        dialog.open()

    def to_compare(self, run: int | None = None) -> list[int]:
        """Return the runs that are chosen; or the shown one and a run, or the one before it."""
        rows = (self.list.row_at(i) for i in self.list.selectionModel().selectedIndexes())
        chosen = [row.id for row in rows if row is not None]
        if len(chosen) > 1 and (run is None or run in chosen):
            return chosen
        seen = [i for i, known in self._runs.items() if known.snapshot and i != self._shown]
        wanted = seen[-1] if run in (None, self._shown) and seen else run
        return [i for i in (self._shown, wanted) if i is not None]

    def _open_menu(self, run: int, place: QPoint) -> None:
        chosen = self.list.selectionModel().selectedIndexes()
        if len(chosen) < 2 or run not in self.to_compare(run):
            self._choose(run)
        menu = self.menu_of(run)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu_of(self, run: int) -> QMenu:
        """The menu of a run; what cannot be done says why."""
        situation = self._situation(run)
        waits = situation.run.state is RunState.QUEUED
        menu = QMenu(self)
        menu.setAccessibleName(tr("What can be done with {run}", run=situation.run.name))
        menu.setToolTipsVisible(True)
        for key, deed in DEEDS.items():
            if (deed.of_queue and not waits) or (deed.of_watched and situation.run.watch is None):
                continue
            if key in GROUPS:
                menu.addSeparator()
            self._add(menu, deed, situation)
        return menu

    def _add(self, menu: QMenu, deed: Deed, situation: Situation) -> None:
        run, refusal = situation.run, deed.refusal(situation)
        if deed is TRAIN_ON and not refusal:
            ways = menu.addMenu(tr(deed.title))
            for words, more in ways_to_train_on(run):
                ways.addAction(words, partial(self._train_on, run.id, more))
            ways.addAction(tr("Another number…"), partial(self._ask_epochs, run.id))
            return
        title = tr(deed.title)
        text = f"{title}\t{deed.keys}" if deed.keys else title
        action = menu.addAction(text, partial(self._do, run.id, deed.key))
        action.setEnabled(not refusal)
        action.setToolTip(refusal or (tr(deed.tip) if deed.tip else title))
        if deed is PIN:
            action.setCheckable(True)
            action.setChecked(run.pinned)


_RUNS_MS = 400  # between two looks at the numbers of a run that trains


def bind(panel: RunsPanel, desk: Desk) -> None:
    """Show the runs of the session, and let them be chosen, named, continued and removed."""
    workspace, training = desk.workspace, desk.training

    def show() -> None:
        shown = workspace.shown
        panel.set_runs(workspace.runs, shown.id if shown is not None else None)

    def look_for_data() -> None:
        here = desk.available()
        panel.set_missing(
            {key: tr(DATA_SETS[key].title) for key, there in here.items() if not there}
        )

    throttle = Throttle(_RUNS_MS, show, panel)
    attach(panel, workspace.runs_changed, show)
    attach(panel, workspace.shown_changed, show)
    attach(panel, workspace.run_changed, lambda _run: throttle.request())
    attach(panel, workspace.activity_changed, lambda _activity: throttle.request())
    panel.show_requested.connect(workspace.look_at)
    panel.compare_requested.connect(desk.comparison.compare)
    panel.pin_toggled.connect(lambda run, on: workspace.update(run, pinned=on))
    panel.rename_requested.connect(workspace.rename)
    panel.remove_requested.connect(workspace.remove)
    panel.train_on_requested.connect(training.train_on)
    panel.queue_moved.connect(workspace.move_in_queue)
    panel.dequeue_requested.connect(workspace.dequeue)
    panel.unwatch_requested.connect(desk.watching.stop)
    panel.use_settings_requested.connect(desk.use_settings)
    attach(panel, desk.data_sets_changed, look_for_data)
    look_for_data()
    show()


PANEL = Panel("runs", marked("Runs"), RunsPanel, bind, LEFT, tab_of="training")
