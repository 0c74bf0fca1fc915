"""Experiments: a gallery of questions, and the page of the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.experiments.experiment import Experiment
from vae_explorer.core.experiments.reading import SUFFIX
from vae_explorer.core.language import tr
from vae_explorer.session.desk import Desk
from vae_explorer.session.sittings import Sitting, minutes
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.attach import attach
from vae_explorer.views.experiments.card import CardText
from vae_explorer.views.experiments.gallery import Gallery
from vae_explorer.views.experiments.page import Page
from vae_explorer.views.experiments.parts import RunLine, words
from vae_explorer.views.panels.experiment_words import group_of, run_line, status_of, time_range
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

_REFRESH_MS = 200


class ExperimentsPanel(QWidget):
    """The gallery, or a page.

    Attributes
    ----------
    start_requested
        Key of an experiment, and whether in the short form.
    stop_requested, copy_requested
        Key of an experiment.
    file_requested
        A file is to be asked for and opened.
    run_requested
        Key of an experiment, and the name of one of its runs.
    page_opened
        Key of an experiment whose progress is to be told.
    """

    start_requested = Signal(str, bool)
    stop_requested = Signal(str)
    copy_requested = Signal(str)
    file_requested = Signal()
    run_requested = Signal(str, str)
    page_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._experiments: dict[str, Experiment] = {}
        self._times: dict[str, tuple[float, float]] = {}
        self._sittings: dict[str, Sitting] = {}
        self._guesses: dict[str, int] = {}
        self._open: str | None = None
        self._wanted: str | None = None  # to be opened as soon as it is known
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Experiments"))
        self.gallery = Gallery(theme)
        self.page = Page(theme)
        front = QWidget()
        front.setProperty("role", "body")
        column = QVBoxLayout(front)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._build_bar())
        column.addWidget(self.gallery, 1)
        self._stack = QStackedWidget()
        self._stack.setProperty("role", "body")
        self._stack.addWidget(front)
        self._stack.addWidget(self.page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.gallery.chosen.connect(self.open)
        self.page.left.connect(self.close_page)
        self.page.another_chosen.connect(self.open)
        self.page.started.connect(self._start)
        self.page.stopped.connect(lambda: self._emit(self.stop_requested))
        self.page.copy_wanted.connect(lambda: self._emit(self.copy_requested))
        self.page.run_chosen.connect(self._choose_run)
        self.page.guessed.connect(self._guess)
        self.set_theme(theme)

    def _build_bar(self) -> QHBoxLayout:
        space = self._theme.space
        bar = QHBoxLayout()
        bar.setContentsMargins(space.m, space.s, space.s, 0)
        bar.setSpacing(space.s)
        bar.addWidget(words(tr("Choose a question, and see what comes out.")), 1)
        self._file = QToolButton()
        tip = tr("Open an experiment of your own, a .toml file.")
        explain(self._file, tr("Open a file"), tip)
        self._file.clicked.connect(self.file_requested)
        bar.addWidget(self._file, 0, Qt.AlignmentFlag.AlignTop)
        return bar

    def sizeHint(self) -> QSize:
        return QSize(270, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(16 * self._theme.type.body, 8 * self._theme.type.body)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._file.setIcon(icon("open", theme))
        self.gallery.set_theme(theme)
        self.page.set_theme(theme)

    # What there is

    def set_experiments(
        self, experiments: Sequence[Experiment], times: Mapping[str, tuple[float, float]]
    ) -> None:
        """Show these, in their order.

        Parameters
        ----------
        times
            Minutes that the full and the short form of each take here, by its key.
        """
        self._experiments = {experiment.key: experiment for experiment in experiments}
        self._times = dict(times)
        self._fill_gallery()
        self.page.set_others(self._others())
        if self._wanted in self._experiments:
            self.open(self._wanted)

    def set_sitting(self, key: str, sitting: Sitting | None, lines: Sequence[RunLine]) -> None:
        """Show how far an experiment is, and what has come out of it."""
        if sitting is not None:
            self._sittings[key] = sitting
        self._fill_gallery()
        if key == self._open:
            self.page.set_progress(sitting, lines)

    def _fill_gallery(self) -> None:
        groups: dict[str, list[CardText]] = {}
        for experiment in self._experiments.values():
            groups.setdefault(group_of(experiment), []).append(self._card(experiment))
        self.gallery.set_groups(list(groups.items()))

    def _card(self, experiment: Experiment) -> CardText:
        full, short = self._time_of(experiment)
        sitting = self._sittings.get(experiment.key)
        return CardText(
            key=experiment.key,
            title=experiment.title,
            question=experiment.question,
            source=experiment.source,
            time=time_range(minutes(short), minutes(full)),
            picture=experiment.picture,
            status=status_of(sitting),
            active=sitting is not None and sitting.active,
        )

    def _time_of(self, experiment: Experiment) -> tuple[float, float]:
        return self._times.get(experiment.key, (experiment.minutes, experiment.short_minutes))

    def _others(self) -> dict[str, Experiment]:
        """Return those that the program brings by their ids, by which files name them."""
        return {e.id: e for e in self._experiments.values() if e.path is None}

    # Where one is

    def open(self, key: str) -> None:
        """Show the page of an experiment; as soon as it is known, if it is not yet."""
        experiment = self._experiments.get(key)
        self._wanted = key if experiment is None else None
        if experiment is None:
            return
        self._open = key
        self.page.show_experiment(
            experiment, self._time_of(experiment), self._others(), self._guesses.get(key)
        )
        self._stack.setCurrentWidget(self.page)
        self.page_opened.emit(key)
        if self.isVisible():
            self.page.focus_start()

    def close_page(self) -> None:
        """Go back to the gallery; what runs goes on."""
        key, self._open = self._open, None
        self._stack.setCurrentIndex(0)
        if key is not None:
            self.gallery.focus_on(key)

    def state(self) -> dict[str, Any]:
        """Which page is open."""
        return {"open": self._open or ""}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a `state`."""
        key = state.get("open")
        if isinstance(key, str) and key and self._open is None:
            self.open(key)

    # What the user wants

    def _emit(self, signal: Any) -> None:
        if self._open is not None:
            signal.emit(self._open)

    def _start(self, short: bool) -> None:
        if self._open is not None:
            self.start_requested.emit(self._open, short)
            self.page.focus_start()

    def _choose_run(self, name: str) -> None:
        if self._open is not None:
            self.run_requested.emit(self._open, name)

    def _guess(self, place: int) -> None:
        if self._open is not None:
            self._guesses[self._open] = place


def _filter() -> str:
    return tr("Experiments (*{suffix})", suffix=SUFFIX)


def bind(panel: ExperimentsPanel, desk: Desk) -> None:
    """Show what there is to be tried and how far it is; start, stop, copy and open."""
    experiments, files, workspace = desk.experiments, desk.experiments.files, desk.workspace
    stale: set[str] = set()

    def list_all() -> None:
        times = {
            e.key: (experiments.minutes(e, short=False), experiments.minutes(e, short=True))
            for e in files.experiments
        }
        panel.set_experiments(files.experiments, times)

    def show(key: str) -> None:
        sitting, shown = experiments.sitting(key), workspace.shown
        at = shown.id if shown is not None else None
        titles = {r.name: r.title for r in sitting.experiment.full} if sitting is not None else {}
        lines = [
            run_line(name, experiments.run_of(key, name), at, titles.get(name, ""))
            for name in (sitting.runs if sitting is not None else ())
        ]
        panel.set_sitting(key, sitting, lines)

    def show_stale() -> None:
        for key in tuple(stale):
            stale.discard(key)
            show(key)

    throttle = Throttle(_REFRESH_MS, show_stale, panel)

    def note(key: str) -> None:
        stale.add(key)
        throttle.request()

    def note_all() -> None:
        stale.update(e.key for e in files.experiments if experiments.sitting(e.key) is not None)
        throttle.request()

    def start(key: str, short: bool) -> None:
        if (experiment := files.find(key)) is not None:
            experiments.start(experiment, short=short)
            show(key)

    def copy(key: str) -> None:
        experiment = files.find(key)
        if experiment is None:
            return
        name = f"my-{experiment.id}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(panel, tr("Save a copy"), name, _filter())
        if chosen:
            path = Path(chosen)
            files.save_copy(
                experiment, path if path.suffix == SUFFIX else Path(f"{chosen}{SUFFIX}")
            )

    def ask_for_file() -> None:
        chosen, _ = QFileDialog.getOpenFileName(panel, tr("Open an experiment"), "", _filter())
        if chosen:
            files.open(Path(chosen))

    attach(panel, files.listed, list_all)
    attach(panel, files.wanted, lambda experiment: panel.open(experiment.key))
    attach(panel, experiments.changed, note)
    attach(panel, workspace.shown_changed, note_all)
    panel.page_opened.connect(show)
    panel.start_requested.connect(start)
    panel.stop_requested.connect(experiments.stop)
    panel.copy_requested.connect(copy)
    panel.file_requested.connect(ask_for_file)
    panel.run_requested.connect(experiments.show)
    files.load()
    if files.experiments:
        list_all()


build = ExperimentsPanel
