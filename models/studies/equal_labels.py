"""`python -m studies.equal_labels`: adds the runs that train equally long on the labels, by time or by steps, to `equal_labels.json`.

From scratch (`half` of `studies.pa_hubert.study`), after MixIT (`random` of `studies.mixit.study`) and after masked prediction
(`fine` of `studies.pa_hubert.study`), on one pool of labels; and from scratch for as long as the others train in all (`scratch` of
`studies.mixit.study`). `--report` reads real-report, once, when all runs exist. The tables of
both studies show the runs: start `studies.mixit.table` and `studies.pa_hubert.table` afterwards.
"""

from __future__ import annotations

import json

import torch

from studies.mixit.table import read_report
from studies.tables import EQUAL_LABELS, gathered, options, published
from training.errors import run_main


def main() -> None:
    arguments = options(__doc__).parse_args()
    torch.set_num_threads(1)
    runs = {name: entry for name, entry in gathered(published(EQUAL_LABELS), arguments.results).items() if entry["share"] is not None}
    if arguments.report:
        read_report(runs, arguments.work, arguments.data, arguments.rendered)
    EQUAL_LABELS.write_text(json.dumps(runs, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_main(main)
