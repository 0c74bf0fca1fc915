"""What is said of experiments, and of their runs."""

from __future__ import annotations

from vae_explorer.core.experiments.experiment import ARTICLES, Experiment
from vae_explorer.session.runs import Run
from vae_explorer.session.sittings import Sitting, Stage
from vae_explorer.session.state import RunState
from vae_explorer.views.experiments.parts import RunLine

_OWN = "Your own files"
_STATES = {
    RunState.QUEUED: "waits",
    RunState.PREPARING: "begins",
    RunState.STOPPING: "stops",
    RunState.PAUSED: "paused",
    RunState.FAILED: "failed",
    RunState.STOPPED: "stopped",
    RunState.FINISHED: "done",
}


def group_of(experiment: Experiment) -> str:
    """Return the heading that it stands under."""
    if experiment.path is not None:
        return _OWN
    title = ARTICLES[experiment.article]
    return title if experiment.article == "beyond" else f"{experiment.source}: {title}"


def time_range(short: str, full: str) -> str:
    """Return how long either form takes, in words."""
    return short if short == full else f"{short} – {full}"


def status_of(sitting: Sitting | None) -> str:
    """Return how far it is; nothing where it was not tried, or stopped."""
    if sitting is None or sitting.stage is Stage.STOPPED:
        return ""
    if sitting.stage is Stage.TRAINING:
        return f"Runs: {len(sitting.ended)} of {len(sitting.runs)} done"
    if sitting.stage is Stage.MEASURING:
        return "Measuring …"
    met, of = sitting.verdict
    return f"{met} of {of} as expected" if of else "Done"


def run_line(name: str, run: Run | None, shown: int | None) -> RunLine:
    """Return what is to be said of a run; None for one that was taken off the list."""
    if run is None:
        return RunLine(name, None, 0.0, "removed")
    passes = run.config.passes
    share = min(1.0, run.epoch / passes) if passes else 0.0
    state = _STATES.get(run.state, "")
    if run.state is RunState.RUNNING:
        state = f"epoch {min(int(run.epoch) + 1, passes)} of {passes}"
    return RunLine(name, run.colour, share, state, run.id == shown)
