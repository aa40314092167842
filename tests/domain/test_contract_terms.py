"""Terms follow on each other without a gap, whatever is renewed and amended meanwhile."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.terms import (
    Term,
    TermKind,
    current_end,
    extended,
    first_term,
    renewed,
    voided,
)
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.errors import Code, Conflict, SlaError

START = date(2026, 4, 1)
DAY = timedelta(days=1)


def plan(initial: int, renewal: int | None = None, start: date = START) -> TermPlan:
    return TermPlan(start, initial, renewal)


def ends(terms: tuple[Term, ...]) -> list[str]:
    return [str(term.ends_on) for term in terms]


def test_a_longer_first_term_is_one_more_term_up_to_its_end() -> None:
    terms = extended((first_term(START, plan(12)),), plan(18))
    assert [(one.number, one.kind, one.starts_on) for one in terms] == [
        (1, TermKind.INITIAL, START),
        (2, TermKind.RENEWAL, date(2027, 4, 1)),
    ]
    assert ends(terms) == ["2027-03-31", "2027-09-30"]


def test_what_was_extended_is_renewed_for_as_long_as_was_agreed() -> None:
    terms = extended((first_term(START, plan(12, 12)),), plan(18, 12))
    assert ends(renewed(terms, plan(18, 12))) == ["2027-03-31", "2027-09-30", "2028-09-30"]


def test_a_shorter_renewal_is_counted_from_the_start_and_goes_on_from_where_it_stands() -> None:
    yearly = plan(12, 12)
    terms = renewed((first_term(START, yearly),), yearly)
    assert ends(renewed(terms, plan(12, 5))) == ["2027-03-31", "2028-03-31", "2028-06-30"]


def test_what_becomes_open_ended_is_neither_renewed_nor_ended_by_an_amendment() -> None:
    terms = extended((first_term(START, plan(12)),), None)
    assert ends(terms) == ["2027-03-31", "None"]
    assert extended(terms, None) == terms
    with pytest.raises(SlaError) as shorter:
        extended(terms, plan(24))
    with pytest.raises(SlaError) as renewal:
        renewed(terms, plan(12, 12))
    assert (shorter.value.code, renewal.value.code) == (Code.CONTRACT_OVERLAP, Code.CONTRACT_NOT_RENEWABLE)


def test_an_amendment_does_not_end_the_running_term() -> None:
    with pytest.raises(SlaError) as refusal:
        extended((first_term(START, plan(12)),), plan(6))
    assert refusal.value.code == "contract.overlap"


def test_a_voided_renewal_is_passed_over_when_the_term_is_extended() -> None:
    yearly = plan(12, 12)
    terms = voided(renewed((first_term(START, yearly),), yearly), date(2027, 3, 31))
    longer = extended(terms, plan(15, 12))
    assert (longer[:2], longer[2].number, longer[2].starts_on) == (terms, 3, date(2027, 4, 1))
    assert current_end(longer) == date(2027, 6, 30)


starts = st.dates(date(2020, 1, 1), date(2030, 12, 31))
agreed = st.tuples(st.integers(1, 40), st.none() | st.integers(1, 24))


@given(starts, agreed, st.lists(st.none() | agreed, max_size=8))
def test_whatever_is_renewed_and_amended_no_date_is_edited_and_no_day_is_left_out(
    start: date, first: tuple[int, int | None], happened: list[tuple[int, int | None] | None]
) -> None:
    """None: it is renewed; otherwise an amendment agrees on so many months."""
    now = plan(*first, start)
    terms: tuple[Term, ...] = (first_term(start, now),)
    for one in happened:
        before, changed = terms, now if one is None else plan(*one, start)
        with suppress(Conflict):
            terms = renewed(before, now) if one is None else extended(before, changed)
            now = changed
        assert terms[: len(before)] == before
        if one is None and terms != before:
            _is_renewed_by(now, terms)
    assert [term.number for term in terms] == list(range(1, len(terms) + 1))
    for term, following in pairwise(terms):
        assert term.ends_on is not None
        assert following.starts_on == term.ends_on + DAY
    assert all(term.ends_on is None or term.ends_on >= term.starts_on for term in terms)


def _is_renewed_by(agreed: TermPlan, terms: tuple[Term, ...]) -> None:
    """Up to one of the ends that are counted from the start, and no further than the next of them."""
    counted = [agreed.end(number) for number in range(1, 500)]
    assert terms[-1].ends_on == min(end for end in counted if end >= terms[-1].starts_on)
