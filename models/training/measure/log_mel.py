"""Log-mel spectrograms as images for the perceptual metrics; the counterpart of src-shared/dsp/log-mel.ts.

Frames use a Hann window of 2048/22050 s every 512/22050 s; frame t is centred on t times the hop, with zeros outside
the signal. The filters are 128 triangles (linear in Hz, peak 1) whose corners are equally spaced on the mel scale
2595 log10(1 + f/700) from 30 Hz to 11025 Hz. P is scaled so that a sine in the middle of a wide triangle reads as its
mean square, and is averaged over channels. With r the RMS of the *reference*,

v = log10(1 + 1e7 P / r^2) / 8

is the level above a soft floor 70 dB below the reference's RMS, in units of 80 dB: 0 is silence, and about 1 is 10 dB
above the RMS. Both signals of a comparison are normalised by the reference's r, so a wrong gain counts as an error.
If the sample rate is low, mels above its Nyquist frequency are empty in both signals.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from training.signal.arrays import Array
from training.signal.stft import stft

BASE_RATE = 22050
MELS = 128
WINDOW, HOP = 2048, 512
"""In samples at BASE_RATE; the metrics use this front end whatever the model's own is."""
LOW_HZ, HIGH_HZ = 30.0, 11025.0
FLOOR = 1e7
"""The inverse of the floor's power relative to the reference: 70 dB."""
RANGE_DECADES = 8.0
SINE = 4 / 3
"""Mean square of a sine over its summed |X|^2: 2 divided by the 1.5 bins of the Hann window's equivalent noise
bandwidth.
"""


@lru_cache(maxsize=8)
def mel_filters(rate: int = BASE_RATE, size: int = WINDOW) -> Array:
    """float64 [MELS, size/2 + 1], peak 1."""
    low, high = (2595 * np.log10(1 + f / 700) for f in (LOW_HZ, HIGH_HZ))
    corners = 700 * (10 ** (np.linspace(low, high, MELS + 2) / 2595) - 1)
    bins = np.arange(size // 2 + 1) * rate / size
    rising = (bins - corners[:-2, None]) / np.diff(corners)[:-1, None]
    falling = (corners[2:, None] - bins) / np.diff(corners)[1:, None]
    return np.maximum(0, np.minimum(rising, falling))


def rms(audio: Array) -> float:
    """Mean square over all samples and channels."""
    return float(np.sqrt(np.mean(np.square(audio, dtype=np.float64))))


def image_of(mel_power: Tensor, level: Tensor | float) -> Tensor:
    """v of the module docstring; level = r^2, broadcast."""
    return torch.log10(1 + FLOOR * mel_power / level) / RANGE_DECADES


def log_mel(audio: Array, rate: int, reference_rms: float, hop: int = HOP) -> Tensor:
    """[samples] or [channels, samples] at a multiple of 22050 Hz -> float64 [MELS, frames]; hop in samples of BASE_RATE."""
    ratio, remainder = divmod(rate, BASE_RATE)
    if remainder:
        raise ValueError(f"resample to a multiple of {BASE_RATE} Hz, not {rate}")
    size = WINDOW * ratio
    spectrum = stft(np.atleast_2d(audio), size, hop * ratio)
    power = np.square(np.abs(spectrum), dtype=np.float64).mean(0)
    return image_of(torch.from_numpy(SINE * (mel_filters(rate, size) @ power)), reference_rms**2)
