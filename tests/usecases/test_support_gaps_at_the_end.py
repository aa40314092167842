"""A UC that ends before what it supports leaves a gap under every SLA that needs it (60-termination)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import AgreementId, CalendarId, ContractId, TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.support.gaps import Gap, GapKey, SupportGapKind
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.check_support import check_support
from sla_plugin.usecases.link_support import link_support
from sla_plugin.usecases.pass_time import pass_time
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.record_signed_contract import record_signed_contract
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from tests.support.contracting import ANAN, NOK, NOW, deed
from tests.support.ends import LATE, RECEIVED, Base, Ended, a_base, a_notice, give_notice
from tests.support.underpinning import Underpinning, an_underpinning

UC_ENDS = datetime(2026, 7, 15, 17, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Supported:
    """Gold and Silver are promised for years, and need the carrier; Bronze does not."""

    base: Base
    uc: Underpinning
    silver: AgreementId
    bronze: AgreementId
    paper: UUID

    @property
    def levels(self) -> tuple[AgreementId, AgreementId, AgreementId]:
        return self.base.world.gold, self.silver, self.bronze

    async def gaps(self, session: Session, at: datetime) -> list[list[datetime | None]]:
        """From when on they are not supported: Gold, Silver, Bronze."""
        found = [(await check_support(session, level, at)).gaps for level in self.levels]
        key = GapKey(SupportGapKind.DATES, Metric.RESOLUTION, None, self.uc.level)
        for gap in (one for gaps in found for one, _ in gaps):
            assert gap == Gap(key, unsupported_from=gap.unsupported_from)
        return [[gap.unsupported_from for gap, _ in gaps] for gaps in found]

    async def uc_ends(self, session: Session) -> UUID:
        """By agreement, on 15 July."""
        about = replace(self.base, contract=self.uc.contract, paper=self.paper)
        return await give_notice(session, about, Ended(Ground.MUTUAL, date(2026, 7, 15), True, ()))


async def _level(session: Session, code: str) -> AgreementId:
    [always] = await session.query(CalendarRow).filter(code="always")
    terms = Terms(
        targets={Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=24))}},
        calendar=CalendarRule(CalendarId(always.id)),
    )
    return await create_agreement(
        session, code=code, name=code.title(), kind=AgreementKind.CUSTOMER_SLA, level=Level.SERVICE,
        offered=True, first=NewVersion(datetime(2026, 1, 1, tzinfo=UTC), terms=terms), now=NOW,
    )  # fmt: skip


@pytest.fixture
async def supported(database: Database, tenant: TenantId, tmp_path: Path) -> Supported:
    base = await a_base(database, tenant, tmp_path)
    async with database.session(tenant) as session:
        uc = await an_underpinning(session, base.world)
        silver, bronze = await _level(session, "silver"), await _level(session, "bronze")
        link = SupportLink(silver, Metric.RESOLUTION, 1, uc.level, Metric.RESOLUTION)
        await link_support(session, link, "somchai", NOW)
        for number, level in (("C-8", silver), ("C-9", bronze)):
            await record_signed_contract(
                session, deed(ANAN), number=number, kind=ContractKind.CUSTOMER, signatures=(),
                content=base.world.content(lines=frozenset({ContractLine(base.world.printing, level)})),
            )  # fmt: skip
        paper = await a_notice(session, uc.contract, tmp_path)
    return Supported(base, uc, silver, bronze, paper)


async def test_there_is_no_gap_while_nobody_gives_notice(supported: Supported) -> None:
    async with supported.base.database.session(supported.base.tenant) as session:
        assert await supported.gaps(session, RECEIVED) == [[], [], []]


async def test_every_sla_that_needs_it_has_a_gap_from_its_end_on_as_soon_as_it_is_scheduled(
    supported: Supported,
) -> None:
    async with supported.base.database.session(supported.base.tenant) as session:
        await supported.uc_ends(session)
        assert await supported.gaps(session, RECEIVED) == [[UC_ENDS], [UC_ENDS], []]
        await pass_time(session, deed(SYSTEM, LATE), supported.uc.contract)
        # By then it is not supported at all.
        assert await supported.gaps(session, LATE) == [[LATE], [LATE], []]


async def test_the_gap_is_gone_when_the_notice_is_withdrawn(supported: Supported, tmp_path: Path) -> None:
    async with supported.base.database.session(supported.base.tenant) as session:
        case = await supported.uc_ends(session)
        consent = await a_notice(session, supported.uc.contract, tmp_path)
        step = TerminationStep(CaseStep.WITHDRAW, document=consent)
        await take_termination_step(session, deed(NOK, RECEIVED + DAY), case, None, step)
        assert await supported.gaps(session, RECEIVED + DAY) == [[], [], []]


async def test_an_sla_that_ends_no_later_has_none(supported: Supported, tmp_path: Path) -> None:
    async with supported.base.database.session(supported.base.tenant) as session:
        await supported.uc_ends(session)
        [silver] = await session.query(ContractRow).filter(number="C-8")
        contract = ContractId(silver.id)
        paper = await a_notice(session, contract, tmp_path)
        about = replace(supported.base, contract=contract, paper=paper)
        await give_notice(session, about, Ended(Ground.MUTUAL, date(2026, 7, 15), True, ()))
        assert await supported.gaps(session, RECEIVED) == [[UC_ENDS], [], []]
