"""Turns a checkpoint into a model's folder: manifest, results, training checkpoint, card and results page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from torch import nn

from training.engine.checkpoint import publish
from training.errors import InputError
from training.publish import card, overview
from training.publish.export import Training, write_manifest
from training.recipe import Publication


def read_results(path: Path) -> dict[str, Any]:
    """The results that `evaluate` wrote. @raises InputError if the file is missing or not JSON"""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the results {path} can't be read ({error.strerror}): evaluate the checkpoint first") from None
    except ValueError:
        raise InputError(f"the results {path} are no JSON") from None
    return found


def training_of(publication: Publication, facts: Mapping[str, Any], cpu_s: float) -> Training:
    """The manifest's description of the training. cpu_s: CPU seconds of all runs that led to the weights."""
    return Training(publication.source, publication.data, list(facts["seeds"]), round(cpu_s / 3600, 2), publication.hardware)


def write(publication: Publication, network: nn.Module, content: dict[str, Any], results: dict[str, Any], facts: dict[str, Any]) -> None:
    """Write everything except the ONNX file and golden data. The card is written afterwards, from these files."""
    write_manifest(publication.target / "manifest.json", content)
    (publication.folder / "card" / publication.model.results).write_text(json.dumps(results, separators=(",", ":")) + "\n", encoding="utf-8")
    publish(publication.folder / publication.model.checkpoint, network.state_dict(), facts)
    (publication.models / "README.md").write_text(overview.results_page(publication.models), encoding="utf-8")


def replace_results(models: Path, published: Path, model: str, newer: Sequence[Path]) -> None:
    """Replace the published results of the sets in `newer`, evaluations of the published weights, and the manifest's metrics with them."""
    if not newer:
        return
    results = read_results(published)
    for path in newer:
        results |= read_results(path)
    published.write_text(json.dumps(results, separators=(",", ":")) + "\n", encoding="utf-8")
    manifest = models / model / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    write_manifest(manifest, {**content, "metrics": card.manifest_metrics(results)})
