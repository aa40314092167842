"""Who makes a contract in the tests: Lanna's people and Malee, who signs for the clinic. Each has a token of
their own, and does everything over GraphQL.

Nok sells, Somchai engineers, Anan manages contracts and signs for Lanna, Lek is legal, Pim has the money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from sla_plugin.api.app import build_app
from sla_plugin.api.ids import id_of
from sla_plugin.auth.scopes import Scope
from sla_plugin.demo.world import CRM
from sla_plugin.domain.contracting.states import Step
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.roles import Role
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.time_source import frozen_at
from tests.support.cast import Provider, bangkok
from tests.support.customers import Customer
from tests.support.operations import Caller

CLINIC = Customer("9001", "Chiang Dao Clinic")
START = bangkok("2026-04-01 00:00")
ROLES = {
    "nok": Role.CRM_AGENT,
    "somchai": Role.SYSTEMS_ENGINEER,
    "anan": Role.CONTRACT_MANAGER,
    "lek": Role.LEGAL,
    "pim": Role.FINANCE,
}
PERSONAL = (Scope.CONTRACTS_READ, Scope.CONTRACTS_WRITE)

STEPS = {
    Step.SUBMIT: "SubmitContract",
    Step.TAKE_SHORT_PATH: "SubmitContractForReview",
    Step.JUDGE: "JudgeRequirement",
    Step.APPROVE_SPECIFICATION: "ApproveSpecification",
    Step.AGREE: "AgreePrices",
    Step.APPROVE: "ApproveContract",
    Step.SIGN: "SignContract",
}
CONSENTS = ("ApproveSpecification", "AgreePrices", "ApproveContract", "SignContract")


@dataclass(frozen=True)
class ContractCast:
    """`people` by first name; `ids`: the global ids of the clinic, the provider, its service and levels."""

    provider: Provider
    people: Mapping[str, Caller]
    ids: Mapping[str, str]

    def content(self, **changes: Any) -> dict[str, Any]:
        """From 1 April 2026 on for a year: printing at the gold level, for 3,000 baht a month."""
        return {
            "effectiveOn": "2026-04-01",
            "zone": "Asia/Bangkok",
            "currency": "THB",
            "parties": self.parties(),
            "lines": [self.line()],
            "clauses": {"initialMonths": 12},
            **changes,
        }

    def parties(self) -> list[dict[str, Any]]:
        clinic, lanna = self.ids["clinic"], self.ids["lanna"]
        return [
            {"organisation": clinic, "role": "CUSTOMER"},
            {"organisation": lanna, "role": "PROVIDER"},
            {"organisation": lanna, "role": "REVIEWER", "person": "lek"},
            {"organisation": lanna, "role": "REVIEWER", "person": "pim"},
            {"organisation": clinic, "role": "REVIEWER", "person": "malee"},
            {"organisation": clinic, "role": "SIGNATORY", "person": "malee"},
            {"organisation": lanna, "role": "SIGNATORY", "person": "anan"},
        ]

    def line(self, **changes: Any) -> dict[str, Any]:
        price = {"amount": "3000.00", "currency": "THB"}
        return {
            "service": self.ids["printing"],
            "serviceLevel": self.ids["gold"],
            "unitPrice": price,
            **changes,
        }

    async def drafts(self, number: str = "LI-2026-7", **changes: Any) -> str:
        """Nok begins a contract with one requirement that is matched; its id."""
        need = {
            "need": "Labels must print at night.",
            "outcome": "Blood samples are never mixed up.",
            "service": self.ids["printing"],
        }
        given = {"number": number, "content": self.content(), "requirements": [need], **changes}
        return str((await self.people["nok"].done("DraftContract", **given))["contract"]["id"])

    async def sees(self, who: str, contract: str, **at: Any) -> Any:
        """The whole contract, as somebody sees it."""
        return (await self.people[who].run("Contract", by={"id": contract}, **at)).data["contract"]

    async def input(self, who: str, operation: str, contract: str, **given: Any) -> dict[str, Any]:
        """What somebody who has just read the contract would send."""
        found = await self.sees(who, contract)
        sent = {"contract": contract, "expectedVersion": found["version"], **given}
        if operation in CONSENTS:
            hashed = "specificationHash" if operation == "ApproveSpecification" else "contentHash"
            sent.setdefault("contentHash", found["openVersion"][hashed])
        if operation == "SignContract":
            sent.setdefault("documentHash", _paper_of(found))
        return sent

    async def does(self, who: str, operation: str, contract: str, **given: Any) -> dict[str, Any]:
        """The payload. Asserts that it was done."""
        return await self.people[who].done(operation, **await self.input(who, operation, contract, **given))

    async def tells(self, contract: str, until: str | None = None) -> None:
        """The way to the last signature, up to the first step of this name."""
        for who, operation, given in await self._story(contract):
            if operation == until:
                return
            await self.does(who, operation, contract, **given)

    async def _story(self, contract: str) -> list[tuple[str, str, dict[str, Any]]]:
        [need] = (await self.sees("nok", contract))["openVersion"]["requirements"]
        return [
            ("nok", "SubmitContract", {}),
            ("somchai", "JudgeRequirement", {"requirement": need["id"], "side": "TECHNICAL"}),
            ("nok", "JudgeRequirement", {"requirement": need["id"], "side": "COMMERCIAL"}),
            ("malee", "ApproveSpecification", {}),
            ("anan", "AgreePrices", {}),
            ("malee", "AgreePrices", {}),
            ("lek", "ApproveContract", {}),
            ("pim", "ApproveContract", {}),
            ("malee", "ApproveContract", {}),
            *SIGNING,
        ]

    async def amends(self, contract: str, **changes: Any) -> None:
        """Anan opens an amendment, and everybody brings it to its signatures."""
        await self.does("anan", "AmendContract", contract, content=self.content(**changes))
        for who, operation, given in AMENDING:
            await self.does(who, operation, contract, **given)

    async def trail(self, contract: str) -> list[dict[str, Any]]:
        found = await self.provider.caller.run("AuditTrail", contract=contract)
        assert found.data["auditTrail"]["verified"], found.data["auditTrail"]["deviations"]
        return list(found.data["auditTrail"]["events"]["nodes"])

    def key(self, contract: str) -> ContractId:
        return ContractId(id_of("Contract", contract))

    async def at(self, instant: str) -> ContractCast:
        """The same people at another time, with tokens that are valid then."""
        provider = self.provider
        later = replace(provider.installation, now=frozen_at(bangkok(instant)))
        token = await create_token(later, provider.tenant, "admin", list(Scope), timedelta(hours=1))
        moved = replace(provider, installation=later, caller=Caller(build_app(later), token))
        return ContractCast(moved, await people(moved, self.ids), self.ids)


def _paper_of(contract: Mapping[str, Any]) -> str | None:
    """The last one that was made of what is to be signed."""
    says = contract["openVersion"]["contentHash"]
    made = [
        paper["sha256"]
        for paper in contract["documents"]
        if paper["kind"] in {"FINAL", "AMENDMENT"} and paper["contentHash"] == says
    ]
    return made[-1] if made else None


SIGNING: list[tuple[str, str, dict[str, Any]]] = [("anan", "SignContract", {}), ("malee", "SignContract", {})]
AMENDING: list[tuple[str, str, dict[str, Any]]] = [
    ("anan", "AgreePrices", {}),
    ("malee", "AgreePrices", {}),
    ("lek", "ApproveContract", {}),
    ("pim", "ApproveContract", {}),
    ("malee", "ApproveContract", {}),
    *SIGNING,
]


def told(event: Mapping[str, Any]) -> dict[str, str]:
    """What an event of the trail says besides."""
    return {detail["name"]: detail["value"] for detail in event["details"]}


async def make_cast(lanna: Provider) -> ContractCast:
    admin = lanna.caller
    ids = {
        "clinic": await _organisation(admin, CLINIC.name, "clinic", CLINIC.key),
        "lanna": await _organisation(admin, "Lanna IT Service", "lanna"),
        "printing": await _made(admin, "CreateService", code=CLINIC.service, name="Label printing"),
        "night": await _made(admin, "CreateCalendar", code="night", name="Day and night", content=NIGHT),
    }
    for code, hours in (("gold", "PT4H"), ("silver", "PT8H")):
        ids[code] = await _level(admin, code, hours, ids["night"])
    return ContractCast(lanna, await people(lanna, ids), ids)


async def people(lanna: Provider, ids: Mapping[str, str]) -> dict[str, Caller]:
    """With tokens that are valid where this provider's clock stands."""
    clinic = OrganisationId(id_of("Organisation", ids["clinic"]))
    inside = {name: await lanna.somebody(name, role, scopes=PERSONAL) for name, role in ROLES.items()}
    malee = await lanna.somebody("malee", Role.CUSTOMER_SIGNATORY, party=clinic, scopes=PERSONAL)
    return {**inside, "malee": malee}


NIGHT = {
    "timeZone": "Asia/Bangkok",
    "hours": [
        {"weekday": day, "hours": [{"start": "00:00", "end": "24:00"}]}
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    ],
}


async def _organisation(admin: Caller, name: str, code: str, crm: str | None = None) -> str:
    identities = [] if crm is None else [{"system": CRM, "externalId": crm}]
    return await _made(admin, "CreateOrganisation", name=name, code=code, identities=identities)


async def _level(admin: Caller, code: str, within: str, calendar: str) -> str:
    """A service level that is on offer."""
    terms = {
        "targets": [{"metric": "RESOLUTION", "value": {"duration": within}}],
        "calendars": [{"calendar": calendar}],
    }
    return await _made(
        admin,
        "CreateAgreement",
        code=code,
        name=code.title(),
        kind="CUSTOMER_SLA",
        level="SERVICE",
        offered=True,
        version={"effectiveFrom": "2026-01-01T00:00:00Z", "terms": terms},
    )


async def _made(admin: Caller, operation: str, **given: Any) -> str:
    payload = await admin.done(operation, **given)
    [made] = [part for part in payload.values() if isinstance(part, dict)]
    return str(made["id"])


@pytest.fixture
async def cast(lanna: Provider) -> ContractCast:
    return await make_cast(lanna)
