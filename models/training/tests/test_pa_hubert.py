"""Pa-HuBERT: clusters, primitive features, hidden patches, the loss on them alone, what a separator takes over."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from studies.pa_hubert import table
from studies.pa_hubert.clusters import named, owners
from studies.pa_hubert.complex_masks import ComplexUNet, complex_loss, phase_channels
from studies.pa_hubert.study import freeze
from studies.pa_hubert.wave_study import take_over as take_over_waves
from studies.pa_hubert.wave_study import waveform_loss
from studies.pa_hubert.waves import MaskedWaves, WaveUNet, draw_stretches
from training import __main__ as program
from training.data.few_labels import Recordings
from training.data.scenes import PARTS, SCENE_SAMPLES, write_shard
from training.engine.checkpoint import load_facts
from training.losses.separation import separation_loss
from training.measure import evaluate as protocol
from training.measure.sets import Mixture
from training.networks.harmonic_unet.small import SmallUNet
from training.networks.pa_hubert import kmeans
from training.networks.pa_hubert.clusters import WEIGHTS, standardised
from training.networks.pa_hubert.features import (
    BETWEEN,
    GROUPS,
    PATCH_BINS,
    PATCH_FRAMES,
    RATIOS,
    WIDTH,
    correlation,
    cosines,
    patches,
    primitive_features,
    sounding,
    weighted,
)
from training.networks.pa_hubert.network import (
    ENCODER,
    MaskedEncoder,
    draw_hidden,
    masked_loss,
    take_over,
)
from training.recipe import FOLDER
from training.recipes.pa_hubert.codebook import CLUSTERS, FRAMES, codebook
from training.recipes.pa_hubert.pretrain import pretrain
from training.signal.classes import HOP, SAMPLE_RATE, SCENE_FRAMES
from training.signal.stft import stft

ROWS = 17


# k-means

def test_one_cluster_is_the_mean() -> None:
    points = np.random.default_rng(0).normal(3, 2, (5000, 4))
    assert np.allclose(kmeans.fit(points, 1, np.random.default_rng(1), batch=512), points.mean(0), atol=1e-5)


def test_separate_blobs_are_found_and_their_centres_are_the_means() -> None:
    rng = np.random.default_rng(2)
    centres = np.array([[0, 0], [20, 0], [0, 20], [20, 20], [50, 50.0]])
    truth = rng.integers(0, 5, 4000)
    points = centres[truth] + rng.normal(0, 1, (4000, 2))
    found = kmeans.fit(points, 5, np.random.default_rng(3), batch=4000)
    names = kmeans.assign(points, found)
    assert kmeans.purity(names, truth) == 1 and kmeans.normalised_information(names, truth) == pytest.approx(1)
    for k in range(5):
        assert np.allclose(found[k], points[names == k].mean(0), atol=1e-4)


def test_information_and_purity_in_closed_form() -> None:
    a, b = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert kmeans.normalised_information(a, b) == pytest.approx(0, abs=1e-12)
    assert kmeans.normalised_information(a, 7 - 3 * a) == pytest.approx(1)
    assert kmeans.purity(a, b) == 0.5 and kmeans.purity(np.array([0, 0, 0, 1]), a) == 0.75


def test_too_few_points_are_refused_and_twins_are_no_trouble() -> None:
    with pytest.raises(ValueError, match="3 points"):
        kmeans.fit(np.zeros((3, 2)), 4, np.random.default_rng(0))
    assert np.isfinite(kmeans.fit(np.zeros((50, 2)), 4, np.random.default_rng(0))).all()


def test_clusters_are_named_after_other_scenes() -> None:
    assert named(np.array([0, 0, 0, 1, 1]), np.array([4, 4, 2, 6, 6]), np.array([1, 0, 3])).tolist()[:2] == [6, 4]


# features

def spectrum_of(partials: dict[int, np.ndarray]) -> torch.Tensor:
    """[1, 272, 24] with the given bins' levels over time."""
    plane = np.zeros((1, 272, 24), np.float32)
    for position, level in partials.items():
        plane[0, position] = level
    return torch.from_numpy(plane)


def test_patches_are_blocks_of_the_plane() -> None:
    plane = torch.arange(2 * 32 * 8.0).reshape(2, 32, 8)
    found = patches(plane)
    assert found.shape == (2, 2, 2, 16, 4)
    assert torch.equal(found[1, 0, 1], plane[1, :16, 4:]) and torch.equal(found[0, 1, 0], plane[0, 16:, :4])
    with pytest.raises(ValueError, match="divide into whole patches"):
        patches(torch.zeros(1, 17, 8))


def test_the_cosines_are_orthonormal_and_a_flat_patch_has_one_coefficient() -> None:
    assert torch.allclose(cosines(16, 16) @ cosines(16, 16).T, torch.eye(16), atol=1e-6)
    flat = primitive_features(torch.full((1, 272, 24), 2.0))[0, 5, 3]
    assert flat[0] == pytest.approx(2.0 * 4) and float(flat[1:8].abs().max()) < 1e-5
    assert flat.shape == (WIDTH,)


def test_a_harmonic_tone_shows_its_partials_and_their_common_movement() -> None:
    fundamental, wobble = 100, 3 + np.sin(np.arange(24))
    tone = {fundamental + round(36 * np.log2(h)): wobble for h in (1, 2, 3, 4, 5, 6)}
    row, column = fundamental // PATCH_BINS, 3
    harmonics, moving = (primitive_features(spectrum_of(tone))[0, row, column, GROUPS[g]].numpy() for g in ("harmonics", "modulation"))
    level = wobble[column * 4 : column * 4 + 4].mean()
    for index, ratio in enumerate(RATIOS):
        assert harmonics[index] == pytest.approx(0 if ratio in (2, 3, 4, 5, 6) else -level, abs=1e-5)
    assert harmonics[-1] == pytest.approx(level, abs=1e-5)  # partials at the level, nothing between
    assert moving[0] == pytest.approx(0, abs=1e-3) and moving[1] > 0.99 and moving[2] > 0.99
    assert len(BETWEEN) == 3


def test_an_onset_is_heard_where_it_is_and_an_offset_too() -> None:
    level = np.zeros(24)
    level[9:18] = 4
    onset = primitive_features(spectrum_of(dict.fromkeys(range(96, 112), level)))[0, 6, :, GROUPS["onset"]].numpy()
    assert onset[:, 0].tolist() == [0, 0, 4, 0, 0, 0] and onset[:, 1].tolist() == [0, 0, 0, 0, 4, 0]


def test_movement_against_itself_against_its_opposite_and_against_stillness() -> None:
    wave = torch.sin(torch.arange(12.0))
    pairs = correlation(torch.stack([wave, wave, wave]), torch.stack([3 * wave + 1, -wave, torch.ones(12)]))
    assert torch.allclose(pairs, torch.tensor([1.0, -1.0, 0.0]), atol=1e-3)


def test_groups_weigh_what_they_are_given_and_silence_does_not_count() -> None:
    found = weighted(torch.ones(WIDTH), WEIGHTS)
    for name, part in GROUPS.items():
        assert float((found[part] ** 2).sum()) == pytest.approx(WEIGHTS[name])
    heard = sounding(spectrum_of({100: np.r_[np.zeros(12), np.full(12, 2.0)]}))[0]
    assert heard.sum() == 3 and heard[100 // PATCH_BINS, 3:].all()


def test_a_patch_belongs_to_whom_has_most_of_its_power() -> None:
    powers = np.zeros((3, 32, 8))
    powers[0, :16], powers[1, 16:, :4], powers[2, 16:, 4:] = 1, 1, 1
    powers[1, :16] = 0.5
    assert owners(powers, [4, 6, 11], np.eye(32, dtype=np.float32)).tolist() == [[4, 4], [6, -1]]


def test_features_are_standardised_in_their_own_row() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(0, 1, (40, 2, 30, WIDTH)) * [[[[2.0]], [[5.0]]]] + [[[[1.0]], [[-3.0]]]]
    features = features.astype(np.float32)
    book = standardised(features, np.ones(features.shape[:3], bool), WEIGHTS, 4, 1)
    assert np.allclose(book.mean[:, 0], [1, -3], atol=0.4) and np.allclose(book.scale[:, 0], [2, 5], atol=0.4)
    assert set(book.name(torch.from_numpy(features)).ravel().tolist()) <= set(range(4))


# hidden patches and the loss

def test_about_the_asked_share_is_hidden_in_every_example() -> None:
    hidden = draw_hidden(np.random.default_rng(1), 40, ROWS, 22, 0.45)
    shares = hidden.mean((1, 2))
    assert (shares >= 0.45).all() and shares.max() < 0.45 + 5 / 22 + 0.01
    assert hidden.all(1).any() and (hidden.any(1) & ~hidden.all(1)).any()  # whole columns, and parts of columns
    stretches = draw_stretches(np.random.default_rng(1), 40, 64, 0.45)
    assert (stretches.mean(1) >= 0.45).all() and stretches.mean(1).max() < 0.45 + 12 / 64


def test_the_loss_is_that_of_hidden_patches_alone() -> None:
    torch.manual_seed(0)
    logits, clusters = torch.randn(2, 3, 4, 5, requires_grad=True), torch.randint(0, 5, (2, 3, 4))
    hidden = torch.rand(2, 3, 4) < 0.4
    loss, right = masked_loss(logits, clusters, hidden)
    loss.backward()
    assert (logits.grad.abs().sum(3) > 0).equal(hidden)
    by_hand = torch.stack([-torch.log_softmax(logits[i], 0)[clusters[i]] for i in map(tuple, hidden.nonzero().tolist())])
    assert float(loss) == pytest.approx(float(by_hand.mean()), abs=1e-5) and 0 <= float(right) <= 1


def test_what_is_hidden_cannot_be_seen() -> None:
    torch.manual_seed(0)
    network = MaskedEncoder(SmallUNet(), 8).eval()
    spectrum, hidden = torch.rand(1, 272, 24), torch.zeros(1, ROWS, 6, dtype=torch.bool)
    hidden[:, 4:9, 2:4] = True
    changed = spectrum.clone()
    changed[:, 4 * PATCH_BINS : 9 * PATCH_BINS, 2 * PATCH_FRAMES : 4 * PATCH_FRAMES] += 5
    with torch.no_grad():
        assert torch.equal(network(spectrum, hidden), network(changed, hidden))
        assert not torch.equal(network(spectrum, ~hidden), network(changed, ~hidden))


# into separators

BUDGETS = [1.0, pytest.param(6.0, marks=pytest.mark.long)]
"""CPU seconds of a pre-training."""


def small_shards(folder: Path) -> Path:
    """One unlabelled shard of three scenes of harmonic tones and noise."""
    rng = np.random.default_rng(5)
    time = np.arange(SCENE_SAMPLES) / SAMPLE_RATE
    parts = np.zeros((3, PARTS, SCENE_SAMPLES), np.int16)
    for scene in range(3):
        for part in range(3):
            tone = sum(np.sin(2 * np.pi * rng.uniform(150, 600) * h * time) / h for h in (1, 2, 3))
            parts[scene, part] = 900 * tone + rng.normal(0, 30, SCENE_SAMPLES)
    write_shard(folder / "shard-0040", parts, [{"classes": [0, 6, 2, -1, -1]}] * 3)
    return folder


@pytest.mark.parametrize("cpu_s", BUDGETS)
def test_a_pretraining_is_made_once_and_a_separator_takes_it_over(tmp_path: Path, cpu_s: float) -> None:
    recordings = Recordings(small_shards(tmp_path / "shards"), whole=True)
    assert SCENE_FRAMES >= FRAMES
    network = pretrain(tmp_path / "encoder", recordings, 1, cpu_s)
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("encoder*")}
    assert len(before) == 4  # weights and state of both rounds
    again = pretrain(tmp_path / "encoder", recordings, 1, cpu_s)
    assert before == {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("encoder*")}
    assert all(torch.equal(a, b) for a, b in zip(network.state_dict().values(), again.state_dict().values()))
    separator = SmallUNet()
    fresh = {k: v.clone() for k, v in separator.state_dict().items()}
    taken = take_over(separator, tmp_path / "encoder")
    assert taken == sorted(k for k in fresh if k.startswith(ENCODER))
    for key, value in separator.state_dict().items():
        assert torch.equal(value, again.unet.state_dict()[key] if key in taken else fresh[key])
    with pytest.raises(ValueError, match="is not an encoder"):
        take_over(wider(), tmp_path / "encoder")


def wider() -> torch.nn.Module:
    """A network with an encoder layer that no pre-training knows."""
    network = SmallUNet()
    network.encoder.append(torch.nn.ModuleList([torch.nn.Linear(2, 2)]))
    return network


def test_clusters_of_recordings_name_every_patch(tmp_path: Path) -> None:
    recordings = Recordings(small_shards(tmp_path), whole=True)
    book = codebook(recordings, 1, None)
    assert book.centres.shape == (CLUSTERS, WIDTH) and book.mean.shape == (ROWS, WIDTH) and book.cpu_s > 0


def test_a_frozen_encoder_does_not_move_and_the_decoder_does() -> None:
    torch.manual_seed(0)
    network = SmallUNet().train()
    freeze(network)
    before = {k: v.clone() for k, v in network.named_parameters()}
    optimizer = torch.optim.SGD([p for p in network.parameters() if p.requires_grad], lr=0.1)
    masks = network.batch(torch.rand(1, 1025, 8), torch.eye(11)[:1], torch.tensor([[0, 22]]))
    own = torch.rand(1, 2, 1025, 8)
    separation_loss(masks, own, own, own.sum(1), torch.tensor([[0, 22]]))[0].backward()
    optimizer.step()
    moved = {k for k, v in network.named_parameters() if not torch.equal(v, before[k])}
    assert moved and not any(k.startswith(ENCODER) and ".modulate." not in k for k in moved)
    assert any(k.startswith("decoder.") for k in moved)


def test_waveforms_sum_to_the_mixture_and_only_wanted_slots_sound() -> None:
    torch.manual_seed(0)
    network = WaveUNet()
    audio, slots = torch.randn(2, 8 * HOP), torch.tensor([[0, 4, 22], [6, 22, -1]])
    counts = torch.zeros(2, 11)
    counts[0, 0] = counts[0, 2] = counts[1, 3] = 1
    stems = network.batch(audio, counts, slots)
    assert stems.shape == (2, 3, 8 * HOP)
    assert torch.allclose(stems.sum(1), audio, atol=1e-4) and float(stems[1, 2].abs().max()) == 0
    louder = network.batch(10 * audio, counts, slots)
    assert torch.allclose(louder, 10 * stems, rtol=1e-3, atol=1e-3)


def test_waveform_loss_forgives_an_exchanged_pair_and_nothing_else() -> None:
    torch.manual_seed(1)
    sources = torch.randn(1, 3, 500) * torch.tensor([1.0, 1.0, 0.001])[:, None]
    crossed = sources[:, [1, 0, 2]]
    pair, others = torch.tensor([[0, 1, 22]]), torch.tensor([[0, 2, 22]])
    assert float(waveform_loss(crossed, sources, pair)) == pytest.approx(float(waveform_loss(sources, sources, pair)), abs=1e-4)
    assert float(waveform_loss(sources, sources, pair)) < -15
    assert float(waveform_loss(crossed, sources, others)) > 0


def test_a_wave_separator_takes_encoder_and_context_over() -> None:
    masked, network = MaskedWaves(16), WaveUNet()
    take_over_waves(network, masked)
    assert all(torch.equal(v, masked.state_dict()[k]) for k, v in network.state_dict().items() if k.startswith(("encoder.", "context.")))
    logits = masked(torch.randn(2, 6 * HOP), torch.zeros(2, 6, dtype=torch.bool))
    assert logits.shape == (2, 6, 16)


# the separator to ship

@pytest.mark.parametrize("cpu_s", BUDGETS)
def test_a_separator_is_trained_in_parts_evaluated_and_exported(tmp_path: Path, cpu_s: float, monkeypatch: pytest.MonkeyPatch) -> None:
    shards = small_shards(tmp_path / "shards")
    conf = tmp_path / "conf.toml"
    text = (FOLDER / "pa_hubert" / "conf.toml").read_text()
    for budget in ("240", "300", "330"):
        text = text.replace(f"{{ cpu_s = {budget} }}", f"{{ cpu_s = {cpu_s if budget == '240' else 0.1} }}")
    conf.write_text(text.replace("rounds = 2", "rounds = 1"))
    work = tmp_path / "work"
    command = ["pa_hubert", "--conf", str(conf), "--work", str(work)]
    assert program.main(["train", *command, "--shards", str(shards)]) == 0
    facts = load_facts(work / "pub-b")
    assert [p["of"] for p in facts["parts"]] == ["encoder-240-2-1", "pub-a"] and facts["parts"][0]["cpu_s"] == cpu_s and facts["seeds"] == [1, 2]
    again = ["pa_hubert", "--conf", str(conf), "--work", str(tmp_path / "again"), "--shards", str(shards)]
    assert program.main(["train", *again, "--stage", "pub-b", "--start", str(work / "pub-b")]) == 0
    assert [p["of"] for p in load_facts(tmp_path / "again" / "pub-b")["parts"]] == ["encoder-240-2-1", "pub-a", "pub-b"]

    rng = np.random.default_rng(3)
    mixture = Mixture("piece/flute+cello", [2, 4], rng.normal(0, 0.05, (2, SAMPLE_RATE)).astype(np.float32), SAMPLE_RATE, "bach10")
    monkeypatch.setattr(protocol, "build", lambda *_: [mixture])
    monkeypatch.setattr(protocol, "data_pack", lambda _: tmp_path)
    assert program.main(["evaluate", *command, "--sets", "real-select"]) == 0

    recipe = tmp_path / "models" / "training" / "recipes" / "pa_hubert"
    shutil.copytree(FOLDER / "pa_hubert" / "card", recipe / "card")
    monkeypatch.setattr(program, "MODELS", tmp_path / "models")
    monkeypatch.setattr(program, "FIXTURES", tmp_path / "golden")
    assert program.main(["export", *command, "--version", "0.0.1"]) == 0
    model = tmp_path / "models" / "pa-hubert"
    manifest = json.loads((model / "manifest.json").read_text())
    weights = (model / "model.onnx").read_bytes()
    assert manifest["weights"]["sha256"] == hashlib.sha256(weights).hexdigest() and len(weights) < 6_000_000
    assert manifest["frontend"]["size"] == 2048 and manifest["metrics"][0]["set"] == "real-select"
    assert "real-select" in (model / "README.md").read_text() and "Pa-HuBERT" in (tmp_path / "models" / "README.md").read_text()
    golden = tmp_path / "golden" / "pa-hubert"
    shape = json.loads((golden / "masks.json").read_text())["masks"]["shape"]
    masks = np.fromfile(golden / "masks.f32", "<f4").reshape(shape)
    assert np.allclose(masks.sum(1), 1, atol=1e-4)


# complex masks

def test_a_steady_tone_on_a_bin_has_no_unexplained_phase() -> None:
    tone = np.sin(2 * np.pi * 40 / 2048 * np.arange(20 * HOP) + 0.7).astype(np.float32)
    channels = phase_channels(torch.from_numpy(stft(tone))[None])[0, :, 39:42, 4:-4]
    own = torch.tensor([1.0, 0.0, 1.0, 0.0])[:, None].expand(-1, channels.shape[2])
    assert torch.allclose(channels[:, 1], own, atol=1e-3)
    # half a window's hop turns what lies a bin off by half a turn
    assert torch.allclose(channels[:2, [0, 2]], torch.tensor([-1.0, 0.0])[:, None, None].expand(-1, 2, own.shape[1]), atol=1e-3)


def test_complex_loss_is_the_real_one_for_real_masks_and_true_masks_leave_the_floor() -> None:
    torch.manual_seed(0)
    sources, slots = torch.randn(1, 3, 20, 10, dtype=torch.complex64), torch.tensor([[0, 1, 22]])
    mixture = sources.sum(1)
    masks = torch.rand(1, 3, 20, 10)
    cross = (sources * mixture.conj()[:, None]).real
    real, _ = separation_loss(masks, sources.abs() ** 2, cross, mixture.abs() ** 2, slots)
    assert float(complex_loss(masks.to(torch.complex64), sources, slots)) == pytest.approx(float(real), abs=1e-4)
    assert float(complex_loss(sources / mixture[:, None], sources, slots)) < -20


def test_complex_masks_add_an_imaginary_part_to_the_real_ones() -> None:
    torch.manual_seed(0)
    network = ComplexUNet().eval()
    spectrum = torch.randn(1, 1025, 8, dtype=torch.complex64)
    counts, slots = torch.eye(11)[:1], torch.tensor([[0, 22, -1]])
    with torch.no_grad():
        masks = network.complex_batch(spectrum, counts, slots)
        assert torch.allclose(masks.real, network.batch(spectrum.abs(), counts, slots), atol=1e-5)
    assert float(masks.imag.abs().max()) <= 0.5 and float(masks[:, :2].imag.abs().max()) > 0 and float(masks[:, 2].abs().max()) == 0


# tables

def run_of(kind: str, share: float, seed: int, values: dict[str, float], sets: tuple[str, ...] = ("shifted",)) -> dict[str, object]:
    rows = [{"mixture": m, "players": 2, "si_sdr_improvement": v, "sdr": v} for m, v in values.items()]
    return {"kind": kind, "share": share, "seed": seed, "step": 5, "cpu_s": 80.0, "curve": [{"cpu_s": 20.0, "step": 5, "loss": 1.0, "look": 2.0}],
            "rows": dict.fromkeys(sets, rows)}


def test_tables_pair_runs_of_one_seed_and_leave_out_what_has_no_partner() -> None:
    runs = {"scratch-5-1": run_of("scratch", 0.05, 1, {"a": 1.0, "b": 2.0}),
            "fine-5-1": run_of("fine", 0.05, 1, {"a": 2.0, "b": 4.0}, ("shifted", "real-report")),
            "fine-5-2": run_of("fine", 0.05, 2, {"a": 9.0, "b": 9.0})}
    core = table.core_table(runs)
    assert len(core) == 3 and core[2].startswith("| 5% | shifted | 1.50 | 3.00 | **+1.50 ± 0.98** | one seed | 2 |")
    assert table.every_run(runs)[3:] == ["| fine | 5% | 2 | 80 | 9.00 |  |", "| scratch | 5% | 1 | 80 | 1.50 |  |"]
    shown = table.tables(runs, {"all": {"purity_of_register": 0.2, "accuracy_of_register": 0.1, "purity": 0.3, "accuracy": 0.2, "information": 0.1,
                                        "stability": 0.5}}, {})
    assert "time domain" not in shown and "Every run" in shown and "**+1.50" in shown
