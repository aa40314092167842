"""How the scripts of `tests/load/` say what they measured.

Each measures its variants side by side in one run: on a shared machine only their ratio means anything.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median


def show(figures: Mapping[str, float]) -> None:
    """As a table for people; with `--json`, as one JSON object, the last line of what is printed."""
    rounded = {name: float(f"{value:.4g}") for name, value in figures.items()}
    if "--json" in sys.argv[1:]:
        print(json.dumps(rounded))
        return
    for name, value in rounded.items():
        print(f"{name:40} {value:>12,}")


def seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The median of some runs; the first one, which fills caches, does not count."""
    work()
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def side_by_side(*works: Callable[[], object], rounds: int) -> list[float]:
    """The shortest time of each in seconds; in turns, so that a busy moment of the machine meets all."""
    shortest = [float("inf")] * len(works)
    for _ in range(rounds):
        for i, work in enumerate(works):
            shortest[i] = min(shortest[i], _shortest(work))
    return shortest


def _shortest(work: Callable[[], object], turn: float = 0.02) -> float:
    """Of as many times as fit into a turn, so that what is short has its caches filled, too."""
    shortest, left = float("inf"), turn
    while left > 0:
        began = time.perf_counter()
        work()
        taken = time.perf_counter() - began
        shortest, left = min(shortest, taken), left - taken
    return shortest
