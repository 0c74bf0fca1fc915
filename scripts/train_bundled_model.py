"""Train the model that ships with the program, on MNIST.

    python scripts/train_bundled_model.py [--data-dir DIR] [--epochs 500] [--finish 60]
    python scripts/train_bundled_model.py --after FILE     # the second part alone

The default preset, trained long, on digits that are slightly distorted anew in each epoch: most of
what a 2-D VAE loses on unseen digits is lost by the encoder, and distortions narrow that gap. But
then it has learned digits that are more distorted than real ones: a second, shorter part, with a
quarter of the distortion, brings it back to these. The file holds half-precision weights and the
codes of the 10,000 test digits. Takes half an hour on two cores that have nothing else to do.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import data_root
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.core.training_state import TrainingState

RECIPE = RunConfig(
    epochs=500, augmentation=0.12, schedule="one-cycle", learning_rate=1.5e-3, batch_size=256
)
FINISH = {"augmentation": 0.03, "learning_rate": 2e-4}
OUT = Path(__file__).resolve().parent.parent / "resources" / "model.safetensors"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--epochs", type=int, default=RECIPE.epochs)
    parser.add_argument("--finish", type=int, default=60, help="epochs of the second part")
    parser.add_argument("--after", type=Path, help="what the first part has left")
    parser.add_argument("--seed", type=int, default=RECIPE.seed)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    keep_freed_memory()
    mnist, root = DATA_SETS[RECIPE.dataset], data_root(options.data_dir)
    train, test = mnist.load(root, "train"), mnist.load(root, "test")
    if options.after is None:
        config = replace(RECIPE, epochs=options.epochs, seed=options.seed)
        session = Trainer(train, test, config)
        run(session)
        snapshot, state = session.snapshot(), session.state()
    else:
        snapshot = load_snapshot(options.after)
        state = rested(snapshot, len(train))
    if options.finish:
        less = replace(snapshot.config, augmentation=FINISH["augmentation"])
        session = Trainer.resume(train, test, replace(snapshot, config=less), state)
        epochs = snapshot.config.epochs + options.finish
        session.change(less.changed(epochs=epochs, learning_rate=FINISH["learning_rate"]))
        run(session)
        snapshot = session.snapshot()
    save_snapshot(snapshot, options.out, half_precision=True)
    result = evaluate(load_snapshot(options.out), test.images, test.labels, samples=10)
    print(f"{options.out}: {result}")


def run(session: Trainer) -> None:
    """Train to the end, and tell of each epoch."""
    started = time.monotonic()
    for metrics in session.steps():
        if metrics.test is not None:
            print(
                f"epoch {metrics.epoch:.0f} of {session.config.epochs}: "
                f"test -ELBO {metrics.test.negative_elbo:.2f} nats "
                f"({metrics.test.reconstruction:.2f} + {metrics.test.kl:.2f}), "
                f"{time.monotonic() - started:.0f} s",
                flush=True,
            )


def rested(snapshot: Snapshot, images: int) -> TrainingState:
    """Return the state of a run whose optimiser has forgotten all, as a model alone has none."""
    nothing = {name: np.zeros_like(array, np.float32) for name, array in snapshot.weights.items()}
    ends, sums = (snapshot.step,), np.zeros(7, np.float32)
    return TrainingState(snapshot.step, nothing, nothing, ends, sums, 0, images)


if __name__ == "__main__":
    main()
