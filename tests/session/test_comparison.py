"""Runs side by side: which, at which moment, turned how, and with one probe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vae_explorer.core.drawing.geometry import Rect, cell_centres
from vae_explorer.core.measures.alignment import Alignment
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session.comparison import MOST
from vae_explorer.session.pictures import MosaicRequest, make_mosaic

pytestmark = pytest.mark.slow  # a model is trained


def turned(snapshot: Snapshot, degrees: float) -> Snapshot:
    """Return the model in a plane that is turned: its decoder's first weights are turned, too."""
    turn = Alignment(degrees)
    weights = dict(snapshot.weights)
    name = next(n for n, w in weights.items() if n.startswith("decoder") and w.ndim == 2)
    assert weights[name].shape[1] == 2
    weights[name] = (weights[name] @ turn.matrix).astype(np.float32)
    return replace(snapshot, weights=weights, embedding=turn.to_other(snapshot.embedding))


@pytest.fixture
def runs(control, snapshot) -> list[int]:
    """Four runs, of which the last is on the screen, each turned by 30° more than the one before.

    They have frames of epochs 0, 1 and 2, with the weights of the end.
    """
    ids = []
    for i in range(MOST):
        model = turned(snapshot, 30.0 * i)
        frame = Frame.of(model)
        frames = tuple(replace(frame, step=s * (i + 1), epoch=s / 4) for s in (0, 4, 8))
        ids.append(control.workspace.add(snapshot=model, timeline=Timeline(frames)).id)
    return ids


def test_the_shown_run_is_first_and_others_are_turned_onto_it(control, runs) -> None:
    comparison = control.comparison
    comparison.compare(runs)

    assert control.run.id == runs[3]
    assert comparison.others == tuple(runs[:3])
    assert [m.turn.degrees for m in comparison.members] == pytest.approx([-90, -60, -30], abs=0.01)
    for member in comparison.members:
        codes = member.snapshot.codes.turned(member.turn)
        np.testing.assert_allclose(codes.places, control.snapshot.embedding, atol=1e-4)


def test_one_point_is_decoded_alike_by_all_where_they_are_alike(control, runs) -> None:
    control.comparison.compare(runs)
    z = (0.7, -0.4)
    expected = control.snapshot.decode(np.array([z], np.float32))[0]

    for member in control.comparison.members:
        np.testing.assert_allclose(member.decode(z, None), expected, atol=1e-4)

    control.comparison.set_aligned(False)
    assert all(member.turn.is_none for member in control.comparison.members)
    other = control.comparison.members[0].decode(z, None)
    assert np.abs(other - expected).max() > 1e-3


def test_a_mosaic_of_a_turned_plane_is_the_first_ones(control, runs) -> None:
    control.comparison.compare(runs)
    rect, first = Rect(-1, -1, 1, 1), control.snapshot
    member = control.comparison.members[1]

    there = make_mosaic(MosaicRequest(1, member.snapshot, rect, 3, 2, turn=member.turn))
    here = make_mosaic(MosaicRequest(1, first, rect, 3, 2))

    assert np.abs(there.image.astype(int) - here.image).max() <= 6  # a draft
    assert len(cell_centres(rect, 3, 2)) == 6


def test_others_follow_by_the_epoch(control, runs) -> None:
    control.comparison.compare(runs)
    control.workspace.seek(4 * 4)

    assert control.snapshot.epoch == 1.0
    assert [m.snapshot.epoch for m in control.comparison.members] == [1.0] * 3
    assert [m.snapshot.step for m in control.comparison.members] == [4, 8, 12]
    before = control.comparison.members[0].snapshot
    control.workspace.update(runs[0], name="another name")
    assert control.comparison.members[0].snapshot is before, "its decoder is not made anew"

    control.workspace.seek(None)
    newest = [control.workspace.run(i).snapshot for i in runs[:3]]
    assert [m.snapshot for m in control.comparison.members] == newest


def test_runs_change_places_when_another_is_shown(control, runs) -> None:
    control.comparison.compare([runs[0], runs[3]])

    control.workspace.look_at(runs[0])
    assert control.comparison.others == (runs[3],)
    control.workspace.look_at(runs[1])
    assert control.comparison.others == (runs[3],)
    control.workspace.remove(runs[3])
    assert not control.comparison.active


def test_no_more_than_four_are_compared_and_each_once(control, runs) -> None:
    more = control.workspace.add(snapshot=control.snapshot, show=False)

    control.comparison.compare([*runs, runs[0], more.id])
    assert len(control.comparison.others) == MOST - 1
    control.comparison.toggle(runs[0])
    assert runs[0] not in control.comparison.others
    control.comparison.toggle(more.id)
    assert more.id in control.comparison.others
    control.comparison.stop()
    assert control.comparison.members == ()


def test_codes_of_other_images_are_not_turned(control, runs) -> None:
    labels = control.snapshot.labels[::-1].copy()
    strange = control.workspace.add(snapshot=replace(control.snapshot, labels=labels), show=False)

    control.comparison.compare([runs[3], strange.id])

    (member,) = control.comparison.members
    assert not member.alike
    assert member.turn.is_none
