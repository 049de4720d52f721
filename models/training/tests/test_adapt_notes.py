"""Adapting with notes: what the plan says, what is drawn, and that the student learns from the teacher's stems."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from training.adapt.plan import Source, read_plan
from training.adapt.scored import ScoredMixer, count, moved, scored_losses
from training.networks.harmonic_unet.network import Config, HarmonicUNet
from training.recipes.harmonic_unet import adaptable
from training.signal.classes import SAMPLE_RATE
from training.signal.notes_prior import PlayedNote
from training.signal.stft import Frontend

TINY = Config(channels=(8, 8, 8, 8, 8), encoder_depth=(1, 1, 1, 1, 1), decoder_depth=(1, 1, 1, 1), context=16, dilations=(1,), linear_channels=7,
              head_channels=8, voice=4, film=8)
VIOLIN, CELLO = 0, 2


def duo(seconds: float = 20.0) -> Source:
    """A violin's scale over a cello's long note, with the notes."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    steps = [PlayedNote(k, k + 1, 69 + k % 5) for k in range(int(seconds))]
    high = sum(np.sin(2 * np.pi * 440 * 2 ** ((n.pitch - 69) / 12) * time) * ((time >= n.onset_s) & (time < n.offset_s)) for n in steps)
    audio = (0.1 * high + 0.1 * np.sin(2 * np.pi * 110 * time)).astype(np.float32)
    return Source("duo", [VIOLIN, CELLO], audio, [steps, [PlayedNote(0, seconds, 45)]])


def test_a_plan_keeps_the_notes_with_their_players(tmp_path: Path) -> None:
    np.zeros(100, "<f4").tofile(tmp_path / "a.f32")
    model = {"id": "m", "title": "M", "from": "f", "fromVersion": "1", "recipe": "r", "architecture": "a", "weights": None}
    entry = {"file": "a.f32", "title": "t", "players": ["cello", "violin"]}
    content = {"model": model, "pretraining": "unmixing", "work": "w", "out": "o", "minutes": 1, "seed": 1, "threads": 1,
               "recordings": [{**entry, "notes": [[[0.5, 1.5, 45.2]], None]}, entry], "solos": []}
    (tmp_path / "plan.json").write_text(json.dumps(content))
    noted, plain = read_plan(tmp_path / "plan.json").recordings
    assert noted.players == [VIOLIN, CELLO] and noted.notes == [None, [PlayedNote(0.5, 1.5, 45.2)]]
    assert plain.notes is None


def test_only_recordings_with_notes_teach_and_their_notes_move_with_the_excerpt() -> None:
    source = duo()
    mixer = ScoredMixer([source, replace(source, notes=None), replace(source, notes=[None, None])], np.random.default_rng(1), Frontend(4096))
    assert len(mixer.recordings) == 1 and len(mixer.recordings[0][1]) == 12 * SAMPLE_RATE  # 60 % train
    assert not ScoredMixer([replace(source, notes=None)], np.random.default_rng(1), Frontend(4096))
    drawn, magnitude, begin_s = mixer.draw(80)
    assert drawn is source and magnitude.shape == (2049, 80) and 0 <= begin_s < 12
    assert count(source, 3.5, 5.5) == 4
    assert moved(source, 2.0)[0][2] == PlayedNote(0.0, 1.0, 71)


def test_a_student_comes_nearer_to_the_teacher_who_has_the_notes() -> None:
    torch.manual_seed(3)
    teacher = HarmonicUNet(TINY).eval()
    student = HarmonicUNet(TINY)
    student.load_state_dict(teacher.state_dict())
    student.fast = False
    optimizer = adaptable.optimizer(student, 3e-3)
    mixer = ScoredMixer([duo()], np.random.default_rng(2), student.frontend)
    seen = []
    for _ in range(12):
        loss, gain = scored_losses(student, teacher, adaptable, mixer, 1, 24)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(float(loss.detach()))
        assert gain.shape == (3,)
    assert np.mean(seen[-3:]) < np.mean(seen[:3]) - 1
    assert all(p.grad is None for p in teacher.parameters())
