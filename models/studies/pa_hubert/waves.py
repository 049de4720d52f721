"""The small time-domain variant: a strided convolutional encoder with recurrent context that pre-trains like HuBERT and
separates like Demucs v2.

`MaskedWaves` masks stretches of the encoder's frames and predicts their clusters from the context (Hsu et al.,
"HuBERT", 2021). `WaveUNet` reuses the encoder and context and adds a decoder with skip connections (Défossez et al.,
"Music source separation in the waveform domain", 2019), modulated by the declared players. Every slot has its own
final filters, and the difference between the mixture and the sum of the outputs is distributed among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn
from torch.nn import functional as F

from training.signal.arrays import Array
from training.signal.classes import N_CLASSES, N_SLOTS

KERNEL, STRIDE, PADDING = 8, 4, 2
"""The output of a layer has exactly a quarter of its input's samples; five layers turn 1024 samples into one frame.
"""
ENCODER = ("encoder.", "context.")
"""The modules that pre-training trains and a separator reuses."""


@dataclass(frozen=True)
class WaveConfig:
    channels: tuple[int, ...] = (24, 48, 64, 96, 128)
    film: int = 48


class Down(nn.Module):
    """Strided convolution, norm, gated 1x1 convolution: [B, before, 4 L] -> [B, after, L]."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(before, after, KERNEL, STRIDE, PADDING)
        self.norm = nn.GroupNorm(4, after)
        self.gate = nn.Conv1d(after, 2 * after, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.glu(self.gate(F.relu(self.norm(self.conv(x)))), dim=1)


class Recurrent(nn.Module):
    """Two bidirectional LSTM layers with a residual connection: [B, C, T] -> the same."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(width, width, 2, batch_first=True, bidirectional=True)
        self.leave = nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.leave(self.lstm(x.transpose(1, 2))[0]).transpose(1, 2)


class Up(nn.Module):
    """Skip connection, gated convolution and modulation, then upsampling by four (but not in the last layer)."""

    def __init__(self, before: int, after: int | None, film: int) -> None:
        super().__init__()
        self.gate = nn.Conv1d(before, 2 * before, 3, padding=1)
        self.norm = nn.GroupNorm(4, before)
        self.modulate = nn.Linear(film, 2 * before)
        self.conv = None if after is None else nn.ConvTranspose1d(before, after, KERNEL, STRIDE, PADDING)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)

    def forward(self, x: Tensor, skip: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.modulate(condition)[:, :, None].chunk(2, dim=1)
        x = self.norm(F.glu(self.gate(x + skip), dim=1)) * (1 + scale) + shift
        return x if self.conv is None else F.relu(self.conv(x))


class MaskedWaves(nn.Module):
    """Maps audio [B, 1024 T] and masked frames to cluster logits per frame."""

    def __init__(self, clusters: int, config: WaveConfig = WaveConfig()) -> None:
        super().__init__()
        ch = config.channels
        self.encoder = nn.ModuleList(Down(a, b) for a, b in zip((1, *ch), ch))
        self.context = Recurrent(ch[-1])
        self.hidden = nn.Parameter(torch.randn(ch[-1]) * 0.1)
        self.head = nn.Linear(ch[-1], clusters)

    def forward(self, audio: Tensor, hidden: Tensor) -> Tensor:
        """hidden bool [B, T] -> logits [B, T, clusters]."""
        x = (audio / level_of(audio))[:, None]
        for layer in self.encoder:
            x = layer(x)
        x = torch.where(hidden[:, None], self.hidden[None, :, None], x)
        return self.head(self.context(x).transpose(1, 2))


class WaveUNet(nn.Module):
    """Maps audio and declared players to one waveform per requested slot; the waveforms sum to the audio."""

    def __init__(self, config: WaveConfig = WaveConfig()) -> None:
        super().__init__()
        ch, film = config.channels, config.film
        self.encoder = nn.ModuleList(Down(a, b) for a, b in zip((1, *ch), ch))
        self.context = Recurrent(ch[-1])
        self.condition = nn.Sequential(nn.Linear(2 * N_CLASSES, film), nn.ReLU(), nn.Linear(film, film), nn.ReLU())
        self.decoder = nn.ModuleList(Up(b, a, film) for a, b in zip((None, *ch), ch))
        self.last = nn.Parameter(torch.randn(N_SLOTS, ch[0], KERNEL) * (ch[0] * KERNEL / STRIDE) ** -0.5 * 0.3)

    def batch(self, audio: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """audio [B, 1024 T], counts [B, N_CLASSES], slots [B, S] (-1: none) -> [B, S, 1024 T], zero where none."""
        level = level_of(audio)
        condition = self.condition(torch.cat([counts.clamp(0, 1), (counts - 1).clamp(0, 1)], dim=1))
        x = (audio / level)[:, None]
        skips = []
        for layer in self.encoder:
            x = layer(x)
            skips.append(x)
        x = self.context(x)
        for layer, skip in zip(reversed(self.decoder), reversed(skips)):
            x = layer(x, skip, condition)
        found = []
        for features, row, mixture, scale in zip(x, slots, audio, level):
            wanted = row[row >= 0]
            stems = F.conv_transpose1d(features[None], self.last[wanted].transpose(0, 1), None, STRIDE, PADDING)[0] * scale
            stems = stems + (mixture - stems.sum(0)) / len(wanted)
            found.append(F.pad(stems, (0, 0, 0, len(row) - len(wanted))))
        return torch.stack(found)


def level_of(audio: Tensor) -> Tensor:
    """Root mean square of each example, [B, 1]."""
    return torch.sqrt((audio * audio).mean(1, keepdim=True) + 1e-10)


def draw_stretches(rng: Generator, batch: int, frames: int, share: float) -> Array:
    """bool [batch, frames]: stretches of 5 to 12 frames (0.2 to 0.6 s) until at least `share` of each example is hidden."""
    hidden = np.zeros((batch, frames), bool)
    for example in hidden:
        while example.mean() < share:
            length = int(rng.integers(5, 13))
            begin = int(rng.integers(1 - length, frames))
            example[max(begin, 0) : begin + length] = True
    return hidden
