"""What other threads send comes behind the frame of a hand that moves, in its order."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from vae_explorer.session.hand import Hand, behind_frames
from vae_explorer.session.workspace import Workspace


class Painted(QWidget):
    """Paints itself anew with each move, and notes it."""

    def __init__(self, workspace: Workspace, done: list[str]) -> None:
        super().__init__()
        self._done = done
        workspace.probe_changed.connect(lambda _z1, _z2: self.update())

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._done.append("frame")


@pytest.fixture
def workspace(qapp) -> Workspace:
    return Workspace()


@pytest.fixture
def hand(workspace) -> Hand:
    return Hand(workspace, workspace)


@pytest.fixture
def done() -> list[str]:
    return []


def test_beside_a_hand_at_rest_it_comes_at_once(hand, done) -> None:
    hand.after_frame(partial(done.append, "snapshot"))
    assert done == ["snapshot"]


def test_after_a_move_it_comes_behind_the_frame_in_its_order(qtbot, workspace, hand, done) -> None:
    window = Painted(workspace, done)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "frame" in done)
    qtbot.wait(50)
    workspace.move(0.1, 0.0)
    qtbot.waitUntil(lambda: done.count("frame") > 1)
    done.clear()
    hand.after_frame(partial(done.append, "snapshot"))
    hand.after_frame(partial(done.append, "progress"))
    assert done == []
    workspace.move(0.2, 0.0)
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["frame", "snapshot", "progress"]


def test_when_the_hand_rests_it_comes_without_a_frame(qtbot, workspace, hand, done) -> None:
    workspace.move(0.1, 0.0)
    hand.after_frame(partial(done.append, "snapshot"))
    assert done == []
    qtbot.waitUntil(lambda: done == ["snapshot"], timeout=1000)


def test_a_hand_that_never_rests_keeps_nothing_waiting(qtbot, workspace, hand, done) -> None:
    moves = QTimer(workspace)
    moves.timeout.connect(lambda: workspace.move(workspace.probe[0] + 0.01, 0.0))
    moves.start(2)
    for number in range(20):
        hand.after_frame(partial(done.append, str(number)))
        qtbot.wait(5)
    moves.stop()
    assert len(done) >= 15
    qtbot.waitUntil(lambda: done == [str(number) for number in range(20)], timeout=1000)


def test_what_fails_does_not_take_the_rest_along(qtbot, workspace, hand, done) -> None:
    def fail() -> None:
        raise ValueError("broken")

    workspace.move(0.1, 0.0)
    hand.after_frame(fail)
    hand.after_frame(partial(done.append, "progress"))
    with qtbot.capture_exceptions() as raised:
        qtbot.waitUntil(lambda: done == ["progress"], timeout=1000)
    assert [kind for kind, *_ in raised] == [ValueError]


def test_a_method_can_be_one_that_waits(qtbot, workspace, hand, done) -> None:
    class Taker(QObject):
        def __init__(self) -> None:
            super().__init__()
            self._hand = hand

        @behind_frames
        def take(self, what: str) -> None:
            done.append(what)

    taker = Taker()
    taker.take("first")
    workspace.move(0.1, 0.0)
    taker.take("second")
    assert done == ["first"]
    qtbot.waitUntil(lambda: done == ["first", "second"], timeout=1000)
