"""Sixteen people at one contract at the same moment, each with a connection of their own.

All of them have read it as it was, and each does one thing at an instant of its own, by which it is found in
the trail. What came of it is told by what is on record, never by what they say.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.domain.transitions import SYSTEM, Actor
from sla_plugin.errors import SlaError
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.draft_contract import Need, draft_contract
from sla_plugin.usecases.pass_time import pass_time
from sla_plugin.usecases.renew_contract import renew_contract
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step
from tests.support.contract_bench import Rows, WiderWorld, rows_of
from tests.support.contract_choices import CLAUSES, DAYS, Choices
from tests.support.contracting import ANAN, LEK, NOK, NOW, PIM, SOMCHAI, deed
from tests.support.specifications import specification_of

S = ContractState
PEOPLE = 16
MICROSECOND = timedelta(microseconds=1)
Act = Callable[[Session, Any], Awaitable[object]]
"""In a session, as a deed."""


@dataclass(frozen=True)
class Tried:
    """`expected`: the revision that was read, where that was said. `code`: by which it was refused."""

    what: str
    actor: str
    at: datetime
    expected: int | None
    code: str | None


@dataclass
class Crowd:
    database: Database
    tenant: TenantId
    wider: WiderWorld
    dice: Random
    now: datetime = NOW
    contract: ContractId = field(init=False)
    contracts: list[ContractId] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)

    @property
    def choices(self) -> Choices:
        return Choices(self.wider)

    async def begins_anew(self, number: str | None = None, parent: ContractId | None = None) -> None:
        """With another contract, in DRAFT."""
        content = self.choices.choice(clauses=CLAUSES[3]).content
        async with self.database.session(self.tenant) as session:
            self.contract = await draft_contract(
                session,
                deed(NOK, self.now),
                number=number or f"C-{len(self.contracts) + 1}",
                kind=ContractKind.CUSTOMER,
                content=content,
                needs=[Need("The printer must print at night", "Calm", self.wider.world.printing)],
                parent=parent,
            )
        self.contracts.append(self.contract)

    async def pass_time(self, database: Database, now: datetime) -> None:
        async with database.session(self.tenant) as session:
            await pass_time(session, deed(SYSTEM, now), self.contract)

    async def rows(self) -> Rows:
        async with self.database.session(self.tenant) as session:
            return await rows_of(session, self.contract)

    async def round(self, rows: Rows) -> list[Tried]:
        """`rows`: what all of them have read."""
        self.now += timedelta(days=self.dice.choice((0, 0, 0, 0, 1, 20)), seconds=1)
        doing = [self._picks(rows) for _ in range(PEOPLE)]
        ready = asyncio.Barrier(PEOPLE)
        return await asyncio.gather(
            *(
                self._does(ready, what, actor, self.now + place * MICROSECOND, expected, act)
                for place, (what, actor, expected, act) in enumerate(doing)
            )
        )

    async def _does(
        self,
        ready: asyncio.Barrier,
        what: str,
        actor: Actor,
        at: datetime,
        expected: int | None,
        act: Act,
    ) -> Tried:
        code = None
        await ready.wait()
        try:
            async with self.database.session(self.tenant) as session:
                await act(session, deed(actor, at))
        except SlaError as refusal:
            code = refusal.code.value
            self.codes[code] += 1
        else:
            self.accepted[what] += 1
        return Tried(what, actor.name, at, expected, code)

    # What they do

    def _picks(self, rows: Rows) -> tuple[str, Actor, int | None, Act]:
        expected = rows["contract"][0]["revision"] if self.dice.random() < 0.5 else None
        open_one = next(
            (row for row in rows["contract_version"] if row["state"] not in {"SIGNED", "ABANDONED"}), None
        )
        is_lived = rows["contract"][0]["monitored_from"] is not None
        if is_lived and (open_one is None or self.dice.random() < 0.3):
            return self._picks_of_life(rows, expected)
        if open_one is None or self.dice.random() < 0.05:
            return "PASS_TIME", SYSTEM, None, self._passes
        return self._picks_of_version(rows, open_one, expected)

    def _picks_of_version(
        self, rows: Rows, version: dict[str, Any], expected: int | None
    ) -> tuple[str, Actor, int | None, Act]:
        """Mostly what leads on; sometimes an edit, or somebody who has read something else."""
        actor = self.choices.actor
        need = UUID(rows["contract_requirement"][0]["id"]) if rows["contract_requirement"] else None
        onwards: dict[S, list[tuple[Step, Actor, dict[str, Any]]]] = {
            S.DRAFT: [(Step.SUBMIT, NOK, {}), (Step.SUBMIT, SOMCHAI, {})],
            S.FEASIBILITY: [
                (Step.JUDGE, SOMCHAI, {"requirement": need, "side": Side.TECHNICAL}),
                (Step.JUDGE, actor("ying"), {"requirement": need, "side": Side.TECHNICAL}),
                (Step.JUDGE, actor("ying"), {"requirement": need, "side": Side.COMMERCIAL}),
                (Step.JUDGE, NOK, {"requirement": need, "side": Side.COMMERCIAL}),
            ],
            S.SPECIFICATION_REVIEW: [(Step.APPROVE_SPECIFICATION, actor("malee"), {})],
            S.PRICING: [
                (Step.AGREE, ANAN, {}),
                (Step.AGREE, actor("malee"), {}),
                (Step.AGREE, actor("kai"), {}),
            ],
            S.FINAL_REVIEW: [(Step.APPROVE, who, {}) for who in (LEK, PIM, actor("malee"))],
            S.AWAITING_SIGNATURE: [(Step.SIGN, ANAN, {}), (Step.SIGN, actor("malee"), {})],
        }
        aside: list[tuple[Step, Actor, dict[str, Any]]] = [
            (Step.EDIT, self.dice.choice((NOK, ANAN)), {"content": self._another()}),
            (Step.REQUEST_CHANGE, LEK, {}),
            (Step.DECLINE, actor("malee"), {}),
            (Step.REWORK, NOK, {}),
        ]
        taken, who, carried = self.dice.choice(
            onwards[S(version["state"])] if self.dice.random() < 0.85 else aside
        )
        said = version["content_hash"]
        if taken is Step.APPROVE_SPECIFICATION:
            said = specification_of(version, rows["contract_requirement"], rows["contract_judgement"])
        seen = said if self.dice.random() < 0.9 else "another"
        step = ContractStep(taken, seen, "as discussed", **carried)
        return (
            taken.value,
            who,
            expected,
            lambda session, by: take_contract_step(session, by, self.contract, expected, step),
        )

    def _another(self) -> Any:
        lines, days = self.dice.choice(("gold", "dear", "both")), DAYS[:1]
        return self.choices.choice(self.dice.choice(days), lines=lines, clauses=CLAUSES[3]).content

    def _picks_of_life(self, rows: Rows, expected: int | None) -> tuple[str, Actor, int | None, Act]:
        held = [row["id"] for row in rows["contract_suspension"] if row["until"] is None]
        which = self.dice.randrange(5)
        if which == 0:
            on = self.dice.choice((date(2026, 4, 1), date(2026, 5, 1), date(2026, 9, 1)))
            content = self.choices.choice(
                on, lines=self.dice.choice(("gold", "dear", "both")), clauses=CLAUSES[3]
            ).content
            return (
                "AMEND",
                self.dice.choice((NOK, ANAN)),
                expected,
                lambda session, by: amend_contract(session, by, self.contract, expected, content),
            )
        if which == 1 and held:
            lifted = UUID(self.dice.choice(held))
            return (
                "RESUME",
                ANAN,
                expected,
                lambda session, by: resume_contract(session, by, self.contract, expected, lifted),
            )
        if which <= 2:
            return (
                "SUSPEND",
                PIM,
                expected,
                lambda session, by: suspend_contract(session, by, self.contract, expected, reason="unpaid"),
            )
        if which == 3 and len(rows["contract_term"]) < 6:
            return (
                "RENEW",
                ANAN,
                expected,
                lambda session, by: renew_contract(session, by, self.contract, expected),
            )
        return "PASS_TIME", SYSTEM, None, self._passes

    async def _passes(self, session: Session, by: Any) -> None:
        await pass_time(session, by, self.contract)
