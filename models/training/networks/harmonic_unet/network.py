"""A harmonic log-frequency U-Net that separates the declared players of an ensemble.

The magnitude spectrum is projected to a log-frequency axis, where transposing a note is a shift.
Copies of it, shifted by the intervals of the first harmonics, become channels, so that one 3x3 kernel covers
a note's whole harmonic series at any pitch (the idea of the harmonic CQT of Bittner et al.,
ISMIR 2017). A residual U-Net, modulated by the vector of declared players (FiLM, Perez et al. 2018),
processes that axis; its output is projected back to linear bins and combined with the original spectrum. Each
slot's output vector varies from frame to frame (it is computed from the bottleneck), so that a player can
be recognised by line and timbre and not by class alone. A softmax over the requested slots, the rest and the
undeclared classes makes the masks sum to one in every bin; the shares of the undeclared classes are weighted (`presence`) and added to the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.harmonic_unet.comb import Comb
from training.networks.harmonic_unet.layers import Context, Conv, blocks
from training.networks.harmonic_unet.presence import Presence, heard_shares, with_rest
from training.networks.precision import bfloat16_is_faster
from training.signal.arrays import Array
from training.signal.classes import (
    N_CLASSES,
    N_SLOTS,
    PLAYERS_PER_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
)
from training.signal.stft import Frontend


@dataclass(frozen=True)
class Config:
    """Sizes of the network: every setting that changes the weights' shapes, and the size of the spectra; and what no weights decide."""

    fft_size: int = 4096
    log_bins: int = 272
    bins_per_octave: int = 36
    lowest_hz: float = 55.0
    harmonics: tuple[float, ...] = (0.5, 1, 2, 3, 4, 5, 6)
    channels: tuple[int, ...] = (24, 32, 48, 80, 112)
    encoder_depth: tuple[int, ...] = (1, 1, 2, 2, 3)
    decoder_depth: tuple[int, ...] = (1, 1, 2, 2)
    context: int = 256
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 24)
    linear_channels: int = 16
    head_channels: int = 24
    voice: int = 32
    film: int = 64
    compression: float = 300.0
    presence: Presence | None = Presence()
    """How undeclared classes are weighted, except in training; None leaves them as they are."""


def log_projection(config: Config) -> Array:
    """[log_bins, bins]: linear interpolation where linear bins are wider than log bins, triangles where they are narrower."""
    spacing = SAMPLE_RATE / config.fft_size
    step = 2.0 ** (1.0 / config.bins_per_octave)
    centres = config.lowest_hz * step ** np.arange(config.log_bins) / spacing
    width = np.maximum(centres * (step - 1.0), 1.0)
    distance = np.abs(np.arange(config.fft_size // 2 + 1)[None, :] - centres[:, None]) / width[:, None]
    weights = np.maximum(0.0, 1.0 - distance)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def log_positions(config: Config) -> Array:
    """float64 [bins]: the position of every linear bin on the log axis in log bins, clamped at the ends."""
    hertz = np.maximum(Frontend(config.fft_size).hertz, config.lowest_hz)
    return np.clip(np.log2(hertz / config.lowest_hz) * config.bins_per_octave, 0, config.log_bins - 1)


class HarmonicUNet(nn.Module):
    """Maps a magnitude spectrum and the declared players to one mask per requested slot."""

    def __init__(self, config: Config = Config()) -> None:
        super().__init__()
        self.config = config
        self.frontend = Frontend(config.fft_size)
        self.fast = bfloat16_is_faster()
        ch, film = config.channels, config.film
        # Tables are stored in half precision: in single precision they would be a third of the exported file.
        self.register_buffer("to_log", torch.from_numpy(log_projection(config)).half(), persistent=False)
        positions = torch.from_numpy(log_positions(config))
        below = positions.floor().clamp(max=config.log_bins - 2)
        self.register_buffer("below", below.long(), persistent=False)
        blend = (positions - below).float()
        self.register_buffer("nearest", torch.where(blend < 0.5, below, below + 1).long(), persistent=False)
        self.register_buffer("from_nearest", torch.where(blend < 0.5, blend, blend - 1)[:, None, None], persistent=False)
        self.shifts = [round(np.log2(h) * config.bins_per_octave) for h in config.harmonics]
        self.condition = nn.Sequential(
            nn.Linear(2 * N_CLASSES, film), nn.ReLU(), nn.Linear(film, film), nn.ReLU()
        )
        self.stem = Conv(len(self.shifts), ch[0], 3, padding=1)
        self.encoder = nn.ModuleList(blocks(c, film, n) for c, n in zip(ch, config.encoder_depth))
        self.down = nn.ModuleList(
            Conv(a, b, (4, 1), stride=(2, 1), padding=(1, 0)) for a, b in zip(ch, ch[1:])
        )
        bottom = config.log_bins // 2 ** (len(ch) - 1)
        self.context = Context(ch[-1] * bottom, config.context, config.dilations, film)
        self.up = nn.ModuleList(Conv(b, a, 1) for a, b in zip(ch, ch[1:]))
        self.decoder = nn.ModuleList(blocks(c, film, n) for c, n in zip(ch, config.decoder_depth))
        self.leave = Conv(ch[0], config.linear_channels, 1)
        self.fine = Conv(config.linear_channels + 1, config.head_channels, 3, padding=1)
        self.voice = nn.Conv1d(config.context, config.voice, 1)
        self.slot_weight = nn.Parameter(torch.randn(N_SLOTS, config.head_channels) * 0.05)
        self.slot_direct = nn.Parameter(torch.randn(N_SLOTS, config.linear_channels + 1) * 0.05)
        self.slot_bias = nn.Parameter(torch.zeros(N_SLOTS))
        width = config.head_channels + config.linear_channels + 2
        self.slot_voice = nn.Parameter(torch.zeros(N_SLOTS, width * config.voice))
        self.undeclared_bias = nn.Parameter(torch.tensor(-0.5))
        self.comb = Comb(self.frontend)
        with torch.no_grad():
            self.slot_bias[REST_SLOT] = -1.0

    def features(self, magnitude: Tensor, counts: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """magnitude [B, bins, T], counts [B, N_CLASSES] ->

        fine [B, bins, T, H], direct [B, bins, T, L], voices [B, T, V], level [B, T, bins].
        """
        logarithmic, spectrum, voices, level = self.hidden(magnitude, counts)
        direct = self.direct(logarithmic, spectrum)
        fine = F.relu(self.fine(self.working(direct).permute(0, 3, 1, 2)))
        return fine.permute(0, 2, 3, 1).float(), direct, voices, level

    def hidden(self, magnitude: Tensor, counts: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """magnitude [B, bins, T], counts [B, N_CLASSES] ->

        logarithmic [B, log_bins, T, linear_channels], spectrum [B, bins, T], voices [B, T, V], level [B, T, bins].
        """
        level, spectrum = self.spectra(magnitude)
        declared = torch.cat([counts.clamp(0, 1), (counts - 1).clamp(0, 1)], dim=1)
        condition = self.condition(declared)
        x, state, skips = self.encode(torch.matmul(self.to_log.float(), spectrum), condition)
        logarithmic = self.decode(x, skips, condition)
        return logarithmic, spectrum, torch.tanh(self.voice(state)).transpose(1, 2), level.transpose(1, 2)

    def spectra(self, magnitude: Tensor) -> tuple[Tensor, Tensor]:
        """Magnitude relative to the root mean square of the non-silent frames, and its compressed logarithm; both [B, bins, T]."""
        power = (magnitude * magnitude).mean(dim=1, keepdim=True)
        sounding = (power > 1e-13).to(power.dtype).sum(dim=2, keepdim=True)  # padding does not count
        power = power.sum(dim=2, keepdim=True) / sounding.clamp(min=1.0)
        level = magnitude / torch.sqrt(power + 1e-12)
        return level, torch.log(1.0 + self.config.compression * level)

    def encode(self, log_spectrum: Tensor, condition: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        """log_spectrum [B, log_bins, T] -> bottleneck [B, C, log_bins / 16, T], context state [B, width, T], skip connections."""
        below, above = -min(self.shifts), max(self.shifts)
        padded = F.pad(log_spectrum, (0, 0, below, above))
        stack = torch.stack(
            [padded[:, below + s : below + s + self.config.log_bins] for s in self.shifts], dim=3
        )
        x = self.stem(self.working(stack * 0.3).permute(0, 3, 1, 2))
        skips: list[Tensor] = []
        for index, blocks_here in enumerate(self.encoder):
            for block in blocks_here:
                x = block(x, condition)
            if index < len(self.down):
                skips.append(x)
                x = self.down[index](x)
        x, state = self.context(x, condition)
        return x, state, skips

    def decode(self, x: Tensor, skips: list[Tensor], condition: Tensor) -> Tensor:
        """Back up to the log-frequency axis: [B, log_bins, T, linear_channels]."""
        for index in range(len(self.down) - 1, -1, -1):
            x = F.interpolate(self.up[index](x), scale_factor=(2.0, 1.0), mode="nearest")
            x = x + skips[index]
            for block in self.decoder[index]:
                x = block(x, condition)
        return self.leave(x).permute(0, 2, 3, 1)

    def direct(self, logarithmic: Tensor, spectrum: Tensor) -> Tensor:
        """Interpolated to linear bins, beside the spectrum: [B, bins, T, linear_channels + 1]."""
        # `torch.lerp`'s own arithmetic, which starts from the nearer end. Exported, it would compute both ends' in all bins.
        step = (logarithmic[:, self.below + 1].float() - logarithmic[:, self.below].float()) * self.from_nearest
        linear = logarithmic[:, self.nearest].float() + step
        return torch.cat([linear, spectrum.unsqueeze(3) * 0.3], dim=3)

    def working(self, x: Tensor) -> Tensor:
        """x in bfloat16 while training with `fast`, otherwise unchanged."""
        return x.bfloat16() if self.training and self.fast else x

    def piece(self, fine: Tensor, direct: Tensor, voices: Tensor, level: Tensor, counts: Tensor, slots: Tensor,
              notes: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """One example: [bins, T, H], [bins, T, L], [T, V], [T, bins], [N_CLASSES], [S], notes [S, CANDIDATES, T]

        -> masks [T, S, bins], posteriors of the fundamentals [T, S, CANDIDATES], undeclared classes' shares of the energy [N_CLASSES].
        """
        return self.finish(self.shares(fine, direct, voices, counts, slots), level, counts, slots, notes)

    def shares(self, fine: Tensor, direct: Tensor, voices: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
        """[bins, T, H], [bins, T, L], [T, V], [N_CLASSES], [S] -> [T, S + N_CLASSES, bins], those of the slots and of undeclared classes."""
        everyone = torch.cat([slots, torch.arange(0, REST_SLOT, PLAYERS_PER_CLASS, device=slots.device)])
        still = torch.cat([self.slot_weight, self.slot_direct, self.slot_bias[:, None]], dim=1)[everyone]
        moving = torch.matmul(voices, self.slot_voice[everyone].reshape(-1, self.config.voice).T)
        heads = still + moving.reshape(voices.shape[0], -1, still.shape[1])
        head, line, bias = heads.split([fine.shape[2], direct.shape[2], 1], dim=2)
        present = (counts > 0).to(bias.dtype)
        offset = torch.cat([torch.zeros_like(slots, dtype=bias.dtype), 10 * self.undeclared_bias - 1e4 * present])
        logits = torch.matmul(head, fine.permute(1, 2, 0)) + torch.matmul(line, direct.permute(1, 2, 0))
        return torch.softmax(logits + (bias + offset[:, None]), dim=1)

    def finish(self, shares: Tensor, level: Tensor, counts: Tensor, slots: Tensor, notes: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """`piece` from its `shares` [T, S + N_CLASSES, bins]."""
        wanted = slots.shape[0]
        shares, undeclared = shares[:, :wanted], shares[:, wanted:]
        heard = heard_shares(undeclared, level)
        presence = None if self.training else self.config.presence
        shares = with_rest(shares, undeclared, None if presence is None else presence.weights(heard, counts), (slots == REST_SLOT).to(shares.dtype))
        masks, pitches = self.comb(shares, level, slots, self.training and self.fast, notes)
        return masks, pitches, heard

    def forward(self, magnitude: Tensor, counts: Tensor, slots: Tensor, notes: Tensor | None = None) -> Tensor:
        """One piece: [1, bins, T], [1, N_CLASSES], int64 [S] including the rest, notes [1, S, CANDIDATES, T] -> masks [1, S, bins, T].

        notes: how strongly the notes allow each fundamental, in (0, 1]; where nothing is known it is one, which equals giving no notes.
        """
        return self.heard(magnitude, counts, slots, notes)[0]

    def heard(self, magnitude: Tensor, counts: Tensor, slots: Tensor, notes: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """The masks of `forward`, each stem's pitch posteriors [1, S, CANDIDATES, T], which sum to at most one over the candidates, and the
        share of the piece's energy that each undeclared class claims [1, N_CLASSES], zero for declared classes.
        """
        fine, direct, voices, level = (x[0] for x in self.features(magnitude, counts))
        masks, pitches, undeclared = self.piece(fine, direct, voices, level, counts[0], slots, None if notes is None else notes[0])
        return masks.permute(1, 2, 0).unsqueeze(0), pitches.permute(1, 2, 0).unsqueeze(0), undeclared.unsqueeze(0)

    def batch(self, magnitude: Tensor, counts: Tensor, slots: Tensor, notes: Tensor | None = None) -> Tensor:
        """A training batch: slots [B, S] padded with -1, notes [B, S, CANDIDATES, T] -> masks [B, S, bins, T], zero for padding."""
        masks = []
        examples = zip(slots, *(x.unbind() for x in self.features(magnitude, counts)), counts)
        for index, (row, fine, direct, voices, level, declared) in enumerate(examples):
            wanted = row[row >= 0]
            found, _, _ = self.piece(fine, direct, voices, level, declared, wanted, None if notes is None else notes[index, : len(wanted)])
            masks.append(F.pad(found, (0, 0, 0, len(row) - len(wanted))))
        return torch.stack(masks).permute(0, 2, 3, 1)


def parameter_count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())
