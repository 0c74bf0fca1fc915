"""Runs that branch off others: the same up to some moment, and then with other settings."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.config import RunConfig
from vae_explorer.core.language import marked, tr
from vae_explorer.core.timeline.branching import WayBack
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.training import Training
from vae_explorer.session.workspace import Workspace

_SHORT = {"beta": "β", "learning_rate": marked("rate")}  # what a branch is named by


class Branches(QObject):
    """Lets a run go on from any of its kept moments, as a run of its own.

    Attributes
    ----------
    message_posted
        A `Message`.
    """

    message_posted = Signal(Message)

    def __init__(self, workspace: Workspace, training: Training, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._training = training
        workspace.run_changed.connect(self._on_run)

    def refusal(self, run: Run | None) -> str:
        """Return why a run cannot be branched off; empty if it can."""
        if run is None or not len(run.timeline):
            return tr("Nothing is kept of its training to branch off at.")
        if run.config.kind.elsewhere:
            return tr("It was trained elsewhere: its steps cannot be taken again here.")
        return "" if not run.config.kind.at_once else tr("It was solved in one step.")

    def told(self, run: Run | None) -> Message:
        """Return the message that says why a run cannot be branched off."""
        return Message("info", self.refusal(run), topic="branch")

    def settings_at(self, run: Run, step: int) -> RunConfig:
        """Return the settings that a run had at the frame of a step."""
        frame = run.timeline.at(step)
        return frame.config if frame is not None else run.config

    def begin(self, run_id: int, step: int, config: RunConfig) -> Run | None:
        """Branch off a run, and train the branch; another that trains waits where it is.

        What of the steps before is not kept in full is trained once more first, bit for bit.

        Parameters
        ----------
        step
            Of a frame.
        config
            The settings from then on; those that may change in mid-run may differ.

        Returns
        -------
        Run or None
            The branch; None where it cannot be begun, and a message says why.
        """
        run = self._workspace.run(run_id)
        if self.refusal(run) or run is None:
            self.message_posted.emit(self.told(run))
            return None
        way = WayBack.to(step, run.config, run.history.changes, run.timeline)
        return self._training.train(
            config,
            self._name(run, step, config),
            timeline=run.timeline.until(step),
            origin=(run.id, step),
            way_back=way,
            plan=run.plan,
        )

    def _name(self, run: Run, step: int, config: RunConfig) -> str:
        """Return the run's name with what is different, or else from when on."""
        frame = run.timeline.at(step)
        before = self.settings_at(run, step).values()
        told = [
            f"{tr(_SHORT[name])} {config.values()[name]:g}"
            for name in _SHORT
            if config.values()[name] != before[name]
        ]
        if frame is not None:
            when = tr("epoch {epoch:.3g}", epoch=frame.epoch)
        else:
            when = tr("step {step}", step=step)
        name = ", ".join((run.name, *(told or [when])))
        taken = {other.name for other in self._workspace.runs}
        names = (f"{name} ({i})" if i > 1 else name for i in count(1))
        return next(name for name in names if name not in taken)

    @Slot(int)
    def _on_run(self, run_id: int) -> None:
        """Forget a branch that was called off on its way back, or did not get there."""
        run = self._workspace.run(run_id)
        ended = run is not None and run.state in (RunState.EMPTY, RunState.FAILED)
        if run is not None and ended and run.way_back and not run.snapshot:
            self._workspace.discard([run_id])
