"""The loss curves of several runs: overlays, marks, axis, splits, values, copying and saving."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import gui_kit
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton, QWidget

from vae_explorer.core.history import Change, History, Losses
from vae_explorer.views.curves.card import ValueCard
from vae_explorer.views.curves.loss_plot import LossPlot
from vae_explorer.views.curves.series import common_range
from vae_explorer.views.panels.curves_panel import CurvesPanel, RunCurves
from vae_explorer.views.style.theme import DARK, LIGHT

# Of menus that are opened.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

BETA = Change(320, 3.2, "beta", 1.0, 4.0)
RATE = Change(600, 6.0, "learning_rate", 1e-3, 1e-4)


def history(level: float = 124, epochs: int = 10, *changes: Change) -> History:
    e = np.linspace(0.02, epochs, 50 * epochs)
    train = [Losses(int(100 * x), x, level + 420 * np.exp(-8 * x), 6.0) for x in e]
    test = [Losses(100 * n, n, level + 1 + 10 / n, 6.5) for n in range(1, epochs + 1)]
    of = History.of(train, test)
    return History(of.train, of.test, changes)


SHOWN = RunCurves(3, "Run 3", None, history(124, 10, BETA, RATE), shown=True)
PINNED = RunCurves(1, "<b>a & b</b>", "#c0267e", history(128, 12), shown=False)
OTHER = RunCurves(2, "conv", "#17744a", history(118, 8, Change(1, 5.0, "beta", 1, 2)), shown=False)


@pytest.fixture
def panel(qtbot) -> CurvesPanel:
    panel = CurvesPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 220)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.set_runs([PINNED, SHOWN, OTHER])
    QApplication.processEvents()
    return panel


def plots(panel: CurvesPanel) -> list[LossPlot]:
    return panel.findChildren(LossPlot)


def limits(plot: LossPlot) -> list[float]:
    return plot.view_box.viewRange()[1]


def strokes(plot: LossPlot) -> list[tuple[str, float]]:
    """Colour and last value of each curve on the plot, as Qt draws it."""
    items = [item for item in plot.plot.getPlotItem().listDataItems() if item.isVisible()]
    found = []
    for item in items:
        _, y = item.getOriginalDataset()
        if y is not None and len(y):
            found.append((item.opts["pen"].color().name(), round(float(y[-1]), 1)))
    return found


def button(panel: CurvesPanel, name: str) -> QToolButton:
    found = [b for b in panel.findChildren(QToolButton) if b.accessibleName() == name]
    return next(b for b in found if b.isVisible())


def choose(qtbot, panel: CurvesPanel, opener: str, entry: str) -> None:
    """Open a button's menu with the mouse, and walk to an entry with the keys."""
    menu = button(panel, opener).menu()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]

    def walk() -> None:
        for _ in range(texts.index(entry) + 1):
            qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(50, walk)  # the menu of a button keeps the events until it is closed
    qtbot.mouseClick(button(panel, opener), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


AT_FIRST = {"plots": ["negative_elbo", "reconstruction", "kl"], "references": True}


def point(panel: CurvesPanel, number: int, epoch: float) -> ValueCard:
    plot = plots(panel)[number]
    (_, (low, high)) = plot.view_box.viewRange()
    scene = plot.view_box.mapViewToScene(QPointF(epoch, (low + high) / 2))
    gui_kit.move(plot.plot.viewport(), plot.plot.mapFromScene(scene))
    QApplication.processEvents()
    return card(panel)


def card(panel: CurvesPanel) -> ValueCard:
    return panel.findChild(ValueCard)


def leave(panel: CurvesPanel) -> None:
    gui_kit.move(panel, QPoint(2, panel.height() - 2))
    QApplication.processEvents()


def test_the_shown_run_has_the_colours_of_train_and_test_and_the_others_their_own(panel) -> None:
    assert sorted(strokes(plots(panel)[0])) == sorted(
        [
            (LIGHT.warning, 130.0),
            (LIGHT.accent_ink, 132.5),
            ("#c0267e", 134.0),
            ("#c0267e", 136.3),
            ("#17744a", 124.0),
            ("#17744a", 126.8),
        ]
    )


def test_titles_tell_the_losses_of_the_shown_run(panel) -> None:
    assert plots(panel)[0].title.accessibleName() == "−ELBO, 132.5 nats test, 130.0 nats train"


def test_the_legends_name_train_and_test_and_the_other_runs(panel) -> None:
    named = [[entry.name for entry in plot.legend.entries] for plot in plots(panel)]
    assert named == [["test", "train"], ["<b>a & b</b>", "conv"], []]
    assert [entry.colour for entry in plots(panel)[1].legend.entries] == ["#c0267e", "#17744a"]


def test_all_runs_are_in_view(panel) -> None:
    assert plots(panel)[0].view_box.viewRange()[0][1] > 12
    low, high = limits(plots(panel)[0])
    assert low < 124
    assert high > 136


def test_a_run_that_leaves_takes_its_curves_along(panel) -> None:
    panel.set_runs([SHOWN])
    assert len(strokes(plots(panel)[0])) == 2
    assert plots(panel)[0].view_box.viewRange()[0][1] < 11
    panel.set_runs([])
    assert not plots(panel)[0].isVisible()


def test_another_run_can_be_the_shown_one(panel) -> None:
    panel.set_runs(
        [
            RunCurves(1, "a", "#c0267e", PINNED.history, shown=True),
            RunCurves(3, "Run 3", "#7e44d9", SHOWN.history, shown=False),
        ]
    )
    assert (LIGHT.accent_ink, 136.3) in strokes(plots(panel)[0])
    assert ("#7e44d9", 132.5) in strokes(plots(panel)[0])


def test_only_what_has_changed_is_drawn_again(panel, monkeypatch) -> None:
    import pyqtgraph as pg

    drawn = []
    set_data = pg.PlotDataItem.setData
    monkeypatch.setattr(
        pg.PlotDataItem, "setData", lambda self, *a, **k: (drawn.append(self), set_data(self, *a))
    )
    newer = RunCurves(3, "Run 3", None, history(124, 11), shown=True)
    panel.set_runs([PINNED, newer, OTHER])
    assert len(drawn) == 2 * len(list(panel.findChildren(LossPlot)))  # train and test of one run


def test_one_run_that_has_diverged_does_not_flatten_the_shown_one(panel) -> None:
    before = limits(plots(panel)[0])
    lost = RunCurves(9, "lost", "#7e44d9", history(8e7), shown=False)
    panel.set_runs([PINNED, SHOWN, OTHER, lost])
    assert limits(plots(panel)[0]) == before
    assert common_range((120.0, 140.0), [(100.0, 300.0)], log=False) == (100.0, 300.0)


def test_changes_are_marked_and_told(panel) -> None:
    marks = plots(panel)[0].marks.marks
    assert [(mark.epoch, mark.text, mark.colour) for mark in marks] == [
        (5.0, "conv: β 1 → 2 at epoch 5", "#17744a"),
        (3.2, "β 1 → 4 at epoch 3.2", None),
        (6.0, "Learning rate 0.001 → 0.0001 at epoch 6", None),
    ]
    assert "β 1 → 4" in plots(panel)[0].plot.accessibleDescription()


def test_a_mark_can_be_seen(panel) -> None:
    def heads() -> int:
        image = panel.grab().toImage()
        y = plots(panel)[2].plot.mapTo(panel, QPoint(0, 8)).y()
        colour = QColor(LIGHT.plot_axis)
        return sum(image.pixelColor(x, y) == colour for x in range(image.width()))

    marked = heads()
    panel.set_runs([RunCurves(3, "Run 3", None, history(), shown=True)])
    QApplication.processEvents()
    assert marked >= heads() + 3 * 2 * 3  # plots, marks, pixels


def test_over_a_mark_the_mouse_is_told_of_the_change(panel) -> None:
    assert "β 1 → 4 at epoch 3.2" in point(panel, 1, 3.22).text()
    assert "β 1 →" not in point(panel, 1, 4.5).text()
    leave(panel)


def test_values_of_all_curves_are_told_at_the_nearest_epoch(panel) -> None:
    told = point(panel, 0, 8.003)
    assert told.isVisible()
    text = told.text()
    found = plots(panel)[0].crosshair.epoch
    assert found == pytest.approx(8, abs=0.06)
    assert f"epoch {found:.4g}" in text
    for value in ("132.8", "130.0", "136.8", "134.0", "126.8", "124.0"):
        assert value in text  # test and train of the three
    assert "&lt;b&gt;a &amp; b&lt;/b&gt;" in text
    assert {plot.crosshair.epoch for plot in plots(panel)} == {found}
    leave(panel)
    assert not told.isVisible()
    assert {plot.crosshair.epoch for plot in plots(panel)} == {None}


def test_a_run_that_has_not_come_so_far_is_not_told_of(panel) -> None:
    assert "conv" not in point(panel, 0, 9.7).text()
    leave(panel)


def test_values_at_the_mouse_follow_the_training(panel) -> None:
    assert "132.8" in point(panel, 0, 8.0).text()
    panel.set_runs([RunCurves(3, "Run 3", None, history(200), shown=True)])
    assert "208.8" in card(panel).text()
    leave(panel)


def test_on_a_logarithmic_axis_the_numbers_are_those_of_the_losses(panel, qtbot) -> None:
    qtbot.mouseClick(button(panel, "Logarithmic axis"), Qt.MouseButton.LeftButton)
    plot = plots(panel)[0]
    low, high = limits(plot)
    assert 2.0 < low < np.log10(124)
    assert np.log10(136) < high < 2.3
    for place, text in plot.ticks("left"):
        assert float(text) == pytest.approx(10**place, rel=1e-3)
    assert len(plot.ticks("left")) >= 3
    assert (LIGHT.accent_ink, 2.1) in strokes(plot)
    qtbot.mouseClick(button(panel, "Logarithmic axis"), Qt.MouseButton.LeftButton)
    assert limits(plot)[0] > 100


def test_losses_of_zero_are_gaps_on_a_logarithmic_axis(panel) -> None:
    rows = history().train.copy()
    rows[:100, 3] = 0.0
    panel.restore({"log": True})
    panel.set_runs((RunCurves(0, "", None, History(rows), shown=True),))
    panel.grab()
    low, high = limits(plots(panel)[2])
    assert low < np.log10(6) < high


@pytest.mark.parametrize(("entry", "kept"), [("Train only", "train"), ("Test only", "test")])
def test_train_or_test_can_be_shown_alone(panel, qtbot, entry, kept) -> None:
    choose(qtbot, panel, "Train and test", entry)
    colour = {"train": LIGHT.warning, "test": LIGHT.accent_ink}[kept]
    shown = strokes(plots(panel)[0])
    assert len(shown) == 3
    assert colour in dict(shown)
    assert [e.name for e in plots(panel)[0].legend.entries] == [kept]
    assert plots(panel)[0].title.accessibleName().endswith(f" nats {kept}")
    choose(qtbot, panel, entry, "Train and test")
    assert len(strokes(plots(panel)[0])) == 6


def test_what_is_chosen_is_remembered(panel, qtbot) -> None:
    assert panel.state() == {**AT_FIRST, "log": False, "splits": "both"}
    panel.restore({"log": True, "splits": "test"})
    other = CurvesPanel(DARK)
    qtbot.addWidget(other)
    other.restore(panel.state())
    assert other.state() == {**AT_FIRST, "log": True, "splits": "test"}
    other.restore({"log": "yes", "splits": ["test"], "more": 3})
    assert other.state() == {**AT_FIRST, "log": True, "splits": "test"}
    other.restore({})
    assert other.state() == {**AT_FIRST, "log": True, "splits": "test"}


def test_in_a_narrow_panel_one_button_has_all_of_it(panel, qtbot) -> None:
    panel.resize(300, 120)
    QApplication.processEvents()
    visible = [b.accessibleName() for b in panel.findChildren(QToolButton) if b.isVisible()]
    assert visible == ["Curves"]
    choose(qtbot, panel, "Curves", "Logarithmic axis")
    choose(qtbot, panel, "Curves", "Test only")
    assert panel.state() == {**AT_FIRST, "log": True, "splits": "test"}


@pytest.mark.parametrize("width", [300, 500, 640, 900])
@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_buttons_neither_hide_a_title_nor_take_height(panel, width, scale) -> None:
    panel.set_theme(LIGHT.enlarged(scale))
    panel.resize(width, 180)
    QApplication.processEvents()
    buttons = [b for b in panel.findChildren(QToolButton) if b.isVisible()]
    plot = plots(panel)[-1]
    left = min(b.mapTo(panel, QPoint(0, 0)).x() for b in buttons)
    text = plot.title.mapTo(panel, QPoint(0, 0)).x() + plot.title.sizeHint().width()
    assert text <= left
    bottom = max(b.mapTo(panel, QPoint(0, b.height())).y() for b in buttons)
    frame = plot.view_box.sceneBoundingRect().top()
    assert bottom <= plot.plot.mapTo(panel, QPoint(0, 0)).y() + frame + 1


def test_every_control_has_a_name_and_a_tip(panel) -> None:
    for control in panel.findChildren(QToolButton):
        assert control.accessibleName()
        assert control.toolTip()


def test_the_picture_can_be_copied_at_twice_its_pixels(panel, qtbot) -> None:
    choose(qtbot, panel, "Export", "Copy image")
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * 900
    assert shows(image, LIGHT.accent_ink)
    assert shows(image, "#c0267e")


def shows(image: QImage, colour: str) -> bool:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.array(plain.constBits())
    rgb = np.array(QColor(colour).getRgb()[2::-1])
    return bool((pixels.reshape(-1, 4)[:, :3] == rgb).all(axis=1).any())


@pytest.fixture
def saved(panel, qtbot, monkeypatch, tmp_path):
    def save(kind: str, name: str | None = None) -> Path:
        path = tmp_path / (name or f"losses.{kind}")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        choose(qtbot, panel, "Export", f"Save as {kind.upper()}…")
        return path

    return save


def test_saved_as_png_it_is_that_picture(saved) -> None:
    image = QImage(str(saved("png")))
    assert image.width() == 2 * 900
    assert shows(image, "#17744a")


def test_saved_as_csv_it_is_all_that_was_measured(saved) -> None:
    with saved("csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "run", "split", "step", "epoch", "reconstruction", "kl", "negative_elbo",
        "trained", "kl_1", "kl_2", "kl_estimate", "discriminator", "sigma", "fit_kl",
    ]  # fmt: skip
    assert len(rows) == sum(
        len(r.history.train) + len(r.history.test) for r in (PINNED, SHOWN, OTHER)
    )
    last = [row for row in rows if row["run"] == "Run 3" and row["split"] == "test"][-1]
    expected = [1000, 10.0, 126.0, 6.5, 132.5]
    assert [float(value) for value in list(last.values())[2:7]] == expected
    assert set(list(last.values())[7:]) == {""}
    assert last["step"] == "1000"


def test_saved_as_svg_it_is_lines_inside_the_frames_and_text(saved, panel) -> None:
    rows = history().train.copy()
    rows[300, 2] = 8e7
    rows[310, 2] = np.nan
    panel.set_runs([PINNED, RunCurves(3, "Run 3", None, History(rows, changes=(BETA,)), True)])
    root = ElementTree.parse(saved("svg")).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("width") == "900"
    words = ["".join(text.itertext()) for text in root.iter(f"{space}text")]
    assert "<b>a & b</b>" in words
    assert "nats per image" in words
    assert any(word.startswith("−ELBO") for word in words)
    assert "β 1 → 4 at epoch 3.2" in [title.text for title in root.iter(f"{space}title")]
    assert not list(root.iter(f"{space}image"))
    height = float(root.get("height"))
    curves = [p for p in root.iter(f"{space}path") if p.get("stroke-linejoin")]
    assert {p.get("stroke") for p in curves} == {"#c0267e", LIGHT.warning}
    for path in curves:
        pairs = path.get("d").replace("M", " ").replace("L", " ").split()
        assert min(map(float, pairs)) >= 0
        assert max(map(float, pairs[1::2])) < height
    own = [p.get("d") for p in curves if p.get("stroke") == LIGHT.warning]
    assert [path.count("M") for path in own] == [3, 3, 1]  # the spike and the gap of two losses


def test_without_an_ending_the_file_gets_one(saved) -> None:
    assert saved("csv", "mine").with_suffix(".csv").is_file()


def test_what_cannot_be_saved_is_told_and_leaves_no_half(saved, panel, qtbot) -> None:
    with qtbot.waitSignal(panel.message) as told:
        path = saved("png", "missing/losses.png")
    assert told.args[0].severity == "error"
    assert "losses.png" in told.args[0].text
    assert not path.exists()


def test_it_can_be_used_with_the_keys(panel, qtbot) -> None:
    log = button(panel, "Logarithmic axis")
    log.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(log, Qt.Key.Key_Space)
    assert panel.state()["log"] is True


def test_dragging_pans_and_show_all_comes_back(panel, qtbot) -> None:
    plot = plots(panel)[0]
    before = plot.view_box.viewRange()
    view: QWidget = plot.plot.viewport()
    centre = view.rect().center()
    gui_kit.drag(view, centre, centre + QPoint(-40, 10))
    assert plot.view_box.viewRange() != before
    qtbot.mouseClick(button(panel, "Show all"), Qt.MouseButton.LeftButton)
    assert plot.view_box.viewRange() == [pytest.approx(r) for r in before]
