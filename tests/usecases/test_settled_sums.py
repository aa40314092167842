"""What is owed when a contract, or some of its lines, have ended: each sum, to the coin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.ending import EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.lines import Billing, ContractLine
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import ServiceId, TenantId
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import Month
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.charges import Days, Prepayment
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import Sum
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.storage.credits import ChargedPeriodRow, CreditTableRow, credits_of
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.preview_termination import TerminationPreview, preview_termination
from sla_plugin.usecases.record_prepayment import record_prepayment
from sla_plugin.usecases.record_signed_contract import record_signed_contract
from sla_plugin.usecases.termination_cases import cases_of
from tests.support.amending import amended, priced
from tests.support.contracting import ANAN, LEK, NOK, PIM, a_world, deed, time_passes
from tests.usecases.test_termination_story import MONTHLY, RECEIVED
from tests.usecases.test_termination_story import Ending as Story

DAY = timedelta(days=1)
WITH_FEE = replace(MONTHLY, ending=Ending(fee=EarlyFee(FeeKind.MONTHS, Decimal(1))))
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
Owed = list[tuple[str, str, str, str]]


def _told(sums: Sequence[Sum]) -> Owed:
    return [(one.item.value, one.what, one.basis, f"{one.amount.amount:.2f}") for one in sums]


async def _contract(
    session: Session, path: Path, line: ContractLine | None = None, clauses: Clauses = WITH_FEE
) -> Story:
    """Since the start of 2026. None: printing for 3000.00 a month."""
    world = await a_world(session)
    lines = frozenset({line or priced(world, world.printing, "3000.00")})
    content = world.content(effective_on=date(2026, 1, 1), lines=lines, clauses=clauses)
    contract = await record_signed_contract(
        session, deed(ANAN), number="C-1", kind=ContractKind.CUSTOMER, content=content, signatures=()
    )
    await time_passes(session, contract, RECEIVED)
    return Story(session, world, contract, open_document_store(f"file://{path}", 1 << 20))


@pytest.fixture
async def monthly(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Story]:
    async with database.session(tenant) as session:
        yield await _contract(session, tmp_path)


async def _yearly(one: Story, price: str = "12000.00") -> None:
    """From the start, by an amendment of all of it."""
    line = priced(one.world, one.world.printing, price, billing=Billing.YEARLY)
    await _amended(one, date(2026, 1, 1), line)


async def _amended(one: Story, on: date, *lines: ContractLine, clauses: Clauses = WITH_FEE) -> None:
    await amended(one.session, one.world, one.contract, on, RECEIVED, lines=frozenset(lines), clauses=clauses)


async def _paid(one: Story, what: str, amount: str = "12000.00", period: Days = YEAR) -> None:
    prepaid = Prepayment(period, Money(Decimal(amount), "THB"))
    await record_prepayment(one.session, deed(PIM, RECEIVED), one.contract, what, prepaid)


async def _preview(
    one: Story,
    on: date | None,
    ground: Ground = Ground.MUTUAL,
    scope: frozenset[ServiceId] | None = None,
    received_at: datetime = RECEIVED,
    now: datetime = RECEIVED,
) -> TerminationPreview:
    return await preview_termination(
        one.session, one.contract, now, ground=ground, initiator=Side.CUSTOMER, received_at=received_at,
        requested_on=on, scope=scope,
    )  # fmt: skip


async def _ends(
    one: Story, on: date, scope: frozenset[ServiceId] | None = None, at: datetime = RECEIVED
) -> CaseRow:
    """By agreement, approved at once; and time passes until then."""
    case = await open_termination(
        one.session, deed(NOK, at), one.contract, ground=Ground.MUTUAL, initiator=Side.CUSTOMER, scope=scope
    )
    await one.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, at, received_at=at, requested_on=on, document=await one.paper()
    )
    await one.does(case, CaseStep.FIND_VALID, ANAN, at)
    for actor in (ANAN, LEK, PIM):
        if await one.state(case) == CaseState.REVIEW:
            await one.does(case, CaseStep.APPROVE, actor, at)
    await time_passes(one.session, one.contract, max(at, datetime(on.year, on.month, on.day, 17, tzinfo=UTC)))
    assert await one.state(case) == CaseState.SETTLING
    return await one.session.get(CaseRow, id=case)


async def _settled(one: Story, row: CaseRow, now: datetime) -> tuple[Owed, str]:
    """And the total."""
    cases = await cases_of(await one.record())
    settlement = await draft_settlement(cases, cases.value(cases.row(row.id)), now)
    return _told(settlement.sums), f"{settlement.total.amount:.2f}"


USED = "12000 for 2026-01-01 to 2026-12-31, used to 2026-05-09"


@pytest.mark.parametrize("what", ["printing", "Printing", "All of 2026"])
async def test_what_was_paid_for_a_year_is_owed_back_for_its_rest_and_no_more(
    monthly: Story, what: str
) -> None:
    await _yearly(monthly)
    await _paid(monthly, what)
    row = await _ends(monthly, date(2026, 5, 9))
    owed, total = await _settled(monthly, row, RECEIVED)
    assert owed == [
        ("CHARGE", "printing", "129 of 365 days of 12000.00", "4241.10"),
        ("PREPAID", "printing", USED, "-4241.10"),
        ("REFUND", what, USED, "-7758.90"),
    ]
    assert total == "-7758.90"


async def test_months_that_were_paid_for_by_the_year_are_not_charged_again(monthly: Story) -> None:
    await _paid(monthly, "printing", "36000.00")
    found = await _preview(monthly, date(2026, 5, 9))
    used = "36000 for 2026-01-01 to 2026-12-31, used to 2026-05-09"
    assert _told(found.estimate) == [
        ("CHARGE", "printing", "9 of 31 days of 3000.00", "870.97"),
        ("PREPAID", "printing", used, "-870.97"),
        ("REFUND", "printing", used, "-23276.71"),
    ]
    assert found.plan.refund == Money(Decimal("23276.71"), "THB")


async def test_no_more_of_a_charge_is_paid_than_was(monthly: Story) -> None:
    await _yearly(monthly)
    await _paid(monthly, "printing", "6000.00")
    found = await _preview(monthly, date(2026, 5, 9))
    assert [one.amount.amount for one in found.estimate] == [
        Decimal("4241.10"), Decimal("-2120.55"), Decimal("-3879.45"),
    ]  # fmt: skip


async def test_what_was_paid_for_something_else_pays_no_charge(monthly: Story) -> None:
    await _paid(monthly, "Toner")
    found = await _preview(monthly, date(2026, 5, 9))
    assert [(one.item.value, one.amount.amount) for one in found.estimate] == [
        ("CHARGE", Decimal("870.97")),
        ("REFUND", Decimal("-7758.90")),
    ]


async def test_what_takes_effect_with_the_end_instant_sets_nothing_of_the_settlement(monthly: Story) -> None:
    later = priced(monthly.world, monthly.world.printing, "9000.00")
    await _amended(monthly, date(2026, 8, 1), later, clauses=MONTHLY)
    found = await _preview(monthly, None, Ground.CONVENIENCE)
    assert (found.end.effective_on, found.plan.cancelled) == (date(2026, 7, 31), (2,))
    assert _told(found.estimate) == [
        ("CHARGE", "printing", "31 of 31 days of 3000.00", "3000.00"),
        ("FEE", "early end", "1 MONTHS", "3000.00"),
    ]
    assert found.plan.fee == Money(Decimal("3000.00"), "THB")


async def test_a_line_that_is_new_or_at_another_price_is_charged_from_that_day_on(monthly: Story) -> None:
    network = await create_service(monthly.session, code="network", name="Network")
    lines = [
        priced(monthly.world, network, "100.00"), priced(monthly.world, monthly.world.printing, "3600.00")
    ]  # fmt: skip
    await _amended(monthly, date(2026, 6, 16), *lines)
    found = await _preview(monthly, date(2026, 6, 30))
    assert _told(found.estimate) == [
        ("CHARGE", "network", "15 of 30 days of 100.00", "50.00"),
        ("CHARGE", "printing", "15 of 30 days of 3000.00", "1500.00"),
        ("CHARGE", "printing", "15 of 30 days of 3600.00", "1800.00"),
    ]


async def test_a_line_that_was_amended_away_is_charged_until_then(monthly: Story) -> None:
    network = await create_service(monthly.session, code="network", name="Network")
    printing = priced(monthly.world, monthly.world.printing, "3000.00")
    await _amended(monthly, date(2026, 6, 1), printing, priced(monthly.world, network, "100.00"))
    await _amended(monthly, date(2026, 6, 13), printing)
    found = await _preview(monthly, date(2026, 6, 30))
    assert _told(found.estimate) == [
        ("CHARGE", "network", "12 of 30 days of 100.00", "40.00"),
        ("CHARGE", "printing", "30 of 30 days of 3000.00", "3000.00"),
    ]


async def _with_network(one: Story) -> ServiceId:
    network = await create_service(one.session, code="network", name="Network")
    await _amended(
        one, date(2026, 6, 1), priced(one.world, one.world.printing, "3000.00"),
        priced(one.world, network, "100.00"),
    )  # fmt: skip
    return network


async def test_a_line_that_has_ended_is_charged_once_and_is_in_no_later_fee(monthly: Story) -> None:
    network = await _with_network(monthly)
    partial = await _ends(monthly, date(2026, 6, 15), frozenset({network}))
    alone = ("CHARGE", "network", "15 of 30 days of 100.00", "50.00")
    assert await _settled(monthly, partial, RECEIVED + 30 * DAY) == ([alone], "50.00")
    june = await _preview(monthly, date(2026, 6, 30))
    assert _told(june.estimate) == [("CHARGE", "printing", "30 of 30 days of 3000.00", "3000.00")]
    july = await _preview(monthly, None, Ground.CONVENIENCE)
    assert _told(july.estimate) == [
        ("CHARGE", "printing", "31 of 31 days of 3000.00", "3000.00"),
        ("FEE", "early end", "1 MONTHS", "3000.00"),
    ]
    assert await _settled(monthly, partial, RECEIVED + 30 * DAY) == ([alone], "50.00")


async def test_what_was_paid_for_a_line_is_given_back_with_it_and_not_again(monthly: Story) -> None:
    network = await _with_network(monthly)
    await _paid(monthly, "Network", "1200.00", Days(date(2026, 6, 1), date(2027, 5, 31)))
    partial = await _ends(monthly, date(2026, 6, 15), frozenset({network}))
    used = "1200 for 2026-06-01 to 2027-05-31, used to 2026-06-15"
    owed, total = await _settled(monthly, partial, RECEIVED + 30 * DAY)
    assert owed == [
        ("CHARGE", "network", "15 of 30 days of 100.00", "50.00"),
        ("PREPAID", "network", used, "-49.32"),
        ("REFUND", "Network", used, "-1150.68"),
    ]
    assert total == "-1150.00"
    whole = await _preview(monthly, date(2026, 7, 31))
    assert [one.item.value for one in whole.estimate] == ["CHARGE"]
    assert whole.plan.refund is None


async def test_a_renewal_that_notice_beats_makes_no_end_an_early_one(
    database: Database, tenant: TenantId, tmp_path: Path
) -> None:
    """Renewed on 1 December 2026 until the end of 2027; notice was received on 30 November."""
    async with database.session(tenant) as session:
        one = await _contract(session, tmp_path, clauses=replace(WITH_FEE, grace_days=0))
        late = datetime(2026, 12, 20, tzinfo=UTC)
        await time_passes(session, one.contract, late)
        assert [term.ends_on for term in (await one.record()).terms] == [
            date(2026, 12, 31), date(2027, 12, 31),
        ]  # fmt: skip
        received = datetime(2026, 11, 30, 3, tzinfo=UTC)
        found = await _preview(one, None, Ground.CONVENIENCE, received_at=received, now=late)
        assert found.end.effective_on == date(2026, 12, 31)
        assert found.plan.fee is None
        assert _told(found.estimate) == [("CHARGE", "printing", "31 of 31 days of 3000.00", "3000.00")]
        # What is received a month later is of the renewed term, and early in it.
        later = await _preview(one, None, Ground.CONVENIENCE, received_at=late, now=late)
        assert later.end.effective_on == date(2027, 1, 31)
        assert later.plan.fee == Money(Decimal("3000.00"), "THB")


async def _credit(one: Story, month: int, amount: str, at: datetime) -> None:
    period = Month(2026, month, "Asia/Bangkok").period
    await one.session.add(
        CreditTableRow(
            contract_id=one.contract, metric="RESOLUTION", starts_at=period.start, ends_at=period.end,
            kind="ACCRUED", amount=Decimal(amount), currency="THB", recorded_at=at,
        )
    )  # fmt: skip


async def test_only_credits_that_no_later_invoice_took_up_are_paid_out(monthly: Story) -> None:
    """The last invoice is that of June."""
    await _credit(monthly, 4, "90.00", datetime(2026, 5, 4, tzinfo=UTC))
    await _credit(monthly, 5, "60.00", datetime(2026, 5, 31, 17, tzinfo=UTC))
    await _credit(monthly, 6, "30.00", datetime(2026, 7, 2, tzinfo=UTC))
    found = await _preview(monthly, date(2026, 6, 30))
    assert [one for one in _told(found.estimate) if one[0] == "CREDIT"] == [
        ("CREDIT", "RESOLUTION", "ACCRUED for 2026-05-01", "-60.00"),
        ("CREDIT", "RESOLUTION", "ACCRUED for 2026-06-01", "-30.00"),
    ]


async def test_where_nothing_is_charged_every_credit_is_paid_out(monthly: Story) -> None:
    line = priced(monthly.world, monthly.world.printing, "3000.00", billing=Billing.ONCE)
    await _amended(monthly, date(2026, 1, 1), line)
    await _credit(monthly, 4, "90.00", datetime(2026, 5, 4, tzinfo=UTC))
    found = await _preview(monthly, date(2026, 6, 30))
    assert _told(found.estimate) == [("CREDIT", "RESOLUTION", "ACCRUED for 2026-04-01", "-90.00")]


async def test_a_credit_of_a_month_that_was_cut_short_afterwards_is_for_its_days(monthly: Story) -> None:
    """Twenty of the days of May."""
    period = Month(2026, 5, "Asia/Bangkok").period
    await _credit(monthly, 5, "90.00", RECEIVED)
    await monthly.session.add(
        ChargedPeriodRow(
            contract_id=monthly.contract, metric="RESOLUTION", starts_at=period.start, ends_at=period.end,
            amount=Decimal("3000.00"), currency="THB",
        )
    )  # fmt: skip
    later = RECEIVED + 10 * DAY
    row = await _ends(monthly, date(2026, 5, 20), at=later)
    rows = await credits_of(monthly.session, [monthly.contract])
    assert [(one.kind, one.amount, one.starts_at) for one in rows] == [
        ("ACCRUED", Decimal("90.00"), period.start),
        ("REVERSED", Decimal("-31.94"), period.start),
    ]
    [charged] = await monthly.session.query(ChargedPeriodRow)
    assert charged.amount == Decimal("1935.48")
    assert await _settled(monthly, row, later) == (
        [
            ("CHARGE", "printing", "20 of 31 days of 3000.00", "1935.48"),
            ("CREDIT", "RESOLUTION", "ACCRUED for 2026-05-01", "-90.00"),
            ("CREDIT", "RESOLUTION", "REVERSED for 2026-05-01", "31.94"),
        ],
        "1877.42",
    )
