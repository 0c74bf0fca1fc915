"""Branches in the list of runs."""

from __future__ import annotations

from file_kit import make_snapshot

from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session.runs import Run
from vae_explorer.views.panels.run_rows import rows_of
from vae_explorer.views.panels.runs_panel import RunsPanel
from vae_explorer.views.style.theme import LIGHT


def test_a_branch_stands_in_and_says_where_it_comes_from(qtbot) -> None:
    frame = Frame.of(make_snapshot())
    parent = Run(1, "First", 0, snapshot=make_snapshot())
    line = Timeline((frame,))
    branch = Run(3, "β 4", 2, snapshot=make_snapshot(), origin=(1, frame.step), timeline=line)
    rows = rows_of([parent, Run(2, "Other", 1), branch], shown=3)

    assert [(row.name, row.depth) for row in rows] == [("First", 0), ("β 4", 1), ("Other", 0)]
    assert f"Branches off First at epoch {frame.epoch:.2f}" in rows[1].facts

    panel = RunsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.set_runs([parent, Run(2, "Other", 1), branch], shown=3)
    panel.resize(260, 300)
    panel.show()
    cards = [
        panel.list.delegate.places(panel.list.rectangle_of(i), row).card
        for i, row in ((1, rows[0]), (3, rows[1]))
    ]
    assert cards[1].left() > cards[0].left()
    assert cards[1].right() == cards[0].right()
    panel.grab()
