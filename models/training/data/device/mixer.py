"""Batches drawn, played, put into rooms and transformed on a device. The same material and the same kinds of examples as `data.mixing`, except for codecs, spot
microphones, hum and the models of microphone pairs, which stay on the CPU's mixer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.data.colour import HALF_WIDTH, KNOTS_PER_OCTAVE, OCTAVES, WARP_LIMIT_DB
from training.data.device import told
from training.data.device.draw import PLAYERS, Written, cast, chance, everything
from training.data.device.material import load
from training.data.device.play import play
from training.data.device.rest import rest
from training.data.device.rooms import in_rooms, uniform
from training.data.mixing import MAX_SLOTS, Options
from training.signal.classes import HOP, N_CLASSES, PLAYERS_PER_CLASS, REST_SLOT, SAMPLE_RATE
from training.signal.stft import Frontend, hann

LEVEL = 0.046
"""Root mean square of a player before its gain, as of a rendered part."""
BEFORE_S = 1.0
"""Seconds played before an example, so that it may start within the reverberation of earlier notes."""
MEASURED_SHARE = 0.6


@dataclass
class Inputs:
    """The inputs of the network and of its loss, as tensors; see `data.mixing.Batch`. prior [B, MAX_SLOTS, CANDIDATES, T]: the given
    notes, None if there are none; named, bool [B, MAX_SLOTS]: the players whose notes are given.
    """

    own: Tensor
    cross: Tensor
    power: Tensor
    slots: Tensor
    counts: Tensor
    magnitude: Tensor
    prior: Tensor | None
    named: Tensor


def curves(size: tuple[int, ...], spread: float, bins: int, rng: torch.Generator) -> Tensor:
    """Random equalisers in dB, [*size, bins] (`colour.smooth_curve`)."""
    knots = torch.randn((*size, 6), generator=rng, device=rng.device) * spread
    octave = torch.log2(torch.arange(bins, device=rng.device).clamp(min=1).float()) / np.log2(bins) * 5
    below = octave.floor().clamp(max=4).long()
    return torch.lerp(knots[..., below], knots[..., below + 1], octave - below)


def warps(power: Tensor, factor: Tensor) -> Tensor:
    """Gains in dB, [n, bins], that move the formants by `factor` [n]; power [n, bins] (`colour.formant_warp`)."""
    bins = power.shape[1]
    octave = torch.log2(torch.arange(bins, device=power.device).clamp(min=0.5).float() / (bins - 1))
    knots = torch.arange(-OCTAVES * KNOTS_PER_OCTAVE, 1, device=power.device) / KNOTS_PER_OCTAVE
    near = ((octave[None] - knots[:, None]).abs() <= HALF_WIDTH).float()
    mean = power @ near.T / near.sum(1).clamp(min=1)
    level = 10 * torch.log10(mean + 1e-9 * power.amax(1, keepdim=True) + 1e-30)

    def at(place: Tensor) -> Tensor:
        where = ((place - knots[0]) * KNOTS_PER_OCTAVE).clamp(0, len(knots) - 1)
        below = where.floor().clamp(max=len(knots) - 2).long()
        return torch.lerp(level.gather(1, below), level.gather(1, below + 1), where - below)

    return (at(octave[None] - torch.log2(factor)[:, None]) - at(octave[None].expand(len(power), -1))).clamp(-WARP_LIMIT_DB, WARP_LIMIT_DB)


def spectra(audio: Tensor, frontend: Frontend) -> Tensor:
    """complex [n, bins, frames], frame t centred on sample t * hop (`signal.stft.stft`)."""
    window = torch.from_numpy(hann(frontend.size)).to(audio.device)
    return torch.stft(audio, frontend.size, frontend.hop, window=window / window.sum(), pad_mode="constant", return_complex=True)


class DeviceMixer:
    """Draws batches on a device. Every batch is seeded from `rng`, so a resumed run draws the same ones."""

    def __init__(self, folder: Path, rng: np.random.Generator, options: Options, frontend: Frontend, device: torch.device,
                 rooms: float, phrases: float) -> None:
        """folder: packed material; rooms, phrases: shares of the examples in a room and of the players who play phrases."""
        self.material = load(folder, device)
        self.rng, self.options, self.frontend, self.rooms, self.phrases = rng, options, frontend, rooms, phrases
        self.generator = torch.Generator(device)

    @property
    def scenes(self) -> int:
        return len(self.material.cast)

    def batch(self, size: int, frames: int) -> Inputs:
        rng, o = self.generator, self.options
        rng.manual_seed(int(self.rng.integers(2**62)))
        seconds, before = ((frames - 1) * HOP + 1) / SAMPLE_RATE, int(BEFORE_S * SAMPLE_RATE)
        samples = (frames - 1) * HOP + 1
        drawn = cast(self.material, o, self.phrases, size, seconds, rng)
        events, written = everything(self.material, drawn, seconds, rng)
        events.onset = events.onset + BEFORE_S
        sound = play(self.material, events, size * PLAYERS, before + samples)
        sound = sound / sound.square().mean(1, keepdim=True).sqrt().clamp(min=1e-4)
        gain = LEVEL * 10 ** (uniform((size, PLAYERS), -o.gain_db, o.gain_db, rng) / 20)
        faint = 10 ** (uniform((size, PLAYERS), *o.undeclared_db, rng) / 20)
        sound = sound * (gain * torch.where(drawn.hidden, faint, torch.ones_like(faint))).flatten()[:, None]
        example = torch.arange(size, device=rng.device).repeat_interleave(PLAYERS)
        sound = in_rooms(sound, example, self.material, self.rooms, MEASURED_SHARE, rng)[:, before:]
        players = spectra(sound, self.frontend)
        decibels = curves((size * PLAYERS,), o.eq_db, self.frontend.bins, rng)
        warped = warps(players.abs().square().mean(2), 1.4 ** uniform((size * PLAYERS,), -1, 1, rng))
        decibels = decibels + warped * chance((size * PLAYERS, 1), o.warped, rng)
        players = (players * 10 ** (decibels / 20)[:, :, None]).view(size, PLAYERS, *players.shape[1:])
        others = spectra(rest(self.material, o, LEVEL, size, samples, rng), self.frontend)
        return self._assembled(drawn.instrument, drawn.hidden, players, others, written, frames)

    def _assembled(self, instrument: Tensor, hidden: Tensor, players: Tensor, others: Tensor, written: Written, frames: int) -> Inputs:
        """players [B, PLAYERS, bins, T], others [B, bins, T]: declared players sorted by class, then the rest."""
        rng, o = self.generator, self.options
        size, device = len(instrument), rng.device
        declared = (instrument >= 0) & ~hidden
        order = torch.where(declared, instrument, torch.full_like(instrument, N_CLASSES)).argsort(dim=1, stable=True)
        count = declared.sum(1)
        there = torch.arange(MAX_SLOTS, device=device)[None] < count[:, None]
        is_rest = torch.arange(MAX_SLOTS, device=device)[None] == count[:, None]
        order = torch.cat([order, order[:, -1:]], 1)
        ordered = instrument.gather(1, order)
        second = torch.zeros_like(there)
        second[:, 1:] = (ordered[:, 1:] == ordered[:, :-1]) & there[:, 1:]
        slots = torch.where(there, PLAYERS_PER_CLASS * ordered + second.long(), torch.where(is_rest, REST_SLOT, -1))
        counts = torch.zeros((size, N_CLASSES), device=device)
        counts.scatter_add_(1, ordered.clamp(min=0), there.float())
        others = others + (players * hidden[:, :, None, None]).sum(1)
        bins, length = players.shape[2:]
        sources = players.gather(1, order[:, :, None, None].expand(-1, -1, bins, length)) * there[:, :, None, None]
        sources = sources + others[:, None] * is_rest[:, :, None, None]
        sources = sources * self._window(size, length)[:, None] * self._band(size)[:, None, :, None]
        images = [sources, sources * self._other_channel(size)] if o.stereo else [sources]
        own, cross, power = (torch.zeros_like(t) for t in (sources.real, sources.real, sources.real[:, 0]))
        channels = 1 + (chance((size,), o.stereo, rng) if o.stereo else torch.zeros(size, device=device)).float()
        for number, image in enumerate(images):
            heard = (channels > number).float()
            mixture = image.sum(1)
            own += image.abs().square() * heard[:, None, None, None]
            cross += (image * mixture[:, None].conj()).real * heard[:, None, None, None]
            power += mixture.abs().square() * heard[:, None, None]
        magnitude = (power / channels[:, None, None]).sqrt()
        wanted = told.given(written.known, size, o.told, rng) & declared.flatten()
        prior, named = None, torch.zeros((size, MAX_SLOTS), dtype=torch.bool, device=device)
        if bool(wanted.any()):
            all_priors = told.priors(told.disturbed(written, size, rng), wanted, frames).view(size, PLAYERS, -1, frames)
            by_slot = all_priors.gather(1, order[:, :, None, None].expand(-1, -1, *all_priors.shape[2:]))
            prior = torch.where(there[:, :, None, None], by_slot, torch.ones((), device=device))
            named = wanted.view(size, PLAYERS).gather(1, order) & there
        return Inputs(own, cross, power, slots, counts, magnitude, prior, named)

    def _window(self, size: int, frames: int) -> Tensor:
        """[size, 1, frames]: zero after the end of the examples that end early."""
        rng = self.generator
        end = torch.randint(max(1, frames // 4), frames + 1, (size, 1), generator=rng, device=rng.device)
        end = torch.where(chance((size, 1), self.options.cut, rng), end, torch.full_like(end, frames))
        return (torch.arange(frames, device=rng.device)[None] < end).float()[:, None]

    def _band(self, size: int) -> Tensor:
        """[size, bins]: low-pass filters for a share of the examples."""
        rng = self.generator
        hertz = torch.from_numpy(self.frontend.hertz).float().to(rng.device)
        limited = 1 / torch.sqrt(1 + (hertz[None] / uniform((size, 1), 3000, 10000, rng)) ** 16)
        return torch.where(chance((size, 1), self.options.band_limit, rng), limited, torch.ones((), device=rng.device))

    def _other_channel(self, size: int) -> Tensor:
        """complex [size, MAX_SLOTS, bins, 1]: a level and a delay for every source (`microphones.anywhere`, without its diffuse phase)."""
        rng = self.generator
        hertz = torch.from_numpy(self.frontend.hertz).float().to(rng.device)
        delay = uniform((size, MAX_SLOTS, 1), -12, 12, rng) / SAMPLE_RATE
        level = 10 ** (uniform((size, MAX_SLOTS, 1), -6, 6, rng) / 20)
        return torch.polar(level.expand(-1, -1, len(hertz)).contiguous(), -2 * np.pi * hertz * delay)[..., None]
