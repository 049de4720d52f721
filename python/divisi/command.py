"""Runs the `divisi` command and parses what it prints."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_CHECKOUT = Path(__file__).resolve().parents[2]


class DivisiError(Exception):
    """The command refused or failed.

    Attributes:
        status: the exit status: 2 the call or its input is wrong, 3 the work failed, 130 interrupted.
        message: what the command says about it, one sentence.
        output: the JSON that it printed all the same, as `divisi lab run` does; None without any.
    """

    def __init__(self, status: int, message: str, output: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.output = output


def find_command() -> list[str]:
    """How `divisi` is started: `DIVISI_COMMAND`, `divisi` on the PATH, or the checkout that this package lies in.

    Raises:
        FileNotFoundError: if there is none.
    """
    named = os.environ.get("DIVISI_COMMAND", "")
    if named != "":
        return shlex.split(named)
    installed = shutil.which("divisi")
    if installed is not None:
        return [installed]
    source = _CHECKOUT / "src-main" / "doors" / "cli.ts"
    own = _CHECKOUT / "node_modules" / ".bin" / "node"
    node = str(own) if own.exists() else shutil.which("node")
    if source.exists() and node is not None:
        return [node, "--disable-warning=ExperimentalWarning", str(source)]
    raise FileNotFoundError("There is no divisi command: put it on the PATH, or name it in DIVISI_COMMAND")


class Command:
    """The `divisi` command.

    Args:
        command: how it is started; found by `find_command` by default.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = list(command) if command is not None else find_command()

    def json(self, *args: str) -> dict[str, Any]:
        """Runs `divisi ARGS --json`.

        Returns:
            The JSON object that the command prints.

        Raises:
            DivisiError: if the exit status is not 0.
        """
        done = subprocess.run(
            [*self._command, *args, "--json"], stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if done.returncode == 0:
            return _object(done.stdout)
        lines = [line for line in done.stderr.splitlines() if line.startswith("divisi: ")]
        message = lines[-1][len("divisi: ") :] if lines else done.stderr.strip() or f"divisi ended with {done.returncode}"
        raise DivisiError(done.returncode, message, _object(done.stdout) if done.stdout.strip() != "" else None)


def _object(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("divisi printed something other than a JSON object")
    return value
