"""How the window looks and what it remembers: layers, theme, full screen, panels."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from desk_kit import TestDesk, settings_in
from gui_kit import PATIENCE_MS, TINY, key, shortcut
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QDockWidget

from vae_explorer.core.config import RunConfig
from vae_explorer.session.state import RunState
from vae_explorer.views.latent.layers.stack import STACK
from vae_explorer.views.panels import PANELS
from vae_explorer.views.window.main_window import MainWindow


def docks(explorer) -> dict[str, QDockWidget]:
    return {dock.objectName(): dock for dock in explorer.window.findChildren(QDockWidget)}


def shown(explorer) -> dict[str, bool]:
    return {name: dock.isVisible() for name, dock in docks(explorer).items()}


def test_until_pytorch_is_there_the_status_says_what_it_is_waiting_for(
    qtbot, trained, tmp_path
) -> None:
    desk = TestDesk(tmp_path, settings_in(tmp_path))
    window = MainWindow(desk, "light")
    qtbot.addWidget(window)
    desk.show(trained)
    assert "Loading PyTorch" in window.status.text
    window.show()
    qtbot.waitUntil(lambda: desk.ready, timeout=PATIENCE_MS)
    assert "Ready" in window.status.text


@pytest.mark.parametrize(
    "name",
    [
        "Dots",
        "Names of the classes, at the median of their codes",
        "Rings of the prior N(0, I) at 1, 2 and 3 σ; of a learned prior its Gaussians at 1 and "
        "2 σ, with their weights",
    ],
)
def test_a_layer_is_switched_off_and_on(explorer, name: str) -> None:
    explorer.make_room()
    button = next(
        b
        for b in explorer.window.latent.findChildren(type(explorer.control("Mosaic")))
        if name.startswith(b.accessibleName())
    )
    with_it = explorer.plot.grab().toImage()
    explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    without = explorer.plot.grab().toImage()
    assert without != with_it
    explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert explorer.plot.grab().toImage() == with_it


def test_the_latent_space_is_the_largest_thing_on_the_screen(explorer) -> None:
    explorer.window.resize(1400, 900)
    explorer.wait_until(lambda: explorer.plot.width() > 400)
    largest = max(dock.width() * dock.height() for dock in docks(explorer).values())
    assert explorer.plot.width() * explorer.plot.height() > largest


def test_everything_is_inside_a_small_window(explorer) -> None:
    explorer.window.resize(1024, 640)
    explorer.wait_until(lambda: explorer.window.width() == 1024)
    inside = explorer.window.rect()
    on_top = [dock for dock in docks(explorer).values() if dock.x() >= 0]  # not behind a tab
    assert len(on_top) == sum(not row.tab_of for row in PANELS)
    for widget in (explorer.plot, *on_top, explorer.window.status):
        corner = widget.mapTo(explorer.window, widget.rect().bottomRight())
        assert inside.contains(corner), widget.objectName()
    assert explorer.plot.width() > 300
    assert explorer.plot.height() > 200


def test_hidden_panels_and_switches_are_as_they_were_left(explorer, open_window) -> None:
    docks(explorer)["curves"].close()
    explorer.window.removeDockWidget(docks(explorer)["training"])
    explorer.window.addDockWidget(
        Qt.DockWidgetArea.RightDockWidgetArea, docks(explorer)["training"]
    )
    docks(explorer)["training"].show()
    explorer.window.resize(800, 600)  # no larger than the screen of the platform for tests
    explorer.window.latent.set_layers({"rings": False})
    explorer.panel("decoded").restore({"smooth": True, "colour_map": "viridis"})
    config = replace(TINY, beta=2.5, epochs=7, seed=11)
    explorer.window.training.set_config(config)
    explorer.window.training.set_expanded_sections(("optimiser",))
    explorer.window.close()

    again = open_window()
    assert not docks(again)["curves"].isVisible()
    assert docks(again)["strip"].isVisible()
    area = again.window.dockWidgetArea(docks(again)["training"])
    assert area is Qt.DockWidgetArea.RightDockWidgetArea
    assert (again.window.width(), again.window.height()) == (800, 600)
    assert again.window.latent.layers()["rings"] is False
    assert again.window.latent.layers()["dots"] is True
    decoded = again.panel("decoded").state()
    assert (decoded["smooth"], decoded["colour_map"]) == (True, "viridis")
    assert again.window.training.config() == config
    assert again.window.training.expanded_sections() == ("optimiser",)


def test_settings_that_make_no_sense_are_forgotten(open_window, settings_file) -> None:
    settings_file.write_text(
        '[options]\nlayers=[1\ndecoded=7\nrun={"beta": "x"}\nsections=true\n'
        "[window]\ngeometry=nonsense\nstate=@ByteArray(nonsense)\n"
    )
    explorer = open_window()
    assert explorer.window.latent.layers()["dots"] is True
    assert not explorer.window.training.problems()


@pytest.mark.parametrize(
    "stored",
    [
        {"layers": {"dots": "x", "rings": [], "mosaic": None}},
        {"decoded": {"smooth": "yes", "colour_map": []}},
        {"decoded": {"colour_map": {"viridis": 1}}},
        {"sections": [["optimiser"], {}, None, 3]},
        {"run": {**TINY.to_json(), "dataset": []}},
        {"run": {**TINY.to_json(), "architecture": {"kind": []}}},
    ],
)
def test_settings_with_a_wrong_type_inside_are_forgotten(
    open_window, settings_file, stored
) -> None:
    store = QSettings(str(settings_file), QSettings.Format.IniFormat)
    for name, value in stored.items():
        store.setValue(f"options/{name}", json.dumps(value))
    store.sync()
    explorer = open_window()
    assert explorer.window.latent.layers() == {
        layer.name: layer.shown_at_first for layer in STACK if layer.switchable
    }
    assert explorer.panel("decoded").state()["smooth"] is False
    assert explorer.window.training.expanded_sections() == ()
    assert explorer.window.training.config() == RunConfig()


@pytest.mark.parametrize("name", ["layers", "decoded", "sections", "run"])
def test_settings_nested_without_end_do_not_end_the_start(
    open_window, settings_file, name: str
) -> None:
    settings_file.write_text(f"[options]\n{name}={'[' * 2000}\n")
    explorer = open_window()
    assert explorer.window.training.config() == RunConfig()
    assert settings_file.with_name("settings.ini.damaged").exists()


def test_what_was_given_for_one_time_is_not_remembered(explorer, open_window) -> None:
    explorer.window.training.set_config(TINY)
    explorer.window.training.override(dataset="offline", seed=5)
    assert explorer.window.training.config() == replace(TINY, dataset="offline", seed=5)
    explorer.enter("Epochs", "7")
    explorer.window.close()
    again = open_window()
    assert again.window.training.config() == replace(TINY, epochs=7)


def test_what_was_given_for_one_time_and_then_changed_is_remembered(explorer, open_window) -> None:
    explorer.window.training.set_config(TINY)
    explorer.window.training.set_expanded_sections(("optimiser",))
    explorer.window.training.override(seed=5)
    explorer.enter("Seed", "6")
    explorer.window.close()
    assert open_window().window.training.config() == replace(TINY, seed=6)


@pytest.mark.parametrize(("start", "is_dark"), [("light", False), ("dark", True)])
def test_it_opens_in_the_theme_that_was_asked_for(open_window, start, is_dark) -> None:
    explorer = open_window(theme=start)
    assert is_dark_now() is is_dark
    assert explorer.action("dark").isChecked() is is_dark


def is_dark_now() -> bool:
    return QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def test_the_theme_is_switched_and_remembered(explorer, open_window) -> None:
    before = explorer.window.grab().toImage()
    explorer.action("dark").trigger()
    assert is_dark_now()
    assert explorer.window.grab().toImage() != before
    explorer.action("dark").trigger()
    assert not is_dark_now()
    explorer.action("dark").trigger()
    explorer.window.close()
    again = open_window(theme=None)
    assert is_dark_now()
    assert again.action("dark").isChecked()


def test_the_theme_is_switched_in_the_middle_of_training(explorer) -> None:
    explorer.train()
    explorer.action("dark").trigger()
    explorer.wait_for_steps(2)
    assert explorer.action("play").iconText() == "Pause"


class TestFullScreen:
    def test_it_shows_the_plot_and_the_image_alone_and_puts_all_back(self, explorer) -> None:
        docks(explorer)["curves"].close()
        before = shown(explorer)
        shortcut(explorer.window, explorer.action("present"))
        assert explorer.window.isFullScreen()
        assert shown(explorer) == {row.name: row.presented for row in PANELS}
        assert not explorer.window.menuBar().isVisible()
        assert not explorer.window.toolbar.isVisible()
        assert explorer.plot.isVisible()
        shortcut(explorer.window, explorer.action("present"))
        assert not explorer.window.isFullScreen()
        assert shown(explorer) == before
        assert explorer.window.menuBar().isVisible()
        assert explorer.window.toolbar.isVisible()
        assert not explorer.action("present").isChecked()

    def test_escape_leaves_it(self, explorer) -> None:
        explorer.action("present").trigger()
        explorer.plot.setFocus()
        key(explorer.plot, Qt.Key.Key_Escape)
        assert not explorer.window.isFullScreen()

    def test_space_still_trains_in_it(self, explorer) -> None:
        explorer.window.training.set_config(TINY)
        explorer.action("present").trigger()
        explorer.plot.setFocus()
        key(explorer.plot, Qt.Key.Key_Space)
        explorer.wait_for(RunState.RUNNING)

    def test_a_window_that_was_closed_in_it_opens_with_all_its_panels(
        self, explorer, open_window
    ) -> None:
        before = shown(explorer)
        explorer.action("present").trigger()
        explorer.window.close()
        again = open_window()
        assert not again.window.isFullScreen()
        assert shown(again) == before
        assert again.window.menuBar().isVisible()
        assert not again.action("present").isChecked()

    def test_the_type_is_larger_in_it(self, explorer) -> None:
        before = QApplication.font().pixelSize()
        explorer.action("present").trigger()
        assert QApplication.font().pixelSize() > before
        explorer.action("present").trigger()
        assert QApplication.font().pixelSize() == before


def test_an_empty_window_says_what_to_do(open_window) -> None:
    explorer = open_window(model=None)
    assert not explorer.action("save").isEnabled()
    explorer.train()
    assert explorer.action("save").isEnabled()


def test_the_status_and_the_title_tell_what_is_on_the_screen(explorer) -> None:
    text = explorer.window.status.text
    assert "MNIST" in text
    assert "784-16-2" in text
    assert "−ELBO" in text
    assert "nats" in text
    assert "Bundled model" in explorer.window.windowTitle()
    explorer.train()
    assert "Run 1" in explorer.window.windowTitle()
    assert explorer.window.isWindowModified()


def test_an_untrained_network_is_not_called_by_the_name_of_the_model_before(explorer) -> None:
    explorer.action("reset").trigger()
    explorer.wait_until(lambda: explorer.snapshot.step == 0)
    assert "Untrained network" in explorer.window.windowTitle()
    assert not explorer.window.isWindowModified()


def test_the_panel_that_was_closed_comes_back_through_the_view_menu(explorer) -> None:
    dock = docks(explorer)["strip"]
    dock.close()
    dock.toggleViewAction().trigger()
    assert dock.isVisible()
