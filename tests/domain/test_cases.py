"""Facts about time that other systems' own tests assert, and rows of our own making.

`pytest tests/domain/test_cases.py --cases FOLDER` replays another folder of such rows.
"""

from __future__ import annotations

import pytest

from tests.support.cases.plugin import Replayed
from tests.support.cases.replay import Sort, replay, sort_of
from tests.support.cases.rows import Row


def test_a_row_comes_out_as_its_source_says(row: Row, replayed: Replayed) -> None:
    compared = replay(row)
    assert compared, f"{row['id']} expects nothing"
    sort = sort_of(row)
    if sort in (Sort.QUIRK, Sort.STORY):
        replayed.show(row, sort, compared)
        return
    assert {name: ours for name, (_, ours) in compared.items()} == {
        name: theirs for name, (theirs, _) in compared.items()
    }


def test_a_kind_that_nobody_knows_is_named() -> None:
    with pytest.raises(NotImplementedError, match="row-1 is of the kind 'moon_phase'"):
        replay({"id": "row-1", "kind": "moon_phase"})
