"""Block-wise processing with a causal network: every call takes and returns the state, and the output equals that of the whole signal."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from training.networks.conv_tasnet.layers import Stream
from training.networks.conv_tasnet.network import ConvTasNet
from training.signal.classes import N_SLOTS


class BlockNetwork(nn.Module):
    """Processes one block of a stream, of any multiple of `samples`; blocks may differ in length.

    stems[t] of a block corresponds to audio[t - delay]: the output lags by `delay` samples.
    """

    def __init__(self, network: ConvTasNet) -> None:
        super().__init__()
        if not network.config.causal:
            raise ValueError("a stream needs a causal network")
        self.network, self.samples = network, network.config.block
        """samples: length of the shortest block."""
        with torch.no_grad():
            counts = torch.zeros(1, network.condition[0].in_features // 2)
            _, kept = self._block(torch.zeros(1, self.samples), counts, torch.tensor([0, N_SLOTS - 1]), None)
        self.shapes: dict[str, tuple[int, ...]] = {name: tuple(value.shape) for name, value in kept.items()}
        """Names and shapes of the tensors that are concatenated in the state, in order."""
        self.size = sum(math.prod(shape) for shape in self.shapes.values())

    def _block(self, audio: Tensor, counts: Tensor, slots: Tensor, given: dict[str, Tensor] | None) -> tuple[Tensor, dict[str, Tensor]]:
        network, c = self.network, self.network.config
        stream = Stream(given)
        past = c.kernel - c.stride
        joined = torch.cat([stream.past("audio_past", audio, (1, past)), audio], dim=1)
        stream.keep("audio_past", joined[:, -past:])
        coded = network.encode(joined)
        local, voices = network.local(network.spectrum(coded, stream), counts, stream)
        masks = network.masks(local[0], voices[0], counts[0], slots)[:-1]
        tails = stream.past("tails", audio, (N_SLOTS, c.delay))
        found, ends = network.overlapped(network.decode(coded[0], masks), tails[slots[:-1]])
        stream.keep("tails", torch.zeros(N_SLOTS, c.delay).scatter(0, slots[:-1, None].expand(-1, c.delay), ends))
        delayed = joined[:, past - c.delay : -c.delay]
        return torch.cat([found, delayed - found.sum(0, keepdim=True)])[None], stream.kept

    def forward(self, audio: Tensor, counts: Tensor, slots: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """[1, samples], [1, N_CLASSES], int64 [S] with the rest last, [size] -> stems [1, S, samples], the next state.

        The state is zeros at the start of a signal. Raises ValueError for samples that are no multiple of a mask's.
        """
        if not torch.jit.is_tracing() and audio.shape[1] % self.samples:
            raise ValueError(f"a block is a multiple of {self.samples} samples")
        parts = torch.split(state, [math.prod(shape) for shape in self.shapes.values()])
        given = {name: part.reshape(shape) for part, (name, shape) in zip(parts, self.shapes.items())}
        stems, kept = self._block(audio, counts, slots, given)
        return stems, torch.cat([kept[name].reshape(-1) for name in self.shapes])


def run(blocks: BlockNetwork, size: int, audio: Tensor, counts: Tensor, slots: Tensor) -> Tensor:
    """Process a whole signal [1, samples] in blocks of `size` samples -> stems [1, S, samples], aligned with the signal."""
    delay, samples = blocks.network.config.delay, audio.shape[1]
    count = -(-(samples + delay) // size)
    padded = nn.functional.pad(audio, (0, count * size - samples))
    state, found = torch.zeros(blocks.size), []
    for k in range(count):
        stems, state = blocks(padded[:, k * size : (k + 1) * size], counts, slots, state)
        found.append(stems)
    return torch.cat(found, dim=2)[:, :, delay : delay + samples]
