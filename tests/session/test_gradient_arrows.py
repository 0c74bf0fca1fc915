"""The arrows of the digit nearest to the probe, computed while somebody looks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import wait_until
from gui_kit import TINY

from vae_explorer.core.training import Trainer
from vae_explorer.session.gradient_arrows import DRAWS, Arrows


@pytest.fixture
def seen(ready) -> list[Arrows | None]:
    seen: list[Arrows | None] = []
    ready.gradient_arrows.changed.connect(seen.append)
    return seen


def test_nothing_is_computed_for_nobody(ready, seen, qtbot) -> None:
    ready.workspace.move(1.0, 1.0)
    qtbot.wait(250)
    assert seen == []


def test_they_are_of_the_digit_nearest_to_the_probe(ready, seen, snapshot, qtbot) -> None:
    ready.workspace.move(*map(float, snapshot.embedding[17] + 1e-4))
    ready.gradient_arrows.watch(True)
    wait_until(qtbot, lambda: bool(seen))
    arrows = seen[-1]
    assert (arrows.row, arrows.name) == (17, "7")
    np.testing.assert_allclose(arrows.mean, snapshot.embedding[17], atol=1e-4)
    assert arrows.reparameterised.shape == arrows.score.shape == (DRAWS, 2)
    tight, wild, plain = arrows.variances
    assert tight < wild < plain
    ready.workspace.move(*map(float, snapshot.embedding[4]))
    wait_until(qtbot, lambda: seen[-1].row == 4)


def test_an_autoencoder_has_none(ready, seen, train_digits, held_out_digits, qtbot) -> None:
    ready.gradient_arrows.watch(True)
    wait_until(qtbot, lambda: bool(seen))
    config = replace(TINY, posterior="delta")
    ready.show(Trainer(train_digits, held_out_digits, config).snapshot())
    wait_until(qtbot, lambda: seen[-1] is None)


def test_they_end_with_the_interest(ready, seen, snapshot, qtbot) -> None:
    ready.gradient_arrows.watch(True)
    wait_until(qtbot, lambda: bool(seen))
    ready.gradient_arrows.watch(False)
    told = len(seen)
    ready.workspace.move(*map(float, snapshot.embedding[30]))
    qtbot.wait(250)
    assert len(seen) == told
