"""A small convolutional autoencoder; runs differ only in their reconstruction loss."""

from __future__ import annotations

import time

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from studies.perceptual.data import FRAMES
from training.measure.log_mel import MELS
from training.measure.perceptual import image_loss
from training.networks.precision import bfloat16_is_faster
from training.signal.arrays import Array

LATENTS = 128
SMALLEST = (MELS // 16, FRAMES // 16)


class Autoencoder(nn.Module):
    """[B, MELS, FRAMES] -> latents [B, LATENTS] -> [B, MELS, FRAMES]."""

    def __init__(self) -> None:
        super().__init__()
        widths = (1, 16, 32, 64, 64)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 5 if a == 1 else 3, 2, 2 if a == 1 else 1)
                                  for a, b in zip(widths, widths[1:]))
        size = widths[-1] * SMALLEST[0] * SMALLEST[1]
        self.squeeze, self.spread = nn.Linear(size, LATENTS), nn.Linear(LATENTS, size)
        self.up = nn.ModuleList(nn.Conv2d(a, 4 * b, 3, padding=1) for a, b in ((64, 64), (64, 32), (32, 16), (16, 1)))

    def encode(self, images: Tensor) -> Tensor:
        x = (images.unsqueeze(1) - 0.3).contiguous(memory_format=torch.channels_last)
        for layer in self.down:
            x = F.leaky_relu(layer(x), 0.1)
        return self.squeeze(x.flatten(1)).float()

    def decode(self, latents: Tensor) -> Tensor:
        x = F.leaky_relu(self.spread(latents), 0.1).view(len(latents), -1, *SMALLEST)
        x = x.contiguous(memory_format=torch.channels_last)
        for number, layer in enumerate(self.up):
            x = F.pixel_shuffle(layer(x), 2)
            if number + 1 < len(self.up):
                x = F.leaky_relu(x, 0.1)
        return x.squeeze(1).float() + 0.3


def train(kind: str, images: Tensor, steps: int, batch: int, seed: int, rate: float = 1e-3) -> tuple[Autoencoder, dict[str, float]]:
    """Every loss uses the same initial weights, order and number of steps; the last tenth of the images is held out.
    """
    torch.manual_seed(seed)
    network = Autoencoder()
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    rng = np.random.default_rng(seed)
    held = len(images) // 10
    training, held_out = images[:-held], images[-held:]
    begun = time.process_time()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 50) * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        chosen = training[torch.from_numpy(rng.integers(0, len(training), batch))]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16_is_faster()):
            rebuilt = network.decode(network.encode(chosen))
        loss = image_loss(kind, chosen, rebuilt).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 0 or step + 1 == steps:
            print(f"{kind} seed {seed} step {step}: {float(loss):.4f} ({time.process_time() - begun:.0f} CPU s)", flush=True)
    network.eval()
    with torch.no_grad():
        rebuilt = torch.cat([network.decode(network.encode(part)) for part in held_out.split(128)])
        figures = {k: float(image_loss(k, held_out, rebuilt).mean()) for k in ("mse", "nlpd", "ms_ssim")}
    return network, {**{f"held_out_{k}": round(v, 5) for k, v in figures.items()},
                     "cpu_s": round(time.process_time() - begun, 1)}


def latents(network: Autoencoder, images: Tensor) -> Array:
    with torch.no_grad():
        return torch.cat([network.encode(part) for part in images.split(256)]).numpy().astype(np.float64)
