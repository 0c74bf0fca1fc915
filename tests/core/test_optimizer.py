"""The optimiser against PyTorch's own classes."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from vae_explorer.core.engine.optimizer import AdamW


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_it_moves_as_pytorchs_own_does(decay: float) -> None:
    generator = torch.Generator().manual_seed(0)
    start = [torch.randn(7, 5, generator=generator), torch.randn(5, generator=generator)]
    ours, theirs = ([p.clone().requires_grad_() for p in start] for _ in range(2))
    reference = torch.optim.AdamW(theirs, weight_decay=decay, fused=True)
    optimizer = AdamW(dict(zip("ab", ours, strict=True)), decay)
    for step in range(1, 6):
        for a, b in zip(ours, theirs, strict=True):
            a.grad = torch.randn(a.shape, generator=generator)
            b.grad = a.grad.clone()
        reference.param_groups[0]["lr"] = 0.1 / step
        reference.step()
        optimizer.step(0.1 / step)
        assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))
        assert all(parameter.grad is None for parameter in ours)


@pytest.mark.slow
def test_training_does_not_import_the_compiler() -> None:
    program = (
        "import sys, numpy as np\n"
        "from vae_explorer.core.config import Architecture, RunConfig\n"
        "from vae_explorer.core.data.base import LabelledImages\n"
        "from vae_explorer.core.training import Trainer\n"
        "d = LabelledImages(np.zeros((9, 1, 28, 28), np.uint8), np.zeros(9, np.uint8))\n"
        "next(Trainer(d, d, RunConfig(architecture=Architecture('mlp', (4,)))).steps())\n"
        "sys.exit('torch._dynamo' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
