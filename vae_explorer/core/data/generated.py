"""What data sets have in common that are computed and not read: they are always there."""

from __future__ import annotations

from pathlib import Path

from vae_explorer.core.data.base import CancelCallback, ProgressCallback


class Generated:
    """The part of `DataSet` that is about files, of which there are none."""

    can_download: bool = False

    def is_available(self, root: Path) -> bool:  # noqa: ARG002
        """Return True: what it takes ships with the program."""
        return True

    def problem(self, root: Path) -> str | None:  # noqa: ARG002
        """Return None: there are no files."""
        return None

    def download(self, root: Path, progress: ProgressCallback, cancelled: CancelCallback) -> None:
        """Do nothing: there is nothing to fetch."""
