"""`python3 -m training.adapt --plan plan.json`: adapts a published model to the user's own recordings. Started by
Divisi.

Resumes from its checkpoint if an earlier run was stopped. Exit status: 0 done, 3 refused, 130 stopped.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path

from training.adapt.protocol import Host, Stopped, own_stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--watch-stdin", action="store_true", help="stop when stdin ends")
    arguments = parser.parse_args()
    host = Host(own_stdout())
    host.listen(arguments.watch_stdin)
    # Imported late, after the host knows that the program is running: importing PyTorch takes seconds.
    import torch

    from training.adapt.lock import lock
    from training.adapt.plan import Refusal, read_plan
    from training.adapt.run import Adaptation

    try:
        plan = read_plan(arguments.plan)
        torch.set_num_threads(plan.threads)
        plan.work.mkdir(exist_ok=True)
        with lock(plan.work, host.check):
            host.has_begun = True
            outcome = Adaptation(plan, host).run()
    except Stopped:
        host.say("stopped")
        return 130
    except Refusal as refusal:
        host.say("refused", code=refusal.code, message=str(refusal))
        return 3
    except MemoryError:
        host.say("refused", code="process/died", message="There is not enough memory to train the model")
        return 3
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        host.say("refused", code="disk/full", message="The disk is full; what was learnt up to the last save is kept")
        return 3
    host.say("result", **outcome)
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # Threads still waiting on stdin must not keep the program alive.
    os._exit(status)
