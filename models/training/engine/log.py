"""The log of a run: one line every few steps on the terminal, and the same data as JSON beside the checkpoint."""

from __future__ import annotations

import json
import math
from pathlib import Path


def shown(entry: dict[str, float]) -> str:
    """Format a line such as `step 25 loss -3.21 rate 1.5e-03`; non-finite values are written as they are."""
    def number(name: str, value: float) -> str:
        if isinstance(value, int) or (math.isfinite(value) and value == int(value)):
            return str(int(value))
        return f"{value:.1e}" if name == "rate" else f"{value:.3f}"

    return " ".join(f"{name} {number(name, value)}" for name, value in entry.items())


class RunLog:
    """Appends to `NAME.log.jsonl`; a resumed run appends to the same file."""

    def __init__(self, checkpoint: Path) -> None:
        self.path = checkpoint.with_name(f"{checkpoint.name}.log.jsonl")

    def __call__(self, entry: dict[str, float]) -> None:
        finite = {k: v if math.isfinite(v) else None for k, v in entry.items()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(finite) + "\n")
        print(shown(entry), flush=True)
