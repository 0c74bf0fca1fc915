"""The classifier: its numbers against plain loops, its file, and what it says of a plane."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from vae_explorer.core.classifier import (
    Classifier,
    bundled_classifier,
    classifier_bytes,
    is_classifier,
    load_classifier,
)
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.measures.decision_regions import (
    cells_of,
    decide,
    looks_like,
    regions_of,
)
from vae_explorer.core.storage.bundled import load_model

SHAPE = ImageShape(1, 8, 9)
NAMES = ("nought", "one", "two")


def random_classifier(seed: int = 0) -> Classifier:
    rng = np.random.default_rng(seed)
    shapes = {
        "conv1.weight": (2, 1, 3, 3),
        "conv1.bias": (2,),
        "conv2.weight": (3, 2, 5, 5),
        "conv2.bias": (3,),
        "dense.weight": (3, 3 * 2 * 2),
        "dense.bias": (3,),
    }
    weights = {k: rng.normal(0, 0.5, s).astype(np.float32) for k, s in shapes.items()}
    return Classifier("random", weights, SHAPE, NAMES, {"note": "made up"})


def convolved(image: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return a convolution with a border of zeros, rectified, and the largest of 2 x 2."""
    outputs, _, side, _ = kernel.shape
    _, height, width = image.shape
    padded = np.pad(image, ((0, 0), (side // 2, side // 2), (side // 2, side // 2)))
    found = np.empty((outputs, height, width))
    for o in range(outputs):
        for y in range(height):
            for x in range(width):
                window = padded[:, y : y + side, x : x + side]
                found[o, y, x] = max(0.0, float((window * kernel[o]).sum() + bias[o]))
    even = found[:, : height // 2 * 2, : width // 2 * 2]
    return even.reshape(outputs, height // 2, 2, width // 2, 2).max(axis=(2, 4))


def test_probabilities_are_those_of_plain_loops() -> None:
    classifier, rng = random_classifier(), np.random.default_rng(1)
    images = rng.integers(0, 256, (5, *SHAPE), dtype=np.uint8)
    w = classifier.weights
    for image, found in zip(images, classifier.probabilities(images), strict=True):
        h = convolved(image / 255, w["conv1.weight"], w["conv1.bias"])
        h = convolved(h, w["conv2.weight"], w["conv2.bias"])
        logits = w["dense.weight"] @ h.ravel() + w["dense.bias"]
        expected = np.exp(logits - logits.max())
        np.testing.assert_allclose(found, expected / expected.sum(), atol=1e-5)
    np.testing.assert_allclose(
        classifier.probabilities(images / 255), classifier.probabilities(images), atol=1e-6
    )
    assert classifier.probabilities(images[:0]).shape == (0, 3)


def test_images_of_another_shape_are_refused() -> None:
    with pytest.raises(UserError, match="1 x 8 x 9"):
        random_classifier().probabilities(np.zeros((1, *DIGIT_SHAPE), np.uint8))


def test_what_it_cannot_judge_is_told() -> None:
    classifier = random_classifier()
    assert classifier.problem_with(SHAPE, NAMES) == ""
    assert "8 x 9" in classifier.problem_with(DIGIT_SHAPE, NAMES)
    assert "other classes" in classifier.problem_with(SHAPE, ("shirt", "coat"))


class TestFile:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        (tmp_path / "own.safetensors").write_bytes(classifier_bytes(random_classifier()))
        return tmp_path / "own.safetensors"

    def test_round_trip_in_half_precision(self, path: Path) -> None:
        found, before = load_classifier(path), random_classifier()
        assert (found.name, found.shape, found.class_names) == ("random", SHAPE, NAMES)
        assert found.about == {"note": "made up"}
        for name, array in before.weights.items():
            np.testing.assert_array_equal(found.weights[name], array.astype(np.float16))
        assert is_classifier(path)

    def test_anybody_s_own_in_the_same_layout_is_read(self, path: Path, tmp_path: Path) -> None:
        texts = {
            "format": "vae-explorer-classifier",
            "version": "1",
            "shape": "[1, 8, 9]",
            "class_names": '["a", "b", "c"]',
        }
        save_file(dict(random_classifier().weights), tmp_path / "mine.safetensors", texts)
        found = load_classifier(tmp_path / "mine.safetensors")
        assert found.name == "mine"
        assert found.class_names == ("a", "b", "c")

    @pytest.mark.parametrize(
        ("texts", "words"),
        [
            ({"format": "another"}, "does not say"),
            ({"version": "2"}, "version 2"),
            ({"shape": "[1, 28]"}, "which images"),
            ({"shape": "[2, 8, 9]"}, "2 x 8 x 9"),
            ({"shape": "[1, 99999, 9]"}, "99999"),
            ({"shape": "{"}, "which images"),
            ({"class_names": '["a"]'}, "1 classes"),
            ({"class_names": "7"}, "which classes"),
            ({"class_names": '["a", "b"]'}, "dense.weight"),
            ({"shape": "[1, 12, 9]"}, "dense.weight"),
        ],
        ids=str,
    )
    def test_metadata_that_is_wrong_is_told(self, path: Path, texts, words: str) -> None:
        good = {
            "format": "vae-explorer-classifier",
            "version": "1",
            "shape": "[1, 8, 9]",
            "class_names": '["a", "b", "c"]',
        }
        save_file(load_file(path), path, good | texts)
        with pytest.raises(UserError) as caught:
            load_classifier(path)
        assert words in str(caught.value)

    @pytest.mark.parametrize(
        "arrays",
        [
            {"conv1.weight": np.zeros((2, 1, 4, 4), np.float32)},
            {"conv1.weight": np.zeros((2, 3, 3, 3), np.float32)},
            {"conv2.weight": np.zeros((3, 4, 5, 5), np.float32)},
            {"conv2.weight": np.zeros((3, 2, 99, 99), np.float32)},
            {"conv2.bias": np.zeros(4, np.float32)},
            {"dense.bias": np.array([0, np.nan, 0], np.float32)},
            {"dense.bias": np.zeros(3, np.int32)},
        ],
        ids=lambda arrays: ", ".join(f"{k} {v.shape} {v.dtype}" for k, v in arrays.items()),
    )
    def test_arrays_that_are_wrong_are_told(self, path: Path, arrays) -> None:
        texts = {
            "format": "vae-explorer-classifier",
            "version": "1",
            "shape": "[1, 8, 9]",
            "class_names": '["a", "b", "c"]',
        }
        save_file(load_file(path) | arrays, path, texts)
        with pytest.raises(UserError, match="no classifier"):
            load_classifier(path)

    def test_a_missing_array_and_other_files_are_told(self, path: Path, tmp_path: Path) -> None:
        arrays = load_file(path)
        del arrays["dense.bias"]
        save_file(arrays, path, {"format": "vae-explorer-classifier", "version": "1"})
        with pytest.raises(UserError):
            load_classifier(path)
        (tmp_path / "text").write_text("none")
        assert not is_classifier(tmp_path / "text")
        assert not is_classifier(tmp_path / "nowhere")


class TestBundled:
    def test_it_is_small_and_says_how_good_it_is(self) -> None:
        found = bundled_classifier()
        assert found.shape == DIGIT_SHAPE
        assert found.class_names == tuple("0123456789")
        assert len(classifier_bytes(found)) < 500_000
        assert float(found.about["accuracy"]) >= 0.99

    def test_it_is_as_good_as_it_says(self, mnist_test) -> None:
        found = bundled_classifier()
        rows = slice(0, 2000)  # the harder half of the digits begins behind them
        right = found.probabilities(mnist_test.images[rows]).argmax(1) == mnist_test.labels[rows]
        assert right.mean() >= 0.985

    def test_it_sees_in_what_is_decoded_what_lies_there(self) -> None:
        """Around most codes the decoder draws what their label says, and the classifier sees it."""
        model, classifier = load_model(), bundled_classifier()
        rows = np.arange(0, 2000, 10)
        found = decide(model, classifier, model.embedding[rows]).argmax(axis=1)
        assert (found == model.labels[rows]).mean() > 0.85


class TestRegions:
    def test_cells_cover_the_view_and_stay_where_they_are(self) -> None:
        view = Rect(-1.03, -2.2, 3.1, 0.7)
        cells = cells_of(view, 0.11)
        side = cells.rect.width / cells.columns
        assert cells.rect.height / cells.rows == pytest.approx(side)
        assert 0.11 / 2**0.3 < side < 0.11 * 2**0.3
        assert cells.rect.left <= view.left - side + 1e-9
        assert cells.rect.top >= view.top + side - 1e-9
        panned = cells_of(Rect(*np.add(view, side * 0.2)), 0.11)
        shift = (panned.rect.left - cells.rect.left) / side
        assert shift == pytest.approx(round(shift))
        assert len(cells.centres) == cells.columns * cells.rows

    def test_a_distant_view_has_no_more_cells_than_can_be_decoded(self) -> None:
        cells = cells_of(Rect(-1e4, -1e4, 1e4, 1e4), 1e-3)
        assert cells.columns <= 300

    def test_borders_are_where_two_classes_are_equally_likely(self) -> None:
        cells = replace(cells_of(Rect(0, 0, 1, 1), 0.25), rect=Rect(0, 0, 4, 2), columns=4, rows=2)
        z1 = cells.centres[:, 0]
        first = (0.9 - 0.2 * z1).clip(0, 1)  # a half where z₁ is 2
        found = regions_of(cells, np.stack((first, 1 - first), axis=1).astype(np.float32), 8)
        assert found.labels.shape == found.confidence.shape == (16, 32)
        assert (found.labels[:, :16] == 0).all()
        assert (found.labels[:, 16:] == 1).all()
        assert found.confidence[0, 15] < 16
        assert found.confidence[0, 0] == pytest.approx(255 * 0.6, abs=3)

    def test_the_top_row_is_the_upper_one(self) -> None:
        cells = replace(cells_of(Rect(0, 0, 1, 1), 1.0), rect=Rect(0, 0, 2, 2), columns=2, rows=2)
        upper = (cells.centres[:, 1] > 1).astype(np.float32)
        found = regions_of(cells, np.stack((upper, 1 - upper), axis=1), 1)
        np.testing.assert_array_equal(found.labels, [[0, 0], [1, 1]])


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ([0.01, 0.97, 0.02], "looks like a 1 (0.97)"),
        ([0.30, 0.05, 0.65], "looks like an 8 (0.65) or an owl (0.30)"),
    ],
)
def test_it_is_told_in_a_few_words(probabilities, words: str) -> None:
    assert looks_like(np.array(probabilities), ("owl", "1", "8")) == words
