"""Recipes: configurations, cards, stages that continue byte for byte, and who may import whom."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training import __main__ as program
from training import provenance
from training.data.mixing import Options
from training.data.scenes import PARTS, SCENE_SAMPLES, Rendering, write_shard
from training.engine import stages
from training.engine.checkpoint import load_facts, load_weights, save
from training.engine.conf import Stage, fill, merge, parse_change, read, stage_of, tables
from training.engine.optimizer import muon
from training.engine.trainer import Budget
from training.errors import InputError
from training.networks import precision
from training.networks.harmonic_unet.network import HarmonicUNet
from training.networks.precision import bfloat16_is_faster
from training.publish import overview, pages
from training.publish.model import replace_results
from training.recipe import FOLDER, NAMES, Job, load
from training.recipes.harmonic_unet.recipe import StageOptions

MODELS = FOLDER.parents[1]
TINY = {
    "harmonic_unet": ("main", {"batch": 1, "frames": 12}),
    "conv_tasnet": ("main", {"batch": 2, "frames": 12, "config": {
        "planes": [8, 8], "depth": [1, 1], "fine": 8, "width": 16, "hidden": 16, "dilations": [1]}}),
    "semisupcon": ("main", {"batch": 2, "narrow": True}),
}


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shards")
    parts = np.random.default_rng(5).normal(0, 800, (2, PARTS, SCENE_SAMPLES)).astype(np.int16)
    sources = [{"by": "recorded", "source": "a"}] * PARTS
    write_shard(folder / "shard-0000", parts, [{"classes": [0, 6, 2, -1, -1], "seed": [1, 0, 0], "parts": sources},
                                                 {"classes": [1, 7, 11, -1, -1], "seed": [1, 0, 1], "parts": sources}])
    return folder


def job_of(name: str, shards: Path, work: Path, steps: int) -> Job:
    stage, changes = TINY[name]
    conf = read(FOLDER / name / "conf.toml")
    found = conf.stage(stage)
    made = Stage(found.name, found.kind, found.seed, None, Budget(steps, "steps"), found.settings, {**found.options, **changes})
    return Job(made, work, (shards,), np.random.default_rng(found.seed))


def bytes_of(path: Path) -> dict[str, bytes]:
    with np.load(path.with_name(f"{path.name}.weights.npz"), allow_pickle=False) as stored:
        return {k: stored[k].tobytes() for k in stored.files}


def stop_after(steps: int) -> stages.Stop:
    """Says stop when it is asked for the next time: it is asked before every step."""
    class Counting(stages.Stop):
        asked_times = 0

        def __call__(self) -> bool:
            self.asked_times += 1
            return self.asked_times > steps
    return Counting()


def test_a_continued_stage_keeps_its_precision(shards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "measured", lambda: False)
    assert not stages.run_stage(load("conv_tasnet"), job_of("conv_tasnet", shards, tmp_path, 2), stop_after(1))
    monkeypatch.setattr(precision, "measured", lambda: True)
    second = job_of("conv_tasnet", shards, tmp_path, 2)
    assert stages.run_stage(load("conv_tasnet"), second, stages.Stop()) and load_facts(second.checkpoint)["bfloat16"] is False
    precision.decide(None)


@pytest.mark.parametrize("name", TINY)
def test_a_stage_that_is_stopped_continues_byte_for_byte(name: str, shards: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    recipe = load(name)
    whole = job_of(name, shards, tmp_path / "whole", 3)
    assert stages.run_stage(recipe, whole, stages.Stop())
    assert not stages.run_stage(recipe, job_of(name, shards, tmp_path / "parts", 3), stop_after(1))
    second = job_of(name, shards, tmp_path / "parts", 3)
    assert load_facts(second.checkpoint)["step"] == 1 and not stages.is_finished(second)
    assert stages.run_stage(recipe, second, stages.Stop()) and stages.is_finished(second)
    assert bytes_of(second.checkpoint) == bytes_of(whole.checkpoint)
    assert load_facts(second.checkpoint)["bfloat16"] == bfloat16_is_faster()
    assert load_facts(second.checkpoint)["step"] == 3


def test_a_checkpoint_of_before_budgets_were_stored_continues(shards: Path, tmp_path: Path) -> None:
    torch.manual_seed(2)
    network = HarmonicUNet()
    facts = {"step": 41, "cpu_s": 99.5, "audio_s": 12.0, "seeds": [1, 7], "generator": np.random.default_rng(4).bit_generator.state, "scenes": 5}
    save(tmp_path / "main", network, network.state_dict(), muon(network, 1e-3), facts)
    job = job_of("harmonic_unet", shards, tmp_path, 1)
    assert not stages.is_finished(job) and stages.run_stage(load("harmonic_unet"), job, stages.Stop())
    found = load_facts(job.checkpoint)
    assert (found["step"], found["seeds"], found["scenes"], found["spent"]) == (42, [1, 7], 2, 1) and found["cpu_s"] > 99.5
    assert found["audio_s"] == pytest.approx(12.0 + 12 * 1024 / 22050)
    published = HarmonicUNet()
    load_weights(FOLDER / "harmonic_unet" / "checkpoint", published)


def test_only_what_is_named_is_trained(shards: Path, tmp_path: Path) -> None:
    job = job_of("harmonic_unet", shards, tmp_path, 1)
    job.stage.options["only"] = ["slot_", "comb"]
    job.validation = shards
    torch.manual_seed(job.stage.seed)
    before = HarmonicUNet().state_dict()
    stages.run_stage(load("harmonic_unet"), job, stages.Stop())
    after = HarmonicUNet()
    load_weights(job.checkpoint, after, "weight")
    moved = {k for k, v in after.state_dict().items() if not torch.equal(v, before[k])}
    assert moved and all(k.startswith(("slot_", "comb")) for k in moved)


@pytest.mark.parametrize("name", NAMES)
def test_every_configuration_means_something(name: str) -> None:
    recipe = load(name)
    for path in sorted((FOLDER / name).glob("conf*.toml")):
        conf = read(path)
        assert conf.stages and provenance.texts(conf.data) and conf.hardware
        for index, stage in enumerate(conf.stages):
            assert stage.kind == "train" or stage.kind in recipe.kinds
            assert stage.start in (None, "published", *(s.name for s in conf.stages[:index]))
            if stage.kind == "train":
                assert stage.settings.schedule.rate > 0 and stage.budget.unit == ("wall_s" if path.stem == "conf-device" else "cpu_s")
        for model in conf.models:
            manifest = json.loads((MODELS / model.id / "manifest.json").read_text())
            assert (manifest["title"], manifest["version"]) == (model.title, model.version)
            assert manifest["training"]["data"] == provenance.texts(conf.data) and manifest["weights"]["licence"] == provenance.WEIGHTS_LICENCE
            facts = load_facts(FOLDER / name / model.checkpoint)
            assert manifest["training"]["seeds"] == facts["seeds"]


@pytest.mark.parametrize("name", NAMES)
def test_cards_say_what_was_published(name: str) -> None:
    conf = read(FOLDER / name / "conf.toml")
    for model in conf.models:
        content = json.loads((MODELS / model.id / "manifest.json").read_text(encoding="utf-8"))
        facts, results = load_facts(FOLDER / name / model.checkpoint), pages.results_of(FOLDER / name, model)
        values = {**pages.common_values(content, facts, conf.data), **load(name).page(FOLDER / name, model.id, results, facts)}
        made = pages.filled((FOLDER / name / "card" / "card.md").read_text(encoding="utf-8"), values, FOLDER / name / "card")
        assert made == (MODELS / model.id / "README.md").read_text(encoding="utf-8"), f"run python -m training card {name}"
    assert overview.results_page(MODELS) == (MODELS / "README.md").read_text(encoding="utf-8")


def test_separators_stand_side_by_side_by_their_means() -> None:
    def rows(group: str, key: str, *values: tuple[int, float]) -> list[dict[str, object]]:
        return [{"mixture": "m", "group": group, "players": players, "silent": False, key: value} for players, value in values]

    bach, strings = rows("bach10", "si_sdr_improvement", (2, 4.0), (2, 6.0), (3, 1.0)), rows("strings", "named_si_sdr_improvement", (2, 2.0))
    results = {"real-report": {"date": "2026-01-01", "rows": [*bach, *strings]}}
    lines = overview.beside([({"title": "A"}, results), ({"title": "B"}, {})]).splitlines()
    assert lines[0] == "| model | synthetic | shifted | real-select | real-report | real-in-rooms | strings | strings, with notes |"
    assert lines[2:] == ["| A |  |  |  | 3.0 |  | 2.0 |  |", "| B |  |  |  |  |  |  |  |"]


def test_newer_results_replace_their_sets_and_the_manifests_metrics(tmp_path: Path) -> None:
    def rows(value: float) -> dict[str, object]:
        row = {"mixture": "m", "group": "different", "players": 2, "instrument": "violin", "silent": False, "si_sdr_improvement": value}
        return {"date": "2026-11-28", "rows": [row], "audio_s": 1.0, "cpu_s": 1.0}

    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "manifest.json").write_text(json.dumps({"id": "some", "metrics": [], "version": "1"}))
    (tmp_path / "results.json").write_text(json.dumps({"synthetic": rows(1.0), "shifted": rows(2.0)}))
    (tmp_path / "newer.json").write_text(json.dumps({"shifted": rows(5.0)}))
    replace_results(tmp_path, tmp_path / "results.json", "some", [tmp_path / "newer.json"])
    content = json.loads((tmp_path / "some" / "manifest.json").read_text())
    assert [(m["set"], m["value"]) for m in content["metrics"]] == [("synthetic", 1.0), ("shifted", 5.0)] and content["version"] == "1"
    assert json.loads((tmp_path / "results.json").read_text())["shifted"]["rows"][0]["si_sdr_improvement"] == 5.0


def test_a_template_leaves_no_gap_and_no_name_open(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text of {{title}}\n\n")
    assert pages.filled("# {{title}}\n\n{{ none }}\n\n{{file a.md}}\n", {"title": "T", "none": ""}, tmp_path) == "# T\n\ntext of T\n"
    with pytest.raises(KeyError):
        pages.filled("{{other}}", {}, tmp_path)


STAGE = {"name": "a", "rate": 1e-3, "budget": {"cpu_s": 5}}


@pytest.mark.parametrize(("change", "words"), [
    ({"budget": {"minutes": 5}}, "not in minutes"), ({"budget": {"cpu_s": 0}}, "above zero"), ({"budget": 5}, "budget must be one of"),
    ({"rate": "fast"}, "rate can't be 'fast'"), ({"seed": "x"}, "seed is a whole number"), ({"name": ""}, "needs a name"),
    ({"warm_up": 1.5}, "warm_up can't be 1.5"),
])
def test_a_stage_that_means_nothing_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        stage_of({**STAGE, **change}, "conf.toml")


def test_options_are_typed_and_known() -> None:
    assert fill(StageOptions, {"frames": 3, "only": ["a"], "rest_bias": 1}, "here") == StageOptions(frames=3, only=("a",), rest_bias=1)
    for wrong in ({"frame": 3}, {"frames": "3"}, {"only": "comb"}, {"float32": 1}, {"frames": True}):
        with pytest.raises(InputError, match=r"^here: "):
            fill(StageOptions, wrong, "here")


def test_a_pair_has_two_entries() -> None:
    assert fill(Options, {"undeclared_db": [-6, 4.0], "players": [1.0]}, "here").undeclared_db == (-6, 4.0)
    for wrong in ([-6.0], [-6.0, 0.0, 4.0], ["-6", "4"], 4.0):
        with pytest.raises(InputError, match="^here: undeclared_db can't be"):
            fill(Options, {"undeclared_db": wrong}, "here")


def test_changes_are_toml() -> None:
    stage: dict[str, object] = {"mixing": {"told": 0.1, "codec": 0.2}, "budget": {"cpu_s": 1}}
    for change in ("mixing.told=0.5", "budget.steps=3", 'only=["comb"]'):
        merge(stage, parse_change(change))
    assert stage == {"mixing": {"told": 0.5, "codec": 0.2}, "budget": {"steps": 3}, "only": ["comb"]}


CALLS = [
    (["train", "conv_tasnet", "--work", "W", "--shards", "/nowhere"], "/nowhere is no folder"),
    (["train", "conv_tasnet", "--work", "W", "--shards", "S", "--stage", "x"], "no stage x; there are main, causal"),
    (["train", "conv_tasnet", "--work", "W", "--shards", "S", "--set", "batch=2"], "name it with --stage"),
    (["train", "conv_tasnet", "--work", "W", "--shards", "S", "--stage", "main", "--set", "batch"], "KEY=VALUE"),
    (["train", "conv_tasnet", "--work", "W", "--shards", "S", "--stage", "main", "--set", "bach=2"], "no key bach"),
    (["train", "conv_tasnet", "--work", "W", "--shards", "S", "--stage", "main", "--set", 'name="b"'], "can't change what a stage is called"),
    (["train", "conv_tasnet", "--work", "W", "--shards", "S", "--stage", "causal"], "run the stage before first"),
    (["train", "harmonic_unet", "--work", "W", "--shards", "E"], "has no shards"),
    (["train", "harmonic_unet", "--work", "W", "--shards", "S", "--threads", "0"], "--threads must be"),
    (["evaluate", "pa_hubert", "--work", "W", "--sets", "real-select"], "train the stage pub-b first"),
    (["export", "conv_tasnet", "--work", "W", "--checkpoint", "x"], "name it with --model"),
    (["export", "conv_tasnet", "--work", "W", "--model", "x"], "no model x"),
    (["train", "semisupcon", "--work", "W", "--shards", "S", "--conf", "/nowhere.toml"], "can't be read"),
]


@pytest.mark.parametrize(("call", "words"), CALLS)
def test_a_wrong_call_is_one_line(call: list[str], words: str, shards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    places = {"W": str(tmp_path / "work"), "S": str(shards), "E": str(tmp_path / "empty")}
    assert program.main([places.get(word, word) for word in call]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ") and words in said and said.count("\n") == 1


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith(("training.", "studies."))}


def test_no_recipe_imports_another_and_nothing_shared_imports_a_recipe() -> None:
    for path in sorted((MODELS / "training").rglob("*.py")):
        if "tests" in path.parts:
            continue
        names = imported(path)
        recipe = path.relative_to(FOLDER).parts[0] if FOLDER in path.parents else None
        wrong = {n for n in names if n.startswith("studies.") or (n.startswith("training.recipes.") and n.split(".")[2] != recipe)}
        assert not wrong, f"{path}: {wrong}"


def test_what_is_rendered_is_a_list_of_files_that_do_not_meet() -> None:
    renderings = tables(program.RENDERS, "render", Rendering)
    assert {r.group for r in renderings} == {"train", "eval", "calibration", "notes", "phrases", "strings"}
    taken: dict[tuple[str, int], int] = {}
    for rendering in renderings:
        assert (rendering.split == "training") == (rendering.group in ("train", "notes", "phrases", "strings"))
        for number in rendering.numbers or range(rendering.first, rendering.first + rendering.shards):
            seed = taken.setdefault((rendering.folder, number), rendering.seed)
            assert seed == rendering.seed, "two seeds for one shard"
    assert sum(folder == "train" for folder, _ in taken) * 24 == 3624


@pytest.mark.parametrize("wrong", [{"split": "test"}, {"ensembles": "brass"}, {"split": "shifted", "phrases": True}])
def test_a_rendering_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Rendering(**{"group": "g", "folder": "f", "seed": 1, **wrong})  # type: ignore[arg-type]


@pytest.mark.long
def test_scenes_are_rendered_once(tmp_path: Path, pack: Path) -> None:
    conf = tmp_path / "renders.toml"
    conf.write_text('[[render]]\ngroup = "g"\nfolder = "train"\nseed = 1\nscenes = 1\n')
    call = ["render", "g", "--conf", str(conf), "--out", str(tmp_path), "--data", str(pack)]
    assert program.main(call) == 0
    made = tmp_path / "train" / "shard-0000" / "parts.npy"
    assert np.load(made).shape == (1, PARTS, SCENE_SAMPLES)
    written = made.stat().st_mtime_ns
    assert program.main(call) == 0 and made.stat().st_mtime_ns == written
    assert program.main(["render", "x", *call[2:]]) == 2


def test_signal_and_networks_stand_below_everything_else() -> None:
    """On users' machines they run with PyTorch and NumPy alone."""
    allowed = {"signal": ("signal",), "networks": ("signal", "networks"), "losses": ("signal", "losses", "networks", "measure", "data"),
               "data": ("signal", "data", "networks", "errors", "paths"), "engine": ("signal", "engine", "errors", "networks", "recipe")}
    for room, below in allowed.items():
        for path in sorted((MODELS / "training" / room).rglob("*.py")):
            wrong = {n for n in imported(path) if n.split(".")[1] not in below}
            assert not wrong, f"{path}: {wrong}"
