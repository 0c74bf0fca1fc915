"""Between the Losses panel and the session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shiboken6 import isValid

from vae_explorer.core.language import tr
from vae_explorer.session.desk import Desk
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.attach import attach
from vae_explorer.views.curves.series import RunCurves
from vae_explorer.views.style.palette import run_colours

if TYPE_CHECKING:
    from vae_explorer.views.panels.curves_panel import CurvesPanel

_CURVES_MS = 1500  # a curve need not keep up with a hand
_MARK_MS = 120  # nor need a mark on it: each time all plots are painted


def _why_not_comparable(run: Run, shown: Run | None) -> str:
    """Say why the curves of a run stay out; empty where they need not."""
    if shown is None:
        return ""
    if not run.config.comparable(shown.config):
        return tr(
            "The curves of {run} stay out: its likelihood is another, "
            "and nats of the two cannot be compared.",
            run=run.name,
        )
    if run.config.dataset != shown.config.dataset:
        return tr(
            "The curves of {run} stay out: its data set is another, "
            "and nats of the two cannot be compared.",
            run=run.name,
        )
    return ""


def bind_curves(panel: CurvesPanel, desk: Desk) -> None:
    """Show the losses of the run on the screen, and of those that are pinned."""
    workspace = desk.workspace
    told: set[frozenset[int]] = set()  # pairs, each of which is told of once

    def tell(run: Run, shown: Run) -> None:
        pair = frozenset((run.id, shown.id))
        if pair in told:
            return
        told.add(pair)
        desk.post(Message("info", _why_not_comparable(run, shown), topic="curves"))

    def show(*, in_turns: bool = False) -> None:
        colours = run_colours(panel.dark)
        shown = workspace.shown
        pinned = [run for run in workspace.runs if run.pinned and run is not shown]
        others = {run.id: run for run in pinned if _why_not_comparable(run, shown)}
        for run in others.values():
            if shown is not None and not run.history.is_empty:
                tell(run, shown)
        panel.set_runs(
            [
                RunCurves.of(run, colours[run.colour % len(colours)], run is shown)
                for run in workspace.runs
                if run is shown or (run.pinned and run.id not in others)
            ],
            in_turns=in_turns,
        )

    def draw() -> None:
        if isValid(panel):  # its window may have gone meanwhile
            show(in_turns=True)

    throttle = Throttle(_CURVES_MS, partial(desk.hand.after_frame, draw), panel)
    marking = Throttle(_MARK_MS, lambda: panel.set_moment(workspace.moment_epoch), panel)
    attach(panel, workspace.runs_changed, show)
    attach(panel, workspace.shown_changed, show)
    attach(panel, workspace.run_changed, lambda _run: throttle.request())
    # A frame of the timeline's, which is long, should not wait for curves.
    attach(panel, workspace.moment_changed, throttle.postpone)
    desk.references.changed.connect(panel.set_references)
    workspace.moment_changed.connect(marking.request)
    panel.message.connect(desk.post)
    panel.set_references(desk.references.current)
    panel.set_moment(workspace.moment_epoch)
    show()
