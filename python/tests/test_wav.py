"""WAV files are read and written to the bit."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from divisi import read_wav, write_wav


@pytest.mark.parametrize("channels", [1, 2])
def test_what_was_written_is_read_again(tmp_path: Path, channels: int) -> None:
    samples = np.random.default_rng(1).uniform(-2, 2, (1001, channels)).astype(np.float32)
    write_wav(tmp_path / "a.wav", samples, 44_100)
    read, rate = read_wav(tmp_path / "a.wav")
    assert rate == 44_100
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, samples)


@pytest.mark.parametrize("width", [2, 3, 4])
def test_integers_have_full_scale_one(tmp_path: Path, width: int) -> None:
    full = 2 ** (8 * width - 1)
    values = [0, 1, -1, full // 2, full - 1, -full]
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(width)
        file.setframerate(48_000)
        file.writeframes(b"".join(value.to_bytes(width, "little", signed=True) for value in values))
    read, rate = read_wav(tmp_path / "a.wav")
    assert rate == 48_000
    np.testing.assert_array_equal(read, np.array([v / full for v in values], dtype=np.float32).reshape(3, 2))


def test_one_dimension_is_one_channel(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.zeros(10), 8000)
    assert read_wav(tmp_path / "a.wav")[0].shape == (10, 1)


@pytest.mark.parametrize(
    "samples", [np.zeros(10, dtype=np.int16), np.zeros((0, 1)), np.zeros((4, 3)), np.zeros((2, 2, 2)), np.array([np.nan])]
)
def test_other_samples_are_refused(tmp_path: Path, samples: np.ndarray) -> None:
    with pytest.raises(ValueError):
        write_wav(tmp_path / "a.wav", samples, 8000)
    assert not (tmp_path / "a.wav").exists()


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_wav(path, np.zeros(10), 8000)
    whole = path.read_bytes()
    for content in (b"", b"text", whole[:-4], whole[:30], whole.replace(struct.pack("<H", 32) + b"\0\0", struct.pack("<H", 8) + b"\0\0", 1)):
        path.write_bytes(content)
        with pytest.raises(ValueError):
            read_wav(path)
