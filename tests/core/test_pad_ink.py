"""What is drawn on the pad, with a brush and an eraser; and which codes are near it."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.drawing.neighbours import nearest_classes, told_briefly, told_of
from vae_explorer.core.drawing.pad import PEN, blank, brush, from_image, refitted
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape


class TestPad:
    def test_a_stroke_is_as_wide_as_it_should_be(self) -> None:
        ink = blank(DIGIT_SHAPE)
        brush(ink, (0.2, 0.5), (0.8, 0.5), PEN / 28)
        across = ink[:, 140].astype(float).sum() / 255
        assert across == pytest.approx(10 * PEN, abs=0.3)
        assert ink[140, 40] == 0
        assert ink[140, 46] > 0  # a round end

    def test_the_eraser_takes_away_what_the_pen_has_drawn(self) -> None:
        ink = blank(DIGIT_SHAPE)
        brush(ink, (0.1, 0.1), (0.9, 0.7), 0.05)
        brush(ink, (0.1, 0.1), (0.9, 0.7), 0.08, erase=True)
        assert not ink.any()

    def test_strokes_beyond_the_edge_are_cut_off(self) -> None:
        ink = blank(DIGIT_SHAPE)
        brush(ink, (-3, -3), (-2, -2), 0.1)
        assert not ink.any()
        brush(ink, (-1, 0.5), (2, 0.5), 0.1)
        assert ink[140].min() == 255

    def test_strokes_lie_over_each_other_without_seams(self) -> None:
        at_once, in_pieces = blank(DIGIT_SHAPE), blank(DIGIT_SHAPE)
        brush(at_once, (0.2, 0.3), (0.8, 0.6), 0.07)
        for i in range(30):
            start, end = ((0.2 + 0.6 * t, 0.3 + 0.3 * t) for t in (i / 30, (i + 1) / 30))
            brush(in_pieces, start, end, 0.07)
        assert np.abs(at_once.astype(int) - in_pieces).max() <= 1

    def test_pads_are_in_proportion_to_the_images(self) -> None:
        assert blank(DIGIT_SHAPE).shape == (280, 280)
        assert blank(ImageShape(3, 32, 64)).shape == (128, 256)
        pad = from_image(np.full((3, 32, 64), 77, np.uint8), ImageShape(3, 32, 64))
        assert pad.shape == (128, 256)
        assert (pad == 77).all()

    def test_ink_on_a_pad_of_another_shape_is_whole_and_in_the_middle(self) -> None:
        ink = blank(DIGIT_SHAPE)
        ink[:, 100:180] = 255  # from edge to edge
        pad = refitted(ink, ImageShape(3, 16, 32))
        assert pad.shape == (144, 288)
        rows, columns = np.flatnonzero(pad.any(axis=1)), np.flatnonzero(pad.any(axis=0))
        assert (rows[0], rows[-1]) == (0, 143)
        assert columns.mean() == pytest.approx(143.5)
        assert len(columns) == pytest.approx(80 * 144 / 280, abs=2)


class TestNeighbours:
    def test_the_nearest_are_counted_by_class(self) -> None:
        rng = np.random.default_rng(2)
        codes, labels = rng.normal(size=(500, 2)), rng.integers(0, 4, 500).astype(np.uint8)
        codes[3] = np.nan
        place = np.array([0.3, -0.2])
        order = np.argsort(np.hypot(*(codes - place).T))[:10]
        found = nearest_classes(place, codes, labels)
        assert dict(found) == {k: (labels[order] == k).sum() for k in set(labels[order].tolist())}
        assert [n for _, n in found] == sorted((n for _, n in found), reverse=True)

    def test_few_codes_and_none(self) -> None:
        codes, labels = np.zeros((3, 2)), np.array([1, 1, 0], np.uint8)
        assert nearest_classes(np.zeros(2), codes, labels) == [(1, 2), (0, 1)]
        assert nearest_classes(np.zeros(2), codes[:0], labels[:0]) == []

    def test_they_are_told_in_a_sentence(self) -> None:
        names = ("nought", "one")
        assert told_of([(1, 9), (0, 1)], names) == "Of the 10 nearest codes 9 are one, 1 is nought."
        assert told_of([], names) == ""

    def test_where_there_is_little_room_all_classes_have_their_counts(self) -> None:
        classes = [(8, 4), (3, 3), (5, 2), (2, 1)]
        told = told_briefly(classes, tuple("0123456789"))
        assert told == "Nearest codes: 8 (4), 3 (3), 5 (2), 2 (1)"
        assert told_briefly([], ()) == ""
