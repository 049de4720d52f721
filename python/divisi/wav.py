"""Reads and writes WAV files with NumPy alone."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Union

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
PathLike = Union[str, "os.PathLike[str]"]

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


def as_sound(samples: NDArray[np.generic]) -> Sound:
    """Samples as `float32` of shape `(frames, channels)`.

    Args:
        samples: floating point, `(frames,)` or `(frames, channels)`, full scale 1.

    Raises:
        ValueError: for integers, other shapes, more than two channels, no frames, or values that are not finite.
    """
    if not np.issubdtype(samples.dtype, np.floating):
        raise ValueError(f"samples are floating point with full scale 1, not {samples.dtype}")
    sound = np.asarray(samples, dtype=np.float32)
    if sound.ndim == 1:
        sound = sound[:, np.newaxis]
    if sound.ndim != 2 or sound.shape[0] == 0 or sound.shape[1] not in (1, 2):
        raise ValueError(f"samples have the shape (frames, 1 or 2 channels), not {samples.shape}")
    if not np.isfinite(sound).all():
        raise ValueError("some samples are not finite")
    return sound


def write_wav(path: PathLike, samples: NDArray[np.generic], sample_rate: int) -> None:
    """Writes 32-bit float samples, exactly as they are.

    Args:
        samples: as `as_sound` takes them.
        sample_rate: Hz.

    Raises:
        ValueError: as `as_sound`, or if the file would exceed 4 GiB.
    """
    sound = as_sound(samples)
    frames, channels = sound.shape
    data = sound.astype("<f4").tobytes()
    if len(data) + 50 >= 2**32:
        raise ValueError("the sound is too long for a WAV file")
    form = struct.pack("<HHIIHHH", _FLOAT, channels, sample_rate, sample_rate * channels * 4, channels * 4, 32, 0)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"fact" + struct.pack("<II", 4, frames) + b"data" + struct.pack("<I", len(data))
    Path(path).write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks) + len(data)) + b"WAVE" + chunks + data)


def read_wav(path: PathLike) -> tuple[Sound, int]:
    """Reads PCM of 16, 24 or 32 bits or 32-bit float, also above 4 GiB (RF64).

    Returns:
        Samples `(frames, channels)`, full scale 1, and the sample rate in Hz.

    Raises:
        ValueError: if the file is something else or ends too early.
    """
    content = Path(path).read_bytes()
    if content[:4] not in (b"RIFF", b"RF64") or content[8:12] != b"WAVE":
        raise ValueError(f"{path} is not a WAV file")
    form = b""
    long_data = 0
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        start = at + 8
        if name == b"ds64":
            long_data = struct.unpack_from("<Q", content, start + 8)[0]
        if name == b"fmt ":
            form = content[start : start + size]
        if name == b"data":
            size = long_data if size == 2**32 - 1 else size
            if len(form) < 16 or start + size > len(content):
                raise ValueError(f"{path} is damaged or ends too early")
            return _samples(content[start : start + size], form, path)
        at = start + size + size % 2
    raise ValueError(f"{path} contains no sound")


def _samples(data: bytes, form: bytes, path: PathLike) -> tuple[Sound, int]:
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if kind == _EXTENSIBLE and len(form) >= 26:
        kind = struct.unpack_from("<H", form, 24)[0]
    values: NDArray[np.float32]
    if (kind, bits) == (_FLOAT, 32):
        values = np.frombuffer(data, dtype="<f4").astype(np.float32)
    elif (kind, bits) == (_PCM, 16):
        values = np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(2**15)
    elif (kind, bits) == (_PCM, 24):
        # The three bytes are the upper ones of 32 bits.
        wide = np.zeros((len(data) // 3, 4), dtype=np.uint8)
        wide[:, 1:] = np.frombuffer(data[: len(data) // 3 * 3], dtype=np.uint8).reshape(-1, 3)
        values = (wide.view("<i4")[:, 0].astype(np.float64) / 2**31).astype(np.float32)
    elif (kind, bits) == (_PCM, 32):
        values = (np.frombuffer(data, dtype="<i4").astype(np.float64) / 2**31).astype(np.float32)
    else:
        raise ValueError(f"{path} has samples of {bits} bits in format {kind}, which is not read here")
    return values.reshape(-1, channels), rate
