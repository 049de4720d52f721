"""Processor seconds of one run of the Harmonic U-Net in PyTorch's eager mode on one thread, for `network.bench.ts`.

Weights are random: they make no difference to the time. The argument is JSON with the shapes and values of the inputs.
"""

import json
import sys
import time

import torch
from training.networks.harmonic_unet.network import HarmonicUNet

RUNS = 4

given = json.loads(sys.argv[1])
torch.set_num_threads(1)
network = HarmonicUNet().eval()
inputs = (
    torch.rand(given["magnitude"]),
    torch.tensor([given["counts"]], dtype=torch.float32),
    torch.tensor(given["slots"], dtype=torch.int64),
    torch.ones(given["notes"]),
)
seconds = []
with torch.no_grad():
    network(*inputs)
    for _ in range(RUNS):
        started = time.process_time()
        network(*inputs)
        seconds.append(time.process_time() - started)
print(min(seconds))
