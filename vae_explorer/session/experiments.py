"""Experiments in the window: started, followed run by run, and measured when runs end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.experiments.experiment import Experiment, PlannedRun
from vae_explorer.core.experiments.outcome import Key
from vae_explorer.core.language import tr
from vae_explorer.session.availability import usable
from vae_explorer.session.experiment_files import ExperimentFiles
from vae_explorer.session.measurements import Measurement, Measurements, MeasureRequest
from vae_explorer.session.runs import Run
from vae_explorer.session.settings import Settings
from vae_explorer.session.sittings import Sitting, Stage, blended
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.training import Training
from vae_explorer.session.workspace import Workspace

TOPIC = "experiment"
_PACE = "experiment_pace"
_LEAST_MINUTES = 0.1  # of a training that says how long others take
_ENDED = (RunState.FINISHED, RunState.STOPPED, RunState.FAILED)


class Experiments(QObject):
    """What was started of the experiments that there are.

    Attributes
    ----------
    files
        Which there are.
    measurements
        What is measured of runs that have ended.
    changed
        Key of an experiment whose `sitting` has changed.
    view_wanted
        Names of panels, and of layers, that should be seen.
    message_posted
        A `Message`.
    """

    changed = Signal(str)
    view_wanted = Signal(tuple, tuple)
    message_posted = Signal(Message)

    def __init__(
        self,
        workspace: Workspace,
        training: Training,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.files = ExperimentFiles(self)
        self.files.message_posted.connect(self.message_posted)
        self.files.listed.connect(self._on_listed)
        self.measurements = Measurements(training.data_root, self)
        self.measurements.measured.connect(self._on_measured)
        self._workspace, self._training, self._settings = workspace, training, settings
        self._sittings: dict[str, Sitting] = {}
        self._asked: dict[str, frozenset[Key]] = {}
        self._spent: dict[str, float] = {}  # seconds of training
        self._of: dict[int, str] = {}  # the experiment of a run
        self._noted: dict[int, int] = {}  # of a run's changes, how many its settings have
        self._followed: int | None = None  # the run on the screen that the next one may replace
        workspace.run_changed.connect(self._on_run)
        workspace.runs_changed.connect(self._on_runs)

    # What the user wants

    def sitting(self, key: str) -> Sitting | None:
        """Return what was started last of an experiment, or None."""
        return self._sittings.get(key)

    def start(self, experiment: Experiment, *, short: bool) -> None:
        """Let all runs of an experiment wait for their turns, unless it is under way."""
        key = experiment.key
        before = self._sittings.get(key)
        if before is not None and before.active:
            return
        planned = experiment.runs(short=short)
        ready = self._ready(planned)
        if ready is None:
            return
        self._asked[key] = frozenset()
        self._spent[key] = 0.0
        self._followed = self._shown_id()
        self._unpin_earlier()
        sitting = Sitting(experiment, short)
        self._sittings[key] = sitting
        self.view_wanted.emit(experiment.panels, experiment.layers)
        runs: dict[str, int] = {}
        pinned = experiment.pinned or tuple(run.name for run in planned if len(planned) > 1)
        for run in ready:
            facts: dict[str, Any] = {"plan": run.plan, "experiment": experiment.title}
            added = self._training.enqueue(
                run.config, self._name(run.title), pinned=run.name in pinned, **facts
            )
            if added is None:
                break
            runs[run.name] = added.id
            self._of[added.id] = key
            self._set(key, runs=dict(runs))
        if not runs:
            self._set(key, stage=Stage.STOPPED)

    def _unpin_earlier(self) -> None:
        """Take the runs of experiments that are over out of the curves of the next."""
        for run in self._workspace.runs:
            sitting = self._sittings.get(self._of.get(run.id, ""))
            if run.experiment and run.pinned and (sitting is None or not sitting.active):
                self._workspace.update(run.id, pinned=False)

    def stop(self, key: str) -> None:
        """Let runs that wait go, and end the one that trains; what was trained is kept."""
        sitting = self._sittings.get(key)
        if sitting is None or not sitting.active:
            return
        self._set(key, stage=Stage.STOPPED)
        self.measurements.cancel(key)
        active = self._workspace.activity.run_id
        for run_id in sitting.runs.values():
            self._workspace.dequeue(run_id)
            if run_id == active:
                self._training.stop()

    def minutes(self, experiment: Experiment, *, short: bool) -> float:
        """Return how long an experiment takes here, as far as that is known."""
        return experiment.time(short=short) * self._pace

    def show(self, key: str, name: str) -> None:
        """Look at a run of an experiment."""
        sitting = self._sittings.get(key)
        if sitting is not None and name in sitting.runs:
            self._workspace.look_at(sitting.runs[name])

    def run_of(self, key: str, name: str) -> Run | None:
        """Return a run of an experiment as it is now; None if it is gone."""
        sitting = self._sittings.get(key)
        return self._workspace.run(sitting.runs.get(name)) if sitting is not None else None

    def end(self) -> None:
        """Read no more files, and ask the thread to end."""
        self.files.end()
        self.measurements.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self.measurements.wait()

    # What has happened

    @Slot()
    def _on_listed(self) -> None:
        """Let what was started be told in the language that its file was read in last."""
        for key, sitting in tuple(self._sittings.items()):
            found = self.files.find(key)
            if found is not None and found.course == sitting.experiment.course:
                self._set(key, experiment=found)

    @Slot(int)
    def _on_run(self, run_id: int) -> None:
        key = self._of.get(run_id)
        run = self._workspace.run(run_id)
        if key is None or run is None:
            return
        self._note_changes(run)
        self._follow(run)
        self._look(key)
        self.changed.emit(key)

    @Slot()
    def _on_runs(self) -> None:
        for key, sitting in tuple(self._sittings.items()):
            if sitting.active:
                self._look(key)

    def _note_changes(self, run: Run) -> None:
        """Let the settings of a run be those that its plan has changed."""
        changes = run.history.changes
        noted = self._noted.get(run.id, 0)
        if len(changes) <= noted:
            return
        self._noted[run.id] = len(changes)
        planned = {change.setting for change in run.plan}
        values = {c.setting: c.after for c in changes[noted:] if c.setting in planned}
        if values:
            self._workspace.update(run.id, config=run.config.changed(**values))

    def _follow(self, run: Run) -> None:
        """Show a run that has begun in place of the one before, unless another was looked at."""
        if run.snapshot is None or not run.state.at_work or run.id == self._followed:
            return
        if self._shown_id() in (None, self._followed) or self._workspace.shown is None:
            self._followed = run.id
            self._workspace.look_at(run.id)

    def _look(self, key: str) -> None:
        """See which runs have ended, and measure what can be measured."""
        sitting = self._sittings[key]
        if sitting.stage is not Stage.TRAINING or not sitting.runs:
            return
        runs = {name: self._workspace.run(run_id) for name, run_id in sitting.runs.items()}
        ended = frozenset(n for n, run in runs.items() if run is None or run.state in _ENDED)
        if ended == sitting.ended:
            return
        activity = self._workspace.activity
        if activity.progress is not None and activity.run_id in sitting.runs.values():
            self._spent[key] += activity.progress.seconds
        planned = {run.name: run for run in sitting.experiment.runs(short=sitting.short)}
        whole = frozenset(
            n for n in ended if (run := runs[n]) is not None and _as_planned(run, planned[n])
        )
        sitting = self._set(key, ended=ended, whole=whole)
        self._measure(key, sitting, runs)
        if len(ended) == len(runs):
            self._pace_from(sitting)
            self._set(key, stage=Stage.MEASURING)
            self._finish_if_done(key)

    def _measure(self, key: str, sitting: Sitting, runs: dict[str, Run | None]) -> None:
        snapshots = {
            name: run.snapshot
            for name, run in runs.items()
            if run is not None and run.snapshot is not None
        }
        due = sitting.due(self._asked[key])
        self._asked[key] |= frozenset(due)
        possible = tuple(k for k in due if {k[0], k[2] or k[0]} <= set(snapshots))
        if possible:
            most = sitting.experiment.most_images
            self.measurements.ask(MeasureRequest(key, possible, snapshots, sitting.short, most))
        for gone in set(due) - set(possible):
            self._set(key, values={**self._sittings[key].values, gone: float("nan")})

    @Slot(Measurement)
    def _on_measured(self, measurement: Measurement) -> None:
        key, found = measurement.request.key, measurement.found
        sitting = self._sittings.get(key)
        if sitting is None or not sitting.active:
            return
        if isinstance(found, Exception):
            self.message_posted.emit(Message.about(found, topic=TOPIC))
            found = dict.fromkeys(measurement.request.wanted, float("nan"))
        self._set(key, values={**sitting.values, **found})
        self._finish_if_done(key)

    def _finish_if_done(self, key: str) -> None:
        sitting = self._sittings[key]
        if sitting.stage is Stage.MEASURING and self._asked[key] <= set(sitting.values):
            self._set(key, stage=Stage.DONE)
            met, of = sitting.verdict
            actions = ((tr("Show the results"), f"experiment:{key}"),)
            title = sitting.experiment.title
            text = tr("“{title}” has ended.", title=title)
            if of:
                text = tr(
                    "“{title}” has ended. {met} of {all} numbers came out as expected.",
                    title=title,
                    met=met,
                    all=of,
                )
            self.message_posted.emit(Message("success", text, actions, topic=TOPIC))

    # Within

    def _ready(self, runs: tuple[PlannedRun, ...]) -> list[PlannedRun] | None:
        """Return runs on data sets that are at hand; None, and a message, where some is not."""
        ready, told = [], set()
        for run in runs:
            config, message = usable(run.config, self._training.data_root)
            if message is not None and message.text not in told:
                told.add(message.text)
                self.message_posted.emit(message)
            if config is None:
                return None
            ready.append(replace(run, config=config))
        return ready

    def _name(self, wanted: str) -> str:
        """Return a name for a run that no other has: "VAE", "VAE (2)"."""
        taken = {run.name for run in self._workspace.runs}
        names = [wanted, *(f"{wanted} ({i})" for i in range(2, len(taken) + 3))]
        return next(name for name in names if name not in taken)

    def _shown_id(self) -> int | None:
        shown = self._workspace.shown
        return shown.id if shown is not None else None

    def _set(self, key: str, **facts: Any) -> Sitting:
        sitting = self._sittings[key] = replace(self._sittings[key], **facts)
        self.changed.emit(key)
        return sitting

    @property
    def _pace(self) -> float:
        value = self._settings.table(_PACE, {}).get("ratio", 1.0)
        return value if isinstance(value, int | float) and 0.05 <= value <= 20 else 1.0

    def _pace_from(self, sitting: Sitting) -> None:
        """Learn how long things take here from an experiment that was trained to its end."""
        spent = self._spent[sitting.experiment.key] / 60
        expected = sitting.experiment.time(short=sitting.short)
        if len(sitting.whole) == len(sitting.runs) and spent > _LEAST_MINUTES:
            ratio = blended(self._pace, spent / expected)
            self._settings.set_table(_PACE, {"ratio": round(ratio, 3)})


def _as_planned(run: Run, planned: PlannedRun) -> bool:
    """Whether a run has come to the end that the file has for it, on the data that it names."""
    same = run.config.dataset == planned.config.dataset
    return same and run.snapshot is not None and run.epoch >= planned.config.passes
