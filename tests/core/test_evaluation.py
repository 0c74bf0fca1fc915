"""Figures of merit, computed again in another way."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.distributions import Bernoulli, Normal, kl_divergence

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.evaluation import Evaluation, evaluate, knn_accuracy
from vae_explorer.core.networks.layers import parameter_shapes
from vae_explorer.core.snapshot import Snapshot

Codes = NDArray[np.float32]
Labels = NDArray[np.uint8]


def brute_force(codes: Codes, labels: Labels, neighbours: int) -> float:
    correct = 0
    for i in range(len(codes)):
        distance = np.hypot(*(codes - codes[i]).astype(np.float64).T)
        distance[i] = np.inf
        nearest = np.argsort(distance, kind="stable")[:neighbours]
        correct += int(np.bincount(labels[nearest], minlength=10).argmax() == labels[i])
    return correct / len(codes)


def clusters(count: int, spread: float) -> tuple[Codes, Labels]:
    rng = np.random.default_rng(0)
    labels = (np.arange(count) % 10).astype(np.uint8)
    centres = 10 * np.stack([np.cos(labels * 0.6283), np.sin(labels * 0.6283)], axis=1)
    return (centres + rng.normal(0, spread, (count, 2))).astype(np.float32), labels


@pytest.fixture
def snapshot() -> Snapshot:
    architecture = Architecture("mlp", (8, 5), "tanh")
    rng = np.random.default_rng(0)
    return Snapshot(
        config=RunConfig(architecture=architecture, beta=7.0),
        step=0,
        epoch=0.0,
        weights={
            name: rng.normal(0, 0.1, shape).astype(np.float32)
            for name, shape in parameter_shapes(architecture, DIGIT_SHAPE).items()
        },
        embedding=np.zeros((0, 2), np.float32),
        log_variance=np.zeros((0, 2), np.float32),
        labels=np.zeros(0, np.uint8),
    )


def without_noise(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with posteriors so narrow that a sample is the mean."""
    weights = dict(snapshot.weights)
    for name, value in (("encoder.head.weight", 0.0), ("encoder.head.bias", -40.0)):
        weights[name] = weights[name].copy()
        weights[name][2:] = value
    return replace(snapshot, weights=weights)


# Nearest neighbours


def test_separate_classes_are_all_told_apart() -> None:
    assert knn_accuracy(*clusters(200, spread=0.1)) == 1.0


def test_classes_in_one_place_are_told_apart_by_chance_alone() -> None:
    codes = np.random.default_rng(0).normal(size=(1500, 2)).astype(np.float32)
    labels = (np.arange(1500) % 10).astype(np.uint8)
    assert 0.05 < knn_accuracy(codes, labels) < 0.15


@pytest.mark.parametrize("neighbours", [1, 3, 10])
@pytest.mark.parametrize("count", [50, 1203])
def test_the_accuracy_is_that_of_brute_force(neighbours: int, count: int) -> None:
    codes, labels = clusters(count, spread=3.0)
    expected = brute_force(codes, labels, neighbours)
    assert 0.3 < expected < 0.95
    assert knn_accuracy(codes, labels, neighbours) == pytest.approx(expected, abs=1e-12)


def test_a_digit_does_not_vote_for_itself() -> None:
    codes = np.array([[0, 0], [1, 0], [10, 0], [11.5, 0]], np.float32)
    assert knn_accuracy(codes, np.array([0, 1, 2, 3], np.uint8), neighbours=1) == 0.0


def test_codes_that_coincide_vote_for_each_other() -> None:
    codes = np.repeat(np.array([[0, 0], [5, 5]], np.float32), 3, axis=0)
    labels = np.array([1, 1, 1, 2, 2, 2], np.uint8)
    assert knn_accuracy(codes, labels, neighbours=2) == 1.0


def test_a_tie_goes_to_the_lower_class() -> None:
    # The outer ones of a row have two neighbours; each code sees both of the others.
    codes = np.array([[-1, 0], [0, 0], [1.5, 0]], np.float32)
    assert knn_accuracy(codes, np.array([3, 3, 5], np.uint8), neighbours=2) == 2 / 3
    assert knn_accuracy(codes, np.array([3, 5, 5], np.uint8), neighbours=2) == 0


def test_differences_far_from_the_origin_still_count() -> None:
    # |a|² + |b|² - 2ab would lose them in float32.
    order = np.random.default_rng(0).permutation(40)
    x = 2000 + 0.05 * (order // 4) + 0.005 * (order % 4)
    codes = np.stack([x, np.zeros(40)], axis=1).astype(np.float32)
    assert knn_accuracy(codes, (order // 4).astype(np.uint8), neighbours=3) == 1.0


def test_fewer_codes_than_neighbours_all_vote() -> None:
    codes = np.zeros((3, 2), np.float32)
    assert knn_accuracy(codes, np.array([4, 4, 4], np.uint8), neighbours=10) == 1.0


@pytest.mark.parametrize("count", [0, 1])
def test_without_neighbours_there_is_no_accuracy(count: int) -> None:
    assert knn_accuracy(np.zeros((count, 2), np.float32), np.zeros(count, np.uint8)) == 0


def test_read_only_codes_will_do() -> None:
    codes, labels = clusters(30, spread=0.1)
    codes.flags.writeable = labels.flags.writeable = False
    assert knn_accuracy(codes, labels, neighbours=1) == 1.0


# The lower bound


def test_the_figures_are_those_of_torchs_distributions(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    snapshot = without_noise(snapshot)
    images = np.tile(held_out_digits.images, (20, 1, 1, 1))  # more than go through at once
    binary = ((images > 127) * 255).astype(np.uint8)
    labels = np.tile(held_out_digits.labels, 20)
    found = evaluate(snapshot, binary, labels)

    x = torch.from_numpy(binary.reshape(-1, 784) > 127).float()
    mean, log_variance = snapshot.model.encode(x)
    decoded = Bernoulli(logits=snapshot.model.decoder(mean))
    reconstruction = -decoded.log_prob(x).sum(dim=1).mean().item()
    kl = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(0.0, 1.0)).sum(dim=1).mean()
    assert found.images == 1400
    assert found.reconstruction == pytest.approx(reconstruction, rel=1e-5)
    assert found.kl == pytest.approx(kl.item(), rel=1e-5)
    assert found.negative_elbo == pytest.approx(reconstruction + kl.item(), rel=1e-5)


def test_the_sample_is_drawn_from_the_posterior(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images = np.tile(held_out_digits.images, (10, 1, 1, 1))
    labels = np.tile(held_out_digits.labels, 10)
    found = evaluate(snapshot, images, labels)
    x = torch.from_numpy(images.reshape(-1, 784)).float() / 255
    mean, log_variance = snapshot.model.encode(x)
    totals = []
    for seed in range(20):
        noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(seed))
        logits = snapshot.model.decoder(mean + (log_variance / 2).exp() * noise)
        cross_entropy = (x * torch.nn.functional.softplus(-logits)).sum() + (
            (1 - x) * torch.nn.functional.softplus(logits)
        ).sum()
        totals.append(cross_entropy.item() / len(x))
    assert abs(found.reconstruction - np.mean(totals)) < 5 * np.std(totals)


def test_the_same_seed_gives_the_same_figures(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    torch.manual_seed(1)
    first = evaluate(snapshot, images, labels, seed=3)
    torch.manual_seed(2)
    assert evaluate(snapshot, images, labels, seed=3) == first
    other = evaluate(snapshot, images, labels, seed=4)
    assert other.reconstruction != first.reconstruction
    assert (other.kl, other.knn_accuracy) == (first.kl, first.knn_accuracy)


def test_beta_has_no_part_in_the_figures(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    plain = replace(snapshot, config=replace(snapshot.config, beta=1.0))
    assert evaluate(snapshot, images, labels) == evaluate(plain, images, labels)


def test_the_neighbours_are_those_of_the_means(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    means, _ = snapshot.encode(images)
    found = evaluate(snapshot, images, labels).knn_accuracy
    assert found == pytest.approx(brute_force(means, labels, 10), abs=1e-12)


def test_the_report_has_the_keys_that_the_command_line_promises() -> None:
    report = json.loads(json.dumps(Evaluation(130.0, 124.0, 6.0, 0.02, 0.9, 10_000, 5).to_json()))
    assert report == {
        "negative_elbo": 130.0,
        "reconstruction": 124.0,
        "kl": 6.0,
        "standard_error": 0.02,
        "knn_accuracy": 0.9,
        "images": 10_000,
        "samples": 5,
    }


# Several draws


def test_several_draws_are_averaged_and_their_error_is_told(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    single = [evaluate(snapshot, images, labels, 1, seed).negative_elbo for seed in range(200)]
    several = evaluate(snapshot, images, labels, 50)
    scatter = float(np.std(single, ddof=1))
    assert several.standard_error == pytest.approx(scatter / np.sqrt(50), rel=0.25)
    assert several.negative_elbo == pytest.approx(np.mean(single), abs=5 * several.standard_error)
    assert several.samples == 50
    assert several.negative_elbo == pytest.approx(several.reconstruction + several.kl)


def test_a_single_draw_tells_no_error(snapshot: Snapshot, held_out_digits: LabelledImages) -> None:
    result = evaluate(snapshot, held_out_digits.images, held_out_digits.labels)
    assert np.isnan(result.standard_error)
    assert result.samples == 1


def test_the_mean_over_draws_is_that_of_its_seed(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    first, again, other = (evaluate(snapshot, images, labels, 3, seed) for seed in (4, 4, 5))
    assert first == again
    assert first.negative_elbo != other.negative_elbo
    assert first.knn_accuracy == other.knn_accuracy


@pytest.mark.parametrize("after", [0, 2, 3])
def test_it_can_be_cancelled_before_any_draw_and_before_the_vote(
    snapshot, held_out_digits, after: int
) -> None:
    asked = iter(range(100))
    with pytest.raises(Interrupted):
        evaluate(
            snapshot,
            held_out_digits.images,
            held_out_digits.labels,
            samples=3,
            cancelled=lambda: next(asked) >= after,
        )
