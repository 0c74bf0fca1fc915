"""A session for tests: the desk, with short words for what a test wants of it and looks at."""

from __future__ import annotations

from pathlib import Path

from gui_kit import PATIENCE_MS, TINY
from PySide6.QtCore import QSettings

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import ModelFile
from vae_explorer.session.desk import Desk
from vae_explorer.session.runs import Run
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.workspace import Activity


def settings_in(folder: Path) -> Settings:
    """Settings of this test's own."""
    return Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))


class TestDesk(Desk):
    """A desk whose parts are at hand by one word each."""

    __test__ = False

    @property
    def run(self) -> Run | None:
        return self.workspace.shown

    @property
    def snapshot(self) -> Snapshot | None:
        return self.workspace.snapshot

    @property
    def state(self) -> RunState:
        return self.workspace.activity.state

    @property
    def path(self) -> Path | None:
        return self.run.path if self.run is not None else None

    @property
    def unsaved(self) -> bool:
        return bool(self.workspace.unsaved)

    @property
    def ready(self) -> bool:
        return self.training.ready

    def show(self, snapshot: Snapshot, path: Path | None = None) -> Run:
        return self.library.add(ModelFile(snapshot, None, ()), path)

    def save(self, path: Path, *, whole: bool = True, half: bool = False) -> None:
        assert self.run is not None
        self.library.save(self.run.id, path, whole=whole, half=half)


class Screen:
    """What a window would show, and on which thread it was told."""

    def __init__(self, desk: Desk) -> None:
        import threading

        self.snapshots: list[Snapshot] = []
        self.images: list = []
        self.messages: list[Message] = []
        self.mosaics: list = []
        self.strips: list = []
        self.sets: list = []
        self.states: list[RunState] = []
        self.threads: set[int] = set()
        products, workspace = desk.products, desk.workspace
        for signal, kept in (
            (workspace.snapshot_changed, self.snapshots),
            (products.image_changed, self.images),
            (desk.message_posted, self.messages),
            (products.mosaic_changed, self.mosaics),
            (products.strip_changed, self.strips),
            (products.images_changed, self.sets),
        ):
            signal.connect(kept.append)
            signal.connect(lambda _value: self.threads.add(threading.get_ident()))
        workspace.activity_changed.connect(self._note_activity)

    def _note_activity(self, activity: Activity) -> None:
        if self.states[-1:] != [activity.state]:
            self.states.append(activity.state)


def wait_until(qtbot, condition) -> None:
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def start(desk: TestDesk, qtbot, config=TINY) -> None:
    """Begin a run, and wait until it has taken a step that can be seen."""
    known = {run.id for run in desk.workspace.runs}
    desk.training.train(config)

    def runs() -> bool:
        run = desk.run
        return (
            run is not None
            and run.id not in known
            and desk.state is RunState.RUNNING
            and run.step > 0
        )

    wait_until(qtbot, runs)
