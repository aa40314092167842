"""Whatever a version of a contract could say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from sla_plugin.domain.contracting.content import Clauses, ExitDuty, SuspendedClocks, VersionContent
from sla_plugin.domain.contracting.ending import Children, EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.lines import Billing, ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.ids import AgreementId, CalendarId, OrganisationId, ServiceId, SiteId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, OptionDay, Roll, Unit
from tests.support.terms import words

dates = st.dates(date(2000, 1, 1), date(2040, 1, 1))
maybe_dates = st.none() | dates
options = st.tuples(dates, st.integers(0, 90)).map(
    lambda one: OptionDay(one[0], one[0] + timedelta(days=one[1]))
)
periods = st.builds(NoticePeriod, st.integers(1, 31), st.sampled_from(Unit))
plain_rules = st.builds(
    NoticeRule, periods, st.sampled_from(MonthRule), st.sampled_from(Roll), st.sampled_from(Align),
    st.integers(1, 12), st.none(), st.booleans(),
)  # fmt: skip
rules = plain_rules | st.builds(NoticeRule, periods, align=st.just(Align.TERM_END), option=options)
prices = st.builds(Money, st.decimals(Decimal(0), Decimal(99_999), places=2, allow_nan=False), st.just("THB"))
lines = st.builds(
    ContractLine,
    st.uuids().map(ServiceId),
    st.none() | st.uuids().map(AgreementId),
    st.none() | st.uuids().map(SiteId),
    st.decimals(Decimal(0), Decimal(9_999), places=3, allow_nan=False),
    st.none() | prices,
    st.sampled_from(Billing),
    maybe_dates,
    maybe_dates,
    st.none() | st.integers(1, 9),
)
calendars = st.none() | st.uuids().map(CalendarId)
addresses = st.builds(
    NoticeAddress, st.sampled_from(["EMAIL", "POST"]), words, calendars, st.none() | st.times()
)
parties = st.builds(
    ContractParty, st.uuids().map(OrganisationId), st.sampled_from(PartyRole), st.none() | words,
    maybe_dates, maybe_dates, st.none() | addresses,
)  # fmt: skip
fees = st.builds(EarlyFee, st.sampled_from(FeeKind), st.decimals(0, 12, places=1, allow_nan=False))
endings = st.builds(
    Ending, st.integers(0, 90), st.integers(0, 90), st.none() | fees, st.booleans(), st.booleans(),
    st.sampled_from(Children), st.lists(words, max_size=2).map(tuple),
)  # fmt: skip
duties = st.builds(ExitDuty, words, words, st.integers(0, 90))
shares = st.decimals(Decimal(0), Decimal(1), places=2, allow_nan=False)
clauses = st.builds(
    Clauses, st.sampled_from(Law), st.none() | st.integers(1, 60), st.none() | st.integers(1, 24),
    st.none() | rules, st.none() | rules, st.none() | st.integers(0, 60), calendars,
    st.none() | st.sampled_from(SuspendedClocks), st.none() | shares,
    st.none() | st.lists(duties, max_size=3).map(tuple), st.none() | words, st.none() | endings,
)  # fmt: skip
contents = st.builds(
    VersionContent, dates, st.sampled_from(["Asia/Bangkok", "Europe/Berlin"]), st.just("THB"),
    st.frozensets(parties, max_size=4), st.frozensets(lines, max_size=4), clauses,
)  # fmt: skip
