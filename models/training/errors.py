"""Errors of input, which end a program with one line instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable


class InputError(Exception):
    """An argument, a configuration or a file is not what the program can work with; the message says which, for people."""


def run_main(main: Callable[[], None]) -> None:
    """Run a program's main function; an InputError prints one line on stderr and exits with status 2."""
    try:
        main()
    except InputError as error:
        sys.exit(_reported(error))


def _reported(error: InputError) -> int:
    print(f"error: {error}", file=sys.stderr)
    return 2
