"""When notice to a contract would end it, and until when notice ends it by a day: nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.notice.law import PROFILES, LawProfile
from sla_plugin.domain.notice.previews import NoticePreview, preview_end
from sla_plugin.domain.notice.receipt import last_receipt
from sla_plugin.domain.termination.ends import EndClauses, Notice, end_of, notice_rule
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import recorded_version
from sla_plugin.usecases.end_clauses import end_clauses, not_before_signed
from sla_plugin.usecases.termination_cases import cases_of

_BY_NOTICE = frozenset({Timing.NOTICE, Timing.TERM, Timing.SWITCHING})


@dataclass(frozen=True, slots=True)
class AskedNotice:
    """`channel`: of the address that is used, if it is one that the contract names."""

    ground: Ground
    requested_on: date | None = None
    channel: str | None = None


async def preview_receipt_of(
    session: Session, which: ContractId, asked: AskedNotice, received_at: datetime
) -> tuple[NoticePreview, LawProfile]:
    """By the clause in force at receipt, and with what its law says. NotFound, and what `end_of` refuses."""
    clauses, profile = await _clauses(session, which, asked, received_at)
    found = end_of(Notice(asked.ground, received_at, received_at, asked.requested_on), clauses)
    preview = NoticePreview(
        effective_on=found.effective_on,
        ends_at=found.ends_at,
        received_on=found.received_on,
        received_by=last_receipt(found.received_on, clauses.zone, clauses.deemed),
        trace=found.trace,
        is_not_before=found.is_not_before,
    )
    return preview, profile


async def preview_end_of(
    session: Session, which: ContractId, asked: AskedNotice, end: date, now: datetime
) -> tuple[NoticePreview, LawProfile]:
    """By the clause in force now. NotFound; BadInput `termination.no_rule` for a ground without notice,
    `notice.too_late`."""
    clauses, profile = await _clauses(session, which, asked, now)
    timing = GROUNDS[asked.ground].timing
    if timing not in _BY_NOTICE:
        raise BadInput(
            Code.TERMINATION_NO_RULE,
            f"{asked.ground} ends a contract without a notice period.",
            hint="Ask when notice is received, or name another ground.",
            field="ground",
        )
    rule = notice_rule(timing, clauses)
    return preview_end(rule, end, clauses.zone, clauses.under, deemed=clauses.deemed), profile


async def _clauses(
    session: Session, which: ContractId, asked: AskedNotice, at: datetime
) -> tuple[EndClauses, LawProfile]:
    record = await read_record(session, await session.get(ContractRow, id=which))
    not_before_signed(record)
    clauses = await end_clauses(record, await cases_of(record), at, asked.channel)
    return clauses, PROFILES[recorded_version(record, at).content.clauses.law]
