"""What belongs to no declared player, on a device: hiss, and a keyboard of decaying tones that plays other music."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from training.data.device.draw import chance
from training.data.device.material import Material
from training.data.device.rooms import uniform
from training.data.mixing import Options
from training.signal.classes import SAMPLE_RATE, SCENE_SECONDS

PARTIALS = 8
TONES = 24
"""Notes of the keyboard in an example, at most."""


def keyboard(material: Material, size: int, samples: int, rng: torch.Generator) -> Tensor:
    """float32 [size, samples] of unit root mean square: the lines of a random scene on tones that decay, each with an inharmonicity and a brightness."""
    device = rng.device
    scene = torch.randint(len(material.score), (size,), generator=rng, device=device)
    notes = material.score[scene].flatten(1, 2)
    begin = uniform((size, 1), 0.0, max(0.0, SCENE_SECONDS - samples / SAMPLE_RATE), rng)
    onset, there = notes[..., 0] - begin, (notes[..., 1] > begin) & (notes[..., 0] < begin + samples / SAMPLE_RATE)
    first = torch.where(there, torch.rand(there.shape, generator=rng, device=device), torch.full_like(onset, 2.0)).argsort(1)[:, :TONES]
    onset, pitch, there = onset.gather(1, first), notes[..., 2].gather(1, first), there.gather(1, first)
    time = torch.arange(samples, device=device) / SAMPLE_RATE
    decay, bright, stiff = uniform((size, 1), 1.0, 5.0, rng), uniform((size, 1), 0.3, 0.8, rng), uniform((size, 1), 0.0, 4e-4, rng)
    out = torch.zeros((size, samples), device=device)
    for tone in range(first.shape[1]):
        since = time[None] - onset[:, tone : tone + 1]
        hertz = 440 * 2 ** ((pitch[:, tone : tone + 1] - 69) / 12)
        for partial in range(1, PARTIALS + 1):
            frequency = partial * hertz * torch.sqrt(1 + stiff * partial**2)
            level = bright ** (partial - 1) * (frequency < SAMPLE_RATE / 2) * there[:, tone : tone + 1]
            out += level * torch.sin(2 * math.pi * frequency * since) * torch.exp(-decay * partial**0.5 * since.clamp(min=0)) * (since >= 0)
    return out / out.square().mean(1, keepdim=True).sqrt().clamp(min=1e-6)


def rest(material: Material, options: Options, level: float, size: int, samples: int, rng: torch.Generator) -> Tensor:
    """float32 [size, samples]: keyboards and hiss in their shares of the examples; level: root mean square of one player."""
    played = keyboard(material, size, samples, rng) * level * 10 ** (uniform((size, 1), -9, 4, rng) / 20)
    hiss = torch.randn((size, samples), generator=rng, device=rng.device) * level * 10 ** (uniform((size, 1), -55, -15, rng) / 20)
    return torch.where(chance((size, 1), options.keyboard, rng), played, 0.0) + torch.where(chance((size, 1), options.hiss, rng), hiss, 0.0)
