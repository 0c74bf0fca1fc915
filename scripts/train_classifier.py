"""Train the classifier that ships with the program on MNIST, and write it into ``resources/``.

Small random distortions of the training digits and Adam with a cosine schedule; what is written are
weights in half precision, and the accuracy on the test digits that was measured with them.

    python scripts/train_classifier.py --data-dir DIR
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from vae_explorer.core.augmentation import distort
from vae_explorer.core.classifier import (
    FILE_NAME,
    Classifier,
    classifier_bytes,
    forward,
    load_classifier,
)
from vae_explorer.core.data import DATA_SETS, LabelledImages, data_root
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.storage.atomic import write_atomically

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
FIRST, SECOND, KERNEL = 16, 32, 5
BATCH, RATE, DECAY, STRENGTH = 128, 3e-3, 1e-4, 0.12


def fresh_weights(classes: int, generator: torch.Generator) -> dict[str, Tensor]:
    """Return weights of variance 2 / fan-in (He et al. 2015), and biases of zero."""
    features = SECOND * (DIGIT_SHAPE.height // 4) * (DIGIT_SHAPE.width // 4)
    shapes = {
        "conv1": (FIRST, DIGIT_SHAPE.channels, KERNEL, KERNEL),
        "conv2": (SECOND, FIRST, KERNEL, KERNEL),
        "dense": (classes, features),
    }
    weights = {}
    for name, shape in shapes.items():
        spread = math.sqrt(2 / math.prod(shape[1:]))
        weights[f"{name}.weight"] = spread * torch.randn(shape, generator=generator)
        weights[f"{name}.bias"] = torch.zeros(shape[0])
    return weights


def accuracy(classifier: Classifier, data: LabelledImages) -> float:
    """Return which part of the images it gives the class that they have."""
    found = classifier.probabilities(data.images).argmax(axis=1)
    return float((found == data.labels).mean())


def train(data: LabelledImages, test: LabelledImages, epochs: int, seed: int) -> Classifier:
    generator = torch.Generator().manual_seed(seed)
    names = tuple(map(str, range(10)))
    weights = fresh_weights(len(names), generator)
    for weight in weights.values():
        weight.requires_grad_(True)
    optimizer = torch.optim.AdamW(weights.values(), lr=RATE, weight_decay=DECAY)
    steps = epochs * (len(data) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    images = torch.from_numpy(data.images).flatten(1)
    labels = torch.from_numpy(data.labels).long()
    begun = time.monotonic()
    for epoch in range(1, epochs + 1):
        order = torch.randperm(len(images), generator=generator)
        for rows in order.split(BATCH)[: len(data) // BATCH]:
            x = distort(images[rows] / 255, DIGIT_SHAPE, STRENGTH, generator)
            loss = F.cross_entropy(forward(weights, x.reshape(-1, *DIGIT_SHAPE)), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        found = _as_classifier(weights, names)
        seconds = time.monotonic() - begun
        print(f"epoch {epoch}: {accuracy(found, test):.2%} of t10k, {seconds:.0f} s", flush=True)
    return found


def _as_classifier(weights: dict[str, Tensor], names: tuple[str, ...]) -> Classifier:
    arrays = {name: weight.detach().numpy().copy() for name, weight in weights.items()}
    return Classifier("Classifier of digits", arrays, DIGIT_SHAPE, names, {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=None)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESOURCES / FILE_NAME)
    arguments = parser.parse_args()
    root = arguments.data_dir or data_root()
    mnist = DATA_SETS["mnist"]
    test = mnist.load(root, "test")
    found = train(mnist.load(root, "train"), test, arguments.epochs, arguments.seed)
    # In half precision, as it is written; the accuracy is that of the file.
    halves = {n: a.astype(np.float16).astype(np.float32) for n, a in found.weights.items()}
    rounded = Classifier(found.name, halves, found.shape, found.class_names, {})
    measured = accuracy(rounded, test)
    about = {"dataset": "mnist", "accuracy": f"{measured:.4f}"}
    whole = Classifier(found.name, halves, found.shape, found.class_names, about)
    write_atomically(arguments.out, classifier_bytes(whole))
    again = accuracy(load_classifier(arguments.out), test)
    size = arguments.out.stat().st_size
    print(f"{arguments.out}: {size / 1e3:.0f} kB, {again:.2%} of the 10,000 test digits")


if __name__ == "__main__":
    main()
