"""The page of an experiment: what will happen, the start, its runs, and what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.experiments.experiment import Experiment
from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import count
from vae_explorer.session.sittings import Sitting, Stage, minutes
from vae_explorer.views.experiments.parts import (
    LinkButton,
    ResultRow,
    RunButton,
    RunLine,
    Sketch,
    heading,
    words,
)
from vae_explorer.views.experiments.prediction import PredictionBox
from vae_explorer.views.experiments.progress_text import progress_text
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

_SKETCH = 84  # units a side


class Page(QWidget):
    """One experiment.

    Attributes
    ----------
    left
        Back to the gallery.
    started
        Whether in the short form.
    stopped, copy_wanted
        Of this experiment.
    run_chosen
        Name of a run.
    another_chosen
        Key of another experiment.
    guessed
        Place of a choice of the prediction.
    """

    left = Signal()
    started = Signal(bool)
    stopped = Signal()
    copy_wanted = Signal()
    run_chosen = Signal(str)
    another_chosen = Signal(str)
    guessed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._sitting: Sitting | None = None
        self._runs: list[RunButton] = []
        self._names: list[str] = []
        self._results: list[tuple[object, QWidget]] = []
        self.setProperty("role", "body")
        self._body = QWidget()
        self._body.setProperty("role", "body")
        self._column = QVBoxLayout(self._body)
        space = theme.space
        self._column.setContentsMargins(space.m, space.xs, space.m, space.l)
        self._column.setSpacing(space.m)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._build_bar())
        outer.addWidget(self._scroll)
        self._build_head()
        self._what = words()
        self._column.addWidget(self._what)
        self._prediction = PredictionBox(theme)
        self._prediction.guessed.connect(self.guessed)
        self._column.addWidget(self._prediction)
        self._build_start()
        self._results_box = self._box(tr("What came out"))
        self._runs_box = self._box(tr("Runs"))
        self._next_box = self._box(tr("What to try next"))
        self._column.addStretch(1)
        self.set_theme(theme)

    def _build_bar(self) -> QHBoxLayout:
        space = self._theme.space
        bar = QHBoxLayout()
        bar.setContentsMargins(space.s, space.xs, space.s, 0)
        self._back = QToolButton()
        self._back.setText(tr("All experiments"))
        self._back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tip = tr("Back to the gallery; what runs goes on (Esc).")
        explain(self._back, tr("All experiments"), tip)
        self._back.clicked.connect(self.left)
        self._copy = QToolButton()
        explain(
            self._copy,
            tr("Save a copy of the file"),
            tr("Save this experiment as a text file, to change it and open it again."),
        )
        self._copy.clicked.connect(self.copy_wanted)
        bar.addWidget(self._back)
        bar.addStretch(1)
        bar.addWidget(self._copy)
        return bar

    def _build_head(self) -> None:
        space = self._theme.space
        self._sketch = Sketch(self._theme, _SKETCH)
        self._title = words(role="heading")
        self._question = words()
        self._source = words(role="caption")
        text = QVBoxLayout()
        text.setSpacing(space.xs)
        for label in (self._title, self._question, self._source):
            text.addWidget(label)
        text.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(space.m)
        head.addWidget(self._sketch, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(text, 1)
        self._column.addLayout(head)

    def _build_start(self) -> None:
        space = self._theme.space
        self._short, self._full = QPushButton(), QPushButton()
        self._forms = QButtonGroup(self)
        forms = QHBoxLayout()
        forms.setSpacing(space.xs)
        for button in (self._short, self._full):
            button.setCheckable(True)
            self._forms.addButton(button)
            forms.addWidget(button, 1)
        self._short.setChecked(True)
        self._start = QPushButton(tr("Start"))
        self._start.setProperty("role", "primary")
        tip = tr("Let the runs of this experiment train, one after another.")
        explain(self._start, tr("Start"), tip)
        self._start.clicked.connect(lambda: self.started.emit(self._short.isChecked()))
        self._stop = QPushButton(tr("Stop"))
        tip = tr("Train no further; what was trained stays in the list of runs.")
        explain(self._stop, tr("Stop"), tip)
        self._stop.clicked.connect(self.stopped)
        self._state = words(role="caption")
        box = QVBoxLayout()
        box.setSpacing(space.s)
        box.addLayout(forms)
        for part in (self._start, self._stop, self._state):
            box.addWidget(part)
        self._column.addLayout(box)

    def _box(self, title: str) -> QVBoxLayout:
        """Add a part of the page with a head, hidden as long as there is nothing in it."""
        part = QWidget()
        part.setProperty("role", "body")
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._theme.space.s)
        box.addWidget(heading(title))
        part.hide()
        self._column.addWidget(part)
        return box

    @property
    def experiment(self) -> Experiment | None:
        """What is shown."""
        return self._experiment

    def show_experiment(
        self,
        experiment: Experiment,
        times: tuple[float, float],
        others: Mapping[str, Experiment],
        guess: int | None,
    ) -> None:
        """Show an experiment that was not started.

        Parameters
        ----------
        times
            Minutes that the full and the short form take here.
        others
            All experiments by their ids.
        guess
            What was chosen of its prediction.
        """
        self._experiment, self._sitting = experiment, None
        self._sketch.set_picture(experiment.picture)
        self._title.setText(experiment.title)
        self._question.setText(experiment.question)
        runs = len(experiment.full)
        told = [experiment.source, *([count(runs, marked("run"))] if runs > 1 else [])]
        self._source.setText(" · ".join(told))
        self._what.setText(experiment.what)
        self._prediction.set_prediction(experiment.prediction, guess)
        full, short = map(minutes, times)
        self._short.setText(tr("Short · {time}", time=short))
        self._full.setText(tr("Full · {time}", time=full))
        tip = tr("Fewer epochs or images: enough to see it. About {time} here.", time=short)
        explain(self._short, tr("Short form, {time}", time=short), tip)
        tip = tr("As the article has it. About {time} here.", time=full)
        explain(self._full, tr("Full form, {time}", time=full), tip)
        self.set_others(others)
        self.set_progress(None, ())
        self._scroll.verticalScrollBar().setValue(0)

    def set_others(self, others: Mapping[str, Experiment]) -> None:
        """Take which experiments there are, by their ids."""
        if self._experiment is not None:
            self._fill_next(self._experiment, others)

    def set_progress(self, sitting: Sitting | None, lines: Sequence[RunLine]) -> None:
        """Show how far it is, and what has come out."""
        was, self._sitting = self._sitting, sitting
        active = sitting is not None and sitting.active
        self._start.setVisible(not active)
        self._stop.setVisible(active)
        self._start.setText(tr("Start") if sitting is None else tr("Start again"))
        for button in (self._short, self._full):
            button.setEnabled(not active)
        if sitting is not None:
            (self._short if sitting.short else self._full).setChecked(True)
        self._state.setText(progress_text(sitting, lines))
        self._state.setVisible(bool(self._state.text()))
        self._fill_runs(lines)
        self._fill_results(sitting)
        done = sitting is not None and sitting.stage is Stage.DONE
        self._prediction.tell(done)
        if done and was is not None and was.active:
            QTimer.singleShot(0, self, self._look_at_results)  # when they have their places

    def _look_at_results(self) -> None:
        part = self._results_box.parentWidget() if self._results else self._start
        if part is not None:
            self._scroll.verticalScrollBar().setValue(max(0, part.y() - 2 * self._theme.space.xl))

    def focus_start(self) -> None:
        """Give the focus to what one wants first."""
        button = self._start if not self._start.isHidden() else self._stop
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._sketch.set_theme(theme)
        self._back.setIcon(icon("chevron-left", theme))
        self._copy.setIcon(icon("copy", theme))
        self._start.setIcon(icon("play", theme, theme.accent_text))
        self._stop.setIcon(icon("stop", theme))
        for run in self._runs:
            run.set_theme(theme)
        self._results = [(None, row) for _, row in self._results]  # signs are of the theme
        self._fill_results(self._sitting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fill_runs(self, lines: Sequence[RunLine]) -> None:
        while len(self._runs) > len(lines):
            _remove(self._runs.pop())
        for run, line in zip(self._runs, lines, strict=False):
            run.set_line(line)
        for line in lines[len(self._runs) :]:
            run = RunButton(line, self._theme)
            place = len(self._runs)
            run.clicked.connect(lambda _=False, at=place: self._choose_run(at))
            self._runs.append(run)
            self._runs_box.addWidget(run)
        self._names = [line.name for line in lines]
        _show(self._runs_box, bool(lines))

    def _choose_run(self, place: int) -> None:
        self.run_chosen.emit(self._names[place])

    def _fill_results(self, sitting: Sitting | None) -> None:
        outcomes = sitting.outcomes if sitting is not None else ()
        if [outcome for outcome, _ in self._results] == list(outcomes):
            return
        for _, row in self._results:
            _remove(row)
        self._results = [(outcome, ResultRow(outcome, self._theme)) for outcome in outcomes]
        for _, row in self._results:
            self._results_box.addWidget(row)
        _show(self._results_box, bool(outcomes))

    def _fill_next(self, experiment: Experiment, others: Mapping[str, Experiment]) -> None:
        while self._next_box.count() > 1:
            item = self._next_box.takeAt(1)
            if item is not None and (widget := item.widget()) is not None:
                _remove(widget)
        for text in experiment.suggestions:
            self._next_box.addWidget(words(text))
        for key in experiment.following:
            if key in others:
                link = LinkButton(key, f"{others[key].title} →", others[key].question)
                link.chosen.connect(self.another_chosen)
                self._next_box.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        _show(self._next_box, self._next_box.count() > 1)


def _show(box: QVBoxLayout, shown: bool) -> None:
    part = box.parentWidget()
    assert part is not None
    part.setVisible(shown)


def _remove(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
