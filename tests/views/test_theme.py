"""The theme: readable in both variants, complete, and applied without a complaint from Qt."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import vae_explorer.views
from vae_explorer.session.settings import Settings
from vae_explorer.views.style import icons
from vae_explorer.views.style.icons import app_icon, icon, icon_names
from vae_explorer.views.style.theme import (
    DARK,
    LIGHT,
    Theme,
    apply_theme,
    numeric_font,
    palette,
    set_style_property,
    stylesheet,
    system_theme,
    theme_for,
)
from vae_explorer.views.window.looks import Looks

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)

# (ink, ground): WCAG 2.2 asks 4.5:1 of text ...
TEXT = [
    *(
        (ink, ground)
        for ink in ("text", "muted")
        for ground in ("window", "panel", "raised", "field", "hover")
    ),
    ("text", "pressed"),
    *(
        (ink, ground)
        for ink in ("accent_ink", "danger", "warning", "success")
        for ground in ("panel", "raised")
    ),
    *(("accent_text", fill) for fill in ("accent", "accent_hover", "accent_pressed")),
    ("accent_ink", "accent_soft"),
    ("selection_text", "selection"),
    ("tooltip_text", "tooltip"),
    ("text", "accent_soft"),
    ("plot_axis", "plot_background"),
    ("text", "plot_background"),
    *(("text", f"{kind}_soft") for kind in ("info", "success", "warning", "danger")),
    *((kind, f"{kind}_soft") for kind in ("info", "success", "warning", "danger")),
    ("accent_ink", "warning_soft"),
    ("accent_ink", "danger_soft"),
]
# ... and 3:1 of what a control needs to be recognised by.
SHAPES = [
    *(("outline", ground) for ground in ("panel", "raised", "field")),
    *(("focus", ground) for ground in ("window", "panel", "raised", "field")),
    ("icon", "window"),
    ("accent", "panel"),
    ("danger", "field"),
    ("plot_handle", "plot_background"),
    ("plot_handle", "plot_handle_halo"),
]


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(theme: Theme, one: str, other: str) -> float:
    a, b = sorted(luminance(getattr(theme, name)) + 0.05 for name in (one, other))
    return b / a


def alike(one: QColor, other: QColor) -> bool:
    """Equal but for the rounding of premultiplied alpha."""
    return all(abs(a - b) <= 3 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


@pytest.fixture
def app(qapp: QApplication):
    """The application, given back as it was."""
    sheet, before, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(before)
    qapp.setFont(font)


@BOTH
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_has_the_contrast_of_wcag_aa(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(theme, ink, ground) >= 4.5


@BOTH
@pytest.mark.parametrize(("ink", "ground"), SHAPES)
def test_controls_and_focus_have_the_contrast_of_wcag_aa(
    theme: Theme, ink: str, ground: str
) -> None:
    assert contrast(theme, ink, ground) >= 3.0


@BOTH
def test_the_stylesheet_has_no_hole(theme: Theme) -> None:
    sheet = stylesheet(theme)
    assert "$" not in sheet
    assert theme.accent in sheet


@BOTH
def test_every_picture_of_the_stylesheet_is_there_and_in_the_themes_colours(theme: Theme) -> None:
    names = set(re.findall(r'url\("style:([^"]+)"\)', stylesheet(theme)))
    assert names
    own = {theme.icon, theme.disabled, theme.accent_text, theme.accent_ink, theme.muted, "none"}
    for name in names:
        source = (files("vae_explorer.resources") / "style" / name).read_text(encoding="utf-8")
        assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', source)) <= own, name


@BOTH
def test_the_palette_sets_every_role_of_every_group(theme: Theme) -> None:
    result = palette(theme)
    roles = [
        role
        for role in QPalette.ColorRole
        if role not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles)
    ]
    for group in (
        QPalette.ColorGroup.Active,
        QPalette.ColorGroup.Inactive,
        QPalette.ColorGroup.Disabled,
    ):
        unset = [role.name for role in roles if not result.isBrushSet(group, role)]
        assert unset == [], group


@BOTH
def test_applying_a_theme_dresses_the_application(app: QApplication, theme: Theme) -> None:
    apply_theme(app, theme)
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(theme.panel)
    assert app.font().pixelSize() == theme.type.body
    assert theme.panel in app.styleSheet()


def test_a_theme_for_a_talk_has_larger_text_and_the_same_colours() -> None:
    talk = DARK.enlarged(1.5)
    assert talk.type.body == round(DARK.type.body * 1.5)
    assert (talk.text, talk.space) == (DARK.text, DARK.space)


def test_a_chosen_theme_wins_over_the_desktops(qapp: QApplication) -> None:
    assert theme_for("dark") is DARK
    assert theme_for("light") is LIGHT
    assert theme_for("system") is system_theme()


@BOTH
def test_an_invalid_field_looks_different_and_recovers(
    app: QApplication, qtbot, theme: Theme
) -> None:
    apply_theme(app, theme)
    for field in (QLineEdit("1"), QDoubleSpinBox()):
        qtbot.addWidget(field)
        field.resize(160, 30)
        valid = field.grab().toImage()
        set_style_property(field, "invalid", True)
        assert field.grab().toImage() != valid
        set_style_property(field, "invalid", False)
        assert field.grab().toImage() == valid


def test_numbers_have_digits_of_one_width(qapp: QApplication) -> None:
    assert QFont.Tag("tnum") in numeric_font(QFont()).featureTags()


def test_every_icon_is_named_by_some_view() -> None:
    views = Path(vae_explorer.views.__file__).parent
    named = {
        node.value
        for path in views.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(icon_names()) <= named


@BOTH
def test_every_icon_draws_something_in_each_of_its_states(qapp: QApplication, theme: Theme) -> None:
    size = QSize(20, 20)
    for name in icon_names():
        plain = icon(name, theme).pixmap(size).toImage()
        checked = icon(name, theme).pixmap(size, QIcon.Mode.Normal, QIcon.State.On).toImage()
        disabled = icon(name, theme).pixmap(size, QIcon.Mode.Disabled).toImage()
        inked = [
            (x, y) for x in range(20) for y in range(20) if plain.pixelColor(x, y).alpha() > 200
        ]
        assert len(inked) > 8, name
        x, y = inked[0]
        for image, colour in (
            (plain, theme.icon),
            (checked, theme.accent_ink),
            (disabled, theme.disabled),
        ):
            assert alike(image.pixelColor(x, y), QColor(colour)), (name, colour)


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_icons_are_sharp_on_each_screen_that_there_is(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    icon("open", LIGHT)  # for the screens of before

    class Projector:
        def devicePixelRatio(self) -> float:
            return ratio

    screens = [*QApplication.screens(), Projector()]
    monkeypatch.setattr(icons.QGuiApplication, "screens", lambda: screens)
    sizes = {size.width() for size in icon("open", LIGHT).availableSizes()}
    assert {16, 20, 24, round(16 * ratio), round(20 * ratio), round(24 * ratio)} == sizes


def test_a_screen_that_is_plugged_in_has_icons_drawn_for_it(
    qapp: QApplication, qtbot: QtBot
) -> None:
    font, colours = qapp.font(), qapp.palette()
    host = QWidget()
    qtbot.addWidget(host)
    looks = Looks(Settings(read_only=True), "light", host)
    seen: list[Theme] = []
    looks.changed.connect(seen.append)
    qapp.screenAdded.emit(qapp.primaryScreen())
    qapp.setFont(font)
    qapp.setPalette(colours)
    assert seen == [looks.theme]


def test_an_icon_is_drawn_once(qapp: QApplication) -> None:
    assert icon("play", LIGHT) is icon("play", LIGHT)
    assert icon("play", LIGHT) is not icon("play", DARK)


def test_an_unknown_icon_names_the_known_ones(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match=r"no icon named 'plya'.*play"):
        icon("plya", LIGHT)


def test_the_programs_icon_comes_in_the_sizes_of_desktops(qapp: QApplication) -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
