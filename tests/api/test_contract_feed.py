"""The calendar of contracts, as a calendar program reads it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import icalendar
import pytest
import structlog

from sla_plugin.api.app import build_app
from sla_plugin.api.feeds import CONTRACT_FEED
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.obligations import Obligation
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.ids import ContractId, OrganisationId, TenantId
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.periods import midnight
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.time_source import frozen_at
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.tokens import MachineTokenRow
from sla_plugin.usecases import contract_feed
from sla_plugin.usecases.contract_feed import read_feed
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.record_obligation import record_obligation
from sla_plugin.workers.contract_pump import ContractPump
from tests.support.cast import NOW
from tests.support.contracting import ANAN, KEY, World, a_draft, a_world, deed, tell
from tests.support.database import statements
from tests.support.operations import Caller

THAI = 'โรงพยาบาลดอยคำ สาขาเชียงใหม่ (ศูนย์การแพทย์เฉพาะทาง) จำกัด; "อาคาร 3, ชั้น 2"'
"""Long enough to be folded, and with what has to be escaped."""
THREE_MONTHS = NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.TERM_END)
RENEWING = Clauses(initial_months=12, renewal_months=12, notice=THREE_MONTHS, grace_days=10)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Office:
    """A tenant with C-1, which is renewed, and C-2, which is not."""

    installation: Installation
    tenant: TenantId
    world: World
    renewing: ContractId
    ending: ContractId

    def at(self, now: datetime) -> Office:
        return replace(self, installation=replace(self.installation, now=frozen_at(now)))

    async def token(self, *scopes: Scope, party: OrganisationId | None = None) -> str:
        chosen = scopes or (Scope.FEEDS_READ,)
        return await create_token(self.installation, self.tenant, "outlook", chosen, YEAR, party=party)

    async def get(
        self, token: str | None, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(build_app(self.installation))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            params = {} if token is None else {"token": token}
            return await http.request(method, CONTRACT_FEED, params=params, headers=headers)

    async def events(self, token: str | None = None) -> dict[str, Any]:
        """By UID, with the contract's id left out."""
        answer = await self.get(token or await self.token())
        assert answer.status_code == 200, answer.text
        calendar = icalendar.Calendar.from_ical(answer.content)
        names = {str(self.renewing): "C-1", str(self.ending): "C-2"}
        found: dict[str, Any] = {}
        for event in calendar.walk("VEVENT"):
            uid = str(event["UID"]).removesuffix("@sla-plugin")
            for of, name in names.items():
                uid = uid.replace(of, name)
            assert uid not in found
            found[uid] = event
        return found


async def _office(installation: Installation, tenant: TenantId) -> Office:
    async with installation.database.session(tenant) as session:
        world = await a_world(session)
        await session.change(OrganisationRow, {"id": world.hospital}, name=THAI)
        renewing = await a_draft(session, world, clauses=RENEWING)
        ending = await a_draft(session, world, "C-2")
        for contract in (renewing, ending):
            await tell(session, world, contract)
    return Office(installation, tenant, world, renewing, ending)


@pytest.fixture
async def office(installation: Installation, tenant: TenantId) -> Office:
    return await _office(installation, tenant)


def bangkok(text: str) -> datetime:
    return midnight(date.fromisoformat(text), "Asia/Bangkok")


def days(events: Mapping[str, Any], *kinds: str) -> dict[str, str]:
    return {
        uid: event.decoded("DTSTART").isoformat()
        for uid, event in events.items()
        if not kinds or uid.startswith(kinds)
    }


async def test_it_has_each_day_that_must_not_be_missed(office: Office) -> None:
    events = await office.events()
    assert days(events, "notice", "term-end", "renewal", "contract-end") == {
        "notice-C-1-2027-03-31": "2026-12-31",
        "term-end-C-1-1": "2027-03-31",
        "renewal-C-1-2": "2027-04-01",
        "notice-C-1-2028-03-31": "2027-12-31",
        "contract-end-C-2-end": "2027-03-31",
    }


async def test_a_deadline_says_until_when_what_happens_otherwise_and_reminds_of_itself(
    office: Office,
) -> None:
    event = (await office.events())["notice-C-1-2027-03-31"]
    assert event["SUMMARY"] == f"Last day for notice: C-1 {THAI}, otherwise renewed until 2028-03-31"
    assert event["DESCRIPTION"] == (
        "Notice to end the contract on 2027-03-31 has to be received by "
        "2026-12-31 23:59:59 in Asia/Bangkok (2026-12-31T16:59:59Z). "
        "Otherwise it is renewed until 2028-03-31. "
        "This is how the rule is read here; it is not legal advice."
    )
    assert [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] == [
        timedelta(days=-90), timedelta(days=-60), timedelta(days=-30),
    ]  # fmt: skip
    assert (event["STATUS"], event["TRANSP"], event["CLASS"]) == ("CONFIRMED", "TRANSPARENT", "CONFIDENTIAL")


async def test_what_notice_can_still_change_is_tentative_until_it_is_decided(office: Office) -> None:
    before = await office.events()
    tentative = {uid for uid, event in before.items() if event["STATUS"] == "TENTATIVE"}
    assert tentative == {"term-end-C-1-1", "renewal-C-1-2", "notice-C-1-2028-03-31"}
    decided = bangkok("2027-01-11")
    await ContractPump(office.installation.database, lambda: decided, KEY.seal).drain()
    after = await office.at(decided + timedelta(hours=9)).events()
    assert days(after, "renewal", "term-end") == {
        "term-end-C-1-1": "2027-03-31",
        "renewal-C-1-2": "2027-04-01",
        "term-end-C-1-2": "2028-03-31",
        "renewal-C-1-3": "2028-04-01",
    }
    renewal = after["renewal-C-1-2"]
    assert (renewal["STATUS"], renewal["SEQUENCE"], renewal.decoded("DTSTAMP")) == ("CONFIRMED", 1, decided)
    earlier = before["renewal-C-1-2"]
    assert (earlier["SEQUENCE"], earlier.decoded("DTSTAMP")) == (0, datetime(2026, 3, 2, 2, tzinfo=UTC))
    assert earlier["DESCRIPTION"] == (
        "Term 2 begins, unless notice is received in time. "
        "That is decided at 2027-01-11 00:00:00 in Asia/Bangkok (2027-01-10T17:00:00Z)."
    )


async def test_obligations_and_reviews_are_in_it_until_they_are_done(office: Office) -> None:
    owed = Obligation(office.world.provider, "REPORT", "The service report of April", date(2026, 5, 15), 1)
    async with office.installation.database.session(office.tenant) as session:
        which = await record_obligation(session, deed(ANAN), office.renewing, owed)
        undated = replace(owed, due_on=None, every_months=None)
        await record_obligation(session, deed(ANAN), office.renewing, undated)
    events = await office.events()
    due = events[f"obligation-{which}-due"]
    assert (due["SUMMARY"], due.decoded("DTSTART")) == (f"REPORT due: C-1 {THAI}", date(2026, 5, 15))
    assert due["DESCRIPTION"] == "The service report of April\nLanna IT Service owes it."
    assert days(events, "review") == {f"review-{office.world.gold}-first": "2027-01-01"}
    assert events[f"review-{office.world.gold}-first"]["SUMMARY"] == "Review due: Gold"


async def test_a_monthly_contract_has_one_alarm_for_each_deadline(office: Office) -> None:
    clauses = Clauses(initial_months=1, renewal_months=1, notice=THREE_MONTHS)
    async with office.installation.database.session(office.tenant) as session:
        monthly = await a_draft(session, office.world, "M-1", clauses=clauses)
        await tell(session, office.world, monthly)
    events = await office.at(bangkok("2026-05-10")).events()
    alarms = {
        event.decoded("DTSTART").isoformat(): [a.decoded("TRIGGER").days for a in event.walk("VALARM")]
        for uid, event in events.items()
        if uid.startswith(f"notice-{monthly}")
    }
    assert alarms == {"2026-03-31": [-29], "2026-04-30": [-29], "2026-05-31": [-30], "2026-06-30": [-29]}


async def test_what_is_long_over_is_not_in_it_and_what_ended_lately_is(office: Office) -> None:
    at = bangkok("2027-05-01")
    await ContractPump(office.installation.database, lambda: at, KEY.seal).drain()
    assert days(await office.at(at).events(), "contract-end", "notice") == {
        "contract-end-C-2-end": "2027-03-31",
        "notice-C-1-2028-03-31": "2027-12-31",
        "notice-C-1-2029-03-31": "2028-12-31",
    }
    assert days(await office.at(at + timedelta(days=90)).events(), "contract-end") == {}


async def test_every_line_is_folded_between_characters_and_ends_as_it_should(office: Office) -> None:
    answer = await office.get(await office.token())
    lines = answer.content.split(b"\r\n")
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.content.endswith(b"END:VCALENDAR\r\n")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"


async def test_who_has_it_already_is_told_so(office: Office) -> None:
    token = await office.token()
    first = await office.get(token)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["referrer-policy"] == "no-referrer"
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await office.get(token, headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await office.at(NOW + timedelta(hours=5)).get(token)).content == first.content
    async with office.installation.database.session(office.tenant) as session:
        await session.change(OrganisationRow, {"id": office.world.hospital}, name="Doi Kham")
    changed = await office.get(token, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["etag"] == tag) == (200, False)


async def test_another_tenants_calendar_has_nothing_of_it(office: Office, other_tenant: TenantId) -> None:
    stranger = replace(office, tenant=other_tenant)
    assert await stranger.events() == {}
    own = await _office(office.installation, other_tenant)
    assert not set(await own.events()) & set(await office.events()) - {
        "notice-C-1-2027-03-31", "notice-C-1-2028-03-31", "term-end-C-1-1", "renewal-C-1-2",
        "contract-end-C-2-end",
    }  # fmt: skip


async def test_a_token_that_is_bound_to_a_party_has_only_what_concerns_it(office: Office) -> None:
    async with office.installation.database.session(office.tenant) as session:
        other = await create_organisation(session, NewOrganisation("Nan Clinic", "nan"))
        parties = office.world.content().parties - {
            ContractParty(office.world.hospital, PartyRole.CUSTOMER),
            ContractParty(office.world.hospital, PartyRole.REVIEWER, "malee"),
            ContractParty(office.world.hospital, PartyRole.SIGNATORY, "malee"),
        }
        theirs = parties | {
            ContractParty(other, PartyRole.CUSTOMER),
            ContractParty(other, PartyRole.REVIEWER, "malee"),
            ContractParty(other, PartyRole.SIGNATORY, "malee"),
        }
        world = replace(office.world, malee=replace(office.world.malee, party=other))
        contract = await a_draft(session, world, "N-1", parties=theirs)
        await tell(session, world, contract)
        owed = Obligation(other, "DATA", "A list of its printers", date(2026, 5, 1))
        obligation = await record_obligation(session, deed(ANAN), contract, owed)
    assert set(await office.events(await office.token(party=other))) == {
        f"contract-end-{contract}-end", f"obligation-{obligation}-due",
    }  # fmt: skip
    of_the_hospital = set(await office.events(await office.token(party=office.world.hospital)))
    assert of_the_hospital == {
        "notice-C-1-2027-03-31", "notice-C-1-2028-03-31", "term-end-C-1-1", "renewal-C-1-2",
        "contract-end-C-2-end",
    }  # fmt: skip


async def test_only_a_token_of_this_one_scope_opens_it(office: Office) -> None:
    for scopes in ([Scope.CONTRACTS_READ], [Scope.FEEDS_READ, Scope.CONTRACTS_READ], list(Scope)):
        token = await office.token(*scopes)
        by_header = await office.get(None, headers={"Authorization": f"Bearer {token}"})
        for answer in (await office.get(token), by_header):
            assert answer.status_code == 403
            assert answer.json()["errors"][0]["extensions"]["code"] == "right.feed"
    good = await office.token()
    assert (await office.get(None, headers={"Authorization": f"Bearer {good}"})).status_code == 200


@pytest.mark.parametrize("query", ["{ viewer { subject } }", "{ __typename }", '{ node(id: "x") { id } }'])
async def test_such_a_token_opens_nothing_else(office: Office, query: str) -> None:
    app, token = build_app(office.installation), await office.token()
    answer = await Caller(app, token).send(query, {})
    assert (answer.status, answer.codes) == (403, ["right.feed"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as http:
        for path in ("/graphql", "/documents/x"):
            refused = await http.get(path, params={"token": token, "query": query})
            assert refused.json()["errors"][0]["extensions"]["code"] == "token.missing"
        paper = await http.get("/documents/x", headers={"Authorization": f"Bearer {token}"})
        assert paper.json()["errors"][0]["extensions"]["code"] == "right.feed"


async def test_a_token_that_is_revoked_expired_missing_or_none_is_refused(office: Office) -> None:
    token = await office.token()

    async def refused(of: Office, given: str | None) -> tuple[int, str]:
        answer = await of.get(given)
        return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]

    assert await refused(office, None) == (401, "token.missing")
    assert await refused(office, "x") == (401, "token.malformed")
    assert await refused(office.at(NOW + YEAR + timedelta(minutes=1)), token) == (401, "token.expired")
    async with office.installation.database.session(office.tenant) as session:
        await session.query(MachineTokenRow).update(revoked_at=NOW)
    assert await refused(office, token) == (401, "token.revoked")


async def test_nothing_is_written_to_it(office: Office) -> None:
    token = await office.token()
    answer = await office.get(token, "POST")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert (await office.get(token, "HEAD")).status_code == 200


async def test_the_token_is_never_logged(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await office.token()

    async def broken(*_: object) -> None:
        raise ValueError("a bug")

    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as told:
        assert (await office.get(token)).status_code == 200
        assert (await office.get(token, "POST")).status_code == 405
        assert (await office.get(f"{token}x")).status_code == 401
        monkeypatch.setattr("sla_plugin.api.feeds.read_feed", broken)
        assert (await office.get(token)).status_code == 500
    assert [one["event"] for one in told] == ["graphql.bug"]
    # httpx is the calendar program here.
    logged = [one.getMessage() for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    assert not [one for one in (*logged, *map(repr, told)) if token.split(".")[1] in one]


async def test_it_is_read_in_as_many_statements_however_many_contracts_there_are(office: Office) -> None:
    counts = []
    for more in ("D-1", "D-2"):
        async with office.installation.database.session(office.tenant) as session:
            with statements(session) as sent:
                facts = await read_feed(session, NOW, office.world.hospital)
            counts.append((len(sent), len(facts.records)))
            await tell(session, office.world, await a_draft(session, office.world, more))
    assert counts == [(counts[0][0], 2), (counts[0][0], 3)]


async def test_a_calendar_with_too_many_days_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract_feed, "MOST", 2)
    calendar = icalendar.Calendar.from_ical((await office.get(await office.token())).content)
    assert [event.decoded("DTSTART") for event in calendar.walk("VEVENT")] == [
        date(2026, 12, 31), date(2027, 1, 1),
    ]  # fmt: skip
    assert str(calendar["X-WR-CALDESC"]).startswith("These are the first 2 dates, up to 2027-01-01; 4 later")


async def test_a_contract_that_is_kept_elsewhere_has_its_end_only(office: Office) -> None:
    async with office.installation.database.session(office.tenant) as session:
        kept = ContractRow(
            number="K-1", customer_id=office.world.hospital, zone="America/Sao_Paulo", recorded_at=NOW,
            monitored_from=NOW, monitored_until=datetime(2026, 12, 1, 3, tzinfo=UTC),
        )  # fmt: skip
        await session.add(kept)
    assert days(await office.events(), f"contract-end-{kept.id}") == {
        f"contract-end-{kept.id}-end": "2026-11-30"
    }
