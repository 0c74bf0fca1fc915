"""Panels that are bound to a session: what they show of its runs, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from desk_kit import TestDesk

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.state import Message
from vae_explorer.views.panels import curves_panel, kl_panel, posterior_plane_panel
from vae_explorer.views.panels.curves_panel import CurvesPanel
from vae_explorer.views.panels.kl_panel import KLPanel
from vae_explorer.views.panels.posterior_plane_panel import POINTS_TEXT, PosteriorPlanePanel
from vae_explorer.views.style.theme import LIGHT

pytestmark = pytest.mark.slow  # a model is trained

Open = Callable[..., int]


@pytest.fixture
def open_run(control: TestDesk, snapshot: Snapshot) -> Open:
    """Return a function that opens a pinned run with some settings, and returns its number."""

    def add(**settings) -> int:
        run = control.show(replace(snapshot, config=replace(snapshot.config, **settings)))
        control.workspace.update(run.id, pinned=True)
        return run.id

    return add


@pytest.fixture
def curves(control: TestDesk, qtbot) -> CurvesPanel:
    panel = CurvesPanel(LIGHT)
    qtbot.addWidget(panel)
    curves_panel.bind(panel, control)
    return panel


@pytest.fixture
def told(control: TestDesk) -> list[Message]:
    """Return the messages that come from now on."""
    messages: list[Message] = []
    control.message_posted.connect(messages.append)
    return messages


def test_that_curves_stay_out_is_told_once_for_two_runs(
    control, open_run: Open, curves: CurvesPanel, told: list[Message]
) -> None:
    grey, gaussian = open_run(), open_run(likelihood="gaussian")
    for run in (grey, gaussian, grey, gaussian):
        control.workspace.look_at(run)
        assert len(curves._series) == 1
    assert [message.topic for message in told] == ["curves"]
    open_run(likelihood="binary")
    assert len(told) == 3, "of a third run, once for each of the others"


def test_curves_of_another_data_set_stay_out(
    open_run: Open, curves: CurvesPanel, told: list[Message]
) -> None:
    open_run()
    open_run(dataset="moons")
    assert len(curves._series) == 1
    assert ["data set is another" in message.text for message in told] == [True]


def test_divergences_of_other_likelihoods_are_of_one_scale(control, open_run: Open, qtbot) -> None:
    panel = KLPanel(LIGHT)
    qtbot.addWidget(panel)
    kl_panel.bind(panel, control)
    open_run()
    shown = open_run(likelihood="gaussian", batch_size=64)
    drawn = panel.plot._lines
    assert len({line.colour for line in drawn if line.colour}) == 2
    assert [line.shown for line in drawn if line.colour][-1]
    control.workspace.look_at(shown)
    control.workspace.update(shown, pinned=False)
    assert len({line.colour for line in panel.plot._lines if line.colour}) == 2
    assert "n = 64" in panel._figures.text()


def test_the_posteriors_are_those_of_the_shown_snapshot(control, open_run: Open, qtbot) -> None:
    panel = PosteriorPlanePanel(LIGHT)
    qtbot.addWidget(panel)
    posterior_plane_panel.bind(panel, control)
    open_run()
    assert not len(panel.field.cloud.mean), "nothing is worked out for what cannot be seen"
    panel.show()
    snapshot = control.snapshot
    assert panel.field.cloud.mean[0] == pytest.approx(snapshot.embedding[0, 0])
    open_run(posterior="delta")
    assert not len(panel.field.cloud.mean)
    assert panel._empty.text() == POINTS_TEXT
    assert panel._empty.isVisible()
