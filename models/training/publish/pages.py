"""Cards from templates: `card/card.md` of a recipe, filled with tables made from evaluation rows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training import provenance
from training.engine.checkpoint import load_facts
from training.engine.conf import Conf, Model
from training.publish import card, naming

PLACE = re.compile(r"\{\{ *(file +)?([\w.-]+) *\}\}")


def filled(template: str, values: Mapping[str, str], folder: Path) -> str:
    """Replace `{{ name }}` by a value and `{{ file NAME }}` by a file of the folder, filled alike; an empty value leaves no gap.

    @raises KeyError for a name without a value
    """
    def replacement(match: re.Match[str]) -> str:
        if match[1]:
            return filled((folder / match[2]).read_text(encoding="utf-8"), values, folder).strip()
        return values[match[2]]

    text = PLACE.sub(replacement, template)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def common_values(content: Mapping[str, Any], facts: Mapping[str, Any], data: tuple[str, ...]) -> dict[str, str]:
    """The values that every card uses, from the model's manifest, its checkpoint's facts and the declared sources."""
    return {
        "title": content["title"], "version": content["version"], "architecture": content["architecture"],
        "hardware": content["training"]["hardware"], "seeds": str(content["training"]["seeds"]),
        "licence": content["weights"]["licence"], "data": "\n".join(f"- {line}" for line in provenance.credits(data)),
        "steps": str(facts["step"]), "scenes": str(facts["scenes"]),
        "cpu_seconds": f"{facts['cpu_s']:.0f}", "cpu_minutes": f"{facts['cpu_s'] / 60:.0f}", "cpu_hours": f"{facts['cpu_s'] / 3600:.2f}",
    }


def separator_values(results: dict[str, Any]) -> dict[str, str]:
    """The tables of a separator's card."""
    return {
        "set_table": card.set_table(results), "explanation": card.EXPLANATION, "meanings": card.meanings(results),
        "instrument_table": card.instrument_table(results), "speed": card.speed(results),
        "naming": naming.section(results), "dates": card.dates(results), "method": card.method(results),
    }


def write_card(models: Path, recipe: Path, model: Model, conf: Conf, values: Mapping[str, str]) -> None:
    """Write `models/ID/README.md` from the published results. values: the recipe's own values, added to the common ones."""
    content = json.loads((models / model.id / "manifest.json").read_text(encoding="utf-8"))
    facts = load_facts(recipe / model.checkpoint)
    template = (recipe / "card" / "card.md").read_text(encoding="utf-8")
    text = filled(template, {**common_values(content, facts, conf.data), **values}, recipe / "card")
    (models / model.id / "README.md").write_text(text, encoding="utf-8")


def results_of(recipe: Path, model: Model) -> dict[str, Any]:
    """The evaluation rows that a published model's card shows."""
    found: dict[str, Any] = json.loads((recipe / "card" / model.results).read_text(encoding="utf-8"))
    return found
