"""The generator's own pieces: ranges, seeds, pitch, joins, mixing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from recipes.common.additive import draw_timbre, synthesize
from recipes.common.classes import CLASSES, N_CLASSES, RANGES, REST_CLASS, REST_SLOT, SAMPLE_RATE
from recipes.common.composer import compose
from recipes.common.ensembles import assign
from recipes.common.mixing import Mixer, Options
from recipes.common.notes import Note
from recipes.common.rooms import simulated
from recipes.common.sampler import Manner, play
from recipes.common.scenes import PARTS, SCENE_SAMPLES, write_shard
from recipes.common.score import Event, Part, monophonic


def pitch_of(audio: np.ndarray) -> float:
    """MIDI pitch of the strongest partial of a second."""
    spectrum = np.abs(np.fft.rfft(audio * np.hanning(len(audio)), 1 << 18))
    return 69 + 12 * np.log2(spectrum.argmax() * SAMPLE_RATE / (1 << 18) / 440)


def test_music_stays_in_range_and_no_class_has_three_players() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        parts, _ = compose(rng, 12)
        given = assign([monophonic(p) for p in parts], rng)
        names = [n for n, _ in given]
        assert all(names.count(n) <= 2 for n in names)
        for name, part in given:
            low, high = part.span()
            assert RANGES[name][0] <= low and high <= RANGES[name][1]


def test_the_same_seed_gives_the_same_sound() -> None:
    part = Part([Event(0.1, 0.9, 60.0)])
    a, b = (synthesize(part, draw_timbre("oboe", np.random.default_rng(5)), SAMPLE_RATE, np.random.default_rng(6))
            for _ in range(2))
    assert np.array_equal(a, b) and np.isfinite(a).all() and np.abs(a).max() > 0


def test_the_sampler_plays_the_wanted_pitch_longer_than_the_note() -> None:
    time = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
    sine = (30000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    note = Note("x", 69.0, 0, "sustain", sine, 1 / 21213, 500, len(sine) - 500)
    manner = Manner.draw(np.random.default_rng(1), ["x"])
    manner.tuning_cents = manner.drift_cents = manner.vibrato_cents = manner.glide = 0.0
    manner.bend_cents = manner.scoop_cents = 0.0
    sound = play(Part([Event(0.0, 1.9, 71.0)]), [note], manner, 2 * SAMPLE_RATE, np.random.default_rng(2))
    assert abs(pitch_of(sound[SAMPLE_RATE // 2 : SAMPLE_RATE * 3 // 2]) - 71) < 0.1
    envelope = np.sqrt((sound[4000:-12000].reshape(-1, 100)[:200] ** 2).mean(1))
    assert envelope.min() > 0.6 * envelope.max()


def test_simulated_rooms_have_unit_energy() -> None:
    response, _ = simulated(0.6, np.random.default_rng(0))
    assert abs(float((response**2).sum()) - 1) < 1e-4


def make_shard(folder: Path) -> None:
    rng = np.random.default_rng(0)
    parts = rng.normal(0, 1500, (4, PARTS, SCENE_SAMPLES)).astype(np.int16)
    records = [{"classes": [0, 0, 6, 7, REST_CLASS]}, {"classes": [1, 2, 8, 10, -1]},
               {"classes": [3, 4, 5, 9, REST_CLASS]}, {"classes": [0, 1, 2, 3, -1]}]
    write_shard(folder, parts, records)


def test_batches_add_up_and_follow_the_seed(tmp_path: Path) -> None:
    make_shard(tmp_path / "shard-0000")
    options = Options(stereo=0.0, hiss=1.0, undeclared=0.5, keyboard=0.5)
    batch = Mixer(tmp_path, np.random.default_rng(3), options).batch(6, 10)
    again = Mixer(tmp_path, np.random.default_rng(3), options).batch(6, 10)
    assert np.array_equal(batch.magnitude, again.magnitude)
    assert np.allclose(batch.cross.sum(1), batch.power, rtol=1e-3, atol=1e-9)
    for slots, counts in zip(batch.slots, batch.counts):
        wanted = [s for s in slots if s >= 0]
        assert wanted[-1] == REST_SLOT and wanted == sorted(set(wanted))
        expected = np.zeros(N_CLASSES)
        for s in wanted[:-1]:
            expected[s // 2] += 1
        assert np.array_equal(expected, counts) and counts.max() <= 2


def test_the_record_of_a_scene_is_complete(pack: Path, tmp_path: Path) -> None:
    from recipes.common.scenes import Renderer

    renderer = Renderer(pack, "training", {}, {"additive": 1.0})
    parts, records = renderer.shard((9, 9), 1)
    again, _ = renderer.shard((9, 9), 1)
    assert np.array_equal(parts, again)
    record = json.loads(json.dumps(records[0]))
    assert record["seed"] == [9, 9, 0] and 430 <= record["tuning_reference_hz"] <= 446
    assert len(record["parts"]) == sum(c >= 0 for c in record["classes"])
    assert {p["instrument"] for p in record["parts"]} <= {*CLASSES, "piano", "plucked", "voice", "organ"}
