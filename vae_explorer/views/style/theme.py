"""How the colours, spacing and type sizes of the window reach Qt.

A :class:`Theme` is a value that is handed to the views (``set_theme``); only :func:`apply_theme`
touches the application. The stylesheet is the template ``resources/style/style.qss`` filled with
the theme's fields.
"""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from string import Template

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from vae_explorer.core.drawing.theme import DARK, LIGHT, THEMES, Spacing, Theme, TypeSizes

_LINE = 18  # units of height that a field has at least within its frame

__all__ = [
    "DARK",
    "LIGHT",
    "THEMES",
    "Spacing",
    "Theme",
    "TypeSizes",
    "apply_theme",
    "numeric_font",
    "palette",
    "set_style_property",
    "stylesheet",
    "system_theme",
    "theme_for",
]


def system_theme() -> Theme:
    """The theme that the desktop asks for; light where it does not say."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def theme_for(choice: str) -> Theme:
    """The theme for ``"light"``, ``"dark"`` or ``"system"``; native frames follow the choice."""
    hints = QGuiApplication.styleHints()
    if choice in THEMES:
        theme = THEMES[choice]
        hints.setColorScheme(Qt.ColorScheme.Dark if theme.is_dark else Qt.ColorScheme.Light)
        return theme
    hints.unsetColorScheme()
    return system_theme()


def apply_theme(app: QApplication, theme: Theme, window: QWidget | None = None) -> None:
    """Dress the whole application: Fusion style, palette, font and stylesheet.

    With `window`, the stylesheet is that window's and its dialogs' alone, which takes Qt a third of
    the time.
    """
    if not app.styleSheet() and app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(_ui_font(theme))
    QDir.setSearchPaths("style", [str(_style_folder())])
    (window or app).setStyleSheet(stylesheet(theme))


def palette(theme: Theme) -> QPalette:
    """A palette with every role of every group set, for what the stylesheet does not reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.panel,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.ToolTipBase: theme.tooltip,
        role.ToolTipText: theme.tooltip_text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.selection_text,
        role.Accent: theme.accent,
        role.Link: theme.accent_ink,
        role.LinkVisited: theme.accent_ink,
        role.Light: theme.raised,
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.outline,
        role.Shadow: theme.border,
    }
    result = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for key, colour in colours.items():
            result.setColor(group, key, QColor(colour))
    off = {role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.HighlightedText}
    flat = {role.Highlight: theme.hover, role.Accent: theme.disabled, role.Base: theme.panel}
    for key, colour in colours.items():
        grey = theme.disabled if key in off else flat.get(key, colour)
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(grey))
    return result


def stylesheet(theme: Theme) -> str:
    """The template with the theme's fields in it; an unknown name there raises ``KeyError``."""
    values: dict[str, object] = {f.name: getattr(theme, f.name) for f in fields(Theme)}
    values |= {f"type_{f.name}": getattr(theme.type, f.name) for f in fields(TypeSizes)}
    values["line"] = round(_LINE * theme.scale)
    template = (_style_folder() / "style.qss").read_text(encoding="utf-8")
    return Template(template).substitute(values)


def set_style_property(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property that the stylesheet selects on (``role``, ``invalid``) and restyle."""
    text = ("true" if value else "false") if isinstance(value, bool) else value
    if widget.property(name) == text:
        return
    widget.setProperty(name, text)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def numeric_font(font: QFont) -> QFont:
    """``font`` with digits of one width, so that counting numbers do not shiver."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def _ui_font(theme: Theme) -> QFont:
    font = QGuiApplication.font()
    # Where no desktop has chosen a face Qt falls back on one that was drawn for small CRTs.
    if font.family() in {"DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "Sans"}:
        font.setFamilies(["Inter", "Noto Sans", "Cantarell", "Ubuntu", font.family()])
    font.setPixelSize(theme.type.body)
    return font


def _style_folder() -> Path:
    return Path(str(files("vae_explorer.resources"))) / "style"
