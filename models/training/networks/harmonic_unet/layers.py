"""Layers of the harmonic U-Net: residual blocks on the time-frequency plane and context over time, in the training precision."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class Conv(nn.Conv2d):
    """A convolution in the precision of its input; training in bfloat16 is two to four times as fast on CPUs that support it."""

    def forward(self, x: Tensor) -> Tensor:
        bias = None if self.bias is None else self.bias.to(x.dtype)
        return F.conv2d(x, self.weight.to(x.dtype), bias, self.stride, self.padding, self.dilation)


class Norm(nn.GroupNorm):
    """Group normalisation, always in float32: PyTorch 1.13's in bfloat16 is wrong on CPUs, in value and gradient."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.float()).to(x.dtype)


class Block(nn.Module):
    """Residual block: FiLM-modulated group norm, two 3x3 convolutions."""

    def __init__(self, channels: int, film: int) -> None:
        super().__init__()
        self.norm1 = Norm(8, channels)
        self.conv1 = Conv(channels, channels, 3, padding=1, bias=False)
        self.norm2 = Norm(8, channels)
        self.conv2 = Conv(channels, channels, 3, padding=1)
        self.modulate = nn.Linear(film, 2 * channels)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """x [B, C, F, T], condition [B, film] -> [B, C, F, T]."""
        scale, shift = self.modulate(condition).to(x.dtype)[:, :, None, None].chunk(2, dim=1)
        y = self.conv1(F.relu(self.norm1(x) * (1 + scale) + shift))
        return x + self.conv2(F.relu(self.norm2(y)))


def blocks(channels: int, film: int, count: int) -> nn.ModuleList:
    return nn.ModuleList(Block(channels, film) for _ in range(count))


class Context(nn.Module):
    """Dilated convolutions over time across all frequencies; their state identifies the voices."""

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

    def forward(self, x: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, C, F, T] -> output [B, C, F, T] and the state [B, width, T]."""
        batch, channels, bins, _ = x.shape
        y = self.enter(x.float().reshape(batch, channels * bins, -1))
        scale, shift = self.modulate(condition)[:, :, None].chunk(2, dim=1)
        y = y * (1 + scale) + shift
        for norm, conv in zip(self.norms, self.convs):
            y = y + conv(F.relu(norm(y)))
        y = F.relu(y)
        out = self.leave(y).reshape(batch, channels, bins, -1)
        return x + out.to(x.dtype), y
