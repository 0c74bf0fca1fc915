"""Films of runs, drawn and written beside whatever else goes on; and single pictures of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.engine.priority import yield_to_the_window
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.film.storyboard import Storyboard
from vae_explorer.core.history import History
from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import count
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.session.latest import Latest
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message

if TYPE_CHECKING:  # drawing and writing are imported when somebody wants a film
    from vae_explorer.core.film.draw import Artist
    from vae_explorer.core.film.scene import Reel

TOPIC = "film"


@dataclass(frozen=True, eq=False)
class FilmRequest:
    """A film to be made, of a run as it was when it was asked for."""

    frames: tuple[Frame, ...]
    history: History
    name: str
    storyboard: Storyboard
    path: Path

    @property
    def reel(self) -> Reel:
        """The frames in the order of the storyboard."""
        from vae_explorer.core.film.scene import Reel

        return Reel(self.frames, self.history, self.storyboard, self.name)


@dataclass(frozen=True, eq=False)
class PreviewRequest:
    """A picture of a film to be drawn; `part` is its moment, from 0 to 1."""

    frames: tuple[Frame, ...]
    history: History
    name: str
    storyboard: Storyboard
    part: float


@dataclass(frozen=True, eq=False)
class Preview:
    """A picture of a film.

    Attributes
    ----------
    storyboard, part
        Of which film, and of which moment of it.
    picture
        (height, width, 3); None where there cannot be one.
    problem
        Why not.
    seconds
        How long the film is.
    """

    storyboard: Storyboard
    part: float
    picture: NDArray[np.uint8] | None
    problem: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class _Answer:
    request: FilmRequest
    pictures: int = 0
    error: Exception | None = None


class Films(QObject):
    """Makes one film at a time, and pictures of those that are being thought of.

    Attributes
    ----------
    under_way_changed
        Whether a film is being made.
    progressed
        How far it is, a `vae_explorer.core.film.encode.Made`; emitted on the thread that draws.
    previewed
        A `Preview`.
    made
        Where a film is now.
    message_posted
        A `Message`: that it is there, or why not.
    """

    under_way_changed = Signal(bool)
    progressed = Signal(object)  # a Made, of what is imported when it is wanted
    previewed = Signal(Preview)
    made = Signal(Path)
    message_posted = Signal(Message)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ready = False
        self._under_way = False
        self._cancel = threading.Event()
        self._drawn: tuple[object, Artist, Reel] | None = None  # on the thread of previews
        self._films: Latest[FilmRequest] = Latest("film", self._make, self)
        self._films.answered.connect(self._on_made)
        self._previews: Latest[PreviewRequest] = Latest("film preview", self._draw, self)
        self._previews.answered.connect(self._on_previewed)

    @property
    def under_way(self) -> bool:
        """Whether a film is being made."""
        return self._under_way

    def begin(self) -> None:
        """Work from now on; called when torch is there."""
        self._ready = True
        self._films.begin()
        self._previews.begin()

    def preview(self, run: Run, storyboard: Storyboard, part: float) -> None:
        """Ask for a picture, instead of what was asked before and not begun; `previewed` follows.

        Parameters
        ----------
        part
            When in the film, from 0 to 1.
        """
        frames = run.timeline.frames
        self._previews.ask(PreviewRequest(frames, run.history, run.name, storyboard, part))

    def make(self, run: Run, storyboard: Storyboard, path: Path) -> bool:
        """Begin a film, unless one is being made; messages tell how it ends.

        Returns
        -------
        bool
            Whether it was begun.
        """
        if self._under_way:
            text = tr("A film is being made; wait for it, or cancel it.")
            self.message_posted.emit(Message("warning", text, topic=TOPIC))
            return False
        from vae_explorer.core.film.encode import format_of

        request = FilmRequest(run.timeline.frames, run.history, run.name, storyboard, path)
        try:
            format_of(path)
            request.reel  # noqa: B018 - what is wrong with it is told at once
        except UserError as error:
            self.message_posted.emit(Message.about(error, topic=TOPIC))
            return False
        self._under_way = True
        self._cancel.clear()
        self.under_way_changed.emit(True)
        self._films.ask(request)
        return True

    def cancel(self) -> None:
        """Give up the film that is being made; nothing is left of it."""
        self._cancel.set()

    def end(self) -> None:
        """Ask the threads to end, in the middle of a film if need be."""
        self._cancel.set()
        self._films.end()
        self._previews.end()

    def wait(self) -> None:
        """Return when they have ended."""
        self._films.wait()
        self._previews.wait()

    def _make(self, request: FilmRequest) -> _Answer:
        """Called on the thread."""
        from vae_explorer.core.film.encode import make_film

        yield_to_the_window()
        try:
            done = make_film(request.reel, request.path, self.progressed.emit, self._cancel.is_set)
        except Exception as error:
            return _Answer(request, error=error)
        return _Answer(request, done)

    def _draw(self, request: PreviewRequest) -> Preview:
        """Called on the thread of previews."""
        from vae_explorer.core.film.draw import Artist
        from vae_explorer.core.film.scene import Reel

        yield_to_the_window()
        storyboard, part = request.storyboard, request.part
        key = (request.frames, request.name, storyboard)
        try:
            if self._drawn is None or self._drawn[0] != key:
                reel = Reel(request.frames, request.history, storyboard, request.name)
                self._drawn = (key, Artist(reel), reel)
            _, artist, reel = self._drawn
            picture = artist.picture(part * reel.seconds)
        except UserError as error:
            return Preview(storyboard, part, None, str(error))
        return Preview(storyboard, part, picture, seconds=reel.seconds)

    @Slot(object)
    def _on_previewed(self, preview: Preview) -> None:
        self.previewed.emit(preview)

    @Slot(object)
    def _on_made(self, answer: _Answer) -> None:
        self._under_way = False
        self.under_way_changed.emit(False)
        if isinstance(answer.error, Interrupted):
            text = tr("The film was given up; nothing of it was saved.")
            self.message_posted.emit(Message("info", text, topic=TOPIC))
        elif answer.error is not None:
            self.message_posted.emit(Message.about(answer.error, topic=TOPIC))
        else:
            path = answer.request.path
            pictures = count(answer.pictures, marked("picture"))
            text = tr("Saved {path}: {pictures}.", path=path, pictures=pictures)
            self.message_posted.emit(Message("success", text, topic=TOPIC))
            self.made.emit(path)
