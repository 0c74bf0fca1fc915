"""Of the wishes the newest wins, and one at a time is met."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from desk_kit import wait_until
from gui_kit import PATIENCE_MS
from PySide6.QtCore import QObject

from vae_explorer.session.latest import Latest


class Slow:
    """Takes as long as it is told to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.begun: list[int] = []

    def __call__(self, request: int) -> int | None:
        self.begun.append(request)
        assert self.go_on.wait(PATIENCE_MS / 1000)
        if request < 0:
            raise ValueError(request)
        return request * 10


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def latest(qapp, slow: Slow) -> Iterator[Latest[int]]:
    owner = QObject()
    latest: Latest[int] = Latest("test", slow, owner)
    yield latest
    slow.go_on.set()
    latest.end()
    latest.wait()


@pytest.fixture
def answers(latest: Latest[int]) -> list[int]:
    kept: list[int] = []
    latest.answered.connect(kept.append)
    return kept


def test_what_was_asked_before_the_beginning_is_answered_then(latest, slow, answers, qtbot) -> None:
    slow.go_on.set()
    latest.ask(1)
    latest.ask(2)
    qtbot.wait(20)
    assert slow.begun == []
    latest.begin()
    wait_until(qtbot, lambda: answers == [20])


def test_while_one_is_answered_the_newest_alone_is_kept(latest, slow, answers, qtbot) -> None:
    latest.begin()
    latest.ask(1)
    wait_until(qtbot, lambda: slow.begun == [1])
    for request in (2, 3, 4):
        latest.ask(request)
    slow.go_on.set()
    wait_until(qtbot, lambda: answers == [10, 40])
    assert slow.begun == [1, 4]


def test_one_that_fails_does_not_hold_up_the_next(latest, slow, answers, qtbot) -> None:
    slow.go_on.set()
    latest.begin()
    with qtbot.captureExceptions() as raised:
        latest.ask(-1)
        latest.ask(5)
        wait_until(qtbot, lambda: answers == [50])
    assert len(raised) == 1


def test_answers_come_on_the_thread_that_asked_and_are_found_on_another(
    latest, slow, qtbot
) -> None:
    slow.go_on.set()
    threads: list[int] = []
    latest._solver._solve = lambda _request: threading.get_ident()

    def keep(found_on: int) -> None:
        threads.extend((found_on, threading.get_ident()))

    latest.answered.connect(keep)
    latest.begin()
    latest.ask(1)
    wait_until(qtbot, lambda: bool(threads))
    assert threads[0] != threads[1] == threading.get_ident()
