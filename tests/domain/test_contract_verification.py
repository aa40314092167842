"""What was changed behind our back is named by table, row and column, and nothing else is."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.audit import Finding, Tampering
from sla_plugin.domain.contracting.verification import (
    Deviation,
    of_trail,
    rows_that_differ,
    values_that_differ,
    written,
)

ONE, OTHER = UUID(int=1), UUID(int=2)


def wrote(of: UUID, **values: Any) -> dict[str, Any]:
    return {"wrote": [{"table": "contract_term", "id": str(of), "values": values}]}


def test_a_row_is_as_the_last_event_left_it() -> None:
    trail = [
        wrote(ONE, number=1, ends_on=None),
        {"reason": "so"},
        wrote(OTHER, number=2),
        wrote(ONE, number=3),
    ]
    assert written(trail) == {
        ("contract_term", ONE): {"number": 3, "ends_on": None},
        ("contract_term", OTHER): {"number": 2},
    }


@pytest.mark.parametrize(
    "payload",
    [
        None,
        7,
        "wrote",
        [],
        {"wrote": None},
        {"wrote": {"table": "contract_term"}},
        {"wrote": [None, 7, {}]},
        {"wrote": [{"table": 1, "id": str(ONE), "values": {}}]},
        {"wrote": [{"table": "contract_term", "id": "1", "values": {}}]},
        {"wrote": [{"table": "contract_term", "id": f"{{{ONE}}}", "values": {}}]},
        {"wrote": [{"table": "contract_term", "id": str(ONE), "values": []}]},
    ],
)
def test_what_was_never_written_like_that_says_nothing(payload: Any) -> None:
    assert written([payload, wrote(OTHER, number=2)]) == {("contract_term", OTHER): {"number": 2}}


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ({"a": {"n": 1}}, {"a": {"n": 1}}, []),
        ({"a": {"n": 1}}, {}, [Deviation("t", "a", Tampering.MISSING)]),
        ({}, {"a": {"n": 1}}, [Deviation("t", "a", Tampering.ADDED)]),
        (
            {"a": {"n": 1, "m": 2}},
            {"a": {"n": 2, "m": 3}},
            [Deviation("t", "a", Tampering.CHANGED, ("m", "n"))],
        ),
        ({"a": {"n": 1}}, {"a": {"n": True}}, [Deviation("t", "a", Tampering.CHANGED, ("n",))]),
        ({"a": {"n": 1}}, {"a": {"n": 1.0}}, [Deviation("t", "a", Tampering.CHANGED, ("n",))]),
        ({"a": {}}, {"a": {"n": None}}, []),
        ({"a": {}}, {"a": {"n": 0}}, [Deviation("t", "a", Tampering.CHANGED, ("n",))]),
        ({"a": {"n": 0}}, {"a": {"n": None}}, [Deviation("t", "a", Tampering.CHANGED, ("n",))]),
        ({"a": {"n": {"x": 1, "y": 2}}}, {"a": {"n": {"y": 2, "x": 1}}}, []),
    ],
)
def test_rows_are_compared_by_their_id(
    was: dict[str, Any], now: dict[str, Any], found: list[Deviation]
) -> None:
    assert list(rows_that_differ("t", was, now)) == found


def test_a_row_without_a_place_of_its_own_is_held_against_the_one_most_like_it() -> None:
    expected = [{"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 2, "c": 2}]
    actual = [{"a": 9, "b": 9, "c": 1}, {"a": 1, "b": 1, "c": 3}, {"a": 2, "b": 2, "c": 2}]
    assert list(values_that_differ("t", expected, actual)) == [
        Deviation("t", "1", Tampering.CHANGED, ("c",)),
        Deviation("t", "2", Tampering.ADDED),
    ]


def test_a_deviation_reads_as_a_line() -> None:
    [of_an_event] = of_trail("contract_audit", [Finding(Tampering.CUT, 4)])
    assert str(of_an_event) == "contract_audit 4 CUT"
    assert str(Deviation("contract_term", "7", Tampering.CHANGED, ("ends_on", "kind"))) == (
        "contract_term 7: ends_on, kind CHANGED"
    )


cells = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["1", "x"])
rows = st.dictionaries(st.sampled_from(["a", "b", "c"]), cells, max_size=3)
many = st.lists(rows, max_size=5)


def stated(row: dict[str, Any]) -> str:
    return repr(sorted((name, repr(cell)) for name, cell in row.items() if cell is not None))


@given(many, many)
def test_only_what_is_the_same_in_any_order_does_not_differ(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    bags = [Counter(map(stated, of)) for of in (one, other)]
    found = list(values_that_differ("t", one, other))
    assert (found == []) == (bags[0] == bags[1])
    counted = Counter(deviation.what for deviation in found)
    assert counted[Tampering.CHANGED] + counted[Tampering.MISSING] == (bags[0] - bags[1]).total()
    assert counted[Tampering.CHANGED] + counted[Tampering.ADDED] == (bags[1] - bags[0]).total()
    assert [deviation.row for deviation in found] == [str(number + 1) for number in range(len(found))]


@given(st.dictionaries(st.sampled_from("abc"), rows), st.dictionaries(st.sampled_from("abc"), rows))
def test_a_row_is_named_once_and_only_where_it_differs(
    one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]
) -> None:
    same = {row for row in one.keys() & other.keys() if stated(one[row]) == stated(other[row])}
    named = [deviation.row for deviation in rows_that_differ("t", one, other)]
    assert named == sorted((one.keys() | other.keys()) - same)
