"""The pad: strokes become the image that is looked at, step by step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import wait_until
from gui_kit import TINY
from PIL import Image
from shape_kit import CLASS_NAMES, SHAPE

from vae_explorer.core.drawing.own_images import Drawing, centred
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.layers import parameter_shapes
from vae_explorer.core.selection import OwnImage

WIDTH = 2.3 / 28


def stroke(pad, *points: tuple[float, float], erase: bool = False) -> None:
    pad.begin(points[0], WIDTH, erase=erase)
    for point in points[1:]:
        pad.extend(point)
    pad.finish()


@pytest.fixture
def edits(control) -> list[str]:
    """Return what was done, as undo would tell it."""
    told: list[str] = []
    control.workspace.selected.edited.connect(lambda text, *_: told.append(text))
    return told


def own(control) -> OwnImage | None:
    return control.workspace.selected.now.own


def test_a_stroke_is_one_step_and_what_the_model_takes_is_centred(control, edits) -> None:
    pad = control.pad
    pad.begin((0.1, 0.2), WIDTH)
    pad.extend((0.1, 0.6))
    assert isinstance(own(control), Drawing)  # while it is drawn
    assert edits == []
    pad.finish()
    assert edits == ["a stroke"]
    np.testing.assert_array_equal(own(control).pixels, centred(pad.ink, DIGIT_SHAPE))
    assert own(control).name == "Drawing"


def test_the_step_begins_where_the_stroke_began(control) -> None:
    steps: list[tuple] = []
    control.workspace.selected.edited.connect(lambda _t, *pair: steps.append(pair))
    control.workspace.selected.look_at(3, "mnist")
    stroke(control.pad, (0.2, 0.2), (0.5, 0.5), (0.8, 0.2))
    stroke(control.pad, (0.2, 0.8), (0.8, 0.8))
    (_, digit), (first_before, first), (second_before, _) = steps
    assert first_before == digit
    assert second_before == first


def test_undo_and_redo_of_the_pad(control, edits) -> None:
    pad = control.pad
    assert not pad.can_undo
    stroke(pad, (0.2, 0.2), (0.8, 0.2))
    one = pad.ink.copy()
    stroke(pad, (0.2, 0.8), (0.8, 0.8))
    two = pad.ink.copy()
    pad.undo()
    np.testing.assert_array_equal(pad.ink, one)
    np.testing.assert_array_equal(own(control).pixels, centred(one, DIGIT_SHAPE))
    pad.undo()
    assert pad.empty
    assert own(control) is None
    assert not pad.can_undo
    pad.redo()
    pad.redo()
    np.testing.assert_array_equal(pad.ink, two)
    assert not pad.can_redo
    pad.undo()
    stroke(pad, (0.5, 0.1), (0.5, 0.9))
    assert not pad.can_redo
    pad.clear()
    assert pad.empty
    assert edits[-1] == "clearing the pad"
    pad.undo()
    assert not pad.empty


def test_a_step_that_is_taken_back_elsewhere_is_taken_back_on_the_pad(control) -> None:
    pad, selected = control.pad, control.workspace.selected
    stroke(pad, (0.2, 0.2), (0.8, 0.2))
    first, ink = selected.now, pad.ink.copy()
    stroke(pad, (0.2, 0.8), (0.8, 0.8))
    second = selected.now
    selected.replace(first)  # as undo does
    np.testing.assert_array_equal(pad.ink, ink)
    assert pad.can_redo
    selected.replace(second)
    assert not pad.can_redo
    selected.replace(first)
    pad.redo()
    assert selected.now.own.ink is second.own.ink


def test_the_eraser_erases(control) -> None:
    stroke(control.pad, (0.2, 0.2), (0.8, 0.2))
    control.pad.begin((0.1, 0.2), 1.5 * WIDTH, erase=True)
    control.pad.extend((0.9, 0.2))
    control.pad.finish()
    assert control.pad.empty
    assert own(control) is None


def test_without_centring_ink_stays_where_it_is(control) -> None:
    stroke(control.pad, (0.1, 0.1), (0.1, 0.3))
    assert own(control).pixels[0, :, 10:].any()
    control.pad.set_centring(False)
    assert not own(control).pixels[0, :, 10:].any()
    assert own(control).pixels[0, 3:8, 2:4].any()


def test_a_drawing_is_seen_by_a_model_of_other_images_as_it_takes_them(ready, snapshot) -> None:
    stroke(ready.pad, (0.3, 0.2), (0.6, 0.8))
    drawn = own(ready)
    weights = parameter_shapes(TINY.architecture, SHAPE)
    other = replace(
        snapshot,
        weights={name: np.zeros(size, np.float32) for name, size in weights.items()},
        shape=SHAPE,
        class_names=CLASS_NAMES,
        labels=snapshot.labels % len(CLASS_NAMES),
    )
    ready.show(other)
    turned = own(ready)
    assert turned.pixels.shape == SHAPE
    np.testing.assert_array_equal(turned.pixels, centred(ready.pad.ink, SHAPE))
    ready.workspace.look_at(ready.workspace.runs[0].id)
    back = own(ready).pixels.astype(int)
    assert back.shape == tuple(DIGIT_SHAPE)
    assert np.abs(back - drawn.pixels).mean() < 4  # by way of a pad of other proportions


def test_a_digit_is_put_on_the_pad_and_drawn_on(ready, qtbot) -> None:
    desk = ready
    image = desk.products.images.images[4]
    desk.pad.take(image)
    assert isinstance(own(desk), Drawing)
    wait_until(qtbot, lambda: desk.subjects.now is not None)
    assert np.abs(desk.subjects.now.image.astype(int) - centred(image[0], DIGIT_SHAPE)).mean() < 12
    stroke(desk.pad, (0.4, 0.4), (0.6, 0.6))
    assert desk.pad.can_undo


DOT, LINE = ((0.5, 0.5), (0.5, 0.5)), ((0.4, 0.15), (0.5, 0.85))


@pytest.mark.parametrize(
    ("places", "centring", "said"),
    [
        (DOT, True, "More ink than in any held-out image."),  # it is enlarged
        (DOT, False, "Less ink than in any held-out image."),
        (LINE, True, ""),
    ],
)
def test_ink_that_no_held_out_image_has_so_much_or_so_little_of_is_told(
    ready, qtbot, places, centring: bool, said: str
) -> None:
    ready.pad.set_centring(centring)
    stroke(ready.pad, *places)
    wait_until(qtbot, lambda: ready.subjects.now is not None)
    least, most = ready.products.images.ink
    ink = ready.subjects.now.image.mean() / 255
    assert (ink > most, ink < least) == ("More" in said, "Less" in said)
    assert ready.subjects.now.unlike == said


class TestPictures:
    @pytest.fixture
    def opened(self, ready) -> list[bool]:
        seen: list[bool] = []
        ready.own_images.opened.connect(lambda: seen.append(True))
        return seen

    @pytest.fixture
    def path(self, tmp_path):
        levels = np.full((90, 60), 255, np.uint8)
        levels[20:70, 20:30] = 0
        levels[60:70, 20:40] = 0
        Image.fromarray(levels).save(tmp_path / "seven.png")
        return tmp_path / "seven.png"

    def test_a_picture_becomes_what_is_looked_at(self, ready, opened, path, qtbot) -> None:
        ready.own_images.open(path)
        wait_until(qtbot, lambda: bool(opened) and ready.subjects.now is not None)
        subject = ready.subjects.now
        assert subject.name == "seven.png"
        assert "Inverted" in subject.note
        assert "60 x 90" in subject.note
        mean, log_variance = ready.snapshot.encode(own(ready).pixels[None])
        np.testing.assert_allclose(subject.mean, mean[0], atol=1e-6)
        np.testing.assert_allclose(subject.log_variance, log_variance[0], atol=1e-6)
        assert not ready.pad.empty  # to be drawn on
        stroke(ready.pad, (0.2, 0.2), (0.8, 0.2))
        assert isinstance(own(ready), Drawing)

    def test_it_is_turned_anew_without_centring(self, ready, opened, path, qtbot, edits) -> None:
        ready.own_images.open(path)
        wait_until(qtbot, lambda: bool(opened))
        before = own(ready)
        ready.pad.set_centring(False)
        wait_until(qtbot, lambda: own(ready) is not before)
        assert own(ready).note.endswith("scaled from 60 x 90.")
        assert edits == ["opening seven.png"]
        assert len(opened) == 1

    def test_the_pads_own_undo_takes_it_back_as_that_of_the_session_does(
        self, ready, opened, path, qtbot, edits
    ) -> None:
        pad, selected = ready.pad, ready.workspace.selected
        stroke(pad, (0.2, 0.2), (0.8, 0.2))
        drawn, before = pad.ink.copy(), selected.now
        ready.own_images.open(path)
        wait_until(qtbot, lambda: bool(opened))
        picture, after = own(ready), selected.now
        assert pad.can_undo
        pad.undo()
        np.testing.assert_array_equal(pad.ink, drawn)
        assert isinstance(own(ready), Drawing)
        pad.redo()
        assert own(ready) is picture
        assert edits == ["a stroke", "opening seven.png", "taking back a picture", edits[1]]
        selected.replace(before)  # as undo does
        np.testing.assert_array_equal(pad.ink, drawn)
        assert pad.can_redo
        selected.replace(after)
        assert pad.can_undo
        assert not pad.can_redo

    def test_it_is_taken_back_from_a_pad_that_was_empty_and_after_it_was_turned(
        self, ready, opened, path, qtbot
    ) -> None:
        ready.own_images.open(path)
        wait_until(qtbot, lambda: bool(opened))
        before = own(ready)
        ready.pad.set_centring(False)
        wait_until(qtbot, lambda: own(ready) is not before)
        turned = own(ready)
        ready.pad.undo()
        assert ready.pad.empty
        assert own(ready) is None
        ready.pad.redo()
        assert own(ready) is turned

    def test_what_escape_lets_go_of_comes_back(self, ready, opened, path, qtbot) -> None:
        ready.own_images.open(path)
        wait_until(qtbot, lambda: bool(opened))
        picture = own(ready)
        ready.workspace.selected.clear()
        assert ready.pad.empty
        ready.pad.undo()
        assert own(ready) is picture

    def test_what_is_no_picture_is_told_in_a_sentence(
        self, ready, screen, opened, tmp_path, qtbot
    ) -> None:
        (tmp_path / "notes.png").write_text("no picture")
        ready.own_images.open(tmp_path / "notes.png")
        wait_until(qtbot, lambda: bool(screen.messages))
        assert screen.messages[-1].text.startswith("notes.png is no PNG or JPEG picture.")
        assert own(ready) is None
        assert not opened

    def test_a_pasted_one_is_looked_at(self, ready, opened, qtbot) -> None:
        levels = np.zeros((40, 40, 3), np.uint8)
        levels[10:30, 15:18] = 255
        ready.own_images.paste(levels)
        wait_until(qtbot, lambda: bool(opened))
        assert own(ready).name == "Pasted picture"


def test_what_is_given_back_is_decoded_at_the_code_while_somebody_watches(ready, qtbot) -> None:
    found: list = []
    ready.reconstructed.changed.connect(found.append)
    ready.workspace.selected.look_at(5, ready.snapshot.config.dataset)
    assert not any(found)
    ready.reconstructed.watch(True)
    wait_until(qtbot, lambda: bool(found) and found[-1] is not None)
    expected = ready.snapshot.decode(ready.snapshot.embedding[5][None])[0]
    np.testing.assert_allclose(found[-1].image, expected, atol=1e-5)
    assert found[-1].subject.row == 5
    ready.workspace.selected.clear()
    assert found[-1] is None


def test_what_escape_lets_go_of_comes_back_by_the_pads_own_undo(control) -> None:
    pad, selected = control.pad, control.workspace.selected
    stroke(pad, (0.2, 0.2), (0.8, 0.8))
    drawn = own(control)
    selected.clear()
    assert own(control) is None
    assert pad.empty
    assert pad.can_undo
    pad.undo()
    assert own(control).ink is drawn.ink
    pad.undo()  # the stroke itself
    assert pad.empty
    assert not pad.can_undo
    assert pad.can_redo
