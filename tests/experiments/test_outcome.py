"""What came out beside what was expected, and the numbers themselves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.experiments.experiment import Expectation, Range
from vae_explorer.core.experiments.measures import MEASURES, Measured
from vae_explorer.core.experiments.outcome import judge, measure
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    architecture=Architecture("mlp", (16,), "relu"),
    batch_size=50,
    epochs=2,
    device="cpu",
    precision="float32",
)


@pytest.fixture
def snapshot(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Snapshot:
    trainer = Trainer(train_digits, held_out_digits, CONFIG)
    for _ in trainer.steps():
        pass
    return trainer.snapshot()


def wanted(**facts: object) -> Expectation:
    return Expectation("VAE", "negative_elbo", full=Range(**facts))  # type: ignore[arg-type]


def test_a_result_is_said_beside_what_others_report() -> None:
    expectation = wanted(value=138.4, tolerance=1.5, source="the linked code reports 138.4")
    found = judge(expectation, {("VAE", "negative_elbo", ""): 138.93}, short=False)
    assert found.sentence == "VAE: −ELBO 138.9 nats; the linked code reports 138.4."
    assert found.expected == "138.4 ± 1.5 nats"
    assert found.met is True


@pytest.mark.parametrize(
    ("facts", "value", "met"),
    [
        ({"value": 100.0, "tolerance": 2.0}, 102.5, False),
        ({"value": 100.0}, 102.5, None),
        ({"at_least": 3.0}, 2.0, False),
        ({"at_least": 3.0, "at_most": 5.0}, 4.0, True),
        ({}, 4.0, None),
        ({"at_least": 3.0}, math.nan, None),
    ],
)
def test_a_result_is_as_expected_or_not(facts: dict, value: float, met: bool | None) -> None:
    found = judge(wanted(**facts), {("VAE", "negative_elbo", ""): value}, short=False)
    assert found.met is met


def test_a_result_is_held_against_that_of_another_run() -> None:
    expectation = Expectation("A", "holes", more_than="B")
    values = {("A", "holes", ""): 40.0, ("B", "holes", ""): 12.34}
    found = judge(expectation, values, short=True)
    assert found.met is True
    assert found.expected == "more than B, 12.3 %"
    assert judge(replace(expectation, more_than="", less_than="B"), values, short=True).met is False


def test_numbers_of_another_data_set_are_held_against_nothing() -> None:
    expectation = wanted(value=138.4, tolerance=1.5, source="the linked code reports 138.4")
    values = {("VAE", "negative_elbo", ""): 138.4}
    found = judge(expectation, values, short=False, comparable=False)
    assert (found.met, found.source, found.expected) == (None, "", "")


def test_what_could_not_be_measured_is_null_in_json() -> None:
    found = judge(wanted(value=1.0), {}, short=False).to_json()
    assert found["value"] is None


def test_the_bound_is_that_of_evaluate(snapshot, held_out_digits) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    expected = evaluate(snapshot, images, labels, samples=10, seed=0)
    run = Measured(snapshot, held_out_digits)
    for key, value in (
        ("negative_elbo", expected.negative_elbo),
        ("reconstruction", expected.reconstruction),
        ("kl", expected.kl),
        ("knn_accuracy", 100 * expected.knn_accuracy),
    ):
        assert MEASURES[key].of(run) == pytest.approx(value, rel=1e-12)


@pytest.mark.slow
def test_the_gap_is_log_evidence_less_the_bound(snapshot, held_out_digits) -> None:
    run = Measured(snapshot, held_out_digits)
    gap = MEASURES["log_px"].of(run) + MEASURES["negative_elbo"].of(run)
    assert MEASURES["gap"].of(run) == pytest.approx(gap, abs=1e-6)
    assert gap > 0


def test_squared_error_and_sigma_are_those_of_the_arrays(snapshot, held_out_digits) -> None:
    run = Measured(snapshot, held_out_digits)
    x = held_out_digits.images / 255
    error = ((snapshot.reconstruct(held_out_digits.images) - x) ** 2).sum(axis=(1, 2, 3)).mean()
    assert MEASURES["squared_error"].of(run) == pytest.approx(error, rel=1e-5)
    sigma = np.exp(snapshot.encode(held_out_digits.images)[1] / 2).mean()
    assert MEASURES["mean_sigma"].of(run) == pytest.approx(sigma, rel=1e-5)


def test_a_learned_sigma_is_the_root_of_the_variance(train_digits, held_out_digits) -> None:
    config = replace(CONFIG, likelihood="gaussian-learned")
    trainer = Trainer(train_digits, held_out_digits, config)
    for _ in trainer.steps():
        pass
    snapshot = trainer.snapshot()
    raw = float(snapshot.weights["likelihood.log_variance"][0])
    found = MEASURES["noise_sigma"].of(Measured(snapshot, held_out_digits))
    assert found == pytest.approx(math.sqrt(1e-3 + math.exp(10 * raw)), rel=1e-5)


def test_an_autoencoder_has_no_bound(train_digits, held_out_digits) -> None:
    trainer = Trainer(train_digits, held_out_digits, replace(CONFIG, posterior="delta"))
    trainer.step_once()
    run = Measured(trainer.snapshot(), held_out_digits)
    assert math.isnan(MEASURES["negative_elbo"].of(run))
    assert MEASURES["mean_sigma"].of(run) < 1e-6
    assert MEASURES["squared_error"].of(run) > 0


class Turned:
    """Codes of a run, and the same turned by 90°, mirrored and stretched."""

    def __init__(self, codes: np.ndarray) -> None:
        self.codes = codes, np.zeros_like(codes)


def test_a_turned_plane_has_other_axes_and_is_the_same_plane() -> None:
    z = np.random.default_rng(0).standard_normal((500, 2)).astype(np.float32)
    one, other = Turned(z), Turned(3 * z[:, ::-1] * (1, -1) + 5)
    assert MEASURES["axis_correlation"].of(one, other) < 0.2  # type: ignore[call-arg]
    assert MEASURES["plane_correlation"].of(one, other) == pytest.approx(1)  # type: ignore[call-arg]


def test_what_needs_a_run_that_is_not_there_is_left_out(snapshot, held_out_digits) -> None:
    keys = [("VAE", "kl", ""), ("Other", "kl", ""), ("VAE", "plane_correlation", "Other")]
    found = measure(
        keys, {"VAE": snapshot}, lambda _: held_out_digits, quick=True, cancelled=lambda: False
    )
    assert list(found) == keys[:1]


def test_measuring_can_be_cancelled(snapshot, held_out_digits) -> None:
    with pytest.raises(Interrupted):
        measure(
            [("VAE", "kl", "")],
            {"VAE": snapshot},
            lambda _: held_out_digits,
            quick=True,
            cancelled=lambda: True,
        )


def test_only_the_first_images_are_measured_where_each_has_to_be_fitted(
    snapshot, held_out_digits
) -> None:
    few = held_out_digits.first(20)
    found = measure(
        [("VAE", "kl", "")], {"VAE": snapshot}, lambda _: held_out_digits, quick=False, most=20
    )
    expected = evaluate(snapshot, few.images, few.labels, samples=10, seed=0).kl
    assert found["VAE", "kl", ""] == pytest.approx(expected, rel=1e-12)
