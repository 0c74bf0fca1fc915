"""Between the Selection panel and the session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.selection import ADD, REPLACE
from vae_explorer.core.selection_query import look_for
from vae_explorer.core.storage.code_table import code_columns, table_bytes
from vae_explorer.session.desk import Desk
from vae_explorer.views.attach import attach

if TYPE_CHECKING:
    from vae_explorer.views.panels.selection_panel import SelectionPanel


def bind_selection(panel: SelectionPanel, desk: Desk) -> None:
    """Show what is selected, and let it be looked at, changed, looked for and saved."""
    _Binding(panel, desk)


class _Binding(QObject):
    """Between the panel and the session."""

    def __init__(self, panel: SelectionPanel, desk: Desk) -> None:
        super().__init__(panel)
        self._panel, self._desk = panel, desk
        self._workspace, self._selected = desk.workspace, desk.workspace.selected
        self._shown: tuple[object, ...] = ()
        self._finding = False
        workspace, selected, grid = self._workspace, self._selected, panel.grid
        panel.searched.connect(self._search)
        panel.class_wanted.connect(self._add_class)
        panel.invert_wanted.connect(self._invert)
        panel.clear_wanted.connect(selected.clear)
        panel.export_wanted.connect(self._export)
        panel.left.connect(selected.leave)
        grid.chosen.connect(self._look_at)
        grid.pointed.connect(selected.point)
        grid.left.connect(selected.leave)
        selected.pointed_changed.connect(grid.set_pointed)
        selected.changed.connect(self._show)
        workspace.snapshot_changed.connect(self._show)
        workspace.shown_changed.connect(self._show)
        desk.products.images_changed.connect(self._show_images)
        near, rows = desk.neighbours, panel.neighbours
        rows.chosen.connect(self._look_at)
        rows.pointed.connect(selected.point)
        rows.left.connect(selected.leave)
        selected.pointed_changed.connect(rows.set_pointed)
        panel.neighbours_seen.connect(near.set_active)
        attach(self, near.changed, lambda: rows.set_near(near.now))
        self._show_images(desk.products.images)
        self._show()
        near.set_active(panel.isVisible() and panel.shows_neighbours)
        rows.set_near(near.now)

    @property
    def _rows(self) -> NDArray[np.intp]:
        """Of the digits that can be found in what is shown."""
        snapshot, now = self._workspace.snapshot, self._selected.now
        if snapshot is None or not now.is_of(snapshot.config.dataset, len(snapshot.labels)):
            return np.empty(0, np.intp)
        return np.array(now.rows, np.intp)

    def _show(self, *_: object) -> None:
        snapshot, now = self._workspace.snapshot, self._selected.now
        if snapshot is None:
            return
        names, labels = snapshot.class_names, snapshot.labels
        before, self._shown = self._shown, (now.rows, now.dataset, names, labels)
        if before[:1] != self._shown[:1]:
            self._panel.set_missing("")
            if not self._finding:
                self._panel.search.clear()  # what was looked for is not what is selected any more
        same = len(before) == 4 and before[:3] == self._shown[:3]
        if not same or not np.array_equal(before[3], labels):  # type: ignore[arg-type]
            rows = self._rows
            self._panel.set_class_names(names)
            self._panel.set_told(len(rows), len(labels))
            self._panel.counts.set_labels(labels[rows], names)
            self._panel.grid.set_digits(rows, labels, names)
        self._panel.grid.set_current(now.current)

    def _show_images(self, images: LabelledImages | None) -> None:
        pixels = images.images if images is not None else None
        self._panel.grid.set_images(pixels)
        self._panel.neighbours.set_images(pixels)

    def _look_at(self, row: int) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            self._selected.look_at(row, snapshot.config.dataset)

    def _choose(self, rows: NDArray[np.intp], how: str) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            self._selected.choose(rows.tolist(), snapshot.config.dataset, how)

    def _add_class(self, label: int) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            self._choose(np.flatnonzero(snapshot.labels == label), ADD)

    def _invert(self) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            others = np.ones(len(snapshot.labels), np.bool_)
            others[self._rows] = False
            self._choose(np.flatnonzero(others), REPLACE)

    def _search(self, text: str) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is None:
            return
        found = look_for(text, snapshot.labels, snapshot.class_names)
        if found.rows:
            self._finding = True
            self._selected.find(found.rows, snapshot.config.dataset)
            self._finding = False
        self._panel.set_missing(found.missing)

    def _export(self, path: Path) -> None:
        snapshot, rows = self._workspace.snapshot, self._rows
        if snapshot is None or not len(rows):
            return
        has_variance = snapshot.config.has_bound
        columns = code_columns(
            rows,
            snapshot.labels[rows],
            snapshot.embedding[rows],
            snapshot.log_variance[rows] if has_variance else None,
        )
        self._desk.pictures.write(path, lambda: table_bytes(columns, path.suffix))
