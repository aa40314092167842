"""What the golden pages speak of: the hospital and the dairy, their services, and who promised what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import groupby
from uuid import UUID, uuid5

from sla_plugin.agreement_files.documents import AgreementFile, read_agreement
from sla_plugin.agreement_files.flaws import drafted
from sla_plugin.agreement_files.names import Names, find_meant
from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.commitments import Commitments, CustomerGroup
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.ids import AgreementId, AgreementVersionId, CalendarId, CustomerGroupId, TicketId
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.line_bindings import LineBinding
from sla_plugin.domain.periods import Period
from tests.support.golden_pages import Story, instant
from tests.support.stories import (
    ALWAYS,
    CITY,
    CLINICAL,
    DAIRY,
    FIRST,
    GROUP,
    HOSPITAL,
    OFFICE,
    WARD,
    WORKPLACE,
    contract,
    history,
    office_hours,
    promised,
)

_NAMES = UUID("901de000-0000-4000-8000-000000000000")


def _id(name: str) -> UUID:
    return uuid5(_NAMES, name)


HOLIDAY, BERLIN, SPLIT = (CalendarId(_id(name)) for name in ("holiday", "berlin", "split"))
TICKET = TicketId(_id("the ticket"))
VIP, RETAIL = CustomerGroupId(_id("vip")), CustomerGroupId(_id("retail"))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def _calendar(zone: str, days: Sequence[str], *hours: tuple[str, str]) -> CalendarHistory:
    return history((None, {"time_zone": zone, "hours": {day: [list(one) for one in hours] for day in days}}))


CALENDARS = {
    HOLIDAY: history((None, office_hours(holidays={"2026-03-10": "A holiday"}))),
    BERLIN: _calendar("Europe/Berlin", (*WEEKDAYS, "sat", "sun"), ("00:00", "24:00")),
    SPLIT: _calendar("UTC", WEEKDAYS, ("09:00", "12:00"), ("13:00", "18:00")),
}
SERVICES = {"workplace": WORKPLACE, "clinical": CLINICAL}
SITES = {"city": CITY, "ward": WARD}
GROUPS = {
    VIP: CustomerGroup("vip", 1, frozenset({HOSPITAL})),
    RETAIL: CustomerGroup("retail", 2, frozenset({HOSPITAL, DAIRY})),
}

_USUAL = {
    "agreement": "hospital",
    "kind": "CUSTOMER_SLA",
    "level": "CUSTOMER",
    "effective_from": "2020-01-01",
    "contract": "hospital",
    "scope": "{customer: hospital}",
    "calendar": "office",
}
"""What an agreement of the pages states where it says nothing else. `none` leaves a key out."""

_KEY = re.compile(r"^(\w+):", re.MULTILINE)


def world(story: Story) -> Commitments:
    suspended = list(_suspensions(story))
    contracts = [contract("hospital", until=_end(story), suspended=suspended), contract("dairy", DAIRY)]
    files = [_file(text) for text in story.agreements]
    if any(file.stated.contract == "group" for file in files):
        # It covers the hospital's tickets, too, so it is only there where a page speaks of it.
        contracts.append(contract("group", GROUP))
    versions = list(_versions(files, contracts))
    lines = list(_lines(story, contracts))
    made = promised(*versions, contracts=contracts, calendars=CALENDARS, lines=lines)
    return replace(made, customer_groups=GROUPS, windows=tuple(_windows(story)))


def _end(story: Story) -> datetime | None:
    said = story.said(r"The contract ends (.+)\.")
    return None if said is None else instant(said[1])


def _suspensions(story: Story) -> Iterator[Lasting]:
    for said in story.all_said(r"The contract is suspended from (.+?)(?: to (.+))?\."):
        yield Lasting(instant(said[1]), None if said[2] is None else instant(said[2]))


def _lines(story: Story, contracts: Sequence[Contract]) -> Iterator[LineBinding]:
    form = r"A line of the (\w+)'s contract names (\w+) for (\w+)(?: at the (\w+))?(?:, from (.+))?\."
    numbers = {one.number: one for one in contracts}
    for said in story.all_said(form):
        under, since = numbers[said[1]], FIRST if said[5] is None else instant(said[5])
        code, service, site = AgreementId(_id(said[2])), SERVICES[said[3]], said[4] and SITES[said[4]]
        yield LineBinding(under.id, code, 1, service, site or None, since)


def _windows(story: Story) -> Iterator[ExclusionWindow]:
    said = story.said(r"It was announced that nothing counts from (.+) to (.+)\.")
    if said is not None:
        yield ExclusionWindow(Period(instant(said[1]), instant(said[2])), "maintenance", FIRST)


def _file(text: str) -> AgreementFile:
    keys, bodies = _KEY.findall(text), _KEY.split(text)[2::2]
    stated = {**_USUAL, **{key: body.rstrip() for key, body in zip(keys, bodies, strict=True)}}
    lines = [f"{key}: {body.lstrip(' ')}" for key, body in stated.items() if body.strip() != "none"]
    return read_agreement("\n".join(lines) + "\n", "page")


def _versions(files: Sequence[AgreementFile], contracts: Sequence[Contract]) -> Iterator[AgreementVersion]:
    """Files of one code are its versions, one after the other."""
    names = Names(
        customers={"hospital": HOSPITAL, "dairy": DAIRY, "group": GROUP},
        customer_groups={"vip": VIP, "retail": RETAIL},
        services=SERVICES,
        sites=SITES,
        tickets={"the ticket": TICKET},
        contracts={one.number: one.id for one in contracts},
        calendars={"office": OFFICE, "always": ALWAYS, "holiday": HOLIDAY, "berlin": BERLIN, "split": SPLIT},
    )
    for code, of_code in groupby(files, key=lambda file: file.stated.code):
        drafts = []
        for number, file in enumerate(of_code, 1):
            since = file.stated.effective_from
            begins = since if isinstance(since, datetime) else datetime.combine(since, time(), UTC)
            draft = drafted(file.stated, find_meant(file.stated, names, file.log), begins)
            file.check()
            named = replace(draft.agreement, id=AgreementId(_id(code)))
            drafts.append(
                replace(draft, id=AgreementVersionId(_id(f"{code} {number}")), agreement=named, number=number)
            )
        for draft, following in zip(drafts, [*drafts[1:], None], strict=True):
            yield replace(draft, effective_until=None if following is None else following.effective_from)
