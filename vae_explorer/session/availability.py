"""Whether a run has what it takes to begin: torch, its data set, or what going on needs."""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
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
        text = tr("This program has no data set {name}.", name=f"{config.dataset!r:.60}")
        return None, Message("error", text, topic=MISSING)
    if data.is_available(root):
        return config, None
    title = tr(data.title)
    download = (tr("Download {data}", data=title), f"download:{data.key}")
    actions = (download,) if data.can_download else ()
    missing = data.problem(root) or tr("{data} is not on this computer.", data=title)
    if config.dataset == _FALLS_BACK and fall_back:
        other = tr(DATA_SETS[OFFLINE].title).lower()
        text = tr("{problem} Training uses {data} for now.", problem=missing, data=other)
        instead = replace(config, dataset=OFFLINE)
        return instead, Message("warning", text, actions, topic=MISSING)
    text = tr("{problem} Nothing was started.", problem=missing)
    return None, Message("error", text, actions, topic=MISSING)


def no_engine(error: Exception) -> UserError:
    """Say what an exception of importing torch means."""
    return UserError(
        tr(
            "PyTorch cannot be loaded ({error}), so that nothing can be trained or reconstructed.",
            error=type(error).__name__,
        ),
        tr(
            "Install it anew: {command}",
            command="python -m pip install --force-reinstall torch",
        ),
        details="".join(traceback.format_exception(error)),
    )


def trains_now(run: Run) -> Message:
    """Say that a run that waited has its turn, while another is looked at."""
    actions = ((tr("Show it"), f"show:{run.id}"),)
    return Message("info", tr("{run} trains now.", run=run.name), actions)


def cannot_go_on(run: Run) -> Message:
    """Say why a run cannot be trained further."""
    if run.is_solved:
        text = tr("{run} is solved: no training makes it better.", run=run.name)
        return Message("info", text)
    if run.path is not None or run.bundled:
        why = tr("its file holds the model alone")
    elif run.state is RunState.FAILED:
        why = tr("its training ended in an error")
    else:
        why = tr("the model alone was kept")
    return Message(
        "error",
        tr(
            "{run} cannot be trained further: {why}. "
            "Take its settings into the form, and train a new run.",
            run=run.name,
            why=why,
        ),
    )
