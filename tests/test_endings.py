"""What ends the program without asking: what was trained is kept, and it ends soon."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_kit import TestDesk, settings_in
from PySide6.QtCore import QLibraryInfo, qCritical, qInstallMessageHandler

from vae_explorer import app as program
from vae_explorer.app import Endings
from vae_explorer.core.storage.recovered import read_kept
from vae_explorer.session.recovery import Recovery

# The promise is two seconds. A machine that runs other tests beside this one may take longer to
# get to it; without the keeping's own limits, and with Python's teardown, it would take longer yet.
ENDS_WITHIN_SECONDS = 4.0
STARTS_WITHIN_SECONDS = 100.0

# The program itself, with less data, and with a word when the window has seen a step: the next
# snapshot is not made before it has.
PROGRAM = textwrap.dedent("""
    import signal
    import sys
    if hasattr(signal, "SIGHUP"):  # which whoever started the tests may have had ignored
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    from vae_explorer.cli import main
    from vae_explorer.core.data import offline
    from vae_explorer.session.worker import TrainingWorker

    offline.SPLIT_SIZES.update(train=2000, test=300)
    publish, seen = TrainingWorker._publish, []

    def publish_and_tell(worker, trainer, *, exact):
        snapshot = publish(worker, trainer, exact=exact)
        if snapshot.step > 0:
            seen.append(snapshot.step)
        if len(seen) == 2:
            print("trained", flush=True)
        return snapshot

    TrainingWorker._publish = publish_and_tell
    sys.exit(main(sys.argv[1:]))
""")

posix = pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")


# The program as a whole


class Training:
    """The program in a process of its own, which trains."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home = home
        names = ("CONFIG", "DATA", "CACHE", "STATE")
        folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in names}
        where = {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-c", PROGRAM, "--train", "--dataset", "offline"),
                *("--data-dir", str(home / "none")),
            ],
            env=os.environ | where | folders | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._has_trained = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("trained"):
                self._has_trained.set()

    def wait_until_trained(self) -> None:
        assert self._has_trained.wait(STARTS_WITHIN_SECONDS), self.process.poll()

    def wait(self) -> float:
        """Wait for the end, and return how many seconds that took."""
        started = time.monotonic()
        self.process.wait(60)
        return time.monotonic() - started

    @property
    def kept(self) -> list[Path]:
        return sorted((self.home / "data" / "vae-explorer" / "recovery").iterdir())

    def clean_up(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def training(tmp_path: Path) -> Iterator[Training]:
    training = Training(tmp_path / "home")
    yield training
    training.clean_up()


def check_kept(training: Training, folder: Path) -> None:
    """Say that the run is there with what going on takes, and that the next start offers it."""
    (path,) = training.kept  # and no half file beside it
    (run,) = read_kept(path).runs  # a file, or a folder if the autosave was there before
    assert run.training is not None
    assert run.training.step == run.snapshot.step > 0
    desk = TestDesk(folder / "none", settings_in(folder))
    try:
        recovery = Recovery(desk, path.parent)
        assert [offer.path for offer in recovery.offers()] == [path]
    finally:
        desk.shutdown()


@posix
@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_keeps_the_run_and_ends_soon(
    name: str, training: Training, qapp, tmp_path: Path
) -> None:
    number = getattr(signal, name)
    training.wait_until_trained()
    training.process.send_signal(number)
    assert training.wait() < ENDS_WITHIN_SECONDS
    assert training.process.returncode == 128 + number
    check_kept(training, tmp_path)


@posix
@pytest.mark.slow
def test_two_signals_at_once_keep_the_run_as_well(training: Training, qapp, tmp_path: Path) -> None:
    training.wait_until_trained()
    for number in (signal.SIGTERM, signal.SIGHUP):  # as at the end of a terminal, or of a session
        training.process.send_signal(number)
        time.sleep(0.15)
    assert training.wait() < ENDS_WITHIN_SECONDS
    check_kept(training, tmp_path)


@pytest.fixture
def display() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Return the name of an X11 display and its server's process."""
    if shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb")
    plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    code = f"import ctypes, PySide6.QtGui; ctypes.CDLL({f'{plugins}/platforms/libqxcb.so'!r})"
    if subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("needs the libraries of Qt's xcb plugin")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1024x24"]
    server = subprocess.Popen(
        command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read) as numbers:
            number = numbers.readline().strip()
        if not number:
            pytest.skip("Xvfb does not start")
        yield f":{number}", server
    finally:
        server.kill()
        server.wait()


@pytest.mark.slow
def test_the_death_of_the_display_keeps_the_run(display, qapp, tmp_path: Path) -> None:
    name, server = display
    training = Training(tmp_path / "home", QT_QPA_PLATFORM="xcb", DISPLAY=name)
    try:
        training.wait_until_trained()
        server.kill()
        assert training.wait() < ENDS_WITHIN_SECONDS
        assert training.process.returncode == 1
        check_kept(training, tmp_path)
    finally:
        training.clean_up()


# Its parts


class Ended(BaseException):
    """Stands for the end of the process."""


class Told:
    """What happened, in its order."""

    def __init__(self) -> None:
        self.events: list[object] = []

    def keep(self) -> None:
        self.events.append("keep")

    def remember(self) -> None:
        self.events.append("remember")

    def finish(self) -> None:
        self.events.append("finish")

    def exit(self, code: int) -> None:
        self.events.append(code)
        raise Ended


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(os, "_exit", told.exit)
    return told


@pytest.fixture
def endings(qapp, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endings]:
    """Return endings whose watchdog sleeps: it would outlive the test, and end all of them."""
    monkeypatch.setattr(Endings, "_watch", lambda *_: None)
    endings = Endings(qapp, told.keep, told.remember, told.finish)
    yield endings
    endings.stop()
    qapp.commitDataRequest.disconnect(endings._on_session_end)
    endings.deleteLater()


def test_the_end_of_the_session_keeps_and_closes_the_window(qapp, endings, told) -> None:
    endings._on_session_end()
    assert told.events == ["keep", "finish"]
    assert endings.code == 0


@posix
def test_a_signal_keeps_first_and_then_ends_without_taking_anything_down(endings, told) -> None:
    with pytest.raises(Ended):
        signal.raise_signal(signal.SIGTERM)
    assert told.events == ["keep", "remember", 128 + signal.SIGTERM]


@posix
def test_a_second_signal_ends_at_once_but_does_not_cut_the_keeping_off(endings, told) -> None:
    def keep() -> None:
        signal.raise_signal(signal.SIGHUP)
        told.keep()

    endings._keep = keep
    assert endings.end(0)
    assert told.events == ["keep"]
    with pytest.raises(Ended):
        signal.raise_signal(signal.SIGTERM)
    assert told.events == ["keep", 0]


def test_a_keeping_that_fails_ends_the_program_nevertheless(endings, told, caplog) -> None:
    def keep() -> None:
        raise ZeroDivisionError("of all things")

    endings._keep = keep
    with pytest.raises(Ended):
        endings.on_display_lost()
    assert told.events == [1]
    assert "of all things" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "The X11 connection broke (error 1). Did the X11 server die?",
        "The Wayland connection broke. Did the Wayland compositor die?",
        "The Wayland connection experienced a fatal error: Protocol error",
    ],
)
def test_what_qt_says_of_a_lost_display_keeps_and_ends(text: str, endings, told) -> None:
    lost: list[str] = []
    endings.on_display_lost = lambda: lost.append(text)  # an exception is not for Qt's C++
    before = qInstallMessageHandler(None)
    try:
        program._log_what_qt_says(endings)
        qCritical("something else that breaks")
        assert lost == []
        qCritical(text)
    finally:
        qInstallMessageHandler(before)
    assert lost == [text]


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_the_watchdog_waits_for_the_keeping_and_then_bites(
    seconds: float, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    bitten = threading.Event()
    events: list[object] = []

    def exit_(code: int) -> None:
        events.append(code)
        bitten.set()

    def keep() -> None:
        time.sleep(seconds)
        events.append("kept")

    monkeypatch.setattr(os, "_exit", exit_)
    monkeypatch.setattr(program, "_LAST_SECONDS", 0.2)
    endings = Endings(qapp, keep, lambda: None, lambda: None)
    try:
        started = time.monotonic()
        endings.end(7)
        assert bitten.wait(10)
        assert time.monotonic() - started >= 0.2
        assert events == ["kept", 7]
    finally:
        endings.stop()
        qapp.commitDataRequest.disconnect(endings._on_session_end)
        endings.deleteLater()
