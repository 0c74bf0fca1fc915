"""Images of another shape, in colour and in four classes, from training to export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import TestDesk, settings_in
from gui_kit import PATIENCE_MS, TINY
from PIL import Image
from shape_kit import CLASS_NAMES, KEY, SHAPE, Flags

from vae_explorer.cli import main
from vae_explorer.core.architecture import Architecture
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.storage.model_file import load
from vae_explorer.session.state import RunState
from vae_explorer.views.window.main_window import MainWindow

NETWORKS = {
    "mlp": Architecture("mlp", (24,), "relu"),
    "conv": Architecture("conv", (4, 6, 16), "silu"),
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_flags_are_trained_shown_saved_opened_decoded_and_exported(
    kind: str, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DATA_SETS, KEY, Flags())
    desk = TestDesk(tmp_path, settings_in(tmp_path))
    window = MainWindow(desk, "light")
    qtbot.addWidget(window, before_close_func=MainWindow.close_without_asking)
    images, mosaics, strips = [], [], []
    desk.products.image_changed.connect(images.append)
    desk.products.mosaic_changed.connect(mosaics.append)
    desk.products.strip_changed.connect(strips.append)
    window.show()

    def wait_until(condition) -> None:
        qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    wait_until(lambda: desk.ready)
    config = replace(TINY, dataset=KEY, architecture=NETWORKS[kind], batch_size=60, epochs=3)
    window.train(config)
    wait_until(lambda: desk.state is RunState.FINISHED)
    snapshot = desk.snapshot
    assert snapshot is not None
    assert (snapshot.shape, snapshot.class_names) == (SHAPE, CLASS_NAMES)

    # What is seen: four chips, and pictures in colour of the right proportions.
    assert len(window.latent.legend.chips) == len(CLASS_NAMES)
    assert CLASS_NAMES[2] in window.latent.legend.chips[2].toolTip()
    desk.workspace.move(0.3, -0.2)
    assert images[-1].shape == SHAPE
    desk.products.request_mosaic(Rect(-1, -1, 1, 1), 3, 2)
    wait_until(lambda: any(m.image.shape == (2 * 16, 3 * 20, 3) for m in mosaics))
    wait_until(lambda: bool(strips))
    assert strips[-1].inputs.shape == (4, *SHAPE)
    assert strips[-1].names == CLASS_NAMES
    window.latent.set_layers({"mosaic": True})
    assert not window.grab().isNull()

    # The file, and what a second window and the command line make of it.
    path = tmp_path / "flags.safetensors"
    with qtbot.waitSignal(desk.library.saved, timeout=PATIENCE_MS):
        desk.save(path)
    saved = load(path)
    assert (saved.snapshot.shape, saved.snapshot.class_names) == (SHAPE, CLASS_NAMES)
    z = np.array([[0.3, -0.2]], np.float32)
    np.testing.assert_allclose(saved.snapshot.decode(z)[0], images[-1], atol=1e-5)
    before = desk.run
    desk.library.open(path)
    wait_until(lambda: desk.run is not None and desk.run is not before and desk.path == path)
    assert desk.run is not None
    assert desk.run.can_go_on

    for command in (
        ["decode", str(path), "--z", "0.3,-0.2", "--out", str(tmp_path / "one.png")],
        ["manifold", str(path), "--n", "3", "--out", str(tmp_path / "many.png")],
        ["encode", str(path), "--out", str(tmp_path / "codes.csv")],
        ["evaluate", str(path), "--json", "--samples", "2"],
    ):
        assert main(command) == 0
    with Image.open(tmp_path / "one.png") as file:
        picture = np.asarray(file)
    assert picture.shape == (16, 20, 3)
    expected = np.moveaxis(saved.snapshot.decode(z)[0], 0, -1) * 255
    np.testing.assert_allclose(picture, expected, atol=1)
    with Image.open(tmp_path / "many.png") as file:
        assert file.size == (3 * 20, 3 * 16)
    assert len((tmp_path / "codes.csv").read_text().splitlines()) == 61
