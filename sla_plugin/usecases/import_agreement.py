"""Take an agreement from a file: a new one, or the next version of one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sla_plugin.agreement_files.documents import AgreementFile, read_agreement
from sla_plugin.agreement_files.flaws import drafted, tell_flaws
from sla_plugin.agreement_files.names import Meant, find_meant
from sla_plugin.agreement_files.stated import StatedAgreement
from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import AgreementId, CalendarId
from sla_plugin.domain.publication import flaws_among, own_flaws
from sla_plugin.errors import Code, Conflict, SlaError
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.names import load_names
from sla_plugin.storage.session import Session
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement, publish_agreement_version
from sla_plugin.usecases.publish_calendar import create_calendar


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a file would bring. `agreement` None: it is a new one. `calendars`: those that are not there yet,
    under ids that they have not got; `commitments`: what is promised already, with these calendars."""

    file: AgreementFile
    draft: AgreementVersion
    agreement: AgreementId | None
    calendars: Mapping[CalendarId, tuple[str, Calendar]]
    commitments: Commitments


@dataclass(frozen=True, slots=True)
class Imported:
    agreement: AgreementId
    number: int
    calendars: tuple[str, ...]


async def import_agreement(session: Session, text: str, file: str, author: str, now: datetime) -> Imported:
    """FilesRefused with everything that is wrong, each with its place; nothing is kept then."""
    prepared = await prepare_agreement(session, text, file)
    brought = {
        key: await create_calendar(session, code=code, name=code, calendar=calendar, now=now)
        for key, (code, calendar) in prepared.calendars.items()
    }
    version, stated = _version(prepared.draft, brought, author), prepared.file.stated
    try:
        if prepared.agreement is None:
            which = await create_agreement(
                session, code=stated.code, name=stated.name or stated.code, kind=stated.kind,
                level=stated.level, first=version, now=now,
            )  # fmt: skip
        else:
            which = prepared.agreement
            await publish_agreement_version(session, which, version, now)
    except SlaError as error:
        prepared.file.log.tell(error, _path(error))
        prepared.file.check()
        raise
    versions = await session.query(AgreementVersionRow).filter(agreement_id=which).count()
    return Imported(which, versions, tuple(code for code, _ in prepared.calendars.values()))


async def prepare_agreement(session: Session, text: str, file: str) -> Prepared:
    """Checks it beside everything that is promised, and writes nothing. FilesRefused."""
    read = read_agreement(text, file)
    stated, log = read.stated, read.log
    names = await load_names(session, ticket=stated.scope.ticket)
    calendars = {
        CalendarId(new_id()): (code, calendar)
        for code, calendar in stated.bring.items()
        if code not in names.calendars
    }
    known = replace(
        names, calendars={**names.calendars, **{code: key for key, (code, _) in calendars.items()}}
    )
    meant = find_meant(stated, known, log)
    commitments = _with_calendars(await load_commitments(session), calendars)
    held = await session.query(AgreementRow).get_or_none(code=stated.code)
    draft = drafted(stated, meant, _effective_from(stated, meant, commitments))
    if held is not None:
        if (held.kind, held.level) != (stated.kind.value, stated.level.value):
            log.tell(_other(held), ("agreement",))
        draft = replace(draft, agreement=held.value())
    tell_flaws(read, own_flaws(draft))
    if not log.problems:
        tell_flaws(read, flaws_among(draft, commitments))
    read.check()
    return Prepared(read, draft, None if held is None else AgreementId(held.id), calendars, commitments)


def _with_calendars(
    commitments: Commitments, brought: Mapping[CalendarId, tuple[str, Calendar]]
) -> Commitments:
    added = {key: CalendarHistory(((None, calendar),)) for key, (_, calendar) in brought.items()}
    return replace(commitments, calendars={**commitments.calendars, **added})


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


def _other(held: AgreementRow) -> Conflict:
    return Conflict(
        Code.AGREEMENT_OTHER,
        f"The agreement {held.code} is there already, as {held.kind} at level {held.level}.",
        hint="These stay as they are: give the new agreement a code of its own.",
        field="agreement",
    )


def _version(draft: AgreementVersion, brought: Mapping[CalendarId, CalendarId], author: str) -> NewVersion:
    rule = draft.terms.calendar
    if rule is not None:
        by_priority = {priority: brought.get(key, key) for priority, key in rule.by_priority.items()}
        rule = replace(rule, default=brought.get(rule.default, rule.default), by_priority=by_priority)
    return NewVersion(
        effective_from=draft.effective_from,
        contract=draft.contract,
        scope=draft.scope,
        terms=replace(draft.terms, calendar=rule),
        supporter=draft.supporter,
        approval=draft.approval,
        author=author,
    )


_PATHS = {"effectiveFrom": ("effective_from",)}


def _path(error: SlaError) -> tuple[str, ...]:
    return _PATHS.get(error.field or "", () if error.field is None else (error.field,))
