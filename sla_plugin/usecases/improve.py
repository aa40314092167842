"""Decide on improvement actions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sla_plugin.storage.improvements import ImprovementActionRow, change_action
from sla_plugin.storage.session import Session


async def complete_improvement_action(session: Session, which: UUID, on: date) -> UUID:
    """Conflict `improvement.state` unless it is open."""
    row = await session.get(ImprovementActionRow, id=which)
    await change_action(session, which, row.value().complete(on))
    return which


async def drop_improvement_action(session: Session, which: UUID, because: str) -> UUID:
    """BadInput `improvement.unreasoned`; Conflict `improvement.state` unless it is open."""
    row = await session.get(ImprovementActionRow, id=which)
    await change_action(session, which, row.value().drop(because))
    return which
