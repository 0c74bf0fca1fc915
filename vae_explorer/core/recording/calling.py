"""Asking networks of another program for what they give, and leaving everything as it was.

Whatever is called here is in evaluation mode meanwhile, without gradients and without autocast,
and draws no random number that the program would have drawn: its training ends in the same bits
with and without this.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

Network = Callable[[Tensor], Any]

_WRAPPERS = ("DistributedDataParallel", "DataParallel")


def unwrapped(network: Network) -> Network:
    """Return what is inside of wrappers for several processes, or for compilation."""
    while isinstance(network, nn.Module):
        name = "module" if type(network).__name__ in _WRAPPERS else "_orig_mod"
        inner = network._modules.get(name)
        if inner is None:
            break
        network = inner
    return network


def modules_of(network: object, depth: int = 3) -> list[nn.Module]:
    """Return the modules that a callable uses, as far as can be seen: of a method, a lambda."""
    if isinstance(network, nn.Module):
        return [network]
    if depth == 0:
        return []
    parts: list[object] = [getattr(network, "__self__", None)]
    if isinstance(network, functools.partial):
        parts += [network.func, *network.args, *network.keywords.values()]
    parts += [_content(cell) for cell in getattr(network, "__closure__", None) or ()]
    if (code := getattr(network, "__code__", None)) is not None:
        globals_ = getattr(network, "__globals__", {})
        parts += [globals_[name] for name in code.co_names if name in globals_]
    wanted = (part for part in parts if isinstance(part, nn.Module) or callable(part))
    found: list[nn.Module] = []
    for part in wanted:
        found += modules_of(part, depth - 1)
    return found


def _content(cell: Any) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def home_of(modules: list[nn.Module]) -> tuple[torch.device, torch.dtype] | None:
    """Return where the first parameter is, and its type; None without any."""
    for module in modules:
        for parameter in module.parameters():
            return parameter.device, parameter.dtype
    return None


@contextmanager
def undisturbed(*networks: Network) -> Iterator[None]:
    """Within, networks are in evaluation mode; afterwards all is as it was before."""
    modules = {
        id(part): part
        for network in networks
        for module in modules_of(network)
        for part in module.modules()
    }
    modes = [(part, part.training) for part in modules.values()]
    devices = {
        parameter.device
        for part in modules.values()
        for parameter in part.parameters(recurse=False)
        if parameter.device.type == "cuda"
    }
    indices = [device.index or 0 for device in devices]
    with ExitStack() as stack:
        stack.enter_context(torch.random.fork_rng(indices))
        stack.enter_context(torch.no_grad())
        for kind in {"cpu", *(device.type for device in devices)}:
            stack.enter_context(torch.autocast(kind, enabled=False))
        try:
            for part, _ in modes:
                part.training = False
            yield
        finally:
            for part, mode in modes:
                part.training = mode
