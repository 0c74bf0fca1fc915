"""The Digit panel: what it says of an image, and how its ellipse is taken in hand."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from gui_kit import click, drag, key, wheel
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.measures.digit_truth import DigitTruth, Peak
from vae_explorer.core.measures.lens import Lens
from vae_explorer.session.own_encoder import Attempt
from vae_explorer.session.truth_requests import Target, Told
from vae_explorer.views.digit.bound_bar import AMORTISATION, APPROXIMATION, ELBO
from vae_explorer.views.digit.lens import RING
from vae_explorer.views.panels.digit_panel import EMPTY_TEXT, DigitPanel, Shown
from vae_explorer.views.style.theme import DARK, LIGHT

IMAGE = np.zeros((1, 28, 28), np.uint8)
AXIS = np.linspace(-3, 3, 25)
Q = Diagonal(np.array([0.55, -0.25]), np.array([0.02, 0.03]))
TRUTH = DigitTruth(
    log_px=-100.0,
    elbo=-103.0,
    kl=3.0,
    best_elbo=-100.5,
    q=Q,
    best=replace(Q, mean=np.array([0.5, -0.3])),
    mode=np.array([0.5, -0.3]),
    mean=np.array([0.5, -0.3]),
    peaks=(Peak(np.array([0.5, -0.3]), 0.7, 1.0), Peak(np.array([-1.0, 1.0]), 0.3, 0.0)),
    lens=Lens(
        Rect(0.4, -0.4, 0.6, -0.2),
        (-0.5 * (AXIS[:, None] ** 2 + AXIS**2)).astype(np.float32),
    ),
    height=5.0,
)


@pytest.fixture
def panel(qtbot) -> DigitPanel:
    panel = DigitPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(340, 520)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def tell(panel: DigitPanel, truth: DigitTruth = TRUTH) -> None:
    panel.set_digit(Shown("4 · #115", 115, IMAGE, IMAGE / np.float32(255)), 200)
    panel.set_told(Told(None, Target(115, IMAGE), truth))  # type: ignore[arg-type]
    QTest.qWait(40)


def test_without_a_digit_it_says_how_to_select_one(panel: DigitPanel, qtbot) -> None:
    panel.set_digit(None, 200)
    assert panel._empty.text() == EMPTY_TEXT
    assert panel._empty.isVisible()
    assert not panel.figures.isVisible()
    panel.head.number.setFocus()
    wanted = []
    panel.row_wanted.connect(wanted.append)
    panel.head.number.selectAll()
    for character in "42":
        QTest.keyClick(panel.head.number, character)
    QTest.keyClick(panel.head.number, Qt.Key.Key_Return)
    assert wanted[-1] == 42


def type_number(panel: DigitPanel, text: str) -> list[int]:
    """Type where the focus is, and return what was wanted."""
    wanted: list[int] = []
    panel.row_wanted.connect(wanted.append)
    for character in text:
        QTest.keyClick(panel.windowHandle(), character)
    key(panel, Qt.Key.Key_Return)
    return wanted


@pytest.mark.parametrize("shown", [False, True])
def test_a_number_is_typed_after_a_click_into_its_field(panel: DigitPanel, shown: bool) -> None:
    if shown:
        tell(panel)
    else:
        panel.set_digit(None, 200)
    click(panel.head.number, QPoint(30, 10))
    QTest.qWait(20)
    assert type_number(panel, "42")[-1] == 42


def test_a_number_may_be_typed_beside_its_mark(panel: DigitPanel) -> None:
    panel.set_digit(None, 200)
    click(panel.head.number)
    QTest.qWait(20)
    key(panel, Qt.Key.Key_End)
    assert type_number(panel, "42")[-1] == 42


def test_the_wheel_over_the_number_leaves_the_digit(panel: DigitPanel) -> None:
    tell(panel)
    wanted: list[int] = []
    panel.row_wanted.connect(wanted.append)
    panel.head.number.setFocus()
    wheel(panel.head.number, panel.head.number.rect().center(), -1)
    assert wanted == []
    assert panel.head.number.value() == 115


def test_the_figures_stand_there_as_a_sum(panel: DigitPanel) -> None:
    tell(panel)
    assert panel.head.name.text() == "4 · #115"
    assert panel.figures.sum.text() == "ELBO −103.00 + KL 3.00 = log p(x) −100.00 nats"
    assert "amortisation 2.50" in panel.figures.parts.text()
    assert "approximation 0.50" in panel.figures.parts.text()
    assert panel.figures.peaks.text() == "Two peaks: q covers one."
    assert panel.figures.places.text() == "mode 0.50, −0.30 · encoder’s mean 0.55, −0.25"
    parts = panel.figures.bar.parts()
    assert parts[AMORTISATION].width() == pytest.approx(5 * parts[APPROXIMATION].width(), rel=0.01)
    assert parts[ELBO].right() == pytest.approx(parts[AMORTISATION].left())


def test_where_there_is_none_it_says_why(panel: DigitPanel) -> None:
    panel.set_digit(Shown("4 · #115", 115, IMAGE, None), 200)
    panel.set_told(None, "There is no p(x) and no posterior: it is an autoencoder.")
    assert not panel.figures.isVisible()
    assert not panel.be.isVisible()
    assert "autoencoder" in panel.lens._waiting


def test_the_map_has_a_visible_switch(panel: DigitPanel) -> None:
    tell(panel)
    wanted = []
    panel.map_wanted.connect(wanted.append)
    click(panel.head.map)
    assert wanted == [True]


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_number_and_switch_are_whole_at_every_width(panel: DigitPanel, scale: float) -> None:
    panel.set_theme(LIGHT.enlarged(scale))
    panel.set_digit(Shown("9 · #5001", 5001, IMAGE, IMAGE / np.float32(255)), 10_000)
    head = panel.head
    for width in range(round(220 * scale), round(480 * scale), 20):
        panel.resize(width, 300)
        QTest.qWait(5)
        line = head.number.findChild(QLineEdit)
        needed = head.number.fontMetrics().horizontalAdvance("# 5001")
        assert line.contentsRect().width() >= needed, width
        for part in (head.map, head.number, head.reconstruction):
            right = part.mapTo(panel, part.rect().topRight()).x()
            assert right < panel.width(), (width, part)
        assert head.map.width() >= head.map.minimumSizeHint().width(), width
        pictures, typed = head.reconstruction.geometry(), head.number.geometry()
        assert not pictures.intersects(typed), width


def be_the_encoder(panel: DigitPanel) -> list[Diagonal]:
    """Begin, and follow what the hand makes, as the session does."""
    tell(panel)
    seen: list[Diagonal] = []

    def follow(q: Diagonal) -> None:
        seen.append(q)
        panel.set_attempt(Attempt(q, -101.0, TRUTH), refining=False)

    panel.q_moved.connect(follow)
    panel.set_attempt(Attempt(Q, -103.0, TRUTH), refining=False)
    QTest.qWait(40)
    return seen


def test_the_ellipse_is_dragged_by_its_middle(panel: DigitPanel) -> None:
    seen = be_the_encoder(panel)
    start = panel.lens.handle("middle").toPoint()
    scale = panel.lens.plane().scale
    drag(panel.lens, start, start + QPoint(-20, 12))
    assert seen[-1].mean == pytest.approx(Q.mean + np.array([-20, -12]) / scale, abs=2 / scale)
    np.testing.assert_array_equal(seen[-1].sigma, Q.sigma)
    assert "your ELBO −101.00 + KL 1.00 = log p(x) −100.00" in panel.figures.sum.text()


def test_its_axes_are_stretched_by_handles(panel: DigitPanel) -> None:
    seen = be_the_encoder(panel)
    start = panel.lens.handle("right").toPoint()
    scale = panel.lens.plane().scale
    drag(panel.lens, start, start + QPoint(14, 0))
    assert seen[-1].sigma[0] == pytest.approx(Q.sigma[0] + 7 / scale, abs=1 / scale)
    assert seen[-1].sigma[1] == Q.sigma[1]
    np.testing.assert_array_equal(seen[-1].mean, Q.mean)


def test_keys_move_and_stretch_it_and_escape_ends_it(panel: DigitPanel) -> None:
    seen = be_the_encoder(panel)
    panel.lens.setFocus()
    key(panel, Qt.Key.Key_Right)
    assert seen[-1].mean[0] == pytest.approx(Q.mean[0] + 0.1 * Q.sigma[0])
    key(panel, Qt.Key.Key_Up, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert seen[-1].sigma[1] == pytest.approx(1.05 * Q.sigma[1])
    ended = []
    panel.encoder_wanted.connect(ended.append)
    key(panel, Qt.Key.Key_Escape)
    assert ended == [False]


def test_a_bound_is_never_drawn_beyond_the_evidence(panel: DigitPanel) -> None:
    tell(panel)
    panel.set_attempt(Attempt(Q, -99.9, TRUTH), refining=True)
    assert "your ELBO −100.00 + KL 0.00" in panel.figures.sum.text()
    assert panel.refine.isChecked()
    assert panel.figures.bar.parts()[ELBO].right() <= panel.figures.bar.width()


def test_it_is_painted_in_both_themes(panel: DigitPanel) -> None:
    tell(panel)
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


AWAY = replace(Q, mean=np.array([0.5, -6.0]))  # below the mode, by many times what the lens shows


def inked(panel: DigitPanel, at: QPointF, reach: int = 3) -> bool:
    """Whether something is written or drawn about a place of the lens."""
    ink, picture = QColor(LIGHT.text), panel.lens.grab().toImage()
    spots = itertools.product(range(-reach, reach + 1), repeat=2)
    colours = [picture.pixelColor(round(at.x()) + i, round(at.y()) + j) for i, j in spots]
    return any(abs(colour.lightness() - ink.lightness()) < 30 for colour in colours)


def test_a_mode_that_is_but_a_speck_is_ringed(panel: DigitPanel) -> None:
    tell(panel, replace(TRUTH, q=AWAY))
    panel.set_attempt(Attempt(AWAY, -150.0, TRUTH), refining=False)
    QTest.qWait(40)
    lens = panel.lens
    at = QPointF(*lens.plane().to_pixels(*TRUTH.mode.tolist())) + lens.room().topLeft()
    assert inked(panel, at + QPointF(-RING, 0))
    assert inked(panel, at + QPointF(0, RING))
    panel.set_attempt(Attempt(Q, -103.0, TRUTH), refining=False)
    at = QPointF(*lens.plane().to_pixels(*TRUTH.mode.tolist())) + lens.room().topLeft()
    assert not inked(panel, at + QPointF(-RING, 0))


def test_the_lens_points_to_an_ellipse_that_it_does_not_show(panel: DigitPanel) -> None:
    tell(panel, replace(TRUTH, q=AWAY))
    room = panel.lens.room()
    assert inked(panel, QPointF(room.center().x(), room.bottom() - 8), reach=5)
    tell(panel, replace(TRUTH, q=Q))
    assert not inked(panel, QPointF(room.center().x(), room.bottom() - 8), reach=5)
