"""Which processor a run uses."""

from __future__ import annotations

import pytest
import torch

from vae_explorer.core.config import DEVICES, PRECISIONS
from vae_explorer.core.engine.device import resolve_compute, usable_devices
from vae_explorer.core.errors import UserError


@pytest.mark.parametrize("precision", PRECISIONS)
def test_auto_finds_a_device_that_computes(precision: str) -> None:
    compute = resolve_compute("auto", precision)
    with compute.autocast():
        product = torch.ones(2, 2, device=compute.device) @ torch.ones(2, 2, device=compute.device)
    assert product.dtype == (torch.bfloat16 if compute.bfloat16 else torch.float32)
    assert product.cpu().float().tolist() == [[2, 2], [2, 2]]


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_is_either_there_or_refused_with_a_way_out(device: str) -> None:
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if there.get(device, True):
        assert device in ("auto", resolve_compute(device).device.type)
        return
    with pytest.raises(UserError) as caught:
        resolve_compute(device)
    assert device.upper() in caught.value.what
    assert "cpu" in caught.value.way_out


def test_a_device_that_nobody_has_is_named() -> None:
    with pytest.raises(UserError, match="ABACUS"):
        resolve_compute("abacus")


def test_precision_is_as_asked_for() -> None:
    assert resolve_compute("cpu", "bfloat16").bfloat16
    assert not resolve_compute("cpu", "float32").bfloat16


def test_the_title_tells_device_and_precision() -> None:
    assert resolve_compute("cpu", "float32").title == "CPU, float32"


def test_the_usable_devices_are_those_that_are_not_refused() -> None:
    def refused(device: str) -> bool:
        try:
            resolve_compute(device)
        except UserError:
            return True
        return False

    assert usable_devices() == {device for device in DEVICES if not refused(device)}
