"""The benchmark still runs; what it measures is no test's business."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vae_explorer.core.data import LabelledImages

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "benchmark.py"
ROWS = {
    "train_same",
    "train_default",
    "train_roofline",
    "time_to_quality",
    "first_plane",
    "anytime",
    "first_motion",
    "beside_load",
    "drag_idle",
    "drag_training",
    "training_kept",
    "scrub",
    "seek",
    "frames_kept",
    "frames_memory",
    "hover_truth",
    "scatter_update",
    "scatter_pan",
    "mosaic",
    "startup_frame",
    "startup_ready",
    "open_model",
    "save_model",
    "encode_10k",
    "save_session",
    "autosave_kept",
    "memory",
    "cost_of_growth",
}
COLUMNS = {"name", "unit", "ours", "spread", "reference", "ratio", "goal", "met", "note"}


@pytest.fixture
def few_digits(tmp_path: Path, train_digits: LabelledImages) -> Path:
    """Return a data folder with a handful of images in the files that MNIST has."""
    folder = tmp_path / "data" / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for split in ("train", "t10k"):
        arrays = {"images-idx3": train_digits.images[:, 0], "labels-idx1": train_digits.labels}
        for kind, array in arrays.items():
            header = np.array([0x0800 + array.ndim, *array.shape], ">u4").tobytes()
            (folder / f"{split}-{kind}-ubyte").write_bytes(header + array.tobytes())
    return tmp_path / "data"


def _run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen"} | variables
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=900
    )


def test_every_row_is_measured_printed_and_written(few_digits: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.json"
    done = _run("--smoke", "--json", str(file), VAE_EXPLORER_DATA=str(few_digits))
    assert done.returncode == 0, done.stderr
    written = json.loads(file.read_text(encoding="utf-8"))
    assert {row["name"].split(" ")[0].rstrip(",") for row in written["rows"]} == ROWS
    for row in written["rows"]:
        assert set(row) == COLUMNS
        assert row["name"] in done.stdout
        assert np.isfinite(row["ours"])
    assert written["data"] == "MNIST"
    assert written["window"] == "offscreen"
    assert "goals met" in done.stdout


def test_an_unknown_row_is_named() -> None:
    done = _run("--only", "drag_idle,speed")
    assert done.returncode == 2
    assert "no row is called speed" in done.stderr


def test_without_the_program_one_line_says_what_to_install() -> None:
    command = [sys.executable, "-E", "-S", str(SCRIPT), "--quick"]  # without any packages
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "pip install" in done.stderr
