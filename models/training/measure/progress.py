"""Results of an evaluation in progress: a file beside the results that gets a line with every mixture, so that a stopped evaluation continues."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.engine.checkpoint import weights_file
from training.measure.sets import Mixture
from training.recipe import Judgement

Result = dict[str, Any]


def source_of(judgement: Judgement) -> dict[str, Any]:
    """What an evaluation depends on besides its mixtures and the code."""
    weights = hashlib.sha256(weights_file(judgement.checkpoint).read_bytes()).hexdigest()
    return {"weights": weights, "kind": judgement.kind, "options": judgement.options}


def read(path: Path, source: dict[str, Any]) -> dict[str, Result]:
    """The results by mixture that an evaluation of the same source left; a line that was cut off is ignored."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found: dict[str, Result] = {}
    try:
        if not lines or json.loads(lines[0]) != source:
            return {}
        for line in lines[1:]:
            name, result = json.loads(line)
            found[name] = result
    except json.JSONDecodeError:
        pass
    return found


def joined(results: list[Result]) -> Result:
    """The results of single mixtures as one set's, with the last one's date."""
    return {**results[-1], "rows": [row for r in results for row in r["rows"]],
            **{key: round(sum(r[key] for r in results), 1) for key in ("audio_s", "cpu_s")}}


def one_by_one(evaluated: Callable[[list[Mixture]], Result], mixtures: list[Mixture], path: Path, source: dict[str, Any]) -> Result:
    """evaluated(mixtures), mixture by mixture; those that the file has are not evaluated again. The file is removed at the end."""
    kept = read(path, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in (source, *kept.items())), encoding="utf-8")
    for mixture in mixtures:
        if mixture.name not in kept:
            kept[mixture.name] = evaluated([mixture])
            with path.open("a", encoding="utf-8") as stream:
                stream.write(f"{json.dumps([mixture.name, kept[mixture.name]])}\n")
    path.unlink()
    return joined([kept[m.name] for m in mixtures])
