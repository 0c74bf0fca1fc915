"""``vae-explorer experiments`` and ``vae-explorer experiment``."""

from __future__ import annotations

import csv
import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vae_explorer.commands.figures import manifold, scatter, strip
from vae_explorer.commands.train_report import TrainReport
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.experiments.catalogue import built_in
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.storage.model_file import load

OWN = """\
title = "Mine"
question = "Which is dearer?"
what = "Two tiny runs."
try = ["Another β."]

[settings]
widths = [16]
batch_size = 50
epochs = 4
precision = "float32"

[short]
epochs = 2

[[runs]]
name = "Cheap code!"
[[runs.changes]]
epoch = 2
beta = 0

[[runs]]
name = "Dear code"
beta = 8

[[results]]
run = "Dear code"
measure = "kl"
less_than = "Cheap code!"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_every_experiment_is_listed_with_question_article_and_time(run) -> None:
    text = run("experiments")
    found = built_in()
    assert len(found) > 10
    for experiment in found:
        assert experiment.question in text
        assert f"{experiment.title} · {experiment.source} · " in text


def test_the_list_is_there_for_programs_too(run) -> None:
    rows = json.loads(run("experiments", "--json"))
    assert [row["name"] for row in rows] == [experiment.id for experiment in built_in()]
    assert {"article", "question", "minutes", "short_minutes", "title"} < set(rows[0])


def test_an_experiment_leaves_models_tables_pictures_and_results(run, own: Path) -> None:
    out = own.parent / "a" / "b"
    text = run("experiment", own, "--out", out)
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [
            f"{name}{end}"
            for name in ("cheap-code", "dear-code")
            for end in (
                ".csv",
                ".safetensors",
                "-manifold.png",
                "-strip.png",
                "-scatter.png",
            )
        ]
        + ["results.json", "results.txt"]
    )
    first = load(out / "cheap-code.safetensors")
    assert first.snapshot.epoch == 4
    assert [(c.epoch, c.after) for c in first.snapshot.history.changes] == [(2, 0)]
    assert first.training is not None
    rows = list(csv.DictReader((out / "cheap-code.csv").read_text().splitlines()))
    assert {row["beta"] for row in rows} == {"1", "0"}
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert results["form"] == "full"
    assert [row["measure"] for row in results["results"]] == ["kl"]
    assert f"{results['results'][0]['value']:.2f} nats" in text
    written = (out / "results.txt").read_text(encoding="utf-8")
    assert "Which is dearer?" in written
    assert "Another β." in written


def test_the_short_form_is_shorter(run, own: Path) -> None:
    run("experiment", own, "--short", "--out", own.parent / "out")
    snapshot = load(own.parent / "out" / "cheap-code.safetensors").snapshot
    assert snapshot.epoch == 2
    assert [change.epoch for change in snapshot.history.changes] == [1]


def test_a_mistake_in_a_file_is_one_line_with_its_line(fail, own: Path) -> None:
    own.write_text(OWN.replace("beta = 8", "beta = -8"), encoding="utf-8")
    error = fail("experiment", own, "--out", own.parent / "out")
    line = OWN[: OWN.index("beta = 8")].count("\n") + 1
    assert f"mine.toml, line {line}: β must be" in error
    assert not (own.parent / "out").exists()


def test_a_name_that_is_none_is_told(fail, tmp_path: Path) -> None:
    assert "There is no experiment 'elbw'. Did you mean elbo?" in fail(
        "experiment", "elbw", "--out", tmp_path
    )


def test_ctrl_c_keeps_what_was_trained(run, own: Path, monkeypatch) -> None:
    step = TrainReport.step

    def interrupt(self: TrainReport, metrics) -> None:
        step(self, metrics)
        if metrics.step == 3:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(TrainReport, "step", interrupt)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored
    try:
        text = run("experiment", own, "--out", own.parent / "out")
    finally:
        signal.signal(signal.SIGINT, before)
    assert "Interrupted: 1 run of 2 saved" in text
    found = load(own.parent / "out" / "cheap-code.safetensors")
    assert 3 <= found.snapshot.step < 24
    assert found.training is not None
    assert json.loads((own.parent / "out" / "results.json").read_text())["results"] == []


def test_pictures_have_their_size_and_show_something(data_dir: Path) -> None:
    snapshot = load_model()
    data = DATA_SETS["mnist"].load(data_dir, "test")
    side = 28
    for picture, size in (
        (manifold(snapshot, 5), (5 * side, 5 * side)),
        (strip(snapshot, data), (10 * side, 2 * side)),
        (scatter(snapshot), (900, 900)),
    ):
        path = data_dir / "picture.png"
        path.write_bytes(picture)
        with Image.open(path) as image:
            assert image.size == size
            assert np.asarray(image).std() > 10
