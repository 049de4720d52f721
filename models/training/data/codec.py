"""Simulates a lossy codec: quantisation of a transform, as coarse in each band as masking allows.

The transform is the MDCT of AAC (Princen and Bradley 1986) at half its rate: sine windows of 46 ms. A band's step follows its power and what
neighbouring bands mask; small coefficients and all those above a cut-off become zero. The noise level is matched to real codecs (AAC at 32 and
64, Vorbis at 40, Opus at 24 kb/s) on 20 s of a recorded chorale: 15 to 30 dB below the signal at 200 Hz, 3 to 10 dB below it at 8 kHz.

The error is divided between the sources as follows. Where a band loses power, all sources lose the same share of it, because the recording
contains no more of them and no mask could restore it. The remainder, which is not proportional to the mixture, is noise and goes to the rest.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.random import Generator
from scipy.fft import dct

from training.signal.arrays import Array
from training.signal.classes import SAMPLE_RATE
from training.signal.stft import Frontend, istft, stft

BLOCK = 512
"""Coefficients per block; a block's window has twice as many samples."""
BARK_EDGES_HZ = np.array([0, 100, 200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720, 2000, 2320, 2700, 3150,
                          3700, 4400, 5300, 6400, 7700, 9500])
"""Zwicker's critical bands up to half the sample rate."""
DOWN_DB, UP_DB = 25.0, 10.0
"""Slopes of a masker's spreading function in decibels per Bark towards lower and higher frequencies."""
DEAD_ZONE = 0.595
"""A coefficient of fewer steps than this becomes zero (AAC encoders round with 0.405)."""


class Bands:
    """Critical bands over a transform's bins, along the first axis of [bins, T]."""

    def __init__(self, bins: int, half_width_hz: float) -> None:
        self.edges = np.round(BARK_EDGES_HZ / half_width_hz).astype(int)
        self.sizes = np.diff([*self.edges, bins])
        self.of_bin = np.repeat(np.arange(len(self.edges)), self.sizes)

    def sums(self, values: Array) -> Array:
        """[bins, T] -> [bands, T]."""
        return np.add.reduceat(values, self.edges, axis=0)


CODED = Bands(BLOCK, SAMPLE_RATE / 2 / BLOCK)
WINDOW = np.sin(np.pi * (np.arange(2 * BLOCK) + 0.5) / (2 * BLOCK)).astype(np.float32)


def mdct(audio: Array) -> Array:
    """float32 [samples] -> [BLOCK, T]: blocks of 2 BLOCK samples that overlap by half; half of the first block precedes the audio."""
    count = -(-len(audio) // BLOCK) + 1
    padded = np.pad(audio.astype(np.float32), (BLOCK, (count + 1) * BLOCK - BLOCK - len(audio)))
    view = np.lib.stride_tricks.sliding_window_view(padded, 2 * BLOCK)[::BLOCK] * WINDOW
    a, b, c, d = np.split(view, 4, axis=1)
    return dct(np.concatenate([-c[:, ::-1] - d, a - b[:, ::-1]], 1), type=4, norm="ortho", axis=1).T


def imdct(coefficients: Array, samples: int) -> Array:
    """The inverse of `mdct`, float32 [samples]."""
    folded = dct(coefficients.T, type=4, norm="ortho", axis=1)
    first, second = np.split(folded, 2, axis=1)
    pieces = np.concatenate([second, -second[:, ::-1], -first[:, ::-1], -first], 1) * WINDOW
    out = np.zeros((len(pieces) + 1, BLOCK), np.float32)
    out[:-1] += pieces[:, :BLOCK]
    out[1:] += pieces[:, BLOCK:]
    return out.ravel()[BLOCK : BLOCK + samples]


def draw_quality(rng: Generator) -> tuple[float, float, float]:
    """(signal-to-noise ratio in dB in the lowest band, in the highest band, cut-off in Hz); all three decrease together."""
    quality = rng.random()
    return (float(15 + 16 * quality + rng.normal(0, 1.5)), float(3 + 8 * quality + rng.normal(0, 1)),
            float((6000 + 10000 * quality) * rng.uniform(0.9, 1.1)))


def decode(audio: Array, low_db: float, high_db: float, cutoff_hz: float) -> Array:
    """float32 [samples], coded and decoded."""
    coefficients = mdct(audio)
    level = 10 * np.log10(CODED.sums(coefficients**2) / CODED.sizes[:, None] + 1e-14)
    noise = level - np.linspace(low_db, high_db, len(level))[:, None]
    for band in range(1, len(level)):
        noise[band] = np.maximum(noise[band], noise[band - 1] - UP_DB)
    for band in range(len(level) - 2, -1, -1):
        noise[band] = np.maximum(noise[band], noise[band + 1] - DOWN_DB)
    step = np.sqrt(12 * 10 ** (noise / 10)).astype(np.float32)[CODED.of_bin]
    coded = np.copysign(np.floor(np.abs(coefficients) / step + 1 - DEAD_ZONE) * step, coefficients)
    coded[int(cutoff_hz / (SAMPLE_RATE / 2) * BLOCK) :] = 0
    return imdct(coded, len(audio))


@lru_cache(maxsize=4)
def heard_bands(bins: int) -> Bands:
    return Bands(bins, SAMPLE_RATE / 2 / (bins - 1))


def hand_out(sources: Array, rest: int, error: Array) -> None:
    """Change sources complex64 [S, bins, T] in place so that they sum to mixture + error; row `rest` takes the noise."""
    bands, mixture = heard_bands(sources.shape[1]), sources.sum(0)
    decoded = mixture + error
    cross = bands.sums(decoded.real * mixture.real + decoded.imag * mixture.imag)
    power = bands.sums(mixture.real**2 + mixture.imag**2)
    kept = np.clip(cross / (power + 1e-20), 0, 1).astype(np.float32)[bands.of_bin]
    sources *= kept
    sources[rest] += decoded - kept * mixture


def through(sources: Array, rest: int, samples: int, quality: tuple[float, float, float], frontend: Frontend) -> None:
    """Replace a channel's sources, in place, by their parts of the coded mixture."""
    size, hop = frontend.size, frontend.hop
    audio = istft(sources.sum(0), samples, size, hop)
    hand_out(sources, rest, stft(decode(audio, *quality) - audio, size, hop))
