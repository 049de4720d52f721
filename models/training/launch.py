"""`python3 -I models/training/launch.py NAME …` runs `training.NAME` as the main program.

An isolated interpreter (-I) looks for modules in neither the current folder nor this file's, so that nothing that
happens to lie there is imported; the folder that holds `training` is the only one added.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

PROGRAMS = ("adapt",)


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in PROGRAMS:
        sys.exit(f"launch.py runs one of: {', '.join(PROGRAMS)}")
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    del sys.argv[1]
    runpy.run_module(f"training.{name}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
