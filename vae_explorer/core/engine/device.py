"""Which processor a run uses, and in which arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig

_FASTEST_FIRST = ("cuda", "mps", "cpu")


@dataclass(frozen=True)
class Compute:
    """A resolved device and whether matrix products run in bfloat16 there."""

    device: torch.device
    bfloat16: bool

    @property
    def title(self) -> str:
        """Name for people, such as ``CPU, bfloat16``."""
        name = "CPU" if self.device.type == "cpu" else self.device.type.upper()
        return f"{name}, {'bfloat16' if self.bfloat16 else 'float32'}"

    def autocast(self) -> torch.autocast:
        """Return a context in which matrix products run in this arithmetic."""
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.bfloat16)


def resolve_compute(device: str = "auto", precision: str = "auto") -> Compute:
    """Turn a configuration's `device` and `precision` into what this machine has.

    Raises
    ------
    UserError
        When a device is asked for by name that this machine, or this build of torch, lacks.
    """
    kind = _fastest_device() if device == "auto" else device
    if not _has(kind):
        raise UserError(
            tr(
                "This computer has no {device} device that torch {version} can use.",
                device=kind.upper(),
                version=torch.__version__,
            ),
            tr("Choose the device 'auto' or 'cpu'."),
        )
    bfloat16 = _has_bfloat16(kind) if precision == "auto" else precision == "bfloat16"
    return Compute(torch.device(kind), bfloat16)


def compute_for(config: RunConfig) -> Compute:
    """Return what a run is computed with: float32 on the CPU where one step solves it.

    Raises
    ------
    UserError
        See `resolve_compute`.
    """
    if config.kind.at_once:
        return resolve_compute("cpu", "float32")
    return resolve_compute(config.device, config.precision)


def usable_devices() -> frozenset[str]:
    """Return the devices that a configuration can name on this machine: ``{"auto", "cpu"}``."""
    return frozenset({"auto", *filter(_has, _FASTEST_FIRST)})


def _has(kind: str) -> bool:
    if kind == "cuda":
        return torch.cuda.is_available()
    if kind == "mps":
        return torch.backends.mps.is_available()
    return kind == "cpu"


def _fastest_device() -> str:
    return next(kind for kind in _FASTEST_FIRST if _has(kind))


def _has_bfloat16(kind: str) -> bool:
    """Whether the processor multiplies bfloat16 matrices in hardware; emulation is slower."""
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if kind == "cpu":
        capabilities = torch.backends.cpu.get_cpu_capability()
        if not capabilities.startswith("AVX512"):
            return False
        # Private names, which other versions of torch may lack: then there is no saying.
        checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
        return any(getattr(torch.cpu, name, bool)() for name in checks)
    return False
