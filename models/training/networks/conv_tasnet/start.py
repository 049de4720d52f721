"""Initialises a Conv-TasNet: its configuration, its decoder, and the weights that a causal network inherits from a trained non-causal one.

Recognising an instrument's spectrum does not need future frames. The causal network has its own filters and inherits all other weights, with
convolutions over time folded into the past: the weight of the next frame is applied to the current frame, and the weight of the
previous frame to the frame two back, because causal frames are half as far apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from training.networks.conv_tasnet.filters import inverse
from training.networks.conv_tasnet.network import CAUSAL, Config, ConvTasNet

PRESETS: dict[str, Config] = {"non-causal": Config(), "causal": CAUSAL}


def config_of(preset: str, changes: Mapping[str, Any]) -> Config:
    """changes: fields of Config; lists become tuples."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in changes.items()}
    return replace(PRESETS[preset], **values)


def groups_of(network: ConvTasNet) -> list[dict[str, Any]]:
    """Parameter groups: the separator's inner matrices (Muon), other matrices (with a lower rate for the filters), and vectors (no weight decay)."""
    turned = [m.weight for name, m in network.named_modules()
              if isinstance(m, (nn.Conv2d, nn.Linear)) and min(m.weight.flatten(1).shape) >= 8 and "condition" not in name]
    filters = [network.encoder, network.decoder]
    known = {id(p) for p in (*turned, *filters)}
    others = [p for p in network.parameters() if id(p) not in known]
    return [{"params": turned, "muon": True, "weight_decay": 0.01, "scale": 1.0},
            {"params": filters, "weight_decay": 0.0, "scale": 0.01},
            {"params": [p for p in others if p.ndim > 1], "weight_decay": 0.01, "scale": 1.0},
            {"params": [p for p in others if p.ndim <= 1], "weight_decay": 0.0, "scale": 1.0}]


def begin(network: ConvTasNet) -> None:
    """Set the decoder to the encoder's inverse."""
    c = network.config
    decoder = inverse(network.encoder.detach().cpu().numpy(), network.first, c.synthesis, c.stride)
    network.decoder.data = torch.from_numpy(decoder).to(network.decoder.device)


def blind_slots(slots: Tensor) -> Tensor:
    """Slots of a blind network, which receives no instruments: the first ones, in arbitrary order."""
    numbered = torch.arange(slots.shape[1], device=slots.device)[None].expand_as(slots)
    return torch.where(slots == slots.amax(1, keepdim=True), slots, torch.where(slots >= 0, numbered, slots))


def folded(weight: Tensor, axis: int) -> Tensor:
    """Taps (previous, current, next) -> (two frames back, one back, current)."""
    past, present, future = weight.unbind(axis)
    return torch.stack([past, torch.zeros_like(past), present + future], axis)


def inherit(network: ConvTasNet, parent: ConvTasNet) -> None:
    """Copy the parent's weights into a causal network of the same sizes."""
    own = network.state_dict()
    for name, value in parent.state_dict().items():
        if name in ("encoder", "decoder"):
            continue
        if name.endswith("taps"):
            value = folded(value, 0)
        elif value.ndim == 4 and value.shape[2] == 3:
            value = folded(value, 2)
        own[name] = value
    network.load_state_dict(own)
