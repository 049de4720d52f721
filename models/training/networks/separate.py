"""Separates a whole recording in overlapping pieces of fixed length, as the application does.

Masks are computed on the network's grid at 22.05 kHz and applied to the recording's own spectrum at its own rate:
an STFT of size and hop scaled by rate / 22050 has the same frames and the same bin spacing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import torch

from training.signal.arrays import Array
from training.signal.classes import (
    HOP,
    N_CLASSES,
    PLAYERS_PER_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
    SEGMENT_FRAMES,
)
from training.signal.heard_partials import sharpened_by_pitches
from training.signal.notes_prior import PlayedNote, ensemble_prior
from training.signal.partials import sharpened
from training.signal.stft import Frontend, istft, stft

Notes = Sequence[Sequence[PlayedNote] | None]
"""The notes of each player, in the order of the players; None for a player whose notes are unknown."""

OVERLAP = 43
BLEND = 1 / 16
"""Share of the model's band, at its upper edge, over which `extend` crossfades."""


class Separator(Protocol):
    """magnitude [1, bins, T], counts [1, N_CLASSES], slots [S] -> masks [1, S, bins, T].

    An attribute `frontend` specifies the STFT grid; without it, the grid is the default `Frontend`. A network that accepts notes
    takes a fourth argument, the prior [1, S, CANDIDATES, T].
    """

    def __call__(self, magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor, *notes: torch.Tensor) -> torch.Tensor: ...


@runtime_checkable
class HearsPitches(Protocol):
    """A separator that also tells each stem's pitch posteriors [1, S, CANDIDATES, T] and undeclared classes' shares."""

    def heard(self, magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor, *notes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]: ...


def frontend_of(network: Separator) -> Frontend:
    return getattr(network, "frontend", Frontend())


def conditioning(players: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """players: sorted class indices of the declared players -> counts [1, N_CLASSES], slots [S] with the rest last."""
    counts = torch.zeros(1, N_CLASSES)
    slots = []
    for c in players:
        slots.append(PLAYERS_PER_CLASS * c + int(counts[0, c]))
        counts[0, c] += 1
    return counts, torch.tensor([*slots, REST_SLOT])


def masks_of(network: Separator, magnitude: Array, players: list[int], notes: Notes | None = None) -> Array:
    """magnitude [bins, frames] -> masks [players + 1, bins, frames], crossfaded over the overlaps.

    The network cannot tell two players of one class apart by name. As in the application (`src-main/separation/join.ts`), their
    order in each piece is the one whose masks agree best with the previous piece in the overlap, with each bin weighted by its power.
    If the notes of either player are known, the notes identify the players and the order is left as it is.
    """
    counts, slots = conditioning(players)
    frames = magnitude.shape[1]
    step = SEGMENT_FRAMES - OVERLAP
    ramp = np.minimum(np.arange(SEGMENT_FRAMES) + 1, OVERLAP + 1) / (OVERLAP + 1)
    fade = (ramp * ramp[::-1]).astype(np.float32)
    total = np.zeros((len(slots), *magnitude.shape), np.float32)
    weight = np.zeros(frames, np.float32)
    with torch.no_grad():
        before = np.zeros((len(slots), len(magnitude), 0), np.float32)
        for begin in range(0, max(1, frames - OVERLAP), step):
            piece = magnitude[:, begin : begin + SEGMENT_FRAMES]
            padded = np.pad(piece, ((0, 0), (0, SEGMENT_FRAMES - piece.shape[1])))
            length = piece.shape[1]
            bin_hz = SAMPLE_RATE / (2 * len(piece) - 2)
            spectrum = torch.from_numpy(padded[None])
            prior = [] if notes is None else [torch.from_numpy(ensemble_prior(notes, SEGMENT_FRAMES, begin)[None])]
            pitches = None
            if isinstance(network, HearsPitches):
                masks, pitches = (found[0].numpy() for found in network.heard(spectrum, counts, slots, *prior)[:2])
                pitches = pitches[..., :length]
            else:
                masks = network(spectrum, counts, slots, *prior)[0].numpy()
            if notes is not None:
                times = (begin + np.arange(length)) * HOP / SAMPLE_RATE
                masks[..., :length] = sharpened(masks[..., :length], piece, notes, times, bin_hz, pitches)
            elif pitches is not None:
                masks[..., :length] = sharpened_by_pitches(masks[..., :length], piece, pitches, players, bin_hz)
            if begin > 0:
                seen = min(OVERLAP, length)
                nameless = [notes is None or (notes[i] is None and notes[i + 1] is None) for i in range(len(players) - 1)]
                masks = masks[kept_order(before[..., step : step + seen], masks[..., :seen], piece[:, :seen], players, nameless)]
            before = masks
            total[..., begin : begin + length] += masks[..., :length] * fade[:length]
            weight[begin : begin + length] += fade[:length]
    return total / weight


def kept_order(before: Array, now: Array, magnitude: Array, players: list[int],
               nameless: Sequence[bool]) -> list[int]:
    """Permutation of the rows of `now` that best continues `before`; masks [players + 1, bins, T] of the same frames, magnitude [bins, T].

    nameless: whether player i may be exchanged with player i + 1.
    """
    order = list(range(len(now)))
    power = magnitude**2

    def agreement(a: int, b: int) -> float:
        return float((power * before[a] * now[b]).sum(dtype=np.float64))

    for i in range(len(players) - 1):
        if players[i] == players[i + 1] and nameless[i] and agreement(i, i + 1) + agreement(i + 1, i) > agreement(i, i) + agreement(i + 1, i + 1):
            order[i], order[i + 1] = i + 1, i
    return order


def extend(masks: Array, magnitude: Array) -> Array:
    """Masks [S, model bins, T] of the model's band -> [S, bins, T] for a mixture's magnitude [bins, T], as in `src-main/separation/mask-map.ts`.

    Above the band each stem has one mask value per frame: the mean of its mask over the band's top octave, weighted by the mixture's
    power there. Over the last BLEND of the band the mask crossfades to that value.
    """
    known, bins = masks.shape[1], magnitude.shape[0]
    octave = slice((known - 1) // 2, min(known, bins))
    power = magnitude[octave].astype(np.float64) ** 2
    energy = power.sum(0)
    weighted = (masks[:, octave] * power).sum(1) / np.maximum(energy, 1e-300)
    beyond = np.where(energy > 0, weighted, masks[:, octave].mean(1))[:, None].astype(masks.dtype)
    inside = masks[:, :bins]
    share = np.maximum(0, (np.arange(inside.shape[1]) / (known - 1) - (1 - BLEND)) / BLEND).astype(masks.dtype)[None, :, None]
    blended = inside + share * (beyond - inside)
    return np.concatenate([blended, np.repeat(beyond, max(0, bins - known), axis=1)], axis=1)


def separate(network: Separator, mixture: Array, rate: int, players: list[int], notes: Notes | None = None) -> Array:
    """mixture float32 [samples] at `rate` -> estimates [players + 1, samples], the rest last."""
    grid = frontend_of(network)
    own = grid.at(rate)
    spectrum = stft(mixture, own.size, own.hop)
    masks = masks_of(network, np.abs(spectrum[: grid.bins]), players, notes)
    return istft(extend(masks, np.abs(spectrum)) * spectrum, len(mixture), own.size, own.hop)


def ratio_mask(references: Array, rate: int) -> Array:
    """Estimates by the ideal ratio mask |S_i| / sum |S_j| applied to the mixture. references [sources, samples] -> [sources, samples]."""
    grid = Frontend().at(rate)
    size, hop = grid.size, grid.hop
    spectra = stft(references, size, hop)
    magnitudes = np.abs(spectra)
    masks = magnitudes / (magnitudes.sum(0) + 1e-12)
    return istft(masks * spectra.sum(0), references.shape[-1], size, hop)
