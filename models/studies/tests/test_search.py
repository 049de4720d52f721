"""The search: which material a run hears, the network that hears two channels, the two-channel Wiener filter, the tables' lines."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from studies.common import SETS
from studies.search.averages import (
    Answer,
    Variant,
    Version,
    answer,
    averaged,
    parse_variant,
    shifted,
)
from studies.search.material import (
    ChosenMixer,
    composed,
    everything,
    from_score,
    in_rooms,
    made_by,
    one_in,
)
from studies.search.soup import interpolated, parse_point, with_notes
from studies.search.stereo import CUES, CuedUNet, cues_of, placed, stereo_sets, stokes
from studies.search.study import separator, shifted_too
from studies.search.table import group_table, noise_table
from studies.search.variants import VARIANTS, small_network
from studies.search.wiener import TRIED, Way, images_of, wiener
from training.data.microphones import PAIRS
from training.data.mixing import Options
from training.errors import InputError
from training.measure.excerpts import Excerpt
from training.measure.sets import Mixture
from training.networks.harmonic_unet.small import SmallUNet
from training.signal.classes import (
    HOP,
    N_BINS,
    N_CLASSES,
    REST_CLASS,
    REST_SLOT,
    SAMPLE_RATE,
)
from training.signal.notes_prior import CANDIDATES, PlayedNote
from training.signal.stft import Frontend
from training.signal.stft import Frontend

SCENES = 24


def part(by: str) -> dict[str, str]:
    return {"instrument": "any", "by": by}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two shards: rooms and music take turns; players recorded, additive and from a sound font, a keyboard from one."""
    for shard in range(2):
        records = [{"seed": [1, shard, n], "classes": [0, 2, 6, REST_CLASS, -1],
                    "room": {"kind": ("dry", "simulated", "measured")[n % 3]}, ("composed" if n % 2 else "score"): "any",
                    "parts": [part("recorded"), part("additive"), part("soundfont"), part("soundfont")]} for n in range(SCENES)]
        (tmp_path / f"shard-{shard:04d}").mkdir()
        np.save(tmp_path / f"shard-{shard:04d}" / "parts.npy", np.zeros((SCENES, 5, 1), np.int16))
        (tmp_path / f"shard-{shard:04d}" / "scenes.json").write_text(json.dumps(records))
    return tmp_path


def mixer(folder: Path, scenes=everything, parts=everything) -> ChosenMixer:
    return ChosenMixer(folder, np.random.default_rng(1), scenes, parts, Options(), Frontend())


def test_scenes_are_chosen_by_room_and_music(folder: Path) -> None:
    assert mixer(folder).counts() == {"scenes": 48, "players": 144}
    dry = mixer(folder, in_rooms("dry"))
    assert {n % 3 for _, n in dry.places} == {0} and dry.counts()["scenes"] == 16
    assert {n % 3 for _, n in mixer(folder, in_rooms("dry", "simulated")).places} == {0, 1}
    assert {n % 2 for _, n in mixer(folder, composed).places} == {1}
    assert {n % 2 for _, n in mixer(folder, from_score).places} == {0}
    assert [n for _, n in mixer(folder, one_in(10)).places] == [0, 10, 20, 6, 16]


def test_parts_are_chosen_by_what_made_them_and_keyboards_stay(folder: Path) -> None:
    chosen = mixer(folder, parts=made_by("recorded", "soundfont"))
    assert chosen.counts() == {"scenes": 48, "players": 96}
    assert all(classes == [0, -1, 6, REST_CLASS, -1] for _, held in chosen.shards.values() for classes in held)


def test_scenes_that_lose_all_players_are_left_out(folder: Path) -> None:
    assert mixer(folder, parts=made_by("nothing")).counts() == {"scenes": 0, "players": 0}


def test_shards_that_come_later_are_chosen_from_too(folder: Path) -> None:
    (folder / "shard-0001").rename(folder / "later")
    chosen = mixer(folder, in_rooms("dry"), made_by("additive"))
    (folder / "later").rename(folder / "shard-0001")
    assert chosen.refresh() == 1
    assert chosen.counts() == {"scenes": 16, "players": 16}
    assert all(classes == [-1, 2, -1, REST_CLASS, -1] for _, held in chosen.shards.values() for classes in held)


def test_every_row_is_judged_against_a_row_without_a_change_of_its_own() -> None:
    assert all(VARIANTS[v.against].kind == "small" and not VARIANTS[v.against].config for v in VARIANTS.values())


def test_cues_lie_where_the_source_is() -> None:
    source = np.exp(1j * np.arange(35.0)).reshape(5, 7)
    level, phase = 0.5, 0.8
    found = cues_of(torch.from_numpy(stokes(source, level * np.exp(-1j * phase) * source))[None])[0]
    power = 1 + level**2
    for row, expected in zip(found, ((1 - level**2) / power, 2 * level * np.cos(phase) / power, 2 * level * np.sin(phase) / power)):
        assert torch.allclose(row, torch.full_like(row, expected), atol=1e-4)
    assert torch.allclose(found.square().sum(0), torch.ones(5, 7), atol=1e-4)


def inputs(seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(seed)
    left, right = rng.normal(size=(2, N_BINS, 16, 2)) @ np.array([1, 1j])
    counts = torch.zeros(1, N_CLASSES)
    counts[0, [0, 6]] = 1
    magnitude = np.sqrt((np.abs(left) ** 2 + np.abs(right) ** 2) / 2).astype(np.float32)
    return torch.from_numpy(magnitude)[None], counts, torch.tensor([[0, 12, REST_SLOT]]), torch.from_numpy(stokes(left, right))[None]


def test_with_cues_that_weigh_nothing_the_stereo_network_is_the_mono_one() -> None:
    torch.manual_seed(3)
    mono, cued = SmallUNet().eval(), CuedUNet().eval()
    nn.init.normal_(mono.slot_voice, std=0.1)
    cued.take_over(mono)
    magnitude, counts, slots, heard = inputs(1)
    with torch.no_grad():
        before = mono.batch(magnitude, counts, slots)
        # Not bit for bit: the cues' zeros make matrices wider, and a wider product adds up in another order.
        assert torch.allclose(cued.stereo_batch(magnitude, counts, slots, heard), before, atol=1e-6)
        cued.slot_direct[0, -CUES] = 1.0
        assert (cued.stereo_batch(magnitude, counts, slots, heard) - before).abs().max() > 1e-3
        cued.slot_direct[0, -CUES] = 0.0
        cued.stem.cues.weight[0, 0] = 1.0
        assert (cued.stereo_batch(magnitude, counts, slots, heard) - before).abs().max() > 1e-5


def test_microphones_are_filters_and_every_excerpt_meets_one_pair() -> None:
    sets = {name: [Excerpt(f"{name}-{i}", [0, 6], np.random.default_rng(i).normal(size=(2, 3000)).astype(np.float32)) for i in range(3)]
            for name in ("shifted", "real-select", "unaligned")}
    found = stereo_sets(sets)
    assert list(found) == list(PAIRS) and sum(len(v) for v in found.values()) == 9
    assert len({e.mixture for held in found.values() for e in held}) == 9
    loud, quiet = placed(sets["shifted"][0], "spaced", (1, 2)), placed(Excerpt("q", [0, 6], sets["shifted"][0].references / 2), "spaced", (1, 2))
    assert loud.references.shape == (2, 2, 3000)
    assert np.allclose(loud.references, 2 * quiet.references, atol=1e-6)


def mixture(seed: int, sources: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Images [S, 2, F, T] of sources at fixed places, their powers [S, F, T] and rank-one covariances [S, 2, 2, F]."""
    rng = np.random.default_rng(seed)
    signal = rng.normal(size=(sources, 6, 40, 2)) @ np.array([1, 1j])
    ways = rng.normal(size=(sources, 2, 6, 2)) @ np.array([1, 1j])
    images = ways[..., None] * signal[:, None]
    return images, np.abs(signal) ** 2, np.einsum("saf,sbf->sabf", ways, ways.conj())


def test_two_sources_at_known_places_are_recovered_whatever_their_powers() -> None:
    images, powers, covariances = mixture(1, 2)
    wrong = powers * np.random.default_rng(2).uniform(0.1, 10, powers.shape)
    found, _ = images_of(images.sum(0), wrong, covariances)
    assert np.allclose(found, images, atol=1e-6)


@pytest.mark.parametrize("way", TRIED.values())
def test_the_filters_outputs_sum_to_the_mixture(way: Way) -> None:
    images, powers, _ = mixture(3, 4)
    masks = powers / powers.sum(0)
    found = wiener(images.sum(0), masks, way)
    assert np.allclose(found.sum(0), images.sum(0), atol=1e-6)


def test_the_filter_improves_good_masks_of_sources_at_two_places() -> None:
    images, powers, _ = mixture(5, 2)
    masks = np.sqrt(powers) / np.sqrt(powers).sum(0)
    alone, chosen, one, two = (float((np.abs(wiener(images.sum(0), masks, way) - images) ** 2).sum())
                               for way in (Way(rounds=0), Way(), Way(2, 2, 1), Way(2, 2, 2)))
    assert chosen < 0.7 * alone and two < one < 0.7 * alone


def test_sources_in_one_place_keep_what_their_masks_give_them() -> None:
    images, powers, _ = mixture(7, 3)
    one_place = np.stack([images[0, 0], (0.3 + 0.4j) * images[0, 0]])
    masks = powers / powers.sum(0)
    assert np.allclose(wiener(one_place, masks), masks[:, None] * one_place, atol=1e-3)


def test_silence_stays_silence() -> None:
    images, powers, _ = mixture(6, 2)
    spectrum = images.sum(0)
    spectrum[:, :, 10:] = 0
    spectrum[:, 2] = 0
    found = wiener(spectrum, powers / powers.sum(0), Way(2, 2, 2))
    assert np.isfinite(found).all() and np.abs(found[:, :, 2]).max() == 0 and np.abs(found[..., 10:]).max() < 1e-9


def test_two_shifts_are_the_mean_of_two_runs() -> None:
    torch.manual_seed(1)
    excerpt = Excerpt("any", [0, 6], np.random.default_rng(1).normal(size=(2, 30000)).astype(np.float32))
    same = shifted_too(lambda e: e.references * 1.0)
    assert np.array_equal(same(excerpt), excerpt.references)
    network = small_network(fft_size=4096).eval()
    found = separator(network)(excerpt)
    assert found.shape == (3, 30000)
    assert np.allclose(found.sum(0), excerpt.references.sum(0), atol=1e-4)


def entry(row: str, seed: int, by: float) -> dict[str, object]:
    """A run whose improvements are those of mixture and seed, plus `by`."""
    rows = [{"mixture": f"m{i}", "players": 2 + i % 2, "si_sdr_improvement": i + 0.1 * seed + by * (1 + i / 5), "sdr": 0.0} for i in range(4)]
    return {"row": row, "seed": seed, "scenes": 9, "players": 30, "parameters": 1, "step": 5, "rows": dict.fromkeys(SETS, rows)}


def test_a_change_is_the_row_minus_the_baseline_over_the_seeds_that_both_have() -> None:
    runs = {f"{row}-{seed}": entry(row, seed, by) for row, seed, by in (("baseline", 1, 0.0), ("baseline", 2, 0.0), ("dry", 1, -1.0), ("dry", 2, -2.0),
                                                                       ("tenth", 1, 0.5))}
    shown = {cells[1].strip(): cells for cells in (line.split("|") for line in group_table(runs, "data"))}
    assert shown["dry scenes only"][2].strip() == "2" and shown["dry scenes only"][6].strip().startswith("-1.95 ±")
    assert shown["dry scenes only"][6].strip().endswith("(-1.30 / -2.60)")
    assert shown["a tenth of the scenes"][2].strip() == "1" and shown["a tenth of the scenes"][-2].strip() == "**+0.65**"
    assert "without recorded notes" not in shown
    assert noise_table(runs)[-1].startswith("| second - first | +0.10 ± 0.00 |")


def test_points_between_weights() -> None:
    assert parse_point("long*0.3") == {"long": 0.3} and parse_point("a*0.15+b*-1") == {"a": 0.15, "b": -1.0}
    with pytest.raises(InputError):
        parse_point("long")
    published, runs = {"w": torch.tensor([1.0, 2.0])}, {"a": {"w": torch.tensor([3.0, 2.0])}, "b": {"w": torch.tensor([1.0, 0.0])}}
    assert interpolated(published, runs, {})["w"].tolist() == [1.0, 2.0]
    assert interpolated(published, runs, {"a": 1.0})["w"].tolist() == [3.0, 2.0]
    assert interpolated(published, runs, {"a": 0.5, "b": 0.25})["w"].tolist() == [2.0, 1.5]


def test_excerpts_keep_the_notes_that_sound_in_them() -> None:
    whole = Mixture("m", [0], np.arange(10 * 100, dtype=np.float32)[None], 100, "strings", notes=[[PlayedNote(4.5, 6.0, 69.0)]])
    excerpt = with_notes([whole], 2.0)[0]
    assert excerpt.references.shape == (1, 200) and excerpt.references[0, 0] == 400
    assert excerpt.notes is not None and excerpt.notes[0][0] == PlayedNote(0.5, 2.0, 69.0)
    assert whole.notes is not None and whole.notes[0][0].onset_s == 4.5, "the mixture keeps its own"


def test_an_average_is_named_by_checkpoints_and_steps() -> None:
    assert parse_variant("published") == Variant((Version("published", 0),), False)
    assert parse_variant("log:published-2+later4") == Variant((Version("published", -2), Version("later", 4)), True)
    with pytest.raises(InputError):
        parse_variant("2+published")


def test_averaged_masks_sum_to_one() -> None:
    masks = np.random.default_rng(3).dirichlet([1, 1, 1], (2, 4, 5)).transpose(0, 3, 1, 2).astype(np.float32)
    answers = [Answer(m, np.full((3, 6, 5), p, np.float32)) for m, p in zip(masks, (0.1, 0.3))]
    for logarithmic in (False, True):
        np.testing.assert_allclose(averaged(answers, logarithmic).masks.sum(0), 1, atol=1e-6)
    np.testing.assert_allclose(averaged(answers, False).masks, masks.mean(0), atol=1e-6)
    np.testing.assert_allclose(averaged(answers, False).posteriors, 0.2, atol=1e-6)


def test_posteriors_of_a_version_are_read_at_the_recordings_pitches() -> None:
    posteriors = np.arange(6, dtype=np.float32)[None, :, None]
    assert shifted(posteriors, 2)[0, :, 0].tolist() == [2, 3, 4, 5, 0, 0]
    assert shifted(posteriors, -1)[0, :, 0].tolist() == [0, 0, 1, 2, 3, 4]


def test_a_version_in_another_pitch_has_its_partials_where_a_shifted_tone_would() -> None:
    seen = []

    class Network:
        frontend = Frontend(4096)

        def heard(self, magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor) -> tuple[torch.Tensor, ...]:
            seen.append(magnitude[0].numpy())
            loud = (magnitude > 0.1).float()
            return torch.stack([loud, 1 - loud], 1), torch.zeros(1, 2, CANDIDATES, magnitude.shape[2]), counts

    tone = np.sin(2 * np.pi * 200 * SAMPLE_RATE / 4096 * np.arange(16 * HOP) / SAMPLE_RATE).astype(np.float32)
    for steps in (-4, -2, 0, 2, 4):
        found = answer(Network(), tone, [0], steps, None)  # type: ignore[arg-type]
        assert abs(seen[-1][:, 8].argmax() - 200 * 2 ** (steps / 48)) <= 1
        assert found.masks.shape == (2, 2049, 17)
        assert abs((found.masks[0, :, 8] * np.arange(2049)).sum() / found.masks[0, :, 8].sum() - 200) < 1.5
