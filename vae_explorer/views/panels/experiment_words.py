"""What is said of experiments, and of their runs."""

from __future__ import annotations

from vae_explorer.core.experiments.experiment import ARTICLES, Experiment
from vae_explorer.core.language import marked, tr
from vae_explorer.session.runs import Run
from vae_explorer.session.sittings import Sitting, Stage
from vae_explorer.session.state import RunState
from vae_explorer.views.experiments.parts import RunLine

_OWN = marked("Your own files")
_STATES = {
    RunState.QUEUED: marked("waits"),
    RunState.PREPARING: marked("begins"),
    RunState.STOPPING: marked("stops"),
    RunState.PAUSED: marked("paused"),
    RunState.FAILED: marked("failed"),
    RunState.STOPPED: marked("stopped"),
    RunState.FINISHED: marked("done"),
}


def group_of(experiment: Experiment) -> str:
    """Return the heading that it stands under."""
    if experiment.path is not None:
        return tr(_OWN)
    title = tr(ARTICLES[experiment.article])
    if experiment.article == "beyond":
        return title
    return tr("{source}: {title}", source=experiment.source, title=title)


def time_range(short: str, full: str) -> str:
    """Return how long either form takes, in words."""
    return short if short == full else f"{short} – {full}"


def status_of(sitting: Sitting | None) -> str:
    """Return how far it is; nothing where it was not tried, or stopped."""
    if sitting is None or sitting.stage is Stage.STOPPED:
        return ""
    if sitting.stage is Stage.TRAINING:
        ended, runs = len(sitting.ended), len(sitting.runs)
        return tr("Runs: {ended} of {all} done", ended=ended, all=runs)
    if sitting.stage is Stage.MEASURING:
        return tr("Measuring …")
    met, of = sitting.verdict
    return tr("{met} of {all} as expected", met=met, all=of) if of else tr("Done")


def run_line(name: str, run: Run | None, shown: int | None, title: str = "") -> RunLine:
    """Return what is to be said of a run; None for one that was taken off the list."""
    if run is None:
        return RunLine(name, None, 0.0, tr("removed"), title=title)
    passes = run.config.passes
    share = min(1.0, run.epoch / passes) if passes else 0.0
    state = tr(_STATES[run.state]) if run.state in _STATES else ""
    if run.state is RunState.RUNNING:
        epoch = min(int(run.epoch) + 1, passes)
        state = tr("epoch {epoch} of {all}", epoch=epoch, all=passes)
    waits = run.state is RunState.QUEUED
    return RunLine(name, run.colour, share, state, run.id == shown, waits, title)
