"""How soon a model is good: `time_to_quality`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benchmarks import plain
from benchmarks.data import digits
from benchmarks.report import Goal, Row, Sample, row
from benchmarks.sizes import Sizes
from benchmarks.training import epoch_seconds, negative_elbo, session_for
from vae_explorer.core.config import RunConfig

BATCH = 100  # of the plain loop
CONFIG = replace(RunConfig(), epochs=4)  # the defaults, in as few epochs as the goal allows


def measure(sizes: Sizes) -> Iterator[Row]:
    bound, most = sizes.reach
    session = session_for(CONFIG, sizes)
    ours, ours_epochs, reached = 0.0, 0, False
    while not session.finished and not reached:
        ours += epoch_seconds(session)  # the clock stands still while the model is measured
        ours_epochs += 1
        snapshot = session.snapshot()
        ours_elbo = negative_elbo(snapshot, sizes)
        reached = ours_elbo <= bound
    theirs, theirs_epochs, theirs_elbo = 0.0, 0, float("inf")
    for elapsed, model in plain.plain_training(len(digits("train", sizes.train)), BATCH):
        theirs += elapsed
        theirs_epochs += 1
        theirs_elbo = negative_elbo(plain.as_snapshot(model, snapshot), sizes)
        if theirs_elbo <= bound or theirs_epochs == most:
            break
    note = (
        f"to −ELBO {bound:g}: {ours_epochs} of {CONFIG.epochs} epochs to {ours_elbo:.1f}; "
        f"plain {theirs_epochs} epochs to {theirs_elbo:.1f}"
    )
    if theirs_elbo > bound:
        note += " (not there yet, so the ratio is a lower bound)"
    goal = Goal("ratio", True, 6)
    sample = Sample.of([ours])
    yield row("time_to_quality", "s", sample, theirs, theirs / ours, goal, note, provided=reached)
