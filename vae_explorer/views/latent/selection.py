"""The selection in the plot: a click on a dot selects it, and it stays marked."""

from __future__ import annotations

import numpy as np

from vae_explorer.session.desk import Desk
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.marks import OwnMark
from vae_explorer.views.latent.pins import name_of
from vae_explorer.views.latent.plot import LatentPlot


def bind_selection(plot: LatentPlot, desk: Desk) -> None:
    """Show what is selected, and let it be selected in the plane."""
    workspace, subjects = desk.workspace, desk.subjects
    selected = workspace.selected
    told: dict[str, object] = {}  # to the plot, which paints itself anew at each word

    def show() -> None:
        snapshot, now = workspace.snapshot, selected.now
        there = snapshot is not None and now.is_of(snapshot.config.dataset, len(snapshot.labels))
        rows, current = (now.rows, now.current) if there else ((), None)
        if told.get("selection") != (rows, current):
            told["selection"] = rows, current
            plot.set_selection(rows, current)
        show_own()

    def show_own() -> None:
        subject, snapshot, mark = subjects.now, workspace.snapshot, None
        if subject is not None and subject.row is None:
            spread = snapshot is not None and snapshot.config.has_bound
            sigmas = np.exp(subject.log_variance / 2).tolist() if spread else None
            z1, z2 = subject.mean.tolist()
            mark = OwnMark(subject.name, (z1, z2), tuple(sigmas) if sigmas else None)
        if told.get("own", "nothing") != mark:
            told["own"] = mark
            plot.set_own(mark)

    def look_at(row: int) -> None:
        snapshot = workspace.snapshot
        if snapshot is not None:
            selected.look_at(row, snapshot.config.dataset, name_of(snapshot, row))

    def point_at(row: object) -> None:
        plot.point_at(row if isinstance(row, int) else None)

    def bring_into_view() -> None:
        snapshot, now = workspace.snapshot, selected.now
        if snapshot is None or not now.rows:
            return
        if now.is_of(snapshot.config.dataset, len(snapshot.labels)):
            plot.show_dots(now.rows)

    plot.dot_chosen.connect(look_at)
    plot.hovered.connect(selected.point)
    attach(plot, selected.pointed_changed, point_at)
    attach(plot, selected.sight_wanted, bring_into_view)
    selected.left.connect(plot.setFocus)
    plot.nothing_chosen.connect(selected.clear)
    attach(plot, selected.changed, show)
    attach(plot, workspace.snapshot_changed, show)
    attach(plot, workspace.shown_changed, show)
    attach(plot, subjects.changed, show_own)
    show()
