"""How fast a network trains: `train_same`, `train_default`, `train_roofline`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import torch

from benchmarks import plain
from benchmarks.data import digits
from benchmarks.report import Goal, Row, Sample, paired_ratio, row
from benchmarks.sizes import Sizes
from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.engine.device import resolve_compute
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.networks.layers import parameter_shapes
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer

EPOCHS = 3
TOLERANCE = 1.01  # of the plain loop's −ELBO
ENOUGH = 60_000  # digits to judge that by: with fewer, three epochs are too few steps
# Our best settings for the network of the plain loop, found by trying.
BEST = replace(
    plain.CONFIG,
    optimizer="adamw",
    schedule="one-cycle",
    learning_rate=1.2e-2,
    batch_size=512,
    precision="auto",
    epochs=EPOCHS,
)
_MEASURED_ON = 10  # digits that a session measures after each epoch; the plain loop does without


def session_for(config: RunConfig, sizes: Sizes) -> Trainer:
    """Return a run that does nothing beside training, as the plain loop."""
    return Trainer(digits("train", sizes.train), digits("test", _MEASURED_ON), config)


def epoch_seconds(session: Trainer) -> float:
    """Train one epoch."""
    started = time.perf_counter()
    for _ in islice(session.steps(), session.steps_per_epoch):
        pass
    return time.perf_counter() - started


def measure(sizes: Sizes) -> Iterator[Row]:
    keep_freed_memory()  # as the program does; it serves both sides
    seconds: dict[str, list[float]] = {"plain": [], "same": [], "best": []}
    elbo: dict[str, list[float]] = {"plain": [], "best": []}
    count = len(digits("train", sizes.train))
    for seed in range(sizes.passes):
        loop = plain.plain_training(sizes.train, seed=seed)
        same = session_for(replace(plain.CONFIG, epochs=EPOCHS, seed=seed), sizes)
        best = session_for(replace(BEST, seed=seed), sizes)
        for _ in range(EPOCHS):
            elapsed, model = next(loop)
            seconds["plain"].append(elapsed)
            seconds["same"].append(epoch_seconds(same))
            seconds["best"].append(epoch_seconds(best))
        snapshot = best.snapshot()
        elbo["best"].append(negative_elbo(snapshot, sizes))
        elbo["plain"].append(negative_elbo(plain.as_snapshot(model, snapshot), sizes))
    rates = {name: [count / s for s in times] for name, times in seconds.items()}
    yield _compared("train_same", rates["same"], rates["plain"], 3, "fp32, batch 128")
    ours, theirs = Sample.of(elbo["best"]).median, Sample.of(elbo["plain"]).median
    dtype = "bf16" if best.compute.bfloat16 else "fp32"
    judged = count >= ENOUGH
    yield _compared(
        "train_default",
        rates["best"],
        rates["plain"],
        5 if judged else None,
        f"{dtype}, batch {BEST.batch_size}, one-cycle to {BEST.learning_rate:g}; −ELBO after "
        f"{EPOCHS} epochs of {count:,} digits {ours:.1f}, plain {theirs:.1f}"
        + ("" if judged else f"; the quality is judged with {ENOUGH:,}"),
        provided=ours <= theirs * TOLERANCE,
    )
    yield _roofline(Sample.of(rates["best"]), sizes)


def _compared(
    name: str,
    ours: list[float],
    theirs: list[float],
    bound: float | None,
    note: str,
    *,
    provided: bool = True,
) -> Row:
    samples, ratio = (Sample.of(ours), Sample.of(theirs)), paired_ratio(ours, theirs)
    goal = Goal("ratio", True, bound) if bound is not None else None
    return row(name, "images/s", *samples, ratio, goal, note, provided=provided)


def negative_elbo(snapshot: Snapshot, sizes: Sizes) -> float:
    """Return the test −ELBO in nats per image, in float32."""
    test = digits("test", sizes.test)
    return evaluate(snapshot, test.images, test.labels).negative_elbo


def _roofline(rate: Sample, sizes: Sizes) -> Row:
    work = training_flops(BEST.architecture) / 1e9
    ours = Sample(rate.median * work, rate.low * work, rate.high * work)
    bfloat16 = resolve_compute(BEST.device, BEST.precision).bfloat16
    dtype = torch.bfloat16 if bfloat16 else torch.float32
    peak = matmul_peak(sizes, dtype)
    note = f"{work * 1e3:.2f} MFLOP a digit; the peak is of {sizes.matmul}³ in {dtype}"
    ratio = ours.median / peak.median
    return row("train_roofline", "GFLOP/s", ours, peak, ratio, Goal("ratio", True, 0.5), note)


def training_flops(architecture: Architecture) -> float:
    """Return what the matrix products of one step cost for each digit.

    Forward, and backward to the weights and to the inputs: six for each weight, but four in the
    first layer, whose inputs need no gradient.
    """
    shapes = parameter_shapes(architecture, DIGIT_SHAPE).values()
    weights = sum(shape[0] * shape[1] for shape in shapes if len(shape) == 2)
    return 6 * weights - 2 * DIGIT_SHAPE.pixels * architecture.widths[0]


def matmul_peak(sizes: Sizes, dtype: torch.dtype) -> Sample:
    """Return the GFLOP/s of one large square product."""
    n = sizes.matmul
    a, b = (torch.randn(n, n).to(dtype) for _ in range(2))
    out = torch.empty(n, n, dtype=dtype)
    rates = []
    with torch.inference_mode():
        torch.mm(a, b, out=out)
        for _ in range(10):
            started = time.perf_counter()
            torch.mm(a, b, out=out)
            rates.append(2 * n**3 / (time.perf_counter() - started) / 1e9)
    return Sample.of(rates)
