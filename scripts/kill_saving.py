"""Kill a program that saves and autosaves, many times, and check that nothing promised is lost.

    python scripts/kill_saving.py 1000 [--seed N]

Each process trains a tiny network, saves its session again and again over the same file, and keeps
its unsaved run in a recovery folder. As soon as something is on the disk, it tells; at a random
moment it is killed, and everything that it told must be there, whole, without a note of damage:
the session with at least that step, the run with what going on takes, each frame.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PySide6.QtCore import QCoreApplication, QSettings, QTimer

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS, LabelledImages
from vae_explorer.core.storage.recovered import kept_in, read_kept
from vae_explorer.core.storage.session_file import read_session
from vae_explorer.core.training import Trainer
from vae_explorer.session import autosave
from vae_explorer.session.autosave import Autosave
from vae_explorer.session.desk import Desk
from vae_explorer.session.settings import Settings

LONGEST_SECONDS = 1.5  # that a process lives after its first word
PATIENCE_SECONDS = 60.0
RESUMED_EACH = 25
CONFIG = RunConfig(
    dataset="kill",
    architecture=Architecture("mlp", (16,), "relu"),
    schedule="constant",
    batch_size=50,
    epochs=100_000,
    device="cpu",
    precision="float32",
)


class _Images:
    """Some hundred random images."""

    key, title, can_download = "kill", "Random images", False
    class_names = tuple("0123456789")

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        images = rng.integers(0, 256, (500, 1, 28, 28), np.uint8)
        self.all = LabelledImages(images, (np.arange(500) % 10).astype(np.uint8))
        self.shape = self.all.shape

    def is_available(self, _root: Path) -> bool:
        return True

    def problem(self, _root: Path) -> None:
        return None

    def load(self, _root: Path, split: str, *_: object) -> LabelledImages:
        return self.all if split == "train" else self.all.first(200)


@dataclass
class Told:
    """What a process has said to be on the disk."""

    saved: int = 0  # step of the session file
    kept: int = 0  # of the run in the recovery folder
    frames: set[int] = field(default_factory=set)  # likewise
    pid: int = 0


def child(folder: Path, pipe: int) -> None:
    """Train, save and tell until somebody kills it."""
    torch.set_num_threads(1)
    app = QCoreApplication([])
    autosave.LOOK_MS, autosave.FIRST_SECONDS, autosave.MODEL_SECONDS = 10, 0.0, 0.1
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    desk = Desk(folder, Settings(store))
    keeping = Autosave(desk, folder / "recovery")
    keeper, sessions, path = keeping._keeper, desk.sessions, folder / "all.vaesession"

    def tell_saved() -> None:
        runs = desk.workspace.runs
        os.write(pipe, f"saved {runs[-1].saved_step}\n".encode() if runs else b"")
        for run in runs:  # as if nothing were saved, so that it is kept, too
            desk.workspace.update(run.id, saved_step=0)

    def tell_kept(_whole: bool) -> None:
        for run in desk.workspace.runs:
            model = keeper.mirror.model(str(run.id))
            steps = [s for key, kind, s in list(keeper.mirror._written) if kind == "frames"]
            if model is not None:
                text = f"kept {model[0].step} {' '.join(map(str, steps))}\n"
                os.write(pipe, text.encode())

    sessions.saved.connect(tell_saved)
    keeper.done.connect(tell_kept)
    timer = QTimer(interval=30)
    timer.timeout.connect(lambda: sessions.busy or not desk.workspace.runs or sessions.save(path))
    desk.training.engine_ready.connect(lambda: desk.training.train(CONFIG))
    desk.training.engine_ready.connect(timer.start)
    desk.training.start_engine()
    app.exec()


def one_kill(folder: Path, seconds: float) -> Told:
    """Start a process, kill it so long after its first word, and return what it had told."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            child(folder, write)
        finally:
            os._exit(1)
    os.close(write)
    os.set_blocking(read, False)
    content, began, first = b"", time.monotonic(), None
    while first is None or time.monotonic() - first < seconds:
        try:
            piece = os.read(read, 65536)
        except BlockingIOError:
            piece = b""
        content += piece
        if first is None and content:
            first = time.monotonic()
        if time.monotonic() - began > PATIENCE_SECONDS:
            break
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.set_blocking(read, True)
    while piece := os.read(read, 65536):
        content += piece
    os.close(read)
    told = Told(pid=pid)
    for line in content.decode().split("\n")[:-1]:
        word, *numbers = line.split()
        if word == "saved":
            told.saved = int(numbers[0])
        else:
            told.kept = int(numbers[0])
            told.frames |= {int(number) for number in numbers[1:]}
    return told


def lost(folder: Path, told: Told, data: _Images, *, resume: bool) -> list[str]:
    """Return what of it is not there."""
    problems = []
    path = folder / "all.vaesession"
    if told.saved:
        session = read_session(path)
        problems += [f"session: {note}" for note in session.notes]
        if session.runs[-1].snapshot.step < told.saved:
            problems.append(f"session of step {session.runs[-1].snapshot.step} < {told.saved}")
        if session.runs[-1].training is None:
            problems.append("session: no training state")
    elif path.exists():
        problems += [f"session: {note}" for note in read_session(path).notes]
    found = kept_in(folder / "recovery")
    if told.kept and len(found) != 1:
        return [*problems, f"{len(found)} folders in the recovery folder"]
    for kept in found:
        session = read_kept(kept.path)
        problems += [f"recovery: {note}" for note in session.notes if told.kept]
        if not told.kept:
            continue
        (run,) = session.runs
        if run.snapshot.step < told.kept or run.training is None:
            problems.append(f"recovery of step {run.snapshot.step} < {told.kept}")
        if missing := told.frames - set(run.timeline.steps):
            problems.append(f"frames {sorted(missing)} are missing")
        if resume and run.training is not None:
            trainer = Trainer.resume(data.all, data.all.first(200), run.snapshot, run.training)
            trainer.step_once()
    return problems


def main() -> int:
    """Kill so many, and say what was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    torch.set_num_threads(1)  # no other thread may be there when this forks
    rng = random.Random(arguments.seed)
    data = DATA_SETS["kill"] = _Images()  # type: ignore[assignment]
    counts: Counter[str] = Counter()
    failures = 0
    for number in range(1, arguments.kills + 1):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            told = one_kill(folder, rng.uniform(0, LONGEST_SECONDS))
            counts["session promised"] += bool(told.saved)
            counts["run promised"] += bool(told.kept)
            counts["frames promised"] += len(told.frames)
            halfway = [*folder.rglob(".vae-explorer-*.tmp")]
            counts["killed in the middle of a write"] += bool(halfway)
            problems = lost(folder, told, data, resume=number % RESUMED_EACH == 0)
        for problem in problems:
            print(f"kill {number}: {problem}")
        failures += bool(problems)
        if number % 50 == 0:
            print(f"{number} killed, {failures} lost something", file=sys.stderr, flush=True)
    facts = ", ".join(f"{count} x {what}" for what, count in counts.items())
    print(f"{arguments.kills} processes killed ({facts}); {failures} lost something promised.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
