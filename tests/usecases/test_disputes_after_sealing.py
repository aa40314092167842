"""What is decided, or accrued, after a settlement was sealed: told beside it without waiting for a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.periods import Month
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.credits import CreditTableRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.settlements import SettlementAdjustmentRow, mark_sealed_due
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.seal_settlement import seal_settlement
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from sla_plugin.workers.contract_pump import ContractPump
from tests.support.contracting import ANAN, KEY, LEK, PIM, deed
from tests.support.ends import RECEIVED, Base, Ended, a_base, follow, give_notice

DAY = timedelta(days=1)
END = datetime(2026, 7, 31, 17, tzinfo=UTC)
SEALED_AT, LATER = END + 2 * DAY, END + 20 * DAY


@dataclass(frozen=True)
class Disputed:
    """A notice that the provider objected to; its settlement is sealed, and nobody has decided."""

    base: Base
    case: UUID

    async def decides(self, step: CaseStep) -> None:
        async with self.base.database.session(self.base.tenant) as session:
            taken = TerminationStep(step, document=self.base.paper, reason="as the court has it")
            await take_termination_step(session, deed(LEK, LATER), self.case, None, taken)

    async def adjustments(self, at: datetime = LATER) -> list[tuple[str, str, Decimal]]:
        """Once the pump has come."""
        await ContractPump(self.base.database, lambda: at, KEY.seal).drain()
        async with self.base.database.session(self.base.tenant) as session:
            assert await verify_contract(session, self.base.contract, KEY.holds) == ()
            rows = await session.query(SettlementAdjustmentRow).order_by("recorded_at", "id")
            return [(one.what, one.because, one.amount) for one in rows]


@pytest.fixture
async def disputed(database: Database, tenant: TenantId, tmp_path: Path) -> Disputed:
    base = await a_base(database, tenant, tmp_path)
    async with database.session(tenant) as session:
        case = await give_notice(session, base, Ended(Ground.CONVENIENCE, None, True, ()))
        objection = TerminationStep(CaseStep.OBJECT, reason="never received")
        await take_termination_step(session, deed(ANAN, RECEIVED), case, None, objection)
        await follow(session, base, END + DAY)
        record = await read_record(session, await session.get(ContractRow, id=base.contract))
        cases = await cases_of(record)
        settlement = await draft_settlement(cases, cases.value(cases.row(case)), SEALED_AT)
        told = [(one.item.value, f"{one.amount.amount:.2f}") for one in settlement.sums]
        assert told == [("CHARGE", "3000.00"), ("REFUND", "-7989.04"), ("RESERVED", "3000.00")]
        await seal_settlement(session, deed(PIM, SEALED_AT), case, settlement.hash)
    return Disputed(base, case)


async def test_a_fee_that_was_reserved_is_owed_once_the_notice_is_confirmed(disputed: Disputed) -> None:
    assert await disputed.adjustments(LATER - DAY) == []
    await disputed.decides(CaseStep.CONFIRM_NOTICE)
    fee = ("FEE early end", "Sealed: not listed. Known now: 3000.", Decimal("3000.0000"))
    assert await disputed.adjustments() == [fee]
    assert await disputed.adjustments(LATER + 30 * DAY) == [fee]


@pytest.mark.parametrize("step", [CaseStep.ANNUL_NOTICE, CaseStep.RESCIND])
async def test_a_fee_that_was_reserved_is_not_owed_for_what_is_undone(
    disputed: Disputed, step: CaseStep
) -> None:
    await disputed.decides(step)
    assert await disputed.adjustments() == []


async def test_what_is_rescinded_after_its_fee_was_owed_gives_that_back(disputed: Disputed) -> None:
    await disputed.decides(CaseStep.CONFIRM_NOTICE)
    await disputed.adjustments()
    await disputed.decides(CaseStep.RESCIND)
    assert (await disputed.adjustments(LATER + DAY))[1:] == [
        ("FEE early end", "Sealed: not listed. Known now: not listed.", Decimal("-3000.0000"))
    ]


async def test_nobody_closes_what_is_disputed(disputed: Disputed) -> None:
    async with disputed.base.database.session(disputed.base.tenant) as session:
        taken = TerminationStep(CaseStep.CLOSE)
        with pytest.raises(SlaError) as refusal:
            async with session.savepoint():
                await take_termination_step(session, deed(PIM, LATER), disputed.case, None, taken)
        assert refusal.value.code == "termination.unfinished"
        assert (refusal.value.hint or "").startswith("Confirm the notice, or annul it")
        assert await _state(session, disputed) == "SETTLING"


async def _state(session: Session, disputed: Disputed) -> str:
    return (await session.get(CaseRow, id=disputed.case)).state


async def test_a_credit_that_is_given_after_the_sealing_is_told_beside_it(disputed: Disputed) -> None:
    period = Month(2026, 7, "Asia/Bangkok").period
    async with disputed.base.database.session(disputed.base.tenant) as session:
        await session.add(
            CreditTableRow(
                contract_id=disputed.base.contract, metric="RESOLUTION", starts_at=period.start,
                ends_at=period.end, kind="ACCRUED", amount=Decimal("150.00"), currency="THB",
                recorded_at=LATER,
            )
        )  # fmt: skip
        await mark_sealed_due(session, disputed.base.contract, LATER)
    assert await disputed.adjustments() == [
        ("CREDIT RESOLUTION", "Sealed: not listed. Known now: -150.", Decimal("-150.0000"))
    ]
