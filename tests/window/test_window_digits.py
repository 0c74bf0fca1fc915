"""Lists of digits that stand out, in the whole window: refined, listed, walked by keys."""

from __future__ import annotations

import time

import numpy as np
import pytest
from gui_kit import click, key
from PySide6.QtCore import Qt

from vae_explorer.core.measures.refined import RANKINGS
from vae_explorer.views.panels.digits_panel import FIRST


def open_panel(explorer):
    dock = explorer.window.layout_of_panels.docks["digits"]
    dock.show()
    dock.raise_()
    explorer.wait_until(lambda: dock.isVisible() and dock.widget() is not None)
    explorer.wait_until(lambda: explorer.button("Refine all digits").isEnabled())
    return explorer.panel("digits")


@pytest.fixture
def listed(explorer):
    """Return the window with the list of the worst gaps, by the panel's button."""
    panel = open_panel(explorer)
    explorer.press_button("Refine all digits")
    explorer.wait_until(lambda: explorer.desk.refined.now is not None)
    panel.choose("gap")
    return explorer


def test_starting_it_shows_progress_and_can_be_cancelled(explorer, monkeypatch) -> None:
    from vae_explorer.core.measures import refining

    def endless(*_arguments, cancelled, progress, **_options):
        while True:
            progress(0.25)
            refining.go_on_unless(cancelled)
            time.sleep(0.01)

    monkeypatch.setattr(refining, "refine", endless)
    panel = open_panel(explorer)
    assert "70 take about" in panel.text
    explorer.press_button("Refine all digits")
    explorer.wait_until(lambda: "25 %" in panel.progress.text)
    click(explorer.control("Cancel refining"))
    explorer.wait_until(lambda: not explorer.desk.refined.under_way)
    assert explorer.button("Refine all digits") is not None


def test_arrow_keys_walk_the_list(listed) -> None:
    panel, selected = listed.panel("digits"), listed.desk.workspace.selected
    found = listed.desk.refined.now
    rows = RANKINGS["gap"].first(found, FIRST)
    assert [digit.row for digit in panel.list.digits] == rows.tolist()
    click(panel.list.viewport(), panel.list.visualRect(panel.list.model().index(0, 0)).center())
    for place in range(3):
        assert selected.now.current == rows[place]
        code = listed.snapshot.embedding[rows[place]]
        np.testing.assert_allclose(listed.desk.workspace.probe, code)
        assert panel.list.hasFocus()
        key(panel.list, Qt.Key.Key_Right)
    key(panel.list, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert selected.now.current == rows[1]
    assert "nats" in panel.list.digits[1].text
    assert "−ELBO" in panel.text


def test_each_list_says_what_is_below_its_digits(listed) -> None:
    panel = listed.panel("digits")
    said = set()
    for ranking in RANKINGS.values():
        panel.choose(ranking.key)
        assert panel.measure.isVisible()
        assert panel.measure.words == f"Below each digit: {ranking.measure}"
        said.add(panel.measure.text())
    assert len(said) == len(RANKINGS)


def test_what_is_selected_elsewhere_is_marked_in_the_list(listed) -> None:
    panel, workspace = listed.panel("digits"), listed.desk.workspace
    digit = panel.list.digits[4]
    workspace.selected.look_at(digit.row, listed.snapshot.config.dataset)
    assert panel.list.currentIndex().row() == 4


def test_another_list_has_other_digits(listed) -> None:
    panel, found = listed.panel("digits"), listed.desk.refined.now
    for ranking in RANKINGS.values():
        panel.choose(ranking.key)
        rows = ranking.first(found, FIRST).tolist()
        assert [digit.row for digit in panel.list.digits] == rows
