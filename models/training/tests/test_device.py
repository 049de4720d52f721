"""Packed material and the mixer that draws from it on a device; the whole path runs on the CPU at small sizes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch

from training import __main__ as program
from training.data.device import told
from training.data.device.draw import PLAYERS, Written, cast, everything
from training.data.device.index import Index
from training.data.device.material import load, ragged
from training.data.device.mixer import DeviceMixer, curves, spectra, warps
from training.data.device.pack import encode
from training.data.device.play import Events, play
from training.data.device.rooms import measured, reverberate, simulated
from training.data.mixing import Options
from training.engine.checkpoint import load_facts
from training.errors import InputError
from training.losses.separation import separation_loss
from training.signal.classes import HOP, N_CLASSES, REST_SLOT, SAMPLE_RATE
from training.signal.notes_prior import PlayedNote, player_prior
from training.signal.stft import Frontend, stft

CPU = torch.device("cpu")
PITCHES = (48.0, 60.0, 72.0)


def tone(pitch: float, seconds: float) -> np.ndarray:
    return (9000 * np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.int16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three notes and a phrase of two notes for every class, and six scenes of four lines."""
    out = tmp_path_factory.mktemp("material")
    rng = np.random.default_rng(3)
    sounds, rows, heard = [], [], []
    for instrument in range(N_CLASSES):
        for number, pitch in enumerate(PITCHES):
            rows.append((instrument, pitch, 2 * instrument + number % 2, True))
            sounds.append(tone(pitch, 1.0))
        heard += [(len(sounds), 0.0, 1.5, 55.0), (len(sounds), 1.5, 3.0, 57.0)]
        rows.append((instrument, np.nan, 100 + instrument, True))
        sounds.append(np.concatenate([tone(55, 1.5), tone(57, 1.5)]))
    lengths = np.array([len(s) for s in sounds], np.int64)
    events = [(scene, line, 0.5 * k, 0.5 * k + 0.45, float(rng.integers(50, 70)), 0.6) for scene in range(6) for line in range(4) for k in range(24)]
    index = Index(start=np.cumsum(lengths) - lengths, length=lengths, attack=np.full(len(sounds), 500, np.int64), steady=lengths - 500,
                  pitch=np.array([r[1] for r in rows], np.float32), instrument=np.array([r[0] for r in rows], np.int64),
                  source=np.array([r[2] for r in rows], np.int64), level=np.full(len(sounds), 5.0, np.float32), known=np.array([r[3] for r in rows], np.int64),
                  heard=np.array(heard, np.float32), cast=np.stack([rng.permutation(N_CLASSES)[:4] for _ in range(6)]).astype(np.int8),
                  events=np.array(events, np.float32), rooms=np.eye(2, 6000, dtype=np.float32))
    encode(sounds, out / "sounds.ogg")
    np.savez(out / "index.npz", **{f.name: getattr(index, f.name) for f in fields(Index)})
    return out


def one(**changes: float) -> Events:
    values = {"player": 0, "sound": 1, "onset": 0.25, "duration": 0.5, "ratio": 1.0, "skip": 0.0, "level": 1.0, "rise": 0.001, "fall": 0.001, **changes}
    return Events(**{k: torch.tensor([v]) for k, v in values.items()})


def test_sounds_come_back_where_the_index_says(folder: Path) -> None:
    material = load(folder, CPU)
    sound = material.sounds[material.start[1] : material.start[1] + material.length[1]].float().numpy()
    assert np.abs(sound - tone(60, 1.0)).max() < 1500 and material.score.shape == (6, 4, 24, 4)
    assert material.heard.shape[1:] == (2, 3) and material.is_phrase.sum() == N_CLASSES
    with pytest.raises(InputError, match="no packed material"):
        load(folder / "none", CPU)


def test_ragged_rows_keep_their_order() -> None:
    rows = np.array([(1, 0, 5.0), (0, 1, 7.0), (1, 0, 6.0)])
    out = ragged(rows, 2, (2, 2))
    assert out.shape == (2, 2, 2, 1) and out[1, 0, :, 0].tolist() == [5, 6] and out[0, 1, :, 0].tolist() == [7, 0] and out[0, 0].sum() == 0


def test_a_note_sounds_at_its_time_and_pitch_and_is_looped(folder: Path) -> None:
    material = load(folder, CPU)
    sound = play(material, one(ratio=2.0, duration=2.0), 2, 3 * SAMPLE_RATE)
    assert sound[1].abs().max() == 0 and sound[0, : SAMPLE_RATE // 4].abs().max() == 0 and sound[0, int(2.26 * SAMPLE_RATE) :].abs().max() == 0
    late = sound[0, int(1.8 * SAMPLE_RATE) : int(2.2 * SAMPLE_RATE)].numpy()
    assert late.std() > 0.5  # a second of sound lasts half a second at this speed
    spectrum = np.abs(np.fft.rfft(sound[0, SAMPLE_RATE // 4 : SAMPLE_RATE // 2].numpy(), 65536))
    assert spectrum.argmax() * SAMPLE_RATE / 65536 == pytest.approx(2 * 261.63, rel=0.01)


def test_the_device_computes_what_the_cpus_mixer_does(folder: Path) -> None:
    audio = torch.randn(2, 5 * HOP + 1)
    assert np.allclose(spectra(audio, Frontend(4096)).numpy(), stft(audio.numpy(), 4096), atol=1e-5)
    response = torch.randn(2, 300)
    assert torch.allclose(reverberate(audio, response)[1], torch.from_numpy(np.convolve(audio[1], response[1])[: audio.shape[1]]).float(), atol=1e-2)
    written = Written(torch.tensor([1, 1]), torch.tensor([0.1, 0.5]), torch.tensor([0.4, 0.9]), torch.tensor([60.2, 62.0]), torch.tensor([False, True]))
    prior = told.priors(written, written.known, 30)
    wanted = player_prior([PlayedNote(0.1, 0.4, 60.2), PlayedNote(0.5, 0.9, 62.0)], 30)
    assert torch.equal(prior[0], torch.ones_like(prior[0])) and np.allclose(prior[1].numpy(), wanted, atol=1e-5)


def test_rooms_have_unit_energy_and_curves_move_formants(folder: Path) -> None:
    rng = torch.Generator().manual_seed(1)
    assert torch.allclose(simulated(3, torch.tensor([0.2, 0.5, 1.5]), 8000, rng).square().sum(1), torch.ones(3), atol=1e-4)
    assert torch.allclose(measured(load(folder, CPU), torch.tensor([0, 1]), rng).square().sum(1), torch.ones(2), atol=1e-4)
    assert curves((4,), 4.0, 200, rng).shape == (4, 200)
    power = torch.exp(-((torch.arange(1, 400).float().log2() - 6) ** 2))[None]
    assert warps(power, torch.tensor([1.0])).abs().max() < 1e-4
    assert warps(power, torch.tensor([1.3]))[0, 120] > 0 > warps(power, torch.tensor([1.3]))[0, 30]


def test_casts_follow_the_shares_and_hide_only_who_is_alone(folder: Path) -> None:
    material, rng = load(folder, CPU), torch.Generator().manual_seed(2)
    drawn = cast(material, Options(undeclared=0.5, coherent=0.5, resampled=0.5, doubled=0.3), 0.5, 200, 3.0, rng)
    counts = torch.stack([(drawn.instrument == c).sum(1) for c in range(N_CLASSES)], 1)
    assert counts.max() == 2 and (drawn.instrument >= 0).sum(1).min() >= 1
    assert (drawn.hidden.sum(1) <= 1).all() and 0.2 < drawn.hidden.any(1).float().mean() < 0.55
    for row, player in torch.nonzero(drawn.hidden).tolist():
        assert counts[row, drawn.instrument[row, player]] == 1
    assert 0.6 <= float(drawn.speed.min()) < 1 < float(drawn.speed.max()) <= 1.4
    events, written = everything(material, drawn, 3.0, rng)
    assert (material.instrument[events.sound] == drawn.instrument.flatten()[events.player]).all()
    assert len(written.player) > 200 and written.pitch.isfinite().all()


def test_batches_add_up_follow_the_seed_and_train(folder: Path) -> None:
    def drawn(seed: int):  # noqa: ANN202
        options = Options(told=1.0, resampled=0.3, warped=0.5, stereo=0.5, undeclared=0.5)
        return DeviceMixer(folder, np.random.default_rng(seed), options, Frontend(2048), CPU, 0.5, 0.4).batch(6, 20)

    batch, again, other = drawn(4), drawn(4), drawn(5)
    assert torch.equal(batch.own, again.own) and not torch.equal(batch.own, other.own)
    assert torch.allclose(batch.cross.sum(1), batch.power, atol=1e-3 * float(batch.power.max()))
    assert batch.prior is not None and batch.prior.shape[1] == batch.slots.shape[1] == PLAYERS + 1
    assert batch.named.any() and not batch.named[batch.slots == REST_SLOT].any() and (batch.prior[~batch.named] == 1).all()
    for slots, counts in zip(batch.slots, batch.counts):
        players = [s for s in slots.tolist() if 0 <= s < REST_SLOT]
        assert players == sorted(set(players)) and slots.tolist()[len(players)] == REST_SLOT and counts.sum() == len(players)
    ideal = (batch.cross / batch.power[:, None].clamp(min=1e-9)).clamp(0, 1)
    loss, gain = separation_loss(ideal, batch.own, batch.cross, batch.power, batch.slots, batch.named)
    assert float(loss) < -3 and float(gain.nanmean()) > 3


def test_one_command_trains_from_the_pack_and_leaves_a_light_checkpoint(folder: Path, tmp_path: Path) -> None:
    call = ["train", "harmonic_unet", "--conf", str(program.FOLDER / "harmonic_unet" / "conf-device.toml"), "--stage", "device", "--material", str(folder),
            "--work", str(tmp_path), "--light", "--set", "budget.steps=1", "--set", "batch=1", "--set", "frames=16"]
    assert program.main(call) == 0
    light = tmp_path / "device-light"
    assert load_facts(light)["step"] == load_facts(tmp_path / "device")["step"] > 0
    assert light.with_name("device-light.weights.npz").stat().st_size < 16 * 2**20
    assert program.main([*call[:-4], "--set", "batch=1", "--set", "frames=16"]) == 0  # the budget is spent: nothing to do


def test_other_recipes_refuse_packed_material(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["train", "conv_tasnet", "--material", str(folder), "--work", str(tmp_path)]) == 2
    assert "shards" in capsys.readouterr().err
