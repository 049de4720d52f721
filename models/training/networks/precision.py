"""The precision of matrix products in training: bfloat16 where the processor supports it, float32 elsewhere.

Where PyTorch emulates bfloat16, it is several times slower than float32 and also accumulates in bfloat16: gradients are then up
to 35 degrees off the exact ones.
"""

from __future__ import annotations

import functools
import time

import torch
from torch.nn import functional as F

CLEARLY = 0.8
"""bfloat16 is used if it costs less than this share of float32. Emulation costs three to four times as much as float32 and hardware
support half as much, so the result does not depend on the machine's load."""


def _cost(precision: torch.dtype) -> float:
    """CPU seconds of a small convolution and its gradients: the minimum of three runs after one warm-up run."""
    image = torch.ones(1, 32, 24, 24).to(memory_format=torch.channels_last).to(precision).requires_grad_()
    kernel = torch.ones(32, 32, 3, 3).to(precision).requires_grad_()
    costs = []
    for _ in range(4):
        begun = time.process_time()
        F.conv2d(image, kernel, padding=1).sum().backward()
        costs.append(time.process_time() - begun)
    return min(costs[1:])


@functools.cache
def measured() -> bool:
    """Whether bfloat16 is clearly faster here; measured once per process."""
    return _cost(torch.bfloat16) < CLEARLY * _cost(torch.float32)


_decided: bool | None = None


def decide(bfloat16: bool | None) -> None:
    """Fix the result of `bfloat16_is_faster`, so that a resumed run keeps its precision. None: measure."""
    global _decided
    _decided = bfloat16


def bfloat16_is_faster() -> bool:
    """Whether this process trains in bfloat16, as decided or measured."""
    return measured() if _decided is None else _decided
