"""NLPD and MS-SSIM against closed forms and against slow versions that follow the published programs step by step."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.ndimage import correlate
from scipy.signal import convolve2d

from training.measure.log_mel import MELS, log_mel, mel_filters, rms
from training.measure.perceptual import (
    LEAST,
    LOG_MEL_NORMALISERS,
    SCALE_WEIGHTS,
    Normaliser,
    blocks_of,
    image_loss,
    ms_ssim,
    nlpd,
    parse_perceptual,
    perceptual_figures,
    scales_of,
    spectral_loss,
)

RATE = 22050

# Of NLP_dist.m, the authors' program for photographs: sigma, and kernels for MATLAB's conv2.
PUBLISHED_SIGMAS = (0.0248, 0.0185, 0.0179, 0.0191, 0.0220, 0.2782)
PUBLISHED_KERNELS = [np.zeros((5, 5)) for _ in range(6)]
for _kernel, (_up, _left, _right, _down) in zip(PUBLISHED_KERNELS, (
        (0.1011, 0.1493, 0.1460, 0.1015), (0.0757, 0.1986, 0.1846, 0.0837), (0.0477, 0.2138, 0.2243, 0.0467),
        (0, 0.2503, 0.2616, 0), (0, 0.2598, 0.2552, 0), (0, 0.2215, 0.0717, 0))):
    _kernel[1, 2], _kernel[2, 1], _kernel[2, 3], _kernel[3, 2] = _up, _left, _right, _down
PUBLISHED_KERNELS[0][2, 4] = 0.0072


def as_normalisers(sigmas: tuple[float, ...], kernels: list[np.ndarray]) -> tuple[Normaliser, ...]:
    """A kernel of a convolution meets the neighbour on the other side."""
    return tuple(Normaliser(s, tuple((2 - r, 2 - c, float(k[r, c])) for r, c in np.argwhere(k)))
                 for s, k in zip(sigmas, kernels))


def as_kernels(normalisers: tuple[Normaliser, ...]) -> list[np.ndarray]:
    kernels = []
    for normaliser in normalisers:
        kernel = np.zeros((5, 5))
        for m, t, weight in normaliser.neighbours:
            kernel[2 - m, 2 - t] = weight
        kernels.append(kernel)
    return kernels


def slow_nlpd(x: np.ndarray, y: np.ndarray, sigmas: tuple[float, ...], kernels: list[np.ndarray]) -> float:
    row = np.array([0.05, 0.25, 0.4, 0.25, 0.05])
    burt = np.outer(row, row)

    def pyramid(image: np.ndarray) -> list[np.ndarray]:
        bands = []
        for _ in range(5):
            small = correlate(image, burt, mode="reflect")[::2, ::2]  # scipy's reflect is MATLAB's symmetric
            padded = np.pad(small, 1, mode="edge")
            spread = np.zeros((2 * padded.shape[0], 2 * padded.shape[1]))
            spread[::2, ::2] = 4 * padded
            spread = correlate(spread, burt, mode="constant")
            bands.append(image - spread[2 : 2 + image.shape[0], 2 : 2 + image.shape[1]])
            image = small
        return [*bands, image]

    def normalised(image: np.ndarray) -> list[np.ndarray]:
        return [z / (s + convolve2d(np.abs(z), k, mode="same")) for z, s, k in zip(pyramid(image), sigmas, kernels)]

    return float(np.mean([np.sqrt(np.mean((a - b) ** 2)) for a, b in zip(normalised(x), normalised(y))]))


def slow_ms_ssim(x: np.ndarray, y: np.ndarray, scales: int) -> float:
    offsets = np.arange(-5, 6)
    window = np.exp(-(offsets[:, None] ** 2 + offsets**2) / (2 * 1.5**2))
    window /= window.sum()
    terms = []
    for _ in range(scales):
        smooth = [convolve2d(i, window, mode="valid") for i in (x, y, x * x, y * y, x * y)]
        mx, my, xx, yy, xy = smooth
        contrast = (2 * (xy - mx * my) + 0.0009) / (xx - mx**2 + yy - my**2 + 0.0009)
        luminance = (2 * mx * my + 0.0001) / (mx**2 + my**2 + 0.0001)
        terms.append((contrast.mean(), (contrast * luminance).mean()))
        x, y = (correlate(np.pad(i, ((0, 1), (0, 1)), mode="symmetric"), np.full((2, 2), 0.25), origin=-1)[:-1, :-1][::2, ::2]
                for i in (x, y))
    weights = np.array(SCALE_WEIGHTS[:scales]) / sum(SCALE_WEIGHTS[:scales])
    values = [c for c, _ in terms[:-1]] + [terms[-1][1]]
    return float(np.prod([max(v, LEAST) ** w for v, w in zip(values, weights)]))


def images(mels: int, frames: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 1, (mels, frames)).cumsum(1) / np.arange(1, frames + 1)
    return x, np.abs(x + rng.normal(0, 0.1, x.shape))


def tensors(*arrays: np.ndarray) -> list[torch.Tensor]:
    return [torch.from_numpy(a) for a in arrays]


@pytest.mark.parametrize("shape", [(128, 431), (128, 517), (33, 58), (40, 7)])
def test_nlpd_is_the_published_programs(shape: tuple[int, int]) -> None:
    x, y = images(*shape, seed=1)
    published = as_normalisers(PUBLISHED_SIGMAS, PUBLISHED_KERNELS)
    expected = slow_nlpd(x, y, PUBLISHED_SIGMAS, PUBLISHED_KERNELS)
    assert float(nlpd(*tensors(x, y), published)) == pytest.approx(expected, rel=1e-9)
    ours = slow_nlpd(x, y, tuple(n.sigma for n in LOG_MEL_NORMALISERS), as_kernels(LOG_MEL_NORMALISERS))
    assert float(nlpd(*tensors(x, y))) == pytest.approx(ours, rel=1e-9)


@pytest.mark.parametrize(("shape", "scales"), [((128, 431), 4), ((180, 163), 5), ((128, 88), 4), ((23, 51), 2), ((11, 11), 1)])
def test_ms_ssim_is_the_published_formula(shape: tuple[int, int], scales: int) -> None:
    x, y = images(*shape, seed=2)
    assert scales_of(*shape) == scales
    assert float(ms_ssim(*tensors(x, y))) == pytest.approx(slow_ms_ssim(x, y, scales), rel=1e-9)


def test_equal_images() -> None:
    (x,) = tensors(images(128, 100, 3)[0])
    assert float(nlpd(x, x)) < 1e-9
    assert float(ms_ssim(x, x)) == pytest.approx(1, abs=1e-12)


def test_constant_images_have_closed_forms() -> None:
    a, b = 0.3, 0.6
    x, y = torch.full((128, 128), a, dtype=torch.float64), torch.full((128, 128), b, dtype=torch.float64)
    luminance = (2 * a * b + 1e-4) / (a * a + b * b + 1e-4)
    assert float(ms_ssim(x, y)) == pytest.approx(luminance ** (0.2363 / 0.8668), rel=1e-9)
    # Only the last level, 4 x 4, is not zero; the first and the last mel each lack a neighbour.
    (_, ((_, _, below), (_, _, above))) = LOG_MEL_NORMALISERS[5]
    sigma = LOG_MEL_NORMALISERS[5].sigma
    rows = [(0 if m == 0 else below) + (0 if m == 3 else above) for m in range(4)]
    squares = [(a / (sigma + w * a) - b / (sigma + w * b)) ** 2 for w in rows]
    assert float(nlpd(x, y)) == pytest.approx(np.sqrt(np.mean(squares)) / 6, rel=1e-6)


def test_a_single_cell_by_hand() -> None:
    x, y = (torch.full((1, 1), v, dtype=torch.float64) for v in (0.2, 0.7))
    assert float(nlpd(x, y)) == pytest.approx(0.5 / LOG_MEL_NORMALISERS[5].sigma / 6, rel=1e-6)
    assert float(ms_ssim(x, y)) == pytest.approx((2 * 0.14 + 1e-4) / (0.04 + 0.49 + 1e-4), rel=1e-9)


def test_opposite_images_are_as_unlike_as_can_be() -> None:
    x = torch.from_numpy(images(64, 64, 4)[0])
    assert 0 < float(ms_ssim(x, 1 - x)) < 0.01


def test_batches_equal_single_images() -> None:
    x, y = images(32, 40, 5)
    batch = torch.stack(tensors(x, y, y))
    single = torch.from_numpy(x)
    for metric in (nlpd, ms_ssim):
        together = metric(single, batch)
        assert together.shape == (3,)
        assert float(together[2]) == pytest.approx(float(metric(single, batch[2])), rel=1e-12)


def test_a_sine_in_the_middle_of_a_triangle_reads_its_mean_square() -> None:
    filters = mel_filters()
    mel = 110
    hz = float(filters[mel].argmax()) * RATE / 2048
    audio = (0.5 * np.sin(2 * np.pi * hz * np.arange(RATE) / RATE)).astype(np.float32)
    for rate in (RATE, 2 * RATE):
        tone = (0.5 * np.sin(2 * np.pi * hz * np.arange(rate) / rate)).astype(np.float32)
        image = log_mel(tone, rate, rms(tone))
        assert image.shape == (MELS, RATE // 512 + 1)
        # The top of the triangle; the lobe's flanks lose a little.
        power = (10 ** (8 * float(image[mel, 20])) - 1) / 1e7
        assert power == pytest.approx(1, rel=0.05)
    quiet = log_mel(0.1 * audio, RATE, rms(audio))
    assert float(log_mel(audio, RATE, rms(audio))[mel, 20] - quiet[mel, 20]) == pytest.approx(20 / 80, abs=1e-4)


def test_both_sides_of_stereo_count_in_power() -> None:
    rng = np.random.default_rng(6)
    left = rng.normal(0, 0.1, RATE).astype(np.float32)
    stereo = np.stack([left, np.zeros_like(left)])
    both = log_mel(stereo, RATE, rms(stereo))
    assert float((both - log_mel(left, RATE, rms(left))).abs().max()) < 1e-5
    with pytest.raises(ValueError, match="resample"):
        log_mel(left, 48000, 0.1)


def test_blocks_cover_all_frames_once() -> None:
    for frames in (1, 87, 431, 431 + 87, 431 + 88, 3 * 431, 5 * 431 + 40):
        blocks = blocks_of(frames, 431)
        assert blocks[0][0] == 0 and blocks[-1][1] == frames
        assert all(a[1] == b[0] for a, b in zip(blocks, blocks[1:]))
        assert all(end - start == 431 for start, end in blocks[:-1])
        assert len(blocks) == 1 or 88 <= blocks[-1][1] - blocks[-1][0] < 431 + 88


def test_figures_of_stems() -> None:
    rng = np.random.default_rng(7)
    s = (rng.normal(0, 0.1, 14 * RATE) * np.sin(np.arange(14 * RATE) / RATE) ** 2).astype(np.float32)
    n = rng.normal(0, 0.1, len(s)).astype(np.float32)
    perfect = perceptual_figures(s, s, RATE)
    assert perfect is not None and perfect["ms_ssim"] == pytest.approx(1) and perfect["nlpd"] < 1e-9
    little, much, nothing = (perceptual_figures(s, e, RATE) for e in (s + 0.01 * n, s + 0.3 * n, 0 * s))
    assert little and much and nothing
    assert 1 > little["ms_ssim"] > much["ms_ssim"] > nothing["ms_ssim"]
    assert 0 < little["nlpd"] < much["nlpd"] < nothing["nlpd"]
    assert perceptual_figures(0 * s, n, RATE) is None
    short = perceptual_figures(n[:100], n[:100], RATE)
    assert short is not None and short["ms_ssim"] == pytest.approx(1)


def test_blocks_in_which_the_reference_is_silent_have_no_say() -> None:
    rng = np.random.default_rng(8)
    n = rng.normal(0, 0.1, 20 * RATE).astype(np.float32)
    long_pause, other = n.copy(), n.copy()
    long_pause[431 * 512 - 4096 :] = 0
    other[: 432 * 512 + 4096] = long_pause[: 432 * 512 + 4096]
    only_first = perceptual_figures(long_pause, other, RATE)
    assert only_first is not None and only_first["ms_ssim"] == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("kind", ["nlpd", "ms_ssim", "mse"])
def test_gradients_are_those_of_finite_differences(kind: str) -> None:
    torch.manual_seed(1)
    reference = torch.rand(2, 1025, 26, dtype=torch.float64) ** 4 * 1e-3
    estimate = (reference * (0.2 + torch.rand_like(reference))).requires_grad_()
    loss = spectral_loss(kind, estimate, reference)
    (gradient,) = torch.autograd.grad(loss, estimate)
    for _ in range(6):
        direction = torch.randn_like(estimate) * reference
        step = 1e-6
        with torch.no_grad():
            ahead, behind = (spectral_loss(kind, estimate + sign * step * direction, reference) for sign in (1, -1))
        slope = float(ahead - behind) / (2 * step)
        assert float((gradient * direction).sum()) == pytest.approx(slope, rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("kind", ["nlpd", "ms_ssim", "mse"])
def test_losses_vanish_at_the_target_and_stay_finite_at_nothing(kind: str) -> None:
    reference = torch.rand(3, 1025, 64) ** 4 * 1e-3
    assert float(spectral_loss(kind, reference, reference)) < 1e-5
    for estimate in (reference.clone(), torch.zeros_like(reference)):
        estimate.requires_grad_()
        spectral_loss(kind, estimate, reference).backward()
        assert torch.isfinite(estimate.grad).all()
    silent = torch.zeros_like(reference)
    estimate = reference.clone().requires_grad_()
    spectral_loss(kind, estimate, silent).backward()
    assert float(estimate.grad.abs().max()) == 0
    # A silent example beside others does not change their mean.
    mixed = spectral_loss(kind, 0.5 * reference, torch.cat([reference[:2], silent[:1]]))
    assert float(mixed) == pytest.approx(float(spectral_loss(kind, 0.5 * reference[:2], reference[:2])), rel=1e-6)


def test_descending_the_loss_finds_the_target() -> None:
    torch.manual_seed(2)
    target = torch.rand(1, 24, 24, dtype=torch.float64)
    for kind in ("nlpd", "ms_ssim"):
        image = torch.full_like(target, 0.5).requires_grad_()
        optimizer = torch.optim.Adam([image], lr=0.02)
        first = float(image_loss(kind, target, image))
        for _ in range(150):
            optimizer.zero_grad()
            image_loss(kind, target, image).sum().backward()
            optimizer.step()
        assert float(image_loss(kind, target, image)) < 0.2 * first


def test_options() -> None:
    assert parse_perceptual("nlpd:0.1") == ("nlpd", 0.1)
    for wrong in ("pesq:1", "nlpd", "nlpd:0", "nlpd:-1"):
        with pytest.raises(ValueError):
            parse_perceptual(wrong)
