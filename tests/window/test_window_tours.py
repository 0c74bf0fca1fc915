"""Tours in the window: led by a clicker's keys, and going on by themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gui_kit import TINY, click, key, shortcut, write
from PySide6.QtCore import QPoint, Qt

from vae_explorer.core.tours.reading import parse
from vae_explorer.core.tours.tour import Tour
from vae_explorer.session.state import RunState

TOUR = """\
title = { en = "Mine", zh = "我的" }
about = { en = "About", zh = "关于" }

[[steps]]
text = { en = "One", zh = "一" }
layers = ["dots", "mosaic"]
panels = ["pins"]
digit = 3
seconds = 1

[[steps]]
text = { en = "Two", zh = "二" }
question = { en = "Why?", zh = "为什么？" }
answer = { en = "So.", zh = "因为。" }
layers = ["dots", "rings"]
digit = -1
probe = [0.5, 0.25]
seconds = 1
"""

TRAINING = """\
title = "Train"
about = "A run."

[[steps]]
text = "It begins."
seconds = 1
[steps.train]
widths = [16]
epochs = 2
batch_size = 50
dataset = "offline"
"""


@pytest.fixture
def mine() -> Tour:
    return parse(TOUR.encode(), "mine.toml", "mine")


def press(explorer, code: Qt.Key) -> None:
    key(explorer.plot, code)


def caption(explorer) -> str:
    return explorer.window.guide.caption.text


def test_a_clicker_leads_through_it(explorer, mine) -> None:
    layers = explorer.window.latent.layers()
    explorer.plot.setFocus()
    explorer.desk.tours.start(mine)
    assert "One" in caption(explorer)
    assert explorer.window.latent.layers()["mosaic"]
    assert explorer.desk.workspace.selected.now.current == 3
    code = explorer.snapshot.embedding[3]
    explorer.wait_until(lambda: explorer.desk.workspace.probe == pytest.approx(code))

    press(explorer, Qt.Key.Key_PageDown)
    assert "Why?" in caption(explorer)
    assert "So." not in caption(explorer)
    assert not explorer.window.latent.layers()["mosaic"]
    assert explorer.window.latent.layers()["rings"]
    assert explorer.desk.workspace.selected.now.empty
    explorer.wait_until(lambda: explorer.desk.workspace.probe == pytest.approx((0.5, 0.25)))
    press(explorer, Qt.Key.Key_PageDown)
    assert "So." in caption(explorer)
    press(explorer, Qt.Key.Key_PageUp)
    assert "So." not in caption(explorer)
    press(explorer, Qt.Key.Key_PageUp)
    assert explorer.window.latent.layers()["mosaic"]
    for _ in range(3):
        press(explorer, Qt.Key.Key_PageDown)
    assert explorer.desk.tours.tour is None
    assert not explorer.window.guide.caption.isVisible()
    assert explorer.window.latent.layers() == layers


def test_the_period_makes_the_window_black_and_any_key_brings_it_back(explorer, mine) -> None:
    explorer.plot.setFocus()
    explorer.desk.tours.start(mine)
    black = explorer.window.guide._black
    press(explorer, Qt.Key.Key_Period)
    assert black.isVisible()
    assert black.size() == explorer.window.size()
    press(explorer, Qt.Key.Key_PageDown)
    assert not black.isVisible()
    assert "One" in caption(explorer)
    press(explorer, Qt.Key.Key_Period)
    press(explorer, Qt.Key.Key_Period)
    assert not black.isVisible()


def test_a_period_can_be_typed_while_a_tour_goes_on(explorer, mine) -> None:
    explorer.desk.tours.start(mine)
    explorer.window.layout_of_panels.raise_panel("training")
    field = explorer.control("Learning rate")
    field.setFocus()
    field.selectAll()
    write(field, "0.002")
    assert not explorer.window.guide._black.isVisible()
    assert field.text() == "0.002"


def test_f5_fills_the_screen_and_escape_ends_the_show(explorer, mine) -> None:
    explorer.plot.setFocus()
    explorer.desk.tours.start(mine)
    shortcut(explorer.plot, explorer.action("show_tour"))
    assert explorer.window.layout_of_panels.presenting
    press(explorer, Qt.Key.Key_Escape)
    assert not explorer.window.layout_of_panels.presenting
    assert explorer.desk.tours.tour is None


def test_keys_of_a_clicker_do_nothing_without_a_tour(explorer) -> None:
    explorer.plot.setFocus()
    for code in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Period):
        press(explorer, code)
    assert explorer.desk.tours.tour is None
    assert not explorer.window.guide._black.isVisible()
    shortcut(explorer.plot, explorer.action("show_tour"))  # but the one that begins a show
    assert explorer.desk.tours.tour.id == "whole"


def test_it_speaks_another_language_by_a_button_and_remembers_it(explorer, mine) -> None:
    explorer.desk.tours.start(mine)
    button = explorer.window.guide.caption._speak
    assert button.text() == "中文"
    explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "一" in caption(explorer)
    assert button.text() == "English"
    assert explorer.desk.settings.text("tour_language", "") == "zh"


def test_a_tour_is_opened_like_any_file_and_a_mistake_has_its_line(
    explorer, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TOUR, encoding="utf-8")
    explorer.window.files.open_path(path)
    assert explorer.desk.tours.tour is not None
    assert explorer.desk.tours.tour.path == path
    path.write_text(TOUR.replace('["pins"]', '["pin"]'), encoding="utf-8")
    explorer.window.files.open_path(path)
    assert explorer.message.startswith("mine.toml, line 7: there is no panel 'pin'")


def test_those_of_the_menu_name_panels_and_layers_that_there_are(explorer) -> None:
    menu = explorer.window.menus.tours
    menu.aboutToShow.emit()
    assert (
        len(
            [
                a
                for a in menu.actions()
                if a.text() and a.shortcut().isEmpty() and not a.isCheckable()
            ]
        )
        == 6
    )
    assert explorer.message == ""
    menu.actions()[0].trigger()
    assert explorer.desk.tours.tour.id == "whole"


def test_a_show_goes_on_by_itself_until_it_is_touched_and_after_a_rest(explorer, mine) -> None:
    tours = explorer.desk.tours
    tours.start(mine, by_itself=True)
    explorer.wait_until(lambda: tours.number == 1)
    explorer.wait_until(lambda: tours.answered)
    explorer.wait_until(lambda: tours.number == 0)
    click(explorer.plot, QPoint(60, 60))
    assert tours.held
    assert not tours._next.isActive()
    assert "It is yours" in caption(explorer)
    tours._rest.start(1)
    explorer.wait_until(lambda: not tours.held)
    assert tours._next.isActive()


def test_a_show_keeps_one_run_of_its_own_that_nobody_would_miss(explorer) -> None:
    tours, workspace = explorer.desk.tours, explorer.desk.workspace
    before = len(workspace.runs)
    tours.start(parse(TRAINING.encode(), "t.toml", "t"), by_itself=True)
    explorer.wait_for(RunState.FINISHED)
    assert len(workspace.runs) == before + 1
    first = workspace.shown.id
    tours.restart()
    explorer.wait_until(lambda: workspace.shown.id not in (1, first))
    explorer.wait_for(RunState.FINISHED)
    explorer.wait_until(lambda: len(workspace.runs) == before + 1)
    assert not workspace.unsaved


def test_the_probe_travels_and_a_hand_takes_it(explorer) -> None:
    travel, workspace = explorer.desk.tours._travel, explorer.desk.workspace
    start = workspace.probe
    travel.go_round()
    explorer.wait_until(lambda: workspace.probe != start)
    workspace.move(0.1, 0.1)
    explorer.wait_until(lambda: not travel.travelling)
    assert workspace.probe == (0.1, 0.1)


EXPERIMENT = """\
title = "Try"
about = "An experiment, and on."

[[steps]]
text = "It begins."
layers = ["dots", "rings"]
experiment = "seeds"

[[steps]]
text = "And goes on with something else."
model = "bundled"
[steps.train]
widths = [16]
epochs = 2
batch_size = 50
dataset = "offline"
"""


def test_an_experiment_has_its_page_and_ends_with_its_runs_where_another_step_trains(
    explorer,
) -> None:
    desk, tours = explorer.desk, explorer.desk.tours
    panel = explorer.panel("experiments")
    tours.start(parse(EXPERIMENT.encode(), "e.toml", "e"))
    explorer.wait_until(lambda: panel.state() == {"open": "seeds"})
    layers = explorer.window.latent.layers()
    assert {name for name, shown in layers.items() if shown} == {"dots", "rings"}
    explorer.wait_until(lambda: desk.workspace.activity.run_id is not None)
    assert desk.workspace.queue
    tours.forward()
    sitting = desk.experiments.sitting("seeds")
    assert not sitting.active
    assert not [run for run in desk.workspace.queue if run.experiment]
    explorer.wait_until(lambda: desk.workspace.shown.name == "Try")
    explorer.wait_for(RunState.FINISHED)
    tours.start(parse(TOUR.encode(), "mine.toml", "mine"))
    assert desk.workspace.shown.name == "Try"  # which the new one says nothing of


def test_a_replay_ends_with_its_step(explorer) -> None:
    player, tours = explorer.window.timeline.player, explorer.desk.tours
    explorer.train(replace(TINY, epochs=3))
    explorer.wait_for(RunState.FINISHED)
    text = 'title = "R"\nabout = "A"\n[[steps]]\ntext = "One"\nreplay = true\n'
    tours.start(parse((text + '[[steps]]\ntext = "Two"\n').encode(), "r.toml", "r"))
    assert player.playing
    tours.forward()
    assert not player.playing


def test_going_back_shows_what_was_seen_there(explorer, mine) -> None:
    explorer.desk.tours.start(mine)
    for _ in range(2):
        press(explorer, Qt.Key.Key_PageDown)  # to the second step, and its answer
    assert explorer.desk.workspace.selected.now.empty
    for _ in range(2):
        press(explorer, Qt.Key.Key_PageUp)
    assert "One" in caption(explorer)
    assert explorer.desk.workspace.selected.now.current == 3
    code = explorer.snapshot.embedding[3]
    explorer.wait_until(lambda: explorer.desk.workspace.probe == pytest.approx(code))


def test_it_begins_without_what_was_selected_before(explorer, mine) -> None:
    explorer.desk.workspace.selected.look_at(5, explorer.snapshot.config.dataset)
    explorer.desk.tours.start(parse(TRAINING.encode(), "t.toml", "t"))
    assert explorer.desk.workspace.selected.now.empty


SAMPLES = """\
title = "Rain"
about = "Of samples."

[[steps]]
text = "They fall."
sample = 30
"""


def test_samples_go_with_the_tour(explorer) -> None:
    explorer.desk.tours.start(parse(SAMPLES.encode(), "s.toml", "s"))
    explorer.wait_until(lambda: explorer.desk.sampling.wish is not None)
    press(explorer, Qt.Key.Key_Escape)
    assert explorer.desk.sampling.wish is None


PATH = """\
title = "Path"
about = "From a digit to a digit."

[[steps]]
text = "It is walked."
panels = ["interpolation"]
travel = "path"
"""


def test_a_path_is_played_as_long_as_it_is_seen(explorer) -> None:
    explorer.desk.tours.start(parse(PATH.encode(), "p.toml", "p"))
    panel = explorer.window.panels["interpolation"]
    assert panel.transport.player.playing
    explorer.wait_until(lambda: explorer.desk.paths.frame > 2)
    explorer.window.layout_of_panels.raise_panel("pins")
    explorer.wait_until(lambda: not panel.transport.player.playing)


def test_the_form_is_the_users_own_again_when_a_tour_has_trained(explorer) -> None:
    form = explorer.window.training
    before = form.config()
    explorer.desk.tours.start(parse(TRAINING.encode(), "t.toml", "t"))
    explorer.wait_until(lambda: explorer.desk.training.state is RunState.FINISHED)
    assert form.config() != before
    press(explorer, Qt.Key.Key_Escape)
    explorer.wait_until(lambda: form.config() == before)
