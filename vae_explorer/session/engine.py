"""The first import of torch."""

from __future__ import annotations

from vae_explorer.core.engine.priority import yield_to_the_window
from vae_explorer.core.engine.threads import usable_threads


def import_engine() -> None:
    """Import torch and all that training takes, on the training thread, in a second or two."""
    yield_to_the_window()
    from vae_explorer.core import (
        training,  # noqa: F401 - so that the first Train does not wait for it
    )

    usable_threads()  # before the window's thread sets its own count to one


def find_devices() -> frozenset[str]:
    """Return the devices that a run can use here; `import_engine` comes first."""
    from vae_explorer.core.engine.device import usable_devices

    return frozenset(usable_devices())
