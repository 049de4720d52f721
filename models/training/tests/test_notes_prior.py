"""From notes to the prior: the formula, frame by frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from training.measure.evaluate import best_permutation, run_mixture
from training.measure.sets import Mixture
from training.networks.separate import masks_of
from training.signal.classes import HOP, SAMPLE_RATE
from training.signal.notes_prior import (
    AROUND_S,
    CANDIDATES,
    FLOOR,
    LOWEST_HZ,
    STEPS_PER_OCTAVE,
    WIDEN_S,
    WIDTH,
    PlayedNote,
    candidate_pitches,
    ensemble_prior,
    player_prior,
    read_notes,
)
from training.signal.stft import stft


def test_candidates_are_midi_pitches() -> None:
    pitches = candidate_pitches()
    a4 = STEPS_PER_OCTAVE * np.log2(440 / LOWEST_HZ)
    assert np.isclose(np.interp(a4, np.arange(CANDIDATES), pitches), 69)
    assert np.allclose(np.diff(pitches), 12 / STEPS_PER_OCTAVE)


def test_a_note_allows_its_pitch_while_it_sounds() -> None:
    note = PlayedNote(1.0, 2.0, 60.3)
    prior = player_prior([note], 80, first=5)
    times = (5 + np.arange(80)) * HOP / SAMPLE_RATE
    inside = (times >= note.onset_s - WIDEN_S) & (times < note.offset_s + WIDEN_S)
    expected = np.maximum(FLOOR, np.exp(-(((candidate_pitches() - 60.3) / WIDTH) ** 4)))
    assert prior.shape == (CANDIDATES, 80) and 0 < inside.sum() < 80
    assert np.allclose(prior[:, inside], expected[:, None], rtol=1e-6)
    assert np.allclose(prior[:, ~inside], FLOOR)


def test_of_overlapping_notes_both_are_allowed() -> None:
    low, high = PlayedNote(0.0, 1.0, 50.0), PlayedNote(0.5, 1.5, 57.0)
    together = player_prior([low, high], 40)
    assert np.array_equal(together, np.maximum(player_prior([low], 40), player_prior([high], 40)))


def test_where_nothing_is_known_the_prior_is_one() -> None:
    notes = [None, [PlayedNote(3.0, 4.0, 60.0)], [PlayedNote(5.0, 6.0, 70.0)], []]
    prior = ensemble_prior(notes, 200)
    times = np.arange(200) * HOP / SAMPLE_RATE
    known = (times >= 3.0 - AROUND_S) & (times < 6.0 + AROUND_S)
    assert prior.shape == (5, CANDIDATES, 200)
    assert np.all(prior[[0, 3, 4]] == 1) and np.all(prior[:, :, ~known] == 1)
    assert np.array_equal(prior[1][:, known], player_prior(notes[1], 200)[:, known])
    assert np.allclose(prior[1][:, known & (times > 4.2)], FLOOR)


def test_pieces_are_told_their_own_frames_and_named_twins_stay(tmp_path: Path) -> None:
    seen = []

    def network(magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor, notes: torch.Tensor) -> torch.Tensor:
        """The twins' masks change places in every second piece; with notes that is their own affair."""
        seen.append(notes[0].numpy())
        masks = torch.zeros(1, len(slots), *magnitude.shape[1:])
        masks[:, len(seen) % 2] = 1
        return masks

    spectrum = np.abs(stft(np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE * 14).astype(np.float32)))
    notes = [[PlayedNote(7.0, 8.0, 64.0)], [PlayedNote(2.0, 9.0, 70.0)]]
    masks = masks_of(network, spectrum, [2, 2], notes)
    whole = ensemble_prior(notes, spectrum.shape[1])
    assert len(seen) == 3
    assert np.array_equal(seen[1][:, :, :100], whole[:, :, 129:229])
    assert masks[1, 0, 5] == 1 and masks[0, 0, 150 + 43] == 1


def test_notes_are_read_by_part(tmp_path: Path) -> None:
    table = tmp_path / "notes.csv"
    table.write_text("part,onset_s,offset_s,pitch_midi,note\ncello,1.26,1.53,46.96,47\nviola,0.1,0.2,60,60\ncello,1.65,1.82,46.99,47\n")
    assert read_notes(table) == {"cello": [PlayedNote(1.26, 1.53, 46.96), PlayedNote(1.65, 1.82, 46.99)], "viola": [PlayedNote(0.1, 0.2, 60.0)]}


def test_told_figures_stand_beside_the_permuted_ones() -> None:
    """A separator that exchanges the two players unless it is told their notes."""
    references = np.random.default_rng(0).normal(0, 0.1, (2, 22050 * 3)).astype(np.float32)
    mixture = Mixture("m", [0, 6], references, 22050, "bach10", notes=[[PlayedNote(0, 3, 60.0)], [PlayedNote(0, 3, 70.0)]])

    def apply(network: None, signal: np.ndarray, rate: int, players: list[int], notes: object = None) -> np.ndarray:
        a, b = references[0] + 0.1 * references[1], references[1] + 0.1 * references[0]
        return np.stack([a, b, 0 * a] if notes is not None else [b, a, 0 * a])

    for row in run_mixture(None, mixture, apply, perceptual=False, told=True):
        assert row["named_si_sdr_improvement"] < -15 and abs(row["permuted_si_sdr_improvement"] - 20) < 1
        assert abs(row["told_named_si_sdr_improvement"] - 20) < 1
    assert np.array_equal(best_permutation(references, references[[1, 0]]), references)
