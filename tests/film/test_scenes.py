"""What there is to be seen at a moment of a film."""

from __future__ import annotations

from dataclasses import replace

import film_kit
import numpy as np
import pytest

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.scene import Reel
from vae_explorer.core.film.storyboard import Caption, Moment, Storyboard, Stretch
from vae_explorer.core.history import History, Losses
from vae_explorer.core.paths import Digit, Point, Typical


def reel(storyboard: Storyboard = film_kit.SMALL, **settings) -> Reel:
    return Reel(film_kit.frames(), film_kit.history(), replace(storyboard, **settings), "A run")


def moment_of(film: Reel, step: float) -> float:
    """When in a film a step is seen, by halving."""
    low, high = 0.0, film.seconds
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if film.step_at(middle) < step else (low, middle)
    return high


@pytest.mark.parametrize("number", range(4))
def test_at_a_key_frame_the_codes_and_the_decoder_are_those_of_that_frame(number: int) -> None:
    film, frame = reel(), film_kit.frames()[number]

    scene = film.scene(moment_of(film, frame.step))

    assert scene.step == pytest.approx(frame.step, abs=1e-6)
    assert np.allclose(scene.points.T, frame.embedding, atol=1e-5)
    point = np.array([scene.probe], np.float32)
    assert np.array_equal(scene.image, frame.snapshot().decode(point)[0])


@pytest.mark.parametrize(("part", "near"), [(0.3, 1), (0.7, 2)])
def test_between_frames_dots_are_on_a_straight_line_and_the_decoder_is_of_the_nearer_one(
    part: float, near: int
) -> None:
    film = reel(clock="epochs", stretches=(Stretch(Moment(1.0), Moment(2.0)),))

    scene = film.scene(part)  # of one second, in which ten steps are seen

    assert scene.epoch == pytest.approx(1 + part, abs=0.01)
    assert np.allclose(scene.points.T, film_kit.PLACES * (1 + part) / 3, atol=0.01)
    point = np.array([scene.probe], np.float32)
    assert np.array_equal(scene.image, film_kit.frames()[near].snapshot().decode(point)[0])


def test_dots_keep_their_rows() -> None:
    film = reel()

    ways = [film.scene(t).points for t in np.linspace(0, 1, 7)]

    assert all(np.all(np.diff(np.abs([w[:, row] for w in ways]), axis=0) >= 0) for row in range(3))


@pytest.mark.parametrize(
    ("step", "loss"),
    [
        (4, None),
        (7, ("−ELBO, train", "200.0", "nats")),
        (10.5, ("−ELBO, test", "144.0", "nats")),
        (19, ("−ELBO, test", "144.0", "nats")),
        (40, ("−ELBO, test", "114.0", "nats")),
    ],
)
def test_the_loss_is_the_newest_of_the_history(step: float, loss: tuple | None) -> None:
    film = reel()

    assert film.scene(moment_of(film, step)).loss == loss


def test_the_last_picture_has_the_last_loss() -> None:
    late = tuple(replace(f, step=round(58.6 * f.step), epoch=f.epoch) for f in film_kit.frames())
    losses = [Losses(step, step / 586, 100.0, 5.0) for step in (1758, 2344)]
    history = History.of([], [losses[0], losses[1]._replace(reconstruction=90.0)])

    for moment in (1.0, 1.1, 1.2):
        scene = Reel(late, history, film_kit.SMALL).scene(moment)
        assert (scene.step, scene.loss) == (2344, ("−ELBO, test", "95.0", "nats"))


def test_an_autoencoder_has_no_elbo() -> None:
    frames = tuple(
        replace(frame, config=replace(frame.config, posterior="delta"))
        for frame in film_kit.frames()
    )
    film = Reel(frames, film_kit.history(), film_kit.SMALL)

    assert film.scene(1.0).loss == ("Reconstruction loss, test", "114.0", "nats")


def test_the_last_picture_stays() -> None:
    film = reel(hold=2)

    assert film.seconds == 3
    assert film.step_at(1) == film.step_at(2.9) == 40
    assert film.pictures(10) == 30


def test_stretches_have_the_time_that_they_ask_for_and_share_the_rest() -> None:
    film = reel(
        seconds=10,
        hold=0,
        stretches=(
            Stretch(Moment(0.0), Moment(1.0), seconds=4),
            Stretch(Moment(1.0), Moment(2.0), speed=0.5),
            Stretch(Moment(20, "step"), Moment()),
        ),
    )

    assert [(s.first, s.last, s.begins, s.ends) for s in film.shots] == [
        (0, 10, 0, 4),
        (10, 20, 4, 6),
        (20, 40, 6, 10),
    ]


def test_the_beginning_has_most_of_the_time_unless_the_clock_counts_epochs() -> None:
    assert reel(clock="epochs").step_at(0.5) == 20
    late = tuple(replace(f, step=100 * f.step, epoch=f.epoch) for f in film_kit.frames())
    film = Reel(late, History(), film_kit.SMALL)
    assert film.step_at(0.5) < 500


@pytest.mark.parametrize("moment", [Moment(5.0), Moment(41, "step")])
def test_a_moment_that_the_run_has_not_is_told(moment: Moment) -> None:
    with pytest.raises(UserError, match=r"ends at (epoch 4|step 40)"):
        reel(stretches=(Stretch(end=moment),))


def test_a_run_without_frames_is_told() -> None:
    with pytest.raises(UserError, match="Nothing is kept"):
        Reel((), History(), Storyboard())


def test_the_probe_rests_at_each_place_and_goes_straight_between_them() -> None:
    film = reel(probe=(Point(-1, 0), Point(1, 2)))

    places = [film.scene(t).probe for t in (0, 0.1, 0.5, 0.9, 1.1)]

    assert np.allclose(places, [(-1, 0), (-1, 0), (0, 1), (1, 2), (1, 2)], atol=1e-6)


def test_a_probe_on_a_digit_follows_its_code() -> None:
    film = reel(probe=(Digit(2),))

    for step, share in ((0, 0), (20, 2 / 3), (40, 1)):
        probe = film.scene(moment_of(film, step)).probe
        assert probe == pytest.approx(tuple(film_kit.PLACES[2] * share), abs=1e-3)


def test_a_probe_on_a_class_is_on_its_typical_digit() -> None:
    film = reel(probe=(Typical("7"),))

    assert film.scene(1.0).probe == pytest.approx(tuple(film_kit.PLACES[1]))


def test_a_digit_or_a_class_that_is_not_there_is_told() -> None:
    with pytest.raises(UserError, match="no digit #3"):
        reel(probe=(Digit(3),))
    with pytest.raises(UserError, match="no class 'seven'"):
        reel(probe=(Typical("seven"),))


def test_captions_come_and_go() -> None:
    film = reel(captions=(Caption(0.1, 0.9, "Look."),))

    assert [film.scene(t).caption for t in (0, 0.5, 0.95)] == ["", "Look.", ""]
    assert film.scene(0.5).visibility == 1
    assert 0 < film.scene(0.12).visibility < 0.3
    assert 0 < film.scene(0.85).visibility < 0.3


def test_the_region_holds_all_that_is_seen_and_the_prior() -> None:
    region = reel().region()

    assert region.left <= -3
    assert region.right >= 3
    assert region.width == pytest.approx(region.height)
    assert reel(reach=2).region() == (-2, -2, 2, 2)
