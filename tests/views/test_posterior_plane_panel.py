"""Posteriors on the surface of the KL divergence, and the flow that leads them to the prior."""

from __future__ import annotations

import math
import re

import gui_kit
import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton

from vae_explorer.core.measures.posterior_plane import kl_of_axis
from vae_explorer.views.curves.card import ValueCard
from vae_explorer.views.curves.posterior_field import BOUNDS, Field, band_colours
from vae_explorer.views.panels import posterior_plane_panel
from vae_explorer.views.panels.posterior_plane_panel import (
    EMPTY_TEXT,
    PosteriorPlanePanel,
    Posteriors,
)
from vae_explorer.views.style.theme import DARK, LIGHT

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def posteriors(count: int = 50) -> Posteriors:
    rng = np.random.default_rng(0)
    mean = rng.normal(size=(count, 2)).astype(np.float32)
    log_variance = np.log(rng.uniform(0.01, 0.1, (count, 2)) ** 2).astype(np.float32)
    return Posteriors(mean, log_variance, (np.arange(count) % 10).astype(np.uint8))


@pytest.fixture
def panel(qtbot) -> PosteriorPlanePanel:
    panel = PosteriorPlanePanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(800, 320)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.set_posteriors(posteriors())
    QApplication.processEvents()
    return panel


def button(panel: PosteriorPlanePanel, name: str) -> QToolButton:
    return next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == name)


def choose(qtbot, panel: PosteriorPlanePanel, entry: str) -> None:
    def act() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(a for a in menu.actions() if a.text() == entry)
        place = menu.actionGeometry(action).center()
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)

    QTimer.singleShot(50, act)  # the menu of a button keeps the events until it is closed
    qtbot.mouseClick(button(panel, "Axis"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def colour_at(panel: PosteriorPlanePanel, mean: float, sigma: float) -> str:
    box, plot = panel.chart.view_box, panel.chart.plot
    at = plot.mapFromScene(box.mapViewToScene(QPointF(mean, np.log10(sigma))))
    return plot.grab().toImage().pixelColor(at).name()


def test_before_a_model_it_says_what_will_be_here(qtbot) -> None:
    panel = PosteriorPlanePanel(LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    label = next(w for w in panel.findChildren(QLabel) if w.text() == EMPTY_TEXT)
    assert label.isVisible()
    panel.set_posteriors(posteriors())
    assert not label.isVisible()
    panel.set_posteriors(None, "why not")
    assert label.isVisible()
    assert label.text() == "why not"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mean", "sigma"), [(0.3, 0.9), (3.5, 2.0), (-2.0, 0.5), (1.0, 0.01)])
def test_a_place_has_the_colour_of_its_divergence(
    panel: PosteriorPlanePanel, theme, mean: float, sigma: float
) -> None:
    panel.set_theme(theme)
    panel.field.set_flow(False)
    panel.set_posteriors(Posteriors(*(np.zeros((1, 2), np.float32),) * 2, np.zeros(1, np.uint8)))
    band = int(np.searchsorted(BOUNDS, kl_of_axis(np.array(mean), np.array(sigma))))
    assert colour_at(panel, mean, sigma) == band_colours(theme)[band].name()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_bands_are_in_the_order_of_their_lightness(theme) -> None:
    weights = 0.2126, 0.7152, 0.0722
    luminance = [np.dot(weights, colour.getRgb()[:3]) for colour in band_colours(theme)]
    assert (np.diff(luminance) < -1).all()


def test_both_axes_are_drawn_at_first_in_colours_of_their_own(panel) -> None:
    cloud, given = panel.field.cloud, posteriors()
    np.testing.assert_allclose(cloud.mean, given.mean.T.ravel())
    np.testing.assert_allclose(cloud.sigma, np.exp(given.log_variance.T.ravel() / 2), rtol=1e-5)
    rows = {colour: [] for colour, _ in cloud.groups}
    for colour, some in cloud.groups:
        rows[colour].extend(some.tolist())
    assert {colour: sorted(some) for colour, some in rows.items()} == {
        LIGHT.accent_ink: list(range(50)),
        LIGHT.warning: list(range(50, 100)),
    }


def test_one_axis_is_drawn_in_the_colours_of_the_classes(panel, qtbot) -> None:
    choose(qtbot, panel, "z₂")
    cloud, given = panel.field.cloud, posteriors()
    np.testing.assert_allclose(cloud.mean, given.mean[:, 1])
    assert len({colour for colour, _ in cloud.groups}) == 10
    assert sorted(np.concatenate([rows for _, rows in cloud.groups])) == list(range(50))


def test_a_dot_can_be_seen_where_its_posterior_is(panel, qtbot) -> None:
    panel.field.set_flow(False)
    before = colour_at(panel, 1.5, 0.05)
    log_variance = np.full((1, 2), 2 * np.log(0.05), np.float32)
    panel.set_posteriors(
        Posteriors(np.full((1, 2), 1.5, np.float32), log_variance, np.zeros(1, np.uint8))
    )
    assert colour_at(panel, 1.5, 0.05) != before


def test_of_many_images_some_are_drawn_from_all_over(panel) -> None:
    many = posteriors(10_000)
    panel.set_posteriors(many)
    mean = panel.field.cloud.mean
    assert len(mean) == 3000
    assert mean[1499] == pytest.approx(many.mean[-1, 0])


def test_the_mean_divergence_is_told(panel, qtbot) -> None:
    given = posteriors()
    kl = kl_of_axis(given.mean.astype(float), np.exp(given.log_variance.astype(float) / 2))
    first, second = kl.mean(axis=0)
    said = [w.accessibleName() for w in panel.findChildren(QLabel)]
    assert f"Mean KL, nats: z₁ {first:.2f} · z₂ {second:.2f}" in said
    choose(qtbot, panel, "z₂")
    said = [w.accessibleName() for w in panel.findChildren(QLabel)]
    assert f"Mean KL, nats: z₂ {second:.2f}" in said


def test_the_divergence_is_told_at_the_mouse(panel) -> None:
    box = panel.chart.view_box
    at = panel.chart.plot.mapFromScene(box.mapViewToScene(QPointF(1.0, -1.0)))
    gui_kit.move(panel.chart.plot.viewport(), at)
    QApplication.processEvents()
    card = panel.findChild(ValueCard)
    assert card.isVisible()
    # Of the middle of a pixel, which is somewhere else where type has another size.
    assert "μ 1.0" in card.text()
    told = dict(re.findall(r"(σ|KL) ([0-9.]+)", card.text()))
    sigma, kl = float(told["σ"]), float(told["KL"])
    assert sigma == pytest.approx(0.1, rel=0.03)
    assert kl == pytest.approx((1 + sigma**2 - 1) / 2 - math.log(sigma), abs=0.02)


def test_flow_lines_can_be_left_out(panel, qtbot) -> None:
    shown = panel.chart.plot.grab().toImage()
    qtbot.mouseClick(button(panel, "Flow lines"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert panel.chart.plot.grab().toImage() != shown
    assert panel.state() == {"axis": "both", "flow": False}


def test_the_choice_is_remembered(panel, qtbot) -> None:
    choose(qtbot, panel, "z₁")
    qtbot.mouseClick(button(panel, "Flow lines"), Qt.MouseButton.LeftButton)
    other = PosteriorPlanePanel(DARK)
    qtbot.addWidget(other)
    other.restore(panel.state())
    assert other.state() == {"axis": "z1", "flow": False}
    for unknown in ({"axis": "z3"}, {"axis": ["z1"]}, {"flow": "no"}, {}):
        other.restore(unknown)
        assert other.state() == panel.state()


def test_the_flow_is_played_to_the_prior_and_the_dots_come_back(panel, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(posterior_plane_panel, "_FLOW_MS", 300)
    live = panel.field.cloud
    clouds = []
    whole = Field.set_cloud
    monkeypatch.setattr(Field, "set_cloud", lambda self, c: (clouds.append(c), whole(self, c)))
    play = button(panel, "Play the flow")
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not play.isChecked(), timeout=10_000)
    kl = [kl_of_axis(cloud.mean, cloud.sigma).mean() for cloud in clouds[:-1]]
    assert kl == sorted(kl, reverse=True)
    assert kl[-1] < 0.01
    np.testing.assert_array_equal(clouds[-1].mean, live.mean)


def test_zooming_can_be_undone(panel) -> None:
    before = panel.chart.view_box.viewRange()
    panel.chart.view_box.setRange(xRange=(0, 1), yRange=(-1, 0), padding=0)
    panel.chart.view_box.sigRangeChangedManually.emit([True, True])
    assert button(panel, "Show all").isVisible()
    button(panel, "Show all").click()
    np.testing.assert_allclose(panel.chart.view_box.viewRange(), before)
    assert not button(panel, "Show all").isVisible()


def test_every_control_has_a_name_and_a_tip(panel) -> None:
    for name in ("Axis", "Flow lines", "Play the flow", "Show all"):
        assert button(panel, name).toolTip()
        assert button(panel, name).focusPolicy() & Qt.FocusPolicy.TabFocus
