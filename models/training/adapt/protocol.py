"""The messages from this program to the host: one JSON object per line on stdout, and nothing else.

`progress` {done 0..1, phase, detail, left: seconds, or null before enough has been measured} and `saved` {minutes of
training that a later run can resume from}, then finally one of `result`, `refused` {code, message} and `stopped`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any, TextIO

STOP_SECONDS = 20.0
"""A program whose host has gone exits by itself after this time, whatever it is doing."""


class Stopped(Exception):
    """A stop was requested; all progress is saved."""


class Host:
    """The channel to the program that started this one."""

    def __init__(self, out: TextIO, clock: Any = time.monotonic) -> None:
        self.out, self.clock = out, clock
        self.asked = threading.Event()
        self.has_begun = False
        """Before training starts there is nothing to save, so the end of stdin ends the program immediately."""
        self._last = -1.0

    def say(self, kind: str, **content: Any) -> None:
        self.out.write(json.dumps({"type": kind, **content}, ensure_ascii=False, allow_nan=False) + "\n")
        self.out.flush()

    def progress(self, done: float, phase: str, detail: str = "", left: float | None = None) -> None:
        """At most five times a second."""
        now = self.clock()
        if now - self._last >= 0.2:
            self._last = now
            self.say("progress", done=round(min(1.0, max(0.0, done)), 5), phase=phase, detail=detail,
                     left=None if left is None else round(max(0.0, left), 1))

    def check(self) -> None:
        """Raises Stopped once a stop was requested."""
        if self.asked.is_set():
            raise Stopped

    def listen(self, watch_stdin: bool) -> None:
        """SIGTERM and SIGINT request a stop; so does the end of stdin, on every platform."""
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: self.asked.set())
        if watch_stdin:
            threading.Thread(target=self._until_closed, daemon=True).start()

    def _until_closed(self) -> None:
        while sys.stdin.buffer.read(4096):
            pass
        self.asked.set()
        if not self.has_begun:
            os._exit(130)
        time.sleep(STOP_SECONDS)
        os._exit(1)


def own_stdout() -> TextIO:
    """The real stdout, reserved for the protocol; all other output, such as that of PyTorch's exporter, goes to stderr.
    """
    real = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return real
