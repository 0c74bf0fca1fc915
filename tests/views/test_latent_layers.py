"""The layers of the latent plot: one more is one class, and one that fails takes nothing along."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import PATIENCE_MS, click, key, move
from latent_kit import LABELS, ring, snapshot
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from vae_explorer.core import language
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.layers.notes import NoteLayer
from vae_explorer.views.latent.layers.stack import STACK
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.theme import DARK, LIGHT

NAMES = [kind.name for kind in STACK]
BLOT = QColor("#12ab34")


class BlotLayer(Layer):
    """Everything that it takes to add a layer, beside its row."""

    name = "blot"
    title = "Blot"
    tip = "A blot at the handle"
    icon = "mosaic"
    shortcut = "Ctrl+9"
    shown_at_first = False
    probe = (0.0, 0.0)

    def set_probe(self, z1: float, z2: float) -> None:
        self.probe = (z1, z2)

    def paint(self, painter: QPainter, view: View) -> None:
        x, y = view.plane.to_pixels(*self.probe)
        painter.fillRect(round(x) - 30, round(y) - 30, 20, 20, BLOT)


def shown_panel(qtbot, stack=STACK) -> LatentPanel:
    panel = LatentPanel(LIGHT, stack=stack)
    panel.set_class_names(tuple("0123456789"))
    qtbot.addWidget(panel)
    panel.resize(1160, 520)
    panel.plot.set_snapshot(snapshot(ring()))
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    panel.plot.setFocus()
    return panel


def has_blot(plot: LatentPlot) -> bool:
    x, y = plot.plane.to_pixels(*plot.cursor_place)
    at = QPoint(round(x) + plot.left_margin - 20, round(y) - 20)
    return plot.grab().toImage().pixelColor(at) == BLOT


class TestOneMore:
    @pytest.fixture
    def panel(self, qtbot) -> LatentPanel:
        return shown_panel(qtbot, (*STACK, BlotLayer))

    def test_it_is_switched_by_button_menu_and_keys_alike(self, panel) -> None:
        action = panel.layer_actions()[-1]
        assert (action.text(), action.isCheckable()) == ("Blot", True)
        assert "A blot at the handle" in action.toolTip()
        assert not has_blot(panel.plot)
        key(panel, Qt.Key.Key_9, modifier=Qt.KeyboardModifier.ControlModifier)
        assert action.isChecked()
        assert has_blot(panel.plot)
        button = next(
            b for b in panel.findChildren(QWidget) if b.property("accessibleName") == "Blot"
        )
        click(button)
        assert not action.isChecked()
        assert not has_blot(panel.plot)
        action.trigger()
        assert button.isChecked()
        assert has_blot(panel.plot)

    def test_it_is_remembered_by_its_name(self, panel) -> None:
        assert panel.layers()["blot"] is False
        panel.set_layers({"blot": True})
        assert panel.layers()["blot"] is True
        assert has_blot(panel.plot)

    def test_it_follows_what_the_plot_is_told(self, panel) -> None:
        panel.set_layers({"blot": True})
        panel.plot.set_cursor(1.0, 0.5)
        assert has_blot(panel.plot)

    def test_the_row_decides_what_lies_over_what(self, qtbot) -> None:
        class Cover(BlotLayer):
            name = "cover"

            def paint(self, painter: QPainter, view: View) -> None:
                painter.fillRect(view.rect, QColor("black"))

        over = shown_panel(qtbot, (*STACK, BlotLayer, Cover))
        under = shown_panel(qtbot, (*STACK, Cover, BlotLayer))
        for panel in (over, under):
            panel.set_layers({"blot": True, "cover": True})
        assert not has_blot(over.plot)
        assert has_blot(under.plot)


def test_names_and_shortcuts_are_all_different() -> None:
    assert len(set(NAMES)) == len(NAMES)
    keys = [kind.shortcut for kind in STACK if kind.switchable]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert all(kind.title for kind in STACK)


def test_the_keys_of_the_layers_disturb_no_typing(qtbot) -> None:
    panel = shown_panel(qtbot)
    window = QWidget()
    qtbot.addWidget(window)
    field, column = QLineEdit(), QVBoxLayout(window)
    column.addWidget(panel)
    column.addWidget(field)
    window.show()
    qtbot.waitActive(window)
    field.setFocus()
    before = panel.layers()
    key(field, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_C)
    assert field.text().lower() == "12c"
    assert panel.layers() == before


class TestFailure:
    """Painting can fail anywhere; the process goes on, and so do the other layers."""

    @pytest.fixture
    def broken(self, request, monkeypatch) -> type[Layer]:
        kind = next(kind for kind in STACK if kind.name == request.param)

        def fail(self, painter: QPainter, view: View) -> None:
            painter.fillRect(view.rect, BLOT)  # what it has begun is not to stay
            raise ValueError("no paint left")

        monkeypatch.setattr(kind, "paint", fail)
        return kind

    @pytest.fixture
    def panel(self, qtbot, broken) -> LatentPanel:
        panel = LatentPanel(LIGHT)
        panel.set_class_names(tuple("0123456789"))
        qtbot.addWidget(panel)
        panel.resize(640, 520)
        panel.plot.set_snapshot(snapshot(ring()))
        panel.set_layers(dict.fromkeys(NAMES, True))
        return panel

    @pytest.mark.parametrize("broken", NAMES, indirect=True)
    def test_the_layer_is_switched_off_and_named_once(self, qtbot, panel, broken) -> None:
        told = []
        panel.plot.layer_failed.connect(lambda *words: told.append(words))
        panel.show()
        qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
        panel.grab()
        panel.resize(500, 400)  # which ended the process where a painter was still active
        panel.grab()
        panel.plot.set_cursor(1.0, 0.0)
        panel.plot.repaint()
        [(title, text, details)] = told
        assert title == broken.title
        assert title in text
        assert text.count(".") == 1
        assert "no paint left" in details
        assert broken.name not in panel.plot.stack.shown
        assert set(NAMES) - {broken.name} == panel.plot.stack.shown

    @pytest.mark.parametrize("broken", NAMES, indirect=True)
    def test_the_others_are_painted_as_without_it(self, qtbot, panel, broken) -> None:
        panel.show()
        with qtbot.waitSignal(panel.plot.layer_failed):
            panel.grab()
        picture = panel.plot.grab().toImage()
        assert picture.pixelColor(picture.width() - 5, 5) == QColor(LIGHT.plot_background)
        colours = {
            picture.pixelColor(x, y).name()
            for x in range(50, picture.width(), 5)
            for y in range(0, picture.height(), 5)
        }
        assert BLOT.name() not in colours
        assert len(colours) > 3

    @pytest.mark.parametrize("broken", ["dots"], indirect=True)
    def test_the_switch_shows_it_and_tries_again(self, qtbot, panel, broken, monkeypatch) -> None:
        panel.show()
        with qtbot.waitSignal(panel.plot.layer_failed):
            panel.grab()
        action = next(a for a in panel.layer_actions() if a.data() == "dots")
        assert not action.isChecked()
        assert panel.layers()["dots"] is True  # what is remembered is what the user wants
        monkeypatch.undo()
        without = panel.plot.grab().toImage()
        action.trigger()
        assert panel.plot.grab().toImage() != without

    @pytest.mark.parametrize("broken", ["dots"], indirect=True)
    def test_its_switch_is_found_in_another_language(self, qtbot, broken, monkeypatch) -> None:
        monkeypatch.setattr(language, "_translate", lambda text, _: {"Dots": "点"}.get(text, ""))
        panel = LatentPanel(LIGHT)
        qtbot.addWidget(panel)
        panel.plot.set_snapshot(snapshot(ring()))
        panel.show()
        with qtbot.waitSignal(panel.plot.layer_failed) as caught:
            panel.grab()
        assert caught.args[1].startswith("“点”")
        (action,) = (a for a in panel.layer_actions() if a.text() == "点")
        assert not action.isChecked()

    def test_a_picture_that_is_begun_ends_nothing(self, qtbot, monkeypatch) -> None:
        # Layers that keep pictures have painters of their own.
        from vae_explorer.views.latent.layers import ground, rings

        def fail(*_) -> None:
            raise ValueError("no paint left")

        monkeypatch.setattr(rings, "_paint_rings", fail)
        monkeypatch.setattr(ground, "_paint_axes", fail)
        plot = LatentPlot(DARK)
        qtbot.addWidget(plot)
        told = []
        plot.layer_failed.connect(lambda title, *_: told.append(title))
        plot.show()
        qtbot.waitUntil(lambda: len(told) == 2, timeout=PATIENCE_MS)
        plot.resize(300, 300)
        plot.grab()
        assert told == ["Ground and axes", "Rings"]


class TestAge:
    def aged(self, age: np.ndarray, step: int):
        aged = snapshot(ring(), step=step)
        object.__setattr__(aged, "age", age.astype(np.int32))
        return aged

    def note(self, plot: LatentPlot) -> str:
        return plot.stack.layer(NoteLayer).text

    def test_dots_of_very_different_ages_are_told_of(self, plot) -> None:
        fresh = plot.grab().toImage()
        plot.set_snapshot(self.aged(np.where(np.arange(60) < 20, 240, 0), step=600))
        assert self.note(plot) == "some dots are from up to 240 steps ago"
        assert plot.grab().toImage() != fresh
        plot.set_snapshot(self.aged(np.zeros(60), step=700))
        assert self.note(plot) == ""

    def test_a_fast_network_has_no_such_dots(self, plot) -> None:
        plot.set_snapshot(self.aged(np.arange(60) % 30, step=100))
        assert self.note(plot) == ""

    def test_in_the_first_seconds_dots_that_lag_fade_without_a_word(self, plot) -> None:
        plot.set_snapshot(self.aged(np.where(np.arange(60) < 20, 30, 0), step=40))
        assert plot._codes is not None
        assert np.flatnonzero(plot._codes.stale).tolist() == list(range(20))
        assert self.note(plot) == ""

    def test_late_in_a_run_the_same_lag_is_nothing(self, plot) -> None:
        plot.set_snapshot(self.aged(np.where(np.arange(60) < 20, 240, 0), step=8000))
        assert self.note(plot) == ""

    def test_names_stand_where_fresh_codes_are(self, plot) -> None:
        from vae_explorer.views.latent.layers.names import NameLayer

        codes = ring()
        old = np.arange(60) >= 20
        codes[old] = 0  # not encoded since the network was untrained
        aged = snapshot(codes, step=400)
        object.__setattr__(aged, "age", np.where(old, 400, 0).astype(np.int32))
        plot.set_snapshot(aged)
        places = plot.stack.layer(NameLayer).places
        assert set(places) == set(range(10))
        for label, place in places.items():
            fresh = codes[(label == LABELS) & ~old]
            assert place == pytest.approx(tuple(np.median(fresh, axis=0)), abs=1e-5)

    def test_a_class_without_a_fresh_code_has_no_name(self, plot) -> None:
        from vae_explorer.views.latent.layers.names import NameLayer

        plot.set_snapshot(self.aged(np.where(LABELS == 4, 300, 0), step=400))
        assert set(plot.stack.layer(NameLayer).places) == set(range(10)) - {4}


@pytest.mark.parametrize("value", [3e38, -3e38, np.inf, np.nan])
@pytest.mark.parametrize("share", [1, 30, 60])
def test_codes_that_are_no_places_are_left_out(plot, value: float, share: int) -> None:
    codes = ring().astype(np.float32)
    codes[:share] = value
    told = []
    plot.layer_failed.connect(lambda *words: told.append(words))
    plot.set_snapshot(snapshot(codes, step=1))
    plot.show_all()
    plot.grab()
    move(plot, QPoint(200, 200))
    view = plot.plane.rect
    assert max(view.right, view.top) < 8
    while plot.dots.gliding:
        plot.dots.advance(0.1, plot.plane.scale)
        plot.grab()
    assert told == []
    assert "mosaic" not in plot.stack.shown


def dashes(panel: LatentPanel, centre: tuple[float, float], across: float, up: float) -> float:
    """Return which part of an ellipse is drawn in the colour of the rings."""
    plot, ink = panel.plot, QColor(LIGHT.accent_ink)
    picture = plot.grab().toImage()
    found = []
    for angle in np.linspace(0, 2 * np.pi, 200, endpoint=False):
        z1, z2 = centre[0] + across * np.cos(angle), centre[1] + up * np.sin(angle)
        x, y = plot.plane.to_pixels(float(z1), float(z2))
        near = [
            picture.pixelColor(round(x) + plot.left_margin + dx, round(y) + dy)
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
        ]
        found.append(
            any(max(abs(c.red() - ink.red()), abs(c.blue() - ink.blue())) < 60 for c in near)
        )
    return float(np.mean(found))


def test_a_learned_prior_is_drawn_as_its_gaussians_in_place_of_the_rings(qtbot) -> None:
    panel = shown_panel(qtbot)
    for kind in STACK:
        panel.plot.set_layer(kind.name, kind.name == "rings")
    assert dashes(panel, (0, 0), 2, 2) > 0.4
    covariances = np.array([np.diag([0.5**2, 0.25**2]), np.diag([0.4**2, 0.4**2])])
    means = np.array([[-1.0, 0.5], [1.2, -0.8]])
    panel.plot.set_learned_prior(GaussianMixture(np.array([0.5, 0.5]), means, covariances))
    for sigma in (1, 2):
        assert dashes(panel, (-1.0, 0.5), 0.5 * sigma, 0.25 * sigma) > 0.4
        assert dashes(panel, (1.2, -0.8), 0.4 * sigma, 0.4 * sigma) > 0.4
    assert dashes(panel, (0, 0), 2, 2) < 0.2
    panel.plot.set_learned_prior(None)
    assert dashes(panel, (0, 0), 2, 2) > 0.4
