"""Nothing that validates may train. The tables are checked against the data pack where it is present."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from training.data import splits
from training.signal.classes import CLASSES

GENERATOR = ("additive", "codec", "composer", "ensembles", "microphones", "mixing", "notes", "phrases", "rooms", "sampler",
             "scenes", "score", "scores", "soundfont", "splits", "tell", "wet")


def test_training_and_shifted_sources_are_disjoint() -> None:
    for name in CLASSES:
        assert splits.TRAINING_SAMPLES[name] and splits.SHIFTED_SAMPLES[name]
        assert not set(splits.TRAINING_SAMPLES[name]) & set(splits.SHIFTED_SAMPLES[name])


def test_fluidr3_never_plays_cello_bassoon_or_a_shifted_class() -> None:
    for name in CLASSES:
        allowed = splits.soundfont_allowed("fluidr3", name)
        assert allowed == ("fluidr3" in splits.TRAINING_SAMPLES[name])
        assert splits.soundfont_allowed("timgm6mb", name)
    assert not splits.soundfont_allowed("musescore-general", "violin")


def test_the_generator_never_names_the_real_recordings() -> None:
    folder = Path(splits.__file__).parent
    for module in GENERATOR:
        text = (folder / f"{module}.py").read_text(encoding="utf-8")
        assert not re.search(r"""["']real["'/]|bach10|urmp|medley""", text.replace("`real/` has no entry", "")), module
        assert "import sets" not in text and "measure.sets" not in text, module


def test_rooms_and_composers() -> None:
    assert splits.room_split("st_margarets_church_york.flac") == "shifted"
    assert splits.room_split("spokane_womans_club.flac") == "training"
    assert splits.is_validation_composer("Dvořák, Antonín")
    assert not splits.is_validation_composer("Haydn, Joseph")


def test_tables_match_the_pack(pack: Path) -> None:
    from training.data.rooms import room_files
    from training.data.scores import score_files

    assert len(room_files(pack, "shifted")) == 4 and len(room_files(pack, "training")) == 8
    training, validation = set(score_files(pack, "training")), set(score_files(pack, "validation"))
    assert training and validation and not training & validation
    names = {"flcellogrl": "flcellogrl-tonejs", "vsco-tonejs": "vsco-tonejs"}
    text = (pack / "SPLITS.md").read_text(encoding="utf-8")
    for name in CLASSES:
        row = re.search(rf"^\| {name.replace('-', ' ')} \| ([^|]+) \| ([^|]+) \|$", text, re.M)
        assert row, name
        for column, table in ((1, splits.TRAINING_SAMPLES), (2, splits.SHIFTED_SAMPLES)):
            listed = re.sub(r"\([^)]*\)", "", row.group(column)).split(",")
            assert {names.get(s.strip(), s.strip()) for s in listed} == set(table[name]), name


def test_the_bank_holds_only_allowed_sources(pack: Path) -> None:
    from training.data.notes import _rows

    for split in ("training", "shifted"):
        for name in CLASSES:
            rows = _rows(pack, split, name)
            assert rows
            assert {r["source"] for _, r in rows} <= set(splits.samples_of(split, name))
            assert all("real" not in p.relative_to(pack).parts for p, _ in rows)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(KeyError):
        splits.samples_of("real", "violin")


def test_recorded_pairs_are_two_clips_of_one_instrument_at_equal_level(pack: Path) -> None:
    from training.measure.sets import build, unaligned_pairs

    pairs = unaligned_pairs(pack)
    assert [m.name for m in pairs] == [m.name for m in build("real-select", pack, None) if m.group == "doubled"]
    for mixture in pairs:
        first, second = mixture.references
        assert mixture.players[0] == mixture.players[1] and not np.array_equal(first, second)
        assert np.sqrt((first**2).mean()) == pytest.approx(np.sqrt((second**2).mean()), rel=1e-4)
