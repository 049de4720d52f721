"""`python -m training COMMAND …`, from `models/`: trains, evaluates and exports the published models.

Exit status: 0 done, 1 the training diverged, 2 the call or its input is wrong, 130 stopped (everything is saved, the same call continues).
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from pathlib import Path

import numpy as np

from training import provenance
from training.engine.conf import (
    Conf,
    Evaluation,
    Model,
    Stage,
    merge,
    parse_change,
    read,
    tables,
)
from training.errors import InputError
from training.paths import REPOSITORY, data_pack
from training.recipe import FOLDER, NAMES, Job, Judgement, Publication, load

MODELS = REPOSITORY / "models"
RENDERS = REPOSITORY / "models" / "training" / "data" / "renders.toml"
FIXTURES = REPOSITORY / "test" / "fixtures" / "golden"


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = main.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.add_argument("recipe", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
        found.add_argument("--conf", type=Path, help="another configuration than recipes/NAME/conf.toml")
        return found

    def compute(found: argparse.ArgumentParser) -> None:
        found.add_argument("--work", type=Path, required=True, help="folder of the checkpoints, one a stage, and of results")
        found.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
        found.add_argument("--threads", type=int, default=1, help="of PyTorch (default: 1)")

    render = commands.add_parser("render", help="render scenes of a group", description="Render the scenes of a group; shards that are there are kept.")
    render.add_argument("groups", nargs="+", metavar="GROUP", help="of renders.toml: train, eval, calibration, notes, phrases, strings")
    render.add_argument("--out", type=Path, required=True, help="folder of the rendered material")
    render.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
    render.add_argument("--conf", type=Path, default=RENDERS, help="another list than data/renders.toml")

    pack = commands.add_parser("pack", help="pack training material for training on a device",
                               description="Pack notes, phrases, rooms and music into a small folder for `train --material`.")
    pack.add_argument("--out", type=Path, required=True, help="folder of the packed material")
    pack.add_argument("--cache", type=Path, required=True, help="folder of decoded notes; `render` leaves one in its OUT/notes-cache")
    pack.add_argument("--data", help="the data pack, if DIVISI_DATA does not name it")
    pack.add_argument("--scenes", type=int, default=4000, help="scenes of twelve seconds of music (default: 4000)")
    pack.add_argument("--seed", type=int, default=1)

    train = command("train", "run a recipe's stages in order; finished ones are skipped, a stopped one continues")
    compute(train)
    source = train.add_mutually_exclusive_group(required=True)
    source.add_argument("--shards", type=Path, nargs="+", default=[], help="folder of rendered training shards (`render`)")
    source.add_argument("--material", type=Path, help="packed material (`pack`), from which batches are drawn on the device; harmonic_unet only")
    train.add_argument("--stage", help="this stage alone")
    train.add_argument("--start", type=Path, help="checkpoint that the stage goes on from, in place of its own `start`; a path without suffix")
    train.add_argument("--set", action="append", default=[], metavar="KEY=VALUE",
                       help="change the stage, in TOML: budget.cpu_s=600, mixing.told=0.5, only=[\"comb\"]")
    train.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="where the network runs, and with --material drawing, rooms and mixing too")
    train.add_argument("--light", action="store_true", help="also save the weights in half precision (7 MiB), as STAGE-light, with every checkpoint")
    train.add_argument("--validation", type=Path, help="folder of shards that do not train; their loss is printed with every checkpoint")
    train.add_argument("--every", type=float, help="minutes between checkpoints")
    train.add_argument("--stop-after", type=float, help="stop after so many CPU seconds of this process, to continue later")

    evaluate = command("evaluate", "run the recipe's evaluations of its models' checkpoints")
    compute(evaluate)
    evaluate.add_argument("--rendered", type=Path, help="folder with the rendered evaluation sets")
    evaluate.add_argument("--model", help="this model alone")
    evaluate.add_argument("--report", action="store_true", help="the evaluations that are read once a card, after every choice")
    evaluate.add_argument("--sets", nargs="+", metavar="SET", help="these sets, with the options of the recipe's first evaluation")
    evaluate.add_argument("--thin", type=int, default=1, help="with --sets: every n-th mixture only")
    evaluate.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change the evaluation's options, in TOML: notes=true")
    evaluate.add_argument("--checkpoint", type=Path, help="another checkpoint than the model's stage; a path without suffix")
    evaluate.add_argument("--kind", choices=("mean", "weight"), default="mean", help="the running mean of the weights, or the weights themselves")
    evaluate.add_argument("--out", type=Path, help="JSON of the results (default: WORK/MODEL.json); sets already in it are kept")

    export = command("export", "write a model's folder, its card, models/README.md and the golden fixtures")
    export.add_argument("--work", type=Path, required=True, help="folder of the checkpoints and results")
    export.add_argument("--model", help="this model alone")
    export.add_argument("--checkpoint", type=Path, help="another checkpoint than the model's stage; a path without suffix")
    export.add_argument("--results", type=Path, help="another file than WORK/MODEL.json")
    export.add_argument("--version", help="another version than the configuration's")
    export.add_argument("--hardware", help="what the card says of the hardware")

    cards = command("card", "write the cards of a recipe's published models again, from what was published")
    cards.add_argument("--model", help="this model alone")
    cards.add_argument("--results", type=Path, nargs="+", default=[], help="evaluations of the published weights, whose sets replace the published ones")
    return main


def render(arguments: argparse.Namespace) -> int:
    from training.data import scenes

    renderings = tables(arguments.conf, "render", scenes.Rendering)
    groups = sorted({r.group for r in renderings})
    for group in arguments.groups:
        if group not in groups:
            raise InputError(f"there is no group {group}; there are {', '.join(groups)}")
    pack = data_pack(arguments.data)
    for rendering in renderings:
        if rendering.group in arguments.groups:
            scenes.render(rendering, arguments.out, pack)
    return 0


def pack(arguments: argparse.Namespace) -> int:
    from training.data.device import pack as packing

    packing.write(data_pack(arguments.data), arguments.cache, arguments.out, arguments.scenes, arguments.seed)
    return 0


def conf_of(arguments: argparse.Namespace, changes: list[str], stage: str | None = None) -> Conf:
    return read(arguments.conf or FOLDER / arguments.recipe / "conf.toml", changes, stage)


def checked_threads(count: int) -> None:
    import torch

    if count < 1:
        raise InputError("--threads must be one or more")
    torch.set_num_threads(count)


def start_of(stage: Stage, arguments: argparse.Namespace) -> Path | None:
    """The checkpoint that a stage continues from. @raises InputError if it does not exist"""
    from training.engine.checkpoint import weights_file

    if arguments.start is None and stage.start is None:
        return None
    start: Path = arguments.start or (FOLDER / arguments.recipe / "checkpoint" if stage.start == "published" else arguments.work / str(stage.start))
    if not weights_file(start).exists():
        raise InputError(f"stage {stage.name} goes on from {start}, which is not there: run the stage before first, or name another with --start")
    return start


def train(arguments: argparse.Namespace) -> int:
    import torch

    from training.engine.stages import Stop, is_finished, run_stage

    checked_threads(arguments.threads)
    conf = conf_of(arguments, arguments.set, arguments.stage)
    stages = conf.stages if arguments.stage is None else (conf.stage(arguments.stage),)
    if arguments.start is not None and arguments.stage is None:
        raise InputError("--start is of one stage: name it with --stage")
    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise InputError("PyTorch finds no CUDA device here")
    if arguments.material is not None and arguments.recipe != "harmonic_unet":
        raise InputError(f"{arguments.recipe} trains on shards, not on packed material")
    for folder in [*arguments.shards, *(f for f in (arguments.validation, arguments.material) if f)]:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder")
    recipe, stop = load(arguments.recipe), Stop(arguments.stop_after)
    for stage in stages:
        if stage.kind != "train" and stage.kind not in recipe.kinds:
            raise InputError(f"stage {stage.name}: this recipe has no stages of kind {stage.kind}; it has {', '.join(['train', *recipe.kinds])}")
    stop.listen()
    for stage in stages:
        if arguments.every is not None:
            stage = dataclasses.replace(stage, settings=dataclasses.replace(stage.settings, save_every_s=60 * arguments.every))
        job = Job(stage, arguments.work, tuple(arguments.shards), np.random.default_rng(stage.seed), torch.device(arguments.device), arguments.data,
                  arguments.validation, material=arguments.material, light=arguments.light)
        if is_finished(job):
            print(f"stage {stage.name} is finished: {job.checkpoint}", flush=True)
            continue
        job.start = start_of(stage, arguments)
        print(f"stage {stage.name}, seed {stage.seed}", flush=True)
        if not run_stage(recipe, job, stop):
            print(f"stopped; the same command continues {job.checkpoint}", flush=True)
            return 130
    return 0


def models_of(conf: Conf, arguments: argparse.Namespace) -> tuple[Model, ...]:
    found = conf.models if arguments.model is None else (conf.model(arguments.model),)
    if getattr(arguments, "checkpoint", None) is not None and len(found) != 1:
        raise InputError("--checkpoint is of one model: name it with --model")
    return found


def checkpoint_of(model: Model, arguments: argparse.Namespace) -> Path:
    """@raises InputError if it does not exist"""
    from training.engine.checkpoint import weights_file

    path: Path = arguments.checkpoint or arguments.work / model.stage
    if not weights_file(path).exists():
        raise InputError(f"there is no checkpoint {path}: train the stage {model.stage} first, or name another with --checkpoint")
    return path


def wanted(conf: Conf, arguments: argparse.Namespace) -> list[Evaluation]:
    if not arguments.sets:
        return [e for e in conf.evaluations if e.report == arguments.report]
    first = conf.evaluations[0] if conf.evaluations else Evaluation(())
    return [dataclasses.replace(first, sets=tuple(arguments.sets), thin=arguments.thin)]


def evaluate(arguments: argparse.Namespace) -> int:
    checked_threads(arguments.threads)
    conf = conf_of(arguments, [])
    recipe = load(arguments.recipe)
    for model in models_of(conf, arguments):
        for evaluation in wanted(conf, arguments):
            options = dict(evaluation.options)
            for change in arguments.set:
                merge(options, parse_change(change))
            out = arguments.out or arguments.work / f"{model.id}{'-' if evaluation.name else ''}{evaluation.name}.json"
            recipe.evaluate(Judgement(checkpoint_of(model, arguments), evaluation.sets, out, arguments.rendered, arguments.data, evaluation.thin,
                                      arguments.kind, options=options))
    return 0


def export(arguments: argparse.Namespace) -> int:
    conf = conf_of(arguments, [])
    recipe = load(arguments.recipe)
    checked_threads(1)
    for model in models_of(conf, arguments):
        model = dataclasses.replace(model, version=arguments.version or model.version)
        publication = Publication(model, checkpoint_of(model, arguments), arguments.results or arguments.work / f"{model.id}.json",
                                  arguments.hardware or conf.hardware, provenance.texts(conf.data), MODELS, FIXTURES, arguments.recipe)
        publication.target.mkdir(parents=True, exist_ok=True)
        recipe.export(publication)
        write_card(arguments.recipe, model, conf, MODELS)
        print(f"{publication.target}: {(publication.target / 'model.onnx').stat().st_size} bytes")
    return 0


def write_card(name: str, model: Model, conf: Conf, models: Path) -> None:
    """A model's card, from its published manifest, results and weights."""
    from training.engine.checkpoint import load_facts
    from training.publish import pages

    folder = models / "training" / "recipes" / name
    results, facts = pages.results_of(folder, model), load_facts(folder / model.checkpoint)
    pages.write_card(models, folder, model, conf, load(name).page(folder, model.id, results, facts))


def card(arguments: argparse.Namespace) -> int:
    from training.publish.model import replace_results
    from training.publish.overview import results_page

    conf = conf_of(arguments, [])
    models = models_of(conf, arguments)
    if arguments.results and len(models) != 1:
        raise InputError("--results is of one model: name it with --model")
    for model in models:
        replace_results(MODELS, FOLDER / arguments.recipe / "card" / model.results, model.id, arguments.results)
        write_card(arguments.recipe, model, conf, MODELS)
        print(MODELS / model.id / "README.md")
    (MODELS / "README.md").write_text(results_page(MODELS), encoding="utf-8")
    return 0


COMMANDS = {"render": render, "pack": pack, "train": train, "evaluate": evaluate, "export": export, "card": card}


def main(given: list[str] | None = None) -> int:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from training.engine.trainer import Diverged

    arguments = parser().parse_args(given)
    try:
        return COMMANDS[arguments.command](arguments)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except Diverged as error:
        print(f"error: {error}; the last finite weights are in the checkpoint", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
