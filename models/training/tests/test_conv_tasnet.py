"""Conv-TasNet: causality, streams, permutations, filters, sums, waveform batches, resuming."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import torch

from studies.conv_tasnet.study import page, summary
from training.data.mixing import Mixer, Options
from training.data.scenes import PARTS, SCENE_SAMPLES, write_shard
from training.data.waveforms import MixerWith, waveform_batch
from training.losses.waveform import decibels, orders, waveform_loss
from training.networks.conv_tasnet.filters import (
    bank,
    centres,
    inverse,
    synthesis_window,
)
from training.networks.conv_tasnet.layers import Norm, Stream
from training.networks.conv_tasnet.network import CAUSAL, Config, ConvTasNet
from training.networks.conv_tasnet.start import begin, blind_slots, folded, inherit
from training.networks.conv_tasnet.stream import BlockNetwork, run
from training.networks.conv_tasnet.use import masked, shared_out, stems_of, waveforms
from training.signal.classes import N_CLASSES, REST_SLOT, SAMPLE_RATE

TINY: dict[str, object] = {"planes": (8, 8), "depth": (1, 1), "fine": 8, "width": 16, "hidden": 16, "dilations": (1, 4), "voice": 4, "film": 8}


def small(config: Config) -> ConvTasNet:
    """A tiny network whose every weight matters: nothing is left at zero."""
    torch.manual_seed(0)
    network = ConvTasNet(replace(config, **TINY))
    with torch.no_grad():
        for name, p in network.named_parameters():
            if name not in ("encoder", "decoder"):
                p += 0.1 * torch.randn_like(p)
    begin(network)
    return network.eval()


@pytest.fixture(scope="module")
def causal() -> ConvTasNet:
    return small(CAUSAL)


@pytest.fixture(scope="module")
def acausal() -> ConvTasNet:
    return small(Config())


def asked(*slots: int) -> tuple[torch.Tensor, torch.Tensor]:
    counts = torch.zeros(1, N_CLASSES)
    for slot in slots:
        counts[0, slot // 2] += 1
    return counts, torch.tensor([*slots, REST_SLOT])


def test_the_future_beyond_five_milliseconds_changes_nothing(causal: ConvTasNet) -> None:
    torch.manual_seed(1)
    audio, at = torch.randn(1, 9000) * 0.1, 6000
    changed = audio.clone()
    changed[:, at:] = torch.randn(1, 3000)
    with torch.no_grad():
        before, after = (causal(x, *asked(0, 12)) for x in (audio, changed))
    reach = int(0.005 * SAMPLE_RATE)
    assert causal.config.lookahead < reach
    # Within rounding: a kernel that works on tiles may add up a frame's past and its neighbours together.
    assert torch.allclose(before[..., : at - reach], after[..., : at - reach], atol=1e-6)
    assert (before - after)[..., at - reach : at].abs().max() > 1e-4


@pytest.mark.parametrize("blocks", [1, 3])
def test_a_stream_gives_what_the_whole_signal_gives(causal: ConvTasNet, blocks: int) -> None:
    torch.manual_seed(2)
    audio = torch.randn(1, 7000) * torch.linspace(0.01, 0.3, 7000)
    question = asked(0, 1, 12)
    with torch.no_grad():
        whole = causal(audio, *question)
        stream = run(BlockNetwork(causal), blocks * causal.config.block, audio, *question)
    assert whole.shape == stream.shape == (1, 4, 7000)
    assert float((whole - stream).abs().max()) < 1e-5


def test_a_block_of_another_length_is_refused(causal: ConvTasNet, acausal: ConvTasNet) -> None:
    with pytest.raises(ValueError, match="multiple"):
        run(BlockNetwork(causal), causal.config.block + 1, torch.zeros(1, 1000), *asked(0, 12))
    with pytest.raises(ValueError, match="causal"):
        BlockNetwork(acausal)


def test_the_cumulative_norm_stays_exact_over_hours() -> None:
    torch.manual_seed(3)
    norm, frames = Norm(4, True, "n"), 50 * 3600 * 3
    state = {"n_a_mean": torch.full((1, 1), 2.0), "n_a_count": torch.full((1, 1), float(frames)),
             "n_b_mean": torch.full((1, 1), 5.0), "n_b_count": torch.full((1, 1), float(frames))}
    x = torch.randn(1, 40, 4) + 2
    with torch.no_grad():
        found = norm(x, Stream(state))
    x = x.double().numpy()
    count = frames + np.arange(1, 41)
    mean = (2.0 * frames + np.cumsum(x.mean(2)[0])) / count
    square = (5.0 * frames + np.cumsum((x**2).mean(2)[0])) / count
    wanted = (x[0] - mean[:, None]) / np.sqrt(square - mean**2 + 1e-5)[:, None]
    assert np.abs(found[0].numpy() - wanted).max() < 1e-5


@pytest.mark.parametrize("samples", [1, 1023, 5000])
def test_stems_sum_to_the_mixture_at_any_length(causal: ConvTasNet, acausal: ConvTasNet, samples: int) -> None:
    audio = torch.randn(1, samples) * 0.1
    for network in (causal, acausal):
        with torch.no_grad():
            stems = network(audio, *asked(0, 1, 12))
        assert stems.shape == (1, 4, samples) and torch.isfinite(stems).all()
        assert float((stems.sum(1) - audio).abs().max()) < 1e-6


def test_silence_is_finite_and_training_form_equals_use(acausal: ConvTasNet) -> None:
    counts, slots = asked(4, 12)
    audio = torch.randn(1, 4096) * 0.05
    with torch.no_grad():
        assert torch.isfinite(acausal(audio * 0, counts, slots)).all()
        plain = acausal(audio, counts, slots)
        padded = acausal.batch(audio, counts, torch.cat([slots, torch.tensor([-1])])[None])
        acausal.train()
        acausal.fast = False
        exact = acausal.batch(audio, counts, slots[None])
        acausal.eval()
    assert torch.allclose(plain, padded[:, :3], atol=1e-6) and not padded[:, 3].any()
    assert torch.allclose(plain, exact, atol=1e-5)


def test_the_level_does_not_matter(acausal: ConvTasNet) -> None:
    audio = torch.randn(1, 8192) * 0.1
    with torch.no_grad():
        loud, soft = acausal(audio, *asked(0, 12)), acausal(audio * 0.25, *asked(0, 12))
    assert float((loud * 0.25 - soft).abs().max()) < 1e-3 * float(soft.abs().max())


@pytest.mark.parametrize("config", [Config(), CAUSAL])
def test_encoder_and_decoder_give_the_signal_back(config: Config) -> None:
    hertz = centres(config.lowest_hz, config.per_octave, config.widest_hz)
    filters = bank(hertz, config.kernel, config.shortest, config.cycles, config.fall)
    assert filters.shape == (2 * len(hertz), config.kernel)
    assert np.allclose((filters**2).sum(1).reshape(-1, 2).sum(1), 2, atol=1e-3)
    network = small(config)
    rng = np.random.default_rng(0)
    slope = 1 / (1 + (np.fft.rfftfreq(SAMPLE_RATE, 1 / SAMPLE_RATE) / 300) ** 2) ** 0.5
    audio = torch.from_numpy(np.fft.irfft(np.fft.rfft(rng.normal(size=SAMPLE_RATE)) * slope).astype(np.float32))[None]
    with torch.no_grad():
        coded = network.encode(network.padded(audio))[0]
        frames = network.decode(coded, torch.ones(1, len(coded) // config.hold, network.bands))
        back = network.overlapped(frames)[0][:, config.delay :][:, : SAMPLE_RATE]
    error = 10 * np.log10(float((back - audio).square().sum() / audio.square().sum()))
    assert error < -18


def test_synthesis_windows_sum_to_one() -> None:
    for length, stride in ((512, 128), (110, 55)):
        assert np.allclose(synthesis_window(length, stride).reshape(-1, stride).sum(0), 1)


def test_the_inverse_of_an_orthonormal_bank_is_its_transpose() -> None:
    filters = np.eye(8, dtype=np.float32)
    assert np.allclose(inverse(filters, 2, 4, 2, doubt=1e-9), np.eye(8)[:, 2:6] * synthesis_window(4, 2), atol=1e-4)


def test_the_permutation_is_the_best_of_all() -> None:
    torch.manual_seed(4)
    sources, stems = torch.randn(1, 5, 300), torch.randn(1, 5, 300)
    stems[0, [2, 0, 1]] += 3 * sources[0, :3]
    slots = torch.tensor([[0, 6, 12, REST_SLOT, -1]])
    mixture = sources[:, :4].sum(1)
    loss, gains = waveform_loss(stems, sources, mixture, slots, blind=True)
    power = mixture.square().sum()
    costs = []
    for p in permutations(range(3)):
        errors = [10 * torch.log10(((sources[0, i] - stems[0, j]).square().sum() + f * power) / (sources[0, i].square().sum() + f * power))
                  for i, (j, f) in enumerate(zip([*p, 3], [1e-3, 1e-3, 1e-3, 2e-2]))]
        costs.append((sum(errors[:3]) + 0.7 * errors[3]) / 3.7)
    assert abs(float(loss) - float(min(costs))) < 1e-3
    assert costs.index(min(costs)) == list(permutations(range(3))).index((2, 0, 1))
    assert torch.isfinite(gains[0, :3]).all() and torch.isnan(gains[0, 3:]).all()


def test_only_players_of_one_instrument_may_be_exchanged() -> None:
    assert orders((0, 1, 12, REST_SLOT), False).tolist() == [[0, 1, 2, 3], [1, 0, 2, 3]]
    assert len(orders((0, 1, 12, 13, REST_SLOT), False)) == 4
    assert orders((1, 2, REST_SLOT), False).tolist() == [[0, 1, 2]]
    sources = torch.randn(1, 3, 200)
    slots = torch.tensor([[4, 5, REST_SLOT]])
    right, _ = waveform_loss(sources, sources, sources.sum(1), slots, False)
    crossed, _ = waveform_loss(sources[:, [1, 0, 2]], sources, sources.sum(1), slots, False)
    assert abs(float(right - crossed)) < 1e-4
    different, _ = waveform_loss(sources[:, [1, 0, 2]], sources, sources.sum(1), torch.tensor([[4, 8, REST_SLOT]]), False)
    assert float(different) > float(right) + 5


def test_errors_in_decibels() -> None:
    sources = torch.randn(2, 500)
    table = decibels(sources * 0.9, sources, torch.zeros(2) + 1e-9)
    assert np.allclose(table.diag(), -20, atol=0.05) and float(table[0, 1]) > 0


def test_a_causal_network_takes_over_what_needs_no_future(causal: ConvTasNet, acausal: ConvTasNet) -> None:
    heir = small(CAUSAL)
    inherit(heir, acausal)
    assert torch.equal(heir.encoder, causal.encoder) and torch.equal(heir.slot_weight, acausal.slot_weight)
    taps = torch.tensor([1.0, 2.0, 4.0])
    assert folded(taps, 0).tolist() == [1, 0, 6]
    spectrum = torch.rand(1, 7, 1, 192).expand(-1, -1, 6, -1).contiguous()  # stands still, so past and future look alike
    with torch.no_grad():
        assert torch.allclose(heir.stem(spectrum, None)[:, :, 3], acausal.stem(spectrum, None)[:, :, 3], atol=1e-5)


def make_shards(folder: Path) -> None:
    parts = np.random.default_rng(5).normal(0, 800, (2, PARTS, SCENE_SAMPLES)).astype(np.int16)
    write_shard(folder / "shard-0000", parts, [{"classes": [0, 6, 2, -1, -1]}, {"classes": [1, 7, 11, 0, 0]}])


def test_waveform_batches_are_the_mixers_examples(tmp_path: Path) -> None:
    make_shards(tmp_path)
    options = Options(stereo=0.0, spots=0.0, cut=0.0)
    spectra = Mixer(tmp_path, np.random.default_rng(6), options).batch(3, 12)
    batch = waveform_batch(Mixer(tmp_path, np.random.default_rng(6), options), 3, 12)
    assert np.array_equal(spectra.slots, batch.slots) and np.array_equal(spectra.counts, batch.counts)
    assert batch.sources.shape == (3, 6, 11 * 1024) and np.allclose(batch.sources.sum(1), batch.mixture)
    for own, sources in zip(spectra.own, batch.sources):
        inside = own[:, 1:, 2:-2].sum((1, 2))
        measured = (sources.astype(np.float64) ** 2).sum(1)
        assert np.allclose(measured[inside > 0] / measured.sum(), inside[inside > 0] / inside.sum(), atol=0.1)


def test_one_instrument_against_all_others(tmp_path: Path) -> None:
    make_shards(tmp_path)
    batch = waveform_batch(MixerWith(0, tmp_path, np.random.default_rng(7), Options(players=(0, 1, 1, 0, 0))), 6, 8, only=0)
    for slots, counts, sources in zip(batch.slots, batch.counts, batch.sources):
        wanted = [s for s in slots if s >= 0]
        assert wanted[-1] == REST_SLOT and {s // 2 for s in wanted[:-1]} == {0}
        assert counts[0] == len(wanted) - 1 and counts[1:].sum() == 0 and sources[len(wanted) :].any() == False  # noqa: E712


def test_blind_networks_number_their_outputs() -> None:
    slots = torch.tensor([[4, 12, REST_SLOT, -1], [0, REST_SLOT, -1, -1]])
    assert blind_slots(slots).tolist() == [[0, 1, REST_SLOT, -1], [0, REST_SLOT, -1, -1]]
    network = small(Config(blind=True))
    audio = torch.randn(1, 4096)
    with torch.no_grad():
        a, b = (network(audio, counts, torch.tensor([0, 1, REST_SLOT])) for counts in (torch.zeros(1, 11), torch.ones(1, 11)))
    assert torch.equal(a, b) and not torch.allclose(a[0, 0], a[0, 1])


def test_whole_recordings_at_their_own_rate(causal: ConvTasNet, acausal: ConvTasNet) -> None:
    audio = (np.random.default_rng(8).normal(0, 0.1, 2 * 22000)).astype(np.float32)
    for network in (causal, acausal):
        for apply in (masked, waveforms):
            found = apply(network, audio, 44100, [0, 0, 6])
            assert found.shape == (4, len(audio)) and np.isfinite(found).all()
            assert np.abs(found.sum(0) - audio)[2000:-2000].max() < 1e-4


def test_shares_follow_the_stems() -> None:
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    low, high = (np.sin(2 * np.pi * f * time).astype(np.float32) for f in (300, 2000))
    found = shared_out(np.stack([0.2 * low, 0.1 * high]), low + high, SAMPLE_RATE, 2.0)
    assert np.abs(found[0] - low)[3000:-3000].max() < 1e-2 and np.abs(found[1] - high)[3000:-3000].max() < 1e-2


def test_a_long_recording_is_joined_from_pieces(acausal: ConvTasNet) -> None:
    audio = np.random.default_rng(9).normal(0, 0.1, 300_000).astype(np.float32)
    found = stems_of(acausal, audio, [0, 0])
    assert found.shape == (3, 300_000) and np.abs(found.sum(0) - audio).max() < 1e-4


def rows_of(*gains: float) -> list[dict[str, object]]:
    return [{"excerpt": k, "mixture": f"m{k}", "players": 2, "instrument": "violin", "si_sdr_improvement": g, "sdr": g + 1} for k, g in enumerate(gains)]


def test_a_studys_run_is_compared_on_its_own_outputs_only() -> None:
    conditioned = rows_of(1.0, 2.0, 9.0)
    found = summary(rows_of(0.5, 1.0), conditioned)
    assert found["outputs"] == 2 and found["mixtures"] == 2
    assert (found["si_sdr_improvement"], found["conditioned_si_sdr_improvement"], found["conditioned_sdr"]) == (0.75, 1.5, 2.5)
    assert found["change"] == pytest.approx(-0.75)
    result = {"cpu_s": 60.0, "seed": 1, "runs": {n: {"parameters": 2_100_000, "step": 7} for n in ("conditioned", "cello")},
              "sets": {"synthetic": {"conditioned": summary(conditioned, conditioned), "cello alone": found},
                       "real-select": {"conditioned": summary(conditioned, conditioned)}},
              "seconds": {"one instrument": 0.01, "conditioned": {"2": 0.012}}}
    text = page([result])
    assert "| cello alone | 60 | 2.1 M, 7 | synthetic | 0.75 (1.50) | 1.75 (2.50) | -0.75" in text
    assert text.count("cello alone") == 1
    assert "2 players 0.15 of eight and 0.60 of 2" in text
