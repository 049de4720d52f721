"""The short-time Fourier transform that the manifest's `frontend` describes.

Frame t is centred on sample t*hop; the signal is padded with size/2 zeros on both sides; the
spectrum is divided by the window's sum, so a full-scale sine has magnitude 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from training.signal.arrays import Array

try:
    from scipy.fft import irfft, rfft  # in the precision of its input: twice as fast
except ModuleNotFoundError:  # `training.adapt` asks users for PyTorch and NumPy alone
    from numpy.fft import irfft, rfft

from training.signal.classes import FFT_SIZE, HOP, SAMPLE_RATE


@dataclass(frozen=True)
class Frontend:
    """Size and hop, in samples at SAMPLE_RATE, of the spectra that a network sees."""

    size: int = FFT_SIZE
    hop: int = HOP

    @property
    def bins(self) -> int:
        return self.size // 2 + 1

    @property
    def hertz(self) -> Array:
        """Frequencies of the bins, float64 [bins]."""
        return np.arange(self.bins) * SAMPLE_RATE / self.size

    def at(self, rate: int) -> Frontend:
        """The same frames and the same spacing of bins at another rate, Hz; ValueError where these are no whole samples."""
        if (self.size * rate) % SAMPLE_RATE or (self.hop * rate) % SAMPLE_RATE:
            raise ValueError(f"{rate} Hz is no multiple of the model's rate; resample first")
        return Frontend(self.size * rate // SAMPLE_RATE, self.hop * rate // SAMPLE_RATE)


@lru_cache(maxsize=8)
def hann(size: int) -> Array:
    """Periodic Hann window, float32 [size]."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)


def frame_count(samples: int, hop: int = HOP) -> int:
    return samples // hop + 1


def stft(audio: Array, size: int = FFT_SIZE, hop: int = HOP) -> Array:
    """float32 [..., samples] -> complex64 [..., size/2+1, frames]."""
    frames = frame_count(audio.shape[-1], hop)
    pad = [(0, 0)] * (audio.ndim - 1) + [(size // 2, size // 2 + hop)]
    padded = np.pad(audio.astype(np.float32), pad)
    view = np.lib.stride_tricks.sliding_window_view(padded, size, axis=-1)[..., ::hop, :][..., :frames, :]
    window = hann(size)
    spectrum = rfft(view * (window / window.sum()), axis=-1)
    return np.swapaxes(spectrum, -1, -2).astype(np.complex64)


def istft(spectrum: Array, samples: int, size: int = FFT_SIZE, hop: int = HOP) -> Array:
    """complex [..., size/2+1, frames] -> float32 [..., samples]: weighted overlap-add (Griffin and Lim 1984)."""
    frames = spectrum.shape[-1]
    window = hann(size)
    pieces = irfft(np.swapaxes(spectrum, -1, -2), size, axis=-1).real * window * window.sum()
    total = (frames - 1) * hop + size
    out = np.zeros((*spectrum.shape[:-2], total), np.float32)
    weight = np.zeros(total, np.float32)
    for t in range(frames):
        out[..., t * hop : t * hop + size] += pieces[..., t, :]
        weight[t * hop : t * hop + size] += window**2
    out /= np.maximum(weight, 1e-4)
    start = size // 2
    result = out[..., start : start + samples]
    short = samples - result.shape[-1]
    return np.pad(result, [(0, 0)] * (result.ndim - 1) + [(0, short)]) if short > 0 else result
