"""The gradient arrows as they are drawn, and what their card says."""

from __future__ import annotations

import numpy as np
from gui_kit import key
from latent_kit import ring, snapshot
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from vae_explorer.session.gradient_arrows import Arrows
from vae_explorer.views.latent.layers.gradients import GradientLayer
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.style.theme import LIGHT


def arrows() -> Arrows:
    rng = np.random.default_rng(0)
    tight = rng.normal((-300, 0), 20, (100, 2)).astype(np.float32)  # μ is pulled to the right
    wild = rng.normal((-300, 0), 900, (100, 2)).astype(np.float32)
    return Arrows(1, 4021, "7", np.zeros(2, np.float32), tight, wild, (800.0, 1.62e6, 4.1e8))


def shown_panel(qtbot) -> LatentPanel:
    panel = LatentPanel(LIGHT)
    panel.set_class_names(tuple("0123456789"))
    qtbot.addWidget(panel)
    panel.resize(640, 520)
    panel.plot.set_snapshot(snapshot(ring()))
    panel.plot.set_cursor(2.0, 2.0)
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    return panel


def places_of(panel: LatentPanel, colour: str) -> np.ndarray:
    """Return where pixels of a colour are, from the middle of the plane: right and up, (N, 2)."""
    picture = panel.plot.grab().toImage()
    x, y = panel.plot.plane.to_pixels(0, 0)
    wanted = QColor(colour).rgb()
    found = [
        (column - x - panel.plot.left_margin, y - row)
        for row in range(int(y) - 160, int(y) + 60)
        for column in range(int(x) - 100, int(x) + 250)
        if picture.valid(column, row) and picture.pixel(column, row) == wanted
    ]
    return np.array(found).reshape(-1, 2)


def test_a_key_shows_a_tight_bundle_in_a_wild_cloud(qtbot) -> None:
    panel = shown_panel(qtbot)
    panel.set_layers({"rings": False})
    panel.plot.stack.layer(GradientLayer).set_arrows(arrows())
    assert not len(places_of(panel, LIGHT.warning))
    key(panel, Qt.Key.Key_6, modifier=Qt.KeyboardModifier.ControlModifier)
    bundle, cloud = places_of(panel, LIGHT.accent_ink), places_of(panel, LIGHT.warning)
    assert len(bundle) > 20
    assert len(cloud) > 200
    assert (bundle[:, 0] > -8).all()  # downhill is to the right
    assert np.ptp(cloud[:, 1]) > 3 * np.ptp(bundle[:, 1])


def test_the_card_tells_the_variances_and_how_they_compare() -> None:
    layer = GradientLayer()
    layer.set_arrows(arrows())
    assert layer.lines() == [
        "Gradient for μ of digit 4,021, “7”: variance of one draw",
        "Reparameterised  800",
        "Score function  1,600,000, 2,000 times as much",
        "without a baseline  4.1e8, 510,000 times as much",
    ]


def test_it_says_where_there_are_none(qtbot) -> None:
    layer = GradientLayer()
    assert "posterior to draw from" in layer.lines()[0]
    panel = shown_panel(qtbot)
    panel.set_layers({"gradients": True})
    assert not panel.plot.grab().isNull()
    assert panel.layers()["gradients"]  # nothing failed
