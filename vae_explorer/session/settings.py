"""What the program remembers from one start to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

RECENT_FILES = 8


class Settings:
    """Typed access to the platform's store of preferences.

    A value that is missing, or that another version stored in another shape, reads as the default.

    Parameters
    ----------
    store
        Where they are kept; the user's own file if None.
    read_only
        Keep nothing of what is set from now on, as for a picture taken by a script.
    """

    def __init__(self, store: QSettings | None = None, *, read_only: bool = False) -> None:
        self._read_only = read_only
        self._store = store or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "vae-explorer", "vae-explorer"
        )

    @property
    def theme(self) -> str:
        """``"system"``, ``"light"`` or ``"dark"``."""
        value = self._store.value("theme", "system")
        return value if value in ("system", "light", "dark") else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._write("theme", value)

    @property
    def recent_files(self) -> list[Path]:
        """Model files last opened or saved, the newest first."""
        value = self._store.value("recent_files", [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(name) for name in names if isinstance(name, str) and name][:RECENT_FILES]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the list."""
        path = path.absolute()
        names = [str(path), *(str(p) for p in self.recent_files if p != path)]
        self._write("recent_files", names[:RECENT_FILES])

    def clear_recent_files(self) -> None:
        """Forget them all."""
        self._write("recent_files", [])

    def bytes(self, key: str) -> QByteArray:
        """Return a stored window state; empty if there is none."""
        value = self._store.value(f"window/{key}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, key: str, value: QByteArray) -> None:
        """Store a window state."""
        self._write(f"window/{key}", value)

    def flag(self, key: str, default: bool) -> bool:
        """Return a stored switch."""
        value = self._store.value(f"options/{key}", default)
        return value if isinstance(value, bool) else str(value).lower() == "true"

    def text(self, key: str, default: str) -> str:
        """Return a stored choice."""
        value = self._store.value(f"options/{key}", default)
        return value if isinstance(value, str) else default

    def set_option(self, key: str, value: Any) -> None:
        """Store a switch or a choice."""
        self._write(f"options/{key}", value)

    def _write(self, key: str, value: Any) -> None:
        if not self._read_only:
            self._store.setValue(key, value)

    def sync(self) -> None:
        """Write to disk now."""
        self._store.sync()
