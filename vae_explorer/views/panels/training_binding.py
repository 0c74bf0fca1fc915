"""Between the Training panel and the session."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from vae_explorer.core.config import RunConfig
from vae_explorer.session.desk import Desk
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.views.attach import attach

if TYPE_CHECKING:
    from vae_explorer.views.panels.training_panel import TrainingPanel


def bind_training(panel: TrainingPanel, desk: Desk) -> None:
    """Let the form start and change runs, and show what the training does."""
    workspace, training = desk.workspace, desk.training
    lent: set[str] = set()  # fields of the form that show a run which is not the user's own

    def is_lent_to(run: Run) -> bool:
        """Whether a show, a tour or an experiment has begun it: the next run is none of theirs."""
        return run.unattended or bool(run.experiment) or desk.tours.owns(run.id)

    def play(config: RunConfig) -> None:
        state, run_id = workspace.activity.state, workspace.activity.run_id
        if state is RunState.PAUSED:
            training.play()
        elif state is RunState.FINISHED and run_id is not None:
            training.train_on(run_id, config.epochs)
        else:
            training.train(config)

    def step(config: RunConfig) -> None:
        if workspace.activity.state.has_run:
            training.step()
        else:
            training.start_with_step(config)

    def change(config: RunConfig) -> None:
        run = workspace.run(workspace.activity.run_id)
        if run is not None:
            # Of a run that has ended, the field says how many epochs more.
            finished = workspace.activity.state is RunState.FINISHED
            epochs = run.config.epochs if finished else config.epochs
            training.change(run.config.changed(**_live(config) | {"epochs": epochs}))

    def follow_start(run_id: int) -> None:
        run = workspace.run(run_id)
        if run is not None and not panel.drafting:
            asked = replace(run.config, dataset=panel.config().dataset)
            if asked == panel.config():
                return
            if is_lent_to(run):
                others = _differences(panel.config(), run.config)
                lent.update(others)
                panel.override(**others)
            else:  # another run goes on, and not the one of the form
                panel.set_config(run.config)

    def give_back() -> None:
        run = workspace.run(workspace.activity.run_id)
        over = not desk.tours.by_itself and (run is None or not is_lent_to(run))
        if lent and over and not panel.problems():
            panel.take_back(lent)
            lent.clear()

    panel.play_requested.connect(play)
    panel.step_requested.connect(step)
    panel.reset_requested.connect(training.reset)
    panel.queue_requested.connect(training.enqueue)
    panel.pause_requested.connect(training.pause)
    panel.change_requested.connect(change)
    panel.download_requested.connect(desk.download)
    panel.message.connect(desk.post)
    attach(panel, workspace.activity_changed, lambda activity: panel.set_state(activity.state))
    attach(panel, training.started, follow_start)
    attach(panel, workspace.activity_changed, lambda _activity: give_back())
    attach(panel, desk.tours.changed, give_back)
    training.devices_found.connect(panel.set_devices)
    desk.settings_wanted.connect(panel.draft)
    attach(panel, desk.data_sets_changed, lambda: panel.set_available(desk.available()))
    panel.set_available(desk.available())
    panel.set_state(workspace.activity.state)


def _differences(before: RunConfig, after: RunConfig) -> dict[str, Any]:
    names = (field.name for field in fields(RunConfig))
    return {n: getattr(after, n) for n in names if getattr(after, n) != getattr(before, n)}


def _live(config: RunConfig) -> dict[str, Any]:
    values = config.values()
    return {name: values[name] for name, what in config.settings().items() if what.live}
