"""``vae-explorer digit``: the truth about one image, in lines, as JSON and as a picture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.measures.evidence import log_evidence
from vae_explorer.core.storage.model_file import load_snapshot

pytestmark = pytest.mark.slow  # each decodes the plane


def test_json_has_the_figures(run, model: Path, data_dir: Path) -> None:
    found = json.loads(run("digit", model, "--index", "7", "--json"))
    image = DATA_SETS["mnist"].load(data_dir, "test").images[7]
    expected = log_evidence(load_snapshot(model), image[None])[0]
    assert found["index"] == 7
    assert found["label"] == 7
    assert found["log_px"] == pytest.approx(expected, abs=0.02)
    assert found["log_px"] == pytest.approx(found["elbo"] + found["kl"], abs=0.01)
    gaps = found["approximation_gap"] + found["amortisation_gap"]
    assert gaps == pytest.approx(found["log_px"] - found["elbo"], abs=1e-6)
    assert len(found["mode"]) == 2


def test_lines_tell_the_same_and_the_picture_shows_it(run, model: Path) -> None:
    said = run("digit", model, "--index", "3", "--split", "train", "--out", "three.png")
    assert "train image 3: 3" in said
    assert "log p(x)" in said
    assert "amortisation gap" in said
    with Image.open("three.png") as picture:
        colours = np.asarray(picture.convert("RGB")).reshape(-1, 3)
    assert picture.size == (900, 900)
    assert len(np.unique(colours, axis=0)) > 50


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--index", "1000"), "There is no image 1,000"),
        (("--index", "-1"), "'-1' is not the place of an image"),
        (("--index", "1", "--out", "three.gif"), "does not end in .png"),
    ],
)
def test_mistakes_are_told_in_a_line(fail, model: Path, arguments: tuple, told: str) -> None:
    assert told in fail("digit", model, *arguments)
