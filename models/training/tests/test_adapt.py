"""Adapting a model to recordings of one's own: parts, mixtures, scores, training that stops and goes on, masked prediction, the protocol."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import types
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from training.adapt import parts, score
from training.adapt.lock import lock
from training.adapt.masking import Excerpts, Masking
from training.adapt.mixing import SoloMixer, reflections, reverberated
from training.adapt.plan import Plan, Refusal, Source, read_plan
from training.adapt.protocol import Host, Stopped
from training.adapt.run import Adaptation, Way
from training.adapt.start import load_start
from training.adapt.training import Learner, between, train
from training.adapt.unmixing import RecordingMixer
from training.engine.checkpoint import publish
from training.networks.harmonic_unet.network import Config, HarmonicUNet
from training.recipes.harmonic_unet import adaptable
from training.signal.classes import CLASSES, N_CLASSES, REST_SLOT, SAMPLE_RATE
from training.signal.stft import Frontend

TINY = Config(channels=(8, 8), encoder_depth=(1, 1), decoder_depth=(1,), context=16, dilations=(1,), linear_channels=7,
              head_channels=8, voice=4, film=8, fft_size=2048)
VIOLIN, CELLO = CLASSES.index("violin"), CLASSES.index("cello")


def tone(hertz: float, seconds: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * rng.uniform(0.2, 0.6) * time)
    return (0.1 * swell * sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 6))).astype(np.float32)


# Parts

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


# Mixtures

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


# Training

def test_weights_between_are_on_the_straight_line() -> None:
    found = between({"w": torch.zeros(2)}, {"w": torch.tensor([2.0, 4.0])}, 0.25)
    assert found["w"].tolist() == [0.5, 1.0]


def learner_at(path: Path) -> tuple[Learner, SoloMixer]:
    torch.manual_seed(1)
    network = HarmonicUNet(TINY)
    rng = np.random.default_rng(1)
    learner = Learner(network, adaptable.optimizer(network, 1e-3), 1e-3, rng, path)
    learner.load()
    return learner, SoloMixer({VIOLIN: [tone(440, 6)], CELLO: [tone(110, 6)]}, learner.rng, network.frontend)


def test_training_that_is_stopped_saves_and_goes_on(tmp_path: Path) -> None:
    learner, mixer = learner_at(tmp_path / "checkpoint")
    begin = {k: v.clone() for k, v in learner.network.state_dict().items()}
    told: list[str] = []
    saves: list[float] = []

    def check() -> None:
        if learner.step >= 2:
            raise Stopped

    def step() -> tuple[torch.Tensor, torch.Tensor]:
        return adaptable.losses(learner.network, mixer.batch(1, 12))

    with pytest.raises(Stopped):
        train(learner, "solos", 1000.0, step, told.append, lambda: saves.append(learner.minutes), check)
    assert learner.step == 2 and saves and told[0].startswith("step 1")
    assert any(not torch.equal(v, begin[k]) for k, v in learner.network.state_dict().items())

    again, _ = learner_at(tmp_path / "checkpoint")
    assert again.step == 2 and again.phases == learner.phases and len(again.curve) == 1
    assert all(torch.equal(v, learner.network.state_dict()[k]) for k, v in again.network.state_dict().items())
    assert all(torch.equal(v, learner.mean[k]) for k, v in again.mean.items())
    assert again.rng.bit_generator.state == learner.rng.bit_generator.state


def test_numbers_that_are_not_finite_change_nothing_and_end_it(tmp_path: Path) -> None:
    learner, _ = learner_at(tmp_path / "checkpoint")
    begin = {k: v.clone() for k, v in learner.network.state_dict().items()}

    def step() -> tuple[torch.Tensor, torch.Tensor]:
        return learner.network.slot_bias.sum() * float("nan"), torch.zeros(1)

    with pytest.raises(Refusal, match="diverged"):
        train(learner, "solos", 1000.0, step, lambda *_: None, lambda: None, lambda: None)
    assert all(torch.equal(v, begin[k]) for k, v in learner.network.state_dict().items())


# The whole way

@pytest.fixture
def tiny_recipe(tmp_path: Path) -> str:
    """A recipe whose published weights are those of a tiny network."""
    torch.manual_seed(0)
    publish(tmp_path / "checkpoint", HarmonicUNet(TINY).state_dict(), {"step": 0})
    module = types.ModuleType("training.recipes.tiny.adaptable")
    module.__file__ = str(tmp_path / "adaptable.py")
    for name in ("optimizer", "losses", "unmixing_losses", "log_spectrum", "represent", "RATE"):
        setattr(module, name, getattr(adaptable, name))
    module.network = lambda: HarmonicUNet(TINY)  # type: ignore[attr-defined]
    sys.modules["training.recipes.tiny"] = types.ModuleType("training.recipes.tiny")
    sys.modules["training.recipes.tiny.adaptable"] = module
    yield "tiny"
    del sys.modules["training.recipes.tiny"], sys.modules["training.recipes.tiny.adaptable"]


def plan_in(folder: Path, recipe: str, minutes: float, solos: list[Source], recordings: list[Source]) -> Plan:
    for name in ("work", "out"):
        (folder / name).mkdir(exist_ok=True)
    return Plan("mine", "Mine", "tiny", "1.0.0", recipe, "Tiny", None, "unmixing", folder / "work", folder / "out", minutes, 1, 1, recordings, solos)


MINUTES = [0.01, pytest.param(0.1, marks=pytest.mark.long)]
"""Of training, in the tests of the whole way."""
SOLOS = [Source("high", [VIOLIN], tone(440, 25)), Source("low", [CELLO], tone(110, 25, 1))]
RECORDINGS = [Source("duo", [VIOLIN, CELLO], tone(300, 22) + tone(90, 22)), Source("other duo", [VIOLIN, CELLO], tone(500, 22) + tone(70, 22))]


@pytest.mark.parametrize("minutes", MINUTES)
def test_an_adaptation_stops_goes_on_and_leaves_a_model(tmp_path: Path, tiny_recipe: str, minutes: float) -> None:
    plan = plan_in(tmp_path, tiny_recipe, minutes, SOLOS, RECORDINGS)
    host = Host(io.StringIO())

    def stop_while_learning() -> None:
        if "learning" in host.out.getvalue():
            raise Stopped
    host.check = stop_while_learning  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        Adaptation(plan, host).run()
    assert (tmp_path / "work" / "before.json").exists()

    host = Host(io.StringIO())
    outcome = Adaptation(plan, host).run()
    lines = [json.loads(line) for line in host.out.getvalue().splitlines()]
    shown = [line["done"] for line in lines if line["type"] == "progress"]
    assert shown == sorted(shown) and shown[-1] <= 1
    assert any(line["type"] == "saved" for line in lines)
    assert {f["kind"] for f in outcome["figures"]} == {"solos", "recordings"}
    assert outcome["share"] in (0.25, 0.5, 1.0) and outcome["tried"][0][0] == 0.0
    manifest = json.loads((plan.out / "manifest.json").read_text())
    assert manifest["id"] == "mine" and manifest["training"]["start"] == {"id": "tiny", "version": "1.0.0"}
    assert {m["set"] for m in manifest["metrics"]} == {
        "your held-back solos", "your held-back solos, before", "your held-back recordings", "your held-back recordings, before"}
    assert {m["metric"] for m in manifest["metrics"] if "recordings" in m["set"]} == {"unmixing_si_sdr_improvement"}
    card = (plan.out / "README.md").read_text()
    assert "not measured" in card and "tiny 1.0.0" in card
    clips = outcome["clips"]
    assert {c["kind"] for c in clips} == {"mixture", "before", "after", "original"}
    assert all((plan.out / "clips" / c["file"]).stat().st_size > 44 for c in clips)

    # The model's own weights are what a further adaptation begins with.
    again = Adaptation(replace(plan, weights=plan.out / manifest["training"]["checkpoint"]["file"]), Host(io.StringIO()))
    load_start(again.plan, Path("unused"), again.start)
    assert manifest["training"]["checkpoint"]["recipe"] == tiny_recipe and manifest["training"]["pretraining"] == "unmixing"
    other = HarmonicUNet(TINY)
    assert any(not torch.equal(v, other.state_dict()[k]) for k, v in again.start.state_dict().items())
    assert all(torch.isfinite(v).all() for v in again.start.state_dict().values() if v.is_floating_point())


def test_time_left_is_told_once_it_was_measured(tmp_path: Path) -> None:
    now = [0.0]
    host = Host(io.StringIO(), clock=lambda: now[0])
    way = Way(plan_in(tmp_path, "tiny", 2.0, [], []), host, 10)
    for _ in range(3):
        now[0] += 3.0
        way.tick("scoring")
    way.trained = 60.0
    now[0] += 1.0
    way.tell("learning")
    told = [json.loads(line)["left"] for line in host.out.getvalue().splitlines()]
    # 60 s of training, 7 mixtures of 3 s each, and the writing
    assert told == [None, *told[1:3], pytest.approx(60 + 21 + 3)] and told[1] == pytest.approx(120 + 24 + 3)


# Masked prediction

def masking_of(network: HarmonicUNet) -> Masking:
    rng = np.random.default_rng(5)
    excerpts = Excerpts([([VIOLIN, CELLO], [tone(300, 9) + tone(90, 9)]), ([VIOLIN], [tone(500, 5)])], rng, network.frontend)
    teacher = HarmonicUNet(TINY)
    teacher.load_state_dict(network.state_dict())
    return Masking(network, teacher, adaptable, excerpts, 16, 1)


def test_the_head_begins_as_the_clustering_itself() -> None:
    torch.manual_seed(0)
    masking = masking_of(HarmonicUNet(TINY))
    masking.network.train()
    magnitude, counts = masking.excerpts.batch(3, 16)
    assert counts.shape == (3, N_CLASSES) and counts.sum(1).min() >= 1
    spectrum = masking.teacher.log_spectrum(magnitude)
    clusters = masking.book.name(masking.teacher.features(spectrum, counts).detach())
    logits = masking.network(spectrum, counts, torch.zeros(clusters.shape, dtype=torch.bool))
    assert (logits.argmax(3).numpy() == clusters).mean() > 0.95


def test_what_is_hidden_is_not_seen_and_guessing_it_trains_the_encoder_alone() -> None:
    torch.manual_seed(0)
    network = HarmonicUNet(TINY)
    masking = masking_of(network)
    masking.network.eval()
    magnitude, counts = masking.excerpts.batch(2, 16)
    spectrum = masking.teacher.log_spectrum(magnitude)
    hidden = torch.zeros(2, 17, 4, dtype=torch.bool)
    hidden[:, 3:8, 1:3] = True
    changed = spectrum.clone()
    changed[:, 48:128, 4:12] = 3.0
    assert torch.equal(masking.network(spectrum, counts, hidden), masking.network(changed, counts, hidden))
    loss, guessed = masking.loss(2, 16)
    loss.backward()
    assert torch.isfinite(loss) and 0 <= float(guessed) <= 1
    trained = {name.split(".")[0] for name, p in network.named_parameters() if p.grad is not None and p.grad.abs().max() > 0}
    assert {"stem", "encoder", "down"} <= trained and not trained & {"up", "decoder", "leave", "fine", "slot_weight"}


@pytest.mark.parametrize("minutes", MINUTES)
def test_masked_prediction_goes_on_to_solos_and_stops_and_resumes(tmp_path: Path, tiny_recipe: str, minutes: float) -> None:
    plan = replace(plan_in(tmp_path, tiny_recipe, minutes, SOLOS, RECORDINGS[:1]), pretraining="masked-prediction")
    host = Host(io.StringIO())

    def stop_while_guessing() -> None:
        if "guessed" in host.out.getvalue():
            raise Stopped
    host.check = stop_while_guessing  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        Adaptation(plan, host).run()
    assert (tmp_path / "work" / "masking.weights.npz").exists() and not (tmp_path / "work" / "checkpoint.weights.npz").exists()
    outcome = Adaptation(plan, Host(io.StringIO())).run()
    # Each phase takes its time, and the step that it is in.
    assert outcome["steps"] > 1 and outcome["minutes"] >= minutes
    assert json.loads((plan.out / "manifest.json").read_text())["training"]["pretraining"] == "masked-prediction"
    assert "masked prediction" in (plan.out / "README.md").read_text()


def test_masked_prediction_needs_solos_and_recordings(tmp_path: Path, tiny_recipe: str) -> None:
    for solos, recordings, words in ((SOLOS[:1], RECORDINGS, "does not teach separation"), (SOLOS, [], "needs recordings")):
        plan = replace(plan_in(tmp_path, tiny_recipe, 0.01, solos, recordings), pretraining="masked-prediction")
        with pytest.raises(Refusal, match=words) as refused:
            Adaptation(plan, Host(io.StringIO()))
        assert refused.value.code == "adapt/material"


# Adapting what was adapted

def test_weights_that_are_not_the_networks_are_refused(tmp_path: Path, tiny_recipe: str) -> None:
    plan = plan_in(tmp_path, tiny_recipe, 0.01, SOLOS, [])
    publish(tmp_path / "other", torch.nn.Linear(3, 3).state_dict(), {})
    (tmp_path / "torn.weights.npz").write_bytes((tmp_path / "other.weights.npz").read_bytes()[:-40])
    with zipfile.ZipFile(tmp_path / "bomb.weights.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mean/w.npy", bytes(65 << 20))
    for name in ("other", "torn", "bomb"):
        with pytest.raises(Refusal, match="can't be adapted again") as refused:
            load_start(replace(plan, weights=tmp_path / f"{name}.weights.npz"), Path("unused"), HarmonicUNet(TINY))
        assert refused.value.code == "model/invalid"


def test_too_little_material_is_refused_in_words(tmp_path: Path, tiny_recipe: str) -> None:
    for solos, recordings in (([SOLOS[0]], []), ([], [RECORDINGS[0]]), ([Source("a", [VIOLIN], tone(440, 8)), Source("b", [CELLO], tone(110, 8))], [])):
        with pytest.raises(Refusal, match="too little") as refused:
            Adaptation(plan_in(tmp_path, tiny_recipe, 0.01, solos, recordings), Host(io.StringIO()))
        assert refused.value.code == "adapt/material"


def test_one_instrument_and_a_recording_are_enough_to_begin(tmp_path: Path, tiny_recipe: str) -> None:
    both = Adaptation(plan_in(tmp_path, tiny_recipe, 0.01, [SOLOS[0]], RECORDINGS), Host(io.StringIO()))
    assert both.material.mixer is None and both.material.pairs


# The program

def files_in(folder: Path, minutes: float, solos: list[Source]) -> Path:
    for source in solos:
        source.audio.astype("<f4").tofile(folder / f"{source.title}.f32")
    described = [{"file": f"{s.title}.f32", "title": s.title, "players": [CLASSES[c] for c in s.players]} for s in solos]
    plan = {"model": {"id": "mine", "title": "Mine", "from": "harmonic-unet", "fromVersion": "2.0.0", "recipe": "harmonic_unet",
                      "architecture": "U-Net", "weights": None},
            "pretraining": "unmixing", "work": "work", "out": "out", "minutes": minutes, "seed": 1, "threads": 1, "recordings": [], "solos": described}
    (folder / "plan.json").write_text(json.dumps(plan))
    return folder / "plan.json"


MODELS = Path(__file__).resolve().parents[2]


def test_the_end_of_stdin_stops_the_program(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-m", "training.adapt", "--plan", str(files_in(tmp_path, 10, SOLOS)), "--watch-stdin"],
                             cwd=MODELS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdin is not None and child.stdout is not None
    # Not before it works: it ends by itself where it can't stop in time, as while it loads PyTorch on a busy machine.
    assert json.loads(child.stdout.readline())["type"] == "progress"
    child.stdin.close()
    lines = child.stdout.read().decode().splitlines()
    assert child.wait(timeout=300) == 130 and json.loads(lines[-1]) == {"type": "stopped"}


def test_the_program_refuses_in_one_line(tmp_path: Path) -> None:
    plan = files_in(tmp_path, 10, SOLOS[:1])
    assert read_plan(plan).solos[0].players == [VIOLIN]
    child = subprocess.run([sys.executable, "-m", "training.adapt", "--plan", str(plan)], cwd=MODELS, capture_output=True, check=False)
    line = json.loads(child.stdout.decode().splitlines()[-1])
    assert child.returncode == 3 and line["type"] == "refused" and line["code"] == "adapt/material"


def as_regex(glob: str) -> str:
    """electron-builder's patterns, as far as the list of packed programs uses them."""
    plain = re.escape(glob).replace(r"\{", "(").replace(r"\}", ")").replace(",", "|")
    return plain.replace(r"/\*\*/", "/(.*/)?").replace(r"\*", "[^/]*")


def test_pytorch_and_numpy_are_enough() -> None:
    blocked = ("import sys\n"
               "class Block:\n"
               "    def find_spec(self, name, path=None, target=None):\n"
               "        if name.split('.')[0] in ('scipy', 'soundfile', 'mido', 'onnxruntime'):\n"
               "            raise ModuleNotFoundError(name=name)\n"
               "sys.meta_path.insert(0, Block())\n"
               "import training.adapt.run, training.recipes.harmonic_unet.adaptable\n"
               "from pathlib import Path\n"
               "print(*(Path(m.__file__).relative_to(Path.cwd()) for n, m in sys.modules.items() if n.split('.')[0] in ('training', 'studies')))\n")
    done = subprocess.run([sys.executable, "-c", blocked], cwd=MODELS, check=True, capture_output=True, text=True)
    loaded = [Path(line) for line in done.stdout.split()]
    assert Path("training/adapt/run.py") in loaded and Path("training/recipes/harmonic_unet/adaptable.py") in loaded
    packed = re.findall(r"^  - models/(training/\S+\.py)$", (MODELS.parent / "electron-builder.yml").read_text(), re.MULTILINE)
    assert not [file for file in loaded if not any(re.fullmatch(as_regex(glob), file.as_posix()) for glob in packed)]


# Started apart from everything else, one at a time, ended with its parent

MODELS = Path(__file__).resolve().parents[2]


def test_launcher_finds_the_programs_and_nothing_else(tmp_path: Path) -> None:
    for name in ("torch.py", "json.py", "training.py"):
        (tmp_path / name).write_text("raise SystemExit('hijacked')")
    for args, words in ((["adapt", "--help"], "--watch-stdin"), (["os"], "one of: adapt")):
        ran = subprocess.run([sys.executable, "-I", "-B", str(MODELS / "training/launch.py"), *args], cwd=tmp_path, text=True, capture_output=True,
                             env={"PYTHONPATH": str(tmp_path)})
        assert words in ran.stdout + ran.stderr


def test_a_working_folder_takes_one_training(tmp_path: Path) -> None:
    asked = []
    with lock(tmp_path, lambda: None):
        with pytest.raises(Refusal) as refused:
            lock(tmp_path, lambda: asked.append(1), patience_s=0.3)
        assert refused.value.code == "adapt/busy" and asked
    lock(tmp_path, lambda: None, patience_s=0).close()


PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-I", "-B", "-c", sys.argv[1], sys.argv[2]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline().strip(), flush=True)
child.wait()
"""
CHILD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from training.adapt import protocol
protocol.STOP_SECONDS = 1.0
host = protocol.Host(sys.stdout)
host.listen(True)
host.has_begun = %s
print("listening", flush=True)
total = 0
while True:
    total += 1
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("has_begun", [False, True])
def test_a_busy_training_ends_with_its_parent_that_was_killed(has_begun: bool) -> None:
    """A step that never comes to its check, and a host that is gone without a word."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD % has_begun, str(MODELS)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid, word = parent.stdout.readline().split()
    assert word == "listening"
    parent.kill()
    parent.wait()
    for _ in range(600):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.1)
    os.kill(int(pid), signal.SIGKILL)
    raise AssertionError("it outlived its parent by a minute")
