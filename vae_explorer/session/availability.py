"""Whether a run has what it takes to begin: torch, its data set, or what going on needs."""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.errors import UserError
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message, RunState

OFFLINE = "offline"
_FALLS_BACK = "mnist"  # the one set of digits that generated digits can stand in for
MISSING = "data set missing"  # a topic of messages


def usable(
    config: RunConfig, root: Path, *, fall_back: bool = True
) -> tuple[RunConfig | None, Message | None]:
    """Return a configuration whose data set is at hand, and what is to be told.

    Parameters
    ----------
    root
        Folder of the data sets.
    fall_back
        Whether generated digits may stand in for MNIST.

    Returns
    -------
    tuple
        None as configuration where nothing can be started.
    """
    data = DATA_SETS.get(config.dataset)
    if data is None:
        text = f"This program has no data set {config.dataset!r:.60}."
        return None, Message("error", text, topic=MISSING)
    if data.is_available(root):
        return config, None
    actions = ((f"Download {data.title}", f"download:{data.key}"),) if data.can_download else ()
    missing = data.problem(root) or f"{data.title} is not on this computer."
    if config.dataset == _FALLS_BACK and fall_back:
        text = f"{missing} Training uses {DATA_SETS[OFFLINE].title.lower()} for now."
        instead = replace(config, dataset=OFFLINE)
        return instead, Message("warning", text, actions, topic=MISSING)
    return None, Message("error", f"{missing} Nothing was started.", actions, topic=MISSING)


def no_engine(error: Exception) -> UserError:
    """Say what an exception of importing torch means."""
    return UserError(
        f"PyTorch cannot be loaded ({type(error).__name__}), so that nothing can be trained or "
        "reconstructed.",
        "Install it anew: python -m pip install --force-reinstall torch",
        details="".join(traceback.format_exception(error)),
    )


def cannot_go_on(run: Run) -> Message:
    """Say why a run cannot be trained further."""
    if run.is_solved:
        return Message("info", f"{run.name} is solved: no training makes it better.")
    if run.path is not None or run.bundled:
        why = "its file holds the model alone"
    elif run.state is RunState.FAILED:
        why = "its training ended in an error"
    else:
        why = "the model alone was kept"
    return Message(
        "error",
        f"{run.name} cannot be trained further: {why}. "
        "Take its settings into the form, and train a new run.",
    )
