"""Every panel, whichever there are: it stands in a dock, alone, in either theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow

from vae_explorer.session.settings import Settings
from vae_explorer.views.panels import PANELS
from vae_explorer.views.panels.panel import RIGHT, Panel, later
from vae_explorer.views.style.theme import DARK, LIGHT, apply_theme
from vae_explorer.views.window.layout import Layout

every_panel = pytest.mark.parametrize("row", PANELS, ids=lambda row: row.name)


@pytest.fixture
def window(qtbot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 600)
    return window


def test_names_and_titles_are_unique() -> None:
    for texts in ([row.name for row in PANELS], [row.title for row in PANELS]):
        assert len(texts) == len(set(texts))


@every_panel
def test_a_panel_changes_theme_and_back(qtbot, qapp, row: Panel) -> None:
    apply_theme(qapp, LIGHT)
    panel = row.build(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(360, 360)
    with qtbot.waitActive(panel):  # the focus is drawn, too
        panel.show()
        panel.activateWindow()
    light = panel.grab().toImage()
    apply_theme(qapp, DARK)
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light
    apply_theme(qapp, LIGHT)
    panel.set_theme(LIGHT)
    assert panel.grab().toImage() == light


@every_panel
def test_a_panel_has_a_dock_that_can_be_closed_and_comes_back(window, tmp_path, row: Panel) -> None:
    layout = Layout(window, PANELS, LIGHT)
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    layout.restore(settings)
    window.show()
    dock = layout.docks[row.name]
    panel = layout.panels[row.name]
    assert dock.widget() is panel
    assert not dock.isHidden()
    assert dock.isVisible() or row.tab_of
    assert window.dockWidgetArea(dock) is row.area
    dock.close()
    layout.save(settings)
    dock.toggleViewAction().trigger()
    assert dock.isVisible()
    layout.restore(settings)
    assert not dock.isVisible()


@every_panel
def test_full_screen_keeps_the_panels_that_are_to_be_presented(window, row: Panel) -> None:
    layout = Layout(window, PANELS, LIGHT)
    window.show()
    layout.present(())
    assert layout.docks[row.name].isVisible() is row.presented
    layout.end_presenting()
    assert layout.docks[row.name].isVisible()


def test_a_panel_of_another_file_is_built_when_it_is_first_seen(qtbot, window) -> None:
    name, other = "curves", "runs"
    module = next(row.module for row in PANELS if row.name == name)
    rows = [*PANELS, later(module, "behind", "Behind", RIGHT, tab_of="decoded")]
    layout = Layout(window, rows, LIGHT)
    layout.panels.restore_states({name: {"log": True}, other: {}})
    window.show()
    empty = layout.docks[name].widget()
    assert not hasattr(empty, "restore")
    assert layout.panels.states()[name] == {"log": True}  # and is not forgotten

    with qtbot.waitSignal(layout.panels.completed):
        layout.panels.complete()
    panel = layout.docks[name].widget()
    assert panel is layout.panels[name]
    assert panel.state()["log"] is True
    assert not hasattr(layout.docks["behind"].widget(), "restore")

    layout.raise_panel("behind")
    qtbot.waitUntil(lambda: hasattr(layout.docks["behind"].widget(), "restore"))


def test_a_panel_whose_file_is_broken_does_not_hold_up_the_others(qtbot, window) -> None:
    layout = Layout(window, [later("vae_explorer.no_such", "lost", "Lost", RIGHT), *PANELS], LIGHT)
    window.show()
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(layout.panels.completed):
        layout.panels.complete()
    assert [kind for kind, *_ in raised] == [ModuleNotFoundError]
