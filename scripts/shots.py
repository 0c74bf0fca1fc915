"""Pictures for review: the window in several sizes and every panel, in both themes, at two scales.

``python scripts/shots.py [--out DIR]`` writes ``window-1400x900-light-100.png`` and so on into
``shots/``, without a display, a data set or a network: the bundled model is on the screen. Each
scale needs a process of its own, as Qt settles it at the start.
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

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).resolve().parent.parent
SCALES = (100, 200)
_SIZES = ((1024, 640), (1920, 1080), (1400, 900))  # panels are taken at the last
_PATIENCE_S = 60.0
_SETTLE_S = 1.0  # for dots that glide and layers that are drawn later


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "shots", metavar="DIR")
    parser.add_argument("--scale", type=int, choices=SCALES, help="this one alone, in this process")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if arguments.scale is not None:
        _shoot(out, arguments.scale)
        return 0
    with tempfile.TemporaryDirectory() as home:
        for scale in SCALES:
            command = [sys.executable, __file__, "--out", str(out), "--scale", str(scale)]
            code = subprocess.run(command, env=_environment(scale, home), check=False).returncode
            if code != 0:
                return code
    print(f"{len(list(out.glob('*.png')))} pictures are in {out}")
    return 0


def _environment(scale: int, home: str) -> dict[str, str]:
    """Return one in which nothing of this user's settings and data is seen."""
    return os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(scale / 100),
        "XDG_CONFIG_HOME": home,
        "XDG_STATE_HOME": home,
        "VAE_EXPLORER_DATA": str(Path(home, "no-data")),
    }


def _shoot(out: Path, scale: int) -> None:
    from vae_explorer.import_hook import without_import_hook

    with without_import_hook():
        from PySide6.QtWidgets import QApplication

        from vae_explorer.core.data.base import data_root
        from vae_explorer.core.storage.bundled import load_model_file
        from vae_explorer.session.desk import Desk
        from vae_explorer.session.settings import Settings
        from vae_explorer.views.panels import PANELS
        from vae_explorer.views.window.main_window import MainWindow

    app = QApplication(sys.argv[:1])
    desk = Desk(data_root(), Settings(read_only=True))
    window = MainWindow(desk, "light")
    window.resize(*_SIZES[-1])
    desk.library.add(load_model_file(), None)
    window.show()
    try:
        _wait(app, lambda: desk.training.ready)
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
                    app.processEvents()
                widget.grab().save(str(out / f"{name}-{theme}-{scale}.png"))
    finally:
        window.close_without_asking()
        desk.shutdown()


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
