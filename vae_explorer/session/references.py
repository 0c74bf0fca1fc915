"""The levels that the losses of the run on the screen are compared with."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.measures.result import Reference
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.products import Products
from vae_explorer.session.workspace import Workspace

_MEASURED = 10_000  # images, as many as runs are measured on


class _Key(NamedTuple):
    """All that the levels depend on."""

    dataset: str
    seed: int
    likelihood: str
    variance: float

    @classmethod
    def of(cls, config: RunConfig) -> _Key:
        variance = config.variance if config.likelihood_key == "gaussian" else 0.0
        return cls(config.dataset, config.seed, config.likelihood_key, variance)


class _Request(NamedTuple):
    key: _Key
    images: LabelledImages


class References(Answering):
    """Works them out once for each data set and likelihood, on the held-out images.

    Attributes
    ----------
    changed
        A tuple of `Reference`: those of the run that is shown now.
    """

    changed = Signal(tuple)

    def __init__(self, workspace: Workspace, products: Products, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._known: dict[_Key, tuple[Reference, ...]] = {}
        self._asked: _Key | None = None
        self._current: tuple[Reference, ...] = ()
        self._latest: Latest[_Request] = Latest("references", _solve, self)
        self._latest.answered.connect(self._on_answer)
        products.images_changed.connect(self._on_images)

    @property
    def current(self) -> tuple[Reference, ...]:
        """Those of the run that is shown, as far as they are known."""
        return self._current

    @Slot(object)
    def _on_images(self, images: LabelledImages | None) -> None:
        shown = self._workspace.shown
        key = None if images is None or shown is None else _Key.of(shown.config)
        if key is not None and key not in self._known and key != self._asked:
            assert images is not None
            self._asked = key
            self._latest.ask(_Request(key, images))
        self._publish(key)

    @Slot(object)
    def _on_answer(self, answer: tuple[_Key, tuple[Reference, ...]]) -> None:
        key, found = answer
        self._known[key] = found
        shown = self._workspace.shown
        if shown is not None and _Key.of(shown.config) == key:
            self._publish(key)

    def _publish(self, key: _Key | None) -> None:
        current = () if key is None else self._known.get(key, ())
        if current != self._current:
            self._current = current
            self.changed.emit(current)


def _solve(request: _Request) -> tuple[_Key, tuple[Reference, ...]]:
    from vae_explorer.core.measures.references import references

    key, images = request
    return key, references(key.likelihood, images.images[:_MEASURED], key.variance or 0.5)
