"""A controller without a window, and tiny data sets in place of the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_kit import Screen, TestDesk, settings_in, wait_until
from gui_kit import TINY, TinySet
from worker_kit import Listener

from vae_explorer.core.data import DATA_SETS, LabelledImages
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.session import products
from vae_explorer.session.worker import TrainingWorker


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
    for key, data in sets.items():
        monkeypatch.setitem(DATA_SETS, key, data)
    return sets


@pytest.fixture
def snapshot(train_digits, held_out_digits) -> Snapshot:
    session = Trainer(train_digits, held_out_digits, replace(TINY, epochs=3))
    for _ in session.steps():
        pass
    return session.snapshot()


@pytest.fixture
def control(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestDesk]:
    monkeypatch.setattr(products, "SOON_MS", 20)
    control = TestDesk(tmp_path / "data", settings_in(tmp_path))
    yield control
    control.shutdown()


@pytest.fixture
def screen(control: TestDesk) -> Screen:
    return Screen(control)


@pytest.fixture
def ready(control: TestDesk, screen: Screen, snapshot: Snapshot, qtbot) -> TestDesk:
    """Return the controller with a model on the screen and torch loaded."""
    control.show(snapshot)
    control.training.start_engine()
    wait_until(qtbot, lambda: control.ready and bool(screen.sets) and screen.sets[-1] is not None)
    return control


@pytest.fixture
def worker(qapp) -> Iterator[TrainingWorker]:
    worker = TrainingWorker()
    yield worker
    worker.interrupt()
    qapp.processEvents()


@pytest.fixture
def heard(worker: TrainingWorker) -> Listener:
    return Listener(worker)
