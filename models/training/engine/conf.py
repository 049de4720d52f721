"""A recipe's `conf.toml`: the models it publishes, the stages that train them, and how they are evaluated.

Every key is declared with a type; a misspelt key raises an error instead of falling back to a default.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints

import tomllib

from training.engine.trainer import Budget, Schedule, Settings
from training.errors import InputError


class Dataclass(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


T = TypeVar("T", bound=Dataclass)


@dataclass(frozen=True)
class Model:
    """A model that the recipe publishes from the checkpoint of a stage."""

    id: str
    title: str
    version: str
    stage: str
    results: str = "results.json"
    """File name in the recipe's `card` folder."""
    checkpoint: str = "checkpoint"
    """The published weights as plain arrays: a path in the recipe's folder, without suffix."""


@dataclass(frozen=True)
class Stage:
    """One run of a recipe. Keys that the trainer does not use are passed to the recipe as `options`."""

    name: str
    kind: str
    seed: int
    start: str | None
    budget: Budget
    settings: Settings
    options: dict[str, Any]


@dataclass(frozen=True)
class Evaluation:
    """Sets that are evaluated in the same way. report: sets that may be read only once per card, after every design
    choice.
    """

    sets: tuple[str, ...]
    thin: int = 1
    report: bool = False
    name: str = ""
    """Suffix of the results file, after the model's id; the card's own metrics have none."""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Conf:
    """The contents of a `conf.toml`."""

    hardware: str
    data: tuple[str, ...]
    """Names of `provenance.SOURCES`."""
    models: tuple[Model, ...]
    stages: tuple[Stage, ...]
    evaluations: tuple[Evaluation, ...]

    def stage(self, name: str) -> Stage:
        return _named(self.stages, name, "stage", lambda s: s.name)

    def model(self, name: str) -> Model:
        return _named(self.models, name, "model", lambda m: m.id)


def _named(found: tuple[T, ...], name: str, what: str, of: Any) -> T:
    for entry in found:
        if of(entry) == name:
            return entry
    raise InputError(f"there is no {what} {name}; there are {', '.join(of(entry) for entry in found)}")


def _fits(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is tuple:
        kinds = get_args(hint)
        if not isinstance(value, (list, tuple)):
            return False
        if kinds[-1] is Ellipsis:
            return all(_fits(v, kinds[0]) for v in value)
        return len(value) == len(kinds) and all(_fits(v, kind) for v, kind in zip(value, kinds))
    if origin is dict or hint is dict:
        return isinstance(value, dict)
    if origin is not None:  # X | None
        return any(_fits(value, h) for h in get_args(hint) if h is not type(None))
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is Any:
        return True
    return isinstance(value, hint) and not (hint is int and isinstance(value, bool))


def fill(cls: type[T], values: dict[str, Any], where: str) -> T:
    """An instance of a dataclass from the keys of a table. @raises InputError for a key that is unknown, missing or of another type"""
    hints = get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    for key, value in values.items():
        if key not in fields:
            raise InputError(f"{where}: there is no key {key}; there are {', '.join(fields)}")
        if not _fits(value, hints[key]):
            raise InputError(f"{where}: {key} can't be {value!r}")
    missing = [k for k, f in fields.items() if k not in values and f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING]
    if missing:
        raise InputError(f"{where}: {', '.join(missing)} must be given")
    return cls(**{k: _tupled(v) for k, v in values.items()})


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


SCHEDULE = {f.name for f in dataclasses.fields(Schedule)}
SETTINGS = {f.name for f in dataclasses.fields(Settings)} - {"schedule"}


def _budget(table: Any, where: str) -> Budget:
    if not isinstance(table, dict) or len(table) != 1:
        raise InputError(f"{where}: budget must be one of {{cpu_s = SECONDS}}, {{wall_s = SECONDS}}, {{steps = COUNT}}")
    (unit, amount), = table.items()
    try:
        if isinstance(amount, bool) or not isinstance(amount, (int, float)) or amount <= 0:
            raise ValueError("a budget must be a number above zero")
        return Budget(amount, unit)
    except ValueError as error:
        raise InputError(f"{where}: {error}") from None


def stage_of(table: dict[str, Any], where: str) -> Stage:
    """A `[[stage]]` with its defaults already filled in."""
    own = dict(table)
    name, kind = own.pop("name", ""), own.pop("kind", "train")
    if not isinstance(name, str) or not name:
        raise InputError(f"{where}: a stage needs a name")
    where = f"{where}, stage {name}"
    budget = _budget(own.pop("budget", None), where) if kind == "train" or "budget" in own else Budget(0)
    start, seed = own.pop("start", None), own.pop("seed", 1)
    if not isinstance(seed, int) or not (start is None or isinstance(start, str)):
        raise InputError(f"{where}: seed is a whole number, and start the name of a stage")
    schedule = fill(Schedule, {k: own.pop(k) for k in SCHEDULE & own.keys()} if "rate" in own or kind == "train" else {"rate": 0.0}, where)
    known = {k: own.pop(k) for k in SETTINGS & own.keys()}
    settings = dataclasses.replace(fill(Settings, {"schedule": schedule, **known}, where))
    return Stage(name, kind, seed, start, budget, settings, own)


def parsed(content: dict[str, Any], where: str) -> Conf:
    """Build a conf from parsed TOML."""
    known = {"hardware", "data", "model", "stage", "evaluation", "defaults"}
    unknown = content.keys() - known
    if unknown:
        raise InputError(f"{where}: there is no key {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    defaults = content.get("defaults", {})
    models = tuple(fill(Model, m, f"{where}, model") for m in content.get("model", []))
    stages = tuple(stage_of({**(defaults if s.get("kind", "train") == "train" else {}), **s}, where) for s in content.get("stage", []))
    names = [s.name for s in stages]
    if len(set(names)) != len(names):
        raise InputError(f"{where}: two stages have one name")
    for model in models:
        if model.stage not in names:
            raise InputError(f"{where}: model {model.id} comes from a stage {model.stage}, which is not there")
    plain = {f.name for f in dataclasses.fields(Evaluation)} - {"options"}
    evaluations = tuple(fill(Evaluation, {**{k: v for k, v in e.items() if k in plain}, "options": {k: v for k, v in e.items() if k not in plain}},
                             f"{where}, evaluation") for e in content.get("evaluation", []))
    hardware, data = content.get("hardware", ""), content.get("data", [])
    if not isinstance(hardware, str) or not _fits(data, tuple[str, ...]):
        raise InputError(f"{where}: hardware is a text, data a list of names")
    return Conf(hardware, tuple(data), models, stages, evaluations)


def read(path: Path, changes: list[str] = [], stage: str | None = None) -> Conf:  # noqa: B006
    """Read a `conf.toml` and apply `KEY=VALUE` changes (TOML, dotted keys) to one of its stages."""
    content = _parsed(path)
    if changes and stage is None:
        raise InputError("--set changes a stage: name it with --stage")
    named = [s for s in content.get("stage", []) if s.get("name") == stage]
    for change in changes:
        if not named:
            raise InputError(f"there is no stage {stage} in {path}")
        changed = parse_change(change)
        if changed.keys() & {"name", "kind"}:
            raise InputError("--set can't change what a stage is called or what it does")
        merge(named[0], changed)
    return parsed(content, path.name)


def tables(path: Path, name: str, cls: type[T]) -> list[T]:
    """The `[[name]]` entries of a TOML file that contains nothing else."""
    content = _parsed(path)
    if content.keys() != {name}:
        raise InputError(f"{path.name} holds [[{name}]] entries and nothing else")
    return [fill(cls, entry, f"{path.name}, {name}") for entry in content[name]]


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no TOML: {error}") from None


def parse_change(change: str) -> dict[str, Any]:
    """`mixing.told=0.5` -> {"mixing": {"told": 0.5}}."""
    key, equals, value = change.partition("=")
    try:
        if not equals:
            raise InputError(f"--set takes KEY=VALUE, not {change}")
        return tomllib.loads(f"{key.strip()} = {value.strip()}")
    except tomllib.TOMLDecodeError:
        raise InputError(f"--set {change}: the value is no TOML; texts stand in quotes") from None


def merge(into: dict[str, Any], change: dict[str, Any]) -> None:
    """Merge tables, except a budget, whose unit may change; everything else is replaced."""
    for key, value in change.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict) and key != "budget":
            merge(into[key], value)
        else:
            into[key] = value
