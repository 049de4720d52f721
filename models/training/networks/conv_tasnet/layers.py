"""Layers that process a whole signal or, with a `Stream`, successive blocks with equal results.

Sequences are [B, T, C], images [B, C, T, F] in channels-last memory. Causal layers depend only on the past.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Stream:
    """The state of a causal network between blocks. Without given tensors it starts from zeros."""

    def __init__(self, given: dict[str, Tensor] | None = None) -> None:
        self.given = given
        self.kept: dict[str, Tensor] = {}

    def past(self, name: str, like: Tensor, shape: tuple[int, ...]) -> Tensor:
        """The tensor that the previous block stored under this name."""
        return like.new_zeros(shape) if self.given is None else self.given[name].to(like.dtype)

    def keep(self, name: str, value: Tensor) -> None:
        self.kept[name] = value.float()


def with_past(x: Tensor, frames: int, axis: int, name: str, stream: Stream | None) -> Tensor:
    """x with `frames` earlier frames prepended along an axis: zeros at the start of a signal, then the stream's stored frames."""
    if stream is None:
        shape = list(x.shape)
        shape[axis] = frames
        return torch.cat([x.new_zeros(shape), x], dim=axis)
    shape = list(x.shape)
    shape[axis] = frames
    joined = torch.cat([stream.past(name, x, tuple(shape)), x], dim=axis)
    stream.keep(name, joined.narrow(axis, x.shape[axis], frames))
    return joined


class Linear(nn.Linear):
    """A linear layer that computes in the precision of its input, because training may run in bfloat16."""

    def forward(self, x: Tensor) -> Tensor:
        bias = None if self.bias is None else self.bias.to(x.dtype)
        return F.linear(x, self.weight.to(x.dtype), bias)


class Plane(nn.Module):
    """A 3x3 convolution over time and frequency."""

    def __init__(self, before: int, after: int, causal: bool, name: str, kernel: tuple[int, int] = (3, 3),
                 stride: int = 1, bias: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, (1, stride), (0, (kernel[1] - 1) // 2), bias=bias)
        self.causal, self.name = causal, name

    def forward(self, x: Tensor, stream: Stream | None) -> Tensor:
        frames = self.conv.kernel_size[0] - 1
        bias = None if self.conv.bias is None else self.conv.bias.to(x.dtype)
        padding = self.conv.padding
        if frames and self.causal:
            x = with_past(x, frames, 2, self.name, stream).contiguous(memory_format=torch.channels_last)
        elif frames:
            padding = (frames // 2, padding[1])
        return F.conv2d(x, self.conv.weight.to(x.dtype), bias, self.conv.stride, padding)


def frame_norm(x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """Layer norm over the channels and bands of a frame, in float32, with scale and shift [B, C] from the condition, then ReLU."""
    y = x.permute(0, 2, 3, 1)
    if torch.is_grad_enabled():
        y = F.layer_norm(y.float(), y.shape[2:], eps=1e-4)
    else:  # the same in operators that ONNX supports
        y = y - y.mean(dim=(2, 3), keepdim=True)
        y = y * torch.rsqrt((y * y).mean(dim=(2, 3), keepdim=True) + 1e-4)
    y = F.relu(torch.addcmul(shift[:, None, None], y, scale[:, None, None]))
    return y.to(x.dtype).permute(0, 3, 1, 2)


class PlaneBlock(nn.Module):
    """Residual block over time and frequency: a norm modulated by the declared players (FiLM, Perez et al. 2018) and two convolutions."""

    def __init__(self, channels: int, film: int, causal: bool, name: str) -> None:
        super().__init__()
        self.conv1 = Plane(channels, channels, causal, f"{name}_1", bias=False)
        self.conv2 = Plane(channels, channels, causal, f"{name}_2")
        self.modulate = nn.Linear(film, 2 * channels)
        self.scale = nn.Parameter(torch.ones(channels))
        self.shift = nn.Parameter(torch.zeros(channels))
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)
        nn.init.zeros_(self.conv2.conv.weight)

    def forward(self, x: Tensor, condition: Tensor, stream: Stream | None) -> Tensor:
        scale, shift = self.modulate(condition).chunk(2, dim=1)
        y = self.conv1(frame_norm(x, 1 + scale, shift), stream)
        every = x.shape[0]
        y = self.conv2(frame_norm(y, self.scale.expand(every, -1), self.shift.expand(every, -1)), stream)
        return x + y


def running_mean(per_frame: Tensor, name: str, stream: Stream | None) -> Tensor:
    """For every frame of [B, T], the mean over all frames so far, in float32.

    The state is a mean and a count, not a sum, so that it stays exact over hours: the count is an exact integer up to 2^24 frames.
    """
    batch, frames = per_frame.shape
    before = per_frame.new_zeros(batch, 1) if stream is None else stream.past(f"{name}_mean", per_frame, (batch, 1))
    count = per_frame.new_zeros(1, 1) if stream is None else stream.past(f"{name}_count", per_frame, (1, 1))
    number = count + torch.arange(1, frames + 1, dtype=per_frame.dtype)[None]
    mean = before + torch.cumsum(per_frame - before, dim=1) / number
    if stream is not None:
        stream.keep(f"{name}_mean", mean[:, -1:])
        stream.keep(f"{name}_count", number[:, -1:])
    return mean


class Norm(nn.Module):
    """Global layer norm of [B, T, C] or, if causal, cumulative layer norm (Luo and Mesgarani 2019); always in float32."""

    def __init__(self, channels: int, causal: bool, name: str) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels))
        self.shift = nn.Parameter(torch.zeros(channels))
        self.causal, self.name = causal, name

    def forward(self, x: Tensor, stream: Stream | None) -> Tensor:
        y = x.float()
        if self.causal:
            mean = running_mean(y.mean(2), f"{self.name}_a", stream)
            square = running_mean((y * y).mean(2), f"{self.name}_b", stream)
            deviation = torch.rsqrt((square - mean * mean).clamp(min=0) + 1e-5)
            y = (y - mean[:, :, None]) * deviation[:, :, None]
        else:
            mean = y.mean(dim=(1, 2), keepdim=True)
            y = y - mean
            y = y * torch.rsqrt((y * y).mean(dim=(1, 2), keepdim=True) + 1e-5)
        return torch.addcmul(self.shift, y, self.scale).to(x.dtype)


class TemporalBlock(nn.Module):
    """Conv-TasNet's block: 1x1, PReLU, norm, dilated depthwise convolution, PReLU, norm; residual and skip."""

    def __init__(self, width: int, hidden: int, dilation: int, causal: bool, name: str) -> None:
        super().__init__()
        self.enter = Linear(width, hidden)
        self.leave = Linear(hidden, 2 * width)
        self.norms = nn.ModuleList(Norm(hidden, causal, f"{name}_{k}") for k in (1, 2))
        self.slopes = nn.Parameter(torch.full((2,), 0.25))
        self.taps = nn.Parameter(torch.tensor([0.3, 0.5, 0.3])[:, None].repeat(1, hidden))
        self.dilation, self.causal, self.name = dilation, causal, name
        nn.init.normal_(self.leave.weight, std=0.02)

    def forward(self, x: Tensor, stream: Stream | None) -> tuple[Tensor, Tensor]:
        """[B, T, width] -> the input of the next block, and this block's skip output, both [B, T, width]."""
        y = self.norms[0](F.prelu(self.enter(x).float(), self.slopes[:1]), stream)
        frames, d = y.shape[1], self.dilation
        y = with_past(y, 2 * d, 1, f"{self.name}_taps", stream) if self.causal else F.pad(y, (0, 0, d, d))
        y = sum(y[:, k * d : k * d + frames] * self.taps[k] for k in range(3))
        y = self.norms[1](F.prelu(y, self.slopes[1:]), stream).to(x.dtype)
        onwards, skip = self.leave(y).chunk(2, dim=2)
        return x + onwards, skip
