"""One run of a stored session is read, and what of it is damaged is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.entries import Entries
from vae_explorer.core.storage.frame_file import read_frame, read_state
from vae_explorer.core.storage.model_file import ModelFile, load_bytes
from vae_explorer.core.storage.session_description import RunEntry
from vae_explorer.core.storage.session_layout import FRAMES, MODEL, STATES
from vae_explorer.core.storage.session_plan import Moment
from vae_explorer.core.text import count
from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.timeline.timeline import Timeline

MomentT = TypeVar("MomentT", Frame, KeyState)

_WORDS = {FRAMES: marked("moment"), STATES: marked("full state")}


@dataclass
class RunEntries:
    """The entries that a session has of one run.

    Attributes
    ----------
    model
        Of the newest moment; None where there is none.
    moments
        Frames and full states by their steps.
    lost
        How many entries of each kind are there in part, or turned out to be damaged.
    """

    model: Moment | None = None
    moments: dict[str, dict[int, Moment]] = field(default_factory=lambda: {FRAMES: {}, STATES: {}})
    lost: dict[str, int] = field(default_factory=lambda: {MODEL: 0, FRAMES: 0, STATES: 0})


@dataclass(frozen=True)
class ReadRun:
    """What was read of a run; `model` is None where nothing of it is whole."""

    model: ModelFile | None
    timeline: Timeline
    notes: tuple[str, ...]


class RunReader:
    """Reads runs one after the other; later ones may share moments with earlier ones.

    Parameters
    ----------
    entries
        Of the session.
    note_read
        Is told how many bytes have been read.
    """

    def __init__(self, entries: Entries, note_read: Callable[[int], object]) -> None:
        self._entries = entries
        self._note_read = note_read
        self._timelines: dict[str, Timeline] = {}

    def read(
        self,
        run: RunEntry,
        there: RunEntries,
        frames: Iterable[Moment],
        states: Iterable[Moment],
    ) -> ReadRun:
        """Return what is whole of a run.

        Parameters
        ----------
        run
            What the session says of it.
        there
            Its entries.
        frames, states
            Those of them that are to be read.
        """
        model = self._model(there)
        own = Timeline(
            self._moments(frames, read_frame, there, FRAMES),
            self._moments(states, read_state, there, STATES),
        )
        if model is not None:
            own = _of_the_run(own, model.snapshot, there)
        timeline = self._timelines[run.key] = self._with_shared(own, run)
        notes = [_lost(run, there, kind) for kind in (FRAMES, STATES) if there.lost[kind]]
        if model is None:
            model, note = _instead(run, timeline)
            notes.append(note)
        notes += [f"{run.name}: {note}" for note in model.notes] if model is not None else []
        return ReadRun(model, timeline, tuple(notes))

    def _model(self, there: RunEntries) -> ModelFile | None:
        if there.model is None:
            return None
        try:
            return load_bytes(self._content(there.model), there.model.name)
        except (UserError, ValueError, OSError):
            return None

    def _moments(
        self,
        wanted: Iterable[Moment],
        read: Callable[[bytes | bytearray, str], MomentT],
        there: RunEntries,
        kind: str,
    ) -> tuple[MomentT, ...]:
        found = []
        for moment in wanted:
            try:
                read_moment = read(self._content(moment), moment.name)
            except FileNotFoundError:
                continue  # whoever writes this folder has thinned it meanwhile
            except (UserError, ValueError, OSError):
                there.lost[kind] += 1
                continue
            if read_moment.step == moment.step:
                found.append(read_moment)
            else:
                there.lost[kind] += 1
        return tuple(found)

    def _content(self, moment: Moment) -> bytes | bytearray:
        content = self._entries.read(moment.name)
        self._note_read(moment.nbytes)
        return content

    def _with_shared(self, own: Timeline, run: RunEntry) -> Timeline:
        """Return a timeline with what is stored with the run that it branched off."""
        line = own
        for key, steps in run.shared_frames.items():
            for frame in _at(self._timelines.get(key, Timeline()).frames, steps):
                line = line.with_frame(frame)
        for key, steps in run.shared_states.items():
            for state in _at(self._timelines.get(key, Timeline()).states, steps):
                line = line.with_state(state)
        return line


def _at(moments: Sequence[MomentT], steps: Sequence[int]) -> list[MomentT]:
    wanted = frozenset(steps)
    return [moment for moment in moments if moment.step in wanted]


def _of_the_run(line: Timeline, snapshot: Snapshot, there: RunEntries) -> Timeline:
    """Return what of a timeline belongs to a run; the labels take their memory once."""
    shapes = _shapes(snapshot.weights)

    def belongs(other: Frame | Snapshot) -> bool:
        return (
            _shapes(other.weights) == shapes
            and other.shape == snapshot.shape
            and other.class_names == snapshot.class_names
            and np.array_equal(other.labels, snapshot.labels)
        )

    frames = [frame for frame in line.frames if belongs(frame)]
    states = [state for state in line.states if belongs(state.snapshot)]
    there.lost[FRAMES] += len(line.frames) - len(frames)
    there.lost[STATES] += len(line.states) - len(states)
    for moment in (*frames, *(state.snapshot for state in states)):
        object.__setattr__(moment, "labels", snapshot.labels)
    return Timeline(tuple(frames), tuple(states))


def _shapes(weights: Mapping[str, np.ndarray]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in weights.items()}


def _instead(run: RunEntry, timeline: Timeline) -> tuple[ModelFile | None, str]:
    """Return the newest of what is kept of a run, in place of its model, and a note."""
    state = max(timeline.states, key=lambda state: state.step, default=None)
    frame = timeline.frames[-1] if timeline.frames else None
    if state is not None and (frame is None or state.step >= frame.step):
        told = tr(
            "The newest moment of {run} is damaged or missing; the full state of step {step:,} "
            "takes its place.",
            run=run.name,
            step=state.step,
        )
        model = ModelFile(state.snapshot, state.training)
    elif frame is not None:
        history = state.snapshot.history if state is not None else None
        told = tr(
            "The newest moment of {run} is damaged or missing; the moment of step {step:,} takes "
            "its place; it cannot be trained further.",
            run=run.name,
            step=frame.step,
        )
        model = ModelFile(frame.snapshot(history))
    else:
        return None, tr("Nothing of {run} is whole; it was left out.", run=run.name)
    return model, told


def _lost(run: RunEntry, there: RunEntries, kind: str) -> str:
    lost = there.lost[kind]
    told = {"moments": count(lost, _WORDS[kind]), "run": run.name}
    if lost == 1:
        return tr("{moments} of {run} is damaged and left out.", **told)
    return tr("{moments} of {run} are damaged and left out.", **told)
