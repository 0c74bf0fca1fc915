"""The training loop that one would write otherwise, as in PyTorch's own examples."""

from __future__ import annotations

import time
from collections.abc import Iterator

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, Subset

from benchmarks.data import dataset_key, digits
from vae_explorer.core.architecture import PRESETS
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages, data_root
from vae_explorer.core.data.torchvision_sets import import_torchvision
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.layers import parameter_shapes
from vae_explorer.core.snapshot import Snapshot

CONFIG = RunConfig(
    architecture=PRESETS["mlp-512-256"].architecture,
    optimizer="adam",
    schedule="constant",
    learning_rate=1e-3,
    batch_size=128,
    precision="float32",
)


class PlainVAE(nn.Module):
    """The network of `CONFIG`, 784-512-256-2, written out."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 4)
        )
        self.decoder = nn.Sequential(
            nn.Linear(2, 256), nn.ReLU(), nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 784)
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decoder(z), mean, log_variance


class GeneratedDigits(Dataset):
    """Arrays in the shape of torchvision's MNIST: a PIL image and a label for each index."""

    def __init__(self, data: LabelledImages, transform: object) -> None:
        self.data = data
        self.transform = transform

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        image = Image.fromarray(self.data.images[index, 0])
        return self.transform(image), int(self.data.labels[index])  # type: ignore[operator]


def plain_loader(count: int, batch_size: int) -> DataLoader:
    """Return torchvision's MNIST, or generated digits in its place, shuffled."""
    torchvision = import_torchvision()
    to_tensor = torchvision.transforms.ToTensor()
    if dataset_key() == "mnist":
        data = torchvision.datasets.MNIST(data_root(), train=True, transform=to_tensor)
    else:
        data = GeneratedDigits(digits("train", count), to_tensor)
    if count < len(data):
        data = Subset(data, range(count))
    return DataLoader(data, batch_size=batch_size, shuffle=True)


def plain_steps(count: int, batch_size: int = 128, seed: int = 0) -> Iterator[tuple[int, PlainVAE]]:
    """Train for ever; yield the images of each step, and the model."""
    torch.manual_seed(seed)
    model = PlainVAE()
    loader = plain_loader(count, batch_size)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    while True:
        total = 0.0
        for images, _ in loader:
            x = images.view(-1, 784)
            logits, mean, log_variance = model(x)
            reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
            kl = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
            loss = (reconstruction + kl) / len(x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
            yield len(images), model


def plain_training(
    count: int, batch_size: int = 128, seed: int = 0
) -> Iterator[tuple[float, PlainVAE]]:
    """Train for ever; yield the seconds that each epoch took, and the model."""
    steps = plain_steps(count, batch_size, seed)
    while True:
        started = time.perf_counter()
        seen = 0
        while seen < count:
            images, model = next(steps)
            seen += images
        yield time.perf_counter() - started, model


def as_snapshot(model: PlainVAE, like: Snapshot) -> Snapshot:
    """Return the plain model's weights as a snapshot, to be measured by the same code."""
    from dataclasses import replace

    names = parameter_shapes(CONFIG.architecture, DIGIT_SHAPE)
    arrays = [tensor.detach().clone().numpy() for tensor in model.state_dict().values()]
    return replace(like, config=CONFIG, weights=dict(zip(names, arrays, strict=True)))
