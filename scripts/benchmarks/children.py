"""Processes beside this one: the program itself, bare imports, and training without a window.

Run as a script, this file is the child; nothing heavy is imported before its time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vae_explorer.session.desk import Desk
    from vae_explorer.views.window.main_window import MainWindow

SCRIPTS = Path(__file__).resolve().parents[1]
_MEMORY_EPOCHS = 3
_PATIENCE_S = 120  # after which a child gives up


def child(*arguments: str) -> list[str]:
    """Return the command line of a child."""
    return [sys.executable, "-m", "benchmarks.children", *arguments]


def environment() -> dict[str, str]:
    """Return the environment in which a child finds this folder and needs no screen."""
    from benchmarks.report import qt_platform

    changes = {"PYTHONPATH": os.pathsep.join([str(SCRIPTS), os.environ.get("PYTHONPATH", "")])}
    if qt_platform() == "offscreen":
        changes["QT_QPA_PLATFORM"] = "offscreen"
    # An installed program does not compile its modules anew at each start.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | changes


def report(command: list[str]) -> dict[str, Any]:
    """Run a child to its end; return what it says in its last line, and when it was started."""
    started = time.time()
    done = subprocess.run(
        command,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=2 * _PATIENCE_S,
    )
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stderr}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said | {"started": started}


def bare_imports(stack: str) -> list[str]:
    """Return the command that imports `stack` and says when it was done and how much it took."""
    return [
        sys.executable,
        "-c",
        f"import {stack}\nimport json, time; now = time.time()\n"
        "from benchmarks.children import peak_megabytes\n"
        "print(json.dumps({'ready': now, 'peak': peak_megabytes()}))",
    ]


def peak_megabytes() -> float | None:
    """Return the largest resident size of this process so far; None where it cannot be told."""
    try:
        # Not from getrusage, whose peak is inherited from the process that started this one.
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


class Headless:
    """A process that trains without a window, for as long as it is told at a time."""

    def __init__(self, command: list[str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, env=environment(), stdin=pipe, stdout=pipe, text=True
        )
        self._ask("")

    def __enter__(self) -> Headless:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def rate(self, seconds: float) -> float:
        """Train for so long; return digits a second."""
        return float(self._ask(f"{seconds}\n"))

    def _ask(self, question: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(question)
        self._process.stdin.flush()
        return self._process.stdout.readline()


def _train(config_text: str) -> None:
    """Train for each number of seconds that comes in; the child of `Headless`."""
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.data import DATA_SETS, data_root
    from vae_explorer.core.engine.memory import keep_freed_memory
    from vae_explorer.core.training import Trainer

    keep_freed_memory()  # as `vae-explorer train` does
    config = RunConfig.from_json(json.loads(config_text))
    data = DATA_SETS[config.dataset]
    train, test = (data.load(data_root(), split) for split in ("train", "test"))
    session = Trainer(train, test, config)
    next(session.steps())
    print("ready", flush=True)
    for line in sys.stdin:
        images, started, now = 0, time.perf_counter(), 0.0
        for metrics in session.steps():
            images += metrics.images
            now = time.perf_counter() - started
            if now >= float(line):
                break
        print(images / now, flush=True)


def _plain() -> None:
    """Do the same with the plain loop."""
    from benchmarks.plain import plain_steps
    from benchmarks.sizes import Sizes

    steps = plain_steps(Sizes.train, 100)
    next(steps)
    print("ready", flush=True)
    for line in sys.stdin:
        images, started, now = 0, time.perf_counter(), 0.0
        while now < float(line):
            images += next(steps)[0]
            now = time.perf_counter() - started
        print(images / now, flush=True)


def _plain_anytime(wishes: str) -> None:
    """Run the plain loop; say its test −ELBO at some seconds, and when it gets to a bound."""
    import copy

    from benchmarks.plain import CONFIG, as_snapshot, plain_steps
    from benchmarks.sizes import Sizes
    from benchmarks.training import negative_elbo, session_for

    marks, bound, most = json.loads(wishes)
    often, kept = 0.2, {}
    steps = plain_steps(Sizes.train, 100)
    started, copying, due = time.perf_counter(), 0.0, often
    while due <= max(*marks, most):
        _, model = next(steps)
        now = time.perf_counter()
        if now - started - copying >= due:
            kept[due] = copy.deepcopy(model)
            copying += time.perf_counter() - now
            after = [mark for mark in marks if mark > due]
            due = round(due + often, 3) if due < most else min(after, default=float("inf"))
    small = Sizes(train=100)
    like = session_for(CONFIG, small).snapshot()
    at = {mark: negative_elbo(as_snapshot(kept[mark], like), Sizes()) for mark in marks}
    reached = None
    for seconds, model in kept.items():
        if seconds <= most and negative_elbo(as_snapshot(model, like), Sizes()) <= bound:
            reached = seconds
            break
    print(json.dumps({"at": at, "reached": reached}))


def _start() -> None:
    """Start the program, and say when the scatter was painted and the first image decoded."""
    from PySide6.QtCore import QTimer

    said: dict[str, float] = {}

    def prepare(window: MainWindow, desk: Desk) -> None:
        # An image may be there before the window has been painted, or shown.
        def painted() -> None:
            said["frame"] = time.time()
            close_if_done()

        def decoded(_image: object) -> None:
            said.setdefault("ready", time.time())
            close_if_done()

        def close_if_done() -> None:
            if len(said) == 2:
                QTimer.singleShot(0, window, window.close_without_asking)

        window.latent.plot.first_painted.connect(painted)
        desk.products.image_changed.connect(decoded)

    _run_program([], prepare)
    if "ready" not in said:
        sys.exit(f"The program decoded nothing within {_PATIENCE_S} s.")
    print(json.dumps(said))


def _remember() -> None:
    """Train in the window for three epochs, and say how much memory that took, in MB.

    With how much of it are moments that the timeline keeps, which the user bounds.
    """

    from vae_explorer.core.timeline.timeline import memory

    trained, moments = False, 0.0

    def prepare(window: MainWindow, desk: Desk) -> None:
        def look(activity: Any) -> None:
            nonlocal trained, moments
            if activity.progress is not None and activity.progress.epoch >= _MEMORY_EPOCHS:
                trained = True
                moments = memory([run.timeline for run in desk.workspace.runs]) / 1e6
                window.close_without_asking()

        desk.workspace.activity_changed.connect(look)

    _run_program(["--train"], prepare)
    if not trained:
        sys.exit(f"The program did not train {_MEMORY_EPOCHS} epochs within {_PATIENCE_S} s.")
    print(json.dumps({"peak": peak_megabytes(), "moments": moments}))


def _run_program(arguments: list[str], prepare: Any) -> None:
    from vae_explorer.cli import main
    from vae_explorer.import_hook import without_import_hook

    with without_import_hook():  # as the program does
        from benchmarks.window import opened_by

    def prepare_and_watch(window: MainWindow, desk: Desk) -> None:
        from PySide6.QtCore import QTimer

        prepare(window, desk)
        QTimer.singleShot(_PATIENCE_S * 1000, window, window.close_without_asking)

    if code := opened_by(lambda: main(arguments), prepare_and_watch):
        sys.exit(code)


if __name__ == "__main__":
    {
        "train": _train,
        "plain": _plain,
        "plain_anytime": _plain_anytime,
        "start": _start,
        "remember": _remember,
    }[sys.argv[1]](*sys.argv[2:])
