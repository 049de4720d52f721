"""Scenes: twelve seconds of music as separate reverberant parts, rendered into shards.

A shard is a folder with `parts.npy`, int16 [scenes, PARTS, SCENE_SAMPLES], and `scenes.json`, the
record of every random choice and of the notes played. Part class ids are CLASSES' indices, REST_CLASS for undeclarable
sources, -1 for an empty part. Levels are normalised; the mixer samples them.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng

from training.data import additive, sampler, soundfont
from training.data.composer import compose
from training.data.ensembles import DRAWS, OTHER_MAKE, assign, draw_ensemble, draw_strings
from training.data.notes import Note, load_bank
from training.data.phrases import Phrase, line, load_phrases
from training.data.rooms import Room, reverberate
from training.data.score import Event, Part, monophonic
from training.data.scores import excerpt, read_score, score_files
from training.data.splits import samples_of, soundfont_allowed
from training.errors import InputError
from training.signal.arrays import Array
from training.signal.classes import (
    CLASSES,
    HOP,
    REST_CLASS,
    SCENE_FRAMES,
    SCENE_SECONDS,
)

PARTS = 5
SCENE_SAMPLES = SCENE_FRAMES * HOP
SECONDS = SCENE_SECONDS
TARGET_RMS = 1500.0
SPLITS = ("training", "validation", "shifted")
SHARES = {"recorded": 0.6, "additive": 0.25, "soundfont": 0.15}


def draw_music(pack: Path, split: str, rng: Generator) -> tuple[list[Part], dict[str, Any]]:
    """Four lines from a score of the split's composers or from the procedural composer."""
    held_out = split in ("validation", "shifted")
    if held_out or rng.random() < 0.45:
        files = score_files(pack, "validation" if held_out else "training")
        file = files[int(rng.integers(len(files)))]
        tempo, transpose = float(rng.uniform(0.85, 1.5)), float(rng.integers(-5, 6))
        parts = excerpt(read_score(file), SECONDS, rng, tempo, transpose)
        return [monophonic(p) for p in parts[:4]], {"score": file.name, "tempo": tempo, "transpose": transpose}
    parts, kind = compose(rng, SECONDS)
    return [monophonic(p) for p in parts], {"composed": kind}


def retune(part: Part, cents: float) -> Part:
    return Part([Event(e.start, e.end, e.pitch + cents / 100, e.velocity) for e in part.events])


def notes_of(part: Part) -> list[list[float]]:
    """[onset s, offset s, MIDI pitch] of every note, as the record keeps them."""
    return [[round(e.start, 3), round(e.end, 3), round(e.pitch, 2)] for e in part.events]


def clip(part: Part) -> Part:
    return Part([e for e in part.events if e.end > 0 and e.start < SECONDS])


class Renderer:
    """Renders scenes of one split; sound-font parts are collected and rendered together."""

    def __init__(self, pack: Path, split: str, bank: dict[str, list[Note]],
                 shares: dict[str, float], ensemble: str = "mixed", phrases: dict[str, list[Phrase]] | None = None,
                 dry: bool = False) -> None:
        """phrases: if given, all scenes consist of them. dry: no scene has a room; training samples one for each example."""
        self.pack, self.split, self.bank, self.shares, self.ensemble, self.phrases = pack, split, bank, shares, ensemble, phrases
        self.room_shares = {"measured_share": 0.0, "dry_share": 1.0} if dry else {}

    def dry_part(self, name: str, part: Part, rng: Generator, avoid: Sequence[str] = ()) -> tuple[Array | soundfont.Job, dict[str, Any]]:
        """float32 [SCENE_SAMPLES], or a sound-font job, and the record of its choices and notes.

        avoid: sample libraries and sound fonts that another player of the class uses. Synthesis with a random timbre
        replaces recorded notes that would come from one of them.
        """
        kinds = list(self.shares)
        kind = str(rng.choice(kinds, p=[self.shares[k] for k in kinds]))
        if name in CLASSES and kind == "recorded":
            sources = [s for s in samples_of("shifted" if self.split == "shifted" else "training", name) if s not in avoid]
        else:
            sources = []
        if sources:
            manner = sampler.Manner.draw(rng, sources, name)
            sound, played = sampler.play(part, self.bank[name], manner, SCENE_SAMPLES, rng)
            return sound, {"instrument": name, "by": "recorded", **manner.record(), "notes": notes_of(played)}
        if kind == "soundfont" or name == "organ":
            fonts = [f for f in soundfont.FONT_FILES if name not in CLASSES or soundfont_allowed(f, name)]
            fonts = [f for f in fonts if f not in avoid] or fonts
            font, program = str(rng.choice(fonts)), int(rng.choice(soundfont.PROGRAMS[name]))
            detuned = retune(part, rng.normal(0, 6))
            gap = rng.uniform(0, 0.04)
            jittered = Part([Event(e.start + rng.normal(0, 0.012), e.end - min(gap * rng.random(), 0.3 * e.duration),
                                   e.pitch + rng.normal(0, 0.04), e.velocity) for e in detuned.events])
            leans = rng.normal(0, rng.uniform(4, 24), (len(jittered.events), 2))
            job = soundfont.Job(font, program, jittered, int(rng.choice([0, rng.integers(0, 60)])), leans)
            return job, {"instrument": name, "by": "soundfont", "font": font, "program": program, "notes": notes_of(jittered)}
        timbre = additive.draw_timbre(name, rng)
        return additive.synthesize(part, timbre, SCENE_SAMPLES, rng), {
            "instrument": name, "by": "additive", **timbre.record(), "notes": notes_of(part)}

    def phrase_scene(self, rng: Generator) -> dict[str, Any]:
        """Recorded phrases of an ensemble, chosen independently for each player: real playing, but not one piece of music."""
        names = draw_strings(rng) if rng.random() < 0.5 else draw_ensemble(rng)
        if self.phrases is None:
            raise ValueError("no phrases were loaded")
        phrases = self.phrases
        lines = [line(phrases[name], SCENE_SAMPLES, rng) for name in names]
        return {"sounds": [sound for sound, _ in lines], "classes": [CLASSES.index(n) for n in names],
                "record": {"parts": [{"instrument": n, "by": "phrases", "notes": notes} for n, (_, notes) in zip(names, lines)]}}

    def scene(self, rng: Generator) -> dict[str, Any]:
        """Dry parts (or jobs), their classes and the record; the room is applied later."""
        if self.phrases:
            return self.phrase_scene(rng)
        while True:
            music, record = draw_music(self.pack, self.split, rng)
            given = [(n, clip(p)) for n, p in assign(music, rng, self.ensemble)]
            given = [(n, p) for n, p in given if sum(e.duration for e in p.events) > 2]
            if len(given) >= 2:
                break
        reference = float(rng.uniform(430, 446))
        record["tuning_reference_hz"] = reference
        cents = 1200 * np.log2(reference / 440)
        sounds, classes = [], []
        records: list[dict[str, Any]] = []
        for name, part in given:
            makes = [str(r.get("source", r.get("font", ""))) for r in records if r["instrument"] == name]
            other = makes and self.split == "training" and rng.random() < OTHER_MAKE
            sound, choice = self.dry_part(name, retune(part, cents), rng, makes if other else ())
            sounds.append(sound)
            classes.append(CLASSES.index(name))
            records.append(choice)
        if self.split == "training" and rng.random() < 0.6:
            name = str(rng.choice(["piano", "plucked", "voice", "organ"], p=[0.4, 0.25, 0.25, 0.1]))
            part = music[int(rng.integers(len(music)))]
            shift = float(rng.choice([-12, 0, 0, 12]))
            moved = clip(retune(Part([Event(e.start, e.end, e.pitch + shift, e.velocity) for e in part.events]), cents))
            if moved.events:
                sound, choice = self.dry_part(name, moved, rng)
                sounds.append(sound)
                classes.append(REST_CLASS)
                records.append(choice)
        record["parts"] = records
        return {"sounds": sounds, "classes": classes, "record": record}

    def shard(self, seed: tuple[int, ...], count: int) -> tuple[Array, list[dict[str, Any]]]:
        """int16 [count, PARTS, SCENE_SAMPLES] and the records."""
        generators = [default_rng([*seed, number]) for number in range(count)]
        scenes = [self.scene(rng) for rng in generators]
        waiting = [(s, i) for s in scenes for i, x in enumerate(s["sounds"]) if isinstance(x, soundfont.Job)]
        rendered = soundfont.render([s["sounds"][i] for s, i in waiting], SCENE_SAMPLES)
        for (scene, index), sound in zip(waiting, rendered):
            scene["sounds"][index] = sound
        out = np.zeros((count, PARTS, SCENE_SAMPLES), np.int16)
        records = []
        for number, (scene, rng) in enumerate(zip(scenes, generators)):
            room = Room(self.pack, "shifted" if self.split == "shifted" else "training", rng, **self.room_shares)
            classes = [-1] * PARTS
            for place, sound in enumerate(scene["sounds"]):
                response, choice = room.position(rng)
                wet = reverberate(sound.astype(np.float32), response)
                rms = np.sqrt((wet**2).mean())
                if not np.isfinite(rms) or rms < 1e-7:
                    continue
                scale = min(TARGET_RMS / rms, 32000 / np.abs(wet).max())
                out[number, place] = np.round(wet * scale)
                classes[place] = scene["classes"][place]
                scene["record"]["parts"][place]["position"] = choice
            records.append({"seed": [*seed, number], "classes": classes, "room": room.record, **scene["record"]})
        return out, records


def write_shard(folder: Path, parts: Array, records: list[dict[str, Any]]) -> None:
    """Write a shard atomically, so that a running training can pick it up."""
    hidden = folder.with_name("." + folder.name)
    hidden.mkdir(parents=True, exist_ok=True)
    np.save(hidden / "parts.npy", parts)
    (hidden / "scenes.json").write_text(json.dumps(records), encoding="utf-8")
    os.replace(hidden, folder)


@dataclass(frozen=True)
class Rendering:
    """Shards of one kind, an entry of renders.toml. Its numbers are `numbers`, or `shards` of them from `first` on."""

    group: str
    folder: str
    seed: int
    split: str = "training"
    scenes: int = 24
    shards: int = 1
    first: int = 0
    numbers: tuple[int, ...] = ()
    ensembles: str = "mixed"
    phrases: bool = False
    """Use recorded phrases instead of rendered music; training only."""
    dry: bool = False
    """Render without rooms."""

    def __post_init__(self) -> None:
        if self.split not in SPLITS or self.ensembles not in DRAWS:
            raise InputError(f"{self.folder}: split is one of {', '.join(SPLITS)}, ensembles one of {', '.join(DRAWS)}")
        if self.phrases and self.split != "training":
            raise InputError(f"{self.folder}: phrases belong to training")


def render(rendering: Rendering, work: Path, pack: Path) -> None:
    """Write the missing shards to `work`/folder. Decoded notes are cached beside the first folder of `work`."""
    out = work / rendering.folder
    missing = [out / f"shard-{n:04d}" for n in rendering.numbers or range(rendering.first, rendering.first + rendering.shards)]
    missing = [folder for folder in missing if not folder.exists()]
    if not missing:
        return
    out.mkdir(parents=True, exist_ok=True)
    bank = load_bank(pack, "shifted" if rendering.split == "shifted" else "training", work / "notes-cache")
    shares = SHARES if rendering.split == "training" else {"recorded": 1.0}
    phrases = load_phrases(pack, work / "notes-cache") if rendering.phrases else None
    renderer = Renderer(pack, rendering.split, bank, shares, rendering.ensembles, phrases, rendering.dry)
    for folder in missing:
        begun = time.process_time()
        parts, records = renderer.shard((rendering.seed, int(folder.name[-4:])), rendering.scenes)
        write_shard(folder, parts, records)
        print(f"{rendering.folder}/{folder.name}: {time.process_time() - begun:.1f} CPU s", flush=True)
