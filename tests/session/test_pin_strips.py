"""Pictures of pins over time: of the frames' own decoders, and made once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import TestDesk, wait_until
from gui_kit import TINY

from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session import pin_strips
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow  # a model is trained


@pytest.fixture
def trained(ready: TestDesk, qtbot) -> TestDesk:
    ready.training.train(replace(TINY, epochs=20))
    run_id = ready.workspace.runs[-1].id
    wait_until(qtbot, lambda: ready.workspace.run(run_id).state is RunState.FINISHED)
    return ready


def complete(desk: TestDesk) -> bool:
    strips = desk.pin_strips
    return all(
        strips.image(pin, frame) is not None
        for pin in desk.workspace.pins.all
        for frame in strips.moments
    )


def test_a_place_and_a_digit_are_decoded_by_the_decoder_of_each_moment(trained, qtbot) -> None:
    strips, pins = trained.pin_strips, trained.workspace.pins
    place, digit = pins.add_place(0.5, -0.25), pins.add_digit(7, "7", "mnist")
    strips.set_active(True)

    wait_until(qtbot, lambda: complete(trained))

    steps = [frame.step for frame in strips.moments]
    assert (steps[0], steps[-1]) == (0, 80)
    assert len(steps) >= 5
    for frame in strips.moments:
        snapshot = frame.snapshot()
        for pin, z in ((place, (0.5, -0.25)), (digit, frame.embedding[7])):
            expected = 255 * snapshot.decode(np.array([z, z], np.float32))[0]
            assert np.abs(strips.image(pin, frame) - expected).max() <= 1.01
    first, last = strips.image(digit, strips.moments[0]), strips.image(digit, strips.moments[-1])
    truth = strips.digit(digit).astype(float)
    assert np.abs(last - truth).mean() < np.abs(first - truth).mean()


def test_what_was_made_is_not_made_again(trained, qtbot, monkeypatch) -> None:
    made = []
    make = pin_strips.make_images

    def count(request):
        made.extend(request.points)
        return make(request)

    trained.pin_strips._latest._solver._solve = count
    pins, strips = trained.workspace.pins, trained.pin_strips
    pin = pins.add_place(0.0, 1.0)
    strips.set_active(True)
    wait_until(qtbot, lambda: complete(trained))
    assert len(made) == len(strips.moments)

    strips.set_active(False)
    strips.set_active(True)
    pins.rename(pin.id, "another name")
    pins.add_digit(3, "3", "mnist")
    wait_until(qtbot, lambda: complete(trained))

    assert len(made) == 2 * len(strips.moments)


def test_pictures_go_with_their_frames(trained, qtbot) -> None:
    trained.workspace.pins.add_place(0.0, 1.0)
    strips = trained.pin_strips
    strips.set_active(True)
    wait_until(qtbot, lambda: complete(trained))

    trained.workspace.update(trained.run.id, timeline=Timeline())
    wait_until(qtbot, lambda: len(strips.moments) == 1)

    wait_until(qtbot, lambda: complete(trained))  # of the one that there is
    wait_until(qtbot, lambda: len(strips._made) <= 2)


def test_a_digit_of_another_data_set_has_no_pictures(trained, qtbot) -> None:
    strips, pins = trained.pin_strips, trained.workspace.pins
    strange, place = pins.add_digit(7, "a shirt", "fashion-mnist"), pins.add_place(0, 0)
    strips.set_active(True)

    wait_until(qtbot, lambda: all(strips.image(place, f) is not None for f in strips.moments))

    assert all(strips.image(strange, frame) is None for frame in strips.moments)
    assert strips.digit(strange) is None


def test_nothing_is_made_while_nobody_looks(trained, qtbot) -> None:
    trained.workspace.pins.add_place(0.0, 1.0)
    qtbot.wait(50)

    assert trained.pin_strips.moments == ()
