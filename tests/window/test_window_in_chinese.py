"""Nothing in the window escapes the translator, and nothing is too long for its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from gui_kit import TINY
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from stage_kit import Theatre

from vae_explorer.core.language import speak
from vae_explorer.session.state import RunState
from vae_explorer.views.widgets.elided_label import ElidedLabel
from vae_explorer.views.window.main_window import MainWindow

# Names, which are the same everywhere: of things, files, keys, and of what the settings call so.
NAMES = {
    *("MNIST", "VAE", "Explorer", "PyTorch", "ELBO", "IWAE", "PCA", "GAN", "VampPrior"),
    *(
        "PNG",
        "SVG",
        "CSV",
        "GIF",
        "MP4",
        "npz",
        "cpu",
        "CPU",
        "CUDA",
        "English",
        "log",
        "rand",
        "randn",
    ),
    *("Adam", "AdamW", "SGD", "RMSprop", "ReLU", "GELU", "SiLU", "ELU", "tanh"),
    *("Ctrl", "Shift", "Alt", "Esc", "Return", "Home", "End", "Del", "Space", "Left", "Right"),
}


def texts(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Every text that can be read or heard in a window, and where it is."""
    for thing in window.findChildren(QObject):
        if re.match("qt_|Scroll(Left|Right)Button", thing.objectName()):
            continue  # Qt has words of its own for these
        where = f"{type(thing).__name__} {thing.objectName()}"
        found: list[str] = []
        if isinstance(thing, QWidget):
            found += [thing.toolTip(), thing.accessibleName(), thing.accessibleDescription()]
        if isinstance(thing, QAction) and thing.text() == "Export...":
            continue  # of a menu of pyqtgraph's that is never shown
        if isinstance(thing, QLabel | QAbstractButton | QAction):
            found.append(thing.text())
        if isinstance(thing, QAction):
            found.append(thing.toolTip())
        if isinstance(thing, QLineEdit):
            found.append(thing.placeholderText())
        if isinstance(thing, QDockWidget):
            found.append(thing.windowTitle())
        if isinstance(thing, QMenu):
            found.append(thing.title())
        if isinstance(thing, QComboBox):
            found += [thing.itemText(i) for i in range(thing.count())]
        if isinstance(thing, QTabBar):
            found += [thing.tabText(i) for i in range(thing.count())]
        yield from ((text, where) for text in found if text)


def show_everything(theatre: Theatre) -> None:
    """Build and show every panel, with something in it."""
    desk, layout = theatre.desk, theatre.window.layout_of_panels
    desk.workspace.selected.look_at(3, desk.snapshot.config.dataset, "")
    desk.workspace.pins.add_place(0.2, 0.9)
    for name in layout.docks:
        layout.raise_panel(name)
        theatre.qtbot.wait(60)
    theatre.settle()


def untranslated(text: str) -> list[str]:
    """Return the words outside brackets."""
    text = re.sub(r"<[^>]*>|&\w+;", " ", text)
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = inner
    text = text.partition("⟦")[0].replace("&", "")  # one that is elided has lost its other bracket
    return [word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in NAMES]


def test_no_text_of_the_window_escapes_the_translator(theatre: Theatre) -> None:
    speak("zh", lambda text, _note: f"⟦{text}⟧")
    theatre.stage._replace()
    theatre.wait_until(lambda: theatre.window.panels.is_complete)
    show_everything(theatre)
    theatre.window.training.set_config(TINY)
    theatre.window.training.toggle()
    theatre.wait_until(lambda: theatre.desk.state is RunState.RUNNING)
    theatre.settle()
    theatre.window.training.toggle()
    theatre.wait_until(lambda: theatre.desk.state is RunState.PAUSED)
    theatre.settle()
    escaped = {
        (" ".join(untranslated(text)), text[:80], where)
        for text, where in texts(theatre.window)
        if untranslated(text)
    }
    assert sorted(escaped) == []


def clipped(window: MainWindow) -> dict[str, str]:
    """Every visible text that has less room than it takes, by its place in the window."""
    found = {}
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        if isinstance(widget, ElidedLabel) or (isinstance(widget, QLabel) and widget.wordWrap()):
            continue
        if not widget.text() or widget.visibleRegion().isEmpty():
            continue
        if widget.width() + 1 < widget.sizeHint().width():
            found[_place(widget)] = widget.text()
    return found


def _place(widget: QWidget) -> str:
    parent = widget.parentWidget()
    if parent is None:
        return ""
    alike = [child for child in parent.children() if type(child) is type(widget)]
    return f"{_place(parent)}/{type(widget).__name__}{alike.index(widget)}"


def least_widths(window: MainWindow) -> dict[str, int]:
    """How wide each part of a window has to be, in pixels, so that its texts are not cut."""
    names = window.layout_of_panels.docks
    found = {name: window.panels[name].minimumSizeHint().width() for name in names}
    for part in (window.latent, window.timeline, window.presenter, window.toolbar):
        found[type(part).__name__] = part.minimumSizeHint().width()
    return found


def test_the_look_for_long_texts_finds_them(theatre: Theatre) -> None:
    before = least_widths(theatre.window)
    speak("zh", lambda text, _note: 3 * text)
    theatre.stage._replace()
    theatre.wait_until(lambda: theatre.window.panels.is_complete)
    after = least_widths(theatre.window)
    assert len([name for name, width in after.items() if width > before[name]]) > 5


def test_no_part_has_to_be_wider_than_in_english(theatre: Theatre) -> None:
    english = least_widths(theatre.window)
    theatre.speak("中文")
    chinese = least_widths(theatre.window)
    wider = {name: (english[name], w) for name, w in chinese.items() if w > english[name]}
    assert wider == {}


@pytest.mark.parametrize("size", [(1024, 640), (1400, 900)])
def test_nothing_is_longer_than_its_place(theatre: Theatre, size: tuple[int, int]) -> None:
    def look() -> dict[str, dict[str, str]]:
        theatre.window.resize(*size)
        theatre.settle()
        found = {}
        for name in theatre.window.layout_of_panels.docks:
            theatre.window.layout_of_panels.raise_panel(name)
            theatre.qtbot.wait(60)
            found[name] = clipped(theatre.window)
        return found

    english = look()
    theatre.speak("中文")
    chinese = look()
    longer = {
        name: {place: text for place, text in texts.items() if place not in english[name]}
        for name, texts in chinese.items()
    }
    assert {name: texts for name, texts in longer.items() if texts} == {}
