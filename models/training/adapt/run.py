"""An adaptation from start to finish: score, pre-train, fine-tune, choose weights, score again, and write clips and the
model's folder.
"""

from __future__ import annotations

import copy
import importlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import nn

from training.adapt import clips, result, score
from training.adapt.masking import Excerpts, Masking
from training.adapt.mixing import SoloMixer
from training.adapt.parts import LEAST_SECONDS, Parts, of_recordings, of_solos
from training.adapt.parts import SHARES as PART_SHARES
from training.adapt.plan import Plan, Refusal
from training.adapt.protocol import Host
from training.adapt.score import Mixture, Row
from training.adapt.scored import ScoredMixer, scored_losses
from training.adapt.start import load_start
from training.adapt.training import BATCH, FRAMES, Learner, Step, between, train
from training.adapt.unmixing import RecordingMixer
from training.data.mixit import fits
from training.networks.separate import frontend_of
from training.signal.classes import CLASSES
from training.signal.stft import Frontend

SHARES = (0.25, 0.5, 1.0)
"""Interpolation factors from the published weights to the trained ones; the best is chosen."""
CHOOSING, REPORTING = 6, 12
"""The largest number of mixtures."""
A_TRY_MINUTES = 2
"""In a shorter training, scoring would take longer than the training itself, so a third of the mixtures is used."""
PRETRAINING = 0.3
"""Share of the time spent on unlabelled recordings if there are also solos."""
SCORED = 0.4
"""Share of the time spent on recordings with notes if there is other material."""
GUESS_S = 2.0
"""Assumed time to score a mixture, until the first one has been timed."""
TIMED = 2
"""Mixtures that must have been timed before the remaining time is reported."""
WRITING_S = 3.0


@dataclass
class Material:
    """Material for training, for validation and for testing."""

    solos: dict[int, Parts]
    recordings: list[tuple[list[int], Parts]]
    mixer: SoloMixer | None
    pairs: RecordingMixer | None
    excerpts: Excerpts | None
    """Recordings for masked prediction; None if the plan uses unmixing."""
    scored: ScoredMixer | None
    """Recordings whose notes are known; None if there are none, or if the model takes no notes."""

    def mixtures(self, part: str, limit: int, seed: int) -> dict[str, list[Mixture]]:
        solos = {c: getattr(parts, part) for c, parts in self.solos.items()}
        recordings = [(players, getattr(parts, part)) for players, parts in self.recordings]
        return {"solos": score.solo_mixtures(solos, limit, seed), "recordings": score.recording_mixtures(recordings, limit // 2, seed)}


def material_of(plan: Plan, rng: np.random.Generator, frontend: Frontend, takes_notes: bool = False) -> Material:
    """takes_notes: whether the model can learn from notes. @raises Refusal `adapt/material` if there is too little material to learn from or to
    measure the result
    """
    solos, recordings = of_solos(plan.solos), of_recordings(plan.recordings)
    mixer = SoloMixer({c: p.train for c, p in solos.items()}, rng, frontend) if len(solos) > 1 else None
    teaching = [(players, p.train) for players, p in recordings]
    names = ", ".join(CLASSES[c] for c in solos) or "no instrument"
    scored = (ScoredMixer(plan.recordings, rng, frontend) or None) if takes_notes else None
    if plan.pretraining == "masked-prediction":
        if mixer is None:
            raise Refusal("adapt/material", f"Masked prediction alone does not teach separation: it also needs solos of at least two instruments, "
                          f"each {least_s():.0f} s or longer in total (found: {names}). Unmixing needs none.")
        if not teaching:
            raise Refusal("adapt/material", f"Masked prediction needs recordings: add at least one of {least_s():.0f} s, with its players.")
        found = Material(solos, recordings, mixer, None, Excerpts(teaching, rng, frontend), scored)
    else:
        pairs = RecordingMixer(teaching, {c: p.train for c, p in solos.items()}, rng, frontend)
        found = Material(solos, recordings, mixer, pairs or None, None, scored)
    if mixer is None and found.pairs is None and scored is None:
        raise Refusal("adapt/material", f"There is too little to learn from. Solos of at least two instruments are needed, each {least_s():.0f} s "
                      f"or longer in total (found: {names}), or two recordings of {least_s():.0f} s with at most two players of each instrument together.")
    if not any(found.mixtures("choose", 2, 0).values()) or not any(found.mixtures("report", 2, 0).values()):
        raise Refusal("adapt/material", f"There is too little material to hold back, so the result could not be measured. "
                      f"Add at least {least_s():.0f} s of every instrument in one piece, or of every recording.")
    return found


def least_s() -> float:
    """Required length of one uncut passage: its shortest share must last LEAST_SECONDS."""
    return LEAST_SECONDS / min(PART_SHARES)


class Way:
    """Progress of the whole adaptation, in seconds of work done and remaining."""

    def __init__(self, plan: Plan, host: Host, mixtures: int) -> None:
        self.host, self.training_s, self.mixtures = host, plan.minutes * 60, mixtures
        self.trained = 0.0
        self.scored = 0
        self.each = GUESS_S
        self.timed = 0
        self._since = host.clock()
        self._shown = 0.0

    def tell(self, phase: str, detail: str = "") -> None:
        total = self.training_s + self.mixtures * self.each
        self._shown = max(self._shown, (self.trained + self.scored * self.each) / max(total, 1e-9))
        self.host.progress(self._shown, phase, detail, self.left() if self.timed >= TIMED else None)

    def left(self) -> float:
        """Remaining seconds: the rest of the training budget, and the average scoring time so far for each remaining
        mixture.
        """
        return self.training_s - self.trained + (self.mixtures - self.scored) * self.each + WRITING_S

    def known(self, each: float, scored: int) -> None:
        """Count mixtures that an earlier run scored."""
        self.each, self.timed, self.scored = each, TIMED, self.scored + scored

    def begin(self) -> None:
        self._since = self.host.clock()

    def tick(self, phase: str) -> None:
        """Count a scored mixture."""
        now = self.host.clock()
        self.each = 0.7 * self.each + 0.3 * (now - self._since) if self.timed else now - self._since
        self.timed += 1
        self._since = now
        self.scored += 1
        self.tell(phase)
        self.host.check()


class Adaptation:
    def __init__(self, plan: Plan, host: Host) -> None:
        self.plan, self.host = plan, host
        self.rng = np.random.default_rng(plan.seed)
        torch.manual_seed(plan.seed)
        self.recipe: ModuleType = importlib.import_module(f"training.recipes.{plan.recipe}.adaptable")
        self.start: nn.Module = self.recipe.network()
        self.material = material_of(plan, self.rng, frontend_of(self.start), hasattr(self.recipe, "taught_losses"))
        fewer = 3 if plan.minutes < A_TRY_MINUTES else 1
        self.choosing = self.material.mixtures("choose", CHOOSING // fewer, plan.seed + 1)
        self.reporting = self.material.mixtures("report", REPORTING // fewer, plan.seed + 2)
        deciding = "solos" if self.choosing["solos"] else "recordings"
        self.choosing = {deciding: self.choosing[deciding]}
        counts = [sum(len(m) for m in s.values()) for s in (self.choosing, self.reporting)]
        self.way = Way(plan, host, (1 + len(SHARES)) * counts[0] + 2 * counts[1])

    def scores(self, network: nn.Module, sets: dict[str, list[Mixture]], phase: str) -> dict[str, list[Row]]:
        network.eval()
        self.way.begin()
        self.way.tell(phase)
        return {name: score.run(network, mixtures, lambda: self.way.tick(phase)) for name, mixtures in sets.items()}

    def before(self, network: nn.Module) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
        """Scores of the unchanged model on both sets, stored beside the checkpoint because they do not change."""
        kept = self.plan.work / "before.json"
        if kept.exists():
            stored = json.loads(kept.read_text(encoding="utf-8"))
            self.way.known(stored["each"], sum(len(m) for s in (self.choosing, self.reporting) for m in s.values()))
            choosing, reporting = ({name: [Row(**r) for r in rows] for name, rows in part.items()} for part in stored["rows"])
            return choosing, reporting
        found = tuple(self.scores(network, sets, "scoring the model as it is") for sets in (self.choosing, self.reporting))
        rows = [{name: [asdict(r) for r in some] for name, some in part.items()} for part in found]
        text = json.dumps({"each": self.way.each, "rows": rows})
        partial = kept.with_suffix(".part")
        partial.write_text(text, encoding="utf-8")
        partial.replace(kept)
        return found[0], found[1]

    def learner(self, network: nn.Module, name: str) -> Learner:
        """Create a learner, resuming an earlier run if there was one."""
        found = Learner(network, self.recipe.optimizer(network, self.recipe.RATE), self.recipe.RATE, self.rng, self.plan.work / name)
        found.load()
        return found

    def phase(self, learner: Learner, name: str, seconds: float, words: str, step: Step, figure: str = "{:.1f} dB") -> None:
        """Run the remainder of a phase."""
        def told(detail: str) -> None:
            # The last step of a phase may exceed its time.
            self.way.trained = min(sum(learner.phases.values()), self.way.training_s)
            self.way.tell(words, detail)

        def saved() -> None:
            self.host.say("saved", minutes=round(learner.minutes, 3))

        train(learner, name, seconds, step, told, saved, self.host.check, figure)

    def learn(self, network: nn.Module) -> Learner:
        """Run all phases: recordings first, then those with notes, then solos."""
        mixer, pairs, excerpts, recipe = self.material.mixer, self.material.pairs, self.material.excerpts, self.recipe
        total = self.plan.minutes * 60
        scored_s, total = self.scored_seconds(total)
        first_s = 0.0 if pairs is None and excerpts is None else total if mixer is None else total * PRETRAINING
        listened: Learner | None = None
        if excerpts is not None:
            self.way.tell("listening to your recordings")
            masking = Masking(network, copy.deepcopy(self.start), recipe, excerpts, FRAMES, self.plan.seed)
            listened = self.learner(masking.network, "masking")
            self.phase(listened, "masking", first_s, "learning from your recordings", lambda: masking.loss(BATCH, FRAMES), "{:.0%} guessed")
        learner = self.learner(network, "checkpoint")
        if listened is not None:
            learner.follow_on(listened)
        if pairs is not None:
            recorded = pairs
            self.phase(learner, "unmixing", first_s, "learning from your recordings",
                       lambda: recipe.unmixing_losses(network, recorded.batch(BATCH, FRAMES)))
        if self.material.scored is not None:
            scored, teacher = self.material.scored, copy.deepcopy(self.start).eval()
            self.phase(learner, "scored", scored_s, "learning from the notes", lambda: scored_losses(network, teacher, recipe, scored, BATCH, FRAMES))
        if mixer is not None:
            solos = mixer
            self.phase(learner, "solos", total - first_s, "learning from your solos",
                       lambda: recipe.losses(network, solos.batch(BATCH, FRAMES)))
        return learner

    def scored_seconds(self, total: float) -> tuple[float, float]:
        """The seconds for recordings with notes, and those that remain for the rest."""
        material = self.material
        if material.scored is None:
            return 0.0, total
        others = material.mixer is not None or material.pairs is not None or material.excerpts is not None
        share = SCORED if others else 1.0
        return total * share, total * (1 - share)

    def listen(self, before: nn.Module, after: nn.Module) -> list[dict[str, Any]]:
        """The first held-back mixture of solos, and an unprocessed held-back passage of a recording."""
        folder = self.plan.out / "clips"
        folder.mkdir(exist_ok=True)
        written: list[dict[str, Any]] = []
        if self.reporting["solos"]:
            mixture = max(self.reporting["solos"], key=lambda m: len(m.references))
            written += clips.passage(folder, "solos", "Held-back solos, mixed", mixture.references.sum(0),
                                     sorted(p[0] for p in mixture.players), before, after, list(mixture.references))
        rng = np.random.default_rng(self.plan.seed)
        for players, parts in self.material.recordings:
            heard = score.excerpt(parts.report, rng) if parts.report and fits([players]) else None
            if heard is not None:
                written += clips.passage(folder, "recording", "A held-back passage of a recording", heard, players, before, after, None)
                break
        return written

    def run(self) -> dict[str, Any]:
        """Returns the content of the final `result` line."""
        plan, host = self.plan, self.host
        recipe, start = self.recipe, self.start
        load_start(plan, Path(str(recipe.__file__)), start)
        host.progress(0.0, "scoring the model as it is")
        chosen_before, before = self.before(start)
        network = recipe.network()
        network.load_state_dict(start.state_dict())
        learner = self.learn(network)
        tried = [(0.0, self.choice(chosen_before))]
        for share in SHARES:
            network.load_state_dict(between(start.state_dict(), learner.mean, share))
            tried.append((share, self.choice(self.scores(network, self.choosing, "choosing between before and after"))))
        share = max(tried[1:], key=lambda t: t[1])[0]
        network.load_state_dict(between(start.state_dict(), learner.mean, share))
        after = self.scores(network, self.reporting, "scoring what was learnt")
        host.progress(1.0, "writing the model")
        plan.out.mkdir(exist_ok=True)
        written = self.listen(start, copy.deepcopy(network).eval())
        result.write(plan, network, learner, share, before, after)
        return {"share": share, "steps": learner.step, "minutes": round(learner.minutes, 2), "cpuSeconds": round(learner.cpu_s, 1),
                "audioSeconds": round(learner.audio_s, 1), "curve": learner.curve, "tried": [[a, round(b, 3)] for a, b in tried],
                "figures": result.figures(before, after), "clips": written}

    @staticmethod
    def choice(rows: dict[str, list[Row]]) -> float:
        return score.mean([r for some in rows.values() for r in some])
