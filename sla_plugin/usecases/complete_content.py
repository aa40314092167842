"""Complete what a version of a contract says, and find what it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sla_plugin.domain.calendar_text import parse_zone
from sla_plugin.domain.contracting.content import VersionContent, content_flaws
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.currencies import minor_digits
from sla_plugin.domain.ids import AgreementId, CalendarId
from sla_plugin.errors import BadInput, Code, NotFound
from sla_plugin.errors.fields import named_by
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.service_levels import ServiceLevel, service_levels
from sla_plugin.storage.session import Session


async def complete(session: Session, content: VersionContent) -> VersionContent:
    """With the last version of each service level where a line names none: what is signed is that one.

    BadInput for what can never be agreed, an unknown zone or currency, and `contract.level` for an agreement
    that is not on offer; NotFound for an agreement or a calendar that is not there."""
    parse_zone(content.zone)
    minor_digits(content.currency)
    for flaw in content_flaws(content):
        raise flaw
    await _find_calendars(session, content)
    wanted = {line.service_level for line in content.lines if line.service_level is not None}
    return promised(content, await service_levels(session, wanted) if wanted else {})


def promised(content: VersionContent, levels: Mapping[AgreementId, ServiceLevel]) -> VersionContent:
    """The same, of service levels that were looked up."""
    return replace(content, lines=frozenset(promised_line(line, levels) for line in content.lines))


async def _find_calendars(session: Session, content: VersionContent) -> None:
    named: set[CalendarId | None] = {content.clauses.calendar}
    named |= {party.notice.calendar for party in content.parties if party.notice is not None}
    with named_by("calendar"):
        for calendar in named - {None}:
            await session.get(CalendarRow, id=calendar)


def promised_line(line: ContractLine, levels: Mapping[AgreementId, ServiceLevel]) -> ContractLine:
    """NotFound, BadInput `contract.level`."""
    if line.service_level is None:
        return replace(line, level_version=None)
    level = levels.get(line.service_level)
    if level is None:
        raise NotFound(Code.NOT_FOUND, "There is no such agreement.", field="lines")
    if not level.offered:
        raise BadInput(
            Code.CONTRACT_LEVEL,
            f"{level.code} is not on offer: it holds by itself, whoever signs what.",
            hint="Name an agreement that was created with offered: true.",
            field="lines",
        )
    number = level.last if line.level_version is None else line.level_version
    if not 1 <= number <= level.last:
        raise BadInput(
            Code.CONTRACT_LEVEL,
            f"A line promises version {number} of {level.code}, which has {level.last}.",
            hint="Leave the version out to promise the last one.",
            field="lines",
        )
    return replace(line, level_version=number)
