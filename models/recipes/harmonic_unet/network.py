"""A harmonic log-frequency U-Net that separates the declared players of an ensemble.

The magnitude spectrum is projected to a log-frequency axis, where transposing a note is a shift.
Copies of it, shifted by the intervals of the first harmonics, become channels: one 3x3 kernel sees
a note's whole harmonic series, whatever its pitch (the idea of the harmonic CQT of Bittner et al.,
ISMIR 2017). A residual U-Net, modulated by the vector of declared players (FiLM, Perez et al. 2018),
works on that axis; its output is projected back to linear bins beside the original spectrum, and a
softmax over the wanted slots alone makes the masks sum to one in every bin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..common.classes import FFT_SIZE, N_BINS, N_CLASSES, N_SLOTS, SAMPLE_RATE


@dataclass(frozen=True)
class Config:
    """Sizes of the network; everything that changes the weights' shapes."""

    log_bins: int = 272
    bins_per_octave: int = 36
    lowest_hz: float = 55.0
    harmonics: tuple[float, ...] = (0.5, 1, 2, 3, 4, 5, 6)
    channels: tuple[int, ...] = (24, 32, 48, 80, 112)
    context: int = 256
    dilations: tuple[int, ...] = (1, 2, 4, 8)
    linear_channels: int = 16
    head_channels: int = 24
    film: int = 64
    compression: float = 300.0


def log_projection(config: Config) -> np.ndarray:
    """[log_bins, N_BINS]: linear interpolation where linear bins are wider, triangles where narrower."""
    spacing = SAMPLE_RATE / FFT_SIZE
    step = 2.0 ** (1.0 / config.bins_per_octave)
    centres = config.lowest_hz * step ** np.arange(config.log_bins) / spacing
    width = np.maximum(centres * (step - 1.0), 1.0)
    distance = np.abs(np.arange(N_BINS)[None, :] - centres[:, None]) / width[:, None]
    weights = np.maximum(0.0, 1.0 - distance)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def linear_projection(config: Config) -> np.ndarray:
    """[N_BINS, log_bins]: every linear bin reads the two nearest log bins, clamped at the ends."""
    hertz = np.maximum(np.arange(N_BINS) * SAMPLE_RATE / FFT_SIZE, config.lowest_hz)
    position = np.log2(hertz / config.lowest_hz) * config.bins_per_octave
    position = np.clip(position, 0, config.log_bins - 1)
    distance = np.abs(position[:, None] - np.arange(config.log_bins)[None, :])
    return np.maximum(0.0, 1.0 - distance).astype(np.float32)


class Block(nn.Module):
    """Residual block: FiLM-modulated group norm, two 3x3 convolutions."""

    def __init__(self, channels: int, film: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(8, channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm2 = nn.GroupNorm(8, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.modulate = nn.Linear(film, 2 * channels)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """x [B, C, F, T], condition [B, film] -> [B, C, F, T]."""
        scale, shift = self.modulate(condition)[:, :, None, None].chunk(2, dim=1)
        y = self.conv1(F.relu(self.norm1(x) * (1 + scale) + shift))
        return x + self.conv2(F.relu(self.norm2(y)))


class Context(nn.Module):
    """Dilated convolutions over time that see all frequencies at once."""

    def __init__(self, features: int, width: int, dilations: tuple[int, ...], film: int) -> None:
        super().__init__()
        self.enter = nn.Conv1d(features, width, 1)
        self.modulate = nn.Linear(film, 2 * width)
        self.norms = nn.ModuleList(nn.GroupNorm(8, width) for _ in dilations)
        self.convs = nn.ModuleList(
            nn.Conv1d(width, width, 3, padding=d, dilation=d) for d in dilations
        )
        self.leave = nn.Conv1d(width, features, 1)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)
        nn.init.normal_(self.leave.weight, std=0.01)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """x [B, C, F, T] -> the same shape."""
        batch, channels, bins, _ = x.shape
        y = self.enter(x.reshape(batch, channels * bins, -1))
        scale, shift = self.modulate(condition)[:, :, None].chunk(2, dim=1)
        y = y * (1 + scale) + shift
        for norm, conv in zip(self.norms, self.convs):
            y = y + conv(F.relu(norm(y)))
        return x + self.leave(F.relu(y)).reshape(batch, channels, bins, -1)


class HarmonicUNet(nn.Module):
    """Magnitude and declared players in, one mask a wanted slot out."""

    def __init__(self, config: Config = Config()) -> None:
        super().__init__()
        self.config = config
        ch, film = config.channels, config.film
        self.register_buffer("to_log", torch.from_numpy(log_projection(config)), persistent=False)
        self.register_buffer(
            "to_linear", torch.from_numpy(linear_projection(config).T.copy()), persistent=False
        )
        self.shifts = [round(np.log2(h) * config.bins_per_octave) for h in config.harmonics]
        self.condition = nn.Sequential(
            nn.Linear(2 * N_CLASSES, film), nn.ReLU(), nn.Linear(film, film), nn.ReLU()
        )
        self.stem = nn.Conv2d(len(self.shifts), ch[0], 3, padding=1)
        self.encoder = nn.ModuleList(Block(c, film) for c in ch)
        self.down = nn.ModuleList(
            nn.Conv2d(a, b, (4, 1), stride=(2, 1), padding=(1, 0)) for a, b in zip(ch, ch[1:])
        )
        bottom = config.log_bins // 2 ** (len(ch) - 1)
        self.context = Context(ch[-1] * bottom, config.context, config.dilations, film)
        self.up = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in zip(ch, ch[1:]))
        self.decoder = nn.ModuleList(Block(c, film) for c in ch[:-1])
        self.leave = nn.Conv2d(ch[0], config.linear_channels, 1)
        self.fine = nn.Conv2d(config.linear_channels + 1, config.head_channels, 3, padding=1)
        self.slot_weight = nn.Parameter(torch.randn(N_SLOTS, config.head_channels) * 0.05)
        self.slot_direct = nn.Parameter(torch.randn(N_SLOTS, config.linear_channels) * 0.05)
        self.slot_bias = nn.Parameter(torch.zeros(N_SLOTS))
        with torch.no_grad():
            self.slot_bias[-1] = -1.0

    def features(self, magnitude: Tensor, counts: Tensor) -> tuple[Tensor, Tensor]:
        """magnitude [B, N_BINS, T], counts [B, N_CLASSES] -> head and direct features [B, C, N_BINS, T]."""
        power = (magnitude * magnitude).mean(dim=1, keepdim=True)
        sounding = (power > 1e-13).to(power.dtype).sum(dim=2, keepdim=True)  # padding does not count
        power = power.sum(dim=2, keepdim=True) / sounding.clamp(min=1.0)
        level = magnitude / torch.sqrt(power + 1e-12)
        spectrum = torch.log(1.0 + self.config.compression * level)
        log_spectrum = torch.matmul(self.to_log, spectrum)
        below, above = -min(self.shifts), max(self.shifts)
        padded = F.pad(log_spectrum, (0, 0, below, above))
        stack = torch.stack(
            [padded[:, below + s : below + s + self.config.log_bins] for s in self.shifts], dim=1
        )
        declared = torch.cat([counts.clamp(0, 1), (counts - 1).clamp(0, 1)], dim=1)
        condition = self.condition(declared)
        x = self.stem(stack * 0.3)
        skips: list[Tensor] = []
        for index, block in enumerate(self.encoder):
            x = block(x, condition)
            if index < len(self.down):
                skips.append(x)
                x = self.down[index](x)
        x = self.context(x, condition)
        for index in range(len(self.down) - 1, -1, -1):
            x = F.interpolate(self.up[index](x), scale_factor=(2.0, 1.0), mode="nearest")
            x = self.decoder[index](x + skips[index], condition)
        direct = self.leave(x).transpose(2, 3)
        direct = torch.matmul(direct, self.to_linear).transpose(2, 3)
        fine = F.relu(self.fine(torch.cat([direct, spectrum.unsqueeze(1) * 0.3], dim=1)))
        return fine, direct

    def forward(self, magnitude: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """One piece: [1, N_BINS, T], [1, N_CLASSES], int64 [S] -> masks [1, S, N_BINS, T]."""
        fine, direct = self.features(magnitude, counts)
        _, width, bins, _ = fine.shape
        logits = torch.matmul(self.slot_weight[slots], fine.reshape(width, -1))
        logits = logits + torch.matmul(
            self.slot_direct[slots], direct.reshape(self.config.linear_channels, -1)
        )
        logits = logits + self.slot_bias[slots].unsqueeze(1)
        return torch.softmax(logits, dim=0).reshape(1, -1, bins, magnitude.shape[2])

    def batch(self, magnitude: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """Training form: slots [B, S] padded with -1 -> masks [B, S, N_BINS, T], zero where padded."""
        fine, direct = self.features(magnitude, counts)
        index = slots.clamp(min=0)
        logits = torch.bmm(self.slot_weight[index], fine.flatten(2))
        logits = logits + torch.bmm(self.slot_direct[index], direct.flatten(2))
        bias = self.slot_bias[index].masked_fill(slots < 0, -1e9)
        logits = logits + bias.unsqueeze(2)
        return torch.softmax(logits, dim=1).unflatten(2, fine.shape[2:])


def parameter_count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())
