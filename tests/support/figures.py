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
