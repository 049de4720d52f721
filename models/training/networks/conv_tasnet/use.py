"""Applies a waveform network to whole recordings: in overlapping pieces, and as ratio masks on the recording's own spectrum.

The application does the same: the network's waveforms at 22.05 kHz determine each player's share of a bin, and these shares of the
recording, at its own rate, become the stems. `waveforms` returns the network's waveforms, `masked` the result of the ratio masks.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.signal import resample_poly

from training.networks.conv_tasnet.network import ConvTasNet
from training.networks.separate import conditioning, extend
from training.signal.arrays import Array
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.stft import Frontend, istft, stft

PIECE = 172 * HOP
"""Length of a piece in samples: 8 s."""
PIECE_RMS = 1 / 16
MASK_POWER = 1.0
TINY = 1e-7
"""Magnitude below which the shares become equal."""


def level(piece: Array) -> float:
    """The power of two that brings a piece's RMS closest to PIECE_RMS; a power of two leaves the network's rounding unchanged."""
    rms = float(np.sqrt(np.mean(piece.astype(np.float64) ** 2)))
    return 1.0 if rms < 1e-7 else float(2.0 ** np.round(np.log2(PIECE_RMS / rms)))


def aligned(previous: Array, stems: Array, players: list[int]) -> Array:
    """Exchange the stems of two players of one class where that continues the previous piece better in the overlap."""
    stems = stems.copy()
    length = previous.shape[1]
    for i in range(len(players) - 1):
        if players[i] == players[i + 1]:
            likeness = previous[i : i + 2] @ stems[i : i + 2, :length].T
            if likeness[0, 1] + likeness[1, 0] > likeness[0, 0] + likeness[1, 1]:
                stems[[i, i + 1]] = stems[[i + 1, i]]
    return stems


def stems_of(network: ConvTasNet, audio: Array, players: list[int]) -> Array:
    """float32 [samples] at 22.05 kHz -> [players + 1, samples]. A causal network processes the whole signal at once, any other in pieces."""
    counts, slots = conditioning(players)
    with torch.no_grad():
        if network.config.causal:
            return network(torch.from_numpy(audio[None]), counts, slots)[0].numpy()
        step = PIECE // 2
        total = np.zeros((len(slots), len(audio)), np.float32)
        ramp = np.sin(np.pi * (np.arange(PIECE) + 0.5) / PIECE).astype(np.float32) ** 2
        weight = np.zeros(len(audio), np.float32)
        previous: Array | None = None
        for begin in range(0, max(1, len(audio) - step), step):
            piece = audio[begin : begin + PIECE]
            gain = level(piece)
            padded = np.pad(piece * np.float32(gain), (0, PIECE - len(piece)))
            stems = network(torch.from_numpy(padded[None]), counts, slots)[0].numpy()[:, : len(piece)] / gain
            if previous is not None:
                stems = aligned(previous[:, : len(piece)], stems, players)
            fade = np.maximum(ramp[: len(piece)], 1e-4)
            total[:, begin : begin + len(piece)] += stems * fade
            weight[begin : begin + len(piece)] += fade
            previous = stems[:, step:]
        return total / weight


def at_model_rate(audio: Array, rate: int) -> Array:
    return audio if rate == SAMPLE_RATE else resample_poly(audio, 1, rate // SAMPLE_RATE).astype(np.float32)


def waveforms(network: ConvTasNet, mixture: Array, rate: int, players: list[int]) -> Array:
    """The network's own waveforms: [samples] at `rate` -> [players + 1, samples]. The rest is last and contains everything above 11 kHz."""
    stems = stems_of(network, at_model_rate(mixture, rate), players)[:-1]
    if rate != SAMPLE_RATE:
        stems = resample_poly(stems, rate // SAMPLE_RATE, 1, axis=1)[:, : len(mixture)].astype(np.float32)
    return np.concatenate([stems, (mixture - stems.sum(0))[None]])


def masked(network: ConvTasNet, mixture: Array, rate: int, players: list[int], power: float = MASK_POWER) -> Array:
    """Ratio masks |S_i|^power / sum |S_j|^power of the waveforms' spectra, applied to the recording's own spectrum."""
    stems = stems_of(network, at_model_rate(mixture, rate), players)
    return shared_out(stems, mixture, rate, power)


def shared_out(stems: Array, mixture: Array, rate: int, power: float) -> Array:
    """stems [S, samples at 22.05 kHz], mixture [samples] at `rate` -> [S, samples] that sum to the mixture."""
    grid = Frontend()
    own = grid.at(rate)
    spectrum = stft(mixture, own.size, own.hop)
    shares = np.abs(stft(stems))[:, :, : spectrum.shape[-1]] ** power + TINY**power
    masks = extend(shares / shares.sum(0), np.abs(spectrum))
    return istft(masks * spectrum, len(mixture), own.size, own.hop)
