"""A small convolutional encoder of three seconds of music, with a head that recognises the instruments.

The input is a log-mel spectrogram relative to the window's own mean power, so the result does not depend on level. The
residual network has no activation norms (scaled weight standardisation, Brock et al., "High-Performance
Large-Scale Image Recognition Without Normalization", ICML 2021), so a window's result depends only on
that window. It produces a 128-dimensional embedding, linear instrument logits on that embedding, and a
projection for the contrastive loss (SemiSupCon, Guinot et al., arXiv 2407.13840) that inference omits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.signal.arrays import Array
from training.signal.classes import N_CLASSES, SAMPLE_RATE

FFT_SIZE, HOP, N_BINS = 2048, 1024, 1025
"""This network's own STFT, in samples and bins; it is independent of the other models' front ends."""
WINDOW_FRAMES = 64
"""Frames of one window: 3 s."""
RELU_GAIN = float(np.sqrt(2 / (1 - 1 / np.pi)))
"""Gain that restores unit variance after a ReLU of a unit normal variable."""


@dataclass(frozen=True)
class Config:
    """Sizes of the network: every setting that changes the weights' shapes."""

    mels: int = 128
    lowest_hz: float = 30.0
    highest_hz: float = 10800.0
    floor: float = 1e-5
    """Floor of the mel power relative to the window's mean power (1e-5 is -50 dB)."""
    channels: tuple[int, ...] = (32, 64, 128, 192)
    blocks: tuple[int, ...] = (1, 1, 2, 1)
    squeeze: int = 64
    hidden: int = 256
    embedding: int = 128
    projection: int = 64
    drop: float = 0.1


NARROW = Config(channels=(16, 32, 64, 96), squeeze=32, hidden=128)
"""Half the width at a third of the cost, for comparisons."""


def mel_of(hertz: Array) -> Array:
    """Slaney's mel scale: linear below 1 kHz, logarithmic above."""
    return np.where(hertz < 1000, hertz * 3 / 200, 15 + np.log(np.maximum(hertz, 1e-3) / 1000) * 27 / np.log(6.4))


def hertz_of(mel: Array) -> Array:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


def edges(config: Config) -> Array:
    """Frequencies in Hz, [mels + 2]: triangle k rises from edge k to edge k + 1 and falls to edge k + 2."""
    return hertz_of(np.linspace(mel_of(np.array(config.lowest_hz)), mel_of(np.array(config.highest_hz)), config.mels + 2))


def centres(config: Config) -> Array:
    """Centre frequencies of the mel bands in Hz, [mels]."""
    return edges(config)[1:-1]


def mel_matrix(config: Config) -> Array:
    """float32 [mels, N_BINS]: triangles of unit sum whose sides are at least one bin wide."""
    points = edges(config) * FFT_SIZE / SAMPLE_RATE
    left = np.maximum(np.diff(points)[:-1], 1.0)[:, None]
    right = np.maximum(np.diff(points)[1:], 1.0)[:, None]
    offset = np.arange(N_BINS)[None, :] - points[1:-1, None]
    weights = np.maximum(0.0, 1.0 - np.where(offset < 0, -offset / left, offset / right))
    return (weights / np.maximum(weights.sum(1, keepdims=True), 1e-9)).astype(np.float32)


class Conv(nn.Module):
    """Convolution with standardised weights (zero mean, 1/fan-in variance) and one gain per output channel."""

    def __init__(self, before: int, after: int, kernel: tuple[int, int], stride: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, before, *kernel) * (before * kernel[0] * kernel[1]) ** -0.5)
        self.gain = nn.Parameter(torch.ones(after))
        self.bias = nn.Parameter(torch.zeros(after))
        self.stride, self.padding = stride, (kernel[0] // 2, kernel[1] // 2)

    def effective(self) -> Tensor:
        """The standardised weight that the convolution applies."""
        w = self.weight.flatten(1)
        w = (w - w.mean(1, keepdim=True)) * torch.rsqrt(w.var(1, unbiased=False, keepdim=True) * w.shape[1] + 1e-5)
        return (w * self.gain[:, None]).view_as(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.effective().to(x.dtype), self.bias.to(x.dtype), self.stride, self.padding)


class Block(nn.Module):
    """x + alpha * f(relu(x)); optionally halves both axes and changes the number of channels."""

    def __init__(self, before: int, after: int, halve: bool) -> None:
        super().__init__()
        self.halve, self.widen = halve, before != after
        self.first = Conv(before, after, (3, 3), (2, 2) if halve else (1, 1))
        self.second = Conv(after, after, (3, 3))
        self.short = Conv(before, after, (1, 1)) if self.widen else nn.Identity()
        self.alpha = nn.Parameter(torch.tensor(0.2))

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(x) * RELU_GAIN
        short = F.avg_pool2d(y if self.widen else x, 2) if self.halve else x
        y = F.relu(self.first(y)) * RELU_GAIN
        return self.short(short) + self.alpha.to(x.dtype) * self.second(y)


class Ears(nn.Module):
    """Magnitude [B, N_BINS, WINDOW_FRAMES] -> embedding and calibrated instrument probabilities."""

    def __init__(self, config: Config = Config()) -> None:
        super().__init__()
        self.config = config
        ch = config.channels
        self.register_buffer("mel", torch.from_numpy(mel_matrix(config)), persistent=False)
        self.stem = Conv(1, ch[0], (5, 5), (2, 4))
        self.place = nn.Parameter(torch.zeros(1, ch[0], config.mels // 2, 1))
        stages: list[nn.Module] = []
        before = ch[0]
        for stage, (width, count) in enumerate(zip(ch, config.blocks)):
            for number in range(count):
                stages.append(Block(before, width, halve=stage > 0 and number == 0))
                before = width
        self.stages = nn.Sequential(*stages)
        self.squeeze = Conv(before, config.squeeze, (1, 1))
        rows = config.mels // 2 ** len(ch)
        self.collect = nn.Linear(2 * config.squeeze * rows, config.hidden)
        self.embed = nn.Linear(config.hidden, config.embedding)
        self.head = nn.Linear(config.embedding, N_CLASSES)
        self.project = nn.Sequential(nn.Linear(config.embedding, config.embedding), nn.ReLU(),
                                     nn.Linear(config.embedding, config.projection))
        self.drop = nn.Dropout(config.drop)
        self.register_buffer("slope", torch.ones(N_CLASSES))
        self.register_buffer("offset", torch.zeros(N_CLASSES))
        self.register_buffer("centre", torch.zeros(config.embedding))
        self.register_buffer("likeness", torch.eye(config.embedding))
        with torch.no_grad():
            self.head.bias.fill_(-1.5)

    def log_mel(self, magnitude: Tensor) -> Tensor:
        """magnitude [B, N_BINS, T] -> [B, mels, T] with about zero mean and unit variance; silence becomes a constant."""
        power = torch.matmul(self.mel, magnitude * magnitude)
        mean = power.mean(dim=(1, 2), keepdim=True)
        return self.scale(power / (mean + 1e-20))

    def scale(self, relative: Tensor) -> Tensor:
        """Mel power divided by the window's mean -> the network's input."""
        return torch.log(relative + self.config.floor) * 0.25 + 1.25

    def encode(self, features: Tensor) -> Tensor:
        """Scaled log-mel [B, mels, T] -> embedding of length 1, [B, embedding]."""
        x = self.stem(features.unsqueeze(1)) + self.place.to(features.dtype)
        x = self.squeeze(F.relu(self.stages(x)) * RELU_GAIN)
        x = F.relu(x.float())
        x = torch.cat([x.mean(dim=3), x.amax(dim=3)], dim=1).flatten(1)
        x = F.relu(self.collect(self.drop(x)))
        x = self.embed(self.drop(x))
        return x * torch.rsqrt((x * x).sum(dim=1, keepdim=True) + 1e-8)

    def logits(self, embedding: Tensor) -> Tensor:
        """Uncalibrated instrument logits, [B, N_CLASSES]."""
        return self.head(embedding * self.config.embedding**0.5)

    def alike(self, embedding: Tensor) -> Tensor:
        """The published vector, [B, embedding] of length 1: a map that brings players of one instrument together (measure/decisions/likeness.py)."""
        x = torch.matmul(embedding - self.centre, self.likeness)
        return x * torch.rsqrt((x * x).sum(dim=1, keepdim=True) + 1e-8)

    def projected(self, embedding: Tensor) -> Tensor:
        """The projection that the contrastive loss compares, [B, projection]."""
        return self.project(embedding * self.config.embedding**0.5)

    def forward(self, magnitude: Tensor) -> tuple[Tensor, Tensor]:
        """The published vector [B, embedding] of length 1; instruments [B, N_CLASSES], calibrated probabilities."""
        embedding = self.encode(self.log_mel(magnitude))
        return self.alike(embedding), torch.sigmoid(self.logits(embedding) * self.slope + self.offset)


def folded(network: Ears) -> Ears:
    """A copy for inference: plain convolutions with the standardised weights, and no projection."""
    copy = Ears(network.config)
    copy.load_state_dict(network.state_dict())
    for module in list(copy.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, Conv):
                after, before, *kernel = child.weight.shape
                plain = nn.Conv2d(before, after, tuple(kernel), child.stride, child.padding)
                plain.weight.data, plain.bias.data = child.effective().detach(), child.bias.detach()
                setattr(module, name, plain)
    copy.project = nn.Sequential()
    return copy.eval()


def parameter_count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())
