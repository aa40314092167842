"""One contract, played through the use cases and through the model at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.life import Life
from sla_plugin.domain.contracting.obligations import Obligation, ObligationState
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.contracting.suspensions import SuspendedLine, Suspension
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.domain.transitions import SYSTEM, Actor
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_manifest import CHAINED
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.session import Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.draft_contract import Need as StatedNeed
from sla_plugin.usecases.draft_contract import draft_contract
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.pass_time import pass_time
from sla_plugin.usecases.put_on_record import About, put_on_record
from sla_plugin.usecases.record_obligation import record_obligation, settle_obligation
from sla_plugin.usecases.refuse_on_record import refuse_on_record
from sla_plugin.usecases.renew_contract import renew_contract
from sla_plugin.usecases.seal_settlement import seal_settlement
from sla_plugin.usecases.state_needs import add_requirement, drop_requirement, match_requirement
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from sla_plugin.usecases.termination_cases import cases_of
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contract_bench import Bench, Rows, instant, rows_of
from tests.support.contract_choices import Choice, Choices
from tests.support.contract_laws import Laws
from tests.support.contract_model import (
    NAMED,
    Apply,
    Consented,
    Done,
    Model,
    Need,
    RefusedError,
    Version,
    has_both_sides,
    persons,
    readiness,
    unless,
)
from tests.support.contracting import KEY, NOK, NOW, deed
from tests.support.specifications import specification_of

S = ContractState
KEEPERS = {Role.CONTRACT_MANAGER, Role.LEGAL, Role.FINANCE}
SENDERS = {*KEEPERS, Role.CRM_AGENT, Role.SYSTEMS_ENGINEER, Role.CUSTOMER_SIGNATORY, Role.CUSTOMER_CONTACT}


@dataclass
class Play:
    """`now` only goes forward. `states`: in which it was how often, and `codes`: by which it was refused."""

    bench: Bench
    session: Session
    now: datetime = NOW
    laws: Laws = field(default_factory=Laws)
    states: Counter[S] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    rows: Rows = field(default_factory=dict)
    contract: ContractId = field(init=False)
    model: Model = field(init=False)

    @property
    def choices(self) -> Choices:
        return Choices(self.bench.wider)

    @property
    def state(self) -> S:
        return self.model.state(self.now)

    def begins(self, kind: ContractKind, choice: Choice, needs: int) -> None:
        world = self.bench.wider.world
        stated = [
            StatedNeed(f"Need {number}", "Calm", None if number else world.printing)
            for number in range(needs)
        ]
        self.contract = self.bench.run(
            draft_contract(
                self.session,
                deed(NOK, self.now),
                number="C-1",
                kind=kind,
                content=choice.content,
                needs=stated,
            )
        )
        rows = self.bench.run(rows_of(self.session, self.contract))
        needed = {
            UUID(row["id"]): Need(row["service_id"] is not None) for row in rows["contract_requirement"]
        }
        self.model = Model(kind, [Version(1, choice.content, S.DRAFT, {"nok"})], needed)
        self.holds()

    # What is done

    def step(self, done: Done, *, is_current: bool = True) -> None:
        act = self._requirement_step(done, is_current) or self._take(done, is_current)
        self.does(
            lambda: self.model.steps(done, self.now, is_current=is_current), act, done.actor, done.step.value
        )

    def _take(self, done: Done, is_current: bool) -> Callable[[], Coroutine[Any, Any, Any]]:
        step = ContractStep(
            done.step, done.seen, done.reason, done.need, done.side,
            done.content if done.step is Step.EDIT else None,
        )  # fmt: skip
        return lambda: take_contract_step(
            self.session, deed(done.actor, self.now), self.contract, self.revision(is_current), step
        )

    def _requirement_step(
        self, done: Done, is_current: bool
    ) -> Callable[[], Coroutine[Any, Any, Any]] | None:
        given = self.session, deed(done.actor, self.now), self.contract, self.revision(is_current)
        need = done.need or UUID(int=0)
        match done.step:
            case Step.ADD_REQUIREMENT:
                said = "" if done.flaw else "One more"
                return lambda: add_requirement(*given, StatedNeed(said, "Calm"))
            case Step.MATCH_REQUIREMENT:
                return lambda: match_requirement(*given, need, self.bench.wider.world.printing)
            case Step.DROP_REQUIREMENT:
                return lambda: drop_requirement(*given, need)
        return None

    def amends(self, actor: Actor, choice: Choice, *, is_current: bool = True) -> None:
        given = self.session, deed(actor, self.now), self.contract, self.revision(is_current)
        self.does(
            lambda: self.model.amends(actor, self.now, choice.content, choice.flaw, is_current=is_current),
            lambda: amend_contract(*given, choice.content),
            actor,
            "AMEND",
        )

    def suspends(
        self,
        actor: Actor,
        since: datetime,
        until: datetime | None,
        reason: str = "unpaid",
        *,
        service: ServiceId | None = None,
        is_current: bool = True,
    ) -> None:
        given = self.session, deed(actor, self.now), self.contract, self.revision(is_current)
        line = None if service is None else SuspendedLine(service)
        self.does(
            lambda: self.model.suspends(
                actor, self.now, since, until, reason, service=service, is_current=is_current
            ),
            lambda: suspend_contract(*given, reason=reason, since=since, until=until, line=line),
            actor,
            "SUSPEND" if line is None else "SUSPEND_LINE",
        )

    def resumes(self, actor: Actor, which: UUID, *, is_current: bool = True) -> None:
        given = self.session, deed(actor, self.now), self.contract, self.revision(is_current)
        self.does(
            lambda: self.model.resumes(actor, self.now, which, is_current=is_current),
            lambda: resume_contract(*given, which),
            actor,
            "RESUME",
        )

    def renews(self, actor: Actor, *, is_current: bool = True) -> None:
        given = self.session, deed(actor, self.now), self.contract, self.revision(is_current)
        self.does(
            lambda: self.model.renews(actor, self.now, is_current=is_current),
            lambda: renew_contract(*given),
            actor,
            "RENEW",
        )

    def settles_all(self, actor: Actor) -> None:
        self.does(lambda: self.model.settles(actor), lambda: self._sealed(actor), actor, "SEAL")

    async def _sealed(self, actor: Actor) -> UUID:
        record = await take_up(self.session, self.contract)
        cases = await cases_of(record)
        [row] = cases.rows
        settlement = await draft_settlement(cases, cases.value(row), self.now)
        return await seal_settlement(self.session, deed(actor, self.now), row.id, settlement.hash)

    def closes(self, actor: Actor) -> None:
        self.does(lambda: self.model.closes(actor, self.now), lambda: self._closed(actor), actor, "CLOSE")

    async def _closed(self, actor: Actor) -> UUID:
        [row] = await self.session.query(CaseRow).filter(contract_id=self.contract)
        step = TerminationStep(CaseStep.CLOSE)
        return await take_termination_step(self.session, deed(actor, self.now), row.id, None, step)

    def owes(self, actor: Actor, what: str) -> None:
        def expected() -> Apply:
            unless(bool(actor.roles & KEEPERS), "right.role")
            unless(bool(what.strip()), "text.empty")
            return self._told(
                "contract.obligation_recorded", lambda made: self.model.obligations.update({made: "OPEN"})
            )

        owed = Obligation(self.bench.wider.world.provider, "REPORT", what, date(2026, 7, 1))
        self.does(
            expected,
            lambda: record_obligation(self.session, deed(actor, self.now), self.contract, owed),
            actor,
            "OWE",
        )

    def settles(self, actor: Actor, which: UUID, state: ObligationState, because: str) -> None:
        def expected() -> Apply:
            unless(bool(actor.roles & KEEPERS), "right.role")
            unless(which in self.model.obligations, "object.not_found")
            is_open = self.model.obligations[which] == "OPEN" and state is not ObligationState.OPEN
            unless(is_open, "obligation.state")
            unless(state is ObligationState.DONE or bool(because.strip()), "reason.missing")
            return self._told(
                "contract.obligation_settled",
                lambda made: self.model.obligations.update({which: state.value}),
            )

        self.does(
            expected,
            lambda: settle_obligation(self.session, deed(actor, self.now), which, state, because),
            actor,
            "SETTLE",
        )

    def puts_on_record(self, actor: Actor, kind: DocumentKind, claimed: str) -> None:
        def expected() -> Apply:
            unless(bool(actor.roles & SENDERS), "right.role")
            unless(kind.value not in {"SPECIFICATION", "FINAL", "AMENDMENT", "SETTLEMENT"}, "paper.kind")
            unless(claimed == "text/plain", "paper.type")
            return self._told(
                "contract.document_recorded",
                lambda made: setattr(self.model, "papers", self.model.papers + 1),
            )

        self.does(
            expected,
            lambda: put_on_record(
                self.session, self.bench.store, deed(actor, self.now), self.contract,
                About(kind, "A paper"), claimed, _bytes(),
            ),
            actor,
            "PUT",
        )  # fmt: skip

    def _told(self, event: str, change: Apply) -> Apply:
        """Beside the contract: its revision stays."""

        def apply(made: Any) -> None:
            change(made)
            self.model.events.append(event)

        return apply

    def time_passes(self, now: datetime, *, is_pumped: bool = True) -> None:
        self.now = max(self.now, now)
        if is_pumped:
            self.model.passes(self.now)
            self.bench.run(pass_time(self.session, deed(SYSTEM, self.now), self.contract))
        self.holds()

    def does(
        self,
        expected: Callable[[], Apply],
        act: Callable[[], Coroutine[Any, Any, Any]],
        actor: Actor,
        tried: str,
    ) -> None:
        """The same must come of it in both: it is refused by the same code and changes nothing but the trail,
        or everything stands alike."""
        apply, code = _asked(expected)
        refusal, made = self._acted(act)
        assert (None if refusal is None else refusal.code.value) == code, (tried, actor.name, self.state)
        if apply is not None:
            apply(made)
        elif refusal is not None:
            self._is_refused(actor, tried, refusal)
        before = self.rows
        self.holds()
        assert apply is not None or _without_trail(self.rows) == _without_trail(before)

    def _acted(self, act: Callable[[], Coroutine[Any, Any, Any]]) -> tuple[SlaError | None, Any]:
        async def tried() -> Any:
            async with self.session.savepoint():
                return await act()

        try:
            return None, self.bench.run(tried())
        except SlaError as refusal:
            return refusal, None

    def _is_refused(self, actor: Actor, tried: str, refusal: SlaError) -> None:
        """Every other time on record."""
        self.codes[refusal.code.value] += 1
        if self.codes.total() % 2:
            by = deed(actor, self.now)
            self.bench.run(refuse_on_record(self.session, by, self.contract, tried, refusal))
            self.model.events.append("contract.refused")

    # What must hold

    def holds(self) -> None:
        self.rows = rows = self.bench.run(rows_of(self.session, self.contract))
        self.model.specification = self._specification()
        state = _state(rows, self.now)
        assert state is self.state
        self.states[state] += 1
        assert _as_recorded(rows) == _as_expected(self.model)
        self.laws.hold(rows, state)
        assert self.bench.run(verify_contract(self.session, self.contract, KEY.holds, self.bench.store)) == ()

    def revision(self, is_current: bool) -> int:
        return self.model.revision if is_current else self.model.revision - 1

    def seen(self, step: Step) -> str | None:
        return None if self.model.open is None else self.model.said(self.model.open, step)

    def _specification(self) -> str:
        """As the rows have it."""
        *_, version = self.rows["contract_version"]
        return specification_of(version, self.rows["contract_requirement"], self.rows["contract_judgement"])

    # How it would go on

    def is_signed(self) -> None:
        """All that has to be done until then."""
        while self.model.open is not None and (done := self.next(self.choices.choice())):
            self.step(done)

    def next(self, good: Choice) -> Done | None:
        """What brings the version nearer to its signature. `good`: what could be agreed."""
        version = self.model.open
        if version is None:
            return None
        actor, seen = self.choices.actor, version.says.hash
        customer = next(iter(persons(version.says, NAMED[Step.SIGN]) - {"anan"}), "malee")
        match version.state:
            case S.DRAFT:
                if not _is_good(version.says, self.model.kind):
                    return Done(Step.EDIT, NOK, content=good.content)
                which = Step.SUBMIT if self.model.wanted() else Step.ADD_REQUIREMENT
                return Done(which, NOK)
            case S.FEASIBILITY:
                return self._next_judgement()
            case S.SPECIFICATION_REVIEW:
                return Done(Step.APPROVE_SPECIFICATION, actor(customer), self.model.specification)
            case S.PRICING if not _is_good(version.says, self.model.kind):
                return Done(Step.EDIT, NOK, content=self._fitting(version, good))
            case S.PRICING:
                said = self.model.has_consented(version, "PRICE", "anan")
                return Done(Step.AGREE, actor(customer if said else "anan"), seen)
            case S.FINAL_REVIEW:
                asked = (
                    name for name in ("lek", "pim") if not self.model.has_consented(version, "REVIEW", name)
                )
                return Done(Step.APPROVE, actor(next(asked, customer)), seen)
        if version.sign_by is not None and self.now >= version.sign_by:
            return Done(Step.EXPIRE, SYSTEM)
        said = self.model.has_consented(version, "SIGNATURE", "anan")
        return Done(Step.SIGN, actor(customer if said else "anan"), seen)

    def _next_judgement(self) -> Done:
        for which, need in self.model.needs.items():
            if need.is_dropped or len(need.judges) == 2:
                continue
            if not need.is_matched:
                return Done(Step.MATCH_REQUIREMENT, NOK, need=which)
            side = Side.COMMERCIAL if Side.TECHNICAL in need.judges else Side.TECHNICAL
            name = "nok" if side is Side.COMMERCIAL else "somchai"
            return Done(Step.JUDGE, self.choices.actor(name), need=which, side=side)
        return Done(Step.REWORK, NOK)

    def _fitting(self, version: Version, good: Choice) -> VersionContent:
        """An amendment that leaves the terms as they are."""
        return good.content if version.number == 1 else self.model.versions[0].says


def _state(rows: Rows, at: datetime) -> S:
    [contract] = rows["contract"]
    starts_at = instant(contract["monitored_from"])
    if starts_at is None:
        return S(contract["state"])
    suspensions = [
        Suspension(UUID(row["id"]), "", "", held, instant(row["until"]))
        for row in rows["contract_suspension"]
        if row["service_id"] is None and (held := instant(row["since"])) is not None
    ]
    ends_at, closed_at = instant(contract["monitored_until"]), instant(contract["closed_at"])
    return Life(starts_at, ends_at, None, closed_at, tuple(suspensions)).state(at)


def _asked(expected: Callable[[], Apply]) -> tuple[Apply | None, str | None]:
    try:
        return expected(), None
    except RefusedError as refused:
        return None, refused.code


async def _bytes() -> AsyncIterator[bytes]:
    yield b"As we agreed."


def _without_trail(rows: Rows) -> Rows:
    return {table: found for table, found in rows.items() if table not in CHAINED}


def _is_good(says: VersionContent, kind: ContractKind) -> bool:
    return has_both_sides(says) and all(holds for holds, _ in readiness(says, kind))


def _as_expected(model: Model) -> dict[str, Any]:
    signed = [one for one in model.versions if one.state is S.SIGNED]
    first = model.versions[0]
    says = signed[-1].says if signed else first.says
    customers = {str(one.organisation) for one in says.parties if one.role == "CUSTOMER"}
    ends = model.ends_at
    return {
        "contract": (
            first.state.value, model.revision, model.starts_at if model.is_signed else None, ends,
            None if ends is None else "EXPIRED", says.zone, min(customers, default=None), model.closed_at,
            model.passed_at,
        ),
        "versions": [
            (
                one.number, one.state.value, one.round, one.says.hash, sorted(one.authors), one.sign_by,
                one.recorded_at,
            )
            for one in model.versions
        ],
        "needs": {which: (need.is_matched, need.is_dropped) for which, need in model.needs.items()},
        "judged": model.judged,
        "consents": model.consents,
        "terms": [None if months is None else model.day(months) for months in model.terms],
        "suspensions": {
            which: (one.since, one.until, one.service) for which, one in model.suspensions.items()
        },
        "obligations": model.obligations,
        "papers": model.papers,
        "events": model.events,
    }  # fmt: skip


def _as_recorded(rows: Rows) -> dict[str, Any]:
    [contract] = rows["contract"]
    numbers = {row["id"]: row["number"] for row in rows["contract_version"]}
    return {
        "contract": (
            contract["state"], contract["revision"], instant(contract["monitored_from"]),
            instant(contract["monitored_until"]), contract["ends_as"], contract["zone"],
            contract["customer_id"], instant(contract["closed_at"]), instant(contract["passed_at"]),
        ),
        "versions": [
            (
                row["number"], row["state"], row["round"], row["content_hash"], row["authors"],
                instant(row["sign_by"]), instant(row["recorded_at"]),
            )
            for row in rows["contract_version"]
        ],
        "needs": {
            UUID(row["id"]): (row["service_id"] is not None, row["dropped_at"] is not None)
            for row in rows["contract_requirement"]
        },
        "judged": [
            (UUID(row["requirement_id"]), Side(row["side"]), row["judged_by"], row["round"])
            for row in rows["contract_judgement"]
        ],
        "consents": [
            Consented(
                numbers[row["version_id"]], row["consent"], row["given_by"],
                None if row["role"] is None else Role(row["role"]), row["content_hash"], row["round"],
            )
            for row in rows["contract_consent"]
        ],
        "terms": [
            None if row["ends_on"] is None else date.fromisoformat(row["ends_on"])
            for row in rows["contract_term"]
        ],
        "suspensions": {
            UUID(row["id"]): (
                instant(row["since"]), instant(row["until"]),
                None if row["service_id"] is None else ServiceId(UUID(row["service_id"])),
            )
            for row in rows["contract_suspension"]
        },
        "obligations": {UUID(row["id"]): row["state"] for row in rows["contract_obligation"]},
        "papers": len(rows["contract_document"]),
        "events": [row["type"] for row in rows["contract_audit"]],
    }  # fmt: skip
