"""What may be changed in the middle of a run, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.history import Change
from vae_explorer.core.language import tr


class Planned(NamedTuple):
    """A change that was decided on before the run began.

    Attributes
    ----------
    epoch
        When: passes over the training images before it, with a fraction.
    setting
        Its name in `RunConfig`; a live one.
    value
        What it is from then on.
    """

    epoch: float
    setting: str
    value: float


def due(plan: Iterable[Planned], step: int, steps_per_epoch: int) -> dict[str, float]:
    """Return what a plan changes before the step that follows `step` others, by the setting."""
    return {
        change.setting: change.value
        for change in plan
        if round(change.epoch * steps_per_epoch) == step
    }


def changes_between(before: RunConfig, after: RunConfig, step: int, epoch: float) -> list[Change]:
    """Return what differs between two configurations, as changes made before a step.

    Raises
    ------
    UserError
        When a value is out of range, or a setting cannot be changed in the middle of a run.
    """
    after.validated()
    settings, old, new = RunConfig.settings(), before.values(), after.values()
    changed = [name for name in new if new[name] != old[name]]
    for name in changed:
        if not settings[name].live:
            raise UserError(
                tr(
                    "The {noun} cannot be changed in the middle of a run.",
                    noun=settings[name].noun,
                ),
                tr("Start another run with it."),
            )
    if after.epochs < before.epochs:
        raise UserError(
            tr(
                "A run of {before} epochs cannot be made one of {after}.",
                before=before.epochs,
                after=after.epochs,
            ),
            tr("Stop it earlier, or give a larger number."),
        )
    return [Change(step, epoch, name, old[name], new[name]) for name in changed]
