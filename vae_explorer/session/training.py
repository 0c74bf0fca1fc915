"""The intents of training: start, go on, pause, step, stop, change, and wait for a turn.

One run trains at a time. `Training` turns what the user wants into requests to the training thread,
and what that tells into facts of the `Workspace`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.core.changes import changes_between
from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.availability import cannot_go_on, no_engine, trains_now, usable
from vae_explorer.session.engine_start import EngineStart
from vae_explorer.session.hand import Hand, behind_frames
from vae_explorer.session.requests import TrainRequest
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message, RunProgress, RunState
from vae_explorer.session.worker import TrainingWorker
from vae_explorer.session.workspace import Activity, Workspace

_AT_REST = (RunState.EMPTY, RunState.STOPPED)


class Training(EngineStart):
    """What the user can ask of the training.

    Parameters
    ----------
    workspace
        Hears of every run and of what the training does.
    worker
        On the training thread.
    data_root
        Folder of the data sets.

    Attributes
    ----------
    started
        Id of a run that has begun, or goes on: an older complaint is no longer true.
    """

    started = Signal(int)

    _train = Signal(TrainRequest)
    _play = Signal()
    _pause = Signal()
    _step = Signal()
    _stop = Signal()
    _change = Signal(int, RunConfig)

    def __init__(
        self,
        workspace: Workspace,
        worker: TrainingWorker,
        hand: Hand,
        data_root: Path,
        parent: QObject,
    ) -> None:
        super().__init__(worker, parent)
        self.data_root = data_root
        self._workspace = workspace
        self._worker = worker
        self._hand = hand
        self._to_show: int | None = None  # the run to be shown as soon as it has a snapshot
        for request, slot in (
            (self._train, worker.train),
            (self._play, worker.play),
            (self._pause, worker.pause),
            (self._step, worker.step),
            (self._stop, worker.stop),
            (self._change, worker.change),
        ):
            request.connect(slot, Qt.ConnectionType.QueuedConnection)
        worker.snapshot_ready.connect(self._on_snapshot)
        worker.progress_changed.connect(self._on_progress)
        worker.state_changed.connect(self._on_state)
        worker.let_go.connect(self._on_let_go)
        worker.failed.connect(self.report)
        workspace.shown_changed.connect(self._on_shown)
        workspace.runs_changed.connect(self._let_go_of_removed)
        # A run that waits may have come back; not at once, as others are told of it first.
        workspace.runs_changed.connect(self._start_next, Qt.ConnectionType.QueuedConnection)

    # What the user wants

    @property
    def state(self) -> RunState:
        """What the training is doing."""
        return self._workspace.activity.state

    def train(self, config: RunConfig, name: str = "", **facts: Any) -> Run | None:
        """Begin a run with these facts of `Run`, and show it; one that trains waits where it is."""
        return self._begin(config, "play", name, **facts)

    def reset(self, config: RunConfig) -> None:
        """Show the untrained network of a configuration, at step 0."""
        self._begin(config, "show", tr("Untrained network"))

    def start_with_step(self, config: RunConfig) -> None:
        """Begin a new run with a single step."""
        self._begin(config, "step")

    def enqueue(self, config: RunConfig, name: str = "", **facts: Any) -> Run | None:
        """Let a new run with these facts of `Run` wait for its turn; None where it cannot."""
        usable = self._usable(config)
        if usable is None:
            return None
        run = self._workspace.add(name, show=False, config=usable, state=RunState.QUEUED, **facts)
        self._start_next()
        return run

    def train_on(self, run_id: int, epochs: int = 0) -> None:
        """Go on with a run for more epochs, at once or when its turn comes.

        A run that was stopped before its last epoch first does those that are left.
        """
        run = self._workspace.run(run_id)
        if run is None:
            return
        config, waits = run.config, run.state is RunState.QUEUED
        if run_id == self._workspace.activity.run_id:
            if self.state is RunState.STOPPING:
                return  # not yet let go
            if self.state is RunState.FINISHED:
                epochs = max(1, epochs)
            if epochs:
                self.change(replace(config, epochs=config.epochs + epochs))
            self.play()
            return
        if not (run.can_go_on or run.state.at_work or waits):
            self.message_posted.emit(cannot_go_on(run))
            return
        if run.snapshot is not None and run.epoch >= config.passes:
            epochs = max(1, epochs)
        config = replace(config, epochs=config.epochs + epochs)
        if self._usable(config, fall_back=False) is None:
            return
        if self.state.at_work:
            # Where another has just taken its place, what going on takes is on its way; by its turn
            # it is there.
            self._workspace.update(run_id, config=config, state=RunState.QUEUED)
            if not waits:
                self._workspace.move_in_queue(run_id, len(self._workspace.queue))
        else:
            self._workspace.update(run_id, config=config)
            self._workspace.look_at(run_id)
            self._send(run_id, "play")

    def play(self) -> None:
        """Go on with a paused run."""
        self._play.emit()

    def pause(self) -> None:
        """Halt the run; everything stays explorable."""
        self._pause.emit()

    def step(self) -> None:
        """Take one optimiser step."""
        self._step.emit()

    def stop(self) -> None:
        """Let go of the run; it stays on the list, and can be trained further."""
        activity = self._workspace.activity
        if activity.run_id is not None and activity.can_stop:
            self._note_state(activity.run_id, RunState.STOPPING)
            self._worker.hurry()
            self._stop.emit()

    def change(self, config: RunConfig) -> None:
        """Change settings in the middle of the run; `RunConfig` says which may be changed."""
        run = self._workspace.run(self._workspace.activity.run_id)
        if run is None:
            return
        try:
            changes_between(run.config, config, run.step, run.epoch)
        except UserError as error:
            self.report(error)
            return
        self._workspace.update(run.id, config=config)
        self._change.emit(run.id, config)

    @Slot(BaseException)
    def report(self, error: BaseException) -> None:
        """Post a message about an error."""
        self.message_posted.emit(Message.about(error))

    # Beginning

    def _begin(self, config: RunConfig, then: str, name: str = "", **facts: Any) -> Run | None:
        usable = self._usable(config)
        if usable is None:
            return None
        # What is on the screen stays there until there is something to show of the new run.
        state = RunState.PREPARING
        run = self._workspace.add(name, show=False, config=usable, state=state, **facts)
        self._to_show = run.id  # unless something else is looked at first
        self._send(run.id, then)
        return self._workspace.run(run.id)

    def _send(self, run_id: int, then: str) -> None:
        run = self._workspace.run(run_id)
        assert run is not None
        # The worker may have torch or images to load before it can say so itself.
        self._workspace.set_activity(Activity(run_id, RunState.PREPARING))
        self._workspace.update(run_id, state=RunState.PREPARING)
        self._worker.hurry()
        self._train.emit(TrainRequest.of(run, self.data_root, then))
        self.started.emit(run_id)

    def _usable(self, config: RunConfig, *, fall_back: bool = True) -> RunConfig | None:
        """Return a configuration whose data set is at hand, or say why there is none."""
        if self.error is not None:
            self.report(no_engine(self.error))
            return None
        found, message = usable(config, self.data_root, fall_back=fall_back)
        if message is not None:
            self.message_posted.emit(message)
        return found

    @Slot()
    def _start_next(self) -> None:
        """Let the first run that waits have its turn, unless one trains or is paused."""
        while (queue := self._workspace.queue) and not self._is_busy():
            run = queue[0]
            if not self._can_begin(run):
                never_began = run.snapshot is None
                state = RunState.FAILED if never_began else run.state_at_rest
                self._workspace.update(run.id, state=state)
                continue
            self._send(run.id, "play")
            if self._workspace.shown is None:
                self._workspace.look_at(run.id)
            elif not run.experiment:  # which shows its runs itself
                self.message_posted.emit(trains_now(run))

    def _is_busy(self) -> bool:
        return self.state.at_work or self.state is RunState.PAUSED

    def _can_begin(self, run: Run) -> bool:
        """Whether a run that waited can have its turn; a message says why not."""
        if run.snapshot is not None and run.training is None:  # its trainer broke as it was let go
            self.message_posted.emit(cannot_go_on(run))
            return False
        return self._usable(run.config, fall_back=False) is not None

    @Slot()
    def _on_shown(self) -> None:
        self._to_show = None

    @Slot()
    def _let_go_of_removed(self) -> None:
        """Stop what is paused or has finished and is no longer on the list."""
        run_id = self._workspace.activity.run_id
        if run_id is not None and self._workspace.run(run_id) is None:
            self.stop()

    # What the worker tells: methods of this object, so that Qt runs them on the window's thread

    @Slot(int, Snapshot)
    @behind_frames
    def _on_snapshot(self, run_id: int, snapshot: Snapshot) -> None:
        """Take a snapshot, and let the next one come whatever went wrong on the screen."""
        try:
            self._workspace.take_snapshot(run_id, snapshot)
            if run_id == self._to_show:
                self._show_new(run_id)
        finally:
            self._worker.acknowledge()

    def _show_new(self, run_id: int) -> None:
        """Show a run that has begun, in place of a network that was never trained."""
        self._to_show = None
        self._workspace.look_at(run_id)
        self._workspace.discard(
            run.id
            for run in self._workspace.runs
            if run.id != run_id and run.is_blank and run.state in _AT_REST
        )

    @Slot(int, RunProgress)
    @behind_frames
    def _on_progress(self, run_id: int, progress: RunProgress) -> None:
        activity = self._workspace.activity
        if run_id == activity.run_id:
            self._workspace.set_activity(replace(activity, progress=progress))

    @Slot(int, RunState)
    @behind_frames
    def _on_state(self, run_id: int, state: RunState) -> None:
        self._note_state(run_id, state)
        if not self._is_busy():
            self._start_next()

    def _note_state(self, run_id: int, state: RunState) -> None:
        run, activity = self._workspace.run(run_id), self._workspace.activity
        if run is None or run.state is not RunState.QUEUED:  # which is older than such news
            self._workspace.update(run_id, state=state)
        if run_id != activity.run_id:
            return  # news of a run that another has replaced
        if state in (RunState.EMPTY, RunState.STOPPED, RunState.FAILED):
            self._workspace.set_activity(Activity(None, state))
        else:
            self._workspace.set_activity(replace(activity, state=state))

    @Slot(int, TrainingState, float)
    @behind_frames
    def _on_let_go(self, run_id: int, training: TrainingState, seconds: float) -> None:
        run = self._workspace.run(run_id)
        before = run.seconds if run is not None else 0.0
        self._workspace.update(run_id, training=training, seconds=before + seconds)
        if run_id == self._workspace.activity.run_id:
            # A run that has finished is from now on no other than one that was stopped.
            self._workspace.set_activity(Activity(None, RunState.STOPPED))
