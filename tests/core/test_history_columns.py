"""What a run logs beside reconstruction and KL: against other arithmetic, and in files."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from file_kit import make_snapshot
from safetensors.numpy import load_file
from torch.distributions import MultivariateNormal, Normal, kl_divergence

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import UserError
from vae_explorer.core.gradients import Gradients
from vae_explorer.core.history import LATER, History, Losses
from vae_explorer.core.measures.randn_baseline import moment_fit_kl, randn_baseline
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.storage.model_file import load, load_snapshot, save_snapshot
from vae_explorer.core.training import Trainer

TINY = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (16, 8), "gelu"),
    batch_size=25,  # of 200: an epoch of whole minibatches
    epochs=2,
    learning_rate=0.01,
    device="cpu",
    precision="float32",
)

Run = Callable[..., History]


@pytest.fixture
def trainer(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> Callable[..., Trainer]:
    def begin(**settings: Any) -> Trainer:
        return Trainer(train_digits, held_out_digits, replace(TINY, **settings))

    return begin


@pytest.fixture
def run(trainer: Callable[..., Trainer]) -> Run:
    def whole(**settings: Any) -> History:
        begun = trainer(**settings)
        for _ in begun.steps():
            pass
        return begun.history

    return whole


def columns(rows: np.ndarray) -> Losses:
    return Losses(*rows.T)


# What is trained


def test_the_trained_loss_is_the_elbo_at_beta_1(run: Run) -> None:
    train = columns(run().train)
    np.testing.assert_allclose(train.trained, train.negative_elbo, rtol=1e-5)


def test_the_trained_loss_has_beta(run: Run) -> None:
    train = columns(run(beta=3.0).train)
    np.testing.assert_allclose(train.trained, train.reconstruction + 3 * train.kl, rtol=1e-5)


def test_the_trained_loss_has_the_warm_up(run: Run) -> None:
    train = columns(run(beta=2.0, warm_up=2.0).train)
    weight = (train.trained - train.reconstruction) / train.kl
    assert (np.diff(weight) > 0).all()
    # Of the last step before the end, 15 of 16 are done.
    assert weight[-1] == pytest.approx(2 * 15 / 16, rel=1e-3)


def test_the_trained_loss_has_the_mean_over_pixels(run: Run) -> None:
    train = columns(run(reduction="mean").train)
    np.testing.assert_allclose(train.trained, train.reconstruction / 784 + train.kl, rtol=1e-4)


def test_the_importance_weighted_bound_is_below_the_elbo_of_the_same_draws(run: Run) -> None:
    train = columns(run(bound="iwae", kl="monte-carlo", samples=8).train)
    assert (train.trained < train.reconstruction + train.kl_estimate).all()


def test_it_is_of_minibatches_alone(run: Run) -> None:
    assert np.isnan(columns(run().test).trained).all()


# The divergence


@pytest.mark.parametrize("kl", ["closed", "monte-carlo"])
@pytest.mark.parametrize("split", ["train", "test"])
def test_the_divergence_is_that_of_both_axes_together(kl: str, split: str, run: Run) -> None:
    rows = columns(getattr(run(kl=kl), split))
    np.testing.assert_allclose(np.add(rows.kl_1, rows.kl_2), rows.kl, rtol=1e-5)


def test_the_divergence_of_an_axis_is_that_of_its_normal(trainer: Callable[..., Trainer]) -> None:
    begun = trainer(epochs=1)
    for _ in begun.steps():
        pass
    snapshot = begun.snapshot()
    scale = torch.from_numpy(snapshot.log_variance).mul(0.5).exp()
    q = Normal(torch.from_numpy(snapshot.embedding), scale)
    expected = kl_divergence(q, Normal(0.0, 1.0)).mean(dim=0)
    found = columns(begun.history.test)
    assert [found.kl_1[-1], found.kl_2[-1]] == pytest.approx(expected.tolist(), rel=1e-4)


def test_an_estimate_stands_beside_the_closed_form_where_it_is_trained(run: Run) -> None:
    train = columns(run(kl="monte-carlo", samples=20, batch_size=100).train)
    np.testing.assert_allclose(train.kl_estimate, train.kl, atol=0.3)
    assert (np.asarray(train.kl_estimate) != train.kl).all()
    assert np.isnan(columns(run().train).kl_estimate).all()


def test_a_posterior_that_is_a_point_has_no_divergence_of_an_axis(run: Run) -> None:
    train = columns(run(posterior="delta", epochs=1).train)
    assert np.isnan(train.kl_1).all()
    assert np.isnan(train.kl_2).all()
    np.testing.assert_allclose(train.trained, train.reconstruction, rtol=1e-5)


# The learned variance


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_sigma_is_there_where_it_is_learned(likelihood: str, run: Run) -> None:
    history = run(likelihood=likelihood, epochs=1)
    learned = likelihood in ("gaussian-learned", "gaussian-pixel")
    for rows in (history.train, history.test):
        assert np.isfinite(columns(rows).sigma).all() == learned
        assert np.isnan(columns(rows).sigma).all() != learned


def test_sigma_is_the_root_of_the_variance(trainer: Callable[..., Trainer]) -> None:
    begun = trainer(likelihood="gaussian-learned", epochs=1)
    for _ in begun.steps():
        pass
    raw = begun.snapshot().weights["likelihood.log_variance"]
    expected = math.sqrt(1e-3 + math.exp(10 * float(raw[0])))
    assert columns(begun.history.test).sigma[-1] == pytest.approx(expected, rel=1e-5)


def test_of_pixels_with_a_sigma_each_it_is_the_mean() -> None:
    output = torch.randn(5, 2 * 9, generator=torch.Generator().manual_seed(0))
    found = LIKELIHOODS["gaussian-pixel"].learned_sigma(output, {})
    assert found is not None
    variance = 1e-3 + np.log1p(np.exp(output[:, 9:].double().numpy()))
    assert float(found) == pytest.approx(np.sqrt(variance).mean(), rel=1e-5)


# The Gaussian that fits the draws


def test_the_fit_is_the_divergence_of_a_normal_with_their_moments() -> None:
    z = 0.7 * torch.randn(50, 2, generator=torch.Generator().manual_seed(0)).double() + 0.3
    fit = MultivariateNormal(z.mean(0), torch.diag(z.var(0, correction=0)))
    prior = MultivariateNormal(torch.zeros(2).double(), torch.eye(2).double())
    assert float(moment_fit_kl(z)) == pytest.approx(float(kl_divergence(fit, prior)))


def test_a_row_has_the_fit_of_its_last_minibatch(
    monkeypatch: pytest.MonkeyPatch, trainer: Callable[..., Trainer]
) -> None:
    seen: list[float] = []
    whole = Gradients.backward

    def spy(self: Gradients, *given: Any, **more: Any) -> Any:
        found = whole(self, *given, **more)
        seen.append(found.fit_kl)
        return found

    monkeypatch.setattr(Gradients, "backward", spy)
    begun = trainer()
    for _ in begun.steps():
        pass
    train = columns(begun.history.train)
    assert train.fit_kl.tolist() == [seen[int(step) - 1] for step in train.step]
    assert np.isfinite(seen).all()


def test_a_last_minibatch_that_is_not_whole_has_no_fit(run: Run) -> None:
    train = columns(run(batch_size=30).train)  # and 20 are left
    at_the_end = np.asarray(train.epoch) == np.round(train.epoch)
    assert (np.isnan(train.fit_kl) == at_the_end).all()


def test_a_minibatch_of_one_image_has_no_fit(run: Run) -> None:
    assert np.isnan(columns(run(batch_size=1, epochs=1).train).fit_kl).all()


# The baseline


def test_fresh_draws_are_at_d_over_n_on_average() -> None:
    line = randn_baseline(128, 20_000)
    standard_error = line.std() / math.sqrt(len(line))
    assert line.mean() == pytest.approx(2 / 128, rel=0.02)
    assert line.mean() == pytest.approx(0.016, abs=0.0005)
    assert standard_error < 2e-4


@pytest.mark.parametrize(("draws", "dimensions"), [(5, 2), (128, 2), (40, 3)])
def test_the_baseline_is_distributed_as_that_of_draws(draws: int, dimensions: int) -> None:
    generator = torch.Generator().manual_seed(1)
    z = torch.randn(4000, draws, dimensions, generator=generator, dtype=torch.float64)
    drawn = np.sort([float(moment_fit_kl(each)) for each in z])
    line = np.sort(randn_baseline(draws, 4000, dimensions=dimensions))
    # Kolmogorov and Smirnov's distance, which one of a thousand such pairs exceeds.
    both = np.concatenate((drawn, line))
    distance = np.abs(
        np.searchsorted(drawn, both, "right") - np.searchsorted(line, both, "right")
    ).max()
    assert distance / 4000 < 1.95 * math.sqrt(2 / 4000)


def test_a_longer_baseline_begins_with_the_shorter() -> None:
    np.testing.assert_array_equal(randn_baseline(10, 50)[:20], randn_baseline(10, 20))
    assert len(np.unique(randn_baseline(10, 50))) == 50


# In files


def test_columns_come_back_from_a_file(trainer: Callable[..., Trainer], tmp_path: Path) -> None:
    begun = trainer(likelihood="gaussian-learned", kl="monte-carlo")
    for _ in begun.steps():
        pass
    save_snapshot(begun.snapshot(), tmp_path / "a.safetensors")
    found = load_snapshot(tmp_path / "a.safetensors").history
    np.testing.assert_array_equal(found.train, begun.history.train)
    np.testing.assert_array_equal(found.test, begun.history.test)


def test_a_file_has_the_columns_that_were_measured_alone(tmp_path: Path) -> None:
    train = [Losses(1, 0.1, 200.0, 5.0, trained=205.0), Losses(2, 0.2, 190.0, 5.0)]
    snapshot = replace(make_snapshot(), history=History.of(train, []))
    save_snapshot(snapshot, tmp_path / "a.safetensors")
    arrays = load_file(tmp_path / "a.safetensors")
    assert {name for name in arrays if name.startswith("history")} == {
        "history.train", "history.test", "history.train.trained",
    }  # fmt: skip
    assert arrays["history.train"].shape == (2, 4), "as every version can read it"
    np.testing.assert_array_equal(arrays["history.train.trained"], [205.0, np.nan])


def test_a_version_that_does_not_know_a_column_may_add_rows(tmp_path: Path) -> None:
    from file_kit import rewrite

    path = tmp_path / "a.safetensors"
    save_snapshot(make_snapshot(), path)
    rewrite(path, {"history.train.trained": np.array([9.0])})
    found = load_snapshot(path).history.train
    np.testing.assert_array_equal(columns(found).trained, [9.0, np.nan])


def test_a_column_that_cannot_be_is_refused(tmp_path: Path) -> None:
    from file_kit import rewrite

    path = tmp_path / "a.safetensors"
    save_snapshot(make_snapshot(), path)
    for wrong in (np.array([1.0, np.inf]), np.array([[1.0, 2.0]])):
        rewrite(path, {"history.train.kl_1": wrong})
        with pytest.raises(UserError, match="kl_1"):
            load(path)


def test_a_run_of_a_version_that_knew_two_sums_goes_on(
    trainer: Callable[..., Trainer],
    train_digits: LabelledImages,
    held_out_digits: LabelledImages,
) -> None:
    begun = trainer(batch_size=2)
    for _ in range(7):
        begun.step_once()
    state = replace(begun.state(), sums=begun.state().sums[:2])
    assert state.summed, "in the middle of a row"
    other = Trainer.resume(train_digits, held_out_digits, begun.snapshot(), state)
    for _ in range(8):
        begun.step_once()
        other.step_once()
    ours, theirs = columns(begun.history.train), columns(other.history.train)
    np.testing.assert_array_equal(ours.kl, theirs.kl)
    whole = np.asarray(ours.step) != 10  # the row of which the beginning is not known
    np.testing.assert_array_equal(ours.trained[whole], theirs.trained[whole])
    assert np.isnan(theirs.trained[~whole]).all()


def test_rows_of_four_columns_are_as_good(run: Run) -> None:
    old = History(np.array([[1.0, 0.1, 200.0, 5.0]]))
    assert old.latest_train == Losses(1, 0.1, 200.0, 5.0)
    assert old.with_losses(train=Losses(2, 0.2, 190.0, 5.0)).train.shape == (2, 4 + len(LATER))
