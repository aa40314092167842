"""Take an agreement from a file: a new one, or the next version of one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.agreement_files.flaws import drafted, tell_flaws
from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.ids import AgreementId, CalendarId
from sla_plugin.domain.publication import flaws_among, own_flaws
from sla_plugin.errors import Code, Conflict, SlaError
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement, publish_agreement_version
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.understand_agreement import Understood, understand_agreement
from sla_plugin.usecases.undone import undone


@dataclass(frozen=True, slots=True)
class Prepared:
    """`draft`: what the file would publish, good beside everything that is promised already."""

    understood: Understood
    draft: AgreementVersion


@dataclass(frozen=True, slots=True)
class Imported:
    agreement: AgreementId
    number: int
    calendars: tuple[str, ...]


async def import_agreement(session: Session, text: str, file: str, author: str, now: datetime) -> Imported:
    """FilesRefused with everything that is wrong, each with its place; nothing is kept then."""
    prepared = await prepare_agreement(session, text, file)
    try:
        return await _publish(session, prepared, author, now)
    except SlaError as error:
        read = prepared.understood.file
        read.log.tell(error, _path(error))
        read.check()
        raise


async def try_agreement(session: Session, text: str, file: str, author: str, now: datetime) -> Imported:
    """Take it and give it back: whatever would refuse it does, and nothing is kept. FilesRefused."""
    return await undone(session, import_agreement(session, text, file, author, now))


async def prepare_agreement(session: Session, text: str, file: str) -> Prepared:
    """Checks what it states, by itself and beside everything that is promised, and writes nothing.
    FilesRefused."""
    understood = await understand_agreement(session, text, file)
    read, held = understood.file, understood.held
    draft = drafted(read.stated, understood.meant, understood.effective_from)
    _refuse_others(understood)
    if held is not None:
        draft = replace(draft, agreement=held.value())
    tell_flaws(read, own_flaws(draft))
    if not read.log.problems:
        tell_flaws(read, flaws_among(draft, understood.commitments))
    read.check()
    return Prepared(understood, draft)


async def _publish(session: Session, prepared: Prepared, author: str, now: datetime) -> Imported:
    understood = prepared.understood
    stated, held = understood.file.stated, understood.held
    brought = {
        key: await create_calendar(session, code=code, name=code, calendar=calendar, now=now)
        for key, (code, calendar) in understood.brought.items()
    }
    version = _version(prepared.draft, brought, author)
    if held is None:
        which = await create_agreement(
            session, code=stated.code, name=stated.name or stated.code, kind=stated.kind,
            level=stated.level, first=version, now=now, offered=stated.offered,
        )  # fmt: skip
    else:
        which = AgreementId(held.id)
        await publish_agreement_version(session, which, version, now)
    versions = await session.query(AgreementVersionRow).filter(agreement_id=which).count()
    return Imported(which, versions, tuple(code for code, _ in understood.brought.values()))


def _refuse_others(understood: Understood) -> None:
    """What the file says of things that are there, and that only they themselves can say."""
    stated, held, log = understood.file.stated, understood.held, understood.file.log
    if held is not None:
        if (held.kind, held.level) != (stated.kind.value, stated.level.value):
            log.tell(_other(held), ("agreement",))
        if held.offered != stated.offered:
            log.tell(_other_offer(held), ("offered",))
        if stated.name not in (None, held.name):
            log.tell(_other_name(held), ("name",))
    for code, calendar in understood.known.items():
        if calendar != stated.bring[code]:
            log.tell(_other_calendar(code), ("calendars", code))


def _other(held: AgreementRow) -> Conflict:
    return Conflict(
        Code.AGREEMENT_OTHER,
        f"The agreement {held.code} is there already, as {held.kind} at level {held.level}.",
        hint="These stay as they are: give the new agreement a code of its own.",
        field="agreement",
    )


def _other_offer(held: AgreementRow) -> Conflict:
    is_what = "on offer, for contract lines to name" if held.offered else "promised by itself, not on offer"
    return Conflict(
        Code.AGREEMENT_OTHER,
        f"The agreement {held.code} is there already, and is {is_what}.",
        hint="This stays as it is: give the new agreement a code of its own.",
        field="offered",
    )


def _other_name(held: AgreementRow) -> Conflict:
    return Conflict(
        Code.AGREEMENT_OTHER,
        f"The agreement {held.code} is there already, and is called {held.name!r}.",
        hint="Leave the name out, or give the new agreement a code of its own.",
        field="name",
    )


def _other_calendar(code: str) -> Conflict:
    return Conflict(
        Code.CALENDAR_OTHER,
        f"The calendar {code} is there already, and says something else.",
        hint="Leave it out to take the one that is there, give this one a code of its own, or publish it as "
        f"the next version of {code} first. `sla agreement diff` shows what differs.",
        field="calendars",
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
