"""What the program remembers from one start to the next."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from vae_explorer import __version__
from vae_explorer.core.language import LANGUAGES, tr

RECENT_FILES = 8


class Settings:
    """Typed access to the platform's store of preferences.

    A value that is missing, or that another version stored in another shape, reads as the default.
    Of a damaged file a copy is kept, as ``FILE.damaged``, before anything is written.

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
        self._damaged: tuple[Path, Path] | None = None  # the file, and its copy
        self._told_of_failure = False
        self._store.allKeys()  # parses it
        if self._store.status() is QSettings.Status.FormatError:
            self._keep_damaged()

    @property
    def notes(self) -> list[str]:
        """One sentence for each thing that the user should know of the file; mostly none.

        Reading may add to them.
        """
        if self._damaged is None:
            return []
        file, kept = self._damaged
        if not kept.exists():
            text = tr(
                "The settings were damaged, and some are as in a new program; {file} could not be "
                "copied.",
                file=file.name,
            )
        else:
            text = tr(
                "The settings were damaged, and some are as in a new program; {file} is kept as "
                "{copy}.",
                file=file.name,
                copy=kept,
            )
        return [text]

    @property
    def theme(self) -> str:
        """``"system"``, ``"light"`` or ``"dark"``."""
        value = self._store.value("theme", "system")
        return value if value in ("system", "light", "dark") else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._write("theme", value)

    @property
    def language(self) -> str:
        """``"system"``, or the code of a language that the program speaks."""
        value = self._store.value("language", "system")
        return value if isinstance(value, str) and value in LANGUAGES else "system"

    @language.setter
    def language(self, value: str) -> None:
        self._write("language", value)

    @property
    def scale(self) -> int:
        """How large everything is shown, in per cent; 100 is as designed."""
        value = str(self._store.value("scale", 100))
        return min(max(int(value), 80), 250) if value.isdecimal() and len(value) < 5 else 100

    @scale.setter
    def scale(self, value: int) -> None:
        self._write("scale", value)

    @property
    def recent_files(self) -> list[Path]:
        """Model files last opened or saved, the newest first."""
        value = self._store.value("recent_files", [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(name) for name in names if isinstance(name, str) and name][:RECENT_FILES]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the list, as other windows have left it."""
        path = path.absolute()
        self._store.sync()
        names = [str(path), *(str(p) for p in self.recent_files if p != path)]
        self._write("recent_files", names[:RECENT_FILES])
        self._store.sync()

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

    def text(self, key: str, default: str) -> str:
        """Return a stored choice."""
        value = self._store.value(f"options/{key}", default)
        return value if isinstance(value, str) else default

    def table(self, key: str, default: Any) -> Any:
        """Return what `set_table` stored, if it is of the default's type; or the default."""
        try:
            value = json.loads(self.text(key, json.dumps(default)))
        except (ValueError, RecursionError):
            self._keep_damaged()
            return default
        return value if isinstance(value, type(default)) else default

    def set_table(self, key: str, value: object) -> None:
        """Store a value that `json.dumps` takes."""
        self.set_option(key, json.dumps(value))

    def set_option(self, key: str, value: Any) -> None:
        """Store a switch or a choice."""
        self._write(f"options/{key}", value)

    def _write(self, key: str, value: Any) -> None:
        if not self._read_only:
            self._store.setValue(key, value)

    def sync(self) -> None:
        """Write to disk now; see `problem`."""
        self._store.sync()

    def probe(self) -> str | None:
        """Write something now; return, the first time only, why settings are not kept."""
        self._write("version", __version__)
        self.sync()
        return self.problem()

    def problem(self) -> str | None:
        """Return, the first time only, a sentence that says why settings are not kept."""
        failed = self._store.status() is QSettings.Status.AccessError
        if self._read_only or self._told_of_failure or not failed:
            return None
        self._told_of_failure = True
        return tr(
            "Settings cannot be written to {file}, and will be forgotten.",
            file=self._store.fileName(),
        )

    def _keep_damaged(self) -> None:
        """Copy the file as it is, once, and note it."""
        file = Path(self._store.fileName())
        if self._read_only or self._damaged or not file.is_file():
            return
        kept = file.with_name(f"{file.name}.damaged")
        with contextlib.suppress(OSError):
            kept.unlink(missing_ok=True)  # and if it is a link, not what it names
            shutil.copyfile(file, kept)
        self._damaged = (file, kept)
