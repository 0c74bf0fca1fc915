"""A frame, or a full state, as the bytes of a model file: any of them opens alone, too."""

from __future__ import annotations

from vae_explorer.core.errors import UserError
from vae_explorer.core.extras import Extras
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import file_parts, load_bytes
from vae_explorer.core.timeline.frame import Frame, KeyState

Parts = list[bytes | memoryview]

_INTERPOLATED = "interpolated"


def frame_parts(frame: Frame) -> Parts:
    """Return the bytes of a frame as a model file, in pieces that are not copied.

    The weights are in half precision, and there are no losses.
    """
    entries: dict[tuple[str, ...], bool] = {(_INTERPOLATED,): True} if frame.interpolated else {}
    header, arrays = file_parts(
        Snapshot(
            config=frame.config,
            step=frame.step,
            epoch=frame.epoch,
            weights=frame.weights,  # halves, which need not be widened
            embedding=frame.embedding,
            log_variance=frame.log_variance,
            labels=frame.labels,
            split=frame.split,
            shape=frame.shape,
            class_names=frame.class_names,
            extras=Extras(entries),
        ),
        half_precision=True,
    )
    return [header, *arrays]


def frame_bytes(frame: Frame) -> bytes:
    """Return a frame as a model file; equal frames give equal bytes."""
    return b"".join(frame_parts(frame))


def read_frame(content: bytes | bytearray, name: str) -> Frame:
    """Read a frame from the bytes of a model file.

    Parameters
    ----------
    name
        What messages call it.

    Raises
    ------
    UserError
        When it is no model file, or what it holds is damaged.
    """
    file = load_bytes(content, name, halves=True)
    snapshot = file.snapshot
    return Frame(
        config=snapshot.config,
        step=snapshot.step,
        epoch=snapshot.epoch,
        weights=snapshot.weights,
        embedding=snapshot.embedding,
        log_variance=snapshot.log_variance,
        labels=snapshot.labels,
        split=snapshot.split,
        shape=snapshot.shape,
        class_names=snapshot.class_names,
        interpolated=file.interpolated,
    )


def state_parts(state: KeyState) -> Parts:
    """Return the bytes of a full state as a model file with the training state."""
    header, arrays = file_parts(state.snapshot, state.training)
    return [header, *arrays]


def read_state(content: bytes | bytearray, name: str) -> KeyState:
    """Read a full state from the bytes of a model file; see `read_frame`."""
    file = load_bytes(content, name)
    if file.training is None:
        raise UserError(tr("{name} lacks what training further takes.", name=name))
    return KeyState(file.snapshot, file.training)
