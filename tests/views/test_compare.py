"""What stands above plots that are side by side."""

from __future__ import annotations

import pytest

from vae_explorer.core.measures.alignment import Alignment
from vae_explorer.views.latent.compare import turn_text


@pytest.mark.parametrize(
    ("turn", "text"),
    [
        (Alignment(37.2), "turned 37°"),
        (Alignment(-90.0, mirrored=True), "mirrored, turned −90°"),
        (Alignment(-0.3), "turned 0°"),
    ],
)
def test_how_a_plane_is_turned_is_told(turn: Alignment, text: str) -> None:
    assert turn_text(turn) == text
