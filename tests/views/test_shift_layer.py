"""Arrows from codes to true modes: those that can be seen, and not too many."""

from __future__ import annotations

import numpy as np
import pytest
from latent_kit import LABELS, ring, snapshot

from vae_explorer.session.shifts import Shifts
from vae_explorer.views.latent.layers import shifts as module
from vae_explorer.views.latent.layers.layer import View
from vae_explorer.views.latent.layers.shifts import ShiftLayer
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import LIGHT

PLANE = Plane(width=400.0, height=300.0, centre=(0.0, 0.0), scale=50.0)


def layer(by: np.ndarray) -> ShiftLayer:
    shown = snapshot(ring())
    found = ShiftLayer()
    code = shown.embedding
    mode = (code + by).astype(np.float32)
    found.set_shifts(Shifts(shown, np.arange(len(code)), code, mode, mode))
    return found


def test_only_those_that_move_by_some_pixels_are_drawn() -> None:
    by = np.zeros((60, 2))
    by[:5] = (0.5, 0.0)  # 25 pixels
    by[5:] = (0.05, 0.0)  # 2.5
    start, end = layer(by).arrows(View(PLANE, LIGHT))
    assert len(start) == 5
    np.testing.assert_allclose(end - start, [(25, 0)] * 5, atol=1e-3)
    np.testing.assert_allclose(start[0], PLANE.to_pixels(2.0, 0.0), atol=1e-3)


def test_very_many_are_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    monkeypatch.setattr(module, "_ROOMY", 1.0)
    start, _ = layer(np.full((60, 2), 0.5)).arrows(View(PLANE, LIGHT))
    assert len(start) == 10


def test_classes_that_are_hidden_have_none() -> None:
    found = layer(np.full((60, 2), 0.5))
    found.set_visible_classes({3})
    start, _ = found.arrows(View(PLANE, LIGHT))
    assert len(start) == (LABELS == 3).sum()


def test_the_card_tells_how_far_they_are() -> None:
    told = layer(np.array([0.6, 0.8])).text
    assert told == "True modes: 1.000 away in the median, 100.0 % over half a unit, of 60 digits"
    none = ShiftLayer()
    assert "not here" in none.text
    none.set_images(np.zeros((60, 1, 2, 2), np.uint8))
    assert "being found" in none.text
