"""Between what the workspace knows and what a session file holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from vae_explorer.core.paths import Route
from vae_explorer.core.pins import Pin
from vae_explorer.core.selection import Selection
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.selection_json import read_selection, selection_json
from vae_explorer.core.storage.session_values import Session, StoredRun
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Workspace

Table = Mapping[str, Any]

_BUNDLED = "bundled"


class Moment(NamedTuple):
    """A run as it was at some step, as the training thread has it."""

    snapshot: Snapshot
    training: TrainingState | None


def to_session(
    workspace: Workspace, runs: Iterable[Run], newest: Mapping[int, Moment], view: Table
) -> Session:
    """Return what is to be stored.

    Parameters
    ----------
    runs
        Those to be stored; one without a snapshot is left out.
    newest
        By the ids of some runs, what is known of them better than the workspace does.
    view
        What the window says of how it looks at them.
    """
    there = [run for run in runs if run.id in newest or run.snapshot is not None]
    ids = {run.id for run in there}
    shown = workspace.shown
    z1, z2 = workspace.probe
    return Session(
        runs=tuple(_to_stored(run, newest.get(run.id), ids) for run in there),
        shown=str(shown.id) if shown is not None and shown.id in ids else None,
        moment=workspace.moment if shown is not None and shown.id in ids else None,
        view={
            "probe": [z1, z2],
            "classes": sorted(workspace.classes),
            "route": workspace.route.now.to_json(),
            **view,
        },
        pins=tuple(pin.to_json() for pin in workspace.pins.all),
        selection=selection_json(workspace.selected.now),
    )


def _to_stored(run: Run, newest: Moment | None, ids: set[int]) -> StoredRun:
    moment = newest or _known(run)
    origin = run.origin
    return StoredRun(
        key=str(run.id),
        name=run.name,
        colour=run.colour,
        snapshot=moment.snapshot,
        training=moment.training,
        timeline=run.timeline,
        origin=(str(origin[0]), origin[1]) if origin is not None and origin[0] in ids else None,
        pinned=run.pinned,
        seconds=run.seconds,
        experiment=run.experiment,
        saved_step=min(run.saved_step, moment.snapshot.step),
        plan=run.plan,
        more={_BUNDLED: True} if run.bundled else {},
    )


def _known(run: Run) -> Moment:
    """Return what the workspace knows of a run that has a snapshot."""
    assert run.snapshot is not None
    training = run.training
    if training is not None and training.step != run.snapshot.step:
        training = None  # it is a trainer's
    return Moment(run.snapshot, training)


def renumbered(session: Session) -> Session:
    """Return a session whose runs have the keys 1, 2 …, as equal sessions of two windows have."""
    keys = {run.key: str(place) for place, run in enumerate(session.runs, 1)}
    runs = tuple(
        replace(
            run,
            key=keys[run.key],
            origin=(keys[run.origin[0]], run.origin[1]) if run.origin is not None else None,
        )
        for run in session.runs
    )
    return replace(session, runs=runs, shown=keys.get(session.shown or ""))


def bring_back(workspace: Workspace, session: Session, *, unsaved: bool = False) -> list[int]:
    """Let the workspace have what a session holds; return the ids of the runs.

    What some file holds, or nobody would miss, makes room for it; what is being trained, waits, or
    is unsaved stays.

    Parameters
    ----------
    unsaved
        Whether what was trained and not saved by then still is: no file of the user's holds it.
    """
    old = [run.id for run in workspace.runs if _makes_room(workspace, run)]
    left = [run for run in workspace.runs if run.id not in old]
    taken = {run.colour for run in left}
    ids: dict[str, int] = {}
    for stored in session.runs:
        run = _add(workspace, stored, unsaved=unsaved)
        ids[stored.key] = run.id
        if stored.colour not in taken:
            workspace.update(run.id, colour=stored.colour)
    for stored in session.runs:
        if stored.origin is not None and stored.origin[0] in ids:
            origin = (ids[stored.origin[0]], stored.origin[1])
            workspace.update(ids[stored.key], origin=origin)
    if ids:
        last = next(reversed(ids.values()))
        workspace.look_at(ids.get(session.shown or "", last))
        workspace.discard(old)
    workspace.seek(session.moment)
    _look(workspace, session)
    return list(ids.values())


def _makes_room(workspace: Workspace, run: Run) -> bool:
    busy = run.state.at_work or run.state is RunState.QUEUED
    active = run.id == workspace.activity.run_id and workspace.activity.state.has_run
    return not busy and not active and not run.unsaved


def _add(workspace: Workspace, stored: StoredRun, *, unsaved: bool) -> Run:
    snapshot, step = stored.snapshot, stored.snapshot.step
    at_rest = Run(0, "", 0, snapshot=snapshot, training=stored.training).state_at_rest
    timeline = stored.timeline
    if timeline.frames and timeline.frames[-1].step > step:  # of a run that was broken off
        timeline = timeline.until(step)
    return workspace.add(
        stored.name,
        show=False,
        config=snapshot.config,
        snapshot=snapshot,
        training=stored.training,
        state=at_rest,
        seconds=stored.seconds,
        pinned=stored.pinned,
        saved_step=min(stored.saved_step, step) if unsaved else step,
        kept_whole=stored.training is not None,
        bundled=stored.more.get(_BUNDLED) is True,
        plan=stored.plan,
        experiment=stored.experiment,
        timeline=timeline,
    )


def _look(workspace: Workspace, session: Session) -> None:
    """Have the probe, the visible classes, pins and selection of a session, as far as they fit."""
    probe, classes = session.view.get("probe"), session.view.get("classes")
    with suppress(TypeError, ValueError, OverflowError):
        z1, z2 = (float(z) for z in probe or ())
        if max(abs(z1), abs(z2)) <= 1e6:  # and no NaN
            workspace.move(z1, z2)
            workspace.settle()
    if isinstance(classes, list):
        workspace.show_classes(label for label in classes if type(label) is int)
    route = Route.from_json(session.view.get("route"))
    if route is not None:
        workspace.route.replace(route)
    pins = []
    for table in session.pins:
        with suppress(ValueError):
            pins.append(Pin.from_json(table))
    workspace.pins.replace_all(pins)
    selection = Selection()
    with suppress(ValueError):
        selection = read_selection(session.selection)
    workspace.selected.replace(selection)
