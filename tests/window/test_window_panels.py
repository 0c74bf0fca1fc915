"""A panel is one file with a row; where panels stand, and that they can always be found again."""

from __future__ import annotations

import pytest
from gui_kit import drag
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDockWidget, QLabel, QVBoxLayout, QWidget

from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.state import RunState
from vae_explorer.views.panels import PANELS
from vae_explorer.views.panels.panel import RIGHT, Panel
from vae_explorer.views.style.theme import Theme

# Of a panel that floats, by the platform for tests.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing)")


class CounterPanel(QWidget):
    """A panel as somebody may add one: it takes snapshots, and remembers a switch."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.themes = [theme]
        self.steps = QLabel("–", self)
        self.switch = QCheckBox("Loud", self)
        column = QVBoxLayout(self)
        column.addWidget(self.steps)
        column.addWidget(self.switch)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        self.steps.setText(str(snapshot.step))

    def set_theme(self, theme: Theme) -> None:
        self.themes.append(theme)

    def state(self) -> dict[str, object]:
        return {"loud": self.switch.isChecked()}

    def restore(self, state) -> None:
        self.switch.setChecked(state.get("loud") is True)


@pytest.fixture
def row() -> Panel:
    def bind(panel: CounterPanel, desk) -> None:
        desk.workspace.snapshot_changed.connect(panel.set_snapshot)

    return Panel("counter", "Counter", CounterPanel, bind, RIGHT)


def docks(explorer) -> dict[str, QDockWidget]:
    return {dock.objectName(): dock for dock in explorer.window.findChildren(QDockWidget)}


def view_menu(explorer):
    return next(a.menu() for a in explorer.window.menuBar().actions() if a.text() == "&View")


def test_a_panel_that_is_added_by_its_row_has_all_that_the_others_have(open_window, row) -> None:
    explorer = open_window(panels=(*PANELS, row))
    panel, dock = explorer.panel("counter"), docks(explorer)["counter"]
    assert dock.isVisible()
    assert explorer.window.dockWidgetArea(dock) is row.area
    assert panel.steps.text() == str(explorer.snapshot.step)
    explorer.train()
    explorer.wait_until(lambda: panel.steps.text() == str(explorer.snapshot.step) != "–")
    explorer.pause()
    explorer.action("dark").trigger()
    assert panel.themes[-1].is_dark
    entry = next(a for a in view_menu(explorer).actions() if a.text() == "Counter")
    entry.trigger()
    assert not dock.isVisible()
    entry.trigger()
    assert dock.isVisible()
    explorer.qtbot.mouseClick(panel.switch, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert panel.switch.isChecked()
    entry.trigger()
    explorer.window.close_without_asking()

    again = open_window(panels=(*PANELS, row))
    assert again.panel("counter").switch.isChecked()
    assert not docks(again)["counter"].isVisible()


def test_a_window_without_that_panel_forgets_nothing_of_the_others(open_window, row) -> None:
    explorer = open_window(panels=(*PANELS, row))
    explorer.panel("decoded").restore({"smooth": True})
    explorer.window.close()
    again = open_window()
    assert again.panel("decoded").state()["smooth"] is True


def test_a_floating_panel_is_seen_after_a_restart_even_where_its_screen_is_gone(
    explorer, open_window
) -> None:
    dock = docks(explorer)["strip"]
    dock.setFloating(True)
    dock.resize(300, 200)
    dock.move(9000, 9000)
    explorer.window.close()

    again = open_window()
    again.window.layout_of_panels.bring_back()  # as the program does once the window is shown
    dock = docks(again)["strip"]
    assert dock.isFloating()
    assert dock.isVisible()
    screens = QGuiApplication.screens()
    assert any(s.availableGeometry().contains(dock.geometry().center()) for s in screens)


def test_a_window_that_was_left_off_every_screen_comes_back(explorer) -> None:
    explorer.window.move(9000, 9000)
    explorer.window.layout_of_panels.bring_back()
    screens = QGuiApplication.screens()
    assert any(s.availableGeometry().contains(explorer.window.pos()) for s in screens)


def test_reset_layout_puts_every_panel_back(explorer) -> None:
    before = {name: explorer.window.dockWidgetArea(d) for name, d in docks(explorer).items()}
    docks(explorer)["curves"].close()
    docks(explorer)["strip"].setFloating(True)
    explorer.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks(explorer)["runs"])
    explorer.action("reset_layout").trigger()
    for name, dock in docks(explorer).items():
        assert not dock.isHidden(), name
        assert not dock.isFloating(), name
        assert explorer.window.dockWidgetArea(dock) is before[name], name
    assert docks(explorer)["training"] in explorer.window.tabifiedDockWidgets(
        docks(explorer)["runs"]
    )
    assert action_in(view_menu(explorer), "&Reset layout")


def test_a_panel_whose_tab_is_behind_rests_and_takes_its_path_from_the_plot(explorer) -> None:
    layout, paths = explorer.window.layout_of_panels, explorer.desk.paths
    layout.raise_panel("selection")
    layout.raise_panel("interpolation")
    explorer.wait_until(lambda: explorer.plot.path.way is not None)
    explorer.qtbot.wait(50)
    size = explorer.plot.size()
    layout.raise_panel("selection")
    explorer.wait_until(lambda: not paths.active)
    assert explorer.plot.path.way is None
    assert not explorer.panel("interpolation").isVisible()
    assert explorer.panel("selection").isVisible()
    explorer.qtbot.wait(50)
    assert explorer.plot.size() == size  # its room is kept while it is behind
    layout.raise_panel("interpolation")
    explorer.wait_until(lambda: explorer.plot.path.way is not None)


def action_in(menu, text: str) -> bool:
    return any(action.text() == text for action in menu.actions())


def test_the_known_state_is_that_of_the_first_start_and_keeps_the_runs(explorer) -> None:
    explorer.train()
    run = explorer.desk.run
    explorer.window.latent.set_layers({"rings": False, "mosaic": True})
    explorer.window.latent.legend.show_every_class()
    docks(explorer)["curves"].close()
    explorer.desk.workspace.place(1.0, 2.0)
    explorer.action("known_state").trigger()
    explorer.wait_until(lambda: explorer.desk.run.bundled)
    assert docks(explorer)["curves"].isVisible()
    assert explorer.window.latent.layers()["rings"]
    assert not explorer.window.latent.layers()["mosaic"]
    assert explorer.desk.workspace.probe == (0, 0)
    assert explorer.desk.workspace.run(run.id).step > 0
    explorer.wait_until(lambda: explorer.desk.state is RunState.STOPPED)
    assert explorer.window.training.config() == RunConfig()
    assert explorer.desk.workspace.run(run.id).can_go_on


def test_defaults_set_the_next_run_back(explorer) -> None:
    explorer.enter("β", "4")
    explorer.action("defaults").trigger()
    assert explorer.window.training.config() == RunConfig()


def test_a_window_of_800_by_500_cuts_nothing_off(explorer) -> None:
    explorer.window.resize(800, 500)
    explorer.wait_until(lambda: explorer.window.height() == 500)
    inside = explorer.window.rect()
    for chip in explorer.window.latent.legend.chips:
        assert chip.isVisible()
        assert chip.width() >= chip.minimumSizeHint().width()
        for corner in (chip.rect().topLeft(), chip.rect().bottomRight()):
            assert inside.contains(chip.mapTo(explorer.window, corner))
            assert explorer.window.latent.rect().contains(
                chip.mapTo(explorer.window.latent, corner)
            )
    for widget in (explorer.plot, explorer.window.status, explorer.button("Train")):
        corner = widget.mapTo(explorer.window, widget.rect().bottomRight())
        assert inside.contains(corner)
    assert explorer.plot.width() > 150
    assert explorer.plot.height() > 100


def test_panels_are_no_slivers_once_the_window_is_maximised(explorer) -> None:
    explorer.window.resize(800, 500)
    explorer.wait_until(lambda: explorer.window.height() == 500)
    explorer.window.showMaximized()
    explorer.wait_until(lambda: explorer.window.isMaximized())
    for name, dock in docks(explorer).items():
        if not dock.visibleRegion().isEmpty():
            assert dock.width() >= 150, name
            assert dock.height() >= 90, name


def test_the_docks_shrink_and_grow_with_the_window(explorer) -> None:
    window = explorer.window
    window.resize(1500, 940)
    window.layout_of_panels.arrange()
    explorer.let_docks_settle()
    window.layout_of_panels.bring_back()  # as the program does once the window is shown
    before = {name: dock.size() for name, dock in docks(explorer).items() if dock.isVisible()}

    window.resize(1024, 640)
    explorer.let_docks_settle()
    plot = explorer.plot
    assert plot.width() > 400
    assert plot.height() > 260

    window.resize(1500, 940)
    explorer.let_docks_settle()
    for name in ("training", "decoded", "curves"):
        after = docks(explorer)[name].size()
        assert abs(after.width() - before[name].width()) <= 2, name
        # How two panels share a side is Qt's affair.
        assert abs(after.height() - before[name].height()) <= (30 if name == "decoded" else 2), name


def test_an_edge_that_a_hand_has_moved_keeps_its_part_of_the_window(explorer) -> None:
    window, decoded = explorer.window, docks(explorer)["decoded"]
    window.resize(1200, 800)
    explorer.let_docks_settle()
    window.layout_of_panels.bring_back()
    before = decoded.width()
    inside = decoded.mapTo(window, QPoint(-2, decoded.height() // 2))  # the edge, left of it
    drag(window, inside, inside - QPoint(120, 0))
    part = decoded.width() / window.width()
    assert abs(decoded.width() - before - 120) <= 2
    window.resize(1600, 900)
    explorer.let_docks_settle()
    assert abs(decoded.width() / window.width() - part) < 0.01
