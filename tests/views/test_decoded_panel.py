"""The decoded image: how it is shown, taken elsewhere, and where it is from."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QDoubleSpinBox, QFileDialog, QLabel, QWidget

from vae_explorer.views.panels.decoded_panel import EXPORT_SIDE, DecodedPanel
from vae_explorer.views.style.theme import DARK, LIGHT
from vae_explorer.views.widgets.image_view import COLOUR_MAPS, ImageView, Look, to_qimage

# Qt's "offscreen" platform says so of every window with a smallest size.

IMAGE = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)


@pytest.fixture
def panel(qtbot) -> DecodedPanel:
    panel = DecodedPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def named(panel: DecodedPanel, name: str) -> QWidget:
    return next(
        w
        for w in panel.findChildren(QWidget)
        if w.accessibleName() == name and not isinstance(w, QLabel)
    )


def view(panel: DecodedPanel) -> ImageView:
    return panel.findChild(ImageView)


def grey(image: QImage, x: int, y: int) -> int:
    return QColor(image.pixel(x, y)).red()


def type_coordinate(qtbot, spin: QDoubleSpinBox, text: str) -> None:
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, text)
    qtbot.keyClick(spin, Qt.Key.Key_Return)


def test_a_crisp_image_shows_each_pixel_as_a_square_of_its_grey(panel: DecodedPanel) -> None:
    panel.view.set_image(IMAGE)
    target = view(panel).image_rect()
    pixel = target.width() / 28
    assert pixel == int(pixel) > 1
    shown = view(panel).grab().toImage()
    ratio = shown.devicePixelRatio()
    for row, column in ((0, 0), (0, 27), (13, 4), (27, 27)):
        x = round((target.left() + (column + 0.5) * pixel) * ratio)
        y = round((target.top() + (row + 0.5) * pixel) * ratio)
        assert grey(shown, x, y) == round(float(IMAGE[row, column]) * 255)


def test_a_smooth_image_fills_the_room_and_has_no_steps(panel: DecodedPanel, qtbot) -> None:
    panel.view.set_image(np.repeat(np.eye(1, 28, 14, dtype=np.float32), 28, axis=0))
    crisp = view(panel).render_at(280)
    qtbot.mouseClick(named(panel, "Smooth"), Qt.MouseButton.LeftButton)
    smooth = view(panel).render_at(280)
    row = [grey(smooth, x, 140) for x in range(280)]
    assert {grey(crisp, x, 140) for x in range(280)} == {0, 255}
    assert max(abs(a - b) for a, b in itertools.pairwise(row)) < 60
    assert np.argmax(row) == pytest.approx(145, abs=3)


def test_smoothing_leaves_an_even_image_even() -> None:
    picture = to_qimage(np.full((28, 28), 0.6, np.float32), Look(smooth=True))
    assert {picture.pixel(x, 0) for x in range(picture.width())} == {picture.pixel(50, 50)}


def test_bytes_and_fractions_look_the_same() -> None:
    whole = (IMAGE * 255).astype(np.uint8)
    assert to_qimage(whole, Look()) == to_qimage(whole / 255, Look())


def test_values_beside_the_range_are_clipped_not_wrapped() -> None:
    picture = to_qimage(np.array([[-0.2, 1.7], [np.nan, 1.0]]), Look())
    assert [grey(picture, x, y) for y in (0, 1) for x in (0, 1)] == [0, 255, 0, 255]


@pytest.mark.parametrize("key", COLOUR_MAPS)
def test_every_colour_map_separates_ink_from_paper(key) -> None:
    picture = to_qimage(np.array([[0.0, 1.0], [0.0, 1.0]]), Look(key))
    paper, ink = (QColor(picture.pixel(x, 0)) for x in (0, 1))
    assert abs(paper.lightness() - ink.lightness()) > 60


def test_the_colour_map_is_chosen_with_the_keyboard(panel: DecodedPanel, qtbot) -> None:
    panel.view.set_image(np.zeros((28, 28), np.float32))
    colours = named(panel, "Colours")
    colours.setFocus()
    qtbot.keyClick(colours, Qt.Key.Key_Down)
    assert panel.state()["colour_map"] == "black-on-white"
    assert grey(view(panel).render_at(28), 5, 5) == 255


def test_options_come_back(panel: DecodedPanel) -> None:
    panel.restore({"smooth": True, "colour_map": "magma"})
    assert panel.state() == {"smooth": True, "colour_map": "magma", "trust": False}


@pytest.mark.parametrize("options", [{}, {"smooth": "yes", "colour_map": "jet"}, {"other": 1}])
def test_options_of_another_version_change_nothing(panel: DecodedPanel, options) -> None:
    before = panel.state()
    panel.restore(options)
    assert panel.state() == before


def test_without_an_image_it_says_why_and_nothing_can_be_taken(panel: DecodedPanel) -> None:
    empty = view(panel).grab().toImage()
    panel.set_waiting("Loading the decoder …")
    assert view(panel).grab().toImage() != empty
    assert not named(panel, "Copy image").isEnabled()
    assert not named(panel, "Save image").isEnabled()
    panel.view.set_image(IMAGE)
    assert named(panel, "Copy image").isEnabled()
    assert named(panel, "Save image").isEnabled()


def test_a_typed_coordinate_is_reported_when_it_is_complete(panel: DecodedPanel, qtbot) -> None:
    points: list[tuple[int, float]] = []
    panel.coordinate_edited.connect(lambda *point: points.append(point))
    panel.set_point(0.123456, -2.0)
    type_coordinate(qtbot, named(panel, "z₂"), "1.25")
    assert points == [(1, 1.25)]


def test_arrow_keys_step_a_coordinate(panel: DecodedPanel, qtbot) -> None:
    panel.set_point(0.5, 0.0)
    with qtbot.waitSignal(panel.coordinate_edited) as signal:
        qtbot.keyClick(named(panel, "z₁"), Qt.Key.Key_Up)
    assert signal.args == [0, pytest.approx(0.6)]


def test_showing_a_point_does_not_report_it(panel: DecodedPanel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.coordinate_edited):
        panel.set_point(0.5, -1.2)
    assert named(panel, "z₁").text() == "0.50"
    assert named(panel, "z₂").text() == "−1.20"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.125, "0.125"), (1 / 3, "0.3333"), (-2, "−2.00"), (100, "100.00"), (1.2, "1.20")],
)
def test_a_coordinate_has_the_decimals_that_it_needs(panel: DecodedPanel, value, text) -> None:
    panel.set_point(value, 0.0, decimals=4)
    assert named(panel, "z₁").text() == text


def test_what_was_typed_keeps_its_digits(panel: DecodedPanel, qtbot) -> None:
    panel.coordinate_edited.connect(lambda _axis, value: panel.set_point(value, 0.0, decimals=2))
    type_coordinate(qtbot, named(panel, "z₁"), "0.12345")
    assert named(panel, "z₁").text() == "0.12345"
    panel.set_point(0.6789, 0.0, decimals=2)
    assert named(panel, "z₁").text() == "0.68"


def test_a_hair_below_zero_is_zero(panel: DecodedPanel) -> None:
    panel.set_point(-0.001, 0.0, decimals=2)
    assert named(panel, "z₁").text() == "0.00"


def test_digits_that_are_not_shown_are_kept_by_a_step_and_given_up_by_typing(
    panel: DecodedPanel, qtbot
) -> None:
    panel.set_point(0.1234, 0.0, decimals=2)
    spin = named(panel, "z₁")
    assert spin.text() == "0.12"
    with qtbot.waitSignal(panel.coordinate_edited) as signal:
        qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert signal.args == [0, pytest.approx(0.2234)]
    assert spin.text() == "0.22"
    with qtbot.waitSignal(panel.coordinate_edited) as signal:
        type_coordinate(qtbot, spin, "0.22")
    assert signal.args == [0, 0.22]


@pytest.mark.parametrize("value", [0.1234, -0.004])
def test_what_was_not_typed_does_not_move_the_point(
    panel: DecodedPanel, qtbot, value: float
) -> None:
    panel.set_point(value, 0.5678, decimals=2)
    panel.activateWindow()
    spin = named(panel, "z₁")
    with qtbot.assertNotEmitted(panel.coordinate_edited):
        spin.setFocus()
        qtbot.keyClick(spin, Qt.Key.Key_Return)
        qtbot.keyClick(spin, Qt.Key.Key_7)
        qtbot.keyClick(spin, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        named(panel, "z₂").setFocus()
        qtbot.keyClick(named(panel, "z₂"), Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.coordinate_edited) as signal:
        qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert signal.args == [0, pytest.approx(value + 0.1)]


@pytest.mark.parametrize("button", ["Copy image", "Save image"])
def test_what_is_being_typed_counts_before_the_image_is_taken(
    panel: DecodedPanel, qtbot, monkeypatch, button: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    panel.view.set_image(IMAGE)
    panel.set_point(0.12, 0.0)
    panel.activateWindow()
    spin = named(panel, "z₁")
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, "1.5")
    with qtbot.waitSignal(panel.coordinate_edited) as signal:
        qtbot.mouseClick(named(panel, button), Qt.MouseButton.LeftButton)
    assert signal.args == [0, 1.5]


def test_the_image_is_copied_as_it_is_shown(panel: DecodedPanel, qtbot) -> None:
    panel.view.set_image(IMAGE)
    panel.restore({"colour_map": "viridis"})
    qtbot.mouseClick(named(panel, "Copy image"), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().image()
    assert copied.width() == copied.height() == EXPORT_SIDE
    assert copied.pixel(3, 3) == view(panel).render_at(EXPORT_SIDE).pixel(3, 3)


def test_the_image_is_saved_under_a_name_that_says_where_it_is_from(
    panel: DecodedPanel, qtbot, tmp_path, monkeypatch
) -> None:
    suggestions: list[str] = []

    def answer(parent, title, name, filters):
        suggestions.append(name)
        return str(tmp_path / name), filters

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    panel.view.set_image(IMAGE)
    panel.set_point(0.5, -1.2)
    with qtbot.assertNotEmitted(panel.message):
        qtbot.mouseClick(named(panel, "Save image"), Qt.MouseButton.LeftButton)
    assert suggestions == ["digit_0.50_-1.20.png"]
    saved = QImage(str(tmp_path / "digit_0.50_-1.20.png"))
    assert saved.width() == saved.height() == EXPORT_SIDE
    assert grey(saved, EXPORT_SIDE - 1, EXPORT_SIDE - 1) == 255


def test_a_picture_that_cannot_be_saved_is_a_message(
    panel: DecodedPanel, qtbot, tmp_path, monkeypatch
) -> None:
    path = str(tmp_path / "no such folder" / "digit.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    panel.view.set_image(IMAGE)
    with qtbot.waitSignal(panel.message) as signal:
        qtbot.mouseClick(named(panel, "Save image"), Qt.MouseButton.LeftButton)
    assert signal.args[0].severity == "error"
    assert path in signal.args[0].text


def test_giving_up_saving_says_nothing(panel: DecodedPanel, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    panel.view.set_image(IMAGE)
    with qtbot.assertNotEmitted(panel.message):
        qtbot.mouseClick(named(panel, "Save image"), Qt.MouseButton.LeftButton)


def test_it_changes_theme(panel: DecodedPanel) -> None:
    panel.set_waiting("Loading …")
    before = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != before


def test_coordinates_have_the_minus_of_the_axes_and_take_a_hyphen(panel, qtbot) -> None:
    panel.set_point(-2.875, 0.5, 3)
    first = panel._coordinates[0]
    assert first.text() == "−2.875"
    for text in ("-1.25", "−1.25"):
        panel.set_point(0.0, 0.0)
        line = first.lineEdit()
        line.setFocus()
        line.selectAll()
        QGuiApplication.clipboard().setText(text)
        qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        with qtbot.waitSignal(panel.coordinate_edited) as told:
            qtbot.keyClick(line, Qt.Key.Key_Return)
        assert told.args == [0, -1.25]
        assert first.text() == "−1.25"


# Mean or sample


def test_one_switch_chooses_between_the_mean_and_a_draw(panel: DecodedPanel, qtbot) -> None:
    chosen: list[bool] = []
    panel.draws.chosen.connect(chosen.append)
    anew = named(panel, "Draw again")
    assert not anew.isEnabled()
    qtbot.mouseClick(named(panel, "Sample"), Qt.MouseButton.LeftButton)
    assert chosen == [True]
    with qtbot.waitSignal(panel.draws.anew):
        qtbot.mouseClick(anew, Qt.MouseButton.LeftButton)
    qtbot.keyClick(named(panel, "Mean"), Qt.Key.Key_Space)
    assert chosen == [True, False]
    assert not anew.isEnabled()
    for name in ("Mean", "Sample"):
        assert "Blur is a mean" in named(panel, name).toolTip()


def test_it_says_what_a_draw_looks_like_while_one_is_seen(panel: DecodedPanel) -> None:
    panel.draws.set_words("each pixel is a coin.")
    told = next(label for label in panel.findChildren(QLabel) if "coin" in label.text())
    assert not told.isVisible()
    panel.draws.set_drawn(True)
    assert told.isVisible()
    panel.draws.set_drawn(False)
    assert not told.isVisible()
