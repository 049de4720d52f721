"""Mixture-invariant training: the assignment search against brute force on waveforms of the formula, and what it may see."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor

from studies.mixit.conv_cell import fresh, mixed_waveforms
from training.data.few_labels import Recordings
from training.data.mixit import batch, conditioning, fits, mixed, pair, told
from training.data.scenes import PARTS, SCENE_SAMPLES, write_shard
from training.losses.mixit import (
    THRESHOLD,
    assignments,
    best_assignment,
    decibels,
    least_squares_assignment,
    mixit_loss,
    sums,
    waveform_mixit_loss,
)
from training.losses.steps import pretraining_loss
from training.networks.harmonic_unet.small import SmallUNet
from training.signal.classes import HOP, N_BINS, REST_SLOT
from training.signal.stft import stft


def example(seed: int, outputs: int, mixtures: int = 2) -> tuple[Tensor, Tensor, Tensor]:
    """Masks [1, S, F, T] and complex spectra [N, F, T] of the mixtures."""
    torch.manual_seed(seed)
    masks = torch.softmax(2 * torch.randn(1, outputs, 6, 5), 1)
    return masks, torch.randn(mixtures, 6, 5, dtype=torch.complex64), torch.ones(1, mixtures, outputs, dtype=torch.bool)


def fields(spectra: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    whole = spectra.sum(0)
    return (spectra * whole.conj()).real[None], (spectra.abs() ** 2).sum((1, 2))[None], (whole.abs() ** 2)[None]


def by_hand(masks: Tensor, spectra: Tensor, allowed: Tensor) -> tuple[float, tuple[int, ...]]:
    """Every assignment, with the sums of complex spectra written out."""
    whole = spectra.sum(0)
    floor = THRESHOLD * float((whole.abs() ** 2).sum())
    best = (float("inf"), ())
    for given in product(range(len(spectra)), repeat=masks.shape[1]):
        if not all(allowed[0, n, s] for s, n in enumerate(given)):
            continue
        loss = 0.0
        for n, spectrum in enumerate(spectra):
            estimate = sum((masks[0, s] * whole for s, m in enumerate(given) if m == n), torch.zeros_like(whole))
            error, own = float(((spectrum - estimate).abs() ** 2).sum()), float((spectrum.abs() ** 2).sum())
            loss += 10 * np.log10((error + floor) / (own + floor)) / len(spectra)
        best = min(best, (loss, given))
    return best


@pytest.mark.parametrize("outputs, mixtures", [(1, 2), (3, 2), (5, 2), (8, 2), (4, 3)])
def test_the_search_finds_what_brute_force_finds(outputs: int, mixtures: int) -> None:
    masks, spectra, allowed = example(outputs, outputs, mixtures)
    cross, own, power = fields(spectra)
    loss, chosen = mixit_loss(masks, cross, own, power, allowed)
    expected, given = by_hand(masks, spectra, allowed)
    assert float(loss) == pytest.approx(expected, abs=1e-3)
    assert tuple(chosen[0].tolist()) == given


def test_waveforms_have_the_loss_of_their_spectra() -> None:
    found = [example(seed, 4) for seed in (1, 2)]
    masks, spectra, allowed = torch.cat([m for m, _, _ in found]), torch.stack([s for _, s, _ in found]), torch.cat([a for _, _, a in found])
    stems = torch.view_as_real(masks * spectra.sum(1, keepdim=True)).flatten(2)
    loss, chosen = waveform_mixit_loss(stems, torch.view_as_real(spectra).flatten(2), allowed)
    alone = [by_hand(m, s, a) for m, s, a in found]
    assert float(loss) == pytest.approx(np.mean([x for x, _ in alone]), abs=1e-3)
    assert [tuple(c.tolist()) for c in chosen] == [given for _, given in alone]


def test_only_what_is_open_is_searched() -> None:
    masks, spectra, allowed = example(3, 5)
    allowed[0, 1, 0] = False  # the first output can only be of mixture 0, the second only of mixture 1
    allowed[0, 0, 1] = False
    cross, own, power = fields(spectra)
    loss, chosen = mixit_loss(masks, cross, own, power, allowed)
    expected, given = by_hand(masks, spectra, allowed)
    assert tuple(chosen[0].tolist()) == given and given[:2] == (0, 1)
    assert float(loss) == pytest.approx(expected, abs=1e-3)


def test_a_batch_is_its_examples() -> None:
    found = [example(s, 4) for s in (1, 2, 3)]
    alone = [mixit_loss(m, *fields(s), a) for m, s, a in found]
    together = [torch.cat(x) for x in zip(*(fields(s) for _, s, _ in found))]
    loss, chosen = mixit_loss(torch.cat([m for m, _, _ in found]), *together, torch.cat([a for _, _, a in found]))
    assert float(loss) == pytest.approx(float(np.mean([float(x) for x, _ in alone])), abs=1e-5)
    assert torch.equal(chosen, torch.cat([c for _, c in alone]))


def separated(seed: int) -> tuple[Tensor, Tensor, Tensor, list[int]]:
    """Eight sources, given to two mixtures at random, and ideal ratio masks of them, blurred a little."""
    torch.manual_seed(seed)
    given = torch.randint(0, 2, (8,)).tolist()
    sources = torch.randn(8, 20, 10, dtype=torch.complex64) * torch.rand(8, 20, 10) ** 6
    masks = (sources.abs() / sources.abs().sum(0))[None]
    spectra = torch.stack([sum((sources[s] for s in range(8) if given[s] == n), torch.zeros_like(sources[0])) for n in (0, 1)])
    return masks, spectra, torch.ones(1, 2, 8, dtype=torch.bool), given


def test_least_squares_agrees_where_sources_are_separated() -> None:
    for seed in range(5):
        masks, spectra, allowed, given = separated(seed)
        cross, own, power = fields(spectra)
        gram, meet = sums(masks, cross, power)
        assert by_hand(masks, spectra, allowed)[1] == tuple(given)
        assert least_squares_assignment(gram, meet, allowed)[0].tolist() == given
        assert best_assignment(gram, meet, own, power.sum((1, 2)), allowed)[0].tolist() == given


def test_many_outputs_take_the_least_squares_assignment() -> None:
    masks, spectra, allowed = example(4, 13)
    cross, own, power = fields(spectra)
    loss, chosen = mixit_loss(masks, cross, own, power, allowed)
    gram, meet = sums(masks, cross, power)
    assert torch.equal(chosen, least_squares_assignment(gram, meet, allowed))
    assert torch.isfinite(loss)


def test_assignments_are_all_and_different() -> None:
    assert len({tuple(r) for r in assignments(2, 5).tolist()}) == 32
    assert len({tuple(r) for r in assignments(3, 3).tolist()}) == 27


def test_gradients_lower_the_loss() -> None:
    torch.manual_seed(0)
    _, spectra, allowed = example(5, 4)
    logits = torch.randn(1, 4, 6, 5, requires_grad=True)
    cross, own, power = fields(spectra)
    optimizer = torch.optim.Adam([logits], lr=0.2)
    share = (cross / power.unsqueeze(1)).clamp(0, 1)  # the best that masks between 0 and 1 can do, in every bin
    error = (share * (share * power.unsqueeze(1) - 2 * cross)).sum((2, 3)) + own
    reachable = float(decibels(error, own, power.sum((1, 2))).mean())
    for _ in range(300):
        optimizer.zero_grad()
        loss, _ = mixit_loss(torch.softmax(logits, 1), cross, own, power, allowed)
        loss.backward()
        optimizer.step()
    assert reachable <= float(loss) < reachable + 0.1


def test_a_silent_mixture_has_a_finite_loss() -> None:
    masks, spectra, allowed = example(7, 3)
    spectra[1] = 0
    masks.requires_grad_()
    loss, _ = mixit_loss(masks, *fields(spectra), allowed)
    loss.backward()
    assert torch.isfinite(loss) and torch.isfinite(masks.grad).all()


def test_names_leave_open_what_both_ensembles_have() -> None:
    slots, counts, allowed = conditioning([(0, 2), (0, 4)], "declared", 6)
    assert slots.tolist() == [0, 1, 4, 8, REST_SLOT, -1] and counts[[0, 2, 4]].tolist() == [2, 1, 1]
    assert allowed.T.tolist() == [[True, True], [True, True], [True, False], [False, True], [True, True], [True, False]]
    blind = conditioning([(0, 2), (0, 4)], "blind", 6)[2]
    assert blind[:, :5].all()
    assert fits([(0, 2), (0, 4)]) and not fits([(0, 0), (0, 4)])


@pytest.fixture
def recordings(tmp_path: object) -> Recordings:
    rng = np.random.default_rng(5)
    parts = rng.normal(0, 800, (3, PARTS, SCENE_SAMPLES)).astype(np.int16)
    write_shard(tmp_path / "shard-0030", parts, [{"classes": c} for c in ([0, 6, 2, 8, -1], [1, 7, 11, 10, 4], [3, 9, -1, -1, -1])])
    return Recordings(tmp_path)


def test_mixtures_of_mixtures_add_up(recordings: Recordings) -> None:
    rng = np.random.default_rng(2)
    made = batch(recordings, rng, 3, 12, coherent=0.0, naming="declared")
    assert np.allclose(made.cross.sum(1), made.power, rtol=1e-3, atol=1e-9)
    assert made.magnitude.shape == (3, N_BINS, 12) and made.allowed.shape == (3, 2, made.slots.shape[1])
    for slots, counts in zip(made.slots, made.counts):
        assert (slots >= 0).sum() == counts.sum() + 1


def test_now_and_then_a_player_is_not_told() -> None:
    rng = np.random.default_rng(1)
    found = [told([(0, 2), (0, 4)], rng) for _ in range(400)]
    hidden = [f for f in found if sum(map(len, f)) == 3]
    assert 60 < len(hidden) < 140 and all(f[0][0] == 0 and f[1][0] == 0 for f in hidden)
    assert all(told([(0,), (0,)], rng) == [(0,), (0,)] for _ in range(20))


def test_coherent_pairs_are_one_moment_of_one_scene(recordings: Recordings) -> None:
    rng = np.random.default_rng(3)
    for _ in range(10):
        one, other = pair(recordings, rng, 12, coherent=1.0)
        assert one.scene == other.scene and not set(one.classes) & set(other.classes)
        one, other = pair(recordings, rng, 12, coherent=0.0)
        assert one.scene != other.scene


def test_two_channels_count_like_one_of_their_power() -> None:
    rng = np.random.default_rng(4)
    one, other = (stft(rng.normal(0, 0.1, 11 * HOP + 1).astype(np.float32)) for _ in range(2))
    mono = mixed([[one], [other]], [(0,), (2,)], "blind", 3)
    stereo = mixed([[one, one], [other, other]], [(0,), (2,)], "blind", 3)
    assert np.allclose(stereo[1], 2 * mono[1]) and np.allclose(stereo[2], 2 * mono[2]) and np.allclose(stereo[3], mono[3])


def test_a_network_takes_a_step(recordings: Recordings) -> None:
    torch.manual_seed(1)
    network = SmallUNet()
    loss = pretraining_loss(network, batch(recordings, np.random.default_rng(6), 2, 12, 0.5, "blind"))
    loss.backward()
    assert torch.isfinite(loss) and any(float(p.grad.abs().sum()) > 0 for p in network.parameters() if p.grad is not None)


def test_a_conv_tasnet_takes_a_step_on_waveforms(recordings: Recordings) -> None:
    torch.manual_seed(1)
    mixtures, counts, slots, allowed = mixed_waveforms(recordings, np.random.default_rng(6), 2, 5)
    assert mixtures.shape == (2, 2, 4 * HOP) and allowed.shape == (2, 2, slots.shape[1])
    assert float(mixtures.square().mean((0, 2)).min()) > 0
    network = fresh()
    stems = network.batch(mixtures.sum(1), counts, slots)
    assert torch.allclose(stems.sum(1), mixtures.sum(1), atol=1e-4)
    loss, chosen = waveform_mixit_loss(stems, mixtures, allowed)
    loss.backward()
    assert torch.isfinite(loss) and allowed.gather(1, chosen[:, None]).all()
    assert any(float(p.grad.abs().sum()) > 0 for p in network.parameters() if p.grad is not None)
