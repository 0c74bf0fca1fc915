"""What the runs of a session have in common is stored once: a branch has its beginning so."""

from __future__ import annotations

from vae_explorer.core.storage.session_description import Shared
from vae_explorer.core.storage.session_values import Session, StoredRun
from vae_explorer.core.timeline.frame import Frame, KeyState


def shared_moments(session: Session) -> dict[str, tuple[Shared, Shared]]:
    """Return for each run, by key, which frames and states are stored with earlier runs."""
    owners: dict[int, str] = {}

    def others(run: StoredRun, moments: tuple[Frame, ...] | tuple[KeyState, ...]) -> Shared:
        found: dict[str, list[int]] = {}
        for moment in moments:
            owner = owners.setdefault(id(moment), run.key)
            if owner != run.key:
                found.setdefault(owner, []).append(moment.step)
        return found

    return {
        run.key: (others(run, run.timeline.frames), others(run, run.timeline.states))
        for run in session.runs
    }


def elsewhere(shared: Shared) -> set[int]:
    """Return the steps of what is stored with other runs."""
    return {step for steps in shared.values() for step in steps}
