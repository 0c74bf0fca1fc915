"""Files that released versions wrote: they open for ever, and mean what they meant."""

from __future__ import annotations

import inspect
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
from file_kit import about_of, assert_same, metadata_of, rewrite_about

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import VERSION, load, save_snapshot
from vae_explorer.core.training import Trainer

pytestmark = pytest.mark.slow  # whole runs

FILES = Path(__file__).parent.parent / "files"
# Those of version 2: one with what going on takes, and one at half precision.
NAMES = ("version-1/mlp", "version-1/conv", "version-2/mlp", "version-2/conv")


@pytest.fixture(scope="module")
def images() -> LabelledImages:
    """Return the digits that all were trained and measured on."""
    return DATA_SETS["offline"].load(Path(), "test", 3)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def path(name: str, tmp_path: Path) -> Path:
    return Path(shutil.copy(FILES / f"{name}.safetensors", tmp_path))


def test_it_is_still_a_file_of_its_version(name: str) -> None:
    path = FILES / f"{name}.safetensors"
    about = metadata_of(path) if name.startswith("version-1") else about_of(path)
    assert f"version-{about['version']}" == name.split("/")[0]


def test_it_opens_and_measures_what_it_measured_then(
    name: str, path: Path, images: LabelledImages
) -> None:
    file = load(path)
    assert file.notes == ()
    assert (file.training is not None) is (name == "version-2/mlp")
    assert_measures(name, file.snapshot, images)


def test_saved_again_it_is_of_the_present_version_and_measures_the_same(
    name: str, path: Path, images: LabelledImages
) -> None:
    before = load(path).snapshot
    save_snapshot(before, path)
    assert about_of(path)["version"] == VERSION
    assert_same(load(path).snapshot, before)
    assert_measures(name, load(path).snapshot, images)


def test_with_a_setting_removed_it_opens_with_the_default(path: Path) -> None:
    before = load(path).snapshot.config
    rewrite_about(path, lambda about: about["config"].pop("augmentation"))
    file = load(path)
    assert file.snapshot.config == before
    assert file.notes == ()


def test_with_a_setting_added_it_opens_says_so_and_keeps_it(path: Path) -> None:
    before = load(path).snapshot
    rewrite_about(path, lambda about: about["config"].update(temperature=0.5))
    file = load(path)
    (note,) = file.notes
    assert "temperature" in note
    save_snapshot(file.snapshot, path)
    assert about_of(path)["config"]["temperature"] == 0.5
    assert about_of(path)["config"]["seed"] == before.config.seed
    assert load(path).snapshot.embedding.tobytes() == before.embedding.tobytes()


def test_a_run_of_version_2_goes_on(images: LabelledImages) -> None:
    file = load(FILES / "version-2" / "mlp.safetensors")
    assert file.training is not None
    trainer = Trainer.resume(images, images, file.snapshot, file.training)
    step = trainer.step
    trainer.step_once()
    assert trainer.step == step + 1 == 61


def assert_measures(name: str, snapshot: Snapshot, images: LabelledImages) -> None:
    then = json.loads((FILES / f"{name}.json").read_text())
    # One draw for each image, as it was measured then.
    one = {"samples": 1} if "samples" in inspect.signature(evaluate).parameters else {}
    found = asdict(evaluate(snapshot, images.images, images.labels, seed=0, **one))
    for key, value in then.items():
        assert found[key] == pytest.approx(value, abs=1e-3), key
