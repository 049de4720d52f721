"""Allows one training at a time in a working folder, with a lock that the operating system releases however the program
ends.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import IO, Any, Callable

from training.adapt.plan import Refusal

PATIENCE_SECONDS = 30.0
"""Longer than a program whose host was killed takes to exit (`protocol.STOP_SECONDS`)."""


def _try_lock(file: IO[Any]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def lock(folder: Path, check: Callable[[], None], patience_s: float = PATIENCE_SECONDS) -> IO[Any]:
    """Acquire the lock, waiting for an earlier program that is still shutting down. `check` is called meanwhile and may
    raise.

    @returns the open file, which holds the lock while it is open

    @raises Refusal `adapt/busy` if another program is still training in the folder after patience_s
    """
    file = (folder / "lock").open("a")
    until = time.monotonic() + patience_s
    while not _try_lock(file):
        check()
        if time.monotonic() >= until:
            file.close()
            raise Refusal("adapt/busy", "Another training is still running in this working folder: wait for it to end, or stop it")
        time.sleep(0.2)
    return file
