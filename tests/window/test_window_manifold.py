"""The whole plane as a picture: chosen, seen and saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from vae_explorer.core.drawing.geometry import tile
from vae_explorer.core.drawing.manifold import AXES, manifold_grid
from vae_explorer.views.window.manifold_dialog import ManifoldDialog, Preview


@pytest.fixture
def dialog(explorer) -> ManifoldDialog:
    explorer.action("manifold").trigger()
    dialog = explorer.window.findChild(ManifoldDialog)
    explorer.wait_until(lambda: save(dialog).isEnabled())
    return dialog


def save(dialog: QDialog) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save…")


def test_what_is_seen_is_what_is_saved(explorer, dialog, answers, tmp_path: Path) -> None:
    explorer.control("Grid lines").select("aggregate")
    assert not save(dialog).isEnabled(), "the picture is another"
    explorer.control("Images in a row").setValue(4)
    explorer.wait_until(lambda: save(dialog).isEnabled())
    answers.file = tmp_path / "plane"
    explorer.qtbot.mouseClick(save(dialog), Qt.MouseButton.LeftButton)
    explorer.wait_until(lambda: (tmp_path / "plane.png").is_file())
    snapshot = explorer.snapshot
    expected = tile(snapshot.decode(manifold_grid(4, "aggregate", snapshot.embedding)), 4)[0]
    with Image.open(tmp_path / "plane.png") as picture:
        np.testing.assert_allclose(np.asarray(picture), expected * 255, atol=0.51)


def test_every_kind_of_axes_can_be_chosen(explorer, dialog) -> None:
    combo = explorer.control("Grid lines")
    assert [combo.itemData(i) for i in range(combo.count())] == list(AXES)
    view = dialog.findChild(Preview)
    before = view.grab().toImage()
    combo.select("linear")
    explorer.wait_until(lambda: view.grab().toImage() != before)


def test_a_model_without_codes_says_why_there_is_no_picture(explorer, dialog) -> None:
    nothing = np.full_like(explorer.snapshot.embedding, np.nan)
    explorer.desk.show(replace(explorer.snapshot, embedding=nothing))
    explorer.control("Grid lines").select("aggregate")
    view = dialog.findChild(Preview)
    explorer.wait_until(lambda: "no codes" in view._waiting)
    assert not save(dialog).isEnabled()


def test_without_a_model_there_is_nothing_to_save(open_window) -> None:
    assert not open_window(model=None).action("manifold").isEnabled()
