"""Complete what a version of a contract says, and find what it names."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import available_timezones

from sla_plugin.domain.contracting.content import VersionContent, content_flaws
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.currencies import minor_digits
from sla_plugin.domain.ids import AgreementId, CalendarId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.session import Session


async def complete(session: Session, content: VersionContent) -> VersionContent:
    """With the last version of each service level where a line names none: what is signed is that one.

    BadInput for what can never be agreed, an unknown zone or currency, and `contract.level` for an agreement
    that is not on offer; NotFound for an agreement or a calendar that is not there."""
    if content.zone not in available_timezones():
        raise BadInput(Code.CALENDAR_UNKNOWN_ZONE, f"{content.zone!r} is no IANA time zone.", field="zone")
    minor_digits(content.currency)
    for flaw in content_flaws(content):
        raise flaw
    await _find_calendars(session, content)
    last = await _last_versions(session, content)
    return replace(content, lines=frozenset(_promised(line, last) for line in content.lines))


async def _find_calendars(session: Session, content: VersionContent) -> None:
    named: set[CalendarId | None] = {content.clauses.calendar}
    named |= {party.notice.calendar for party in content.parties if party.notice is not None}
    for calendar in named - {None}:
        await session.get(CalendarRow, id=calendar)


async def _last_versions(session: Session, content: VersionContent) -> dict[AgreementId, int]:
    """Of the service levels that the lines name; each is there, and on offer."""
    wanted = sorted({line.service_level for line in content.lines if line.service_level is not None})
    for level in wanted:
        agreement = await session.get(AgreementRow, id=level)
        if not agreement.offered:
            raise BadInput(
                Code.CONTRACT_LEVEL,
                f"{agreement.code} is not on offer: it holds by itself, whoever signs what.",
                hint="Name an agreement that was created with offered: true.",
                field="lines",
            )
    rows = await session.query(AgreementVersionRow).filter(agreement_id__in=wanted).order_by("number")
    return {AgreementId(row.agreement_id): row.number for row in rows}


def _promised(line: ContractLine, last: dict[AgreementId, int]) -> ContractLine:
    if line.service_level is None:
        return replace(line, level_version=None)
    number = line.level_version or last[line.service_level]
    if not 1 <= number <= last[line.service_level]:
        raise BadInput(
            Code.CONTRACT_LEVEL,
            f"A line promises version {number} of an agreement that has {last[line.service_level]}.",
            hint="Leave the version out to promise the last one.",
            field="lines",
        )
    return replace(line, level_version=number)
