"""The whole window, on tiny data sets, with somebody who answers its questions."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import TestDesk
from gui_kit import PATIENCE_MS, TINY, TinySet, key, let_the_worker_catch_up, write
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from stage_kit import Theatre

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS, LabelledImages
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.pictures import Mosaic
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import RunState
from vae_explorer.views.panels import PANELS
from vae_explorer.views.panels.panel import Panel
from vae_explorer.views.window.main_window import MainWindow

_FAST = ("test_window_keyboard.py", "test_window_report.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most whole windows, which take a fifth of a second to build, out of the fast tests."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here and item.path.name not in _FAST:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def tiny_sets(
    monkeypatch: pytest.MonkeyPatch, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> dict[str, TinySet]:
    """Put tiny data sets under the keys of MNIST and of the generated digits."""
    sets = {
        "mnist": TinySet("mnist", "MNIST", train_digits, held_out_digits),
        "offline": TinySet(
            "offline", "Offline digits", train_digits, held_out_digits, can_download=False
        ),
    }
    for name, data in sets.items():
        monkeypatch.setitem(DATA_SETS, name, data)
    return sets


@pytest.fixture(scope="session")
def trained(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Iterator[Snapshot]:
    """Return a model that has learned a little."""
    from vae_explorer.core.training import Trainer

    session = Trainer(train_digits, held_out_digits, replace(TINY, epochs=30, learning_rate=0.01))
    for _ in session.steps():
        pass
    gc.collect()
    gc.freeze()  # torch has come to stay, and the collections between tests need not look at it
    yield session.snapshot()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def polite_training() -> Iterator[None]:
    """Let threads take turns often: tiny networks spend their time in Python, not in torch."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    yield
    sys.setswitchinterval(before)


@dataclass
class Answers:
    """What the person says to the window's dialogs, and which ones there were."""

    question: QMessageBox.StandardButton | None = None
    file: Path | None = None
    asked: list[str] = field(default_factory=list)
    formats: list[Qt.TextFormat] = field(default_factory=list)  # of the questions


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer dialogs at once; a dialog that no test expects is an error."""
    given = Answers()

    def ask(box: QMessageBox) -> object:
        given.asked.append(box.text())
        given.formats.append(box.textFormat())
        assert given.question is not None, f"an unexpected question: {box.text()}"
        return given.question

    def file_name(_parent: QWidget, title: str, *_: object) -> tuple[str, str]:
        given.asked.append(title)
        return (str(given.file) if given.file is not None else "", "")

    monkeypatch.setattr(QMessageBox, "exec", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", file_name)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", file_name)
    return given


class Explorer:
    """A window on the screen and what it stands on."""

    def __init__(
        self,
        qtbot,
        settings: Settings,
        root: Path,
        theme: str | None,
        panels: Sequence[Panel] = PANELS,
    ) -> None:
        self.qtbot = qtbot
        self.desk = TestDesk(root, settings)
        self.window = MainWindow(self.desk, theme, panels)
        self.plot = self.window.latent.plot
        self.images: list[np.ndarray] = []
        self.snapshots: list[Snapshot] = []
        self.mosaics: list[Mosaic] = []
        self.desk.products.image_changed.connect(self.images.append)
        self.desk.workspace.snapshot_changed.connect(self.snapshots.append)
        self.desk.products.mosaic_changed.connect(self.mosaics.append)
        # Without asking: the clean-up answers no questions.
        qtbot.addWidget(self.window, before_close_func=MainWindow.close_without_asking)

    def show(self) -> None:
        """Show the window and wait until torch is loaded."""
        self.window.show()
        self.window.activateWindow()
        self.wait_until(lambda: self.window.isActiveWindow() and self.desk.ready)

    @property
    def state(self) -> RunState:
        """What the training is doing."""
        return self.desk.state

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot on the screen."""
        assert self.desk.snapshot is not None
        return self.desk.snapshot

    def panel(self, name: str):
        """Return the widget of a panel."""
        return self.window.layout_of_panels.panels[name]

    def action(self, name: str):
        return self.window.actions_by_name[name]

    def wait_until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def wait_for(self, state: RunState) -> None:
        self.wait_until(lambda: self.state is state)

    def wait_for_steps(self, count: int) -> None:
        """Wait until the run on the screen has gone on by so many steps."""
        until = self.snapshot.step + count
        self.wait_until(lambda: self.snapshot.step >= until)

    def let_docks_settle(self) -> None:
        """Wait until the docks have followed the window, and their contents have followed them."""
        quiet, before = 0, None
        while quiet < 5:
            self.qtbot.wait(10)
            now = [dock.geometry() for dock in self.window.layout_of_panels.docks.values()]
            quiet, before = (quiet + 1 if now == before else 0), now

    def make_room(self) -> None:
        """Let the window be so wide that no switch of a layer is folded into the menu."""
        self.window.resize(1700, 800)
        self.let_docks_settle()

    def wait_until_quiet(self) -> None:
        """Wait until the worker has done all that was asked of it so far, and the window knows."""
        let_the_worker_catch_up(self.qtbot, self.desk)

    def train(self, config: RunConfig = TINY) -> None:
        """Start a run through the panel's button, and wait until it has moved something."""
        self.window.layout_of_panels.raise_panel("training")
        self.window.training.set_config(config)
        self.press_button("Train")
        self.wait_for(RunState.RUNNING)
        self.wait_for_steps(1)

    def pause(self) -> None:
        self.action("play").trigger()
        self.wait_for(RunState.PAUSED)

    def button(self, text: str) -> QPushButton | None:
        """Return the visible push button that says this."""
        buttons = self.window.findChildren(QPushButton)
        return next((b for b in buttons if b.text() == text and b.isVisible()), None)

    def press_button(self, text: str) -> None:
        """Click the push button that says this."""
        button = self.button(text)
        assert button is not None
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def enter(self, name: str, text: str) -> None:
        """Type into the field of a name and press Return."""
        field_ = self.control(name)
        field_.setFocus()
        write(field_, text)
        key(field_, Qt.Key.Key_Return)

    def control(self, name: str) -> QWidget:
        """Return the visible control with an accessible name."""
        return next(
            w
            for w in self.window.findChildren(QWidget)
            if w.accessibleName() == name and w.isVisible()
        )

    def text_of(self, name: str) -> str:
        control = self.control(name)
        return (control if isinstance(control, QLineEdit) else control.lineEdit()).text()

    @property
    def message(self) -> str:
        """The sentence in the message bar, or nothing."""
        return self.window.messages.text if self.window.messages.isVisible() else ""


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def open_window(
    qtbot, trained: Snapshot, settings_file: Path, tmp_path: Path
) -> Iterator[Callable[..., Explorer]]:
    """Return a function that opens a window with the trained model in it."""
    opened: list[Explorer] = []

    def build(
        *,
        model: Snapshot | None = trained,
        theme: str | None = "light",
        panels: Sequence[Panel] = PANELS,
    ) -> Explorer:
        settings = Settings(QSettings(str(settings_file), QSettings.Format.IniFormat))
        explorer = Explorer(qtbot, settings, tmp_path / "data", theme, panels)
        opened.append(explorer)
        if model is not None:
            explorer.desk.show(model)
        explorer.show()
        return explorer

    yield build
    while opened:
        opened.pop().desk.shutdown()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def explorer(open_window: Callable[..., Explorer]) -> Explorer:
    """Return an open window with a trained model in it, torch loaded."""
    explorer = open_window()
    explorer.wait_until(lambda: bool(explorer.images))
    return explorer


@pytest.fixture
def theatre(qtbot, trained: Snapshot, settings_file: Path, tmp_path: Path) -> Iterator[Theatre]:
    settings = Settings(QSettings(str(settings_file), QSettings.Format.IniFormat))
    theatre = Theatre(qtbot, settings, tmp_path / "data", trained)
    yield theatre
    theatre.close()
