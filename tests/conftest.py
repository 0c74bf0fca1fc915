"""What all tests share: small digits, a fresh home, and no thread left behind."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vae_explorer.core.data import DATA_SETS, LabelledImages, data_root

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tiny networks gain nothing from two threads, which starve each other beside other programs: before
# torch is imported, as it looks once.
os.environ.setdefault("OMP_NUM_THREADS", "1")

_spared_modules = 0  # how many were imported when the last objects were spared
_PATIENCE = 5.0  # seconds in which a thread that was told to end may do so


def _blobs(count: int, seed: int) -> LabelledImages:
    """Return blurred grey blobs; a class is a place, at one of ten hours of a dial."""
    rng = np.random.default_rng(seed)
    labels = (np.arange(count) % 10).astype(np.uint8)
    angle = labels * (2 * np.pi / 10)
    column = 13.5 + 8 * np.cos(angle) + rng.normal(0, 1, count)
    row = 13.5 + 8 * np.sin(angle) + rng.normal(0, 1, count)
    axis = np.arange(28)
    distance = np.hypot(
        axis[None, :, None] - row[:, None, None], axis[None, None, :] - column[:, None, None]
    )
    ink = np.clip(1.5 - distance / rng.uniform(2, 4, (count, 1, 1)), 0, 1)
    return LabelledImages(np.rint(255 * ink).astype(np.uint8)[:, None], labels)


@pytest.fixture(scope="session")
def train_digits() -> LabelledImages:
    """Return 200 generated images that a tiny network learns within a few epochs."""
    return _blobs(200, seed=0)


@pytest.fixture(scope="session")
def held_out_digits() -> LabelledImages:
    """Return 70 more of the same kind, a number that no batch size divides."""
    return _blobs(70, seed=1)


@pytest.fixture(scope="session")
def mnist_test() -> LabelledImages:
    """Return MNIST's 10,000 test digits, or skip the test where they are not on disk."""
    mnist = DATA_SETS["mnist"]
    if "VAE_EXPLORER_DATA" not in os.environ or not mnist.is_available(data_root()):
        pytest.skip("needs MNIST/raw in the folder that VAE_EXPLORER_DATA names")
    return mnist.load(data_root(), "test")


@pytest.fixture(autouse=True)
def fresh_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test its own empty folders for settings and user data."""
    home = tmp_path_factory.mktemp("home")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    for variable in ("APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    if "PySide6.QtCore" in sys.modules:
        # Qt looks at the variables once in a process.
        from PySide6.QtCore import QSettings

        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, str(home / "settings"))
    return home


@pytest.fixture(autouse=True)
def garbage_waits_for_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect garbage on this thread alone, as the program does.

    A collection on a worker's thread would destroy the widgets of the test before there.
    """
    gc.disable()
    _spare_what_imports_have_made()
    yield
    if {"qtbot", "qapp"} & set(request.fixturenames):
        gc.collect()


def _spare_what_imports_have_made() -> None:
    """Leave out of later collections what is there for good, once it is much.

    Torch alone is half a million objects: half a second for each test with a window.
    """
    global _spared_modules
    if len(sys.modules) > _spared_modules + 200:
        _spared_modules = len(sys.modules)
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def no_window_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which there is a window that was not there before it."""
    with_qt = bool({"qtbot", "qapp"} & set(request.fixturenames))
    before = _windows() if with_qt else []
    yield
    if with_qt and (left := [window for window in _windows() if window not in before]):
        pytest.fail(f"windows left behind: {', '.join(map(_title, left))}")


def _windows() -> list[QWidget]:
    """Return all windows, shown or not, once those that are being deleted are gone."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication, QMenu

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # A menu that nobody has opened goes with what it belongs to, once Python lets go of that.
    return [
        window
        for window in QApplication.topLevelWidgets()
        if window.isVisible() or not isinstance(window, QMenu)
    ]


def _title(window: QWidget) -> str:
    name = window.windowTitle() or window.accessibleName() or window.objectName()
    return f"{type(window).__name__} {name}".strip()


@pytest.fixture(autouse=True)
def no_thread_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which a thread still runs that did not run before it."""
    before = set(threading.enumerate())
    # Finding Qt's threads takes a walk over all objects, which only tests with Qt need.
    with_qt = "qapp" in request.fixturenames or "qtbot" in request.fixturenames
    yield
    deadline = time.monotonic() + _PATIENCE
    while left := _python_threads(before) + (_qt_threads() if with_qt else []):
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {', '.join(left)}")
        time.sleep(0.02)


def _python_threads(before: set[threading.Thread]) -> list[str]:
    # A dummy stands for a foreign thread and outlives it; tqdm keeps one monitor for good.
    return [
        f"{type(thread).__name__} {thread.name}"
        for thread in threading.enumerate()
        if thread not in before
        and not isinstance(thread, threading._DummyThread)
        and type(thread).__name__ != "TMonitor"
    ]


def _qt_threads() -> list[str]:
    from PySide6.QtCore import QThread
    from shiboken6 import isValid

    kinds = {QThread, *QThread.__subclasses__()}
    return [
        f"QThread {candidate.objectName()}"
        for candidate in gc.get_objects()
        if type(candidate) in kinds  # isinstance would wake lazy proxies
        and isValid(candidate)
        and candidate.isRunning()
        and candidate is not QThread.currentThread()
    ]
