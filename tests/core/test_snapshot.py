"""Snapshots: decoding and encoding without the session that made them."""

from __future__ import annotations

import threading
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from vae_explorer.core.architecture import PRESETS, Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.layers import parameter_shapes
from vae_explorer.core.snapshot import Snapshot

SMALL = Architecture("mlp", (16, 8), "gelu")


def snapshot_of(architecture: Architecture, seed: int = 0) -> Snapshot:
    rng = np.random.default_rng(seed)
    return Snapshot(
        config=RunConfig(architecture=architecture),
        step=0,
        epoch=0.0,
        weights={
            name: rng.normal(0, 0.3 / np.sqrt(shape[-1]), shape).astype(np.float32)
            for name, shape in parameter_shapes(architecture, DIGIT_SHAPE).items()
        },
        embedding=np.zeros((0, 2), np.float32),
        log_variance=np.zeros((0, 2), np.float32),
        labels=np.zeros(0, np.uint8),
    )


@pytest.fixture
def snapshot() -> Snapshot:
    return snapshot_of(SMALL)


@pytest.mark.parametrize("key", PRESETS)
def test_points_decode_to_images(key: str) -> None:
    z = np.random.default_rng(0).normal(0, 3, (5, 2)).astype(np.float32)
    images = snapshot_of(PRESETS[key].architecture).decode(z)
    assert images.shape == (5, 1, 28, 28)
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max() <= 1


@pytest.mark.parametrize("kind", ["mlp", "conv"])
def test_no_points_decode_to_no_images(kind: str) -> None:
    snapshot = snapshot_of(Architecture(kind, (4, 8)))
    assert snapshot.decode(np.zeros((0, 2), np.float32)).shape == (0, 1, 28, 28)
    mean, log_variance = snapshot.encode(np.zeros((0, 28, 28), np.uint8))
    assert mean.shape == log_variance.shape == (0, 2)


def test_far_away_points_decode_to_images_too(snapshot: Snapshot) -> None:
    images = snapshot.decode(np.array([[1e6, -1e6], [3e38, 0]], np.float32))
    assert np.isfinite(images[0]).all()
    assert images[0].min() >= 0
    assert images[0].max() <= 1


def test_decoding_leaves_the_points_alone_and_takes_read_only_ones(snapshot: Snapshot) -> None:
    z = np.ones((3, 2), np.float32)
    z.flags.writeable = False
    assert np.array_equal(snapshot.decode(z), snapshot.decode(np.ones((3, 2))))
    assert (z == 1).all()


def test_an_image_is_decoded_on_its_own(snapshot: Snapshot) -> None:
    z = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    np.testing.assert_allclose(snapshot.decode(z)[7:8], snapshot.decode(z[7:8]), atol=1e-6)


def test_pixels_are_taken_as_bytes_or_as_fractions(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    grey = held_out_digits.images.astype(np.float32) / 255
    for images in (grey, grey[:, 0], grey.reshape(-1, 784), grey.astype(np.float64)):
        for code, expected in zip(
            snapshot.encode(images), snapshot.encode(held_out_digits.images), strict=True
        ):
            assert code.shape == (70, 2)
            assert code.dtype == np.float32
            np.testing.assert_allclose(code, expected, atol=1e-6)


def test_many_images_are_encoded_as_few_are(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    many = np.tile(held_out_digits.images, (60, 1, 1, 1))  # more than go through at once
    mean, log_variance = snapshot.encode(many)
    few = snapshot.encode(held_out_digits.images)
    np.testing.assert_allclose(mean, np.tile(few[0], (60, 1)), atol=1e-6)
    np.testing.assert_allclose(log_variance, np.tile(few[1], (60, 1)), atol=1e-6)


def test_a_reconstruction_is_decoded_at_the_posterior_mean(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images = held_out_digits.images[:4]
    mean, _ = snapshot.encode(images)
    assert np.array_equal(snapshot.reconstruct(images), snapshot.decode(mean))


def test_the_latent_gradient_can_be_taken_before_and_after_decoding(snapshot: Snapshot) -> None:
    import torch

    for _ in range(2):
        z = torch.zeros(1, 2, requires_grad=True)
        snapshot.model.decoder(z).sum().backward()
        assert z.grad is not None
        assert z.grad.abs().sum() > 0
        snapshot.decode(np.zeros((1, 2), np.float32))
    fresh = snapshot_of(SMALL)
    fresh.decode(np.zeros((1, 2), np.float32))
    z = torch.zeros(1, 2, requires_grad=True)
    fresh.model.decoder(z).sum().backward()
    assert torch.is_tensor(z.grad)


def test_two_threads_may_decode_one_snapshot() -> None:
    points = np.random.default_rng(0).normal(size=(2, 200, 2)).astype(np.float32)
    expected = [snapshot_of(SMALL).decode(z) for z in points]
    for _ in range(5):
        snapshot = snapshot_of(SMALL)  # the networks are built by whoever is first
        barrier = threading.Barrier(2)
        results: list[list[bool]] = [[], []]

        def decode(
            which: int,
            snapshot: Snapshot = snapshot,
            barrier: threading.Barrier = barrier,
            results: list[list[bool]] = results,
        ) -> None:
            barrier.wait()
            for _ in range(20):
                decoded = snapshot.decode(points[which])
                results[which].append(np.array_equal(decoded, expected[which]))

        threads = [threading.Thread(target=decode, args=(which,)) for which in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [[True] * 20] * 2


def test_a_snapshot_does_not_change(snapshot: Snapshot) -> None:
    with pytest.raises(FrozenInstanceError):
        snapshot.step = 3  # type: ignore[misc]


def test_a_changed_copy_decodes_with_its_own_weights(snapshot: Snapshot) -> None:
    z = np.ones((1, 2), np.float32)
    before = snapshot.decode(z)
    other = replace(snapshot, weights=snapshot_of(SMALL, seed=1).weights)
    assert not np.array_equal(other.decode(z), before)
    assert np.array_equal(snapshot.decode(z), before)
