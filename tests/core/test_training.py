"""Training runs: reproducible to the bit, resumable at any step, and safe when they diverge."""

from __future__ import annotations

import math
import subprocess
import sys
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from training_kit import STEPS, TINY, Start, digest, run, same_weights

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import OPTIMIZERS, SCHEDULES
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.engine.threads import Threads
from vae_explorer.core.errors import Interrupted, TrainingDiverged, UserError
from vae_explorer.core.history import Losses
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.training import Trainer

# The loop


def test_a_run_takes_as_many_steps_as_its_epochs_have_minibatches(start: Start) -> None:
    session = start(epochs=2)
    metrics = list(session.steps())
    assert session.steps_per_epoch == STEPS
    assert [m.step for m in metrics] == list(range(1, 2 * STEPS + 1))
    assert [m.images for m in metrics[:STEPS]] == [32] * 6 + [8]
    assert metrics[-1].epoch == 2
    assert session.finished
    assert session.course.images_left == 0
    assert list(session.steps()) == []


def test_held_out_digits_are_measured_at_the_end_of_each_epoch(start: Start) -> None:
    metrics = list(start(epochs=2).steps())
    measured = [m for m in metrics if m.test is not None]
    assert [m.step for m in measured] == [STEPS, 2 * STEPS]
    for m in measured:
        assert m.test is not None
        assert m.test.step == m.step
        assert m.test.negative_elbo == m.test.reconstruction + m.test.kl


def test_the_loop_goes_on_where_it_was_left(start: Start) -> None:
    whole, parts = run(start()), start()
    for count in (1, 3, 5, 0, 2):
        run(parts, count)
    assert parts.step == 11
    run(parts)
    assert parts.step == 3 * STEPS
    assert same_weights(whole.snapshot(), parts.snapshot())


def test_the_history_holds_means_over_the_digits_in_between(start: Start) -> None:
    session = run(start(epochs=2))
    history = session.snapshot().history
    assert history.test[:, 0].tolist() == [STEPS, 2 * STEPS]
    assert history.test[:, 1].tolist() == [1, 2]
    assert history.train[-1, 0] == 2 * STEPS
    assert (np.diff(history.train[:, 0]) > 0).all()
    assert history.latest_test is not None
    np.testing.assert_array_equal(history.latest_test, history.test[-1])
    assert history.latest_train is not None
    assert history.latest_train.negative_elbo == pytest.approx(history.train[-1, 2:4].sum())


def test_an_empty_history_has_no_latest_losses(start: Start) -> None:
    history = start().snapshot().history
    assert history.train.shape == history.test.shape == (0, len(Losses._fields))
    assert history.latest_test is None
    assert history.latest_train is None


@pytest.mark.parametrize("kind", ["mlp", "conv"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.slow
def test_the_loss_falls(kind: str, optimizer: str, schedule: str, start: Start) -> None:
    architecture = Architecture(kind, (8, 32), "gelu") if kind == "conv" else TINY.architecture
    session = start(
        architecture=architecture,
        optimizer=optimizer,
        schedule=schedule,
        learning_rate=0.02,
        epochs=15 if kind == "mlp" else 3,
    )
    run(session)
    history = session.snapshot().history
    assert history.train[-1, 2:4].sum() < 0.85 * history.train[0, 2:4].sum()
    assert history.test[-1, 2:4].sum() < history.test[0, 2:4].sum()


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
@pytest.mark.parametrize("kl", KL_ESTIMATORS)
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.slow
def test_every_registered_objective_trains(
    likelihood: str, kl: str, precision: str, start: Start
) -> None:
    # With σ² = ½ there is little that such a network can gain.
    settings = {"likelihood": likelihood, "kl": kl, "precision": precision, "variance": 0.05}
    session = run(start(**settings, learning_rate=0.02, epochs=15))
    train = session.snapshot().history.train
    assert train[-1, 2:4].sum() < train[0, 2:4].sum()


def test_bfloat16_stays_close_to_float32(start: Start) -> None:
    losses = [
        run(start(precision=precision, epochs=5, learning_rate=0.01)).snapshot().history.test[-1]
        for precision in ("float32", "bfloat16")
    ]
    assert losses[1][2:4].sum() == pytest.approx(losses[0][2:4].sum(), rel=0.03)


def test_a_batch_larger_than_the_data_is_one_step_an_epoch(start: Start) -> None:
    assert [m.images for m in start(batch_size=1000, epochs=2).steps()] == [200, 200]


def test_what_cannot_be_trained_is_refused(start: Start) -> None:
    with pytest.raises(UserError, match="β"):
        start(beta=-1.0)


# The same settings and seed give the same weights


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_same_seed_gives_the_same_weights(precision: str, start: Start) -> None:
    first, second = (run(start(precision=precision)).snapshot() for _ in range(2))
    assert same_weights(first, second)
    assert np.array_equal(first.embedding, second.embedding)
    assert np.array_equal(first.history.train, second.history.train, equal_nan=True)
    assert np.array_equal(first.history.test, second.history.test, equal_nan=True)


def test_looking_does_not_change_the_run(start: Start) -> None:
    plain, watched = run(start()), start()
    for step in watched.steps():
        watched.refresh_codes(9)
        watched.snapshot(exact=step.step % 2 == 0).decode(np.zeros((1, 2), np.float32))
    assert same_weights(plain.snapshot(), watched.snapshot())


@pytest.mark.parametrize("epochs", [0, 3])
def test_another_seed_gives_other_weights(epochs: int, start: Start) -> None:
    steps = epochs * STEPS
    first, second = (run(start(seed=seed), steps).snapshot() for seed in (0, 1))
    names = [n for n in first.weights if epochs or n.endswith("weight")]  # biases begin alike
    assert not any(np.array_equal(first.weights[n], second.weights[n]) for n in names)


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_torchs_own_generator_is_left_alone(seed: int, start: Start) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    run(start(seed=seed)).snapshot()
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.slow
def test_another_process_busy_with_random_numbers_gets_the_same_weights(
    start: Start,
    train_digits: LabelledImages,
    held_out_digits: LabelledImages,
    tmp_path: Path,
) -> None:
    arrays = {
        "train": train_digits.images,
        "train_labels": train_digits.labels,
        "test": held_out_digits.images,
        "test_labels": held_out_digits.labels,
    }
    np.savez(tmp_path / "digits.npz", **arrays)  # type: ignore[arg-type]
    script = f"""
import random, sys
import numpy as np, torch
sys.path.insert(0, {str(Path(__file__).parent)!r})
from training_kit import TINY, digest
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.training import Trainer

d = np.load({str(tmp_path / "digits.npz")!r})
torch.rand(3)
session = Trainer(
    LabelledImages(d["train"], d["train_labels"]), LabelledImages(d["test"], d["test_labels"]), TINY
)
for step in session.steps():
    random.random(), np.random.rand(), torch.randn(step.step)
print(digest(session))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == digest(run(start())), done.stderr


# Snapshots


def test_a_snapshot_does_not_follow_further_training(start: Start) -> None:
    session = run(start(), STEPS)
    snapshot = session.snapshot()
    kept = {name: array.copy() for name, array in snapshot.weights.items()}
    embedding, rows = snapshot.embedding.copy(), snapshot.history.train.copy()
    z = np.array([[0.3, -0.7]], np.float32)
    decoded = snapshot.decode(z)
    run(session)
    session.snapshot()
    assert all(np.array_equal(snapshot.weights[name], kept[name]) for name in kept)
    assert np.array_equal(snapshot.embedding, embedding)
    assert np.array_equal(snapshot.history.train, rows, equal_nan=True)
    assert np.array_equal(snapshot.decode(z), decoded)
    assert not np.array_equal(session.snapshot().decode(z), decoded)
    assert snapshot.step == STEPS


def test_an_exact_snapshot_holds_the_codes_of_its_own_encoder(
    start: Start, held_out_digits: LabelledImages
) -> None:
    session = start(precision="bfloat16")
    for _ in range(3):
        snapshot = session.snapshot()
        mean, log_variance = snapshot.encode(held_out_digits.images)
        np.testing.assert_allclose(snapshot.embedding, mean, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(snapshot.log_variance, log_variance, rtol=1e-4, atol=1e-5)
        assert snapshot.stale_steps == 0
        assert np.array_equal(snapshot.labels, held_out_digits.labels)
        run(session, 5)


def test_a_quick_snapshot_tells_how_far_its_codes_lag(start: Start) -> None:
    session = run(start(), 2)
    exact = session.snapshot()
    run(session, 3)
    quick = session.snapshot(exact=False)
    assert quick.stale_steps == 3
    assert np.array_equal(quick.embedding, exact.embedding)
    assert not same_weights(quick, exact)


def test_a_quick_snapshot_of_a_new_run_does_not_pass_for_exact(
    start: Start, held_out_digits: LabelledImages
) -> None:
    snapshot = start().snapshot(exact=False)
    mean, _ = snapshot.encode(held_out_digits.images)
    assert snapshot.stale_steps > 0 or np.allclose(snapshot.embedding, mean, atol=1e-5)


def test_refreshing_codes_goes_round_all_digits(start: Start) -> None:
    session = start()
    session.snapshot()
    run(session, 4)
    for done in range(0, 70, 16):
        assert session.snapshot(exact=False).stale_steps == 4, done
        session.refresh_codes(16)
    refreshed = session.snapshot(exact=False)
    assert refreshed.stale_steps == 0
    np.testing.assert_allclose(refreshed.embedding, session.snapshot().embedding, atol=1e-5)
    run(session, 1)
    session.refresh_codes(16)  # the first ones again
    stale, exact = session.snapshot(exact=False).embedding, session.snapshot().embedding
    np.testing.assert_allclose(stale[:16], exact[:16], atol=1e-5)
    assert not np.allclose(stale[16:], exact[16:], atol=1e-5)


def test_refreshing_more_codes_than_there_are_refreshes_all(start: Start) -> None:
    session = run(start(), 4)
    session.refresh_codes(1000)
    assert session.snapshot(exact=False).stale_steps == 0


# Divergence


def poison(session: Trainer) -> None:
    with torch.no_grad():
        session.model.decoder.head.bias[0] = float("nan")


def test_a_loss_that_is_no_number_ends_the_run_with_a_way_out(start: Start) -> None:
    session = run(start(epochs=1), 3)
    poison(session)
    with pytest.raises(TrainingDiverged) as caught:
        run(session)
    assert isinstance(caught.value, UserError)
    assert "learning rate" in caught.value.way_out
    assert f"{TINY.learning_rate:g}" in caught.value.way_out


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.slow
def test_a_rate_that_is_far_too_high_gives_bad_numbers_and_no_others(
    precision: str, start: Start
) -> None:
    settings = {"learning_rate": 10.0, "beta": 1e4, "schedule": "constant", "epochs": 50}
    history = run(start(precision=precision, **settings)).snapshot().history
    assert np.isfinite(history.train[:, :4]).all()
    assert np.isfinite(history.test[:, :4]).all()


def test_without_a_widest_posterior_such_a_run_diverges(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vae_explorer.core.objective.posteriors.WIDEST", math.inf)
    session = start(learning_rate=10.0, beta=1e4, schedule="constant", epochs=200)
    with pytest.raises(TrainingDiverged):
        run(session)


def test_snapshots_from_before_a_divergence_stay_as_they_were(start: Start) -> None:
    session = run(start(), 5)
    snapshot = session.snapshot()
    kept = {name: array.copy() for name, array in snapshot.weights.items()}
    poison(session)
    with pytest.raises(TrainingDiverged):
        run(session)
    assert all(np.array_equal(snapshot.weights[name], kept[name]) for name in kept)
    assert all(np.isfinite(array).all() for array in snapshot.weights.values())
    assert np.isfinite(snapshot.decode(snapshot.embedding)).all()


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("part", ["encoder", "decoder"])
@pytest.mark.parametrize("values", [(np.nan, 0.0), (np.inf, 0.0), (np.inf, -np.inf)])
def test_no_snapshot_holds_weights_that_are_no_numbers(
    exact: bool, part: str, values: tuple[float, float], start: Start
) -> None:
    session = run(start(), 5)
    with torch.no_grad():
        getattr(session.model, part).head.weight[0, :2] = torch.tensor(values)
    with pytest.raises(TrainingDiverged):
        session.snapshot(exact=exact)


def test_a_diverged_run_says_so_again_when_it_is_driven_on(start: Start) -> None:
    session = run(start(), 5)
    poison(session)
    for _ in range(2):
        with pytest.raises(TrainingDiverged):
            run(session)


def test_a_measurement_and_a_snapshot_end_soon_when_they_are_interrupted(
    train_digits: LabelledImages, held_out_digits: LabelledImages, monkeypatch
) -> None:
    monkeypatch.setattr("vae_explorer.core.shown.ShownDigits.batch", 10)  # seven batches
    encoded: list[int] = []
    stopping: list[bool] = []

    def interrupted() -> bool:
        encoded.append(1)
        return bool(stopping)

    session = Trainer(train_digits, held_out_digits, TINY, interrupted)
    list(islice(session.steps(), STEPS))
    assert session.snapshot().stale_steps == 0
    stopping.append(True)
    encoded.clear()
    with pytest.raises(Interrupted):
        list(session.steps())
    assert session.step == 2 * STEPS
    with pytest.raises(Interrupted):
        session.snapshot()
    assert len(encoded) == 2


def test_a_batch_of_all_images_is_as_whole_as_any(start: Start, monkeypatch) -> None:
    told: list[bool] = []
    timed = Threads.timed

    def note(self: Threads, images: int, *, whole: bool = True) -> AbstractContextManager[None]:
        told.append(whole)
        return timed(self, images, whole=whole)

    monkeypatch.setattr(Threads, "timed", note)
    for batch in (5000, 64):  # of 200 images
        told.clear()
        run(start(batch_size=batch, epochs=4), 4)
        assert told == ([True] * 4 if batch > 200 else [True, True, True, False])
