"""Rooms on a device: a position for every player, in a measured room or in a simulated one."""

from __future__ import annotations

import torch
from torch import Tensor

from training.data.device.material import Material
from training.signal.classes import SAMPLE_RATE

BANDS_HZ = (60.0, 500.0, 2500.0, 9000.0)
DIRECT_S = 0.003


def uniform(shape: tuple[int, ...], low: float, high: float, rng: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(shape, generator=rng, device=rng.device)


def simulated(players: int, decay_s: Tensor, samples: int, rng: torch.Generator) -> Tensor:
    """Impulse responses [players, samples] of unit energy: direct sound, then a diffuse tail whose bands decay at rates of their own.

    decay_s [players]: the time in which the middle band falls by 60 dB.
    """
    device = rng.device
    time = torch.arange(samples, device=device) / SAMPLE_RATE
    spectrum = torch.fft.rfft(torch.randn((players, samples), generator=rng, device=device))
    hertz = torch.fft.rfftfreq(samples, 1 / SAMPLE_RATE).to(device)
    tail = torch.zeros((players, samples), device=device)
    for low, high, factor in zip(BANDS_HZ, BANDS_HZ[1:], ((0.9, 1.4), (1.0, 1.0), (0.35, 0.8))):
        band = torch.fft.irfft(spectrum * ((hertz >= low) & (hertz < high)), samples)
        tail += band * torch.exp(-6.9 * time / (decay_s * uniform((players,), *factor, rng))[:, None])
    gap = uniform((players, 1), 0.002, 0.025, rng)
    tail = tail * (time >= gap)
    tail = tail / tail.square().sum(1, keepdim=True).sqrt().clamp(min=1e-9)
    tail[:, 0] += 10 ** (uniform((players,), -3, 18, rng) / 20)
    return tail / tail.square().sum(1, keepdim=True).sqrt()


def measured(material: Material, room: Tensor, rng: torch.Generator) -> Tensor:
    """Responses [players, samples] of unit energy of measured rooms, room [players]; positions differ in their distance (see `data.rooms.place`)."""
    response = material.rooms[room].clone()
    response[:, : int(DIRECT_S * SAMPLE_RATE)] *= 10 ** (uniform((len(room), 1), 0, 20, rng) / 20)
    return response / response.square().sum(1, keepdim=True).sqrt()


def reverberate(sound: Tensor, response: Tensor) -> Tensor:
    """[players, samples] * [players, taps] -> [players, samples]: the first samples of the convolution."""
    size = sound.shape[1] + response.shape[1] - 1
    size = 1 << (size - 1).bit_length()
    wet = torch.fft.irfft(torch.fft.rfft(sound, size) * torch.fft.rfft(response, size), size)
    return wet[:, : sound.shape[1]]


def in_rooms(sound: Tensor, example: Tensor, material: Material, share: float, measured_share: float, rng: torch.Generator) -> Tensor:
    """Puts the players of a share of the examples into a room. sound [players, samples], example [players]: which one each plays in."""
    examples = int(example.max()) + 1
    wet = (torch.rand(examples, generator=rng, device=rng.device) < share)[example]
    real = (torch.rand(examples, generator=rng, device=rng.device) < measured_share)[example]
    room = torch.randint(len(material.rooms), (examples,), generator=rng, device=rng.device)[example]
    decay = torch.exp(uniform((examples,), -1.9, 0.7, rng))[example]
    taps = material.rooms.shape[1]
    response = torch.where(real[:, None], measured(material, room, rng), simulated(len(sound), decay, taps, rng))
    out = reverberate(sound, response)
    out = out * (sound.square().mean(1, keepdim=True) / out.square().mean(1, keepdim=True).clamp(min=1e-12)).sqrt()
    return torch.where(wet[:, None], out, sound)
