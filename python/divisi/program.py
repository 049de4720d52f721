"""What `divisi` does, with arrays in and out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

import numpy as np
from numpy.typing import NDArray

from divisi.command import Command
from divisi.wav import PathLike, Sound, read_wav, write_wav

Samples = NDArray[np.generic]
#: A file that Divisi reads, or samples `(frames,)` or `(frames, channels)` with their rate in Hz.
Recording = Union[str, "os.PathLike[str]", tuple[Samples, int]]


@dataclass(frozen=True)
class Separation:
    """A separated recording.

    Attributes:
        stems: by name, the rest as `rest`, each `(frames, channels)`, full scale 1. They add up to the recording.
        sample_rate: Hz.
        report: the contents of `separation.json`.
        folder: the folder of the files, or None if it was temporary.
    """

    stems: dict[str, Sound]
    sample_rate: int
    report: dict[str, Any]
    folder: Path | None

    def mixture(self) -> NDArray[np.float64]:
        """The recording: the sum of all stems, `(frames, channels)`."""
        return np.sum([stem.astype(np.float64) for stem in self.stems.values()], axis=0)


class Divisi:
    """The `divisi` program.

    Args:
        command: how it is started; by default `DIVISI_COMMAND`, the PATH or the checkout.
        library: the library whose added models may be used; your own by default.
        threads: inference threads; on the CPU the same number gives the same bytes.
    """

    def __init__(
        self, command: Sequence[str] | None = None, library: PathLike | None = None, threads: int | None = None
    ) -> None:
        self._command = Command(command)
        self._common = [*_option("--library", library), *_option("--threads", threads)]

    def separate(
        self,
        recording: Recording,
        instruments: str | Sequence[str],
        *,
        out: PathLike | None = None,
        model: str | None = None,
        notes: PathLike | None = None,
        score: PathLike | None = None,
        from_s: float | None = None,
        to_s: float | None = None,
    ) -> Separation:
        """Takes a recording apart into its players and the rest.

        Args:
            recording: a file, or samples and their rate in Hz.
            instruments: who plays, as `violin:2,viola,cello` or a list of names.
            out: a folder to keep the files in; `rebalance` needs none.
            model: a model's id; the default model otherwise.
            notes: a file of notes that the players play.
            score: a score that is aligned with the recording first.
            from_s: where the passage begins, in seconds.
            to_s: where it ends.

        Raises:
            DivisiError: if the recording, the players or the notes are refused, or the work fails.
            ValueError: for samples that `divisi.wav.as_sound` refuses.
        """
        players = instruments if isinstance(instruments, str) else ",".join(instruments)
        with tempfile.TemporaryDirectory(prefix="divisi-python-") as scratch:
            folder = Path(out) if out is not None else Path(scratch) / "stems"
            report = self._command.json(
                *("separate", str(_file(recording, Path(scratch) / "recording.wav"))),
                *("--instruments", players, "--out", str(folder), "--bit-depth", "32f"),
                *_option("--model", model),
                *_option("--notes", notes),
                *_option("--score", score),
                *_option("--from", from_s),
                *_option("--to", to_s),
                *self._common,
            )
            read = {name: read_wav(stem["file"]) for name, stem in report["stems"].items()}
        rates = {rate for _, rate in read.values()}
        return Separation(
            stems={name: sound for name, (sound, _) in read.items()},
            sample_rate=rates.pop(),
            report=report,
            folder=folder if out is not None else None,
        )

    def rebalance(self, separation: Separation, gains_db: Mapping[str, float]) -> Sound:
        """Makes players louder or softer.

        Args:
            separation: what `separate` returned.
            gains_db: in dB by stem (`violin-1`), by instrument for all of its players (`violin`), or for the `rest`.

        Returns:
            The mix `(frames, channels)`; with no gains it is the recording. It may exceed full scale.

        Raises:
            KeyError: for a name that is neither a stem nor an instrument.
        """
        instruments = {name: stem["instrument"] for name, stem in separation.report["stems"].items()}
        for name in gains_db:
            if name not in instruments and name not in instruments.values():
                raise KeyError(name)
        mix = np.zeros_like(next(iter(separation.stems.values())), dtype=np.float64)
        for name, stem in separation.stems.items():
            gain_db = gains_db.get(name, gains_db.get(instruments[name] or "", 0.0))
            mix += stem * 10 ** (gain_db / 20)
        return mix.astype(np.float32)

    def evaluate(
        self,
        references: PathLike | Mapping[str, Samples],
        estimates: PathLike | Separation | Mapping[str, Samples],
        *,
        sample_rate: int | None = None,
        bss: bool = False,
        listeners: PathLike | None = None,
    ) -> dict[str, Any]:
        """Compares stems with the isolated originals, matched by name.

        Args:
            references: a folder, or samples by name.
            estimates: a folder, a separation, or samples by name.
            sample_rate: Hz, of samples that are given by name without a separation.
            bss: whether to measure BSSEval v4 as well.
            listeners: a file of audiograms, for HAAQI of each ear.

        Returns:
            What `divisi evaluate --json` prints: `stems`, `mean`, `silent`, and `bsseval` and `haaqi` where asked for.
            Levels are in dB, HAAQI is 0 to 1.

        Raises:
            DivisiError: if the folders do not fit each other.
            ValueError: if a sample rate is missing.
        """
        if isinstance(estimates, Separation):
            sample_rate = estimates.sample_rate
            estimates = {name: stem for name, stem in estimates.stems.items() if name != "rest"}
        with tempfile.TemporaryDirectory(prefix="divisi-python-") as scratch:
            return self._command.json(
                *("evaluate", "--reference", str(_folder(references, Path(scratch) / "references", sample_rate))),
                *("--estimate", str(_folder(estimates, Path(scratch) / "estimates", sample_rate))),
                *(["--bss"] if bss else []),
                *_option("--listener", listeners),
            )


def _option(name: str, value: object | None) -> list[str]:
    return [] if value is None else [name, str(value)]


def _file(recording: Recording, path: Path) -> Path:
    """The recording's file, or samples written to `path`."""
    if isinstance(recording, tuple):
        samples, rate = recording
        write_wav(path, samples, rate)
        return path
    return Path(recording)


def _folder(sounds: PathLike | Mapping[str, Samples], path: Path, sample_rate: int | None) -> Path:
    """The folder itself, or samples written to files in `path`."""
    if not isinstance(sounds, Mapping):
        return Path(sounds)
    if sample_rate is None:
        raise ValueError("samples by name need a sample rate")
    path.mkdir()
    for name, samples in sounds.items():
        if Path(name).name != name:
            raise ValueError(f"{name!r} is not the name of a stem")
        write_wav(path / f"{name}.wav", samples, sample_rate)
    return path
