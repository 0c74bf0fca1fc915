"""Tiny data sets in place of the real ones, for everything that trains."""

from __future__ import annotations

import pytest
from gui_kit import TinySet

from vae_explorer.core.datasets import DATA_SETS, LabelledImages


@pytest.fixture(autouse=True)
def tiny_sets(
    monkeypatch: pytest.MonkeyPatch, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> dict[str, TinySet]:
    """Put tiny data sets under the keys of MNIST and of the generated digits."""
    sets = {
        "mnist": TinySet("mnist", "MNIST", train_digits, held_out_digits),
        "offline": TinySet(
            "offline", "Offline digits", train_digits, held_out_digits, can_download=False
        ),
    }
    for key, data in sets.items():
        monkeypatch.setitem(DATA_SETS, key, data)
    return sets
