"""Whatever an agreement states, its file says: written and read again, it is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.agreement_files.documents import read_agreement, write_agreement
from sla_plugin.agreement_files.stated import StatedAgreement, StatedCalendars, StatedScope
from sla_plugin.domain.agreements import AgreementKind, Approval, Level
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from tests.support.dice import Dice
from tests.support.random_calendars import ZONES, draw_anchor, draw_definition
from tests.support.terms import instants, said, terms, words

maybe = st.none() | words


def _calendar(entropy: bytes, holiday: str) -> Calendar:
    dice = Dice(entropy)
    zone = dice.one_of(ZONES)
    definition = draw_definition(dice, draw_anchor(dice, zone), zone)
    return parse_calendar({**definition, "holidays": dict.fromkeys(definition["holidays"], holiday)})


brought = st.dictionaries(said, st.builds(_calendar, st.binary(min_size=64, max_size=64), words), max_size=2)
agreements = st.builds(
    StatedAgreement,
    code=said,
    kind=st.sampled_from(AgreementKind),
    level=st.sampled_from(Level),
    effective_from=st.dates(date(2000, 1, 1), date(2040, 1, 1)) | instants,
    name=st.none() | said,
    contract=st.none() | said,
    scope=st.builds(StatedScope, *[maybe] * 8),
    calendars=st.none() | st.builds(StatedCalendars, said, st.dictionaries(words, said)),
    terms=terms.map(lambda of: replace(of, calendar=None)),
    supporter=st.none() | said,
    approval=st.none() | st.builds(Approval, said, said),
    offered=st.booleans(),
    bring=brought,
)


@given(agreements)
def test_what_is_written_is_read_as_the_same(agreement: StatedAgreement) -> None:
    assert read_agreement(write_agreement(agreement), "agreement.yaml").stated == agreement


def test_what_is_not_stated_is_not_written() -> None:
    small = StatedAgreement("sla", AgreementKind.CUSTOMER_SLA, Level.CORPORATE, date(2026, 1, 1))
    assert write_agreement(small) == (
        "agreement: sla\nkind: CUSTOMER_SLA\nlevel: CORPORATE\neffective_from: 2026-01-01\n"
    )
