"""The classifier over what is decoded: its regions in the plot, and its word on the image."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gui_kit import key
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from vae_explorer.core.classifier import Classifier, bundled_classifier, classifier_bytes
from vae_explorer.core.images import ImageShape
from vae_explorer.views.latent.layers.regions import RegionLayer


@pytest.fixture
def layer(explorer) -> RegionLayer:
    explorer.wait_until(lambda: explorer.desk.classifiers.now is not None)
    return explorer.plot.stack.layer(RegionLayer)


def switch(explorer) -> None:
    """Click the layer's button."""
    action = next(a for a in explorer.window.latent.layer_actions() if a.data() == "regions")
    buttons = explorer.window.latent.findChildren(QToolButton)
    button = next(b for b in buttons if b.defaultAction() is action)
    explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_regions_are_decoded_while_the_layer_is_on(explorer, layer) -> None:
    assert layer._regions is None
    switch(explorer)
    explorer.wait_until(lambda: layer._regions is not None)
    regions, plane = layer._regions, explorer.plot.plane.rect
    assert regions.rect.left <= plane.left
    assert regions.rect.top >= plane.top
    coarse = regions.labels.shape
    # What is told of a place is what the classifier sees there.
    classifier = explorer.desk.classifiers.now
    explorer.wait_until(lambda: layer._regions.labels.shape != coarse)
    height, width = layer._regions.labels.shape
    rows, columns = np.mgrid[4:height:40, 4:width:40].reshape(2, -1)
    rect = layer._regions.rect
    z = np.stack(
        (
            rect.left + (columns + 0.5) * rect.width / width,
            rect.top - (rows + 0.5) * rect.height / height,
        ),
        axis=1,
    ).astype(np.float32)
    seen = classifier.probabilities(explorer.snapshot.decode(z)).argmax(axis=1)
    assert (seen == layer._regions.labels[rows, columns]).mean() > 0.8  # but for borders
    switch(explorer)
    assert layer._regions is None


def test_they_follow_the_view_and_another_moment(explorer, layer) -> None:
    with_alt = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    key(explorer.plot, Qt.Key.Key_8, modifier=with_alt)
    explorer.wait_until(lambda: layer._regions is not None)
    before = layer._regions
    explorer.plot.zoom(4.0)
    explorer.wait_until(lambda: layer._regions.rect.width < 0.6 * before.rect.width)
    before = layer._regions
    explorer.desk.show(replace(explorer.snapshot, step=1))
    explorer.wait_until(lambda: layer._regions is not before)


def test_they_are_renewed_while_a_model_trains(explorer, layer) -> None:
    switch(explorer)
    explorer.wait_until(lambda: layer._regions is not None)
    explorer.train()
    before = layer._regions
    explorer.wait_until(lambda: layer._regions is not before and layer._regions is not None)
    explorer.pause()


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    bundled = bundled_classifier()
    turned = Classifier(
        "Mine", bundled.weights, bundled.shape, bundled.class_names[::-1], bundled.about
    )
    (tmp_path / "mine.safetensors").write_bytes(classifier_bytes(turned))
    return tmp_path / "mine.safetensors"


def test_ones_own_classifier_is_opened_like_any_file(explorer, layer, own_file: Path) -> None:
    runs = len(explorer.desk.workspace.runs)
    explorer.window.files.open_path(own_file)
    explorer.wait_until(lambda: explorer.desk.classifiers.now.name == "Mine")
    assert "Mine is the classifier now" in explorer.message
    assert len(explorer.desk.workspace.runs) == runs
    explorer.wait_until(lambda: layer._regions is not None)  # which the window shows at once


def test_it_is_asked_for_in_the_file_menu_and_the_bundled_one_comes_back(
    explorer, layer, own_file: Path, answers
) -> None:
    back = explorer.action("bundled_classifier")
    assert not back.isEnabled()
    explorer.action("open_classifier").trigger()  # and nothing is chosen
    answers.file = own_file
    explorer.action("open_classifier").trigger()
    explorer.wait_until(lambda: explorer.desk.classifiers.now.name == "Mine")
    assert back.isEnabled()
    back.trigger()
    bundled = bundled_classifier().name
    explorer.wait_until(lambda: explorer.desk.classifiers.now.name == bundled)
    assert not back.isEnabled()
    explorer.desk.classifiers.open(own_file)
    explorer.wait_until(back.isEnabled)
    explorer.action("known_state").trigger()  # as at the first start
    explorer.wait_until(lambda: not back.isEnabled())


def test_why_there_are_none_is_told_in_the_plot(explorer, layer, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    shapes = {
        "conv1.weight": (2, 1, 3, 3),
        "conv1.bias": (2,),
        "conv2.weight": (2, 2, 3, 3),
        "conv2.bias": (2,),
        "dense.weight": (2, 2 * 4 * 4),
        "dense.bias": (2,),
    }
    weights = {k: rng.normal(size=s).astype(np.float32) for k, s in shapes.items()}
    small = Classifier("Small", weights, ImageShape(1, 16, 16), ("0", "1"), {})
    (tmp_path / "small.safetensors").write_bytes(classifier_bytes(small))
    explorer.window.files.open_path(tmp_path / "small.safetensors")
    explorer.wait_until(lambda: "1 x 16 x 16" in layer._problem)
    assert layer._regions is None
    explorer.wait_until(lambda: not explorer.panel("decoded")._likeness.words)


def test_the_decoded_image_is_told_what_it_looks_like(explorer, layer) -> None:
    label = explorer.panel("decoded")._likeness
    explorer.wait_until(lambda: label.words.startswith("Looks like a"))
    explorer.desk.workspace.place(1.0, -1.0)
    image = explorer.images[-1]
    found = explorer.desk.classifiers.now.probabilities(image[None])[0]
    name, likely = str(found.argmax()), f"({found.max():.2f})"
    explorer.wait_until(lambda: f" {name} {likely}" in label.words)


def test_a_damaged_classifier_changes_nothing(explorer, layer, own_file: Path) -> None:
    content = own_file.read_bytes()
    own_file.write_bytes(content[: len(content) // 2])
    before = explorer.desk.classifiers.now
    explorer.desk.classifiers.open(own_file)
    explorer.wait_until(lambda: "mine.safetensors" in explorer.message)
    assert explorer.desk.classifiers.now is before
