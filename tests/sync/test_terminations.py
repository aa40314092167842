"""A CRM asks to end a contract, as CRMs do: twice, in any order, to two runs at once, and under two ids."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sla_integrations.memory import Termination

from sla_plugin.demo.world import CRM
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.ids import ConnectionId, ContractId
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import Actor
from sla_plugin.errors import BadInput, Code, Unavailable
from sla_plugin.sdk import RecordKind
from sla_plugin.storage.connections import ConnectionRow, DeadLetterRow, StreamRow, begin_again
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.termination_requests import TerminationRequestRow
from sla_plugin.storage.terminations import CasePaperRow, CaseRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.sync.links import Link
from sla_plugin.sync.run import LinkReport, run
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from sla_plugin.usecases.verify_contract import verify_contract
from sla_plugin.workers.contract_pump import ContractPump
from tests.support.contracting import ANAN, KEY, World, a_draft, a_world, deed, tell, time_passes
from tests.support.synced import Synced

MONTHLY = Clauses(
    initial_months=12,
    renewal_months=12,
    notice=NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.MONTH_END),
)
RECEIVED = datetime(2026, 6, 1, 3, tzinfo=UTC)
NOW = RECEIVED + timedelta(hours=1)
END = datetime(2026, 7, 31, 17, tzinfo=UTC)
"""Received on 1 June in Bangkok: one month to the month's end."""
NOTICE = Termination(
    "C-1",
    "convenience",
    requester="malee",
    sent_at=RECEIVED - timedelta(hours=2),
    received_at=RECEIVED,
    channel="EMAIL",
)


@dataclass(frozen=True)
class Asking:
    """C-1 is signed and monitored; its hospital is the customer 8841 of the desk's CRM."""

    synced: Synced
    contract: ContractId
    world: World

    def asks(self, request: Termination = NOTICE, key: str = "T-1") -> str:
        return self.synced.system.crm.ask_to_end(RECEIVED, request, key=key)

    async def cases(self) -> list[CaseRow]:
        return list(await self.synced.rows(CaseRow))

    async def outcomes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in await self.synced.rows(TerminationRequestRow):
            found.setdefault(row.event, []).append(row.outcome)
        return found

    async def papers(self) -> list[str]:
        """The papers on record of the contract, by name."""
        return sorted(row.name for row in await self.synced.rows(ContractDocumentRow))

    async def refusals(self) -> dict[str, tuple[str, str]]:
        """What was set aside of requests: its code, and why."""
        rows = await self.synced.rows(DeadLetterRow, kind="TERMINATION")
        return {row.external_id: (row.payload.get("code", ""), row.reason) for row in rows}

    async def does(self, step: CaseStep, actor: Actor, at: datetime = NOW, **carried: Any) -> None:
        [case] = await self.cases()
        given = {"seen": case.plan_hash, **carried}
        async with self.synced.database.session(self.synced.tenant) as session:
            await take_termination_step(
                session, deed(actor, at), UUID(str(case.id)), None, TerminationStep(step, **given)
            )

    async def everything(self) -> dict[str, Any]:
        """All of the contract that a request may touch, without ids and the instants of recording."""
        apart = {"id", "tenant_id", "recorded_at", "opened_at", "case_id", "document_id", "plan_hash"}
        tables: tuple[type[Row], ...] = (CaseRow, CasePaperRow, ContractDocumentRow, ContractRow)
        return {
            table.__name__: sorted(
                str({k: v for k, v in vars(row).items() if k[0] != "_" and k not in apart})
                for row in await self.synced.rows(table)
            )
            for table in tables
        }


@pytest.fixture
async def asking(synced: Synced) -> Asking:
    async with synced.database.session(synced.tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world, clauses=MONTHLY)
        await tell(session, world, contract)
        await time_passes(session, contract, RECEIVED)
    await synced.connects(values={"customer_system": CRM})
    return Asking(synced, contract, world)


def streams(report: LinkReport) -> tuple[int, int]:
    """How many requests were new, and how many were set aside."""
    [stream] = [one for one in report.streams if one.kind is RecordKind.TERMINATION]
    assert stream.error is None
    return stream.taken, stream.rejected


async def _is_received_once(asking: Asking) -> None:
    [case] = await asking.cases()
    assert (case.state, case.ground, case.initiator) == ("RECEIVED", "CONVENIENCE", "CUSTOMER")
    assert (case.sent_at, case.received_at) == (NOTICE.sent_at, RECEIVED)
    assert (case.effective_on, case.ends_at) == (date(2026, 7, 31), END)
    assert case.opened_by == "crm:main"


async def test_a_request_opens_a_case_with_its_dates_and_one_paper(asking: Asking) -> None:
    asking.asks()
    report = await asking.synced.sync(NOW)
    assert report.is_whole
    assert streams(report) == (1, 0)
    await _is_received_once(asking)
    assert await asking.papers() == ["main T-1"]
    async with asking.synced.database.session(asking.synced.tenant) as session:
        assert await verify_contract(session, asking.contract, KEY.holds, asking.synced.documents) == ()


@pytest.mark.parametrize(
    "traps", [("repeats",), ("stale",), ("repeats", "backwards"), ("backwards", "stale")]
)
async def test_however_often_and_in_whatever_order_it_comes_there_is_one_case_and_one_paper(
    asking: Asking, traps: tuple[str, ...]
) -> None:
    for trap in traps:
        setattr(asking.synced.system.traps, trap, True)
    asking.asks()
    # Somebody opened it and saved it again; nothing in it changed.
    asking.synced.system.crm.put(RECEIVED, "T-1", NOTICE)
    for minutes in range(3):
        await asking.synced.sync(NOW + timedelta(minutes=minutes))
        asking.synced.system.expire_cursors()
    await _is_received_once(asking)
    assert await asking.papers() == ["main T-1"]
    assert await asking.outcomes() == {"T-1": ["OPENED"]}


async def test_two_runs_at_once_open_one_case(asking: Asking) -> None:
    asking.asks()
    asking.synced.system.traps.repeats = True
    asking.synced.now = asking.synced.system.now = NOW
    link = await asking.synced.links()

    async def one_run() -> list[LinkReport]:
        return [report async for report in run(asking.synced.home, link)]

    reports = [
        report for reports in await asyncio.gather(*(one_run() for _ in range(4))) for report in reports
    ]
    assert all(report.is_whole for report in reports)
    await _is_received_once(asking)
    assert await asking.papers() == ["main T-1"]
    assert await asking.outcomes() == {"T-1": ["OPENED"]}


async def test_a_second_id_for_the_same_notice_is_evidence(asking: Asking) -> None:
    asking.synced.system.traps.two_ids = True
    asking.asks()
    await asking.synced.sync(NOW)
    await _is_received_once(asking)
    assert await asking.papers() == ["main T-1", "main T-1-bis"]
    assert await asking.outcomes() == {"T-1": ["OPENED"], "T-1-bis": ["EVIDENCE"]}
    # One paper served the notice, and the other one is shown beside it.
    assert sorted(row.step for row in await asking.synced.rows(CasePaperRow)) == ["EVIDENCE", "SUBMIT_NOTICE"]


async def test_one_that_says_something_else_under_the_same_id_is_set_apart_and_changes_nothing(
    asking: Asking,
) -> None:
    asking.asks()
    await asking.synced.sync(NOW)
    before = await asking.everything()
    asking.synced.system.crm.put(RECEIVED, "T-1", replace(NOTICE, received_at=RECEIVED - timedelta(days=9)))
    report = await asking.synced.sync(NOW + timedelta(minutes=1))
    assert streams(report) == (1, 1)
    assert await asking.everything() == before
    assert await asking.outcomes() == {"T-1": ["OPENED", "QUARANTINED"]}
    assert (await asking.refusals())["T-1"][0] == "termination.quarantine"


async def test_an_older_version_that_comes_late_is_kept_and_changes_nothing(asking: Asking) -> None:
    asking.asks(replace(NOTICE, received_at=RECEIVED - timedelta(days=9)))
    asking.synced.system.crm.put(RECEIVED, "T-1", NOTICE)
    asking.synced.system.traps.backwards = True
    report = await asking.synced.sync(NOW)
    assert streams(report) == (2, 0)
    await _is_received_once(asking)
    assert await asking.outcomes() == {"T-1": ["OPENED", "OUTDATED"]}


async def test_what_nobody_can_take_is_set_aside_with_its_code_and_the_others_come(asking: Asking) -> None:
    asking.asks(replace(NOTICE, contract="C-404"), "T-unknown")
    asking.asks(replace(NOTICE, reason="expiry"), "T-expiry")
    asking.asks(replace(NOTICE, lines=("coffee",)), "T-lines")
    asking.asks(replace(NOTICE, reason="a whim"), "T-whim")
    asking.asks(NOTICE, "T-1")
    report = await asking.synced.sync(NOW)
    assert report.is_whole
    assert streams(report) == (1, 4)
    await _is_received_once(asking)
    assert {event: code for event, (code, _) in (await asking.refusals()).items()} == {
        "T-unknown": "object.not_found",
        "T-expiry": "termination.no_rule",
        "T-lines": "termination.scope",
        "T-whim": "",
    }
    assert (await asking.refusals())["T-unknown"][1] == (
        "The CRM asks to end the contract 'C-404', which nobody knows here."
        " Record the contract, or correct its number in the CRM, and replay."
    )
    assert await asking.papers() == ["main T-1"]


async def test_a_reason_of_the_crms_own_is_taken_when_somebody_has_mapped_it(asking: Asking) -> None:
    synced = asking.synced
    asking.asks(replace(NOTICE, reason="a whim"))
    assert streams(await synced.sync(NOW)) == (0, 1)
    with pytest.raises(BadInput) as refused:
        await synced.connects(values={"grounds": {"a whim": "WHIM"}}, replaces=True)
    assert refused.value.code is Code.CONNECTION_VALUES
    await synced.connects(values={"grounds": {"a whim": "CONVENIENCE"}}, replaces=True)
    [connection] = await synced.rows(ConnectionRow)
    async with synced.database.session(synced.tenant) as session:
        await begin_again(session, ConnectionId(connection.id))
    assert streams(await synced.sync(NOW + timedelta(minutes=1))) == (1, 0)
    await _is_received_once(asking)
    assert await asking.refusals() == {}


async def test_a_desk_that_asks_to_end_a_contract_is_refused(asking: Asking) -> None:
    asking.asks()
    [link] = await asking.synced.links()
    manifest = replace(link.manifest, kinds=(RecordKind.TERMINATION, RecordKind.TICKET))
    asking.synced.now = asking.synced.system.now = NOW
    before = await asking.everything()
    [report] = [one async for one in run(asking.synced.home, [replace(link, manifest=manifest)])]
    assert streams(report) == (0, 1)
    assert await asking.cases() == []
    assert await asking.everything() == before
    assert await asking.outcomes() == {}
    assert await asking.refusals() == {
        "T-1": (
            "right.role",
            "main is no CRM, and nothing else may ask to end a contract."
            " Let the CRM ask for it, or somebody who passes on what the party says.",
        )
    }


async def test_nothing_that_becomes_of_a_customer_or_of_a_request_ends_a_contract(asking: Asking) -> None:
    crm, synced = asking.synced.system.crm, asking.synced
    for key in ("deleted", "merged", "archived", "survivor"):
        crm.add_customer(RECEIVED, key, key=key)
    await synced.sync(NOW)
    for key in ("deleted", "merged", "archived"):
        await synced.covers(key)
    before = await asking.everything()
    crm.remove(RECEIVED, "deleted")
    crm.merge(RECEIVED, "merged", "survivor")
    crm.deactivate(RECEIVED, "archived")
    await synced.sync(NOW + timedelta(minutes=1))
    synced.system.expire_cursors()
    await synced.sync(NOW + timedelta(minutes=2))
    assert await asking.cases() == []
    assert await asking.everything() == before


@pytest.mark.parametrize("leaves_no_trace", [False, True])
async def test_a_request_that_is_deleted_takes_nothing_back(asking: Asking, leaves_no_trace: bool) -> None:
    asking.asks()
    await asking.synced.sync(NOW)
    asking.synced.system.traps.hard_deletes = leaves_no_trace
    asking.synced.system.crm.remove(NOW, "T-1")
    for _ in range(2):
        report = await asking.synced.sync()
        assert (streams(report), report.gone) == ((0, 0), 0)
        asking.synced.system.expire_cursors()
    await _is_received_once(asking)


WITHDRAWAL = replace(NOTICE, cancels="T-1", received_at=RECEIVED)
"""Received no later than the notice, so it needs nobody's consent."""
MESSAGES = {"T-1": NOTICE, "T-1-bis": NOTICE, "T-2": WITHDRAWAL}


@pytest.mark.parametrize("order", list(permutations(MESSAGES)), ids=" ".join)
async def test_a_notice_its_duplicate_and_its_withdrawal_come_to_the_same_in_any_order(
    asking: Asking, order: tuple[str, ...]
) -> None:
    for minutes, key in enumerate(order):
        asking.asks(MESSAGES[key], key)
        await asking.synced.sync(NOW + timedelta(minutes=2 * minutes))
        asking.synced.system.expire_cursors()
        await asking.synced.sync(NOW + timedelta(minutes=2 * minutes + 1))
    [case] = await asking.cases()
    assert (case.state, case.received_at, case.ends_at) == ("WITHDRAWN", RECEIVED, END)
    # The withdrawal itself shows when it was received.
    assert await asking.papers() == ["main T-1", "main T-1-bis", "main T-2"]
    [row] = await asking.synced.rows(ContractRow)
    assert (row.monitored_until, row.ends_as) == (None, None)
    assert {event: len(said) for event, said in (await asking.outcomes()).items()} == dict.fromkeys(
        MESSAGES, 1
    )
    assert await asking.refusals() == {}
    async with asking.synced.database.session(asking.synced.tenant) as session:
        assert await verify_contract(session, asking.contract, KEY.holds, asking.synced.documents) == ()


async def test_two_crms_that_pass_on_the_same_notice_at_once_open_one_case(asking: Asking) -> None:
    asking.asks()
    await asking.synced.connects(key="second")
    asking.synced.now = asking.synced.system.now = NOW
    links = await asking.synced.links()
    assert [link.key for link in links] == ["main", "second"]

    async def one_run(link: Link) -> list[LinkReport]:
        return [report async for report in run(asking.synced.home, [link])]

    reports = await asyncio.gather(*(one_run(link) for link in links * 2))
    assert all(report.is_whole for some in reports for report in some)
    [case] = await asking.cases()
    assert (case.state, case.effective_on) == ("RECEIVED", date(2026, 7, 31))
    assert await asking.papers() == ["main T-1", "second T-1"]
    assert sorted((await asking.outcomes())["T-1"]) == ["EVIDENCE", "OPENED"]


@pytest.mark.parametrize("order", [("T-1", "T-2"), ("T-2", "T-1")], ids=" ".join)
async def test_a_later_withdrawal_needs_consent_and_waits_for_a_person(
    asking: Asking, order: tuple[str, ...]
) -> None:
    late = replace(NOTICE, cancels="T-1", received_at=RECEIVED + timedelta(minutes=30))
    for minutes, key in enumerate(order):
        asking.asks({"T-1": NOTICE, "T-2": late}[key], key)
        report = await asking.synced.sync(NOW + timedelta(minutes=minutes))
    assert streams(report) == (1, 1)
    await _is_received_once(asking)
    assert await asking.outcomes() == {"T-1": ["OPENED"], "T-2": ["QUARANTINED"]}
    code, why = (await asking.refusals())["T-2"]
    assert code == "termination.quarantine"
    assert "consent" in why


async def test_where_papers_cannot_be_kept_the_request_comes_again(asking: Asking) -> None:
    asking.asks()
    asking.synced.documents, kept = _NoRoom(), asking.synced.documents  # type: ignore[assignment]  # a store that is down
    report = await asking.synced.sync(NOW)
    assert not report.is_whole
    [error] = [one.error for one in report.streams if one.error]
    assert error == "The store of papers is down."
    assert await asking.cases() == []
    [stream] = await asking.synced.rows(StreamRow, kind="TERMINATION")
    assert (stream.cursor, stream.last_error) == (None, "The store of papers is down.")
    asking.synced.documents = kept
    assert (await asking.synced.sync(NOW + timedelta(minutes=1))).is_whole
    await _is_received_once(asking)


class _NoRoom:
    async def put(self, *_: object) -> None:
        raise Unavailable(Code.PAPER_STORE, "The store of papers is down.")


async def test_the_story_from_the_crms_request_to_the_instant_at_which_monitoring_stops(
    asking: Asking,
) -> None:
    synced, desk = asking.synced, asking.synced.system.desk
    opened = END - timedelta(hours=2)
    asking.asks()
    await synced.sync(NOW)
    await asking.does(CaseStep.FIND_VALID, ANAN)
    await asking.does(CaseStep.APPROVE, ANAN)
    [case] = await asking.cases()
    assert case.state == CaseState.SCHEDULED
    number = desk.open_ticket(opened, "No display", customer="8841", service="printing", priority="P3")
    await synced.sync(END - timedelta(hours=1))
    assert (await synced.clocks(number))["RESOLUTION"].state == "RUNNING"
    assert desk[number].sla is not None

    synced.now = END + timedelta(days=3)
    await ContractPump(synced.database, lambda: synced.now, KEY.seal).drain()
    await synced.pump()
    await synced.sync(synced.now)

    clock = (await synced.clocks(number))["RESOLUTION"]
    assert (clock.state, clock.verdict, clock.stopped_at) == ("CENSORED", "CENSORED", END)
    assert clock.elapsed_us == timedelta(hours=2) // timedelta(microseconds=1)
    [ticket] = await synced.rows(TicketRow)
    assert (ticket.coverage, ticket.coverage_since) == ("CONTRACT_ENDED", END)
    [case] = await asking.cases()
    assert case.state == CaseState.SETTLING
    assert desk[number].status == "new"
    assert desk[number].sla is None
    assert [note.text for note in desk[number].notes] == [
        "Service level management of this ticket stopped at 2026-07-31 17:00Z: its contract C-1 has ended."
        " Nothing is measured on it any more, and its SLA fields are empty. The ticket itself goes on."
    ]


@pytest.mark.parametrize("order", [("T-1", "T-2"), ("T-2", "T-1")], ids=" ".join)
async def test_a_withdrawal_that_names_another_contract_is_set_apart(
    asking: Asking, order: tuple[str, ...]
) -> None:
    """It would need no consent, if it named the contract whose notice it takes back."""
    async with asking.synced.database.session(asking.synced.tenant) as session:
        await a_draft(session, asking.world, "C-2", clauses=MONTHLY)
    other = replace(WITHDRAWAL, contract="C-2")
    for minutes, key in enumerate(order):
        asking.asks({"T-1": NOTICE, "T-2": other}[key], key)
        await asking.synced.sync(NOW + timedelta(minutes=minutes))
    await _is_received_once(asking)
    assert await asking.outcomes() == {"T-1": ["OPENED"], "T-2": ["QUARANTINED"]}
    [row] = await asking.synced.rows(TerminationRequestRow, event="T-2")
    assert (row.because, row.case_id) == ("what it takes back is of another contract", None)
