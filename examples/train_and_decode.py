"""Train a small model on generated digits, save it, open it and decode a point of its plane.

Run it with ``python examples/train_and_decode.py``; it takes some ten seconds and needs no network.
"""

import numpy as np

from vae_explorer import (
    DATA_SETS,
    PRESETS,
    RunConfig,
    Trainer,
    data_root,
    load_snapshot,
    save_snapshot,
)

CONFIG = RunConfig(
    dataset="offline", architecture=PRESETS["mlp-256-128"].architecture, epochs=2, seed=0
)


def main(config: RunConfig = CONFIG, path: str = "example.safetensors") -> None:
    """Train, save, open, decode, and draw the image with letters."""
    data_set = DATA_SETS[config.dataset]
    train, test = (data_set.load(data_root(), split) for split in ("train", "test"))
    trainer = Trainer(train, test, config)
    for _ in trainer.steps():  # an iterator: look at what it yields, or stop where you like
        pass
    save_snapshot(trainer.snapshot(), path)

    snapshot = load_snapshot(path)
    print(f"test −ELBO: {snapshot.history.latest_test.negative_elbo:.1f} nats per image")
    image = snapshot.decode(np.array([[0.5, -1.2]], np.float32))[0, 0]  # (28, 28), 0 to 1
    for row in image[::2]:
        print("".join(" .:-=+*#%@"[int(9.99 * grey)] for grey in row))


if __name__ == "__main__":
    main()
