"""The program as a whole, in a process of its own: it starts, shows, takes a picture, quits."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from gui_kit import TINY
from PySide6.QtGui import QImage

from vae_explorer.app import _sweeper
from vae_explorer.core.storage.model_file import save_snapshot

pytestmark = pytest.mark.slow


@pytest.fixture
def model(train_digits, held_out_digits, tmp_path: Path) -> Path:
    """Return the file of a tiny model that was trained for a step."""
    from vae_explorer.core.training import Trainer

    session = Trainer(train_digits, held_out_digits, TINY)
    next(session.steps())
    path = tmp_path / "tiny.safetensors"
    save_snapshot(session.snapshot(), path)
    return path


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",
        "VAE_EXPLORER_DATA": str(cwd / "no-data"),
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def complaints(result: subprocess.CompletedProcess[str]) -> str:
    # The offscreen platform says this of every window.
    lines = result.stderr.splitlines()
    return "\n".join(line for line in lines if "propagateSizeHints" not in line)


def test_the_window_with_its_scatter_is_painted_before_torch_is_imported(
    model: Path, tmp_path: Path
) -> None:
    script = """
        import sys
        from pathlib import Path
        from vae_explorer.app import run_window
        from vae_explorer.options import WindowOptions
        from vae_explorer.session.training import Training
        from vae_explorer.views.latent.plot import LatentPlot

        paint, start = LatentPlot.paintEvent, Training.start_engine
        painted = []

        def paint_and_tell(plot, event):
            paint(plot, event)
            if not painted:
                painted.append(plot)
                print("painted", plot.dots.count, "torch" in sys.modules)

        def start_and_tell(training):
            print("engine asked for", bool(painted), "torch" in sys.modules)
            training.engine_ready.connect(lambda: print("ready", "torch" in sys.modules))
            start(training)

        LatentPlot.paintEvent = paint_and_tell
        Training.start_engine = start_and_tell
        sys.exit(run_window(WindowOptions(
            model=Path("tiny.safetensors"), screenshot=Path("shot.png"), after=0.2
        )))
    """
    result = run("-c", textwrap.dedent(script), cwd=tmp_path)
    assert complaints(result) == ""
    assert result.returncode == 0
    told = result.stdout.splitlines()
    assert told[:2] == ["painted 70 False", "engine asked for True False"]
    assert (tmp_path / "shot.png").exists()


def test_training_that_was_asked_for_at_the_start_begins_once_torch_is_there(
    model: Path, tmp_path: Path
) -> None:
    script = """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        from vae_explorer.app import run_window
        from vae_explorer.options import WindowOptions
        from vae_explorer.session.training import Training

        start, train = Training.start_engine, Training.train

        def start_and_tell(training):
            print("engine asked for", "torch" in sys.modules)
            training.engine_ready.connect(lambda: print("ready"))
            start(training)

        def train_and_tell(training, config):
            print("training asked for", config.dataset)
            train(training, config)
            QTimer.singleShot(0, QApplication.quit)

        Training.start_engine = start_and_tell
        Training.train = train_and_tell
        sys.exit(run_window(WindowOptions(
            model=Path("tiny.safetensors"), train=True, dataset="offline",
            screenshot=Path("shot.png"), after=20,
        )))
    """
    result = run("-c", textwrap.dedent(script), cwd=tmp_path)
    assert complaints(result) == ""
    assert result.returncode == 0
    told = result.stdout.splitlines()
    assert told[0] == "engine asked for False"
    assert sorted(told[1:]) == ["ready", "training asked for offline"]


def test_an_error_that_nothing_catches_is_told_in_the_window_and_the_terminal(
    model: Path, tmp_path: Path
) -> None:
    script = """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        from vae_explorer.app import run_window
        from vae_explorer.core.snapshot import Snapshot
        from vae_explorer.options import WindowOptions
        from vae_explorer.views.widgets.message_bar import MessageBar

        def decode(snapshot, *_, **_options):
            raise ZeroDivisionError("of all things")

        def show_message(bar, message):
            told = "ZeroDivisionError" in message.text, "of all things" in message.details
            print(message.severity, *told)
            QTimer.singleShot(0, QApplication.quit)

        Snapshot.decode = decode
        MessageBar.show_message = show_message
        sys.exit(run_window(WindowOptions(
            model=Path("tiny.safetensors"), screenshot=Path("shot.png"), after=20
        )))
    """
    result = run("-c", textwrap.dedent(script), cwd=tmp_path)
    assert result.stdout.splitlines()[:1] == ["error True True"]
    assert "ZeroDivisionError: of all things" in complaints(result)


def test_the_text_of_what_is_imported_after_qt_does_not_stay_in_memory(
    model: Path, tmp_path: Path
) -> None:
    script = """
        import linecache, sys
        from vae_explorer.cli import main
        code = main(["tiny.safetensors", "--screenshot", "shot.png", "--after", "0.2"])
        print("torch" in sys.modules, sum("torch" in name for name in linecache.cache))
        sys.exit(code)
    """
    result = run("-c", textwrap.dedent(script), cwd=tmp_path)
    assert result.returncode == 0
    imported, remembered = result.stdout.split()
    assert imported == "True"
    assert int(remembered) < 100  # Python's own tools look some of them up


def test_a_broken_torch_is_told_and_the_window_stays(model: Path, tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise OSError('libtorch is cut short')")
    script = """
        import sys
        from vae_explorer.cli import main
        from vae_explorer.views.window.main_window import MainWindow

        finish = MainWindow._finish

        def tell_and_finish(window):
            print(window.messages.text, "|", window.status._doing.text())
            finish(window)

        MainWindow._finish = tell_and_finish
        sys.exit(main(["tiny.safetensors", "--screenshot", "shot.png", "--after", "1"]))
    """
    result = run("-c", textwrap.dedent(script), cwd=tmp_path)
    assert complaints(result) == ""
    assert result.returncode == 0
    message, status = result.stdout.strip().split(" | ")
    assert message.startswith("PyTorch cannot be loaded (OSError)")
    assert "pip install" in message
    assert status == "PyTorch cannot be loaded."


def test_a_screenshot_is_taken_while_training_and_the_program_quits(
    model: Path, tmp_path: Path
) -> None:
    result = run(
        *("-m", "vae_explorer", model.name, "--train", "--dataset", "offline", "--theme", "dark"),
        *("--screenshot", "shot.png", "--after", "2"),
        cwd=tmp_path,
    )
    assert complaints(result) == ""
    assert result.returncode == 0
    picture = QImage(str(tmp_path / "shot.png"))
    assert picture.width() >= 640
    assert picture.pixelColor(2, 2).lightness() < 128
    assert not list(tmp_path.glob(".shot*"))


def test_a_screenshot_leaves_the_settings_as_they_were(
    model: Path, tmp_path: Path, fresh_home: Path
) -> None:
    settings = fresh_home / "xdg_config_home" / "vae-explorer" / "vae-explorer.ini"
    settings.parent.mkdir(parents=True)
    for before in (None, "[options]\nsections=[]\n"):
        if before is not None:
            settings.write_text(before)
        result = run(
            *("-m", "vae_explorer", model.name, "--dataset", "offline", "--seed", "5"),
            *("--screenshot", "shot.png", "--after", "0.2"),
            cwd=tmp_path,
        )
        assert result.returncode == 0
        assert (settings.read_text() if settings.exists() else None) == before


def test_a_file_that_is_no_model_leaves_the_window_with_a_sentence(
    qtbot, tmp_path: Path, monkeypatch
) -> None:
    from desk_kit import TestDesk, settings_in

    from vae_explorer import app
    from vae_explorer.core.errors import UserError
    from vae_explorer.options import WindowOptions
    from vae_explorer.views.window.main_window import MainWindow

    bad = tmp_path / "bad.safetensors"
    bad.write_text("no model at all")
    for has_bundled in (True, False):
        if not has_bundled:

            def missing(path=None):
                raise UserError("This installation lacks the bundled model.", "Name a file.")

            monkeypatch.setattr(app, "load_model_file", missing)
        desk = TestDesk(tmp_path / "no-data", settings_in(tmp_path))
        window = MainWindow(desk, "light")
        qtbot.addWidget(window)
        try:
            app._open_first(desk, WindowOptions(model=bad))
            assert window.messages.severity == "error"
            assert not window.messages.isHidden()
            if has_bundled:
                assert "bad.safetensors" in window.messages.text
                assert desk.snapshot is not None
                assert desk.path is None
        finally:
            desk.shutdown()


def test_what_an_import_leaves_is_not_looked_through_for_garbage(qapp) -> None:
    enabled, told = gc.isenabled(), []
    sweeper = _sweeper()
    sweeper.timer.stop()
    note = lambda phase, _info: told.append(phase)  # noqa: E731
    gc.collect()
    frozen = gc.get_freeze_count()
    gc.callbacks.append(note)
    try:
        modules: list[list[int]] = [[] for _ in range(20_000)]
        sweeper.check()
        assert not told
        assert gc.get_freeze_count() >= frozen + len(modules)
        daily: list[list[int]] = [[] for _ in range(2_000)]
        sweeper.check()
        assert told
        assert len(daily) == 2_000
    finally:
        gc.callbacks.remove(note)
        gc.unfreeze()
        if enabled:
            gc.enable()
