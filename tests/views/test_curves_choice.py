"""Which losses are drawn, and the levels that they are compared with."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from vae_explorer.core.history import History, Losses
from vae_explorer.core.measures.result import Reference
from vae_explorer.views.curves import drawing
from vae_explorer.views.curves.card import card_text
from vae_explorer.views.curves.loss_plot import LossPlot
from vae_explorer.views.curves.quantities import QUANTITIES, quantities
from vae_explorer.views.curves.series import RunSeries, Splits
from vae_explorer.views.panels.curves_panel import CurvesPanel, RunCurves
from vae_explorer.views.style.theme import DARK, LIGHT

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

GREY = (Reference("mean image", 205.7), Reference("perfect", 45.5))
PCA = Reference("PCA, 2 components", 150.0, bounds_elbo=False)


def losses(step: int, **more: float) -> Losses:
    whole = {"trained": 143.0, "kl_1": 4.5, "kl_2": 2.0, "sigma": 0.2125}
    return Losses(step, step / 10, 130.0 + 10 / step, 6.5, **(whole | more))


RUN = RunCurves(
    1,
    "Run 1",
    "#17744a",
    History.of(
        [losses(step) for step in range(1, 41)],
        [losses(step, trained=np.nan) for step in (10, 20, 30, 40)],
    ),
    shown=True,
)


@pytest.fixture
def panel(qtbot) -> CurvesPanel:
    panel = CurvesPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 180)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.set_runs([RUN])
    QApplication.processEvents()
    return panel


def titles(panel: CurvesPanel) -> list[str]:
    found = [plot for plot in panel.findChildren(LossPlot) if plot.isVisible()]
    found.sort(key=lambda plot: (plot.y(), plot.x()))
    return [plot.quantity.title for plot in found]


def plot_of(panel: CurvesPanel, title: str) -> LossPlot:
    return next(p for p in panel.findChildren(LossPlot) if p.quantity.title == title)


def tick(qtbot, panel: CurvesPanel, *entries: str) -> list[bool]:
    """Open the menu of plots with the mouse, click its entries in turn, and say if it stayed."""
    button = next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == "Plots")
    stayed = list[bool]()

    def act() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        try:
            for entry in entries:
                action = next(a for a in menu.actions() if a.text() == entry)
                place = menu.actionGeometry(action).center()
                qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
                stayed.append(menu.isVisible())
        finally:
            qtbot.keyClick(menu, Qt.Key.Key_Escape)

    QTimer.singleShot(50, act)  # the menu of a button keeps the events until it is closed
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    return stayed


def test_at_first_it_is_the_elbo_and_its_two_parts(panel: CurvesPanel) -> None:
    assert titles(panel) == ["−ELBO", "Reconstruction", "KL"]


def test_several_are_chosen_before_the_menu_closes(panel: CurvesPanel, qtbot) -> None:
    assert tick(qtbot, panel, "Trained loss", "KL of z₁", "KL") == [True, True, True]
    assert titles(panel) == ["−ELBO", "Reconstruction", "KL of z₁", "Trained loss"]


def test_the_last_one_cannot_be_taken_away(panel: CurvesPanel, qtbot) -> None:
    tick(qtbot, panel, "−ELBO", "Reconstruction", "KL")
    assert titles(panel) == ["KL"]
    tick(qtbot, panel, "Learned σ", "KL")
    assert titles(panel) == ["Learned σ"]


def test_the_choice_is_remembered(panel: CurvesPanel, qtbot) -> None:
    tick(qtbot, panel, "KL", "Learned σ", "Reference lines")
    other = CurvesPanel(DARK)
    qtbot.addWidget(other)
    other.restore(panel.state())
    assert other.state() == panel.state()
    assert other.state()["plots"] == ["negative_elbo", "reconstruction", "sigma"]
    assert other.state()["references"] is False
    for unknown in ({"plots": "kl"}, {"references": 3}, {}):
        other.restore(unknown)
        assert other.state() == panel.state()
    other.restore({"plots": ["one of a later version"]})
    assert other.state()["plots"] == ["negative_elbo", "reconstruction", "kl"]


def test_each_has_the_unit_that_it_is_in(panel: CurvesPanel) -> None:
    panel.restore({"plots": [quantity.attribute for quantity in QUANTITIES]})
    panel.resize(1800, 200)
    QApplication.processEvents()
    said = [plot_of(panel, q.title).title.accessibleName() for q in QUANTITIES]
    assert said[3] == "KL of z₁, 4.50 nats test, 4.50 nats train"
    assert said[5] == "Trained loss, 143.0 nats train"
    assert said[6] == "Learned σ, 0.212 test, 0.212 train"
    units = {q.title: plot_of(panel, q.title).plot.getAxis("left").labelText for q in QUANTITIES}
    assert units.pop("Learned σ") == "pixel value"
    assert set(units.values()) == {"nats per image"}


def test_what_a_run_has_not_is_said(panel: CurvesPanel) -> None:
    bare = History(RUN.history.train[:, :4], RUN.history.test[:, :4])
    panel.set_runs([replace(RUN, history=bare)])
    panel.restore({"plots": ["kl_1", "sigma", "kl"]})
    said = [plot_of(panel, t).title.accessibleName() for t in ("KL of z₁", "Learned σ", "KL")]
    assert said[:2] == ["KL of z₁, not measured", "Learned σ, not learned here"]
    assert said[2] == "KL, 6.50 nats test, 6.50 nats train"


def test_columns_that_are_absent_leave_no_gap_and_no_number(panel: CurvesPanel) -> None:
    rows = RUN.history.train.copy()
    rows[-5:, Losses._fields.index("kl_1")] = np.nan
    series = RunSeries(replace(RUN, history=History(rows)))
    (quantity,) = quantities(["kl_1"])
    assert series.curve(quantity, "train").latest == 4.5
    assert len(series.curve(quantity, "train").epochs) == len(rows) - 5


def test_sums_and_means_over_pixels_share_no_axis(panel: CurvesPanel) -> None:
    mean = RunCurves(2, "Mean", "#8a5600", RUN.history, shown=False, reduction="mean")
    panel.set_runs([RUN, mean])
    panel.restore({"plots": ["trained", "kl"]})
    assert len(plot_of(panel, "KL").strokes()) == 4
    assert len(plot_of(panel, "Trained loss").strokes()) == 2


def test_in_little_width_and_much_height_there_are_two_rows(panel: CurvesPanel) -> None:
    panel.restore({"plots": [quantity.attribute for quantity in QUANTITIES]})
    panel.resize(800, 400)
    QApplication.processEvents()
    shown = [plot_of(panel, q.title) for q in QUANTITIES]
    assert len({plot.y() for plot in shown}) == 2
    assert titles(panel) == [q.title for q in QUANTITIES]
    assert max(p.width() for p in shown) - min(p.width() for p in shown) <= 2
    panel.resize(1900, 400)
    QApplication.processEvents()
    assert len({plot.y() for plot in shown}) == 1


@pytest.mark.parametrize("count", [1, 4, 7])
@pytest.mark.parametrize(("width", "height"), [(900, 180), (600, 400), (1600, 300)])
def test_the_buttons_hide_no_title(panel: CurvesPanel, count: int, width: int, height: int) -> None:
    panel.restore({"plots": [quantity.attribute for quantity in QUANTITIES[-count:]]})
    panel.resize(width, height)
    QApplication.processEvents()
    left = min(
        b.mapTo(panel, QPoint(0, 0)).x() for b in panel.findChildren(QToolButton) if b.isVisible()
    )
    for plot in panel.findChildren(LossPlot):
        title = plot.title
        corner = title.mapTo(panel, QPoint(0, 0))
        if plot.isVisible() and corner.y() < 30:
            assert corner.x() + min(title.width(), title.sizeHint().width()) <= left + 2


def test_the_card_has_the_unit(panel: CurvesPanel) -> None:
    (sigma,) = quantities(["sigma"])
    text = card_text(sigma, 2.0, [RunSeries(RUN)], Splits.BOTH, (), LIGHT)
    assert "pixel value" in text
    assert "0.212" in text
    assert "nats" not in text


# Levels


def test_levels_are_drawn_where_they_can_be_compared(panel: CurvesPanel) -> None:
    panel.set_references((GREY[0], PCA, GREY[1]))
    told = {plot.quantity.title: _names(plot) for plot in panel.findChildren(LossPlot)}
    assert told == {
        "−ELBO": ["mean image 205.7", "perfect 45.5"],
        "Reconstruction": ["mean image 205.7", "PCA, 2 components 150.0", "perfect 45.5"],
        "KL": [],
    }


def test_a_level_that_is_outside_is_named_at_the_edge_and_flattens_nothing(
    panel: CurvesPanel,
) -> None:
    plot = plot_of(panel, "−ELBO")
    before = plot.view_box.viewRange()
    panel.set_references(GREY)
    assert plot.view_box.viewRange() == before
    texts = [text for _, text in plot.levels.labels()]
    assert texts == ["↑ mean image 205.7", "↓ perfect 45.5"]


def test_a_level_that_is_inside_is_a_line_with_its_name(panel: CurvesPanel) -> None:
    plot = plot_of(panel, "Reconstruction")
    plot.view_box.setYRange(40, 210, padding=0)
    before = panel.grab().toImage()
    panel.set_references(GREY)
    QApplication.processEvents()
    assert [text for _, text in plot.levels.labels()] == ["mean image 205.7", "perfect 45.5"]
    changed = panel.grab().toImage()
    corner = plot.plot.mapTo(panel, QPoint(0, 0))
    y = corner.y() + plot.view_box.mapViewToScene(QPoint(1, 45.5)).y()  # type: ignore[call-overload]
    xs = range(corner.x() + 80, corner.x() + plot.plot.width() - 20)
    near = range(int(y) - 1, int(y) + 3)
    differ = sum(any(before.pixel(x, v) != changed.pixel(x, v) for v in near) for x in xs)
    assert differ > 0.3 * len(xs), "dashes all the way"


def test_names_keep_clear_of_each_other(panel: CurvesPanel) -> None:
    plot = plot_of(panel, "Reconstruction")
    plot.view_box.setYRange(100, 160, padding=0)
    panel.set_references([Reference(str(v), float(v)) for v in (300, 140, 136, 103, 0)])
    middles = sorted(middle for middle, _ in plot.levels.labels())
    told = " ".join(text for _, text in plot.levels.labels())
    assert [v for v in ("300", "140", "136", "103", "0") if v not in told] == []
    line = QFontMetricsF(plot.levels.font).height()
    assert np.diff(middles).min() > 0.9 * line


def test_names_that_would_lie_over_each_other_share_a_line(panel: CurvesPanel) -> None:
    plot = plot_of(panel, "Reconstruction")
    panel.set_references((Reference("one", 130.9), Reference("other", 130.8)))
    plot.view_box.setYRange(100, 160, padding=0)
    assert [text for _, text in plot.levels.labels()] == ["one 130.9 · other 130.8"]


def test_levels_can_be_switched_off(panel: CurvesPanel, qtbot) -> None:
    panel.set_references(GREY)
    tick(qtbot, panel, "Reference lines")
    assert not any(plot.levels.levels for plot in panel.findChildren(LossPlot))
    tick(qtbot, panel, "Reference lines")
    assert plot_of(panel, "−ELBO").levels.levels


def test_on_a_logarithmic_axis_they_are_logarithms_and_those_below_0_are_gone(
    panel: CurvesPanel,
) -> None:
    panel.restore({"log": True})
    panel.set_references((Reference("hundred", 100.0), Reference("none", -3.0)))
    (level,) = plot_of(panel, "−ELBO").levels.levels
    assert level.height == pytest.approx(2)


def test_a_drawing_has_them(panel: CurvesPanel) -> None:
    panel.set_references(GREY)
    plot_of(panel, "−ELBO").view_box.setYRange(40, 210, padding=0)
    shown = [plot for plot in panel.findChildren(LossPlot) if plot.isVisible()]
    root = ElementTree.fromstring(drawing.svg(panel, shown, LIGHT))
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "mean image 205.7" in texts


def test_where_a_name_does_not_fit_its_number_stays(panel: CurvesPanel) -> None:
    panel.set_references(GREY)
    panel.resize(400, 180)
    QApplication.processEvents()
    assert [text for _, text in plot_of(panel, "−ELBO").levels.labels()] == ["↑ 205.7", "↓ 45.5"]


def test_no_name_of_a_level_is_under_the_legend(panel: CurvesPanel) -> None:
    panel.set_references(GREY)
    seen = set()
    for width in (360, 400, 480, 640, 1000):
        panel.resize(width, 180)
        QApplication.processEvents()
        plot = plot_of(panel, "−ELBO")
        legend, written = plot.legend.box(), plot.levels.written()
        assert not any(box.intersects(legend) for box, _ in written)
        seen |= {text for _, text in written}
    assert "↑ mean image 205.7" in seen  # where there is room for it


def _names(plot: LossPlot) -> list[str]:
    return [level.text for level in plot.levels.levels]
