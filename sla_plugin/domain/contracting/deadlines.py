"""Until when notice must be received to end a contract with its term, and who is reminded of it when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.latest import latest_receipt
from sla_plugin.domain.notice.receipt import DeemedReceipt, last_receipt
from sla_plugin.domain.notice.rules import NoticeRule
from sla_plugin.errors import BadInput, Code

REMINDERS = (90, 60, 30)
"""Days before the deadline, not before the end."""


@dataclass(frozen=True, slots=True)
class NoticeDeadline:
    """`received_by`: the last instant, in UTC, at which notice still ends the contract on `ends_on`;
    `received_on`: the day of receipt that this is."""

    ends_on: date
    received_on: date
    received_by: datetime

    def reminders(self) -> tuple[date, ...]:
        """The days on which somebody is told, the first one first."""
        return tuple(self.received_on - timedelta(days=days) for days in REMINDERS)


def notice_deadline(
    rule: NoticeRule,
    ends_on: date,
    under: Circumstances,
    zone: str,
    addresses: Iterable[DeemedReceipt | None] = (None,),
) -> NoticeDeadline | None:
    """Of one end; None where no notice leads to it (R12). `addresses`: the rule of each to which it may go;
    the one that closes first decides."""
    try:
        received_on, outcome = latest_receipt(rule, ends_on, under)
    except BadInput as error:
        if error.code is Code.NOTICE_TOO_LATE:
            return None
        raise
    if outcome.on != ends_on:
        return None
    received_by = min(last_receipt(received_on, zone, deemed) for deemed in addresses)
    return NoticeDeadline(ends_on, received_on, received_by)
