"""Tables of who gets what: stems by name beside their best permutation, the recorded strings one by one, and undeclared players."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.measure.evaluate import figures
from training.publish.card import group_names, label, one_decimal, table

KINDS = ("named", "permuted", "told_named", "told_permuted")
HEAD = ["by name", "best permutation", "with notes", "with notes, best permutation", "swapped seconds"]
EXPLANATION = """SI-SDR improvement in dB of the stems by their names and with the best permutation of the stems. *With notes* means that the network is given
the annotated notes, which is an upper bound. *Swapped seconds* is the share of the one-second windows in which exchanging two stems would raise their mean by a
decibel or more; two players of one instrument count as swapped only against their own order over the whole recording."""
UNDECLARED = "Of an undeclared player's energy, the rest contains"


def naming_table(results: dict[str, Any], recorded: bool = False) -> str:
    """Markdown, one line per group of mixtures and number of players; an empty string if no group was evaluated by name. recorded: only
    groups that were evaluated with the annotated notes too.
    """
    body = []
    for name, shown, rows, _ in group_names(results):
        if recorded and not any("told_named_si_sdr_improvement" in r for r in rows):
            continue
        per = {kind: figures(rows, f"{kind}_si_sdr_improvement")["per"] for kind in KINDS}
        for players in per["named"]:
            chosen = [r for r in rows if r["players"] == players and "named_si_sdr_improvement" in r]
            swapped = [r["swapped"] for r in chosen if "swapped" in r]
            body.append([label(results, name, shown), str(players), str(len({r["mixture"] for r in chosen})),
                         *(one_decimal(per[kind][players].mean) if players in per[kind] else "" for kind in KINDS),
                         f"{np.mean(swapped):.0%}" if swapped else ""])
    return table(["set", "players", "mixtures", *HEAD], body) if body else ""


def string_table(results: dict[str, Any]) -> str:
    """Markdown, one line per stem of every string mixture; an empty string if the results contain none."""
    body = [[label(results, name, name), row["mixture"], row["instrument"],
             *(f"{row[f'{kind}_si_sdr_improvement']:.1f}" if f"{kind}_si_sdr_improvement" in row else "" for kind in KINDS),
             f"{row['swapped']:.0%}" if "swapped" in row else ""]
            for name, shown, rows, _ in group_names(results) if shown.endswith("/strings") for row in rows if not row["silent"]]
    return table(["set", "mixture", "player", *HEAD], body) if body else ""


def undeclared_line(results: dict[str, Any]) -> str:
    """One sentence on the share of undeclared players that reaches the rest; an empty string if it was not measured."""
    found = []
    for name, shown, rows, _ in group_names(results):
        shares = [r["hidden_share"] for r in rows if "hidden_share" in r]
        if shares:
            found.append(f"{np.mean(shares):.0%} on {label(results, name, shown)} ({len(shares)} mixtures, {min(shares):.0%} to {max(shares):.0%})")
    return f"{UNDECLARED} {', '.join(found)}." if found else ""


def section(results: dict[str, Any]) -> str:
    """The part of a separator's card on naming, strings and undeclared players; empty for results without them."""
    named, strings, undeclared = naming_table(results), string_table(results), undeclared_line(results)
    parts = ["### By name and by the best permutation", EXPLANATION, named] if named else []
    parts += ["### Strings", "The recorded string players, stem by stem.", strings] if strings else []
    parts += [undeclared] if undeclared else []
    return "\n\n".join(parts)
