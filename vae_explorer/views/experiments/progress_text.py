"""How far an experiment is, in words."""

from __future__ import annotations

from collections.abc import Sequence

from vae_explorer.core.language import tr
from vae_explorer.session.sittings import Sitting, Stage
from vae_explorer.views.experiments.parts import RunLine


def progress_text(sitting: Sitting | None, lines: Sequence[RunLine]) -> str:
    """Return what is going on, in a sentence."""
    if sitting is None:
        return ""
    if sitting.stage is Stage.STOPPED:
        return tr("Stopped. What was trained is in the list of runs.")
    if sitting.stage is Stage.MEASURING:
        return tr("All runs have ended; measuring what came out …")
    if sitting.stage is Stage.DONE:
        met, of = sitting.verdict
        if not of:
            return tr("It has ended.")
        return tr("{met} of {numbers} numbers came out as expected.", met=met, numbers=of)
    if lines and all(line.waits for line in lines):
        return tr("Waits until the run that trains, or is paused, has ended.")
    return tr("Runs train one after another; explore meanwhile whatever you like.")
