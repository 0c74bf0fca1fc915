"""Strips that are kept at chosen epochs, whatever else is published."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import TestDesk, settings_in, start, wait_until
from gui_kit import TINY

from vae_explorer.core.errors import UserError
from vae_explorer.core.training import Trainer
from vae_explorer.session.epoch_strips import DEFAULT_EPOCHS, KeptStrips, read_epochs
from vae_explorer.session.pictures import Strip
from vae_explorer.session.state import RunState

SHORT = replace(TINY, epochs=5)


def finish(desk: TestDesk, qtbot, config=SHORT) -> int:
    desk.training.train(config)
    wait_until(qtbot, lambda: desk.state is RunState.FINISHED)
    assert desk.run is not None
    return desk.run.id


def test_each_chosen_epoch_is_caught_at_its_end_and_so_is_the_last(
    ready, qtbot, train_digits, held_out_digits
) -> None:
    """The window sees some snapshots of a run, and hardly ever one of the end of an epoch."""
    ready.epoch_strips.choose((2, 3))
    strips = ready.epoch_strips.of(finish(ready, qtbot)).strips
    assert list(strips) == [2, 3, 5]
    trainer = Trainer(train_digits, held_out_digits, SHORT)
    for metrics in trainer.steps():
        if metrics.test and round(trainer.epoch) in strips:
            strip = strips[round(trainer.epoch)]
            expected = trainer.snapshot().reconstruct(strip.inputs)
            np.testing.assert_array_equal(strip.reconstructions, expected)
    assert strips[2].names == tuple("0123456789")


def test_the_strips_of_a_run_stay_while_another_is_looked_at(ready, snapshot, qtbot) -> None:
    ready.epoch_strips.choose((1,))
    first = finish(ready, qtbot)
    second = finish(ready, qtbot, replace(SHORT, epochs=2, seed=3))
    assert list(ready.epoch_strips.of(first).strips) == [1, 5]
    assert list(ready.epoch_strips.of(second).strips) == [1, 2]
    loaded = ready.show(snapshot)
    assert ready.epoch_strips.of(loaded.id).strips == {}


def test_a_step_by_hand_can_end_an_epoch(ready, qtbot) -> None:
    config = replace(SHORT, batch_size=200)
    ready.training.start_with_step(config)
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    assert list(ready.epoch_strips.of(ready.run.id).strips) == [1]


def test_a_choice_in_mid_run_counts_from_then_on(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    ahead = int(ready.run.epoch) + 2
    ready.epoch_strips.choose((ahead,))
    ready.training.play()
    wait_until(qtbot, lambda: ahead in ready.epoch_strips.of(ready.run.id).strips)


def test_the_choice_is_remembered(control, qtbot, tmp_path) -> None:
    assert control.epoch_strips.epochs == DEFAULT_EPOCHS
    changes: list[None] = []
    control.epoch_strips.epochs_changed.connect(lambda: changes.append(None))
    control.epoch_strips.choose((7, 3))
    control.epoch_strips.choose((3, 7))
    assert len(changes) == 1
    control.settings.sync()
    again = TestDesk(tmp_path / "data", settings_in(tmp_path))
    try:
        assert again.epoch_strips.epochs == (3, 7)
        assert again.worker.strips.wanted == {3, 7}
    finally:
        again.shutdown()


def test_nonsense_in_the_settings_is_left_out(control, tmp_path) -> None:
    control.settings.set_table("strip_epochs", [0, "x", True, -3, 8, 10**9])
    control.settings.sync()
    again = TestDesk(tmp_path / "data", settings_in(tmp_path))
    again.shutdown()
    assert again.epoch_strips.epochs == (8,)


def strip(count: int = 2) -> Strip:
    return Strip(
        1, np.zeros((count, 1, 4, 4), np.uint8), np.zeros((count, 1, 4, 4), np.float32), ("a", "b")
    )


def test_the_chosen_are_shown_and_the_last_there_is() -> None:
    kept = KeptStrips()
    for epoch in (10, 1, 20, 15):
        kept = kept.with_strip(epoch, strip())
    assert list(kept.chosen((1, 10, 50))) == [1, 10, 20]


def test_strips_of_other_digits_do_not_stand_below_each_other() -> None:
    kept = KeptStrips().with_strip(1, strip(2)).with_strip(2, strip(1))
    assert list(kept.strips) == [2]


@pytest.mark.parametrize(
    ("text", "epochs"),
    [("1, 10,20", (1, 10, 20)), ("5", (5,)), (" 3;2  2 ", (2, 3)), ("1，10、２０", (1, 10, 20))],
)
def test_epochs_are_read(text: str, epochs: tuple[int, ...]) -> None:
    assert read_epochs(text) == epochs


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "1.5", "ten", "99999999", ",".join(map(str, range(1, 43)))]
)
def test_what_are_no_epochs_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_epochs(text)
