"""Refining the digits of the moment on the screen, and the arrows of some of them."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from desk_kit import start, wait_until
from gui_kit import TINY

from vae_explorer.core.measures.refined import Refined
from vae_explorer.core.training import Trainer
from vae_explorer.session.refined import Refining
from vae_explorer.session.refined_text import summary
from vae_explorer.session.shifts import Shifts
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow


def refined(desk, qtbot) -> Refined:
    assert desk.refined.start()
    wait_until(qtbot, lambda: not desk.refined.under_way)
    assert desk.refined.now is not None
    return desk.refined.now


def test_it_is_computed_on_demand_and_kept(ready, qtbot) -> None:
    told: list[Refining] = []
    ready.refined.progressed.connect(told.append)
    assert ready.refined.now is None
    found = refined(ready, qtbot)
    assert len(found) == len(ready.snapshot.labels)
    np.testing.assert_allclose(found.mean, ready.snapshot.embedding, atol=1e-3)
    assert told
    assert told[0].text.startswith("Refining 70 digits: 0 %")
    assert not ready.refined.start()  # it is there
    assert "10-NN" in summary(found)


def test_it_is_of_one_run_and_there_again_with_it(ready, qtbot, train_digits, held_out_digits):
    found, first = refined(ready, qtbot), ready.run
    ready.show(Trainer(train_digits, held_out_digits, replace(TINY, seed=0)).snapshot())
    assert ready.refined.now is None
    ready.workspace.look_at(first.id)
    assert ready.refined.now is found


def test_it_is_dropped_and_said_so_when_the_model_is_trained_on(ready, qtbot, screen) -> None:
    start(ready, qtbot)
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    refined(ready, qtbot)
    ready.training.play()
    wait_until(qtbot, lambda: ready.refined.now is None)
    assert any("a moment that is over" in message.text for message in screen.messages)
    ready.training.stop()


def test_while_a_model_trains_it_is_refused(ready, qtbot, screen) -> None:
    start(ready, qtbot)
    assert not ready.refined.start()
    assert "Pause the training." in screen.messages[-1].text
    ready.training.stop()


def test_it_can_be_given_up(ready, qtbot, monkeypatch) -> None:
    from vae_explorer.core.measures import refining

    def endless(*_arguments, cancelled, **_options):
        while True:
            refining.go_on_unless(cancelled)
            time.sleep(0.01)

    monkeypatch.setattr(refining, "refine", endless)
    ready.refined.start()
    assert ready.refined.under_way
    ready.refined.cancel()
    wait_until(qtbot, lambda: not ready.refined.under_way)
    assert ready.refined.now is None


def test_an_autoencoder_cannot_be_refined(ready, screen, train_digits, held_out_digits) -> None:
    config = replace(TINY, posterior="delta")
    ready.show(Trainer(train_digits, held_out_digits, config).snapshot())
    assert not ready.refined.start()
    assert "no posterior" in screen.messages[-1].text


def test_without_an_encoder_there_is_hardly_a_gap(ready, qtbot, train_digits, held_out_digits):
    config = replace(TINY, posterior="mean-field", epochs=4)
    ready.show(Trainer(train_digits, held_out_digits, config).snapshot())
    wait_until(qtbot, lambda: ready.refined.images(ready.snapshot) is not None)
    found = refined(ready, qtbot)
    assert np.median(found.amortisation) < 0.05


# Shifts


def test_shifts_are_found_while_somebody_looks(ready, qtbot) -> None:
    assert ready.shifts.now is None
    ready.shifts.watch("test", True)
    wait_until(qtbot, lambda: ready.shifts.now is not None)
    shifts = ready.shifts.now
    assert shifts.snapshot is ready.snapshot
    np.testing.assert_allclose(shifts.code, ready.snapshot.embedding[shifts.rows], atol=1e-3)
    assert shifts.median > 0
    ready.shifts.watch("test", False)
    assert ready.shifts.now is None


def test_shifts_follow_a_training_and_then_all_digits(ready, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("vae_explorer.session.shifts.SHARE", 0.9)
    ready.shifts.watch("test", True)
    start(ready, qtbot)
    wait_until(qtbot, lambda: ready.shifts.now is not None)
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    found = refined(ready, qtbot)
    np.testing.assert_array_equal(ready.shifts.now.mode, found.mode)
    ready.training.stop()


def test_while_the_encoder_alone_learns_arrows_follow_every_snapshot(
    ready, qtbot, monkeypatch
) -> None:
    start(ready, qtbot, replace(TINY, epochs=200, decoder_rate=0.0))
    ready.shifts.watch("test", True)
    wait_until(qtbot, lambda: ready.shifts.now is not None)
    modes, codes = ready.shifts.now.mode, ready.shifts.now.code
    monkeypatch.setattr(ready.shifts, "_solve", None)  # nothing is found any more
    told: list[Shifts] = []
    ready.shifts.changed.connect(told.append)
    wait_until(qtbot, lambda: len(told) > 2)
    for shifts in told:
        assert shifts.mode is modes
        np.testing.assert_array_equal(shifts.code, shifts.snapshot.embedding[shifts.rows])
    assert ready.shifts.now.snapshot is ready.snapshot
    assert not np.array_equal(ready.shifts.now.code, codes)
    ready.training.stop()


def test_arrows_that_are_known_are_there_at_once_when_looked_at_again(ready, qtbot) -> None:
    ready.shifts.watch("test", True)
    wait_until(qtbot, lambda: ready.shifts.now is not None)
    before = ready.shifts.now
    ready.shifts.watch("test", False)
    ready.shifts.watch("test", True)
    assert ready.shifts.now is before
