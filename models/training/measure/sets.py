"""The evaluation sets of the protocol, as lists of mixtures with their references.

synthetic, shifted: rendered validation scenes. real-select, real-report, real-in-rooms: recorded players. The scene
generator imports nothing from this module.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from training.data.rooms import measured, place, reverberate, room_files
from training.errors import InputError
from training.signal.arrays import Array
from training.signal.classes import CLASSES, N_CLASSES, SAMPLE_RATE
from training.signal.notes_prior import PlayedNote, read_notes

SELECT = ("01-", "03-", "05-")
REPORT = ("07-", "09-")
STRINGS_SELECT = ("12_Spring_apart", "01_Jupiter")
STRINGS_REPORT = ("24_Pirates", "violin_duo")
SPEEDS = {-4: 0.79370, -2: 0.89090, 2: 1.12246, 4: 1.25992, "-30 %": 0.7}
"""Changes of `resampled`, in semitones or per cent, and the corresponding speed factors."""


@dataclass
class Mixture:
    """references float32 [players + hidden, samples], in the order of `players` (class indices, sorted).

    The last `hidden` references sound in the mixture but are not declared: they belong to the rest.
    """

    name: str
    players: list[int]
    references: Array
    rate: int
    group: str
    """The subset it is reported under, e.g. `bach10` or `unaligned`."""
    hidden: int = 0
    notes: list[list[PlayedNote]] | None = None
    """The annotated notes of each of `players`; None without an annotation."""


def _stem(path: Path) -> tuple[Array, int]:
    """float32 mono; 48 kHz is brought to 44.1 kHz, a multiple of the model's rate."""
    audio, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    mono = audio.mean(1)
    if rate == 48000:
        mono, rate = resample_poly(mono, 147, 160).astype(np.float32), 44100
    return mono, rate


def _combinations(name: str, stems: dict[str, Array], rate: int, group: str, notes: dict[str, list[PlayedNote]]) -> list[Mixture]:
    """Every mixture of 2 to 4 of the parts, with their notes."""
    ordered = sorted(stems, key=CLASSES.index)
    shortest = min(len(s) for s in stems.values())
    return [
        Mixture(f"{name}/{'+'.join(chosen)}", [CLASSES.index(c) for c in chosen],
                np.stack([stems[c][:shortest] for c in chosen]), rate, group,
                notes=[notes[c] for c in chosen])
        for count in (2, 3, 4) for chosen in combinations(ordered, count)
    ]


def bach10(pack: Path, prefixes: tuple[str, ...]) -> list[Mixture]:
    found: list[Mixture] = []
    for folder in sorted((pack / "real" / "bach10").iterdir()):
        if folder.name.startswith(prefixes):
            stems = {p.stem: _stem(p)[0] for p in sorted(folder.glob("*.flac"))}
            found += _combinations(folder.name, stems, 44100, "bach10", read_notes(folder / "notes.csv"))
    return found


def undeclared(complete: list[Mixture]) -> list[Mixture]:
    """Trios in which each player in turn is not declared."""
    found: list[Mixture] = []
    for mixture in complete:
        if len(mixture.players) == 3:
            out = len(found) % 3
            order = [i for i in range(3) if i != out] + [out]
            found.append(Mixture(f"{mixture.name} without {CLASSES[mixture.players[out]]}",
                                 [mixture.players[i] for i in order[:2]], mixture.references[order],
                                 mixture.rate, "undeclared", 1))
    return found


def solo_clips(pack: Path) -> dict[str, list[Path]]:
    """Recorded solos by instrument, 3 s each."""
    clips: dict[str, list[Path]] = {}
    with open(pack / "real" / "manifest.csv", newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] == "solo":
                clips.setdefault(row["instrument"], []).append(pack / "real" / row["file"])
    return clips


def _together(name: str, instruments: list[str], files: list[Path], group: str) -> Mixture:
    """The beginnings of the clips at equal RMS, cut to the shortest."""
    signals = [_stem(file)[0] for file in files]
    length = min(len(s) for s in signals)
    level = [s[:length] * 0.05 / np.sqrt((s[:length] ** 2).mean()) for s in signals]
    return Mixture(f"{name}/{'+'.join(instruments)}", [CLASSES.index(c) for c in instruments], np.stack(level), 44100, group)


def unaligned(pack: Path, pairs: int = 40, trios: int = 24, seed: int = 7) -> list[Mixture]:
    """Solo clips of different instruments at equal RMS: real sounds that are not played together."""
    rng = np.random.default_rng(seed)
    clips = solo_clips(pack)
    found: list[Mixture] = []
    for number in range(pairs + trios):
        count = 2 if number < pairs else 3
        chosen = sorted((str(c) for c in rng.choice(sorted(clips), count, replace=False)), key=CLASSES.index)
        found.append(_together(f"solos-{number}", chosen, [clips[c][int(rng.integers(len(clips[c])))] for c in chosen], "unaligned"))
    return found


def unaligned_pairs(pack: Path, each: int = 4, seed: int = 13) -> list[Mixture]:
    """Two solo clips of one instrument at equal RMS: the only recorded pairs that design choices may use."""
    rng = np.random.default_rng(seed)
    return [_together(f"pair-{number}", [name, name], [files[i] for i in rng.choice(len(files), 2, replace=False)], "doubled")
            for name, files in sorted(solo_clips(pack).items()) for number in range(each)]


def urmp(pack: Path) -> list[Mixture]:
    """12_Spring: violins (one stem, two players) and cello."""
    root = pack / "real" / "urmp"
    violins, cello = _stem(root / "12_Spring" / "violin.flac")[0], _stem(root / "12_Spring" / "cello.flac")[0]
    length = min(len(violins), len(cello))
    return [Mixture("12_Spring/violin+cello", [0, 2], np.stack([violins[:length], cello[:length]]), 44100, "urmp")]


def strings(pack: Path, pieces: tuple[str, ...]) -> list[Mixture]:
    """Every mixture of two or more string players of these URMP excerpts, with their annotated notes."""
    found: list[Mixture] = []
    for piece in pieces:
        folder = pack / "real" / "urmp" / piece
        notes = read_notes(folder / "notes.csv")
        players = sorted(((CLASSES.index(p.stem.rstrip("_12")), p.stem, _stem(p)[0]) for p in folder.glob("*.flac")), key=lambda p: p[:2])
        shortest = min(len(audio) for _, _, audio in players)
        found += [Mixture(f"{piece}/{'+'.join(name for _, name, _ in chosen)}", [c for c, _, _ in chosen],
                          np.stack([audio[:shortest] for _, _, audio in chosen]), 44100, "strings",
                          notes=[notes[name] for _, name, _ in chosen])
                  for count in range(2, len(players) + 1) for chosen in combinations(players, count)]
    return found


def resampled(mixtures: list[Mixture]) -> list[Mixture]:
    """The mixtures with the most players, with speed, pitch and formants changed together: four semitones up or down,
    and 30 % slower.
    """
    most = max(len(m.players) for m in mixtures)
    found: list[Mixture] = []
    for mixture in mixtures:
        for label, speed in SPEEDS.items() if len(mixture.players) == most else ():
            notes = mixture.notes and [[PlayedNote(n.onset_s / speed, n.offset_s / speed, n.pitch + 12 * np.log2(speed)) for n in part]
                                       for part in mixture.notes]
            audio = resample_poly(mixture.references, 1000, round(1000 * speed), axis=1).astype(np.float32)
            found.append(Mixture(f"{mixture.name}@{label}", mixture.players, audio, mixture.rate, "resampled", notes=notes))
    return found


def in_rooms(pack: Path, dry: list[Mixture], seed: int = 11) -> list[Mixture]:
    """The same players in the shifted rooms, each at a position of its own; references are the reverberant images."""
    files = room_files(pack, "shifted")
    wet: list[Mixture] = []
    for number, mixture in enumerate(dry):
        rng = np.random.default_rng([seed, number])
        channels = measured(files[number % len(files)], mixture.rate)
        response = channels[int(rng.integers(len(channels)))]
        images = []
        for reference in mixture.references:
            moved, _ = place(response, rng, mixture.rate)
            images.append(reverberate(reference, moved))
        wet.append(Mixture(f"{mixture.name}@{files[number % len(files)].stem}", mixture.players,
                           np.stack(images), mixture.rate, mixture.group, mixture.hidden))
    return wet


def scenes(folder: Path, limit: int = 36, seed: int = 5, pairs: bool = False) -> list[Mixture]:
    """Mixtures of 2, 3 and 4 players of rendered validation scenes, drawn once; parts keep their rendered level ±4 dB.

    pairs: only mixtures with two players of one class.
    """
    found: list[Mixture] = []
    number = 0
    for shard in sorted(folder.glob("shard-*")):
        records = json.loads((shard / "scenes.json").read_text(encoding="utf-8"))
        parts = np.load(shard / "parts.npy", mmap_mode="r")
        for index, record in enumerate(records):
            rng = np.random.default_rng([seed, number])
            places = [p for p, c in enumerate(record["classes"]) if 0 <= c < N_CLASSES]
            if number >= limit:
                return found
            number += 1
            for count in (2, 3, 4):
                if len(places) < count:
                    continue
                drawn = [int(p) for p in rng.choice(places, count, replace=False)]
                if pairs:
                    equal = [p for p in places if [record["classes"][q] for q in places].count(record["classes"][p]) > 1]
                    if not equal:
                        continue
                    drawn = [*equal, *(p for p in drawn if p not in equal)][:count]
                chosen = sorted(drawn, key=lambda p: record["classes"][p])
                gains = 10 ** (rng.uniform(-4, 4, count) / 20) / 32768
                players = [record["classes"][p] for p in chosen]
                signals = np.stack([parts[index, p].astype(np.float32) * g for p, g in zip(chosen, gains)])
                group = "doubled" if len(set(players)) < len(players) else "different"
                found.append(Mixture(f"{'pair-' * pairs}scene-{number}/{count}", players, signals.astype(np.float32), SAMPLE_RATE, group))
    return found


def build(name: str, pack: Path, rendered: Path | None) -> list[Mixture]:
    """A set of the protocol by name; synthetic and shifted need the folder of rendered shards."""
    if name in ("synthetic", "shifted"):
        if rendered is None:
            raise InputError(f"{name} needs --rendered DIR with validation shards")
        folder = rendered / ("validation" if name == "synthetic" else "shifted")
        return scenes(folder) + scenes(folder.with_name(f"{folder.name}-doubled"), limit=12, pairs=True)
    if name == "real-select":
        aligned = bach10(pack, SELECT)
        return (aligned + strings(pack, STRINGS_SELECT) + resampled(aligned) + unaligned(pack) + undeclared(aligned)
                + unaligned_pairs(pack))
    chorales = bach10(pack, REPORT)
    report = chorales + strings(pack, STRINGS_REPORT) + urmp(pack) + undeclared(chorales)
    return report if name == "real-report" else in_rooms(pack, report)
