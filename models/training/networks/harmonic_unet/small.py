"""The network of the few-label studies: the default network, narrow enough to train in minutes on a CPU."""

from __future__ import annotations

from torch import Tensor, nn

from training.networks.harmonic_unet.network import Config, HarmonicUNet
from training.signal.notes_prior import CANDIDATES

SMALL = Config(fft_size=2048, channels=(16, 16, 32, 48, 64), encoder_depth=(1, 1, 1, 1, 1), decoder_depth=(1, 1, 1, 1), context=128,
               dilations=(1, 2, 4, 8), linear_channels=7, head_channels=8, voice=16, presence=None)


class NoComb(nn.Module):
    """Replaces the pitch-based refinement, which doubles the cost of a step."""

    def forward(self, shares: Tensor, level: Tensor, slots: Tensor, fast: bool, notes: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return the shares unchanged and posteriors without any pitch; notes are ignored."""
        return shares, shares.new_zeros(*shares.shape[:2], CANDIDATES)


class SmallUNet(HarmonicUNet):
    """A harmonic U-Net of 0.79 M parameters without the pitch comb."""

    def __init__(self) -> None:
        super().__init__(SMALL)
        self.comb = NoComb()
