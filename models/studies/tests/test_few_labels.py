"""Few labels: nested shares, stems that stay withheld, equal cost and paired comparison."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from studies.common import paired
from studies.mixit import table
from studies.mixit.study import Cell, cells
from studies.tables import both_rules_table, compact, gathered, rewrite
from training.data.few_labels import (
    POOL_SHARDS,
    SHARES,
    FewLabels,
    Recordings,
    labelled,
    unlabelled,
)
from training.data.scenes import PARTS, SCENE_SAMPLES, write_shard
from training.engine.runs import Plan, train
from training.errors import InputError
from training.measure.excerpts import SAMPLES, Excerpt, excerpts_of, figure, score
from training.measure.metrics import si_sdr_improvement
from training.measure.sets import Mixture
from training.signal.classes import HOP, N_CLASSES, SAMPLE_RATE
from training.signal.stft import stft


def shard(folder: Path, name: str, scenes: int, value: int = 0) -> None:
    """Scenes of silence, or of one value, with four players and a keyboard."""
    parts = np.full((scenes, PARTS, 1), value, np.int16)
    (folder / name).mkdir()
    np.save(folder / name / "parts.npy", parts)
    (folder / name / "scenes.json").write_text(json.dumps([{"classes": [0, 6, 2, 8, 11]}] * scenes))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (*POOL_SHARDS, "shard-0040", "shard-0200"):
        shard(tmp_path, name, 24)
    return tmp_path


def test_shares_are_nested_and_drawn_by_the_seed(folder: Path) -> None:
    for seed in (1, 2):
        before: set[tuple[str, int]] = set()
        for share, count in sorted(SHARES.items()):
            found = set(labelled(folder, share, seed))
            assert len(found) == count and before < found
            before = found
    assert set(labelled(folder, 0.05, 1)) != set(labelled(folder, 0.05, 2))
    assert labelled(folder, 0.25, 2) == labelled(folder, 0.25, 2)


def test_no_scene_is_labelled_and_unlabelled(folder: Path) -> None:
    assert not set(labelled(folder, 1.0, 1)) & set(unlabelled(folder))
    assert len(unlabelled(folder)) == 48


def test_a_broken_pool_is_refused(tmp_path: Path) -> None:
    shard(tmp_path, "shard-0000", 24)
    with pytest.raises(InputError, match="480"):
        labelled(tmp_path, 0.05, 1)


def test_batches_come_from_the_share_alone(folder: Path) -> None:
    mixer = FewLabels(folder, 0.05, 3, np.random.default_rng(1))
    assert set(mixer.places) == set(labelled(folder, 0.05, 3))
    shard(folder, "shard-0300", 24)
    mixer.refresh()
    assert set(mixer.places) == set(labelled(folder, 0.05, 3))


def test_recordings_hold_mixtures_only(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    parts = rng.normal(0, 800, (3, PARTS, SCENE_SAMPLES)).astype(np.int16)
    classes = [[0, 6, 2, 8, 11], [1, 7, 11, 10, -1], [3, 11, -1, -1, -1]]
    write_shard(tmp_path / "shard-0030", parts, [{"classes": c} for c in classes])
    duos = Recordings(tmp_path)
    assert [len(c) for _, c in duos.recordings] == [2, 2, 3]  # two duos, a trio; one player and a keyboard are no mixture
    assert sorted(duos.recordings[0][1] + duos.recordings[1][1]) == [0, 2, 6, 8]
    assert [len(c) for _, c in Recordings(tmp_path, whole=True).recordings] == [4, 3]
    cut = duos.cut(2, 3, 10)
    assert cut.classes == (1, 7, 10) and cut.audio.shape == (9 * HOP + 1,)
    stems = parts[1, [0, 1, 3], 3 * HOP : 12 * HOP + 1] / 32768
    gains, rest, *_ = np.linalg.lstsq(stems.T, cut.audio, rcond=None)
    assert np.abs(20 * np.log10(gains)).max() <= 4.01 and rest < 1e-6 and np.array_equal(duos.cut(2, 3, 10).audio, cut.audio)
    public = {k for k in vars(duos) if not k.startswith("_")}
    assert public == {"recordings"}


class Line(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(2))
        self.still = nn.Parameter(torch.ones(1), requires_grad=False)


def descend(network: nn.Module, rate: float) -> torch.optim.Optimizer:
    return torch.optim.AdamW(network.parameters(), lr=rate)


def square(network: Line) -> torch.Tensor:
    return ((network.weight - 1) ** 2).sum()


def test_a_run_spends_its_cost_and_is_not_run_again(tmp_path: Path) -> None:
    network = Line()
    plan = Plan(0.3, rate=0.05, warm_up=5, look_every_s=0.1)
    facts = train(tmp_path / "a", network, lambda: ((network.weight - 1) ** 2).sum(), plan, descend, look=lambda: float(network.weight[0]))
    assert 0.3 <= facts["cpu_s"] < 0.5 and facts["step"] > 20
    assert facts["curve"][-1]["loss"] < facts["curve"][0]["loss"] and facts["curve"][-1]["look"] > 0.5
    assert float(network.still) == 1

    def fail() -> torch.Tensor:
        raise AssertionError("a finished run was run again")
    other = Line()
    assert train(tmp_path / "a", other, fail, plan, descend) == facts
    assert torch.equal(other.weight, network.weight)


def test_a_run_of_a_number_of_steps_does_not_depend_on_its_cost(tmp_path: Path) -> None:
    found = []
    for name, cpu_s in (("a", 1e-6), ("b", 1e6)):
        network = Line()
        plan = Plan(cpu_s, rate=0.05, warm_up=5, look_every_s=1e9, steps=40)
        facts = train(tmp_path / name, network, partial(square, network), plan, descend)
        assert facts["step"] == 40 and facts["cpu_s"] < 20
        assert [seen["step"] for seen in facts["curve"]] == [40]
        found.append(network.weight.detach().clone())
    assert torch.equal(*found)


def test_paired_differences() -> None:
    def rows(values: dict[str, float]) -> list[dict[str, object]]:
        return [{"mixture": k, "si_sdr_improvement": v + d} for k, v in values.items() for d in (-1, 1)]
    first = [rows({"a": 1, "b": 2, "c": 3}), rows({"a": 1, "b": 2, "c": 3})]
    second = [rows({"a": 2, "b": 3, "c": 5}), rows({"a": 1, "b": 2, "c": 4})]
    change = paired(first, second)
    assert change.mean == pytest.approx(5 / 6) and change.mixtures == 3
    assert change.seeds == pytest.approx((4 / 3, 1 / 3))
    assert change.half == pytest.approx(1.96 * np.std([0.5, 0.5, 1.5], ddof=1) / np.sqrt(3))
    assert change.half_over_seeds == pytest.approx(12.7062 * 0.5, 1e-4) and np.isnan(paired(first[:1], second[:1]).half_over_seeds)
    with pytest.raises(ValueError):
        paired(first, second[:1])
    with pytest.raises(ValueError):
        paired([first[0]], [rows({"a": 1})])


def tones() -> Excerpt:
    time = np.arange(SAMPLES) / SAMPLE_RATE
    low, high = (0.1 * np.sin(2 * np.pi * f * time).astype(np.float32) for f in (300, 3000))
    return Excerpt("x", [2, 4], np.stack([high, low]))


def ideal(excerpt: Excerpt, order: list[int]) -> np.ndarray:
    spectra = np.abs(stft(excerpt.references))
    return np.concatenate([spectra[order], np.zeros_like(spectra[:1])]) / (spectra.sum(0) + 1e-12)


def test_scores_by_name_and_by_best_assignment() -> None:
    excerpt = tones()

    def crossed(magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
        assert counts.shape == (1, N_CLASSES) and slots.tolist() == [[4, 8, 22]]
        return torch.from_numpy(ideal(excerpt, [1, 0]))[None].float()
    named, fitted = (figure(score(crossed, [excerpt], by_name)) for by_name in (True, False))
    assert named < -20 and fitted > 30
    straight = score(lambda *_: torch.from_numpy(ideal(excerpt, [0, 1]))[None].float(), [excerpt])
    assert figure(straight) == pytest.approx(fitted) and [r["instrument"] for r in straight] == ["cello", "flute"]


def test_an_even_mask_improves_nothing() -> None:
    excerpt = tones()
    rows = score(lambda m, c, s: torch.full((1, 3, *m.shape[1:]), 1 / 3), [excerpt])
    assert all(abs(r["si_sdr_improvement"]) < 0.01 for r in rows)
    assert abs(si_sdr_improvement(excerpt.references[0], excerpt.references.sum(0), excerpt.references.sum(0))) < 1e-9


def test_excerpts_are_where_the_weakest_player_is_loud() -> None:
    rng = np.random.default_rng(8)
    long = rng.normal(0, 0.1, (2, 30 * SAMPLE_RATE)).astype(np.float32)
    long[1, : 20 * SAMPLE_RATE] = 0
    found = excerpts_of(Mixture("m", [0, 2], long, SAMPLE_RATE, "g"), 2)
    assert len(found) == 2 and all(np.square(e.references).mean(1).min() > 0.005 for e in found)
    assert excerpts_of(Mixture("m", [0, 2], long[:, :1000], SAMPLE_RATE, "g"), 1) == []


def fake(variant: str | None, share: float | None, seed: int, gain: float) -> dict[str, object]:
    rows = [{"mixture": f"m{i}", "players": 2 + i % 2, "excerpt": e, "si_sdr_improvement": gain + i + e, "sdr": gain - i}
            for i in range(4) for e in (-1, 1)]
    entry = {"variant": variant, "share": share, "seed": seed, "rows": {"synthetic": rows}, "step": 5, "cpu_s": 80.0,
             "curve": [{"cpu_s": 40.0, "look": gain, "step": 2, "loss": 0.0}, {"cpu_s": 80.1, "look": gain + 1, "step": 5, "loss": 0.0}]}
    return entry | ({"best_assignment": {"synthetic": [r | {"si_sdr_improvement": 9.0} for r in rows]}} if share is None else {})


def test_tables_say_what_the_runs_say() -> None:
    cells = [(None, 0.05, 1, 1.0), (None, 0.05, 2, 1.2), ("random", None, 1, 0.5), ("random", None, 2, 0.7),
             ("random", 0.05, 1, 1.5), ("random", 0.05, 2, 1.9), ("blind", None, 1, 0.0), ("random", 1.0, 1, 3.0)]
    runs = {table.Cell(v, s, n).name: compact(fake(v, s, n, g)) for v, s, n, g in cells}
    assert len(runs["scratch-5-1"]["rows"]["synthetic"]) == 4 and set(runs) >= {"random-1", "random-5-2", "random-100-1"}
    core = table.core_table(runs)
    assert len(core) == 3, "a share without both sides has no line"
    assert core[2] == "| 5% | synthetic | 2.60 | 3.20 | **+0.60 ± 0.00** | +0.50 / +0.70 | 4 |"
    naming = table.naming_table(runs)
    assert naming[2:] == ["| random | 80 | 2 | by name | 2.10 |", "| random | 80 | 2 | by best assignment | 9.00 |",
                          "| blind | 80 | 1 | by name | 1.50 |", "| blind | 80 | 1 | by best assignment | 9.00 |"]
    assert table.curve_table(runs)[-1] == "| random, 100% | 1 |  |  |  |  |  | 3.0 |  | 4.0 |", "moved by the pre-training"
    assert table.variant_table(runs)[2] == "| blind | alone, by name | synthetic | 2.00 | 1.50 | **-0.50 ± 0.00** | one seed | 4 |"
    assert "### Random, coherent and blind" in table.tables(runs, {}) and "At 480" not in table.tables(runs, {})
    longer = {table.Cell(v, 0.05, 1, 480).name: compact(fake(v, 0.05, 1, g)) for v, g in ((None, 2.0), ("random", 1.0))}
    assert table.core_table(runs | longer) == core, "runs of another cost are another table"
    assert table.core_table(runs | longer, cost=480)[2] == "| 5% | synthetic | 3.50 | 2.50 | **-1.00 ± 0.00** | one seed | 4 |"


def test_both_rules_stand_side_by_side() -> None:
    equal = {f"half-5-{seed}": compact(fake(None, 0.05, seed, gain)) for seed, gain in ((1, 1.0), (3, 2.0))}
    equal |= {f"random-5-{seed}": compact(fake("random", 0.05, seed, gain)) for seed, gain in ((1, 1.5), (2, 9.0), (3, 2.0))}
    whole = {f"{kind}-5-1": compact(fake(None, 0.05, 1, gain)) for kind, gain in (("scratch", 3.0), ("random", 2.5))}
    rule, cost = "**+0.25** ± 0.00 / 3.18 | +0.50 / +0.00", "**-0.50** ± 0.00 / one seed | one seed"  # 12.71 * 0.25
    for runs, found in ((whole, cost), ({}, " | ")):
        lines = [line for line in both_rules_table(equal, runs, "random") if "synthetic" in line]
        assert lines == [f"| 5% | synthetic | 3.00 | 3.25 | {rule} | {found} | 4 |"], "seeds of both"
    total = equal | {"scratch-5-3": compact(fake(None, 0.05, 3, 2.5))}
    assert "| **-0.50** ± 0.00 / one seed |" in both_rules_table(total, {}, "random")[2], "of equal total cost on the same scenes"
    assert both_rules_table({}, whole, "random")[2:] == [] and both_rules_table(equal, whole, "fine")[2:] == []
    assert "### Both rules" in table.tables(whole, equal) and "### Both rules" not in table.tables(whole, {})


def test_a_longer_pretraining_lets_its_rate_fall() -> None:
    assert cells(["random"], [0.05, 1.0], [1], True, 480) == [
        Cell(None, 0.05, 1, 480), Cell("random", None, 1, 480), Cell("random", 0.05, 1, 480), Cell(None, 1.0, 1, 480), Cell("random", 1.0, 1, 480)]
    assert [Cell(*c).name for c in ((None, 0.05, 1), ("random", None, 2, 480))] == ["scratch-5-1", "random-2-480s"]
    plans = [Cell(v, s, 1, c).plan for v, s, c in ((None, 0.05, 160), ("random", None, 160), ("random", 0.05, 160), ("random", None, 480))]
    assert [(p.cpu_s, p.cool_down, p.look_every_s) for p in plans] == [(160, 0.5, 20), (80, 0, 20), (80, 0.5, 20), (240, 0.5, 60)]


def test_published_runs_are_kept_and_new_ones_added(tmp_path: Path) -> None:
    kept = {"scratch-5-1": compact(fake(None, 0.05, 1, 1.0)), "random-1": compact(fake("random", None, 1, 0.0))}
    for entry in kept.values():
        entry["rows"]["real-report"] = [{"mixture": "r", "players": 2, "si_sdr_improvement": 7.0, "sdr": 7.0}]
    again, longer = fake(None, 0.05, 1, 1.0), fake("random", None, 1, 2.0) | {"step": 6}
    (tmp_path / "new.json").write_text(json.dumps({"scratch-5-1": again, "random-1": longer, "random-5-1": fake("random", 0.05, 1, 3.0)}))
    found = gathered(kept, [tmp_path / "new.json"])
    assert list(found) == ["scratch-5-1", "random-1", "random-5-1"] and len(found["random-5-1"]["rows"]["synthetic"]) == 4
    assert "real-report" in found["scratch-5-1"]["rows"], "the same training's scores are not read again"
    assert "real-report" not in found["random-1"]["rows"], "another training's are"
    assert gathered(found, []) == found


def test_only_the_tables_of_a_page_are_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- tables -->\n\nold\n\n<!-- end of tables -->\nafter\n")
    for text in ("### new\n\n", "### newer"):
        rewrite(page, text)
    assert page.read_text() == "before\n<!-- tables -->\n\n### newer\n\n<!-- end of tables -->\nafter\n"
