"""Who ends a contract in the tests: the people who made it, each with a token that may what their part asks
for. The contract is read in Berlin, ends by a month's notice to a month's end, and lists two services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from sla_plugin.api.ids import id_of
from sla_plugin.auth.scopes import Scope
from sla_plugin.demo.happenings import Happenings, fields
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.roles import Role
from sla_plugin.workers.contract_pump import ContractPump
from tests.support.contract_cast import CLINIC, ROLES, ContractCast
from tests.support.operations import Caller

_READS = (Scope.CONTRACTS_READ, Scope.TERMINATIONS_READ)
SCOPES = {
    "nok": (*_READS, Scope.CONTRACTS_WRITE, Scope.TERMINATIONS_INITIATE),
    "somchai": (*_READS, Scope.TERMINATIONS_INITIATE, Scope.TERMINATIONS_DECIDE),
    "anan": (*_READS, Scope.CONTRACTS_WRITE, Scope.TERMINATIONS_INITIATE, Scope.TERMINATIONS_DECIDE),
    "lek": (*_READS, Scope.CONTRACTS_WRITE, Scope.TERMINATIONS_DECIDE),
    "pim": (*_READS, Scope.TERMINATIONS_DECIDE),
    "malee": (*_READS, Scope.TERMINATIONS_INITIATE, Scope.TERMINATIONS_DECIDE),
    "suda": (*_READS, Scope.TERMINATIONS_INITIATE, Scope.TERMINATIONS_DECIDE),
}
"""Suda looks after service levels."""

MONTHLY = {
    "law": "DE",
    "initialMonths": 12,
    "renewalMonths": 12,
    "notice": {"value": 1, "unit": "MONTH", "align": "MONTH_END"},
}


@dataclass(frozen=True)
class EndingCast:
    """`contract`: the one that is to end, in effect since 5 March 2026."""

    cast: ContractCast
    contract: str
    people: Mapping[str, Caller]

    async def at(self, instant: str) -> EndingCast:
        """At another time; in Bangkok."""
        cast = await self.cast.at(instant)
        return EndingCast(cast, self.contract, await _people(cast))

    async def time_passes(self) -> None:
        """Everything that is due by now is written down."""
        installation = self.cast.provider.installation
        await ContractPump(installation.database, installation.now, installation.seal_key.seal).drain()

    async def paper(self, name: str, who: str = "nok") -> str:
        """The id of a paper that somebody has put on record."""
        caller = self.people[who]
        headers = {"Authorization": f"Bearer {caller.token}", "Content-Type": "message/rfc822"}
        transport = httpx.ASGITransport(caller.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            answer = await http.post(
                f"/contracts/{self.contract}/documents",
                params={"kind": "NOTICE", "name": name},
                content=f"From: malee@clinic.example\r\nSubject: {name}\r\n\r\n{name}\r\n".encode(),
                headers=headers,
            )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def opens(self, who: str = "nok", **given: Any) -> str:
        asked = {"contract": self.contract, "ground": "CONVENIENCE", "initiator": "CUSTOMER", **given}
        payload = await self.people[who].done("OpenTermination", **asked)
        return str(payload["terminationCase"]["id"])

    async def gives_notice(self, case: str, **given: Any) -> dict[str, Any]:
        """By e-mail from New York, late on 31 March: there it is 1 April in Berlin."""
        stated = {
            "case": case,
            "sentAt": "2026-03-31T23:29:00-04:00",
            "receivedAt": "2026-03-31T23:30:00-04:00",
            "channel": "EMAIL",
            **given,
        }
        stated.setdefault("document", await self.paper("Notice"))
        return await self.people["nok"].done("SubmitTerminationNotice", **stated)

    async def sees(self, who: str, case: str) -> dict[str, Any]:
        found = await self.people[who].run("TerminationCases", filter={"id": {"eq": case}})
        [node] = found.data["terminationCases"]["nodes"]
        return dict(node)

    async def does(self, who: str, operation: str, case: str, **given: Any) -> dict[str, Any]:
        """The payload. Asserts that it was done."""
        version = (await self.sees(who, case))["contract"]["version"]
        return await self.people[who].done(operation, case=case, expectedVersion=version, **given)

    async def approves(self, who: str, case: str) -> dict[str, Any]:
        plan = (await self.sees(who, case))["plan"]
        return await self.does(who, "ApproveTermination", case, planHash=plan["hash"])

    async def refused(self, who: str, operation: str, case: str, **given: Any) -> dict[str, Any]:
        """The refusal. Asserts that nothing changed by it but the trail."""
        before = await self.sees("anan", case)
        found = await self.people[who].run(operation, input={"case": case, **given})
        [payload] = found.data.values()
        [error] = payload["userErrors"]
        assert payload["terminationCase"] is None
        assert await self.sees("anan", case) == before
        return dict(error)

    async def draft(self, who: str, case: str) -> Any:
        found = await self.people[who].run("SettlementDraft", id=case)
        [node] = found.data["terminationCases"]["nodes"]
        return node["settlementDraft"]

    async def scheduled(self) -> str:
        """A case with the notice from New York that everybody has approved."""
        case = await self.opens()
        await self.gives_notice(case)
        await self.does("anan", "ValidateTermination", case)
        await self.approves("anan", case)
        return case


def a_ticket(key: str, service: str) -> Happenings:
    """Of the clinic's; to be solved within four hours of the night and the day."""
    return Happenings(key, "It does not work", fields(CLINIC.key, service, "P1"))


async def berlin_content(cast: ContractCast, **changes: Any) -> dict[str, Any]:
    """3,000 euros a month for printing, and 500 for the network."""
    lines = [
        cast.line(unitPrice={"amount": "3000.00", "currency": "EUR"}),
        cast.line(service=cast.ids["network"], unitPrice={"amount": "500.00", "currency": "EUR"}),
    ]
    return cast.content(
        **{
            "effectiveOn": "2026-03-05",
            "zone": "Europe/Berlin",
            "currency": "EUR",
            "lines": lines,
            "clauses": {**MONTHLY, "exit": [EXPORT], "ending": {"surviving": ["Confidentiality"]}},
            **changes,
        }
    )


EXPORT = {"kind": "DATA_EXPORT", "what": "All print queues as CSV", "withinDays": 30}


async def make_ending(cast: ContractCast, **changes: Any) -> EndingCast:
    admin = cast.provider.caller
    network = await admin.done("CreateService", code="network", name="Network")
    # So that nothing is promised but what a contract lists.
    agreements = (await admin.run("Agreements")).data["agreements"]["nodes"]
    [everybody] = [one for one in agreements if one["code"] == "corporate"]
    nothing = {"effectiveFrom": "2026-03-04T00:00:00Z", "terms": {"targets": []}}
    await admin.done("PublishAgreementVersion", agreement=everybody["id"], version=nothing)
    known = ContractCast(cast.provider, cast.people, {**cast.ids, "network": network["service"]["id"]})
    contract = await known.drafts("BE-2026-1", content=await berlin_content(known, **changes))
    await known.tells(contract)
    return EndingCast(known, contract, await _people(known))


async def _people(cast: ContractCast) -> dict[str, Caller]:
    clinic = OrganisationId(id_of("Organisation", cast.ids["clinic"]))
    roles = {**ROLES, "suda": Role.SLA_MANAGER}
    inside = {
        name: await cast.provider.somebody(name, role, scopes=SCOPES[name]) for name, role in roles.items()
    }
    malee = await cast.provider.somebody(
        "malee", Role.CUSTOMER_SIGNATORY, party=clinic, scopes=SCOPES["malee"]
    )
    return {**inside, "malee": malee}


APRIL = "2026-04-01 16:00"


@pytest.fixture
async def ending(cast: ContractCast) -> EndingCast:
    """On 1 April 2026, when the notice from New York has come."""
    made = await make_ending(cast)
    return await made.at(APRIL)
