"""The Selection panel where there is little room: nothing is cut, and its height stays."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from desk_kit import TestDesk, settings_in, wait_until
from file_kit import make_snapshot
from gui_kit import click, write
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from vae_explorer.core.measures.neighbours import NEAREST, Neighbours
from vae_explorer.views.panels.selection_panel import SelectionPanel, bind
from vae_explorer.views.selection.counts import ClassCounts
from vae_explorer.views.selection.neighbours import NeighbourRows
from vae_explorer.views.style.theme import LIGHT

DIGITS = tuple("0123456789")


@pytest.fixture
def written(monkeypatch) -> list[tuple[str, QRectF]]:
    """Gather texts that are painted, and where."""
    kept: list[tuple[str, QRectF]] = []
    draw = QPainter.drawText

    def note(painter: QPainter, place: object, *rest: object) -> object:
        text = next(each for each in rest if isinstance(each, str))
        if isinstance(place, QRectF):
            kept.append((text, QRectF(place)))
        elif isinstance(place, QPointF):
            metrics = painter.fontMetrics()
            width = metrics.horizontalAdvance(text)
            kept.append((text, QRectF(place.x(), place.y() - metrics.ascent(), width, 1)))
        return draw(painter, place, *rest)

    monkeypatch.setattr(QPainter, "drawText", note)
    return kept


@pytest.mark.parametrize("width", [118, 130, 230])
def test_counts_of_thousands_are_whole(qtbot, written, width: int) -> None:
    counts = ClassCounts(LIGHT)
    qtbot.addWidget(counts)
    counts.resize(width, 60)
    labels = np.repeat(np.arange(10), 1135).astype(np.uint8)
    counts.set_labels(labels, DIGITS)
    counts.grab()
    numbers = [place for text, place in written if text == "1,135"]
    assert len(numbers) == 10
    assert max(place.right() for place in numbers) <= width


class _Near:
    """Ten digits in both rows, as `Near` has them."""

    class_names = DIGITS
    labels = np.zeros(40, np.uint8)
    in_both = frozenset(range(8))
    plane = pixels = Neighbours(np.arange(NEAREST), np.full(NEAREST, 0.0612))
    subject = SimpleNamespace(name="0")

    def agreement(self, _neighbours: Neighbours) -> str:
        return "10 of 10 are 6"


@pytest.mark.parametrize("height", [60, 84, 104, 130, 200])
def test_distances_of_neighbours_are_apart_and_no_words_are_cut(
    qtbot, written, height: int
) -> None:
    rows = NeighbourRows(LIGHT)
    qtbot.addWidget(rows)
    rows.resize(430, height)
    rows.set_near(_Near())  # type: ignore[arg-type]
    rows.grab()
    metrics = rows.fontMetrics()
    told = [(text, place) for text, place in written if text.startswith("0.")]
    assert len(told) == 2 * NEAREST
    for (text, here), (_, there) in itertools.pairwise(told[:NEAREST]):
        assert there.center().x() - here.center().x() >= metrics.horizontalAdvance(text) + 2
    words = [place for text, place in written if any(map(str.isalpha, text))]
    assert len(words) == 5 or height < 100
    assert max(place.top() for place in words) + 0.9 * metrics.height() <= height


@pytest.fixture
def panel(qtbot, tmp_path):
    desk = TestDesk(tmp_path, settings_in(tmp_path))
    desk.show(make_snapshot())
    panel = SelectionPanel(LIGHT)
    qtbot.addWidget(panel)
    bind(panel, desk)
    panel.resize(452, 140)
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    yield panel
    desk.shutdown()


@pytest.mark.parametrize("neighbours", [False, True])
def test_what_is_not_found_takes_no_room_from_the_rest(panel, qtbot, neighbours: bool) -> None:
    if neighbours:
        click(panel._buttons["neighbours"])
    qtbot.wait(20)
    shown = panel.neighbours if neighbours else panel.grid
    before = panel.minimumSizeHint(), shown.geometry()
    panel.search.setFocus()
    write(panel.search, "seventy-seven thousand and something that goes on for long")
    qtbot.keyClick(panel.search, "\r")
    wait_until(qtbot, panel.missing.isVisible)
    qtbot.wait(20)
    assert (panel.minimumSizeHint(), shown.geometry()) == before
    assert panel.missing.height() >= panel.missing.heightForWidth(panel.missing.width())
    assert panel.rect().contains(panel.missing.geometry())
    click(panel.missing)
    assert not panel.missing.isVisible(), "a click takes it away"
