"""Agree that some time shall not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sla_plugin.domain.agreements import Scope
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.exclusions import check_approval
from sla_plugin.domain.periods import Period
from sla_plugin.storage.exclusion_windows import add_window
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import mark_all_due


async def announce_exclusion_window(
    session: Session,
    period: Period,
    scope: Scope,
    reason: ExclusionReason,
    because: str,
    approver: str,
    now: datetime,
) -> UUID:
    """It is announced now. One that has begun by now closes no calendar: it takes breaches that it would have
    prevented out of attainment, which `approver` approves of. BadInput `exclusion.unreasoned`."""
    check_approval(reason, because, approver)
    window = ExclusionWindow(period, because, now, scope, reason)
    if not window.closes_calendars:
        window = replace(window, approver=approver, approved_at=now)
    which = await add_window(session, window)
    await mark_all_due(session, now)
    return which
