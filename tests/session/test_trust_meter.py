"""How far to trust what is decoded at the probe, followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import TestDesk, start, wait_until
from gui_kit import TINY


@pytest.fixture
def meter(ready: TestDesk, qtbot):
    ready.trust.want(True)
    wait_until(qtbot, lambda: ready.trust.now is not None)
    return ready.trust


def test_nothing_is_measured_unless_somebody_wants_to_know(ready: TestDesk, qtbot) -> None:
    told: list[bool] = []
    ready.trust.changed.connect(lambda: told.append(True))
    ready.workspace.move(1, 1)
    qtbot.wait(60)
    assert told == []
    assert ready.trust.now is None


def test_it_follows_the_probe_and_the_shown_model(meter, ready: TestDesk, snapshot, qtbot) -> None:
    assert meter.now.z == ready.workspace.probe
    assert len(meter.now.in_pixels) == 3, "the held-out images are at hand"
    code = tuple(snapshot.embedding[5].tolist())
    ready.workspace.move(*code)
    wait_until(qtbot, lambda: meter.now.z == ready.workspace.probe)
    assert meter.now.in_plane[0].row == 5
    assert meter.now.in_plane[0].distance == pytest.approx(0, abs=1e-6)
    moved = replace(snapshot, embedding=snapshot.embedding + np.float32(50))
    ready.show(moved)
    wait_until(qtbot, lambda: meter.snapshot is moved)
    assert meter.now.far
    meter.want(False)
    ready.workspace.move(0, 0)
    qtbot.wait(60)
    assert meter.now.z != (0, 0)


@pytest.mark.slow
def test_it_goes_on_while_a_model_trains(meter, ready: TestDesk, qtbot) -> None:
    start(ready, qtbot, TINY)
    wait_until(qtbot, lambda: meter.now is not None and meter.snapshot.step > 0)
    first = meter.snapshot
    ready.workspace.move(0.25, 0.5)
    wait_until(qtbot, lambda: meter.now.z == (0.25, 0.5))
    assert meter.snapshot is first, "what is usual is measured anew only now and then"
    ready.training.pause()
    wait_until(qtbot, lambda: meter.snapshot is ready.workspace.snapshot)
