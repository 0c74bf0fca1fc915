"""An experiment in a session: its runs, the changes in them, and what comes out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_kit import start, wait_until
from gui_kit import TINY

from vae_explorer.core.changes import Planned
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.experiments.catalogue import ids
from vae_explorer.core.experiments.experiment import Expectation, Experiment, PlannedRun, Range
from vae_explorer.core.experiments.outcome import measure
from vae_explorer.core.language import speak
from vae_explorer.session.sittings import Sitting, Stage, minutes
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow

BRIEF = replace(TINY, epochs=3)
LONG = TINY  # a run that no test waits for


def experiment(*runs: PlannedRun, **facts) -> Experiment:
    results = (
        Expectation("A", "kl", full=Range(at_least=1e6), short=Range(at_least=0.0)),
        Expectation("B", "kl", less_than="A"),
        Expectation("A", "plane_correlation", partner="B"),
    )
    named = {run.name for run in runs}
    return Experiment(
        id="test",
        title="A test",
        question="Which?",
        article="beyond",
        order=1,
        what="Nothing.",
        full=runs,
        short=runs,
        minutes=1,
        short_minutes=1,
        results=tuple(r for r in results if set(r.runs) <= named),
        panels=("curves",),
        layers=("dots",),
        **facts,
    )


TWO = experiment(
    PlannedRun("A", BRIEF, (Planned(1, "beta", 0.0), Planned(2, "beta", 0.5))),
    PlannedRun("B", replace(BRIEF, beta=8.0)),
)


def sitting(desk, of: Experiment = TWO) -> Sitting:
    found = desk.experiments.sitting(of.key)
    assert found is not None
    return found


def done(desk, of: Experiment = TWO) -> bool:
    return sitting(desk, of).stage is Stage.DONE


def test_its_runs_train_one_after_another_and_are_measured(ready, screen, qtbot) -> None:
    seen: list = []
    ready.experiments.view_wanted.connect(lambda panels, layers: seen.append((panels, layers)))
    ready.experiments.start(TWO, short=True)
    assert seen == [(("curves",), ("dots",))]
    assert [run.name for run in ready.workspace.runs[-2:]] == ["A", "B"]
    wait_until(qtbot, lambda: done(ready))
    runs = {name: ready.workspace.run(i) for name, i in sitting(ready).runs.items()}
    assert all(run.epoch == 3 and run.pinned for run in runs.values())
    snapshots = {name: run.snapshot for name, run in runs.items()}
    expected = measure(
        list(sitting(ready).values),
        snapshots,
        lambda snapshot: DATA_SETS["mnist"].load(ready.data_root, "test", snapshot.config.seed),
        quick=True,
        cancelled=lambda: False,
    )
    assert dict(sitting(ready).values) == expected
    first, second, third = sitting(ready).outcomes
    assert first.met is True
    assert second.met is (expected["B", "kl", ""] < expected["A", "kl", ""])
    assert third.met is None
    assert not math.isnan(third.value)
    assert screen.messages[-1].text.startswith("“A test” has ended. ")
    assert screen.messages[-1].actions == (("Show the results", "experiment:test"),)


def test_changes_are_made_in_mid_run_and_the_settings_follow(ready, qtbot) -> None:
    ready.experiments.start(TWO, short=False)
    wait_until(qtbot, lambda: done(ready))
    run = ready.workspace.run(sitting(ready).runs["A"])
    assert [(c.step, c.after) for c in run.history.changes] == [(4, 0.0), (8, 0.5)]
    assert run.config.beta == 0.5
    assert run.snapshot.config.beta == 0.5
    assert sitting(ready).outcomes[0].met is False  # the range of the full form


def test_each_run_is_shown_as_it_begins(ready, qtbot) -> None:
    shown: list[str] = []
    ready.workspace.shown_changed.connect(lambda: shown.append(ready.workspace.shown.name))
    ready.experiments.start(TWO, short=True)
    wait_until(qtbot, lambda: done(ready))
    assert shown == ["A", "B"]


def test_who_looks_at_something_else_is_left_alone(ready, qtbot) -> None:
    first = ready.run.id
    long_b = experiment(PlannedRun("A", BRIEF), PlannedRun("B", LONG))
    ready.experiments.start(long_b, short=True)
    wait_until(qtbot, lambda: ready.run.name == "A")
    ready.workspace.look_at(first)
    runs = sitting(ready, long_b).runs
    wait_until(qtbot, lambda: ready.workspace.run(runs["B"]).step > 0)
    assert ready.run.id == first


def test_it_waits_for_a_run_that_trains(ready, qtbot) -> None:
    start(ready, qtbot)
    other = ready.run.id
    ready.experiments.start(TWO, short=True)
    assert [run.state for run in ready.workspace.queue] == [RunState.QUEUED] * 2
    assert ready.workspace.activity.run_id == other
    ready.training.stop()
    wait_until(qtbot, lambda: done(ready))


def test_stopping_keeps_what_was_trained_and_drops_what_waits(ready, qtbot) -> None:
    long_a = experiment(PlannedRun("A", LONG), PlannedRun("B", LONG))
    ready.experiments.start(long_a, short=True)
    ids_ = dict(sitting(ready, long_a).runs)
    wait_until(qtbot, lambda: ready.workspace.run(ids_["A"]).step > 0)
    ready.experiments.stop(long_a.key)
    wait_until(qtbot, lambda: ready.workspace.run(ids_["A"]).state is RunState.STOPPED)
    assert ready.workspace.run(ids_["A"]).can_go_on
    assert ready.workspace.run(ids_["B"]) is None
    assert sitting(ready, long_a).stage is Stage.STOPPED
    assert not ready.workspace.queue


def test_it_can_be_started_again_when_it_has_ended(ready, qtbot) -> None:
    for _ in range(2):
        ready.experiments.start(TWO, short=True)
        ready.experiments.start(TWO, short=True)  # while it is under way: nothing happens
        wait_until(qtbot, lambda: done(ready))
    names = [run.name for run in ready.workspace.runs if run.experiment]
    assert names == ["A", "B", "A (2)", "B (2)"]


def test_the_curves_of_an_experiment_are_not_among_those_of_the_next(ready, qtbot) -> None:
    ready.experiments.start(TWO, short=True)
    wait_until(qtbot, lambda: done(ready))
    first = set(sitting(ready).runs.values())
    assert {run.id for run in ready.workspace.runs if run.pinned} == first
    other = experiment(PlannedRun("C", BRIEF), PlannedRun("D", BRIEF))
    ready.experiments.start(other, short=True)
    wait_until(qtbot, lambda: done(ready, other))
    second = set(sitting(ready, other).runs.values())
    assert {run.id for run in ready.workspace.runs if run.pinned} == second


def test_a_run_that_was_ended_early_is_measured_and_held_against_nothing(ready, qtbot) -> None:
    early = experiment(PlannedRun("A", LONG))
    ready.experiments.start(early, short=True)
    run = sitting(ready, early).runs["A"]
    wait_until(qtbot, lambda: ready.workspace.run(run).step > 0)
    ready.training.stop()
    wait_until(qtbot, lambda: done(ready, early))
    (outcome,) = sitting(ready, early).outcomes
    assert math.isfinite(outcome.value)
    assert outcome.met is None


def test_a_run_that_is_taken_off_the_list_leaves_no_number(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.experiments.start(TWO, short=True)
    ready.workspace.remove(sitting(ready).runs["A"])
    ready.training.stop()
    wait_until(qtbot, lambda: done(ready))
    assert [outcome.shown for outcome in sitting(ready).outcomes[:1]] == ["–"]


def test_other_digits_stand_in_and_are_held_against_nothing(ready, tiny_sets, screen, qtbot):
    tiny_sets["mnist"].here = False
    ready.experiments.start(TWO, short=True)
    told = [m for m in screen.messages if "Training uses" in m.text]
    assert len(told) == 1
    wait_until(qtbot, lambda: done(ready))
    assert [outcome.met for outcome in sitting(ready).outcomes] == [None] * 3


def test_without_any_digits_nothing_is_started(ready, tiny_sets, screen, qtbot) -> None:
    tiny_sets["mnist"].here = tiny_sets["offline"].here = False
    other = experiment(PlannedRun("A", replace(BRIEF, dataset="offline")))
    ready.experiments.start(other, short=True)
    assert ready.experiments.sitting(other.key) is None
    assert screen.messages[-1].severity == "error"


def test_the_files_of_the_program_are_read_bit_by_bit(ready, qtbot) -> None:
    files = ready.experiments.files
    with qtbot.waitSignal(files.listed):
        files.load()
        assert files.experiments == ()
    assert sorted(e.id for e in files.experiments) == list(ids())
    assert [e.order for e in files.experiments] == sorted(e.order for e in files.experiments)


def test_a_copy_is_written_changed_and_opened(ready, screen, tmp_path: Path, qtbot) -> None:
    files = ready.experiments.files
    with qtbot.waitSignal(files.listed):
        files.load()
    path = tmp_path / "copy.toml"
    files.save_copy(files.experiments[0], path)
    assert screen.messages[-1].severity == "success"
    path.write_bytes(path.read_bytes().replace(b'en = "', b'en = "My ', 1))
    with qtbot.waitSignal(files.wanted) as caught:
        files.open(path)
    (opened,) = caught.args
    assert opened.title.startswith("My ")
    assert files.find(str(path)) is opened
    assert files.experiments[-1] is opened


def test_a_mistake_in_a_file_is_told_with_its_line(ready, screen, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('title = "Bad"\nquestion = 3\n', encoding="utf-8")
    ready.experiments.files.open(path)
    assert screen.messages[-1].severity == "error"
    assert screen.messages[-1].text.startswith("bad.toml, line 2: 'question' is 3")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.2, "10 s"),
        (0.5, "30 s"),
        (1.0, "1 min"),
        (12.4, "12 min"),
        (61, "1 h"),
        (83, "1 h 25 min"),
    ],
)
def test_times_are_told_as_roughly_as_they_are_known(value: float, text: str) -> None:
    assert minutes(value) == text


OWN = """\
title = { en = "My own", zh = "我的" }
question = "?"
what = "!"
[settings]
widths = [8]
epochs = 1
[[runs]]
name = { en = "One", zh = "一" }
[[results]]
run = "One"
measure = "kl"
"""


@pytest.fixture
def spoken() -> Iterator[None]:
    """The test may `speak` another language."""
    yield
    speak("en", None)


def test_in_another_language_files_and_what_was_started_are_read_anew(
    ready, qtbot, tmp_path: Path, spoken
) -> None:
    files = ready.experiments.files
    with qtbot.waitSignal(files.listed):
        files.load()
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    files.open(path)
    path.unlink()  # what was read of it is kept
    key = str(path)
    ready.experiments.start(files.find(key), short=True)
    ready.experiments.stop(key)
    assert ready.workspace.runs[-1].name == "One"
    before = ready.experiments.sitting(key)
    files.load()
    assert files.find("seeds").title == "Two seeds"  # nothing is read twice in one language
    speak("zh", None)
    with qtbot.waitSignal(files.listed):
        files.load()
        files.load()
    assert files.find("seeds").title == "两个种子"
    assert sorted(e.id for e in files.experiments) == sorted((*ids(), "own"))
    assert files.find(key).title == "我的"
    after = ready.experiments.sitting(key)
    assert after.experiment.title == "我的"
    assert (after.runs, after.stage) == (before.runs, before.stage)
    # One that waits behind a run which has not let go yet would leave no trace when it is stopped.
    wait_until(qtbot, lambda: not ready.training.state.at_work)
    ready.experiments.start(files.find(key), short=True)
    ready.experiments.stop(key)
    assert ready.workspace.runs[-1].name == "一"
    assert set(ready.experiments.sitting(key).runs) == {"One"}
