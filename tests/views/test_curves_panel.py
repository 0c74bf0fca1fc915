"""The loss curves of one run: what is drawn, in which range, and what zooming does to it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from vae_explorer.core.history import Change, History, Losses
from vae_explorer.views.curves.loss_plot import LossPlot
from vae_explorer.views.curves.series import robust_range
from vae_explorer.views.panels.curves_panel import EMPTY_TEXT, CurvesPanel, RunCurves
from vae_explorer.views.style.theme import DARK, LIGHT

# Qt's "offscreen" platform says so of every window with a smallest size.


def history(epochs: int = 10) -> History:
    """A run of which the first steps are far off: 540 nats, falling to 130."""
    e = np.linspace(0.02, epochs, 50 * epochs)
    train = [Losses(int(100 * x), x, 124 + 420 * np.exp(-8 * x), 6.0) for x in e]
    test = [Losses(100 * n, n, 125 + 10 / n, 6.5) for n in range(1, epochs + 1)]
    return History.of(train, test)


def alone(of: History) -> tuple[RunCurves]:
    """Return the curves of one run without a name."""
    return (RunCurves(0, "", None, of, shown=True),)


@pytest.fixture
def panel(qtbot) -> CurvesPanel:
    panel = CurvesPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(500, 160)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def plots(panel: CurvesPanel) -> list[pg.PlotWidget]:
    return panel.findChildren(pg.PlotWidget)


def drawn(plot: pg.PlotWidget) -> list[tuple[np.ndarray, np.ndarray]]:
    curves = [item.getOriginalDataset() for item in plot.getPlotItem().listDataItems()]
    return [(x, y) for x, y in curves if x is not None and len(x)]


def loss_plots(panel: CurvesPanel) -> list[LossPlot]:
    return panel.findChildren(LossPlot)


def names(plot: LossPlot) -> list[str]:
    """What the legend says."""
    return [entry.name for entry in plot.legend.entries]


def titles(panel: CurvesPanel) -> list[str]:
    return [
        w.accessibleName() for w in panel.findChildren(QLabel) if " nats " in w.accessibleName()
    ]


def amount_of(panel: CurvesPanel, plot: pg.PlotWidget, colour: str) -> int:
    """How many pixels of the curves have this very colour."""
    image = panel.grab(QRect(plot.mapTo(panel, QPoint(60, 20)), QSize(110, 60))).toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y) == QColor(colour) for x, y in places)


def turn_wheel(plot: pg.PlotWidget, by: int = 240) -> None:
    QApplication.processEvents()  # the plots are laid out when they are first shown
    centre = QPointF(plot.viewport().rect().center())
    QApplication.sendEvent(
        plot.viewport(),
        QWheelEvent(
            centre,
            QPointF(plot.viewport().mapToGlobal(centre)),
            QPoint(),
            QPoint(0, by),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_before_a_run_it_says_what_will_be_here(panel: CurvesPanel) -> None:
    label = next(w for w in panel.findChildren(QLabel) if w.text() == EMPTY_TEXT)
    assert label.isVisible()
    panel.set_runs(alone(history()))
    assert not label.isVisible()
    panel.set_runs(alone(History()))
    assert label.isVisible()


def test_each_plot_shows_one_loss_for_train_and_test(panel: CurvesPanel) -> None:
    run = history()
    panel.set_runs(alone(run))
    expected = (
        lambda rows: rows[:, 2] + rows[:, 3],
        lambda rows: rows[:, 2],
        lambda rows: rows[:, 3],
    )
    for plot, loss in zip(plots(panel), expected, strict=True):
        (x_train, y_train), (x_test, y_test) = drawn(plot)
        np.testing.assert_allclose(x_train, run.train[:, 1])
        np.testing.assert_allclose(y_train, loss(run.train))
        np.testing.assert_allclose(x_test, run.test[:, 1])
        np.testing.assert_allclose(y_test, loss(run.test))


def test_titles_tell_the_newest_losses_with_their_unit(panel: CurvesPanel) -> None:
    test = Losses(10, 1.0, 128.25, 6.456)
    panel.set_runs(alone(History.of([Losses(9, 0.9, 130.0, 6.0)], [test])))
    assert titles(panel) == [
        "−ELBO, 134.7 nats test, 136.0 nats train",
        "Reconstruction, 128.2 nats test, 130.0 nats train",
        "KL, 6.46 nats test, 6.00 nats train",
    ]


@pytest.mark.parametrize("kept", ["train", "test"])
def test_a_history_of_one_split_is_shown(panel: CurvesPanel, kept) -> None:
    panel.set_runs(alone(History(**{kept: getattr(history(), kept)})))
    assert all(len(drawn(plot)) == 1 for plot in plots(panel))
    assert all(kept in title for title in titles(panel))


def test_a_single_measurement_is_shown(panel: CurvesPanel) -> None:
    panel.set_runs(alone(History.of([], [Losses(10, 1.0, 128.0, 6.0)])))
    low, high = plots(panel)[0].getViewBox().viewRange()[1]
    assert low < 134 < high


def test_the_huge_first_losses_do_not_flatten_the_rest(panel: CurvesPanel) -> None:
    panel.set_runs(alone(history()))
    low, high = plots(panel)[0].getViewBox().viewRange()[1]
    assert low < 130
    assert 141.5 < high < 200  # the first test point, but not the 480 nats of the first steps


def test_losses_that_are_not_finite_are_left_out_of_the_range() -> None:
    x = np.arange(5.0)
    limits = robust_range((x, np.array([np.nan, 3.0, 2.0, np.inf, 1.0])))
    assert limits == pytest.approx((0.88, 3.12), abs=0.2)
    assert robust_range((x, np.full(5, np.nan))) is None


@pytest.mark.parametrize("kl", [[0.0], [0.0024], [0.0024, 0.0025]])
def test_the_numbers_of_an_axis_leave_room_for_its_title(panel: CurvesPanel, qtbot, kl) -> None:
    rows = [Losses(i, 0.02 * i, 541.0, value) for i, value in enumerate(kl, start=1)]
    panel.resize(900, 240)
    panel.show()
    panel.set_runs(alone(History.of(rows, [])))
    qtbot.wait(50)
    for plot in plots(panel):
        axis = plot.getAxis("left")
        metrics = QFontMetrics(axis.style["tickFont"])
        low, high = axis.range
        ticks = axis.tickValues(low, high, axis.size().height())
        texts = [t for spacing, values in ticks[:1] for t in axis.tickStrings(values, 1, spacing)]
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        assert widest + 4 <= axis.width() - metrics.height()  # the title stands upright


def test_the_plots_share_their_epochs(panel: CurvesPanel, qtbot) -> None:
    panel.set_runs(alone(history()))
    turn_wheel(plots(panel)[1])
    ranges = [plot.getViewBox().viewRange()[0] for plot in plots(panel)]
    for other in ranges[1:]:
        assert other == pytest.approx(ranges[0], abs=0.5)
    assert ranges[0][1] < 10


def test_a_zoomed_view_stays_while_the_run_goes_on(panel: CurvesPanel) -> None:
    panel.set_runs(alone(history(10)))
    turn_wheel(plots(panel)[0])
    zoomed = plots(panel)[0].getViewBox().viewRange()
    panel.set_runs(alone(history(20)))
    assert plots(panel)[0].getViewBox().viewRange() == zoomed


@pytest.mark.parametrize("way", ["button", "double click"])
def test_there_are_two_ways_back_to_the_whole_run(panel: CurvesPanel, qtbot, way) -> None:
    panel.set_runs(alone(history()))
    before = plots(panel)[0].getViewBox().viewRange()
    show_all = next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == "Show all")
    assert not show_all.isVisible()
    turn_wheel(plots(panel)[0])
    assert plots(panel)[0].getViewBox().viewRange() != before
    assert show_all.isVisible()
    if way == "button":
        qtbot.mouseClick(show_all, Qt.MouseButton.LeftButton)
    else:
        qtbot.mouseDClick(plots(panel)[2].viewport(), Qt.MouseButton.LeftButton)
    assert plots(panel)[0].getViewBox().viewRange() == [pytest.approx(r) for r in before]
    assert not show_all.isVisible()


def test_there_is_no_menu_of_plotting_options(panel: CurvesPanel) -> None:
    assert not any(plot.getViewBox().menuEnabled() for plot in plots(panel))


def test_one_legend_names_the_lines_that_are_drawn(panel: CurvesPanel) -> None:
    panel.set_runs(alone(history()))
    assert [names(plot) for plot in loss_plots(panel)] == [["test", "train"], [], []]


def test_it_changes_theme_and_keeps_its_curves(panel: CurvesPanel) -> None:
    panel.set_runs(alone(history()))
    before = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != before
    assert all(len(drawn(plot)) == 2 for plot in plots(panel))


@pytest.mark.slow
def test_the_panels_come_without_torch() -> None:
    modules = ("training_panel", "decoded_panel", "curves_panel", "strip_panel")
    imports = ", ".join(f"vae_explorer.views.panels.{name}" for name in modules)
    code = f"import sys, {imports}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_one_minibatch_that_is_off_by_millions_does_not_flatten_the_rest() -> None:
    epochs = np.linspace(0, 20, 400)
    losses = 130 + 20 / (1 + epochs)
    losses[300] = 1e9
    low, high = robust_range((epochs, losses))
    assert 125 < low < 132
    assert 135 < high < 160


def test_a_spike_among_a_few_test_losses_does_not_flatten_them() -> None:
    epochs = np.arange(1.0, 11.0)
    losses = 130 + 5 / epochs
    losses[6] = 8e7
    low, high = robust_range((epochs, losses))
    assert 128 < low < 130.5
    assert 135 <= high < 140


def test_one_logged_loss_is_a_dot_that_can_be_seen(panel: CurvesPanel) -> None:
    panel.set_runs(alone(History.of([], [])))
    panel.set_runs(alone(History.of([Losses(1, 0.02, 541.0, 0.1)], [])))
    QApplication.processEvents()
    assert amount_of(panel, plots(panel)[0], LIGHT.warning) >= 9  # pixels
    panel.set_runs(alone(history()))
    train = plots(panel)[0].getPlotItem().listDataItems()[0]
    assert train.opts["symbol"] is None


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30, -1e30, 1e300])
@pytest.mark.parametrize("column", [1, 2, 3])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.slow
def test_numbers_of_a_damaged_history_break_nothing(panel: CurvesPanel, bad, column, log) -> None:
    run = history()
    train, test = run.train.copy(), run.test.copy()
    train[100, column] = test[-1, column] = bad
    panel.restore({"log": log})
    panel.set_runs(alone(History(train, test, (Change(1, bad, "beta", bad, 2.0),))))
    panel.grab()
    for plot in plots(panel):
        (start, end), (low, high) = plot.getViewBox().viewRange()
        assert -1 < start < 1 < end < 11
        assert np.isfinite([low, high]).all()
        assert high - low < 1e3
    turn_wheel(plots(panel)[0])
    panel.grab()


def test_a_history_of_nothing_but_numbers_that_are_none_breaks_nothing(panel: CurvesPanel) -> None:
    panel.set_runs(alone(History(np.full((5, 4), np.nan), np.full((3, 4), np.inf))))
    panel.grab()
    rows = history().train.copy()
    rows[:, 2] = np.nan
    panel.set_runs(alone(History(rows)))
    panel.grab()


@pytest.mark.slow
def test_zooming_out_for_ever_breaks_nothing(panel: CurvesPanel) -> None:
    panel.set_runs(alone(history()))
    for way in (-1, 1):
        for _ in range(400):
            turn_wheel(plots(panel)[0], 240 * way)
        panel.grab()
        assert np.isfinite(plots(panel)[0].getViewBox().viewRange()).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK, LIGHT.enlarged(2.5)], ids=["light", "dark", "talk"])
@pytest.mark.parametrize("size", [(300, 120), (640, 180), (1400, 400)])
def test_no_number_of_an_axis_is_cut_off(panel: CurvesPanel, qtbot, theme, size) -> None:
    panel.set_theme(theme)
    panel.resize(*size)
    panel.set_runs(alone(history()))
    qtbot.wait(20)
    for plot in plots(panel):
        left, bottom = (plot.getAxis(side) for side in ("left", "bottom"))
        metrics = QFontMetrics(left.style["tickFont"])
        assert left.widest() + 4 <= left.width()
        assert metrics.height() <= bottom.height()
        places = [
            left.size().height() * (v - left.range[0]) / np.ptp(left.range)
            for v, _ in left.numbers()
        ]
        assert (np.diff(places) >= metrics.height()).all()
        assert left.numbers()
        assert bottom.numbers()


def test_what_has_no_logarithm_stays_linear_and_says_so(panel) -> None:
    test = [Losses(n, n, 40.0 - 20 * n, 5.0) for n in range(1, 6)]
    panel.set_runs(alone(History.of([], test)))
    said = []
    panel.message.connect(lambda message: said.append(message.text))
    button = next(b for b in panel.findChildren(QToolButton) if "Log" in b.accessibleName())
    button.click()
    elbo, reconstruction, kl = loss_plots(panel)
    assert min(elbo.strokes()[-1].values) == pytest.approx(-55)
    assert min(reconstruction.strokes()[-1].values) == pytest.approx(-60)
    np.testing.assert_allclose(kl.strokes()[-1].values, np.log10(5))
    sentence = (
        "−ELBO and Reconstruction have negative values, which have no logarithm: "
        "their axes stay linear."
    )
    assert said == [sentence]
    assert sentence in button.toolTip()
    panel.set_runs(alone(history()))
    assert loss_plots(panel)[0].strokes()[-1].values.max() < 3
    assert "linear" not in button.toolTip()
