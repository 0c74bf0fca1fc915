"""What the tests of the controller share: a screen that keeps what it is told."""

from __future__ import annotations

import threading

from gui_kit import PATIENCE_MS, TINY

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.controller import Controller
from vae_explorer.session.state import Message, RunState


class Screen:
    """What a window would show, and on which thread it was told."""

    def __init__(self, control: Controller) -> None:
        self.snapshots: list[Snapshot] = []
        self.images: list = []
        self.messages: list[Message] = []
        self.mosaics: list = []
        self.strips: list = []
        self.sets: list = []
        self.states: list[RunState] = []
        self.threads: set[int] = set()
        for signal, kept in (
            (control.snapshot_changed, self.snapshots),
            (control.image_changed, self.images),
            (control.message_posted, self.messages),
            (control.mosaic_changed, self.mosaics),
            (control.images_changed, self.sets),
            (control.state_changed, self.states),
        ):
            signal.connect(kept.append)
            signal.connect(self._note_thread)
        control.strip_changed.connect(lambda *strip: self.strips.append(strip))

    def _note_thread(self, _value: object) -> None:
        self.threads.add(threading.get_ident())


def wait_until(qtbot, condition) -> None:
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def start(control: Controller, qtbot, config=TINY) -> None:
    control.train(config)
    wait_until(qtbot, lambda: control.state is RunState.RUNNING and control.snapshot.step > 0)
