"""How far to trust the decoded image, as it is told in its panel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from vae_explorer.core.measures.trust import Near, Trust
from vae_explorer.views.panels.decoded_panel import DecodedPanel
from vae_explorer.views.panels.trust_part import TrustPart
from vae_explorer.views.style.theme import DARK, LIGHT

IMAGES = np.random.default_rng(0).integers(0, 256, (30, 1, 28, 28)).astype(np.uint8)
NEAR = tuple(Near(row, row % 10, row / 4) for row in (21, 22, 23))
NAMES = tuple("0123456789")


def found(**changes: object) -> Trust:
    facts = {"density": 0.02, "purity": 0.9, "far": False, "mixed": False} | changes
    return Trust(
        (0.5, 0.5), NEAR, NEAR[::-1], median=0.1, common=4, around=30, round_trip=0.125,
        unlike=False, astray=False, **facts,
    )  # fmt: skip


@pytest.fixture
def part(qtbot) -> TrustPart:
    part = TrustPart(LIGHT)
    qtbot.addWidget(part)
    part.resize(360, 220)
    part.show()
    return part


def texts(part: TrustPart) -> list[str]:
    return [label.text() for label in part.findChildren(QLabel)]


def test_sentence_figures_and_images_are_told(part: TrustPart) -> None:
    part.show_trust(found(), IMAGES, NAMES)
    assert "Among data: 90% of the 30 nearest codes are of the class 4." in texts(part)
    assert {"0.2 × median", "90% of 30", "0.12", "5.2 pixels"} <= set(texts(part))
    names = [button.accessibleName() for button in part.findChildren(QToolButton)]
    assert names[0] == "Nearest in pixels, 1: 1 · #21, 5.2 away"
    assert names[3] == "Nearest in the plane, 1: 3 · #23, 5.75 away"
    part.show_trust(found(far=True, density=0.1 / 397, mixed=True), IMAGES, NAMES)
    assert (
        "Far from all data: the density here is 1/400 of the median, and the nearest code is "
        "5.75 away." in texts(part)
    )
    part.set_theme(DARK)
    assert not part.grab().isNull()
    part.show_trust(None)
    assert "Among data" not in " ".join(texts(part))


def test_a_click_on_an_image_chooses_it(part: TrustPart, qtbot) -> None:
    rows: list[int] = []
    part.row_chosen.connect(rows.append)
    part.show_trust(found(), IMAGES, NAMES)
    buttons = part.findChildren(QToolButton)
    for button in (buttons[1], buttons[5]):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert rows == [22, 21]
    part.show_trust(None)
    assert not any(button.isEnabled() for button in buttons)


def test_without_images_there_are_places_and_no_pictures(part: TrustPart) -> None:
    part.show_trust(found(), None, NAMES)
    assert part.findChildren(QToolButton)[0].text() == "1"


def test_it_is_folded_at_first_unfolded_by_a_button_and_remembered(qtbot) -> None:
    panel = DecodedPanel(LIGHT)
    qtbot.addWidget(panel)
    seen: list[bool] = []
    panel.trust_seen.connect(seen.append)
    panel.resize(320, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    assert not panel.trust.isVisible()
    button = next(
        b
        for b in panel.findChildren(QToolButton)
        if b.accessibleName() == "How far to trust it" and b.isCheckable()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.trust.isVisible()
    assert seen[-1]
    assert panel.state()["trust"] is True
    panel.restore({"trust": "perhaps"})
    assert panel.trust.isVisible()
    panel.restore({"trust": False})
    assert not panel.trust.isVisible()
    panel.hide()
    assert not seen[-1]
