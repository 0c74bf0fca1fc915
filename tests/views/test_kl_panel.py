"""KL divergences along the iterations, beside what fresh draws from the prior come to."""

from __future__ import annotations

import csv
from dataclasses import replace

import gui_kit
import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QToolButton

from vae_explorer.core.history import History, Losses
from vae_explorer.core.measures.randn_baseline import randn_baseline
from vae_explorer.views.curves.card import ValueCard
from vae_explorer.views.curves.kl_lines import COLUMNS, KINDS, KLRun, baseline, kl_lines, table
from vae_explorer.views.panels.kl_panel import EMPTY_TEXT, KLPanel
from vae_explorer.views.style.theme import DARK, LIGHT

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def rows(count: int, **more: float) -> History:
    whole = {"fit_kl": 0.03, "kl_1": 3.0, "kl_2": 4.0} | more
    return History.of(
        [Losses(10 * n, n / 10, 130.0, 7.0, **whole) for n in range(1, count + 1)], []
    )


SHOWN = KLRun(1, "Run 1", "#17744a", rows(30), True, batch_size=128)
PINNED = KLRun(2, "Run 2", "#8a5600", rows(50, kl_estimate=7.5), False, batch_size=64, seed=3)


@pytest.fixture
def panel(qtbot) -> KLPanel:
    panel = KLPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(800, 200)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.set_runs([SHOWN, PINNED])
    QApplication.processEvents()
    return panel


def button(panel: KLPanel, name: str) -> QToolButton:
    return next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == name)


def click_in_menu(qtbot, panel: KLPanel, opener: str, *entries: str) -> None:
    def act() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for entry in entries:
            action = next(a for a in menu.actions() if a.text() == entry)
            place = menu.actionGeometry(action).center()
            qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        if menu.isVisible():
            qtbot.keyClick(menu, Qt.Key.Key_Escape)

    QTimer.singleShot(50, act)  # the menu of a button keeps the events until it is closed
    qtbot.mouseClick(button(panel, opener), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def drawn(panel: KLPanel) -> list[tuple[np.ndarray, np.ndarray]]:
    found = [item.getOriginalDataset() for item in panel.plot.plot.getPlotItem().listDataItems()]
    return [(x, y) for x, y in found if x is not None]


# What is drawn


def test_the_lowest_is_the_baseline_and_the_highest_the_shown_run() -> None:
    lines = kl_lines([SHOWN, PINNED], KINDS)
    assert [(line.kind, line.name) for line in lines] == [
        ("randn", ""),
        ("fit", "Run 2"),
        ("closed", "Run 2"),
        ("monte-carlo", "Run 2"),
        ("fit", "Run 1"),
        ("closed", "Run 1"),
    ]


def test_the_baseline_has_as_many_draws_as_the_shown_runs_minibatch() -> None:
    line = kl_lines([SHOWN, PINNED], ["randn"])[0]
    np.testing.assert_array_equal(line.values, randn_baseline(128, 50, seed=0))
    assert line.steps[-1] == 500, "along the longest run"


def test_the_baseline_that_was_drawn_stays_while_the_run_goes_on() -> None:
    before = kl_lines([SHOWN], ["randn"])[0].values
    after = kl_lines([replace(SHOWN, history=rows(40))], ["randn"])[0].values
    np.testing.assert_array_equal(after[:30], before)


def test_a_minibatch_of_one_has_no_baseline() -> None:
    assert np.isnan(baseline(replace(SHOWN, batch_size=1), 5)).all()


def test_what_was_not_measured_leaves_no_gap() -> None:
    values = rows(30).train.copy()
    values[::3, Losses._fields.index("fit_kl")] = np.nan
    (line,) = kl_lines([replace(SHOWN, history=History(values))], ["fit"])
    assert len(line.steps) == 20
    assert np.isfinite(line.values).all()


def test_an_autoencoder_has_the_fit_of_its_codes_alone() -> None:
    lines = kl_lines([replace(SHOWN, has_bound=False)], KINDS)
    assert [line.kind for line in lines] == ["randn", "fit"]


def test_a_learned_prior_has_an_estimate_alone_and_says_whose_it_is() -> None:
    run = replace(SHOWN, own_prior=True)
    lines = kl_lines([run], KINDS)
    assert [line.kind for line in lines] == ["randn", "fit", "monte-carlo"]
    assert lines[-1].values[0] == 7
    assert lines[-1].name == "Run 1 (its own prior)"
    row = next(csv.DictReader(table([run]).decode().splitlines()))
    assert (row["kl"], row["kl_estimate"]) == ("", "7.0")


def test_rows_of_an_earlier_version_have_the_closed_form() -> None:
    old = replace(SHOWN, history=History(rows(5).train[:, :4]))
    assert [line.kind for line in kl_lines([old], KINDS)] == ["randn", "closed"]


# The panel


def test_before_a_run_it_says_what_will_be_here(qtbot) -> None:
    panel = KLPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    label = next(w for w in panel.findChildren(QLabel) if w.text() == EMPTY_TEXT)
    assert label.isVisible()
    panel.set_runs([SHOWN])
    assert not label.isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_baseline_has_the_colour_of_text_and_runs_their_own(panel: KLPanel, theme) -> None:
    panel.set_theme(theme)
    pens = [panel.plot.plot_pen(number) for number in range(6)]
    assert pens[0] == (theme.text, Qt.PenStyle.SolidLine)
    assert pens[3] == ("#8a5600", Qt.PenStyle.DotLine)
    assert pens[5] == ("#17744a", Qt.PenStyle.DashLine)


def test_the_axis_is_logarithmic_at_first_and_linear_on_wish(panel: KLPanel, qtbot) -> None:
    _, values = drawn(panel)[-1]
    assert values[0] == pytest.approx(np.log10(7))
    qtbot.mouseClick(button(panel, "Logarithmic axis"), Qt.MouseButton.LeftButton)
    _, values = drawn(panel)[-1]
    assert values[0] == 7
    assert panel.state()["log"] is False


def test_lines_are_chosen_and_remembered(panel: KLPanel, qtbot) -> None:
    click_in_menu(qtbot, panel, "Lines", "Posteriors, closed form", "Posteriors, Monte Carlo")
    assert len(drawn(panel)) == 3
    other = KLPanel(DARK)
    qtbot.addWidget(other)
    other.restore(panel.state())
    assert other.state() == {"lines": ["fit", "randn"], "log": True}
    for unknown in ({"lines": "fit"}, {"lines": ["of a later version"]}, {"log": 1}, {}):
        other.restore(unknown)
        assert other.state() == panel.state()


def test_the_last_line_cannot_be_taken_away(panel: KLPanel, qtbot) -> None:
    click_in_menu(qtbot, panel, "Lines", *(kind.title for kind in KINDS.values()))
    assert panel.state()["lines"] == ["randn"]


def test_all_of_a_growing_run_is_seen_until_a_person_zooms(panel: KLPanel) -> None:
    assert panel.plot.view_box.viewRange()[0][1] >= 500
    panel.set_runs([replace(SHOWN, history=rows(100))])
    assert panel.plot.view_box.viewRange()[0][1] >= 1000
    panel.plot.view_box.setXRange(100, 200, padding=0)
    panel.plot.view_box.sigRangeChangedManually.emit([True, True])
    panel.set_runs([replace(SHOWN, history=rows(150))])
    assert panel.plot.view_box.viewRange()[0] == [100, 200]
    button(panel, "Show all").click()
    assert panel.plot.view_box.viewRange()[0][1] >= 1500


def test_the_lines_leave_room_for_their_names(panel: KLPanel) -> None:
    low, high = panel.plot.view_box.viewRange()[0]
    right = (500 - low) / (high - low) * panel.plot.view_box.width()
    assert right + panel.plot.legend.wanted_width <= panel.plot.view_box.width() + 2
    assert [entry.name for entry in panel.plot.legend.entries] == [
        "Run 1",
        "Run 2",
        *(kind.title for kind in KINDS.values()),
    ]


def test_values_are_told_at_the_mouse(panel: KLPanel) -> None:
    box = panel.plot.view_box
    low, high = box.viewRange()[1]
    scene = box.mapViewToScene(QPointF(201, (low + high) / 2))
    gui_kit.move(panel.plot.plot.viewport(), panel.plot.plot.mapFromScene(scene))
    QApplication.processEvents()
    card = panel.plot.findChild(ValueCard) or panel.window().findChild(ValueCard)
    assert card.isVisible()
    for told in ("Iteration 200", "Run 2: posteriors, Monte Carlo", "7.5", "Fresh randn draws"):
        assert told in card.text()
    assert panel.plot.crosshair.epoch == 200


def test_the_newest_values_are_told_with_what_randn_comes_to(panel: KLPanel) -> None:
    said = [w.accessibleName() for w in panel.findChildren(QLabel)]
    expected = "draws fitted 0.03 · posteriors 7 · randn about 0.016 (n = 128)"
    assert f"KL, nats: {expected}" in said


def test_its_numbers_are_saved(panel: KLPanel, qtbot, monkeypatch, tmp_path) -> None:
    path = tmp_path / "kl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    click_in_menu(qtbot, panel, "Export", "Save as CSV…")
    text = path.with_suffix(".csv").read_text(encoding="utf-8")
    assert text == table([SHOWN, PINNED]).decode().replace("\r\n", "\n")
    found = list(csv.DictReader(text.splitlines()))
    assert tuple(found[0]) == COLUMNS
    assert len(found) == 80
    assert found[-1]["kl_estimate"] == "7.5"
    assert found[0]["kl_estimate"] == ""
    assert float(found[0]["randn"]) == pytest.approx(randn_baseline(128, 1)[0])
    assert float(found[-1]["randn"]) == pytest.approx(randn_baseline(64, 50, seed=3)[-1])


def test_every_control_has_a_name_and_a_tip(panel: KLPanel) -> None:
    for control in panel.findChildren(QToolButton):
        if control.parent() is panel._area:
            assert control.accessibleName()
            assert control.toolTip()
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
