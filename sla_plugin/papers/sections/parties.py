"""Who is part of the contract."""

from __future__ import annotations

from collections.abc import Iterator

from sla_plugin.papers.blocks import Column, Lines, Section, Table
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import ContractSheet, SheetParty
from sla_plugin.papers.wording.dates import span_text
from sla_plugin.papers.wording.names import ROLES

_TITLE = Both("Parties", "คู่สัญญาและผู้เกี่ยวข้อง")
_ROLE = Both("Role", "บทบาท")
_ORGANISATION = Both("Organisation", "หน่วยงาน")
_PERSON = Both("Person", "บุคคล")
_REGISTERED = Both("Registration number {number}", "เลขทะเบียน {number}")
_REACHED = Both("By {channel}: {address}", "ทาง {channel}: {address}")
_NEXT_DAY = Both(
    "What comes after {time}, or on no business day of “{calendar}”, is received on the next one.",
    "ที่มาถึงหลัง {time} น. หรือในวันที่ไม่ใช่วันทำการของ “{calendar}” ถือว่าได้รับในวันทำการถัดไป",
)
_NEXT_BUSINESS_DAY = Both(
    "What comes on no business day of “{calendar}” is received on the next one.",
    "ที่มาถึงในวันที่ไม่ใช่วันทำการของ “{calendar}” ถือว่าได้รับในวันทำการถัดไป",
)
_CUT_OFF = Both("What comes after {time} is received on the next day.", "ที่มาถึงหลัง {time} น. ถือว่าได้รับในวันถัดไป")


def parties_section(sheet: ContractSheet, language: Language) -> Section:
    columns = (Column(_ROLE(language), 4), Column(_ORGANISATION(language), 8), Column(_PERSON(language), 8))
    rows = tuple(_row(party, language) for party in sheet.parties)
    return Section(_TITLE(language), (Table(_TITLE(language), columns, rows),))


def _row(party: SheetParty, language: Language) -> tuple[Lines, ...]:
    return (
        (ROLES[party.role](language),),
        (party.organisation, *_known_by(party, language)),
        (party.person or "–", *_notice(party, language)),
    )


def _known_by(party: SheetParty, language: Language) -> Iterator[str]:
    if party.registration_number is not None:
        yield _REGISTERED(language, number=party.registration_number)
    span = span_text(party.since, party.until, language)
    if span is not None:
        yield span


def _notice(party: SheetParty, language: Language) -> Iterator[str]:
    notice, days = party.notice, party.notice_days
    if notice is None:
        return
    yield _REACHED(language, channel=notice.channel, address=notice.address)
    time = None if notice.cut_off is None else f"{notice.cut_off:%H:%M}"
    match days, time:
        case str(), str():
            yield _NEXT_DAY(language, time=time, calendar=days)
        case str(), None:
            yield _NEXT_BUSINESS_DAY(language, calendar=days)
        case None, str():
            yield _CUT_OFF(language, time=time)
