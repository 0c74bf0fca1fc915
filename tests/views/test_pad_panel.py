"""The panel to draw in: one layout, whatever its size and whatever it has to say."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from vae_explorer.core.drawing.neighbours import told_briefly, told_of
from vae_explorer.views.panels.decoded_panel import DecodedPanel
from vae_explorer.views.panels.pad_panel import PadPanel
from vae_explorer.views.style.theme import LIGHT

NOTE = (
    "Turned to grey; inverted, because its ground was light; its contrast stretched; scaled from "
    "640 x 480 and centred as MNIST’s digits are."
)
DIGITS = tuple("0123456789")
SIZES = [(220, 232), (256, 232), (350, 232), (350, 330), (460, 250), (460, 700), (900, 300)]


@pytest.fixture(params=SIZES, ids=lambda size: "x".join(map(str, size)))
def panel(qtbot, request) -> PadPanel:
    widget = PadPanel(LIGHT)
    qtbot.addWidget(widget)
    widget.resize(*request.param)
    widget.show()
    return widget


def tell_all(panel: PadPanel) -> None:
    """Let the panel have something to say everywhere."""
    panel.images.set_images(np.zeros((1, 28, 28), np.uint8), np.zeros((1, 28, 28), np.float32))
    panel.images.code.set_code(np.array([-1.789, 1.3]), np.array([0.045, 0.033]))
    panel.say("Of the 10 nearest codes 10 are 4.", NOTE)


def places(panel: PadPanel) -> dict[QWidget, QRect]:
    """Return where each part is that has none within it."""
    parts = [w for w in panel.findChildren(QWidget) if w.isVisible() and not w.children()]
    parts += [*panel.findChildren(QLabel), *panel.images._views, panel.pad]
    return {w: QRect(w.mapTo(panel, w.rect().topLeft()), w.size()) for w in parts}


def test_nothing_lies_over_anything_else(panel) -> None:
    tell_all(panel)
    found = places(panel)
    for (one, here), (other, there) in combinations(found.items(), 2):
        assert not here.intersects(there), (one.accessibleName(), other.accessibleName())
    for part, place in found.items():
        assert panel.rect().contains(place), part.accessibleName()


def test_nothing_moves_when_a_picture_is_there_and_something_is_told_of_it(panel) -> None:
    before = places(panel)
    tell_all(panel)
    assert places(panel) == before


def test_the_two_images_are_alike_and_what_is_below_begins_where_they_do(panel) -> None:
    tell_all(panel)
    taken, given_back = panel.images._views
    assert taken.size() == given_back.size()
    assert taken.y() == given_back.y()
    assert taken.height() >= 58  # two pixels for each of 28
    assert panel.images.code.x() == taken.x()
    assert (
        taken.mapTo(panel, taken.rect().topLeft()).y()
        == panel.pad.mapTo(panel, panel.pad.rect().topLeft()).y()
    )


def test_the_pad_stays_large_enough_for_a_hand(panel) -> None:
    assert panel.pad.width() == panel.pad.height() >= (100 if panel.width() >= 256 else 64)


def test_the_code_is_whole_with_fewer_digits_where_there_is_little_room(panel) -> None:
    tell_all(panel)
    panel.images.code.set_code(np.array([-12.3456, -10.1234]), np.array([0.0451, 0.0332]))
    code = panel.images.code
    assert code.text().startswith("μ −12.3")
    assert max(map(code.fontMetrics().horizontalAdvance, code.text().split("\n"))) <= code.width()


def test_a_long_note_is_cut_at_its_last_line_and_whole_in_its_tooltip(panel) -> None:
    tell_all(panel)
    told = panel.note.told()
    assert panel.note.text() == panel.note.toolTip() == NOTE
    assert len(told) * panel.note.fontMetrics().lineSpacing() <= panel.note.height()
    shown = " ".join(told)
    assert shown == NOTE or (shown.endswith("…") and NOTE.startswith(shown[:-1]))


def test_it_is_no_wider_than_its_neighbours_have_to_be(qtbot) -> None:
    pad, decoded = PadPanel(LIGHT), DecodedPanel(LIGHT)
    for widget in (pad, decoded):
        qtbot.addWidget(widget)
    assert pad.minimumSizeHint().width() <= max(220, decoded.minimumSizeHint().width())


@pytest.mark.parametrize(
    ("typed", "width"), [("99", 8.0), ("0", 0.5), ("12.75", 8.0), ("3.4", 3.4)]
)
def test_a_width_beyond_the_widest_is_the_widest(qtbot, typed: str, width: float) -> None:
    panel = PadPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    field = next(w for w in panel.findChildren(QWidget) if w.accessibleName() == "Width")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.tools.width_of_pen == width
    assert field.text() == f"{width:.1f}"


def test_in_a_narrow_panel_all_classes_of_the_nearest_codes_are_told(qtbot) -> None:
    panel = PadPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    classes = [(8, 4), (3, 3), (5, 2), (2, 1)]
    panel.say(told_of(classes, DIGITS), "", told_briefly(classes, DIGITS))
    panel.resize(900, 300)
    assert panel.near.text().startswith("Of the 10 nearest codes 4 are 8")
    panel.resize(292, 300)
    assert panel.near.text() == "Nearest codes: 8 (4), 3 (3), 5 (2), 2 (1)"
