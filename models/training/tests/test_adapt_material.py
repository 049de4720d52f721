"""The material of an adaptation: its parts, the mixtures drawn from them, and their scores."""

from __future__ import annotations

import numpy as np
import pytest

from training.adapt import parts, score
from training.adapt.mixing import SoloMixer, reflections, reverberated
from training.adapt.unmixing import RecordingMixer
from training.signal.classes import REST_SLOT, SAMPLE_RATE
from training.signal.stft import Frontend
from training.tests.adapting import CELLO, VIOLIN, tone


def test_parts_share_the_time_and_never_overlap() -> None:
    passages = [np.arange(0, 30 * SAMPLE_RATE, dtype=np.float32) + 1, np.arange(30 * SAMPLE_RATE, 100 * SAMPLE_RATE, dtype=np.float32) + 1]
    cut = parts.cut(passages)
    seconds = [sum(len(p) for p in getattr(cut, name)) / SAMPLE_RATE for name in ("train", "choose", "report")]
    assert seconds == pytest.approx([60, 20, 20], abs=0.01)
    everything = np.concatenate([p for name in ("train", "choose", "report") for p in getattr(cut, name)])
    assert len(np.unique(everything)) == len(everything)


def test_what_is_too_short_or_silent_is_left_out() -> None:
    short = parts.cut([tone(220, 18)])
    assert len(short.train) == 1 and short.choose == [] and short.report == []
    assert parts.cut([np.zeros(60 * SAMPLE_RATE, np.float32)]).train == []


def test_a_mixer_of_solos_declares_only_their_instruments() -> None:
    solos = {VIOLIN: [tone(440, 9)], CELLO: [tone(110, 9, 1)]}
    batch = SoloMixer(solos, np.random.default_rng(3), Frontend()).batch(6, 20)
    wanted = {int(s) // 2 for s in batch.slots.ravel() if 0 <= s < REST_SLOT}
    assert wanted == {VIOLIN, CELLO}
    assert np.isfinite(batch.own).all() and np.isfinite(batch.cross).all() and batch.power.max() > 0
    assert (batch.counts.sum(1) >= 1).all()


def test_a_room_keeps_the_direct_sound_and_the_energy() -> None:
    response = reflections(8000, np.random.default_rng(1))
    assert response[0] == response.max() and float((response**2).sum()) == pytest.approx(1, abs=1e-5)
    audio = tone(300, 0.5)
    assert np.allclose(reverberated(audio, response), np.convolve(audio, response)[: len(audio)], atol=1e-5)


def test_pairs_of_recordings_fit_the_networks_slots() -> None:
    two, three = [VIOLIN, CELLO], [VIOLIN, VIOLIN]
    rng = np.random.default_rng(1)
    pieces = [tone(200, 6)]
    mixer = RecordingMixer([(two, pieces), (two, pieces)], {}, rng, Frontend(4096))
    batch = mixer.batch(2, 12)
    assert batch.magnitude.shape == (2, 2049, 12) and batch.counts.max() == 2
    # What plays in both recordings is left open, and so is the rest.
    assert batch.allowed.all()
    assert not RecordingMixer([(three, pieces), (two, pieces)], {}, rng, Frontend())
    assert RecordingMixer([(two, pieces)], {CELLO: pieces}, rng, Frontend())


def test_the_same_seed_gives_the_same_mixtures_and_references_keep_apart() -> None:
    pieces = {VIOLIN: [tone(440, 12)], CELLO: [tone(110, 5)]}
    first, second = (score.solo_mixtures(pieces, 3, 5) for _ in range(2))
    assert [m.name for m in first] == [m.name for m in second] and len(first) == 3
    assert all(np.array_equal(a.references, b.references) for a, b in zip(first, second))
    assert all(m.references.shape[1] == 5 * SAMPLE_RATE for m in first)
    assert score.solo_mixtures({VIOLIN: [tone(440, 12)]}, 3, 5) == []


def test_outputs_are_put_together_as_names_and_sounds_say() -> None:
    a, b, c = tone(200, 1), tone(333, 1, 1), tone(517, 1, 2)
    players = [[VIOLIN], [VIOLIN, CELLO]]
    references = np.stack([b, a + c])
    outputs = np.stack([a, b, c, np.zeros_like(a)])
    assert np.allclose(score.put_together(references, outputs, players), references, atol=1e-6)


def test_a_change_is_paired_by_mixture() -> None:
    before = [score.Row("1", 2, "violin", 1.0), score.Row("1", 2, "cello", 3.0), score.Row("2", 2, "violin", 5.0)]
    after = [score.Row("1", 2, "violin", 2.0), score.Row("1", 2, "cello", 4.0), score.Row("2", 2, "violin", 8.0)]
    by, half = score.change(before, after)
    assert by == pytest.approx(2.0) and half == pytest.approx(1.96 * np.std([1, 3], ddof=1) / np.sqrt(2))
    assert score.mean(before) == pytest.approx(3.5)
