"""Fixtures that tests of the views share."""

from __future__ import annotations

import pytest
from latent_kit import ring, snapshot

from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.theme import LIGHT


@pytest.fixture
def plot(qtbot) -> LatentPlot:
    plot = LatentPlot(LIGHT)
    qtbot.addWidget(plot)
    plot.cursor_moved.connect(plot.set_cursor)  # as a workspace has it
    plot.resize(640, 520)
    plot.set_class_names(tuple("0123456789"))
    plot.set_snapshot(snapshot(ring()))
    plot.show()
    plot.activateWindow()
    qtbot.waitActive(plot)
    plot.setFocus()
    return plot
