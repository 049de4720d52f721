"""The generator's own pieces: ranges, seeds, pitch, joins, mixing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from training.data.additive import draw_timbre, synthesize
from training.data.composer import compose
from training.data.ensembles import assign, draw_ensemble
from training.data.microphones import PAIRS
from training.data.mixing import Mixer, Options
from training.data.notes import Note
from training.data.rooms import simulated
from training.data.sampler import Manner, brighten, play
from training.data.scenes import PARTS, SCENE_SAMPLES, write_shard
from training.data.score import Event, Part, monophonic
from training.data.tell import tell
from training.data.wet import WetMixer
from training.signal.classes import (
    CLASSES,
    HOP,
    N_CLASSES,
    RANGES,
    REST_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
)
from training.signal.stft import Frontend


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


def test_ensembles_double_a_class_often_and_leave_none_out() -> None:
    drawn = [draw_ensemble(np.random.default_rng(seed)) for seed in range(400)]
    doubled = sum(len(set(names)) < 4 for names in drawn) / len(drawn)
    assert 0.2 < doubled < 0.4 and {n for names in drawn for n in names} == set(CLASSES)


def test_instruments_are_heard_in_more_than_one_register() -> None:
    medians: dict[str, list[float]] = {}
    for seed in range(200):
        rng = np.random.default_rng(seed)
        for name, part in assign([monophonic(p) for p in compose(rng, 12)[0]], rng):
            medians.setdefault(name, []).append(part.median_pitch())
    low, high = np.percentile(medians["clarinet"], [15, 85])
    assert low < 64 and high > 72  # both sides of the break
    assert np.percentile(medians["saxophone"], 30) < 60 < np.percentile(medians["violin"], 10)


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
    sound, _ = play(Part([Event(0.0, 1.9, 71.0)]), [note], manner, 2 * SAMPLE_RATE, np.random.default_rng(2))
    assert abs(pitch_of(sound[SAMPLE_RATE // 2 : SAMPLE_RATE * 3 // 2]) - 71) < 0.1
    envelope = np.sqrt((sound[4000:-12000].reshape(-1, 100)[:200] ** 2).mean(1))
    assert envelope.min() > 0.6 * envelope.max()


def sawtooth_note(seconds: float) -> Note:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = 2 * ((220 * time) % 1) - 1
    return Note("x", 57.0, 0, "sustain", (20000 * wave).astype(np.int16), 1 / 11547, 200, len(wave) - 400)


def test_tongued_notes_are_separated_and_slurred_ones_joined() -> None:
    part = Part([Event(0.5 * i, 0.5 * i + 0.5, 57.0 + 2 * (i % 2)) for i in range(8)])
    dips = {}
    for legato in (0.0, 1.0):
        manner = Manner.draw(np.random.default_rng(4), ["x"])
        manner.legato, manner.separation_db, manner.swell_db = legato, 8.0, 0.0
        manner.timing_s = manner.lateness_s = manner.vibrato_cents = 0.0
        sound, _ = play(part, [sawtooth_note(1.0)], manner, 5 * SAMPLE_RATE, np.random.default_rng(5))
        level = 10 * np.log10((sound[: 4 * SAMPLE_RATE].reshape(-1, 441) ** 2).mean(1) + 1e-9)  # 20 ms
        dips[legato] = np.mean([np.median(level) - level[25 * i - 4 : 25 * i + 4].min() for i in range(1, 8)])
    assert dips[0.0] > 6 and 0.5 < dips[1.0] < 6 and dips[0.0] > dips[1.0] + 3


def test_a_louder_tone_is_brighter() -> None:
    tone = sawtooth_note(1.0).samples.astype(np.float32)
    power = [np.abs(np.fft.rfft(brighten(tone, 57.0, np.full(len(tone), d, np.float32)))) ** 2 for d in (0.0, 6.0)]
    gain = [10 * np.log10(power[1][low:high].sum() / power[0][low:high].sum()) for low, high in ((180, 260), (3000, 9000))]
    assert abs(gain[0]) < 1.5 and 5 < gain[1] < 6.1


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


def test_examples_are_drawn_in_the_shares_that_were_asked_for(tmp_path: Path) -> None:
    make_shard(tmp_path / "shard-0000")
    mixer = Mixer(tmp_path, np.random.default_rng(8), Options(stereo=0.5, spots=0.25, codec=0.2, undeclared=0.4))
    mixer.batch(400, 5)
    share = {name: count / mixer.drawn["examples"] for name, count in mixer.drawn.items()}
    assert mixer.drawn["examples"] == 400
    assert abs(share["stereo"] - 0.5) < 0.08 and abs(share["spots"] - 0.25) < 0.07 and abs(share["codec"] - 0.2) < 0.06
    for name, wanted in zip(PAIRS, Options().pairs):
        assert abs(share[name] - 0.5 * 0.75 * wanted) < 0.05
    assert 0.2 < share["undeclared"] < 0.45


def test_sources_still_add_up_through_microphones_and_codec(tmp_path: Path) -> None:
    make_shard(tmp_path / "shard-0000")
    options = Options(stereo=0.6, spots=0.6, codec=1.0, hiss=1.0, band_limit=0.5, cut=0.5)
    batch = Mixer(tmp_path, np.random.default_rng(9), options).batch(12, 12)
    again = Mixer(tmp_path, np.random.default_rng(9), options).batch(12, 12)
    assert np.array_equal(batch.cross, again.cross) and np.isfinite(batch.cross).all()
    assert np.abs(batch.cross.sum(1) - batch.power).max() < 1e-4 * batch.power.max()
    empty = batch.slots < 0
    assert not batch.own[empty].any() and not batch.cross[empty].any()


def test_players_of_dry_scenes_stand_in_one_room_and_others_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_shard(tmp_path / "shard-0000")
    records = json.loads((tmp_path / "shard-0000" / "scenes.json").read_text())
    for record, kind in zip(records, ("dry", "measured", "dry", "simulated")):
        record["room"] = {"kind": kind}
    (tmp_path / "shard-0000" / "scenes.json").write_text(json.dumps(records))
    echo = np.zeros(1101, np.float32)
    echo[0], echo[1100] = 1.0, 0.5

    class Echo:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def position(self, _: np.random.Generator) -> tuple[np.ndarray, dict[str, float]]:
            return echo, {}

    monkeypatch.setattr("training.data.wet.Room", Echo)
    mixer = WetMixer(tmp_path, np.random.default_rng(4), Options(), Frontend(), tmp_path, 1.0)
    mixer._gather(10, 2)
    samples, begin = 9 * HOP + 1, 70 * HOP
    for scene in range(4):
        dry = np.load(tmp_path / "shard-0000" / "parts.npy")[scene, 1].astype(np.float32)
        heard = mixer._cut(("shard-0000", scene), 1, begin, samples)
        expected = dry[begin : begin + samples]
        if scene in (0, 2):
            level = np.sqrt((expected**2).mean())
            expected = expected + 0.5 * dry[begin - 1100 : begin - 1100 + samples]  # what sounded before the example too
            expected = expected * level / np.sqrt((expected**2).mean())
        assert heard == pytest.approx(expected, rel=1e-3, abs=1.0)
    assert np.array_equal(mixer._cut(("shard-0000", 0), 1, 0, samples).shape, (samples,))
    assert mixer.drawn["rooms"] == 1
    dry_only = WetMixer(tmp_path, np.random.default_rng(4), Options(), Frontend(), tmp_path, 0.0)
    plain = Mixer(tmp_path, np.random.default_rng(4), Options())
    plain.rng.random()  # the draw of whether there is a room
    assert np.array_equal(dry_only._gather(10, 3)[0][0], plain._gather(10, 3)[0][0])


def test_a_training_scene_names_allowed_sources_only(pack: Path) -> None:
    from training.data.scenes import Renderer
    from training.data.scores import score_files
    from training.data.splits import samples_of, soundfont_allowed

    scores = {f.name for f in score_files(pack, "training")}
    renderer = Renderer(pack, "training", {n: [sawtooth_note(0.4)] for n in CLASSES}, {"recorded": 0.7, "soundfont": 0.3})
    for seed in range(12):
        record = renderer.scene(np.random.default_rng([7, seed]))["record"]
        assert "composed" in record or record["score"] in scores
        for part in record["parts"]:
            if part["by"] == "recorded":
                assert part["source"] in samples_of("training", part["instrument"])
            elif part["by"] == "soundfont" and part["instrument"] in CLASSES:
                assert soundfont_allowed(part["font"], part["instrument"])


def test_the_record_of_a_scene_is_complete(pack: Path, tmp_path: Path) -> None:
    from training.data.scenes import Renderer

    renderer = Renderer(pack, "training", {}, {"additive": 1.0})
    parts, records = renderer.shard((9, 9), 1)
    again, _ = renderer.shard((9, 9), 1)
    assert np.array_equal(parts, again)
    record = json.loads(json.dumps(records[0]))
    assert record["seed"] == [9, 9, 0] and 430 <= record["tuning_reference_hz"] <= 446
    assert len(record["parts"]) == sum(c >= 0 for c in record["classes"])
    assert {p["instrument"] for p in record["parts"]} <= {*CLASSES, "piano", "plucked", "voice", "organ"}


def test_a_scene_keeps_the_notes_that_sound(pack: Path) -> None:
    """Every long note of the record is the pitch that the sound has there."""
    from training.data.phrases import track
    from training.data.scenes import Renderer

    renderer = Renderer(pack, "training", {}, {"additive": 1.0}, "strings")
    scene = renderer.scene(np.random.default_rng([3, 4]))
    checked = 0
    for sound, choice in zip(scene["sounds"], scene["record"]["parts"]):
        if choice["instrument"] not in CLASSES:
            continue
        pitch, _ = track(sound)
        for start, end, midi in choice["notes"]:
            if start > 0 and end < 11.9 and end - start > 0.4:
                heard = pitch[int((start + 0.1) * SAMPLE_RATE / 256) : int((end - 0.1) * SAMPLE_RATE / 256)]
                heard = heard[~np.isnan(heard)]
                if len(heard) > 10:
                    checked += 1
                    assert abs(np.median(heard) - midi) < 0.6
    assert checked > 3


def test_strings_cross_and_are_never_more_than_two_of_a_class() -> None:
    above = drawn = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        given = assign([monophonic(p) for p in compose(rng, 12)[0]], rng, "strings")
        names = [n for n, _ in given]
        assert set(names) <= {"violin", "viola", "cello", "double-bass"} and all(names.count(n) <= 2 for n in names)
        medians = {n: p.median_pitch() for n, p in given}
        if {"violin", "viola"} <= set(medians):
            drawn += 1
            above += medians["viola"] > medians["violin"]
    assert 0.1 < above / drawn < 0.5


def test_the_tracker_hears_notes_and_their_pitches() -> None:
    from training.data.phrases import segment, track

    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = [sum(0.5**h * np.sin(2 * np.pi * f * (h + 1) * time) for h in range(5)) for f in (110.0, 440.0)]
    notes = segment(track(np.concatenate([tone[0], np.zeros(SAMPLE_RATE // 2), tone[1]]))[0])
    assert notes.shape == (2, 3)
    assert notes[:, 2] == pytest.approx([45, 69], abs=0.05)
    assert notes.ravel()[[0, 1, 3, 4]] == pytest.approx([0, 1, 1.5, 2.5], abs=0.06)


def test_what_is_told_is_near_what_is_played() -> None:
    played = np.stack([np.arange(2000) * 0.5, np.arange(2000) * 0.5 + 0.4, np.full(2000, 60.3)], 1).astype(np.float32)
    nothing = sum(all(notes is None for notes in told) for told in (tell([played, None], 0.5, np.random.default_rng(n)) for n in range(60)))
    assert 15 < nothing < 50
    told = next(t for n in range(99) if (t := tell([played, None], 1.0, np.random.default_rng(n))[0]) is not None)
    assert 0.955 < len(told) / len(played) < 0.99
    nearest = np.abs(told[:, None, 0] - played[None, :, 0]).min(1)
    assert nearest.max() <= 0.1001 and np.std(nearest) > 0.005
    wrong = np.abs(told[:, 2] - played[0, 2]) > 0.6
    assert 0.01 < wrong.mean() < 0.04


def test_notes_follow_the_cut_and_the_speed(tmp_path: Path) -> None:
    make_shard(tmp_path / "shard-0000")
    records = json.loads((tmp_path / "shard-0000" / "scenes.json").read_text())
    for record in records:
        record["parts"] = [{"notes": [[1.0, 2.0, 60.0], [11.0, 12.0, 62.0]]} for _ in record["classes"]]
    (tmp_path / "shard-0000" / "scenes.json").write_text(json.dumps(records))
    mixer = Mixer(tmp_path, np.random.default_rng(1), Options())
    mixer.speed = 10
    cut = mixer._piece(("shard-0000", 0), 0, HOP, 60)
    assert len(cut.audio) == 59 * HOP + 1
    assert cut.notes is not None and cut.notes.shape == (1, 3)
    assert cut.notes[0] == pytest.approx([2 * (1 - HOP / SAMPLE_RATE), 2 * (2 - HOP / SAMPLE_RATE), 48.0], abs=1e-4)
    batch = Mixer(tmp_path, np.random.default_rng(2), Options(told=1.0, resampled=1.0, undeclared=0.0)).batch(4, 20)
    for told, slots in zip(batch.told, batch.slots):
        assert len(told) == sum(0 <= s < 22 for s in slots)
    quiet = Mixer(tmp_path, np.random.default_rng(2), Options()).batch(2, 20)
    assert all(notes is None for told in quiet.told for notes in told)
