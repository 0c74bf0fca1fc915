"""Train a VAE by a plain PyTorch loop, and record it: one line of it is VAE Explorer's.

Run it with ``python examples/own_loop.py``, and meanwhile ``vae-explorer watch own-run``. In
several processes: ``torchrun --nproc_per_node 2 examples/own_loop.py``. It needs no network.
"""

import os
import sys

import torch
from torch import distributed, nn
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from vae_explorer import DATA_SETS, Recorder, data_root


class VAE(nn.Module):
    """784-256-2 and back."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.mean, self.log_variance = (
            nn.Linear(784, 256),
            nn.Linear(256, 2),
            nn.Linear(256, 2),
        )
        self.decoder = nn.Sequential(nn.Linear(2, 256), nn.ReLU(), nn.Linear(256, 784))

    def encode(self, x):
        """Return mean and log-variance of q(z given x), each (B, 2)."""
        h = F.relu(self.hidden(x))
        return self.mean(h), self.log_variance(h)

    def forward(self, x):
        """Return reconstruction and KL divergence, in nats per image."""
        mean, log_variance = self.encode(x)
        z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        logits = self.decoder(z)
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum() / len(x)
        return reconstruction, kl


def main(folder: str = "own-run", epochs: int = 5, dataset: str = "offline") -> None:
    """Train, and record what happens into a folder."""
    torch.manual_seed(int(os.environ.get("RANK", "0")))  # each process has other minibatches
    train, test = (DATA_SETS[dataset].load(data_root(), split) for split in ("train", "test"))
    images = torch.from_numpy(train.images).flatten(1) / 255
    held_out = torch.from_numpy(test.images).flatten(1) / 255
    vae = VAE()
    model: nn.Module = DistributedDataParallel(vae) if distributed.is_initialized() else vae
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = images.split(100)
    recorder = Recorder(folder, dataset=dataset, steps_per_epoch=len(batches))
    step = 0
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(100):
            reconstruction, kl = model(images[batch])
            optimizer.zero_grad()
            (reconstruction + kl).backward()
            optimizer.step()
            step += 1
            losses = {"reconstruction": reconstruction, "kl": kl}
            recorder.log(vae.encode, vae.decoder, held_out, test.labels, step, losses=losses)
        recorder.log(vae.encode, vae.decoder, held_out, test.labels, step, now=True)
        print(f"step {step}: {reconstruction.item():.1f} + KL {kl.item():.1f} nats per image")


if __name__ == "__main__":
    if "WORLD_SIZE" in os.environ:  # under torchrun
        distributed.init_process_group("gloo")
    main(*sys.argv[1:2])
    if distributed.is_initialized():
        distributed.destroy_process_group()
