"""The precision that training multiplies in: bfloat16 where the processor has units for it, float32 elsewhere.

Where PyTorch has to emulate bfloat16 it is several times slower than float32, and it adds up in bfloat16 too: gradients then point up
to 35 degrees away from the exact ones.
"""

from __future__ import annotations

import functools
import time

import torch
from torch.nn import functional as F

CLEARLY = 0.8
"""Emulation costs three to four times float32 and units cost half, so the answer does not depend on how busy the machine is."""


def _cost(precision: torch.dtype) -> float:
    """CPU seconds of a small convolution and its gradients, the least of three after a first one that does not count."""
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
    """Fix the answer of `bfloat16_is_faster`: a run that continues keeps its precision. None: measure."""
    global _decided
    _decided = bfloat16


def bfloat16_is_faster() -> bool:
    """The precision of this process's trainings, decided or measured."""
    return measured() if _decided is None else _decided
