"""Model files: what was saved is loaded, to the bit; what is unknown is kept; sizes are told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from file_kit import (
    COUNT,
    about_of,
    assert_equal_arrays,
    assert_same,
    make_snapshot,
    make_training,
    metadata_of,
    refusal,
    rewrite,
    rewrite_about,
)
from safetensors.numpy import load_file, save_file

from vae_explorer.core.architecture import PRESETS
from vae_explorer.core.errors import UserError
from vae_explorer.core.history import History, Losses
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import (
    FORMAT,
    VERSION,
    load,
    load_snapshot,
    save_snapshot,
    sizes,
)
from vae_explorer.core.storage.values import MAX_CODE, MAX_LOSS


def test_what_was_saved_is_loaded_to_the_bit(path: Path, snapshot: Snapshot) -> None:
    assert_same(load_snapshot(path), snapshot)
    assert_same(load_snapshot(str(path)), snapshot)


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_can_be_saved(key: str, tmp_path: Path) -> None:
    snapshot = make_snapshot(PRESETS[key].architecture)
    save_snapshot(snapshot, tmp_path / "model.safetensors")
    assert_same(load_snapshot(tmp_path / "model.safetensors"), snapshot)


def test_a_loaded_snapshot_decodes_as_the_saved_one(path: Path, snapshot: Snapshot) -> None:
    z = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    assert np.array_equal(load_snapshot(path).decode(z), snapshot.decode(z))


def test_half_precision_rounds_the_weights_alone(snapshot: Snapshot, tmp_path: Path) -> None:
    full, half = tmp_path / "full.safetensors", tmp_path / "half.safetensors"
    save_snapshot(snapshot, full)
    save_snapshot(snapshot, half, half_precision=True)
    assert half.stat().st_size < 0.6 * full.stat().st_size
    rounded = {
        name: array.astype(np.float16).astype(np.float32)
        for name, array in snapshot.weights.items()
    }
    assert_same(load_snapshot(half), replace(snapshot, weights=rounded))


def test_a_weight_too_large_for_half_precision_does_not_spoil_the_file(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    snapshot.weights["decoder.head.bias"][0] = 1e6
    path = tmp_path / "model.safetensors"
    try:
        save_snapshot(snapshot, path, half_precision=True)
    except UserError:
        assert not path.exists()
    else:
        assert load_snapshot(path).weights["decoder.head.bias"][0] > 1e4


def test_a_snapshot_of_no_digits_can_be_saved(snapshot: Snapshot, tmp_path: Path) -> None:
    nothing = np.zeros((0, 2), np.float32)
    empty = replace(snapshot, embedding=nothing, log_variance=nothing, labels=np.zeros(0, np.uint8))
    save_snapshot(empty, tmp_path / "model.safetensors")
    assert_same(load_snapshot(tmp_path / "model.safetensors"), empty)


def test_arrays_in_any_memory_order_can_be_saved(snapshot: Snapshot, tmp_path: Path) -> None:
    turned = replace(
        snapshot,
        weights={name: np.asfortranarray(array) for name, array in snapshot.weights.items()},
        embedding=np.asfortranarray(snapshot.embedding),
    )
    save_snapshot(turned, tmp_path / "model.safetensors")
    assert_same(load_snapshot(tmp_path / "model.safetensors"), snapshot)


def test_the_file_is_read_by_plain_safetensors(path: Path, snapshot: Snapshot) -> None:
    arrays, metadata = load_file(path), metadata_of(path)
    assert np.array_equal(arrays["embedding"], snapshot.embedding)
    assert list(metadata) == [FORMAT]
    about = json.loads(metadata[FORMAT])
    assert about["version"] == VERSION
    assert about["config"]["architecture"]["widths"] == [6, 4]


def test_a_name_beyond_ascii_will_do(snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "модель ζ₁.safetensors"
    save_snapshot(snapshot, path)
    assert_same(load_snapshot(path), snapshot)


def test_equal_models_give_equal_bytes(snapshot: Snapshot, tmp_path: Path) -> None:
    """In whatever order their arrays and settings came."""
    twin = replace(snapshot, weights=dict(reversed(snapshot.weights.items())))
    first, second = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    save_snapshot(snapshot, first, training=make_training(snapshot))
    save_snapshot(twin, second, training=make_training(snapshot))
    assert first.read_bytes() == second.read_bytes()
    again = load(first)
    save_snapshot(again.snapshot, second, training=again.training)
    assert first.read_bytes() == second.read_bytes()


def test_codes_of_several_ages_stay_so(path: Path) -> None:
    age = np.arange(COUNT, dtype=np.int32)
    rewrite(path, {"age": age})
    found = load_snapshot(path)
    assert found.stale_steps == COUNT - 1
    save_snapshot(found, path)
    assert load_snapshot(path).stale_steps == COUNT - 1
    if hasattr(found, "age"):
        assert np.array_equal(found.age, age)


# What it takes to go on


def test_a_training_state_comes_back_to_the_bit(snapshot: Snapshot, path: Path) -> None:
    state = make_training(snapshot)
    save_snapshot(snapshot, path, training=state)
    file = load(path)
    assert_same(file.snapshot, snapshot)
    assert file.training is not None
    found = file.training
    assert (found.step, found.summed, found.cycle_ends) == (7, 512, (30, 60))
    assert set(found.means) == set(found.squares) == set(snapshot.weights)
    names = list(snapshot.weights)
    pairs = [(found.means[n], state.means[n]) for n in names]
    pairs += [(found.squares[n], state.squares[n]) for n in names]
    assert_equal_arrays([*pairs, (found.sums, state.sums)])
    assert file.notes == ()


def test_a_file_of_the_model_only_has_no_state(path: Path) -> None:
    assert load(path).training is None


def test_a_state_of_another_step_is_not_saved(snapshot: Snapshot, path: Path) -> None:
    with pytest.raises(ValueError, match="step 8"):
        save_snapshot(snapshot, path, training=make_training(make_snapshot(step=8)))


def test_half_precision_does_not_round_what_is_trained_on(snapshot: Snapshot, path: Path) -> None:
    save_snapshot(snapshot, path, training=make_training(snapshot), half_precision=True)
    assert_same(load(path).snapshot, snapshot)


def test_sizes_are_told_before_anything_is_written(snapshot: Snapshot, tmp_path: Path) -> None:
    state = make_training(snapshot)
    without, with_state = tmp_path / "without.safetensors", tmp_path / "with.safetensors"
    save_snapshot(snapshot, without)
    save_snapshot(snapshot, with_state, training=state)
    found = sizes(snapshot, state)
    assert found == (without.stat().st_size, with_state.stat().st_size)


def test_a_run_that_is_about_to_diverge_can_be_saved_and_opened(
    snapshot: Snapshot, path: Path
) -> None:
    state = make_training(snapshot)
    state.squares["decoder.head.bias"][0] = np.inf
    state.sums[:] = np.nan
    embedding = snapshot.embedding.copy()
    embedding[0] = 3e38, -3e38
    history = History.of([Losses(7, 0.1, 3e38, 2e37)], [])
    save_snapshot(replace(snapshot, embedding=embedding, history=history), path, training=state)
    file = load(path)
    assert np.abs(file.snapshot.embedding).max() <= MAX_CODE
    assert np.nanmax(file.snapshot.history.train) <= MAX_LOSS
    assert file.training is not None
    assert np.isinf(file.training.squares["decoder.head.bias"][0])


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("step", 8),
        ("step", -1),
        ("cycle_ends", []),
        ("cycle_ends", [30, 30]),
        ("cycle_ends", [0]),
        ("cycle_ends", "x"),
        ("summed", 1.5),
        ("summed", None),
    ],
)
def test_a_training_state_that_is_none_is_refused(
    name: str, problem: Any, snapshot: Snapshot, path: Path
) -> None:
    save_snapshot(snapshot, path, training=make_training(snapshot))
    rewrite_about(path, lambda about: about["training"].update({name: problem}))
    assert "training" in refusal(path).what


@pytest.mark.parametrize("name", ["means.decoder.head.bias", "squares.decoder.head.bias", "sums"])
def test_an_array_of_the_training_state_is_checked(
    name: str, snapshot: Snapshot, path: Path
) -> None:
    save_snapshot(snapshot, path, training=make_training(snapshot))
    rewrite(path, {f"training.{name}": np.zeros(3, np.float32)})
    assert name in refusal(path).what


# Files of other versions


def drop(about: dict[str, Any], *way: str) -> None:
    for name in way[:-1]:
        about = about[name]
    del about[way[-1]]


@pytest.mark.parametrize(
    "way",
    [("config", "augmentation"), ("config", "architecture", "linear_bottleneck"), ("changes",)],
    ids=".".join,
)
def test_what_is_absent_means_the_default(way: tuple[str, ...], path: Path) -> None:
    before = load_snapshot(path)
    rewrite_about(path, lambda about: drop(about, *way))
    file = load(path)
    assert file.snapshot.config == before.config
    assert file.notes == ()


def test_counters_that_are_absent_are_zero(path: Path) -> None:
    for name in ("step", "epoch", "split"):
        rewrite_about(path, lambda about, name=name: about.pop(name))
    found = load_snapshot(path)
    assert (found.step, found.epoch, found.split) == (0, 0.0, "test")


def test_a_file_without_losses_is_opened(path: Path) -> None:
    arrays = load_file(path)
    del arrays["history.train"], arrays["history.test"]
    save_file(arrays, path, metadata_of(path))
    assert load_snapshot(path).history.train.shape == (0, len(Losses._fields))


def add_unknown(path: Path) -> None:
    def change(about: dict[str, Any]) -> None:
        about["config"]["temperature"] = 0.5
        about["config"]["architecture"]["skips"] = [1, 2]
        about["autosaved"] = {"by": "hand", "at": 3}

    rewrite_about(path, change)
    rewrite(path, {"frames.0": np.arange(6, dtype=np.int16).reshape(2, 3)}, author="Ada")


def test_what_is_unknown_is_told_in_one_sentence(path: Path) -> None:
    add_unknown(path)
    (note,) = load(path).notes
    for name in ("config.temperature", "config.architecture.skips", "autosaved", "frames.0"):
        assert name in note
    assert path.name in note
    assert note.endswith(".")


def test_a_thousand_unknown_names_make_one_short_sentence(path: Path) -> None:
    rewrite_about(path, lambda about: about.update({f"x{i}" * 50: i for i in range(1000)}))
    (note,) = load(path).notes
    assert "994 more" in note
    assert len(note) < 500


def test_what_is_unknown_survives_a_save(path: Path, tmp_path: Path) -> None:
    add_unknown(path)
    copy = tmp_path / "copy.safetensors"
    save_snapshot(load_snapshot(path), copy)
    about = about_of(copy)
    assert about["config"]["temperature"] == 0.5
    assert about["config"]["architecture"]["skips"] == [1, 2]
    assert about["autosaved"] == {"by": "hand", "at": 3}
    assert metadata_of(copy)["author"] == "Ada"
    frames = load_file(copy)["frames.0"]
    assert frames.dtype == np.int16
    assert frames.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert load(copy).notes[0].replace("copy", "model") == load(path).notes[0]


def test_an_array_of_a_type_that_numpy_lacks_survives_a_save(path: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file as load_tensors
    from safetensors.torch import save_file as save_tensors

    half = torch.linspace(0, 1, 10).bfloat16()
    save_tensors(load_tensors(path) | {"later": half}, path, metadata_of(path))
    copy = tmp_path / "copy.safetensors"
    save_snapshot(load_snapshot(path), copy)
    assert torch.equal(load_tensors(copy)["later"], half)
