"""What was changed by hand in the middle of a run, in words."""

from __future__ import annotations

from vae_explorer.core.config import RunConfig
from vae_explorer.core.history import Change
from vae_explorer.core.language import tr
from vae_explorer.views.curves.quantities import short_exponent


def setting_title(setting: str) -> str:
    """What a setting of `RunConfig` is called on the screen."""
    described = RunConfig.settings().get(setting)
    return tr(described.title) if described is not None else setting.replace("_", " ")


def change_text(change: Change) -> str:
    """``β 1 → 4 at epoch 3.2``."""
    before, after = (
        short_exponent(f"{value:.6g}").replace("-", "−") for value in (change.before, change.after)
    )
    return tr(
        "{setting} {before} → {after} at epoch {epoch:.4g}",
        setting=setting_title(change.setting),
        before=before,
        after=after,
        epoch=change.epoch,
    )
