"""Train the generator of the offline digits on MNIST and write it into ``resources/``.

Three steps: a class-conditional VAE learns codes and a decoder; a Gaussian mixture a class is
fitted to the codes; the decoder, fed with codes from the mixtures, is sharpened against a
discriminator (hinge loss, spectral norm), while a reconstruction term keeps it true to the codes.
What is written is the decoder and the mixtures' parameters, never a digit or the code of one.

    python scripts/train_offline_digits.py --data-dir DIR
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors.numpy import save
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm
from tqdm import tqdm

from vae_explorer.core.data import DATA_SETS, LabelledImages, data_root
from vae_explorer.core.data.offline import (
    FILE_NAME,
    FORMAT,
    FORMAT_VERSION,
    DigitGenerator,
    generate,
    load_generator,
)

RESOURCES = Path(__file__).resolve().parents[1] / "resources"


class Encoder(nn.Module):
    """Digits (B, 784) in [0, 1] and labels (B,) to posterior mean and log-variance, (B, d)."""

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        self.pixels = nn.Linear(784, 512)
        self.label = nn.Embedding(10, 512)
        self.rest = nn.Sequential(
            nn.GELU(), nn.Linear(512, 256), nn.GELU(), nn.Linear(256, 2 * dimensions)
        )

    def forward(self, x: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        return self.rest(self.pixels(x) + self.label(labels)).float().chunk(2, dim=1)


class Decoder(nn.Module):
    """Codes (B, d) and labels (B,) to logits (B, 784). `DigitGenerator` is its copy in numpy."""

    def __init__(self, dimensions: int, first: int, second: int) -> None:
        super().__init__()
        self.code = nn.Linear(dimensions, first, bias=False)
        self.label = nn.Embedding(10, first)
        self.hidden = nn.Linear(first, second)
        self.pixel = nn.Linear(second, 784)

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        h = F.relu(self.code(z) + self.label(labels))
        return self.pixel(F.relu(self.hidden(h))).float()


class Discriminator(nn.Module):
    """Scores digits (B, 784) given labels (Miyato and Koyama 2018, projection discriminator)."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            spectral_norm(nn.Conv2d(1, 32, 4, stride=2, padding=1)),  # (B, 32, 14, 14)
            nn.LeakyReLU(0.1),
            spectral_norm(nn.Conv2d(32, 64, 4, stride=2, padding=1)),  # (B, 64, 7, 7)
            nn.LeakyReLU(0.1),
            spectral_norm(nn.Conv2d(64, 128, 3, stride=2, padding=1)),  # (B, 128, 4, 4)
            nn.LeakyReLU(0.1),
            nn.Flatten(),
        )
        self.score = spectral_norm(nn.Linear(2048, 1))
        self.label = spectral_norm(nn.Embedding(10, 2048))

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        h = self.features(x.view(-1, 1, 28, 28))
        return (self.score(h)[:, 0] + (h * self.label(labels)).sum(dim=1)).float()


class Mixtures(NamedTuple):
    """A Gaussian mixture a class, to draw codes from; see `DigitGenerator` for the shapes."""

    weight: Tensor
    mean: Tensor
    factor: Tensor

    def sample(self, labels: Tensor) -> Tensor:
        component = torch.multinomial(self.weight[labels], 1)[:, 0]
        noise = torch.randn(len(labels), self.mean.shape[2], 1)
        return self.mean[labels, component] + (self.factor[labels, component] @ noise)[:, :, 0]


def batches(count: int, size: int) -> Iterator[Tensor]:
    """Yield minibatches of indices for ever, in a new order each epoch."""
    while True:
        yield from torch.randperm(count)[: count // size * size].split(size)


def train_vae(
    images: Tensor, labels: Tensor, encoder: Encoder, decoder: Decoder, args: argparse.Namespace
) -> None:
    """Maximise the ELBO with weight beta before the KL."""
    parameters = [*encoder.parameters(), *decoder.parameters()]
    steps = args.epochs * (len(images) // args.batch)
    optimiser = torch.optim.Adam(parameters, lr=args.rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=steps)
    source = batches(len(images), args.batch)
    bar = tqdm(range(steps), desc="VAE", mininterval=2)
    for step in bar:
        index = next(source)
        x, y = images[index].float() / 255, labels[index]
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            mean, log_variance = encoder(x, y)
            z = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
            logits = decoder(z, y)
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum() / len(x)
        optimiser.zero_grad()
        (reconstruction + args.beta * kl).backward()
        optimiser.step()
        schedule.step()
        if step % 50 == 0:
            bar.set_postfix(reconstruction=f"{reconstruction:.1f}", kl=f"{kl:.1f}")


def fit_mixture(
    codes: NDArray[np.float64], components: int, rng: np.random.Generator, iterations: int = 40
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Fit a Gaussian mixture with full covariances by expectation-maximisation.

    Returns weights (K,), means (K, d) and lower Cholesky factors (K, d, d).
    """
    count, dimensions = codes.shape
    mean = codes[rng.choice(count, components, replace=False)]
    nearest = np.zeros(count, np.intp)
    for _ in range(20):  # k-means for a start
        nearest = (codes @ mean.T - (mean**2).sum(axis=1) / 2).argmax(axis=1)
        for k in range(components):
            if (nearest == k).any():
                mean[k] = codes[nearest == k].mean(axis=0)
    responsibility = np.eye(components)[nearest]
    # The floor keeps a component from collapsing onto a few codes.
    floor = 1e-3 * np.eye(dimensions)
    for _ in range(iterations):
        total = responsibility.sum(axis=0) + 1e-9
        mean = responsibility.T @ codes / total[:, None]
        centred = (codes - mean[:, None]).transpose(0, 2, 1)  # (K, d, N)
        weighted = responsibility.T[:, None] * centred
        covariance = weighted @ centred.transpose(0, 2, 1) / total[:, None, None]
        factor = np.linalg.cholesky(covariance + floor)
        log_norm = np.log(total) - np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
        log_joint = log_norm - 0.5 * ((np.linalg.inv(factor) @ centred) ** 2).sum(axis=1).T
        responsibility = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
        responsibility /= responsibility.sum(axis=1, keepdims=True)
    return total / total.sum(), mean, factor


def fit_mixtures(codes: Tensor, labels: Tensor, args: argparse.Namespace) -> Mixtures:
    """Fit one mixture to the codes of each class; the temperature shrinks its components."""
    rng = np.random.default_rng(args.seed)
    fits = [
        fit_mixture(codes[labels == c].double().numpy(), args.components, rng)
        for c in tqdm(range(10), desc="Mixtures")
    ]
    weight, mean, factor = (
        torch.from_numpy(np.stack(part)).float() for part in zip(*fits, strict=True)
    )
    return Mixtures(weight, mean, args.temperature * factor)


def sharpen(
    digits: tuple[Tensor, Tensor, Tensor],
    decoder: Decoder,
    mixtures: Mixtures,
    args: argparse.Namespace,
) -> Decoder:
    """Train the decoder against a discriminator; return the running average of its weights.

    `digits` are images (N, 784), labels (N,) and codes (N, d).
    """
    images, labels, codes = digits
    discriminator = Discriminator()
    average = copy.deepcopy(decoder)
    of_decoder, of_discriminator = (
        torch.optim.Adam(net.parameters(), lr=rate, betas=(0.0, 0.99), fused=True)
        for net, rate in ((decoder, args.sharpen_rate), (discriminator, 2 * args.sharpen_rate))
    )
    source = batches(len(images), args.sharpen_batch)
    bar = tqdm(range(args.sharpen_steps), desc="Sharpening", mininterval=2)
    for step in bar:
        index = next(source)
        x, y = images[index].float() / 255, labels[index]
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            fake = torch.sigmoid(decoder(mixtures.sample(y), y))
            scores = discriminator(torch.cat([x, fake.detach()]), torch.cat([y, y]))
        real_score, fake_score = scores.chunk(2)
        loss = F.relu(1 - real_score).mean() + F.relu(1 + fake_score).mean()
        of_discriminator.zero_grad()
        loss.backward()
        of_discriminator.step()

        discriminator.requires_grad_(False)
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            adversarial = -discriminator(fake, y).mean()
            logits = decoder(codes[index], y)
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
        of_decoder.zero_grad()
        (adversarial + args.anchor * reconstruction).backward()
        of_decoder.step()
        discriminator.requires_grad_(True)

        keep = min(0.998, (step + 1) / (step + 10))
        with torch.no_grad():
            for mine, theirs in zip(average.parameters(), decoder.parameters(), strict=True):
                mine.lerp_(theirs, 1 - keep)
        if step % 50 == 0:
            bar.set_postfix(hinge=f"{loss.item():.2f}", reconstruction=f"{reconstruction:.1f}")
    return average


def to_arrays(decoder: Decoder, mixtures: Mixtures) -> dict[str, NDArray[np.float16]]:
    """Return the fields of `DigitGenerator` in half precision."""
    tensors = {
        "mixture_weight": mixtures.weight,
        "mixture_mean": mixtures.mean,
        "mixture_factor": mixtures.factor,
        "code_weight": decoder.code.weight.T,
        "class_bias": decoder.label.weight,
        "hidden_weight": decoder.hidden.weight.T,
        "hidden_bias": decoder.hidden.bias,
        "pixel_weight": decoder.pixel.weight.T,
        "pixel_bias": decoder.pixel.bias,
    }
    return {
        name: np.ascontiguousarray(tensor.detach().numpy().astype(np.float16))
        for name, tensor in tensors.items()
    }


def write(path: Path, arrays: dict[str, NDArray[np.float16]], settings: dict[str, object]) -> None:
    """Check the generator, then put it in place of the old file in one step."""
    DigitGenerator(**{name: array.astype(np.float32) for name, array in arrays.items()})
    metadata = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "training": json.dumps(settings, sort_keys=True),
    }
    content = save(arrays, metadata)
    if len(content) >= 1_000_000:
        raise SystemExit(f"The generator would take {len(content):,} bytes: choose fewer units.")
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def nearest_neighbour_accuracy(known: LabelledImages, test: LabelledImages) -> float:
    """Return the share of `test` whose nearest image of `known` has the same label."""
    reference = torch.from_numpy(known.images).flatten(1).float() / 255
    half_norm = (reference**2).sum(dim=1) / 2
    nearest = [
        (x.flatten(1).float() / 255 @ reference.T - half_norm).argmax(dim=1)
        for x in torch.from_numpy(test.images).split(1000)
    ]
    return float((known.labels[torch.cat(nearest).numpy()] == test.labels).mean())


def report(path: Path, root: Path) -> None:
    """Print size, speed, and how well the digits stand in for MNIST."""
    generator = load_generator(path)
    test = DATA_SETS["mnist"].load(root, "test")
    print(f"{path}: {path.stat().st_size:,} bytes")
    print("20,000 digits, and the share of MNIST's test digits that a nearest-neighbour")
    print("classifier fitted on them gets right:")
    for seed in range(3):
        start = time.perf_counter()
        digits = generate(20_000, seed, generator=generator)
        seconds = time.perf_counter() - start
        accuracy = nearest_neighbour_accuracy(digits, test)
        print(f"  seed {seed}: {seconds:.2f} s, {accuracy:.2%}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--data-dir", type=Path, help="folder that holds MNIST/raw")
    add("--out", type=Path, default=RESOURCES / FILE_NAME, help="file to write")
    add("--seed", type=int, default=0, help="seed of everything random")
    switch = argparse.BooleanOptionalAction
    add("--bf16", action=switch, default=True, help="compute in bfloat16 where it is safe")
    add("--threads", type=int, default=1, help="threads of torch; rounding depends on them")
    add("--dimensions", type=int, default=16, help="latent dimensions")
    add("--hidden", type=int, nargs=2, default=(224, 432), help="hidden units of the decoder")
    add("--components", type=int, default=16, help="Gaussians in the mixture of each class")
    add("--temperature", type=float, default=0.8, help="factor on the Gaussians' spread")
    add("--epochs", type=int, default=12, help="epochs of the VAE")
    add("--batch", type=int, default=256, help="digits a step of the VAE")
    add("--rate", type=float, default=3e-3, help="highest learning rate of the VAE")
    add("--beta", type=float, default=0.7, help="weight of the VAE's KL")
    add("--sharpen-steps", type=int, default=5000, help="steps against the discriminator")
    add("--sharpen-batch", type=int, default=128, help="digits a step of the sharpening")
    add("--sharpen-rate", type=float, default=3e-4, help="learning rate of the sharpening")
    add("--anchor", type=float, default=0.005, help="weight of the reconstruction in sharpening")
    return parser.parse_args()


def main() -> None:
    args = parse_arguments()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    root = data_root(args.data_dir)
    train = DATA_SETS["mnist"].load(root, "train")
    images = torch.from_numpy(train.images).flatten(1)
    labels = torch.from_numpy(train.labels).long()

    encoder = Encoder(args.dimensions)
    decoder = Decoder(args.dimensions, *args.hidden)
    train_vae(images, labels, encoder, decoder, args)
    with torch.no_grad():
        codes = encoder(images.float() / 255, labels)[0]  # posterior means, (N, d)
    mixtures = fit_mixtures(codes, labels, args)
    decoder = sharpen((images, labels, codes), decoder, mixtures, args)

    settings = {k: v for k, v in vars(args).items() if k not in ("data_dir", "out", "threads")}
    write(args.out, to_arrays(decoder, mixtures), settings)
    report(args.out, root)


if __name__ == "__main__":
    main()
