"""Pictures for review: the window in several sizes and every panel, in both themes, at two scales.

``python scripts/shots.py [--out DIR] [--language zh]`` writes ``window-1400x900-light-100.png`` and
so on into ``shots/``, without a display or a network: the bundled model is on the screen. With
``--data DIR``, where MNIST is, digits are selected too. Each scale needs a process of its own, as
Qt settles it at the start.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.core.language import LANGUAGES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from vae_explorer.session.desk import Desk

ROOT = Path(__file__).resolve().parent.parent
SCALES = (100, 200)
_SIZES = ((1024, 640), (1920, 1080), (1400, 900))  # panels are taken at the last
_PATIENCE_S = 60.0
_SETTLE_S = 1.0  # for dots that glide and layers that are drawn later
_RAISED_S = 0.8  # for a panel that has just come into sight, and is filled then
_DIGIT = 5001  # a seven that looks like a two, where MNIST is there
_SEVERAL = (_DIGIT, 7, 61, 247, 582)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "shots", metavar="DIR")
    parser.add_argument("--scale", type=int, choices=SCALES, help="this one alone, in this process")
    parser.add_argument("--language", choices=tuple(LANGUAGES), default="en")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where MNIST is")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if arguments.scale is not None:
        _shoot(out, arguments.scale, arguments.language)
        return 0
    with tempfile.TemporaryDirectory() as home:
        for scale in SCALES:
            command = [sys.executable, __file__, "--out", str(out), "--scale", str(scale)]
            command += ["--language", arguments.language]
            environment = _environment(scale, home, arguments.data)
            code = subprocess.run(command, env=environment, check=False).returncode
            if code != 0:
                return code
    print(f"{len(list(out.glob('*.png')))} pictures are in {out}")
    return 0


def _environment(scale: int, home: str, data: Path | None) -> dict[str, str]:
    """Return one in which nothing of this user's settings and data is seen."""
    return os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(scale / 100),
        "XDG_CONFIG_HOME": home,
        "XDG_STATE_HOME": home,
        "VAE_EXPLORER_DATA": str((data or Path(home, "no-data")).resolve()),
    }


def _shoot(out: Path, scale: int, language: str) -> None:
    from vae_explorer.import_hook import without_import_hook

    with without_import_hook():
        from PySide6.QtWidgets import QApplication

        from vae_explorer.core.data.base import data_root
        from vae_explorer.core.storage.bundled import load_model_file
        from vae_explorer.session.desk import Desk
        from vae_explorer.session.settings import Settings
        from vae_explorer.views.panels import PANELS
        from vae_explorer.views.window.languages import Languages
        from vae_explorer.views.window.main_window import MainWindow

    app = QApplication(sys.argv[:1])
    settings = Settings(read_only=True)
    languages = Languages(settings, language)
    desk = Desk(data_root(), settings)
    window = MainWindow(desk, "light")
    window.resize(*_SIZES[-1])
    desk.library.add(load_model_file(), None)
    window.show()
    try:
        _wait(app, lambda: desk.training.ready)
        _fill(desk)
        for theme in ("light", "dark"):
            window.looks.choose_theme(theme)
            _wait(app, partial(_is_past, time.monotonic() + _SETTLE_S))
            layout = window.layout_of_panels
            for width, height in _SIZES:
                window.resize(width, height)
                layout.arrange()
                _wait(app, partial(_is_past, time.monotonic() + _SETTLE_S))
                window.grab().save(str(out / f"window-{width}x{height}-{theme}-{scale}.png"))
            pictures: dict[str, QWidget] = {"plot": window.latent}
            pictures |= {row.name: layout.docks[row.name] for row in PANELS}
            for name, widget in pictures.items():
                if name in layout.docks:
                    layout.raise_panel(name)  # of several in one place, one is seen
                    _wait(app, partial(_is_past, time.monotonic() + _RAISED_S))
                widget.grab().save(str(out / f"{name}-{theme}-{scale}.png"))
    finally:
        window.close_without_asking()
        desk.shutdown()
        languages.forget()


def _fill(desk: Desk) -> None:
    """Let the panels have something to show."""
    workspace = desk.workspace
    workspace.pins.add_place(0.8, -0.4)
    snapshot = workspace.snapshot
    if snapshot is not None:
        workspace.selected.choose(_SEVERAL, snapshot.config.dataset)
        workspace.selected.look_at(_DIGIT, snapshot.config.dataset)
        workspace.pins.add_digit(_DIGIT, str(_DIGIT), snapshot.config.dataset)


def _is_past(moment: float) -> bool:
    return time.monotonic() > moment


def _wait(app: object, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not get ready")
        app.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
