"""What sharpening masks by the partials of known notes gains (`training.signal.partials`): nothing is trained.

`python3 -m studies.search.partials --rendered WORK/eval` prints, for each half of every group of mixtures, the SI-SDR improvement of the masks
alone and the change (README.md). Excerpts of 7.9 s at 22.05 kHz.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.signal import resample_poly

from training.engine.checkpoint import load_weights
from training.measure import sets
from training.measure.metrics import si_sdr
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.separate import conditioning
from training.paths import data_pack
from training.recipe import FOLDER
from training.signal.arrays import Array
from training.signal.classes import CLASSES, HOP, N_CLASSES, SAMPLE_RATE
from training.signal.notes_prior import PlayedNote, ensemble_prior
from training.signal.partials import sharpened
from training.signal.stft import istft, stft

SECONDS = 7.9
PAIRS = ("violin+clarinet", "violin+saxophone", "clarinet+bassoon", "saxophone+bassoon")
TWICE = (("violin", 0, 1), ("violin", 2, 0), ("clarinet", 0, 2), ("saxophone", 1, 2), ("bassoon", 0, 1), ("violin", 1, 2))
"""A player of one chorale and the same player in another, by their places in the sorted list of chorales."""
ONSET_S = 0.04
"""Standard deviation of the onsets of an aligned score, as assumed here."""
SLIPS = (-2, -1, 1, 2, 12, -12)

Notes = list[list[PlayedNote]]


@dataclass(frozen=True)
class Excerpt:
    name: str
    players: list[int]
    references: Array
    """float32 [players, samples] at SAMPLE_RATE."""
    notes: Notes


def cut(name: str, players: list[int], references: Array, rate: int, notes: Sequence[Sequence[PlayedNote]], begin_s: float) -> Excerpt:
    first = int(begin_s * rate)
    part = references[:, first : first + int(SECONDS * rate)]
    if rate != SAMPLE_RATE:
        part = resample_poly(part, SAMPLE_RATE, rate, axis=1)
    shifted = [[PlayedNote(n.onset_s - begin_s, n.offset_s - begin_s, n.pitch) for n in played
                if n.offset_s > begin_s and n.onset_s < begin_s + SECONDS] for played in notes]
    return Excerpt(name, players, np.asarray(part, np.float32), shifted)


def twice(solos: dict[tuple[int, str], tuple[Array, list[PlayedNote]]]) -> list[Excerpt]:
    found = []
    for name, first, second in TWICE:
        c = CLASSES.index(name)
        a, b = (cut("", [c], audio[None], 44100, [notes], begin)
                for (audio, notes), begin in ((solos[first, name], 4.0), (solos[second, name], 9.0)))
        length = min(a.references.shape[1], b.references.shape[1])
        found.append(Excerpt(f"{name}-{first}-{second}", [c, c], np.concatenate([a.references[:, :length], b.references[:, :length]]), a.notes + b.notes))
    return found


def rendered(folder: Path) -> list[Excerpt]:
    """Scenes with two equal players, and up to two others."""
    found = []
    for name in ("validation-doubled", "shifted-doubled"):
        shard = folder / name / "shard-0000"
        parts = np.load(shard / "parts.npy", mmap_mode="r")
        for index, record in enumerate(json.loads((shard / "scenes.json").read_text(encoding="utf-8"))):
            classes = record["classes"]
            places = [p for p, c in enumerate(classes) if 0 <= c < N_CLASSES]
            equal = [p for p in places if sum(classes[q] == classes[p] for q in places) > 1][:2]
            if not equal:
                continue
            chosen = sorted(equal + [p for p in places if p not in equal][: index % 3], key=lambda p: classes[p])
            gains = 10 ** (np.random.default_rng([5, index]).uniform(-4, 4, len(chosen)) / 20) / 32768
            signals = np.stack([parts[index, p].astype(np.float32) * g for p, g in zip(chosen, gains)])
            notes = [[PlayedNote(*n) for n in record["parts"][p]["notes"]] for p in chosen]
            found.append(cut(f"{name}-{index}", [classes[p] for p in chosen], signals, SAMPLE_RATE, notes, 2.0))
    return found


def groups_of(pack: Path, folder: Path) -> dict[str, list[Excerpt]]:
    strings, chorales, pairs = [], [], []
    for m in sets.strings(pack, sets.STRINGS_SELECT):
        last = m.references.shape[1] / m.rate - SECONDS
        strings += [cut(m.name, m.players, m.references, m.rate, m.notes or [], begin) for begin in (0.0, last)]
    solos: dict[tuple[int, str], tuple[Array, list[PlayedNote]]] = {}
    mixtures = sets.bach10(pack, sets.SELECT)
    pieces = sorted({m.name.split("/")[0] for m in mixtures})
    for m in mixtures:
        piece, parts = m.name.split("/")
        excerpt = cut(m.name, m.players, m.references, m.rate, m.notes or [], (m.references.shape[1] / m.rate - SECONDS) / 2)
        if len(m.players) == 4:
            solos |= {(pieces.index(piece), CLASSES[c]): (r, n) for c, r, n in zip(m.players, m.references, m.notes or [])}
        if len(m.players) == 4 or (len(m.players) == 3 and parts.startswith("violin+clarinet")):
            chorales.append(excerpt)
        elif parts in PAIRS:
            pairs.append(excerpt)
    found = {"strings": strings, "twice": twice(solos), "rendered": rendered(folder), "chorales": chorales, "pairs": pairs}
    return {group: sorted(excerpts, key=lambda e: e.name) for group, excerpts in found.items()}


def disturbed(notes: Notes, rng: np.random.Generator, wrong: float) -> Notes:
    """Semitones whose onsets and offsets move; a share of `wrong` is missing and as many are a slip."""
    found: Notes = []
    for played in notes:
        own = []
        for note in played:
            late, longer, chance = rng.normal(0, ONSET_S), rng.normal(0, ONSET_S), rng.random()
            slip = float(rng.choice(SLIPS)) if wrong <= chance < 2 * wrong else 0.0
            if chance >= wrong:
                onset = note.onset_s + late
                own.append(PlayedNote(onset, max(note.offset_s + late + longer, onset + 0.05), round(note.pitch) + slip))
        found.append(own)
    return found


def improvements(network: HarmonicUNet, excerpt: Excerpt, notes: Notes) -> tuple[float, float]:
    """Mean SI-SDR improvement in dB of the masks alone and of the sharpened masks."""
    signal = excerpt.references.sum(0)
    size = network.frontend.size
    spectrum = stft(signal, size)
    magnitude = np.abs(spectrum)
    told = [played or None for played in notes]
    prior = torch.from_numpy(ensemble_prior(told, magnitude.shape[1])[None])
    with torch.no_grad():
        masks, pitches, _ = (found[0].numpy() for found in network.heard(torch.from_numpy(magnitude[None]), *conditioning(excerpt.players), prior))
    times = np.arange(magnitude.shape[1]) * HOP / SAMPLE_RATE

    def gain(shares: Array) -> float:
        stems = istft(shares[:-1] * spectrum, len(signal), size)
        return float(np.mean([si_sdr(r, e) - si_sdr(r, signal) for r, e in zip(excerpt.references, stems)]))

    return gain(masks), gain(sharpened(masks, magnitude, told, times, SAMPLE_RATE / size, pitches))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, required=True, help="folder with the rendered evaluation sets")
    parser.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
    arguments = parser.parse_args()
    network = HarmonicUNet()
    load_weights(FOLDER / "harmonic_unet" / "checkpoint", network)
    network.eval()
    for group, excerpts in groups_of(data_pack(arguments.data), arguments.rendered).items():
        for label, wrong in (("annotated", None), ("as aligned", 0.0), ("5 % wrong, 5 % missing", 0.05)):
            rows = []
            for index, excerpt in enumerate(excerpts):
                rng = np.random.default_rng([77, index])
                rows.append(improvements(network, excerpt, excerpt.notes if wrong is None else disturbed(excerpt.notes, rng, wrong)))
            for half, name in enumerate(("constants chosen on", "held out")):
                alone, then = np.array(rows[half::2]).T
                change = then - alone
                print(f"{group}, {label}, {name}: {alone.mean():.2f} {change.mean():+.2f} (lowest {change.min():+.2f}, {len(change)} mixtures)", flush=True)


if __name__ == "__main__":
    main()
