"""`python3 -m studies.search.averages`: masks averaged over versions of a recording in other pitches, and over two checkpoints. Nothing is trained.

A spectrum whose window is longer by a factor, read as though it had the usual length, is that of the recording in a pitch higher by this factor, with
the same frames. The masks of such a version are read at the frequencies of the recording, and its equal players put in the order of the first
version's. The averaged masks are then sharpened as those of one version are, by the averaged posteriors or by the notes (README.md).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from studies.search import partials
from studies.search.partials import Excerpt, Notes, cut
from training.engine.checkpoint import load_weights
from training.errors import InputError, run_main
from training.measure import sets
from training.measure.evaluate import match_pairs, store
from training.measure.metrics import si_sdr
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.separate import conditioning, kept_order
from training.paths import data_pack
from training.recipe import FOLDER
from training.signal.arrays import Array
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.heard_partials import sharpened_by_pitches
from training.signal.notes_prior import (
    STEPS_PER_OCTAVE,
    PlayedNote,
    ensemble_prior,
)
from training.signal.partials import sharpened
from training.signal.stft import istft, stft

TOLD = ("strings", "twice", "rendered", "chorales", "pairs")
"""Groups whose notes are known."""


@dataclass(frozen=True)
class Version:
    """A checkpoint, and candidates for a fundamental by which the recording is shifted: two are 2.9 %, four 5.9 %."""

    checkpoint: str
    steps: int


@dataclass(frozen=True)
class Answer:
    """masks [players + 1, bins, frames], posteriors [players + 1, CANDIDATES, frames]."""

    masks: Array
    posteriors: Array


@dataclass(frozen=True)
class Variant:
    versions: tuple[Version, ...]
    logarithmic: bool
    """The geometric mean of the masks, so scaled that they sum to one, instead of the arithmetic mean."""


def parse_variant(text: str) -> Variant:
    """`new`, `old-2+old2`, `log:old+new`: a checkpoint's name and steps. @raises InputError"""
    logarithmic = text.startswith("log:")
    versions = []
    for part in text.removeprefix("log:").split("+"):
        name = part.rstrip("-0123456789")
        if not name:
            raise InputError(f"{text} is no average: write NAME+NAME-2+NAME2")
        versions.append(Version(name, int(part[len(name) :] or 0)))
    return Variant(tuple(versions), logarithmic)


def answer(network: HarmonicUNet, signal: Array, players: list[int], steps: int, notes: Notes | None) -> Answer:
    """What the network answers for a recording that is shifted by `steps`, at the frequencies of the recording."""
    factor = 2 ** (steps / STEPS_PER_OCTAVE)
    bins = network.frontend.bins
    size = 2 * round(network.frontend.size * factor / 2)
    magnitude = np.abs(stft(signal, size))[:bins]
    spectrum = torch.from_numpy(np.pad(magnitude, ((0, bins - len(magnitude)), (0, 0)))[None])
    counts, slots = conditioning(players)
    prior = []
    if notes is not None:
        moved = [[PlayedNote(n.onset_s, n.offset_s, n.pitch + 12 * steps / STEPS_PER_OCTAVE) for n in played] or None for played in notes]
        prior = [torch.from_numpy(ensemble_prior(moved, spectrum.shape[2])[None])]
    with torch.no_grad():
        masks, posteriors, _ = (found[0].numpy() for found in network.heard(spectrum, counts, slots, *prior))
    position = np.minimum(np.arange(bins) * size / network.frontend.size, bins - 1)
    below = np.minimum(position.astype(int), bins - 2)
    blend = (position - below).astype(np.float32)[None, :, None]
    return Answer(masks[:, below] * (1 - blend) + masks[:, below + 1] * blend, shifted(posteriors, steps))


def shifted(posteriors: Array, steps: int) -> Array:
    """Row c of the result is row c + steps, or zero beyond the ends."""
    out = np.zeros_like(posteriors)
    count = posteriors.shape[1]
    out[:, max(0, -steps) : count - max(0, steps)] = posteriors[:, max(0, steps) : count - max(0, -steps)]
    return out


def averaged(answers: Sequence[Answer], logarithmic: bool) -> Answer:
    masks = np.stack([a.masks for a in answers])
    mean = np.exp(np.log(masks + 1e-6).mean(0)) if logarithmic else masks.mean(0)
    return Answer((mean / mean.sum(0)).astype(np.float32), np.mean([a.posteriors for a in answers], 0))


class Measured:
    """One excerpt: the answers of the versions, each computed once, and the SI-SDR improvements of the averages."""

    def __init__(self, networks: dict[str, HarmonicUNet], excerpt: Excerpt, hidden: int, told: bool) -> None:
        self.networks = networks
        self.players = excerpt.players
        self.references = excerpt.references[: len(excerpt.references) - hidden]
        self.notes = excerpt.notes if told else None
        self.signal = excerpt.references.sum(0)
        self.size = next(iter(networks.values())).frontend.size
        self.spectrum = stft(self.signal, self.size)
        self.magnitude = np.abs(self.spectrum)
        self.floor = np.array([si_sdr(r, self.signal) for r in self.references])
        self.answers: dict[Version, Answer] = {}

    def version(self, version: Version) -> Answer:
        if version not in self.answers:
            found = answer(self.networks[version.checkpoint], self.signal, self.players, version.steps, self.notes)
            first = next(iter(self.answers.values()), None)
            if first is not None and self.notes is None:
                order = kept_order(first.masks, found.masks, self.magnitude, self.players, [True] * len(self.players))
                found = Answer(found.masks[order], found.posteriors[order])
            self.answers[version] = found
        return self.answers[version]

    def gains(self, variant: Variant, sharpen: bool) -> tuple[float, float | None]:
        """Mean improvement in dB over the declared players of the masks, and of the sharpened masks."""
        mean = averaged([self.version(v) for v in variant.versions], variant.logarithmic)
        return self.gain(mean.masks), self.gain(self.sharpened(mean)) if sharpen else None

    def sharpened(self, found: Answer) -> Array:
        bin_hz = SAMPLE_RATE / self.size
        if self.notes is None:
            return sharpened_by_pitches(found.masks, self.magnitude, found.posteriors, self.players, bin_hz)
        times = np.arange(self.magnitude.shape[1]) * HOP / SAMPLE_RATE
        return sharpened(found.masks, self.magnitude, [played or None for played in self.notes], times, bin_hz, found.posteriors)

    def gain(self, masks: Array) -> float:
        stems = istft(masks[:-1] * self.spectrum, len(self.signal), self.size)
        ordered = stems if self.notes is not None else match_pairs(self.references, stems, self.players)
        return float(np.mean([si_sdr(r, e) for r, e in zip(self.references, ordered)] - self.floor))


def middle(mixture: sets.Mixture) -> tuple[Excerpt, int]:
    begin = max(0.0, (mixture.references.shape[1] / mixture.rate - partials.SECONDS) / 2)
    return cut(mixture.name, mixture.players, mixture.references, mixture.rate, mixture.notes or [], begin), mixture.hidden


def groups_of(pack: Path, folder: Path) -> dict[str, list[tuple[Excerpt, int]]]:
    """Excerpts, and how many of the last references are hidden players."""
    found = {name: [(e, 0) for e in excerpts] for name, excerpts in partials.groups_of(pack, folder).items()}
    others = {"unaligned": sets.unaligned(pack)[::2], "clips of one instrument": sets.unaligned_pairs(pack)[::2],
              "undeclared": sets.undeclared(sets.bach10(pack, sets.SELECT))}
    for name in ("synthetic", "shifted"):
        others[name] = [m for m in sets.build(name, pack, folder) if m.group == "different"][::4]
    return found | {name: [middle(m) for m in mixtures] for name, mixtures in others.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, required=True, help="folder with the rendered evaluation sets")
    parser.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
    parser.add_argument("--run", nargs=2, action="append", default=[], metavar=("NAME", "CHECKPOINT"), help="another run and its weights, without suffix")
    parser.add_argument("--averages", nargs="+", required=True, help="the first is what the others are compared with; `published` is the default network")
    parser.add_argument("--sharpened", nargs="*", default=[], help="the averages that are sharpened as well")
    parser.add_argument("--groups", nargs="+", help="these groups only")
    parser.add_argument("--thin", type=int, default=1, metavar="N", help="every Nth mixture of the half")
    parser.add_argument("--half", type=int, choices=(0, 1), required=True, help="0: the mixtures that averages are chosen on, 1: held out")
    parser.add_argument("--told", action="store_true", help="tell the network the notes, where they are known")
    parser.add_argument("--out", type=Path, required=True, help="JSON of the rows")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    variants = {text: parse_variant(text) for text in arguments.averages}
    networks = {}
    for name, path in [("published", FOLDER / "harmonic_unet" / "checkpoint"), *arguments.run]:
        networks[name] = HarmonicUNet().to(memory_format=torch.channels_last)
        load_weights(Path(path), networks[name])
        networks[name].eval()
    rows: dict[str, list[dict[str, Any]]] = {}
    for group, excerpts in groups_of(data_pack(arguments.data), arguments.rendered).items():
        if (arguments.told and group not in TOLD) or group not in (arguments.groups or [group]):
            continue
        rows[group] = []
        for excerpt, hidden in excerpts[arguments.half :: 2][:: arguments.thin]:
            measured = Measured(networks, excerpt, hidden, arguments.told)
            rows[group].append({"mixture": excerpt.name} | {text: measured.gains(v, text in arguments.sharpened) for text, v in variants.items()})
        print(group, *(f"\n  {line}" for line in lines(rows[group], list(variants))), flush=True)
        store(arguments.out, rows)


def lines(rows: Sequence[dict[str, Any]], variants: Sequence[str]) -> list[str]:
    """Per average: the changes from the first, without and with sharpening: mean, lowest of single mixtures."""
    found = []
    for text in variants:
        cells = []
        for index in range(2):
            change = np.array([r[text][index] - r[variants[0]][index] for r in rows if r[text][index] is not None])
            if len(change):
                cells.append(f"{np.mean([r[text][index] for r in rows]):.2f} {change.mean():+.3f} (lowest {change.min():+.2f})")
        found.append(f"{text}: {', sharpened '.join(cells)}, {len(rows)} mixtures")
    return found


if __name__ == "__main__":
    run_main(main)
