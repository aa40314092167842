"""Find what an agreement in a file is about: everything that it names, and what is there of it already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sla_plugin.agreement_files.documents import AgreementFile, read_agreement
from sla_plugin.agreement_files.names import Meant, find_meant
from sla_plugin.agreement_files.stated import StatedAgreement
from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import CalendarId
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.names import load_names
from sla_plugin.storage.session import Session


@dataclass(frozen=True, slots=True)
class Understood:
    """`held`: the agreement of its code. `brought`: calendars that are not there yet, under ids that they
    have not got; `known`: what those of the codes that it brings say here. `commitments`: what is promised
    already, with the brought calendars."""

    file: AgreementFile
    meant: Meant
    effective_from: datetime
    held: AgreementRow | None
    brought: Mapping[CalendarId, tuple[str, Calendar]]
    known: Mapping[str, Calendar]
    commitments: Commitments


async def understand_agreement(session: Session, text: str, file: str) -> Understood:
    """FilesRefused where it cannot be read. Names that nothing has are told in the file's log."""
    read = read_agreement(text, file)
    stated = read.stated
    names, commitments = (
        await load_names(session, ticket=stated.scope.ticket),
        await load_commitments(session),
    )
    brought = {
        CalendarId(new_id()): (code, calendar)
        for code, calendar in stated.bring.items()
        if code not in names.calendars
    }
    codes = {code: key for key, (code, _) in brought.items()}
    histories = {key: CalendarHistory(((None, calendar),)) for key, (_, calendar) in brought.items()}
    commitments = replace(commitments, calendars={**commitments.calendars, **histories})
    meant = find_meant(stated, replace(names, calendars={**names.calendars, **codes}), read.log)
    return Understood(
        file=read,
        meant=meant,
        effective_from=_effective_from(stated, meant, commitments),
        held=await session.query(AgreementRow).get_or_none(code=stated.code),
        brought=brought,
        known={
            code: commitments.calendars[names.calendars[code]].last
            for code in stated.bring
            if code in names.calendars
        },
        commitments=commitments,
    )


def _effective_from(stated: StatedAgreement, meant: Meant, commitments: Commitments) -> datetime:
    """A date is midnight where the contract is at home, else where the default calendar is, else in UTC."""
    on = stated.effective_from
    if isinstance(on, datetime):
        return on
    zone = "UTC"
    if meant.contract is not None:
        zone = commitments.contract(meant.contract).zone
    elif meant.calendar is not None:
        calendar = commitments.calendars[meant.calendar.default]
        zone = calendar.in_force(datetime.combine(on, time(), UTC)).time_zone
    return datetime.combine(on, time(), ZoneInfo(zone))
