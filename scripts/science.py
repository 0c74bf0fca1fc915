"""Check the program's numbers against published ones, on MNIST.

    python scripts/science.py [--data-dir DIR] [--only NAME ...] [--json FILE]

Each check trains or opens a model and prints what came out beside what should. All of them take
three quarters of an hour on two quiet cores; ``--only`` takes the names of some. What can be
checked in seconds is in the tests instead. ``docs/science.md`` quotes a run.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.architecture import PRESETS
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages, data_root
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.measures.evidence import log_evidence
from vae_explorer.core.networks.fitting import Fitter
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.storage.model_file import load_snapshot
from vae_explorer.core.training import Trainer

TESTS = Path(__file__).resolve().parent.parent / "tests"
SAMPLES = 10  # draws of z for each image
MEAN_IMAGE = 205.7  # nats of MNIST's test digits, explained by the mean of the training digits


@dataclass(frozen=True)
class Row:
    """What came out.

    Attributes
    ----------
    check, claim
        Name of the check, and what is measured.
    value
        In nats per image.
    wanted
        In words, with its source.
    met
        Whether the value is within it.
    """

    check: str
    claim: str
    value: float
    wanted: str
    met: bool


@dataclass(frozen=True)
class Data:
    """The two splits of MNIST."""

    train: LabelledImages
    test: LabelledImages


def trained(data: Data, config: RunConfig) -> Snapshot:
    """Train to the end, and say how it goes."""
    trainer = Trainer(data.train, data.test, config)
    started = time.monotonic()
    for metrics in trainer.steps():
        if metrics.test is not None:
            seconds = time.monotonic() - started
            print(
                f"  epoch {metrics.epoch:.0f} of {config.epochs}: "
                f"{metrics.test.negative_elbo:.2f} nats, {seconds:.0f} s",
                file=sys.stderr,
            )
    return trainer.snapshot()


def bundled(data: Data) -> Iterator[Row]:
    """The model that ships: its bound by its own encoder, and ln p(x) by quadrature."""
    model = load_model(None)
    found = evaluate(model, data.test.images, data.test.labels, SAMPLES)
    value = found.negative_elbo
    yield Row("bundled", "−ELBO, mean of 10 draws", value, "at most 128.5", value <= 128.5)
    value = -float(log_evidence(model, data.test.images).mean(dtype=np.float64))
    yield Row("bundled", "−log p(x) by quadrature", value, "at most 125", value <= 125)
    value = fitted(model, data.test.images)
    yield Row("bundled", "−ELBO, every posterior fitted", value, "at most 125", value <= 125)


def fitted(model: Snapshot, images: NDArray[np.uint8]) -> float:
    """Return −ELBO where each image has the best diagonal Gaussian that the decoder allows."""
    likelihood, total = likelihood_of(model.config), 0.0
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        fitter = Fitter(model.model.decoder, likelihood, model.model.own)
        for start in range(0, len(images), 1000):
            x = torch.from_numpy(images[start : start + 1000].copy()).flatten(1) / 255
            q = fitter.fit(x)
            total += float(q.kl().sum())
            for _ in range(SAMPLES):
                noise = torch.randn(q.mean.shape, generator=generator)
                output = model.model.decoder(q.sample(noise))
                total += float(likelihood.nll(output, x, model.model.own).sum()) / SAMPLES
    return total / len(images)


def first(data: Data) -> Iterator[Row]:
    """The model that the first version brought, by quadrature."""
    model = load_snapshot(TESTS / "files" / "version-1" / "bundled.safetensors")
    value = float(log_evidence(model, data.test.images).mean(dtype=np.float64))
    yield Row("first", "log p(x)", value, "−124.92 ± 0.1", abs(value + 124.92) <= 0.1)


def grey(data: Data) -> Iterator[Row]:
    """The network and settings of lyeoni/pytorch-mnist-VAE, which reports 138.40."""
    config = RunConfig(
        architecture=PRESETS["mlp-512-256"].architecture,
        optimizer="adam",
        learning_rate=1e-3,
        schedule="constant",
        batch_size=100,
        epochs=50,
    )
    snapshot = trained(data, config)
    rows = snapshot.history.test
    for epoch, reported in ((1, 162.41), (10, 143.7), (20, 140.9), (50, 138.4)):
        value = float(rows[epoch - 1, 2] + rows[epoch - 1, 3])
        met = epoch != 50 or abs(value - reported) <= 1.5
        yield Row("grey", f"−ELBO after epoch {epoch}", value, f"{reported} reported", met)


def binary(data: Data) -> Iterator[Row]:
    """Bits drawn anew in each step: Davidson et al. (2018), normal VAE in two dimensions."""
    snapshot = trained(data, RunConfig(likelihood="binary", epochs=60))
    found = evaluate(snapshot, data.test.images, data.test.labels, SAMPLES)
    value = -found.negative_elbo
    yield Row("binary", "ELBO", value, "at least −137.1 (Davidson et al.)", value >= -137.1)
    value = float(log_evidence(snapshot, data.test.images).mean(dtype=np.float64))
    yield Row("binary", "log p(x)", value, "at least −135.7 (Davidson et al.)", value >= -135.7)


def kl_only(data: Data) -> Iterator[Row]:
    """Regimes whose encoder follows the KL divergence alone: the decoder can do no better than
    the mean image."""
    for regime in ("separate", "encoder-first", "random-z"):
        for kl in ("closed", "monte-carlo"):
            config = RunConfig(
                architecture=PRESETS["mlp-512-256"].architecture, regime=regime, kl=kl, epochs=4
            )
            snapshot = trained(data, config)
            found = evaluate(snapshot, data.test.images, data.test.labels, SAMPLES)
            name, score = f"{regime}, KL {kl}", -found.reconstruction
            met = abs(score + MEAN_IMAGE) <= 1
            wanted = f"−{MEAN_IMAGE} ± 1: the mean image"
            yield Row("kl-only", f"decoder score, {name}", score, wanted, met)
            yield Row("kl-only", f"KL, {name}", found.kl, "near 0", found.kl <= 0.05)


CHECKS: dict[str, Callable[[Data], Iterator[Row]]] = {
    "bundled": bundled,
    "first": first,
    "grey": grey,
    "binary": binary,
    "kl-only": kl_only,
}


def main() -> int:
    """Run the checks that were asked for; 0 if all of them are met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--only", nargs="+", choices=CHECKS, default=list(CHECKS), metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    keep_freed_memory()
    mnist, root = DATA_SETS["mnist"], data_root(options.data_dir)
    data = Data(mnist.load(root, "train"), mnist.load(root, "test"))
    rows: list[Row] = []
    for name in options.only:
        for row in CHECKS[name](data):
            print(f"{'met ' if row.met else 'MISS'} {row.check}: {row.claim}: ", end="")
            print(f"{row.value:.2f} ({row.wanted})", flush=True)
            rows.append(row)
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
