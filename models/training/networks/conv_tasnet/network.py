"""Conv-TasNet with a harmonic bottleneck, causal or not, conditioned on the players or blind.

As in Luo and Mesgarani 2019 a learned filterbank encodes the waveform, a dilated temporal convolutional network with skip
connections estimates a mask for every source, and a learned decoder reconstructs the sources' waveforms. The differences are: filters
come in quadrature pairs that share a mask (filters.py); the separator processes the pairs' log magnitudes at every `hold`-th
frame and each mask applies to `hold` frames; the 1x1 bottleneck is replaced, unless `planes` is empty, by a small residual U-Net over log
frequency whose input includes copies shifted by the harmonics' intervals; masks are a softmax over the requested sources, so they
sum to one. The rest's waveform is the mixture minus the players' waveforms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.conv_tasnet.filters import (
    bank,
    centres,
    interpolation,
    synthesis_window,
)
from training.networks.conv_tasnet.layers import (
    Linear,
    Norm,
    Plane,
    PlaneBlock,
    Stream,
    TemporalBlock,
    running_mean,
    with_past,
)
from training.networks.precision import bfloat16_is_faster
from training.signal.classes import N_CLASSES, N_SLOTS, PLAYERS_PER_CLASS, REST_SLOT

SHIFTS = (-1.0, 0.0, 1.0, 1.585, 2.0, 2.322, 2.585)
"""Shifts in octaves: half the frequency, the frequency itself, its 2nd to 6th harmonic."""
BLIND_OUTPUTS = 5


@dataclass(frozen=True)
class Config:
    """Sizes of the network: every setting that changes the weights' shapes. Lengths are in samples at 22.05 kHz."""

    causal: bool = False
    blind: bool = False
    stride: int = 128
    kernel: int = 2048
    """Length of the encoder's filters."""
    synthesis: int = 512
    """Length of the decoder's filters."""
    hold: int = 8
    """Number of frames that share one mask."""
    fall: int | None = None
    """Samples over which asymmetric windows fall; None: symmetric windows."""
    cycles: float = 2.0
    shortest: int = 256
    widest_hz: float = 86.0
    lowest_hz: float = 43.07
    per_octave: int = 24
    log_bins: int = 192
    planes: tuple[int, ...] = (24, 32, 48, 64)
    depth: tuple[int, ...] = (1, 1, 2, 2)
    fine: int = 24
    width: int = 128
    hidden: int = 256
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 1, 2, 4, 8, 16)
    voice: int = 32
    film: int = 64
    compression: float = 300.0

    @property
    def block(self) -> int:
        """Samples that share one mask; signals are processed in whole blocks."""
        return self.stride * self.hold

    @property
    def lookahead(self) -> int:
        """Number of later samples that an output sample depends on (causal networks)."""
        return self.synthesis - 1

    @property
    def delay(self) -> int:
        """Samples by which a stream's output lags behind its input."""
        return self.synthesis - self.stride


CAUSAL = Config(causal=True, stride=55, synthesis=110, fall=55, cycles=1.0, shortest=220, widest_hz=172.0)


class ConvTasNet(nn.Module):
    """Maps a waveform and the declared players to one waveform per requested slot."""

    def __init__(self, config: Config = Config()) -> None:
        super().__init__()
        self.config, self.fast = config, bfloat16_is_faster()
        c, film, causal = config, config.film, config.causal
        hertz = centres(c.lowest_hz, c.per_octave, c.widest_hz)
        self.bands = len(hertz)
        log_hertz = c.lowest_hz * 2 ** (np.arange(c.log_bins) / c.per_octave)
        self.register_buffer("to_log", torch.from_numpy(interpolation(hertz, log_hertz)), persistent=False)
        self.register_buffer("to_bands", torch.from_numpy(interpolation(log_hertz, hertz)), persistent=False)
        self.encoder = nn.Parameter(torch.from_numpy(bank(hertz, c.kernel, c.shortest, c.cycles, c.fall)))
        window = torch.from_numpy(synthesis_window(c.synthesis, c.stride).astype(np.float32))
        self.first = c.kernel - c.synthesis if causal else (c.kernel - c.synthesis) // 2
        """Index of the first encoder sample that the decoder reconstructs."""
        self.decoder = nn.Parameter(self.encoder.detach()[:, self.first : self.first + c.synthesis] * window)
        self.condition = nn.Sequential(nn.Linear(2 * N_CLASSES, film), nn.ReLU(), nn.Linear(film, film), nn.ReLU())
        if c.planes:
            self._build_planes(film, causal)
            features = c.planes[-1] * (c.log_bins // 2 ** (len(c.planes) - 1))
        else:
            features = self.bands
            self.spread = Linear(c.width, self.bands * (c.fine // 2))
        self.enter = Linear(features, c.width)
        self.modulate = nn.Linear(film, 2 * c.width)
        self.blocks = nn.ModuleList(TemporalBlock(c.width, c.hidden, d, causal, f"tcn{k}") for k, d in enumerate(c.dilations))
        self.norm = Norm(c.width, causal, "norm")
        self.leave = Linear(c.width, features if c.planes else c.width)
        self.voice = nn.Linear(c.width, c.voice)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)
        local = 2 * c.fine if c.planes else c.fine // 2 + 1
        self.slot_weight = nn.Parameter(torch.randn(N_SLOTS, local) * 0.05)
        self.slot_bias = nn.Parameter(torch.zeros(N_SLOTS))
        self.slot_voice = nn.Parameter(torch.zeros(N_SLOTS, (local + 1) * c.voice))
        self.undeclared_bias = nn.Parameter(torch.tensor(-0.5))
        with torch.no_grad():
            self.slot_bias[REST_SLOT] = -1.0
            if c.blind:
                self.slot_voice.normal_(std=0.02)

    def _build_planes(self, film: int, causal: bool) -> None:
        c = self.config
        self.stem = Plane(len(SHIFTS), c.planes[0], causal, "stem")
        self.analysis = nn.ModuleList(nn.ModuleList(PlaneBlock(n, film, causal, f"a{i}{k}") for k in range(d))
                                      for i, (n, d) in enumerate(zip(c.planes, c.depth)))
        self.down = nn.ModuleList(Plane(a, b, causal, "", (1, 4), 2) for a, b in zip(c.planes, c.planes[1:]))
        self.up = nn.ModuleList(Plane(b, a, causal, "", (1, 1)) for a, b in zip(c.planes, c.planes[1:]))
        self.detail = nn.ModuleList(nn.ModuleList(PlaneBlock(n, film, causal, f"d{i}{k}") for k in range(d))
                                    for i, (n, d) in enumerate(zip(c.planes[:-1], c.depth)))
        self.out = Plane(c.planes[0], c.fine - 1, causal, "", (1, 1))
        self.sharpen = Plane(c.fine, c.fine, causal, "sharpen")

    def working(self, x: Tensor) -> Tensor:
        """x in bfloat16 while training with `fast`, otherwise unchanged."""
        return x.bfloat16() if self.training and self.fast else x

    def encode(self, audio: Tensor) -> Tensor:
        """[B, samples], including all past and future context of the frames -> [B, frames, 2 * bands]."""
        if self.training:
            frames = self.working(audio).unfold(1, self.config.kernel, self.config.stride)
            return torch.matmul(frames, self.working(self.encoder).T)
        return F.conv1d(audio[:, None], self.encoder[:, None], stride=self.config.stride).transpose(1, 2)

    def spectrum(self, coded: Tensor, stream: Stream | None) -> Tensor:
        """[B, frames, 2 * bands] -> log magnitude of the bands relative to the signal's level, [B, frames / hold, bands]."""
        c = self.config
        power = coded.float().pow(2).reshape(*coded.shape[:2], self.bands, 2).sum(3)
        if c.causal:
            padded = with_past(power, c.hold - 1, 1, "power", stream)[:, : power.shape[1]]
            power = padded.reshape(padded.shape[0], -1, c.hold, self.bands).mean(2)
            level = running_mean(power.mean(2), "level", stream)[:, :, None]
        else:
            power = power.reshape(power.shape[0], -1, c.hold, self.bands).mean(2)
            level = power.mean(dim=2, keepdim=True)
            sounding = (level > 1e-9).to(level.dtype).sum(dim=1, keepdim=True)  # padding does not count
            level = level.sum(dim=1, keepdim=True) / sounding.clamp(min=1.0)
        magnitude = torch.sqrt(power + 1e-14) / torch.sqrt(level + 1e-7)
        return torch.log(1 + self.config.compression * magnitude)

    def temporal(self, x: Tensor, condition: Tensor, stream: Stream | None) -> tuple[Tensor, Tensor]:
        """[B, T, features] -> the blocks' summed skips, normalised, [B, T, width], and the voice state [B, T, voice]."""
        scale, shift = self.modulate(condition)[:, None].chunk(2, dim=2)
        x = torch.addcmul(shift, self.norm(self.enter(x), stream).float(), 1 + scale)
        x = self.working(x)
        total: Tensor | None = None
        for block in self.blocks:
            x, skip = block(x, stream)
            total = skip if total is None else total + skip
        total = F.relu(total)
        return total, torch.tanh(self.voice(total.float()))

    def local(self, spectrum: Tensor, counts: Tensor, stream: Stream | None) -> tuple[Tensor, Tensor]:
        """The heads' inputs: local features [B, T, bands, C] and the voice state [B, T, V]."""
        c = self.config
        declared = torch.cat([counts.clamp(0, 1), (counts - 1).clamp(0, 1)], dim=1)
        condition = self.condition(declared * (0.0 if c.blind else 1.0))
        if not c.planes:
            state, voices = self.temporal(self.working(spectrum * 0.3), condition, stream)
            found = F.relu(self.spread(self.leave(state))).float().reshape(*spectrum.shape, -1)
            return torch.cat([found, 0.3 * spectrum[..., None]], dim=3), voices
        below = round(-SHIFTS[0] * c.per_octave)
        logs = torch.matmul(spectrum, self.to_log.T) * 0.3
        padded = F.pad(logs, (below, round(SHIFTS[-1] * c.per_octave)))
        begins = [below + round(s * c.per_octave) for s in SHIFTS]
        stack = torch.stack([padded[:, :, b : b + c.log_bins] for b in begins], dim=3)
        x = self.stem(self.working(stack).permute(0, 3, 1, 2), stream)
        skips: list[Tensor] = []
        for level, blocks in enumerate(self.analysis):
            for block in blocks:
                x = block(x, condition, stream)
            if level < len(self.down):
                skips.append(x)
                x = self.down[level](x, stream)
        batch, channels, frames, bins = x.shape
        state, voices = self.temporal(x.permute(0, 2, 3, 1).reshape(batch, frames, -1), condition, stream)
        x = x + self.leave(state).reshape(batch, frames, bins, channels).permute(0, 3, 1, 2)
        for level in range(len(self.down) - 1, -1, -1):
            x = F.interpolate(self.up[level](x, stream), scale_factor=(1.0, 2.0), mode="nearest") + skips[level]
            for block in self.detail[level]:
                x = block(x, condition, stream)
        x = self.out(x, stream).permute(0, 2, 3, 1).float()
        direct = torch.cat([torch.matmul(self.to_bands, x), 0.3 * spectrum[..., None]], dim=3)
        fine = F.relu(self.sharpen(self.working(direct).permute(0, 3, 1, 2), stream)).permute(0, 2, 3, 1).float()
        return torch.cat([fine, direct], dim=3), voices

    def masks(self, local: Tensor, voices: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """One example: [T, bands, C], [T, V], [N_CLASSES], [S] -> masks [S, T, bands] that sum to one over S."""
        everyone, offset = slots, torch.zeros_like(slots, dtype=local.dtype)
        if not self.config.blind:
            everyone = torch.cat([slots, torch.arange(0, REST_SLOT, PLAYERS_PER_CLASS)])
            offset = torch.cat([offset, 10 * self.undeclared_bias - 1e4 * (counts > 0).to(local.dtype)])
        still = torch.cat([self.slot_weight, self.slot_bias[:, None]], dim=1)[everyone]
        moving = torch.matmul(voices, self.slot_voice[everyone].reshape(-1, self.config.voice).T)
        heads = still + moving.reshape(voices.shape[0], -1, still.shape[1])
        logits = torch.matmul(heads[..., :-1], local.transpose(1, 2)) + (heads[..., -1:] + offset[:, None])
        shares = torch.softmax(logits, dim=1)
        wanted = slots.shape[0]
        nobodys = shares[:, wanted:].sum(dim=1, keepdim=True)
        shares = shares[:, :wanted] + nobodys * (slots == REST_SLOT).to(shares.dtype)[:, None]
        return shares.transpose(0, 1)

    def decode(self, coded: Tensor, masks: Tensor) -> Tensor:
        """[frames, 2 * bands] and [S, frames / hold, bands] -> decoded frames [S, frames, synthesis]."""
        pairs = coded.reshape(-1, self.config.hold, self.bands, 2)
        masked = pairs * self.working(masks)[:, :, None, :, None]
        return torch.matmul(masked.reshape(masks.shape[0], -1, 2 * self.bands), self.working(self.decoder)).float()

    def overlapped(self, frames: Tensor, tail: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Overlap-add: decoded frames [S, frames, synthesis], the previous block's incomplete tail [S, delay] -> samples, the new tail.

        Frame t covers `synthesis` samples, the last `stride` of which start at t * stride of the signal; the returned samples
        therefore start `delay` before the signal.
        """
        c = self.config
        parts = c.synthesis // c.stride
        split = frames.reshape(frames.shape[0], frames.shape[1], parts, c.stride)
        total = sum(F.pad(split[:, :, k].flatten(1), (k * c.stride, (parts - 1 - k) * c.stride)) for k in range(parts))
        if tail is not None:
            total = torch.cat([total[:, : c.delay] + tail, total[:, c.delay :]], dim=1)
        return total[:, : -c.delay], total[:, -c.delay :]

    def padded(self, audio: Tensor) -> Tensor:
        """[B, samples] padded with zeros so that whole blocks of frames cover every sample."""
        c = self.config
        samples = int(audio.shape[1]) + c.delay
        whole = -(-samples // c.block) * c.block
        before = c.delay + self.first
        return F.pad(audio, (before, whole + c.kernel - c.stride - before - int(audio.shape[1])))

    def players(self, coded: Tensor, local: Tensor, voices: Tensor, counts: Tensor, slots: Tensor, samples: int) -> Tensor:
        """One example's waveforms of all slots but the last, which is the rest: [S - 1, samples]."""
        masks = self.masks(local, voices, counts, slots)[:-1]
        return self.overlapped(self.decode(coded, masks))[0][:, self.config.delay :][:, :samples]

    def forward(self, audio: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """A whole signal: [1, samples], [1, N_CLASSES], int64 [S] with the rest last -> stems [1, S, samples]."""
        coded = self.encode(self.padded(audio))
        local, voices = self.local(self.spectrum(coded, None), counts, None)
        found = self.players(coded[0], local[0], voices[0], counts[0], slots, audio.shape[1])
        return torch.cat([found, audio - found.sum(0, keepdim=True)])[None]

    def batch(self, audio: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """A training batch: slots [B, S], where -1 is padding and the rest is the last valid slot -> stems [B, S, samples], zero for padding."""
        coded = self.encode(self.padded(audio))
        local, voices = self.local(self.spectrum(coded, None), counts, None)
        stems = []
        for index, row in enumerate(slots):
            wanted = row[row >= 0]
            found = self.players(coded[index], local[index], voices[index], counts[index], wanted, audio.shape[1])
            whole = torch.cat([found, audio[index : index + 1] - found.sum(0, keepdim=True)])
            stems.append(F.pad(whole, (0, 0, 0, len(row) - len(wanted))))
        return torch.stack(stems)


def parameter_count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())
