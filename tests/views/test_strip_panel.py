"""The strip of digits above their reconstructions."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from vae_explorer.views.panels.strip_panel import StripPanel
from vae_explorer.views.style.theme import DARK, LIGHT

# Qt's "offscreen" platform says so of every window with a smallest size.

LABELS = [str(n) for n in range(10)]


@pytest.fixture
def panel(qtbot) -> StripPanel:
    panel = StripPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 200)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def flat(colours: list[float]) -> np.ndarray:
    """One evenly grey image for each value."""
    return np.repeat(np.array(colours, np.float32), 784).reshape(-1, 28, 28)


def area(image: QImage, grey: int) -> int:
    """How many pixels of `image` have exactly this grey."""
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return int(np.sum(pixels == QColor(grey, grey, grey).rgba()))


def shot(panel: StripPanel) -> QImage:
    return panel.grab().toImage().convertToFormat(QImage.Format.Format_ARGB32)


def test_every_input_and_reconstruction_is_shown_at_one_size(panel: StripPanel) -> None:
    panel.set_pairs(flat([50 / 255] * 10), flat([90 / 255] * 10), LABELS)
    image = shot(panel)
    side = (area(image, 50) / 10) ** 0.5
    assert side > 28
    assert side == int(side)
    assert area(image, 90) == area(image, 50)


def test_inputs_stand_above_their_reconstructions(panel: StripPanel) -> None:
    panel.set_pairs(flat([50 / 255]), flat([90 / 255]), ["7"])
    image = shot(panel)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    where = [np.argwhere(rows == QColor(g, g, g).rgba()) for g in (50, 90)]
    assert where[0][:, 0].max() < where[1][:, 0].min()
    assert where[0][:, 1].min() == where[1][:, 1].min()


def test_bytes_are_taken_as_they_come_from_a_data_set(panel: StripPanel) -> None:
    panel.set_pairs(np.full((3, 28, 28), 50, np.uint8), None, LABELS[:3])
    assert area(shot(panel), 50) > 0


def test_it_grows_with_its_room(panel: StripPanel) -> None:
    panel.set_pairs(flat([50 / 255] * 5), flat([90 / 255] * 5), LABELS[:5])
    small = area(shot(panel), 50)
    panel.resize(1200, 300)
    assert area(shot(panel), 50) > small


@pytest.mark.parametrize("size", [(220, 88), (300, 600), (2000, 100)])
def test_all_fits_at_any_size(panel: StripPanel, size) -> None:
    panel.resize(*size)
    panel.set_pairs(flat([50 / 255] * 10), flat([90 / 255] * 10), LABELS)
    image = shot(panel)
    assert area(image, 50) == area(image, 90) > 0


def test_missing_inputs_leave_the_reconstructions_in_place(panel: StripPanel) -> None:
    panel.set_pairs(flat([50 / 255] * 4), flat([90 / 255] * 4), LABELS[:4])
    both = area(shot(panel), 90)
    panel.set_pairs(None, flat([90 / 255] * 4), LABELS[:4])
    assert area(shot(panel), 90) == both
    assert area(shot(panel), 50) == 0


def test_without_digits_it_says_why(panel: StripPanel) -> None:
    before = shot(panel)
    panel.set_waiting("Download MNIST to see its digits here.")
    waiting = shot(panel)
    assert waiting != before
    panel.set_pairs(flat([0.2]), flat([0.4]), ["3"])
    assert shot(panel) != waiting
    panel.set_pairs(None, None, [])
    assert shot(panel) == waiting


def test_a_screen_reader_hears_the_classes(panel: StripPanel) -> None:
    panel.set_pairs(flat([0.2, 0.3]), None, ["T-shirt", "Ankle boot"])
    assert "T-shirt, Ankle boot" in panel.accessibleDescription()


def test_it_changes_theme(panel: StripPanel) -> None:
    panel.set_pairs(flat([0.2]), None, ["3"])
    before = shot(panel)
    panel.set_theme(DARK)
    assert shot(panel) != before
