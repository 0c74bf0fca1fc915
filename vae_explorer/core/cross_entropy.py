"""Binary cross-entropy from logits, in the form that trains fastest on a processor."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class CrossEntropy(torch.autograd.Function):
    """Σ_pixels [max(l, 0) − x l + ln(1 + e^−|l|)] for logits l and pixels x in [0, 1].

    Mathematically ``binary_cross_entropy_with_logits`` summed over pixels. PyTorch takes its last
    term by ``log1p``, which is ten times slower than ``log``; here it is −ln(sigmoid |l|), whose
    rounding is at most 6e-8 a pixel, and the gradient is the closed sigmoid(l) − x.
    """

    @staticmethod
    def forward(ctx: Any, logits: Tensor, x: Tensor) -> Tensor:
        """Return the sum for each image, (B,), from (B, D) logits and pixels."""
        ctx.save_for_backward(logits, x)
        total = logits.abs().sigmoid_().log_().neg_()  # ln(1 + e^-|l|)
        total += logits.clamp_min(0)
        total.addcmul_(x, logits, value=-1)
        return total.sum(dim=-1)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        """Return (sigmoid(l) − x) times the gradient of each image's sum."""
        logits, x = ctx.saved_tensors
        slope = logits.sigmoid().sub_(x).mul_(gradients[0].unsqueeze(-1))
        return slope, None
