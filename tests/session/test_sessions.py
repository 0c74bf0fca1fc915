"""A session is saved beside training, and comes back as it was."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import Screen, TestDesk, settings_in, start, wait_until
from file_kit import assert_same
from gui_kit import TINY
from session_kit import assert_same_frames

from vae_explorer.core.selection import OwnImage
from vae_explorer.core.storage import session_file
from vae_explorer.core.storage.session_file import read_session
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow  # whole runs

LONG = replace(TINY, epochs=20)  # of four steps


@pytest.fixture
def trained(ready: TestDesk, qtbot) -> TestDesk:
    """A desk with a run that is through, a branch of it that is not, and something to look at."""
    ready.training.train(LONG)
    run_id = ready.workspace.runs[-1].id
    wait_until(qtbot, lambda: ready.workspace.run(run_id).state is RunState.FINISHED)
    ready.workspace.update(run_id, pinned=True)
    ready.workspace.rename(run_id, "First")
    branch = ready.branches.begin(run_id, 40, replace(LONG, beta=4.0, epochs=100_000))
    wait_until(qtbot, lambda: ready.workspace.run(branch.id).step > 60)
    ready.training.stop()
    wait_until(qtbot, lambda: ready.workspace.run(branch.id).state is RunState.STOPPED)
    return ready


def save(desk: TestDesk, path: Path, qtbot) -> Path:
    with qtbot.waitSignal(desk.sessions.saved, timeout=20_000):
        desk.sessions.save(path)
    return path


@pytest.fixture
def other(qapp, tmp_path: Path):
    """A window that was opened later."""
    desk = TestDesk(tmp_path / "data", settings_in(tmp_path / "other"))
    yield desk
    desk.shutdown()


def open_in(desk: TestDesk, path: Path, qtbot) -> None:
    with qtbot.waitSignal(desk.sessions.opened, timeout=20_000):
        desk.sessions.open(path)


def test_everything_comes_back_in_another_window(trained, other, tmp_path, qtbot) -> None:
    workspace = trained.workspace
    run = next(run for run in workspace.runs if run.name == "First")
    workspace.look_at(run.id)
    workspace.seek(30)
    workspace.place(0.5, -1.25)
    workspace.show_classes([1, 2, 3])
    workspace.pins.add_place(0.5, 0.5)
    workspace.selected.choose([2, 5, 9], workspace.snapshot.config.dataset)
    workspace.selected.look_at_own(OwnImage(np.full((1, 28, 28), 7, np.uint8), "drawing", "as is"))
    path = save(trained, tmp_path / "talk.vaesession", qtbot)

    open_in(other, path, qtbot)

    again = other.workspace
    assert [r.name for r in again.runs] == [r.name for r in workspace.runs]
    assert [r.colour for r in again.runs] == [r.colour for r in workspace.runs]
    for found, kept in zip(again.runs, workspace.runs, strict=True):
        assert_same(found.snapshot, kept.snapshot)
        assert_same_frames(found.timeline, kept.timeline)
        assert (found.pinned, found.bundled, found.state) == (
            kept.pinned,
            kept.bundled,
            kept.state_at_rest,
        )
        assert len(found.timeline.states) == len(kept.timeline.states)
        assert not found.unsaved
    assert again.shown.name == "First"
    assert again.moment == workspace.moment
    assert again.probe == (0.5, -1.25)
    assert again.classes == {1, 2, 3}
    assert again.pins.all == workspace.pins.all
    assert again.selected.now.rows == (2, 5, 9)
    own = again.selected.now.own
    assert (own.name, own.note, own.pixels.shape) == ("drawing", "as is", (1, 28, 28))
    assert (own.pixels == 7).all()
    branch = next(r for r in again.runs if r.origin is not None)
    assert branch.origin == (again.shown.id, 40)
    assert branch.timeline.frames[0] is again.shown.timeline.frames[0]


def test_a_run_that_was_opened_is_trained_further_bit_for_bit(
    trained, other, tmp_path, qtbot
) -> None:
    path = save(trained, tmp_path / "a.vaesession", qtbot)
    other.training.start_engine()
    open_in(other, path, qtbot)
    wait_until(qtbot, lambda: other.ready)

    ends = []
    for desk in (trained, other):
        run = next(run for run in desk.workspace.runs if run.name == "First")
        desk.training.train_on(run.id, 2)
        wait_until(qtbot, lambda: desk.workspace.run(run.id).step == 22 * 4)  # noqa: B023
        wait_until(qtbot, lambda: desk.state is RunState.FINISHED)  # noqa: B023
        ends.append(desk.workspace.run(run.id).snapshot)

    assert all(np.array_equal(ends[0].weights[n], ends[1].weights[n]) for n in ends[0].weights)


def test_the_run_that_is_trained_is_saved_as_it_is_by_then(ready, tmp_path, qtbot) -> None:
    start(ready, qtbot)
    step = ready.run.step

    path = save(ready, tmp_path / "a.vaesession", qtbot)

    stored = read_session(path).runs[-1]
    assert stored.snapshot.step >= step
    assert stored.training is not None
    assert stored.snapshot.stale_steps == 0
    assert ready.run.saved_step == stored.snapshot.step
    wait_until(qtbot, lambda: ready.run.step > stored.snapshot.step)  # it was not held up


def test_what_a_session_holds_is_saved(trained, tmp_path, screen: Screen, qtbot) -> None:
    assert trained.unsaved

    save(trained, tmp_path / "a.vaesession", qtbot)

    assert not trained.unsaved
    message = screen.messages[-1]
    assert message.severity == "success"
    assert "a.vaesession" in message.text
    assert "moments" in message.text


def test_what_cannot_be_written_is_told_and_stays_unsaved(
    trained, tmp_path, screen: Screen, qtbot
) -> None:
    with qtbot.waitSignal(trained.sessions.save_failed, timeout=20_000):
        trained.sessions.save(tmp_path / "nowhere" / "a.vaesession")

    assert trained.unsaved
    assert screen.messages[-1].severity == "error"
    assert not trained.sessions.busy


@pytest.fixture
def slow(monkeypatch):
    """Let writing wait until it is let go on."""
    go_on = threading.Event()
    parts = session_file.file_parts

    def wait(*arguments):
        go_on.wait(20)
        return parts(*arguments)

    monkeypatch.setattr(session_file, "file_parts", wait)
    yield go_on
    go_on.set()


def test_a_save_can_be_called_off(trained, slow, tmp_path, screen: Screen, qtbot) -> None:
    doing = []
    trained.sessions.busy_changed.connect(doing.append)
    trained.sessions.save(tmp_path / "a.vaesession")
    assert trained.sessions.saving

    trained.sessions.cancel()
    with qtbot.waitSignal(trained.sessions.save_failed, timeout=20_000):
        slow.set()

    assert doing == ["Saving a.vaesession", ""]
    assert [path.name for path in tmp_path.iterdir() if "vae" in path.name] == []
    assert "not saved" in screen.messages[-1].text
    assert trained.unsaved


def test_one_thing_is_done_at_a_time(trained, slow, tmp_path, screen: Screen, qtbot) -> None:
    trained.sessions.save(tmp_path / "a.vaesession")

    assert not trained.sessions.save(tmp_path / "b.vaesession")

    assert "not over yet" in screen.messages[-1].text
    with qtbot.waitSignal(trained.sessions.saved, timeout=20_000):
        slow.set()
    assert not (tmp_path / "b.vaesession").exists()


def test_unsaved_runs_stay_when_a_session_is_opened_and_saved_ones_make_room(
    trained, tmp_path, qtbot
) -> None:
    path = save(trained, tmp_path / "a.vaesession", qtbot)
    names = [run.name for run in trained.workspace.runs]
    start(trained, qtbot)
    mine = trained.run.id

    open_in(trained, path, qtbot)

    assert trained.workspace.run(mine) is not None
    assert [run.name for run in trained.workspace.runs if run.id != mine] == names
    assert len({run.colour for run in trained.workspace.runs}) == len(names) + 1


def test_a_session_with_other_notions_of_a_view_opens(trained, other, tmp_path, qtbot) -> None:
    path = save(trained, tmp_path / "a.vaesession", qtbot)
    odd = replace(
        read_session(path),
        view={"probe": ["x", None], "classes": "all", "layers": 5, "region": [1]},
        pins=({"kind": "nonsense"},),
        moment=10**9,
    )
    session_file.write_session(odd, path)

    open_in(other, path, qtbot)

    assert other.workspace.probe == (0.0, 0.0)
    assert other.workspace.pins.all == ()
    assert len(other.workspace.classes) == 10


def test_what_is_damaged_is_told(trained, other, tmp_path, qtbot) -> None:
    path = save(trained, tmp_path / "a.vaesession", qtbot)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4])
    screen = Screen(other)

    open_in(other, path, qtbot)

    assert screen.messages[-1].severity == "warning"
    assert "a.vaesession: It is damaged or was cut off" in screen.messages[-1].text


def test_histories_beyond_the_budget_are_thinned(ready, other, snapshot, tmp_path, qtbot) -> None:
    frame = Frame.of(snapshot)
    frames = tuple(replace(frame, step=step) for step in range(12))
    ready.workspace.update(ready.run.id, timeline=Timeline(frames))
    path = save(ready, tmp_path / "a.vaesession", qtbot)
    other.timelines._budget = 4 * frame.nbytes

    open_in(other, path, qtbot)

    assert len(other.run.timeline) <= 4
    assert other.timelines.used <= other.timelines.budget
