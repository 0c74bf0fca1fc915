"""Words in pictures are in a typeface that has them, and in lines that break where they may."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.film.lettering import Lettering
from vae_explorer.core.film.typeface import face_for


def test_words_that_the_typeface_has_are_in_it_alone() -> None:
    assert face_for("−ELBO 148.2 at z₁ = 0.5, β = 4", 20).other is None


def test_what_it_lacks_is_in_another_typeface_and_the_rest_in_its_own() -> None:
    text = "解码于 z = (−0.39, 0.51)"
    face = face_for(text, 20)
    if face.other is None:
        pytest.skip("no typeface here has Chinese characters")
    assert face.lacking == set("解码于")
    chinese, rest = face.other.getlength("解码于"), face.own.getlength(text.removeprefix("解码于"))
    assert face.length(text) == pytest.approx(chinese + rest)
    words = Lettering()
    left, end = (words.sprite(text, 20, anchor=anchor) for anchor in ("ls", "rs"))
    assert abs(left.dx - end.dx - face.length(text)) <= 2
    assert np.array_equal(left.cover.any(axis=1), end.cover.any(axis=1))


def test_lines_break_at_spaces() -> None:
    words = Lettering()
    text = "Before training, every digit lies at the origin."
    room = words.width(text, 20) * 0.6
    first, second = words.wrapped(text, 20, room, 2)
    assert f"{first} {second}" == text
    assert words.wrapped(text, 20, room / 3, 2)[1].endswith("…")


def test_lines_of_chinese_break_anywhere_but_before_a_full_stop() -> None:
    words = Lettering()
    text = "训练之前，每个数字都在原点。"
    for share in (0.55, 0.7, 0.95):
        lines = words.wrapped(text, 20, words.width(text, 20) * share, 2)
        assert "".join(lines) == text
        assert len(lines) == 2
        assert lines[1][0] not in "，。"
