"""Whole-file separation and the protocol's bookkeeping, with networks whose result is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training.measure.evaluate import (
    compare,
    figures,
    match_pairs,
    permuted_figures,
    run_mixture,
    run_set,
    swapped_share,
)
from training.measure.progress import one_by_one, read
from training.measure.sets import (
    STRINGS_SELECT,
    Mixture,
    resampled,
    strings,
    undeclared,
)
from training.networks.separate import extend, masks_of, separate
from training.publish import card, naming
from training.signal.classes import CLASSES
from training.signal.notes_prior import CANDIDATES, LOWEST_HZ, STEPS_PER_OCTAVE
from training.signal.stft import stft


def uniform(magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
    """Every wanted slot gets the same share."""
    return torch.ones(1, len(slots), *magnitude.shape[1:]) / len(slots)


@pytest.mark.parametrize("rate", [22050, 44100])
@pytest.mark.parametrize("seconds", [0.02, 3.0, 19.7])
def test_pieces_overlap_without_a_trace(rate: int, seconds: float) -> None:
    mixture = np.random.default_rng(0).normal(0, 0.1, int(rate * seconds)).astype(np.float32)
    estimates = separate(uniform, mixture, rate, [0, 6])
    assert estimates.shape == (3, len(mixture))
    assert np.abs(estimates - mixture / 3).max() < 1e-6


def test_two_players_of_a_class_keep_their_order_over_pieces() -> None:
    calls = []

    def restless(magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
        """The twins' masks are the low and the high half of the band, exchanged in every second piece."""
        masks = torch.zeros(1, len(slots), *magnitude.shape[1:])
        first = len(calls) % 2
        calls.append(first)
        masks[:, first, :500], masks[:, 1 - first, 500:] = 1, 1
        return masks

    mixture = np.random.default_rng(3).normal(0, 0.1, 22050 * 25).astype(np.float32)
    masks = masks_of(restless, np.abs(stft(mixture)), [2, 2])
    assert len(calls) > 3
    assert np.all(masks[0, :500] == 1) and np.all(masks[1, 500:] == 1) and np.all(masks[0, 500:] == 0)


def test_other_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="resample"):
        separate(uniform, np.zeros(4800, np.float32), 48000, [0])


def test_equal_players_are_matched_over_the_whole_file() -> None:
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(0, 1, (3, 1000))
    matched = match_pairs(np.stack([a, b, c]), np.stack([b, a, c]), [0, 0, 3])
    assert np.array_equal(matched, np.stack([a, b, c]))
    other = match_pairs(np.stack([a, b, c]), np.stack([b, a, c]), [0, 1, 3])
    assert np.array_equal(other, np.stack([b, a, c]))


def test_swapped_seconds_are_counted_and_the_best_permutation_finds_a_wrong_name() -> None:
    rng = np.random.default_rng(8)
    references = rng.normal(0, 0.1, (3, 1000 * 8)).astype(np.float32)
    estimates = references + rng.normal(0, 0.03, references.shape).astype(np.float32)
    assert swapped_share(references, estimates, 1000) == 0
    wrong = estimates.copy()
    wrong[:2, 2000:5000] = estimates[1::-1, 2000:5000]
    assert swapped_share(references, wrong, 1000) == pytest.approx(3 / 8)
    references[1:, 7000:] = 0  # one player is left: nothing to exchange
    assert swapped_share(references, wrong, 1000) == pytest.approx(3 / 7)
    assert swapped_share(references[:1], wrong[:1], 1000) is None
    rows = permuted_figures(references, wrong[[2, 1, 0]])
    assert rows[0]["named_si_sdr_improvement"] < -10 < 5 < rows[2]["permuted_si_sdr_improvement"]


def test_a_uniform_mask_improves_nothing_and_silence_is_counted() -> None:
    rng = np.random.default_rng(2)
    references = rng.normal(0, 0.1, (3, 22050)).astype(np.float32)
    references[2] = 0
    rows = run_mixture(uniform, Mixture("x", [0, 6, 7], references, 22050, "g"))
    assert [r["silent"] for r in rows] == [False, False, True]
    for row in rows[:2]:
        assert row["ideal_ms_ssim"] > row["mixture_ms_ssim"] and row["ideal_nlpd"] < row["mixture_nlpd"]
        assert 0 < row["ms_ssim"] < 1 and row["nlpd"] > 0
    assert "nlpd" not in rows[2]
    f = figures(rows)
    assert abs(f["mean"]) < 1e-3 and f["silent"] == 1 and f["per"][3].outputs == 2


def test_an_undeclared_player_belongs_to_the_rest() -> None:
    references = np.random.default_rng(3).normal(0, 0.1, (3, 22050)).astype(np.float32)
    (mixture,) = undeclared([Mixture("x", [0, 6, 7], references, 22050, "g")])
    assert mixture.players == [6, 7] and mixture.hidden == 1
    rows = run_mixture(uniform, mixture)
    assert [r["instrument"] for r in rows] == ["clarinet", "bassoon", "rest"]
    assert rows[2]["hidden_share"] == pytest.approx(1 / 3, abs=0.02) and "hidden_share" not in rows[0]
    results = {"real-select": {"rows": [{**r, "hidden_share": 0.375} if "hidden_share" in r else r for r in rows], "date": "2026-11-28"}}
    assert naming.undeclared_line(results) == f"{naming.UNDECLARED} 38% on real-select/undeclared (1 mixtures, 38% to 38%)."
    assert naming.section({"real-select": {"rows": [], "date": "2026-11-28"}}) == ""


def test_comparison_is_paired_by_mixture() -> None:
    a = [{"mixture": str(i), "silent": False, "si_sdr_improvement": float(i)} for i in range(10)]
    b = [{**r, "si_sdr_improvement": r["si_sdr_improvement"] + 1.5} for r in a]
    assert compare(a, b) == (1.5, 0.0, 10)


def test_masks_go_on_above_the_band_as_in_the_application() -> None:
    """The cases of test/unit/src-main/separation/mask-map.test.ts."""
    mask = np.where(np.arange(1025) < 512, 0.1, np.where(np.arange(1025) < 768, 1.0, 0.0))[None, :, None]
    magnitude = np.where(np.arange(2049) < 512, 9.0, np.where(np.arange(2049) < 768, 2.0, 1.0))[:, None]
    for level, beyond in ((magnitude, 256 * 4 / (256 * 4 + 257)), (0 * magnitude, 256 / 513)):
        found = extend(mask, level)[0, :, 0]
        assert found.shape == (2049,)
        assert found[:961] == pytest.approx(mask[0, :961, 0]) and found[1024:] == pytest.approx(beyond)
    ramp = extend(np.ones((1, 1025, 1)) * np.linspace(0, 1, 1025)[None, :, None], np.zeros((1025, 1)))[0, :, 0]
    assert ramp.shape == (1025,) and np.abs(np.diff(ramp)).max() < 0.02 and ramp[-1] == pytest.approx(np.linspace(0, 1, 1025)[512:].mean())


def test_the_card_has_a_line_for_every_string_stem() -> None:
    references = np.random.default_rng(4).normal(0, 0.1, (3, 22050 * 2)).astype(np.float32)
    rows = run_mixture(uniform, Mixture("quartet/some", [0, 0, 2], references, 22050, "strings"), perceptual=False)
    table = naming.string_table({"real-select": {"rows": rows, "date": "2026-11-28"}})
    assert [line.split(" | ")[1:3] for line in table.splitlines()[2:]] == [["quartet/some", i] for i in ("violin", "violin", "cello")]
    assert naming.string_table({"real-select": {"rows": [{**r, "group": "bach10"} for r in rows], "date": "2026-11-28"}}) == ""


def test_the_card_shows_names_beside_the_best_permutation() -> None:
    rows = [{"mixture": str(m), "group": "bach10", "players": 2, "instrument": i, "silent": False, "named_si_sdr_improvement": named,
             "permuted_si_sdr_improvement": permuted, **({"swapped": 0.5 * m} if i == "violin" else {})}
            for m in (0, 1) for i, named, permuted in (("violin", 1.0, 5.0), ("cello", 3.0, 7.0 + m))]
    table = naming.naming_table({"real-select": {"rows": rows, "date": "2026-11-28"}})
    assert table.splitlines()[2:] == ["| real-select | 2 | 2 | 2.0 | 6.3 |  |  | 25% |"]


def test_string_mixtures_have_the_notes_of_their_players(pack: Path) -> None:
    found = strings(pack, STRINGS_SELECT)
    assert sorted(len(m.players) for m in found) == [2, 2, 2, 2, 3]
    assert all(m.notes is not None and len(m.notes) == len(m.players) == len(m.references) for m in found)
    trio = next(m for m in found if len(m.players) == 3)
    assert [CLASSES[c] for c in trio.players] == ["violin", "violin", "cello"]
    lower, same = resampled([trio])[0], resampled([trio])[-1]
    assert lower.name.endswith("@-4") and lower.notes[0][0].pitch == pytest.approx(trio.notes[0][0].pitch - 4, abs=1e-3)
    assert same.references.shape[1] == pytest.approx(trio.references.shape[1] / 0.7, abs=2)


class Hearing:
    """Gives every slot the same share, and hears pitches in the first two."""

    def __init__(self, candidates: list[int]) -> None:
        self.candidates = candidates

    def __call__(self, magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor, *notes: torch.Tensor) -> torch.Tensor:
        return uniform(magnitude, counts, slots)

    def heard(self, magnitude: torch.Tensor, counts: torch.Tensor, slots: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        pitches = torch.zeros(1, len(slots), CANDIDATES, magnitude.shape[2])
        for slot, candidate in enumerate(self.candidates):
            pitches[:, slot, candidate] = 1
        return uniform(magnitude, counts, slots), pitches, torch.zeros(1, len(CLASSES))


def test_masks_are_sharpened_by_heard_pitches_and_the_results_say_so() -> None:
    candidates, time = [96, 110], np.arange(3 * 22050) / 22050
    tones = np.stack([sum(np.sin(2 * np.pi * h * LOWEST_HZ * 2 ** (c / STEPS_PER_OCTAVE) * time) / h for h in range(1, 9)) for c in candidates])
    mixture = Mixture("tones", [0, 6], tones.astype(np.float32) * 0.1, 22050, "g")
    alone, heard = (run_set(network, [mixture], perceptual=False) for network in (uniform, Hearing(candidates)))
    assert (alone["sharpened"], heard["sharpened"]) == (False, True)
    assert max(r["si_sdr_improvement"] for r in alone["rows"]) < 0.1 and min(r["si_sdr_improvement"] for r in heard["rows"]) > 5


def test_sets_with_the_masks_alone_are_named_where_others_have_sharpened_ones() -> None:
    row = {"mixture": "a/b", "group": "bach10", "players": 2, "instrument": "violin", "silent": False, "si_sdr_improvement": 8.0,
           "sdr": 8.0, "mixture_si_sdr": 0.0, "mixture_sdr": 0.0, "ideal_si_sdr_improvement": 15.0, "ideal_sdr": 15.0}
    found = {"rows": [row], "date": "2026-11-29"}
    alone = {"real-select": found, "real-report": found}
    assert card.method(alone) == ""
    assert "masks alone" not in card.set_table(alone)
    mixed = {"real-select": {**found, "sharpened": True}, "real-report": found}
    assert [line.split(" | ")[0] for line in card.set_table(mixed).splitlines()[2:]] == ["| real-select", "| real-report (masks alone)"]
    assert "on real-select; *masks alone*" in card.method(mixed)
    assert card.method({name: {**found, "sharpened": True} for name in mixed}).endswith("on real-select, real-report.")


def test_a_stopped_evaluation_continues_where_it_was(tmp_path: Path) -> None:
    names, source, asked = ["a", "b", "c"], {"weights": "w"}, []
    mixtures = [Mixture(name, [0], np.zeros((1, 10), np.float32), 22050, "g") for name in names]

    def evaluated(given: list[Mixture]) -> dict[str, object]:
        (mixture,) = given
        asked.append(mixture.name)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return {"date": "2026-11-29", "rows": [{"mixture": mixture.name}], "audio_s": 1.5, "cpu_s": 0.2, "sharpened": True}

    path = tmp_path / "results.json.set.part"
    with pytest.raises(KeyboardInterrupt):
        one_by_one(evaluated, mixtures, path, source)
    with path.open("a", encoding="utf-8") as stream:
        stream.write('["c", {"date')  # the process died while it wrote
    found = one_by_one(evaluated, mixtures, path, source)
    assert asked == ["a", "b", "c", "c"]
    assert found == {"date": "2026-11-29", "rows": [{"mixture": n} for n in names], "audio_s": 4.5, "cpu_s": 0.6, "sharpened": True}
    assert not path.exists()


def test_an_evaluation_of_other_weights_begins_again(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_text('{"weights": "old"}\n["a", {}]\n', encoding="utf-8")
    assert read(path, {"weights": "new"}) == {} and read(path, {"weights": "old"}) == {"a": {}}
    assert read(tmp_path / "none", {"weights": "new"}) == {}
