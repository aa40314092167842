"""Which runner answers which kind of row, and which rows are counted apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from tests.support.cases import notices, questions
from tests.support.cases.questions import leaves_a_switch_unsaid
from tests.support.cases.rows import Compared, Row, kind_of, unknown
from tests.support.cases.timelines import run_status, run_timeline

RUNNERS: Mapping[str, Callable[[Row], Compared]] = {
    "add": questions.run_add,
    "subtract": questions.run_subtract,
    "elapsed": questions.run_elapsed,
    "open_at": questions.run_open_at,
    "timeline": run_timeline,
    "status": run_status,
    "earliest_effective_date": notices.run_earliest,
    "latest_timely_receipt": notices.run_latest,
    "end_instant": notices.run_end_instant,
}


class Sort(StrEnum):
    """How a row is counted."""

    AGREES = "agree"
    UNSAID = "agree, by a switch that the row leaves unsaid"
    QUIRK = "quirks"
    STORY = "stories"


def sort_of(row: Row) -> Sort:
    """That a row is a quirk or a story is said by the data only."""
    if row.get("quirk"):
        return Sort.QUIRK
    if row.get("story"):
        return Sort.STORY
    return Sort.UNSAID if "kind" in row and leaves_a_switch_unsaid(row) else Sort.AGREES


def replay(row: Row) -> Compared:
    """NotImplementedError names a kind that nobody knows."""
    if row.get("op") in questions.OPS:
        return questions.run_op(row)
    if row.get("kind") in RUNNERS:
        return RUNNERS[row["kind"]](row)
    raise unknown(row, f"is of the kind {kind_of(row)!r}")
