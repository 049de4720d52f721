"""The sources and licences of the training material, declared once for all recipes, manifests and cards.

The material itself is in the data pack, whose README files give the repository, commit and licence of every file;
none of it is part of this project. These texts appear in the manifests of published models.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WEIGHTS_LICENCE = "MIT"
"""Of the weights of every published model."""


@dataclass(frozen=True)
class Source:
    """Training material: how a manifest and a card name it, and the licences of what it was made from (none where it is computed)."""

    text: str
    licences: str


SOURCES = {
    "notes": Source("single notes of Philharmonia Orchestra, VSCO 2 CE, flcellogrl, Ixox, MTG SoloSax, D. Smolken (meatbass, dsmolken), FluidR3, "
                    "GeneralUser (cello)",
                    "Philharmonia: free to use, not to be passed on as samples (CC BY-SA 3.0); VSCO 2 CE, meatbass, dsmolken: CC0; flcellogrl: CC BY 3.0; "
                    "Ixox, MTG SoloSax: CC BY 4.0; FluidR3: MIT; GeneralUser: GeneralUser GS License 2.0"),
    "soundfonts": Source("sound fonts FluidR3 (violin, viola, double bass, oboe, clarinet, horn) and TimGM6mb",
                         "FluidR3: MIT; TimGM6mb: GPL 2 (rendered, not passed on)"),
    "additive": Source("additive synthesis with random timbres", ""),
    "additive-unlabelled": Source("additive synthesis with random timbres, without labels", ""),
    "scores": Source("OpenScore string quartets (CC0) without the validation composers; a procedural composer", ""),
    "rooms": Source("8 measured room impulse responses; simulated rooms", "CC BY 3.0, CC BY 4.0, CC BY-SA 3.0, CC0; two under a Creative Commons "
                    "licence that their source does not name"),
}


def texts(names: Iterable[str]) -> list[str]:
    """The lines of a manifest's `training.data`. @raises KeyError for a source that is not declared"""
    return [SOURCES[name].text for name in names]


def credits(names: Iterable[str]) -> list[str]:
    """The lines of a card: the same texts with the licences."""
    return [found.text + (f" ({found.licences})" if found.licences else "") for found in (SOURCES[name] for name in names)]
