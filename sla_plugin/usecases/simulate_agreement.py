"""Replay the tickets of a past period through a draft. Nothing is written."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

from sla_plugin.domain.agreements import Agreement, AgreementVersion
from sla_plugin.domain.batch.clocks import Progress
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.periods import Period
from sla_plugin.domain.publication import check_version
from sla_plugin.domain.simulations import Simulation, simulate
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.exclusions import decided_in
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import tickets_worked_on
from sla_plugin.usecases.import_agreement import prepare_agreement
from sla_plugin.usecases.publish_agreement import NewVersion, draft_of, find_what_is_named


async def simulate_agreement(
    session: Session,
    agreement: AgreementId | Agreement,
    version: NewVersion,
    period: Period,
    zone: str,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> Simulation:
    """`agreement`: the one that would be amended, or one that is not there yet. Refused as publishing it
    would be, and with BadInput `simulation.no_data`."""
    await find_what_is_named(session, version)
    commitments = await load_commitments(session)
    draft = await _draft(session, agreement, version)
    check_version(draft, commitments)
    return await _replay(session, draft, commitments, period, zone, now, progress)


async def simulate_file(
    session: Session,
    text: str,
    file: str,
    period: Period,
    zone: str,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> Simulation:
    """The same of an agreement in a file; calendars that it brings are used, and not kept. FilesRefused."""
    prepared = await prepare_agreement(session, text, file)
    commitments = prepared.understood.commitments
    return await _replay(session, prepared.draft, commitments, period, zone, now, progress)


async def _replay(
    session: Session,
    draft: AgreementVersion,
    commitments: Commitments,
    period: Period,
    zone: str,
    now: datetime,
    progress: Progress,
) -> Simulation:
    tickets = await tickets_worked_on(session, period.start, period.end)
    histories = await facts_of(session, tickets)
    exclusions = await decided_in(session, period)
    replay = partial(simulate, exclusions=exclusions, progress=progress)
    # Seconds of arithmetic: in a thread of its own, so that whoever serves goes on serving.
    return await asyncio.to_thread(replay, draft, commitments, histories, period, zone, now)


async def _draft(
    session: Session, agreement: AgreementId | Agreement, version: NewVersion
) -> AgreementVersion:
    if not isinstance(agreement, Agreement):
        agreement = (await session.get(AgreementRow, id=agreement)).value()
    return draft_of(agreement, version)
