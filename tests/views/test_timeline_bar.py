"""The timeline under the plot: its track, its player, and branching off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from desk_kit import TestDesk, settings_in
from file_kit import make_snapshot
from gui_kit import click, key, move, press, release, wheel, write
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton

from vae_explorer.core.history import Change, History
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session.timelines import MB
from vae_explorer.views.style.theme import DARK, LIGHT
from vae_explorer.views.timeline.bar import TimelineBar, bind
from vae_explorer.views.timeline.branch_dialog import ask_to_branch
from vae_explorer.views.timeline.track import Track
from vae_explorer.views.widgets.player import Player

STEPS = (0, 4, 8, 20, 60, 100, 200, 300)  # of ten epochs of 100 steps


@pytest.fixture
def desk(qapp, tmp_path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path / "data", settings_in(tmp_path))
    yield desk
    desk.shutdown()


@pytest.fixture
def bar(desk: TestDesk, qtbot) -> TimelineBar:
    snapshot = make_snapshot()
    history = History(changes=(Change(100, 1.0, "beta", 1.0, 4.0),))
    config = replace(snapshot.config, epochs=10, beta=1.0)
    snapshot = replace(snapshot, config=config, step=350, epoch=3.5, history=history)
    frame = Frame.of(snapshot)
    frames = [
        replace(frame, step=s, epoch=s / 100, embedding=np.full_like(frame.embedding, s / 100))
        for s in STEPS
    ]
    desk.workspace.add("Run 1", snapshot=snapshot, config=config, timeline=Timeline(tuple(frames)))
    bar = TimelineBar(LIGHT)
    bind(bar, desk)
    bar.resize(800, bar.sizeHint().height())
    qtbot.addWidget(bar)
    bar.show()
    qtbot.waitExposed(bar)
    return bar


def at(track: Track, step: float) -> QPoint:
    return QPoint(round(track.x_of(step)), round(11 * LIGHT.scale))


def button(bar: TimelineBar, name: str) -> QToolButton:
    return next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == name)


def words(bar: TimelineBar) -> str:
    return bar._when.text()


def test_a_click_on_the_track_shows_the_nearest_moment(bar, desk) -> None:
    click(bar.track, at(bar.track, 22))

    assert desk.workspace.moment == 20
    assert words(bar) == "epoch 0.20"
    assert not button(bar, "Live").isChecked()


def test_a_drag_goes_through_all_moments(bar, desk, qtbot) -> None:
    seen = []
    desk.workspace.snapshot_changed.connect(lambda snapshot: seen.append(snapshot.step))
    track = bar.track
    press(track, at(track, 0))
    for step in STEPS:
        move(track, at(track, step))
    release(track, at(track, 300))

    assert seen == list(STEPS)


def test_live_shows_the_newest_moment_again(bar, desk) -> None:
    click(bar.track, at(bar.track, 20))

    click(button(bar, "Live"))

    assert desk.workspace.moment is None
    assert desk.workspace.snapshot.step == 350
    assert button(bar, "Live").isChecked()
    click(button(bar, "Live"))  # which it is already
    assert button(bar, "Live").isChecked()


def test_keys_step_and_go_to_the_ends(bar, desk) -> None:
    bar.track.setFocus()
    places = []
    for pressed in (
        Qt.Key.Key_Left,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_Right,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_End,
    ):
        key(bar.track, pressed)
        places.append(desk.workspace.moment)

    # The newest moment is none of the frames: the first step back is to the last of those.
    assert places == [300, 200, 300, 0, 4, 300, 0, 300]


def test_the_buttons_step(bar, desk) -> None:
    click(button(bar, "Earlier moment"))
    click(button(bar, "Earlier moment"))
    assert desk.workspace.moment == 200
    click(button(bar, "Later moment"))
    assert desk.workspace.moment == 300


def test_the_wheel_steps(bar, desk) -> None:
    wheel(bar.track, at(bar.track, 100), 1)
    assert desk.workspace.moment == 300
    wheel(bar.track, at(bar.track, 100), 1)
    assert desk.workspace.moment == 200
    wheel(bar.track, at(bar.track, 100), -1)
    assert desk.workspace.moment == 300


def test_a_change_is_told_where_it_was_made(bar) -> None:
    assert bar.track.tip_at(bar.track.x_of(100)) == "β 1 → 4 at epoch 1"
    assert "Drag" in bar.track.tip_at(bar.track.x_of(20))


def test_new_moments_do_not_move_the_one_that_is_looked_at(bar, desk) -> None:
    click(bar.track, at(bar.track, 20))
    run = desk.workspace.shown
    x = bar.track.x_of(20)
    more = replace(run.timeline.frames[-1], step=400, epoch=4.0)

    desk.workspace.update(run.id, timeline=run.timeline.with_frame(more))

    assert bar.track.course.steps == (*STEPS, 400)
    assert desk.workspace.moment == 20
    assert bar.track.x_of(20) == x


def test_play_goes_from_the_first_moment_to_the_last_and_rests_there(bar, desk, qtbot) -> None:
    seen = []
    desk.workspace.moment_changed.connect(lambda: seen.append(desk.workspace.moment))
    bar._speeds[4.0].trigger()
    bar.player.rate *= 20

    click(button(bar, "Play the training again"))
    qtbot.waitUntil(lambda: not bar.player.playing, timeout=5000)

    assert seen[-1] == 300
    assert seen == sorted(set(seen))
    assert len(seen) > 4
    assert button(bar, "Play the training again").isEnabled()


def test_a_hand_on_the_track_ends_the_playing(bar, desk, qtbot) -> None:
    click(button(bar, "Play the training again"))
    qtbot.waitUntil(lambda: desk.workspace.moment is not None, timeout=5000)

    click(bar.track, at(bar.track, 100))

    assert not bar.player.playing
    assert desk.workspace.moment == 100


def test_a_loop_begins_again(qapp) -> None:
    player = Player(qapp, there_and_back=False)
    player.rate = 1.0
    player.set_count(3)
    frames: list[int] = []
    player.frame_wanted.connect(frames.append)
    for _ in range(7):
        player.advance(1.0)
    assert frames == [1, 2, 0, 1, 2, 0, 1]


def test_a_run_without_moments_has_no_timeline(bar, desk) -> None:
    desk.workspace.add("Run 2", snapshot=make_snapshot())
    assert bar.isHidden()
    desk.workspace.look_at(desk.workspace.runs[0].id)
    assert not bar.isHidden()


def test_the_memory_can_be_chosen(bar, desk) -> None:
    assert bar._budgets[512].isChecked()
    bar._budgets[1024].trigger()
    assert desk.timelines.budget == 1024 * MB
    assert desk.settings.table("history_mb", 0) == 1024


def test_it_is_drawn_in_both_themes_at_any_size(bar, qtbot) -> None:
    for theme in (LIGHT, DARK, DARK.enlarged(2.5)):
        bar.set_theme(theme)
        bar.resize(300, bar.sizeHint().height())
        click(bar.track, QPoint(bar.track.width() // 2, 5))
        image = bar.grab().toImage()
        assert image.width() >= 300
        dots = {image.pixelColor(x, round(4 + 11 * theme.scale)).name() for x in range(300)}
        assert theme.accent in dots


def test_an_untrained_network_has_a_track_of_no_length(bar, qtbot) -> None:
    from vae_explorer.views.timeline.course import Course

    bar.track.set_course(Course((0,), 0, 0, 0.0))
    bar.track.set_moment(None)
    bar.grab()
    key(bar.track, Qt.Key.Key_Left)
    bar.track.set_course(Course())
    bar.grab()
    key(bar.track, Qt.Key.Key_Left)
    click(bar.track)


# Branching off


def test_a_branch_is_asked_for_with_the_settings_of_that_moment(bar, desk, qtbot, monkeypatch):
    begun = []
    monkeypatch.setattr(desk.branches, "begin", lambda *what: begun.append(what))
    desk.workspace.seek(60)
    dialog = ask_to_branch(desk, LIGHT, bar)
    beta, epochs = dialog.fields["beta"], dialog.fields["epochs"]
    assert (beta.number(), epochs.number()) == (1, 10)
    assert beta.hasSelectedText()

    write(beta, "4")
    key(beta, Qt.Key.Key_Return)

    ((run_id, step, config),) = begun
    assert (run_id, step, config.beta) == (desk.workspace.shown.id, 60, 4.0)


def test_settings_that_cannot_be_say_why(bar, desk, qtbot) -> None:
    dialog = ask_to_branch(desk, LIGHT, bar)
    write(dialog.fields["beta"], "-1")

    assert not dialog._train.isEnabled()
    assert dialog._why.text()
    dialog.reject()


def test_where_there_is_nothing_to_branch_off_it_is_said(bar, desk) -> None:
    told = []
    desk.message_posted.connect(told.append)
    desk.workspace.add("Run 2", snapshot=make_snapshot())

    assert ask_to_branch(desk, LIGHT, bar) is None
    assert "Nothing is kept" in told[-1].text
