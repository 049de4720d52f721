"""Shapes, masks that sum to one, conditioning, the pair's freedom, ONNX."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
import torch

from training.engine.optimizer import Muon, groups_of, orthogonalise
from training.losses.separation import (
    REST_FLOOR,
    REST_WEIGHT,
    pair_swap,
    perceptual_term,
    separation_loss,
)
from training.networks.harmonic_unet.network import (
    Config,
    HarmonicUNet,
    log_positions,
    log_projection,
)
from training.networks.harmonic_unet.sliced import heard_in_slices
from training.networks.precision import bfloat16_is_faster
from training.publish.export import to_onnx
from training.signal.classes import N_CLASSES, REST_SLOT
from training.signal.notes_prior import CANDIDATES

BINS = Config().fft_size // 2 + 1


@pytest.fixture(scope="module")
def network() -> HarmonicUNet:
    torch.manual_seed(0)
    return HarmonicUNet().eval()


def inputs(frames: int, *players: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    counts = torch.zeros(1, N_CLASSES)
    slots = []
    for c in players:
        slots.append(2 * c + int(counts[0, c]))
        counts[0, c] += 1
    return torch.rand(1, BINS, frames), counts, torch.tensor([*slots, REST_SLOT])


@pytest.mark.parametrize("frames", [1, 7, 40])
def test_masks_sum_to_one(network: HarmonicUNet, frames: int) -> None:
    with torch.no_grad():
        masks = network(*inputs(frames, 0, 0, 6))
    assert masks.shape == (1, 4, BINS, frames)
    assert torch.allclose(masks.sum(1), torch.ones(1, BINS, frames), atol=1e-5)


def test_the_level_does_not_matter_and_silence_is_finite(network: HarmonicUNet) -> None:
    magnitude, counts, slots = inputs(8, 1, 2)
    with torch.no_grad():
        a, b = network(magnitude, counts, slots), network(magnitude * 0.01, counts, slots)
        silent = network(magnitude * 0, counts, slots)
    assert torch.allclose(a, b, atol=1e-3)
    assert torch.isfinite(silent).all()


def test_training_form_equals_the_exported_form(network: HarmonicUNet) -> None:
    magnitude, counts, slots = inputs(8, 3, 9)
    padded = torch.cat([slots, torch.tensor([-1, -1])])[None]
    with torch.no_grad():
        a, b = network(magnitude, counts, slots), network.batch(magnitude, counts, padded)
    assert torch.allclose(a, b[:, :3], atol=1e-5)
    assert float(b[:, 3:].abs().max()) == 0


@pytest.mark.parametrize("frames", [4, 7, 40])
def test_slices_of_time_change_nothing(network: HarmonicUNet, frames: int) -> None:
    magnitude, counts, slots = inputs(frames, 3, 3, 9)
    notes = torch.rand(1, len(slots), CANDIDATES, frames).clamp(min=0.01)
    with torch.no_grad():
        whole, sliced = network.heard(magnitude, counts, slots, notes), heard_in_slices(network, magnitude, counts, slots, notes)
    for a, b in zip(whole, sliced):
        assert a.shape == b.shape
        assert torch.allclose(a, b, atol=1e-5)


def test_notes_go_to_the_players_of_each_example(network: HarmonicUNet) -> None:
    magnitude, counts, slots = inputs(8, 3, 9)
    notes = torch.ones(1, 5, CANDIDATES, 8)
    notes[0, 0, :100] = 1e-3
    padded = torch.cat([slots, torch.tensor([-1, -1])])[None]
    with torch.no_grad():
        free, told = network(magnitude, counts, slots), network(magnitude, counts, slots, notes[:, :3])
        trained = network.batch(magnitude, counts, padded, notes)
        open_prior = network(magnitude, counts, slots, torch.ones(1, 3, CANDIDATES, 8))
    assert torch.allclose(told, trained[:, :3], atol=1e-5)
    assert float((told - free).abs().max()) > 1e-3
    assert torch.equal(open_prior, free)


def test_what_undeclared_classes_take_belongs_to_the_rest(network: HarmonicUNet) -> None:
    magnitude, counts, slots = inputs(6, 2, 4)
    with torch.no_grad():
        before = network(magnitude, counts, slots)
        kept = float(network.undeclared_bias)
        network.undeclared_bias.fill_(0.8)
        after = network(magnitude, counts, slots)
        network.undeclared_bias.fill_(kept)
    assert float(after[:, 2].min()) > 0.9 > float(before[:, 2].max())
    assert torch.allclose(after.sum(1), torch.ones_like(after[:, 0]), atol=1e-5)


@pytest.mark.parametrize(("fast", "cosine"), [(True, 0.97), (False, 0.9999)])
def test_training_has_nearly_the_exact_gradient_in_either_precision(fast: bool, cosine: float) -> None:
    if fast and not bfloat16_is_faster():
        pytest.skip("this processor has no units for bfloat16: training does not use it here, and emulated gradients are far less exact")
    torch.manual_seed(2)
    network = HarmonicUNet(Config(presence=None))
    network.fast = fast
    magnitude, counts, slots = inputs(12, 0, 6)
    target = torch.rand(1, 3, BINS, 12).softmax(1)
    gradients = []
    for training in (True, False):
        network.train(training)
        network.zero_grad()
        ((network.batch(magnitude, counts, slots[None]) - target) ** 2).mean().backward()
        gradients.append({n: p.grad.clone() for n, p in network.named_parameters() if p.grad is not None})
    for name in ("stem.weight", "encoder.0.0.conv2.weight", "decoder.0.0.conv2.weight", "fine.weight", "slot_weight"):
        a, b = (g[name].flatten() for g in gradients)
        assert float(a @ b / (a.norm() * b.norm())) > cosine, name


@pytest.mark.parametrize("shape", [(5, 40), (40, 5), (12, 12)])
def test_orthogonalised_steps_have_singular_values_near_one(shape: tuple[int, int]) -> None:
    torch.manual_seed(3)
    found = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
    assert float(found.min()) > 0.5 and float(found.max()) < 1.5


def test_muon_learns_and_its_state_resumes_exactly() -> None:
    def parts(seed: int) -> tuple[torch.nn.Module, Muon]:
        torch.manual_seed(seed)
        layers = torch.nn.Sequential(torch.nn.Conv2d(2, 8, 3), torch.nn.ReLU(), torch.nn.Conv2d(8, 1, 3))
        return layers, Muon(groups_of(layers, True), lr=1e-2)

    def step(layers: torch.nn.Module, optimizer: Muon) -> float:
        optimizer.zero_grad()
        loss = ((layers(data) - data[:, :1, 2:-2, 2:-2]) ** 2).mean()
        loss.backward()
        optimizer.step()
        return float(loss)

    torch.manual_seed(0)
    data = torch.randn(4, 2, 9, 9)
    layers, optimizer = parts(1)
    losses = [step(layers, optimizer) for _ in range(60)]
    assert losses[-1] < 0.3 * losses[0]
    other, restored = parts(2)
    other.load_state_dict(layers.state_dict())
    restored.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    assert [step(layers, optimizer) for _ in range(3)] == [step(other, restored) for _ in range(3)]


@pytest.mark.parametrize("fft_size", [2048, 4096])
def test_projections_keep_a_flat_spectrum_flat_and_agree_where_a_frequency_lies(fft_size: int) -> None:
    config = Config(fft_size=fft_size)
    to_log, positions = log_projection(config), log_positions(config)
    assert np.allclose(to_log.sum(1), 1, atol=1e-5)
    assert to_log.shape == (config.log_bins, len(positions)) and positions.min() == 0 and positions.max() == config.log_bins - 1
    hertz = np.arange(len(positions)) * 22050 / fft_size
    for wanted in (220.0, 440.0, 3520.0):
        middle = int(np.argmin(np.abs(hertz - wanted)))
        assert abs(to_log[:, middle].argmax() - positions[middle]) <= 1


def test_only_pairs_may_be_exchanged() -> None:
    slots = torch.tensor([[0, 1, 12, 22], [0, 2, 12, 22], [3, 4, 22, -1]])
    assert pair_swap(slots).tolist() == [[1, 0, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]]


def batch_of(sources: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    mixture = sources.sum(1)
    own = sources.abs() ** 2
    cross = (sources * mixture.conj()[:, None]).real
    return own, cross, mixture.abs() ** 2


def test_loss_forgives_an_exchanged_pair_and_nothing_else() -> None:
    torch.manual_seed(1)
    sources = torch.randn(1, 3, 20, 10, dtype=torch.complex64)
    sources[:, 0, :10] = sources[:, 1, 10:] = 0
    sources[:, 2] *= 1e-3
    masks = torch.stack([torch.cat([torch.zeros(10, 10), torch.ones(10, 10)]),
                         torch.cat([torch.ones(10, 10), torch.zeros(10, 10)]), torch.zeros(20, 10)])[None]
    crossed = masks[:, [1, 0, 2]]
    for slots, forgiven in (([0, 1, 22], True), ([0, 2, 22], False)):
        straight, _ = separation_loss(masks, *batch_of(sources), torch.tensor([slots]))
        other, _ = separation_loss(crossed, *batch_of(sources), torch.tensor([slots]))
        assert (abs(float(straight - other)) < 1e-4) == forgiven
        assert float(straight) < -15


def test_each_pair_is_exchanged_by_itself_and_never_where_its_notes_were_given() -> None:
    torch.manual_seed(2)
    sources = torch.zeros(1, 5, 40, 8, dtype=torch.complex64)
    for player in range(4):
        sources[:, player, 10 * player : 10 * player + 10] = torch.randn(10, 8, dtype=torch.complex64)
    right = (sources.abs() > 0).float()
    slots = torch.tensor([[0, 1, 4, 5, 22]])
    one_pair = right[:, [1, 0, 2, 3, 4]]
    losses = [float(separation_loss(m, *batch_of(sources), slots)[0]) for m in (right, one_pair)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-4) and losses[0] < -15
    nobody, first, other = (torch.tensor([[n in named for n in range(5)]]) for named in ((), (0,), (2, 3)))
    asked = [float(separation_loss(one_pair, *batch_of(sources), slots, named)[0]) for named in (nobody, first, other)]
    assert asked[0] == pytest.approx(losses[0], abs=1e-4) and asked[2] == pytest.approx(losses[0], abs=1e-4)
    assert asked[1] > losses[0] + 5


def test_improvement_follows_the_exchange() -> None:
    torch.manual_seed(3)
    sources = torch.randn(1, 3, 20, 10, dtype=torch.complex64)
    sources[:, 0, :10] = sources[:, 1, 10:] = 0
    sources[:, 2] *= 1e-3
    sources[:, 1] *= 0.5
    masks = (sources.abs() > 1e-2).float()
    slots = torch.tensor([[0, 1, 22]])
    _, gains = separation_loss(masks, *batch_of(sources), slots)
    _, crossed = separation_loss(masks[:, [1, 0, 2]], *batch_of(sources), slots)
    assert crossed[0, :2].tolist() == pytest.approx(gains[0, [1, 0]].tolist(), abs=1e-3)


def test_loss_is_minus_snr_in_closed_form() -> None:
    sources = torch.zeros(1, 2, 4, 4, dtype=torch.complex64)
    sources[:, 0] = 1.0
    masks = torch.stack([torch.full((4, 4), 0.9), torch.full((4, 4), 0.1)])[None]
    loss, _ = separation_loss(masks, *batch_of(sources), torch.tensor([[4, 22]]))
    player = 10 * np.log10((0.01 + 1e-3) / (1 + 1e-3))
    rest = 10 * np.log10((0.01 + REST_FLOOR) / REST_FLOOR)
    assert float(loss) == pytest.approx((player + REST_WEIGHT * rest) / (1 + REST_WEIGHT), abs=1e-4)


def test_perceptual_term_is_least_for_the_true_masks_and_leaves_pairs_out() -> None:
    torch.manual_seed(4)
    sources = torch.randn(1, 3, BINS, 40, dtype=torch.complex64) * torch.linspace(1, 0.1, 40)
    sources[:, 0, 200:] = sources[:, 1, :200] = 0
    sources[:, 2] = 0
    own, _, power = batch_of(sources)
    true = own / (own.sum(1, keepdim=True) + 1e-9)
    blurred = 0.5 * true + 0.25
    good, bad = (float(perceptual_term("nlpd", m, own, power, torch.tensor([[0, 12, 22]]))) for m in (true, blurred))
    assert good < 0.02 < bad
    assert float(perceptual_term("nlpd", blurred, own, power, torch.tensor([[0, 1, 22]]))) == 0


def test_export_is_one_small_file(network: HarmonicUNet, tmp_path: Path) -> None:
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.normal_()  # equal tensors would be stored once
    to_onnx(network, tmp_path / "model.onnx")
    assert [p.name for p in tmp_path.iterdir()] == ["model.onnx"]
    assert (tmp_path / "model.onnx").stat().st_size <= 20_000_000
