"""The real command, on a recording of three seconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from divisi import Divisi, DivisiError, Separation

RATE = 22_050
AUDIOGRAMS = "listener,ear,250,500,1000,2000,4000,8000\nL1,left,20,20,25,35,45,50\nL1,right,20,20,25,35,45,50\n"


def parts() -> dict[str, np.ndarray]:
    time = np.arange(3 * RATE) / RATE
    swell = 1 + np.sin(2 * np.pi * 0.7 * time)
    return {
        name: 0.1 * swell * sum(np.sin(2 * np.pi * k * hz * time) / k for k in (1, 2, 3))
        for name, hz in (("violin", 660.0), ("cello", 147.0))
    }


@pytest.fixture(scope="module")
def divisi(tmp_path_factory: pytest.TempPathFactory) -> Divisi:
    try:
        return Divisi(library=tmp_path_factory.mktemp("library"), threads=1)
    except FileNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def separation(divisi: Divisi) -> Separation:
    return divisi.separate((sum(parts().values()), RATE), ["violin", "cello"])


def test_stems_add_up_to_the_recording(separation: Separation) -> None:
    assert list(separation.stems) == ["violin", "cello", "rest"]
    assert separation.sample_rate == RATE
    recording = np.float32(sum(parts().values()))
    assert separation.mixture().shape == (3 * RATE, 1)
    # The grid of a 32-bit float recording: 2^-24 of full scale.
    np.testing.assert_allclose(separation.mixture()[:, 0], recording, atol=2**-24)
    assert separation.report["model"] != ""
    assert separation.folder is None


def test_gains_act_on_stems_and_instruments(divisi: Divisi, separation: Separation) -> None:
    np.testing.assert_allclose(divisi.rebalance(separation, {}), separation.mixture(), atol=1e-6)
    expected = separation.mixture() + (10 ** (6 / 20) - 1) * separation.stems["violin"]
    np.testing.assert_allclose(divisi.rebalance(separation, {"violin": 6}), expected, atol=1e-6)
    with pytest.raises(KeyError):
        divisi.rebalance(separation, {"flute": 1})


def test_stems_are_evaluated(divisi: Divisi, separation: Separation, tmp_path: Path) -> None:
    (tmp_path / "listeners.csv").write_text(AUDIOGRAMS)
    figures = divisi.evaluate(parts(), separation, listeners=tmp_path / "listeners.csv")
    assert set(figures["stems"]) == {"violin", "cello"}
    error = parts()["violin"] - separation.stems["violin"][:, 0]
    sdr = 10 * np.log10(np.sum(parts()["violin"] ** 2) / np.sum(error**2))
    assert figures["stems"]["violin"]["sdr"] == pytest.approx(sdr, abs=1e-3)
    assert {row["stem"] for row in figures["haaqi"]} == {"violin", "cello"}
    assert all(0 <= row["score"] <= 1 for row in figures["haaqi"])


def test_the_files_can_be_kept(divisi: Divisi, separation: Separation, tmp_path: Path) -> None:
    kept = divisi.separate((sum(parts().values()), RATE), "violin,cello", out=tmp_path / "kept", from_s=0.5, to_s=2.0)
    assert kept.folder == tmp_path / "kept"
    assert (tmp_path / "kept" / "violin.wav").exists()
    assert len(kept.stems["cello"]) == round(1.5 * RATE)


def test_a_refusal_is_one_sentence(divisi: Divisi) -> None:
    with pytest.raises(DivisiError, match="kazoo") as refused:
        divisi.separate((np.zeros(RATE), RATE), "kazoo")
    assert refused.value.status == 2
    with pytest.raises(ValueError, match="sample rate"):
        divisi.evaluate({"violin": np.zeros(9)}, {"violin": np.zeros(9)})
