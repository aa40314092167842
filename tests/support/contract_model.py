"""What becomes of a contract: 50-contracts, "Lifecycle", written down once more by hand.

A model is told what is done, says whether it is refused and by which code, and how things stand afterwards.
Terms begin on the first of a month and know no notice, so that months can be counted on one hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import Actor

S = ContractState
DAY = timedelta(days=1)
EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

Apply = Callable[[Any], None]
"""With what the use case gave back."""

_AGENTS = {Role.CRM_AGENT, Role.SYSTEMS_ENGINEER}
_WRITERS = {*_AGENTS, Role.CONTRACT_MANAGER}

WHO: dict[Step, set[Role]] = {
    Step.EDIT: _WRITERS,
    Step.ADD_REQUIREMENT: _WRITERS,
    Step.MATCH_REQUIREMENT: _WRITERS,
    Step.DROP_REQUIREMENT: _WRITERS,
    Step.SUBMIT: _AGENTS,
    Step.TAKE_SHORT_PATH: {Role.CONTRACT_MANAGER},
    Step.JUDGE: _AGENTS,
    Step.REWORK: _AGENTS,
    Step.DECLARE_INFEASIBLE: _AGENTS,
    Step.APPROVE_SPECIFICATION: {Role.CUSTOMER_SIGNATORY},
    Step.REJECT_SPECIFICATION: {Role.CUSTOMER_SIGNATORY},
    Step.AGREE: {Role.CUSTOMER_SIGNATORY, Role.CONTRACT_MANAGER},
    Step.EXPIRE: {Role.SYSTEM},
    Step.ABANDON: {Role.CRM_AGENT, Role.CONTRACT_MANAGER},
}
NAMED = {
    Step.APPROVE: PartyRole.REVIEWER,
    Step.REQUEST_CHANGE: PartyRole.REVIEWER,
    Step.SIGN: PartyRole.SIGNATORY,
    Step.DECLINE: PartyRole.SIGNATORY,
}
PATH: dict[tuple[S, Step], S] = {
    (S.DRAFT, Step.EDIT): S.DRAFT,
    (S.DRAFT, Step.ADD_REQUIREMENT): S.DRAFT,
    (S.DRAFT, Step.MATCH_REQUIREMENT): S.DRAFT,
    (S.DRAFT, Step.DROP_REQUIREMENT): S.DRAFT,
    (S.DRAFT, Step.SUBMIT): S.FEASIBILITY,
    (S.DRAFT, Step.TAKE_SHORT_PATH): S.FINAL_REVIEW,
    (S.FEASIBILITY, Step.MATCH_REQUIREMENT): S.FEASIBILITY,
    (S.FEASIBILITY, Step.JUDGE): S.SPECIFICATION_REVIEW,
    (S.FEASIBILITY, Step.REWORK): S.DRAFT,
    (S.FEASIBILITY, Step.DECLARE_INFEASIBLE): S.ABANDONED,
    (S.SPECIFICATION_REVIEW, Step.APPROVE_SPECIFICATION): S.PRICING,
    (S.SPECIFICATION_REVIEW, Step.REJECT_SPECIFICATION): S.DRAFT,
    (S.PRICING, Step.EDIT): S.PRICING,
    (S.PRICING, Step.AGREE): S.FINAL_REVIEW,
    (S.FINAL_REVIEW, Step.APPROVE): S.AWAITING_SIGNATURE,
    (S.FINAL_REVIEW, Step.REQUEST_CHANGE): S.PRICING,
    (S.FINAL_REVIEW, Step.EDIT): S.PRICING,
    (S.AWAITING_SIGNATURE, Step.SIGN): S.SIGNED,
    (S.AWAITING_SIGNATURE, Step.DECLINE): S.FINAL_REVIEW,
    (S.AWAITING_SIGNATURE, Step.EXPIRE): S.FINAL_REVIEW,
    **{
        (state, Step.ABANDON): S.ABANDONED
        for state in (
            S.DRAFT, S.FEASIBILITY, S.SPECIFICATION_REVIEW, S.PRICING, S.FINAL_REVIEW, S.AWAITING_SIGNATURE,
        )
    },
}  # fmt: skip
"""Where JUDGE, AGREE, APPROVE and SIGN lead once everybody has."""

TOLD = {
    Step.EDIT: "edited",
    Step.SUBMIT: "submitted",
    Step.TAKE_SHORT_PATH: "submitted_for_review",
    Step.JUDGE: "requirement_judged",
    Step.REWORK: "sent_back",
    Step.DECLARE_INFEASIBLE: "declared_infeasible",
    Step.APPROVE_SPECIFICATION: "specification_approved",
    Step.REJECT_SPECIFICATION: "specification_rejected",
    Step.AGREE: "prices_agreed",
    Step.APPROVE: "approved",
    Step.REQUEST_CHANGE: "change_requested",
    Step.SIGN: "signed",
    Step.DECLINE: "signature_declined",
    Step.EXPIRE: "signatures_expired",
    Step.ABANDON: "abandoned",
    Step.ADD_REQUIREMENT: "requirement_added",
    Step.MATCH_REQUIREMENT: "requirement_matched",
    Step.DROP_REQUIREMENT: "requirement_dropped",
}
CONSENT = {
    Step.APPROVE_SPECIFICATION: "SPECIFICATION",
    Step.AGREE: "PRICE",
    Step.APPROVE: "REVIEW",
    Step.SIGN: "SIGNATURE",
}
_BACK = {Step.REWORK, Step.REJECT_SPECIFICATION, Step.REQUEST_CHANGE, Step.DECLINE, Step.EXPIRE}
_REASONED = {*_BACK, Step.ABANDON, Step.DECLARE_INFEASIBLE} - {Step.EXPIRE}


class RefusedError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def unless(holds: bool, code: str) -> None:
    if not holds:
        raise RefusedError(code)


@dataclass(frozen=True)
class Done:
    """`seen`: the hash that was read. `flaw`: by which code the content is refused."""

    step: Step
    actor: Actor
    seen: str | None = None
    reason: str = "as discussed"
    need: UUID | None = None
    side: Side | None = None
    content: VersionContent | None = None
    flaw: str | None = None


@dataclass(frozen=True)
class Consented:
    version: int
    kind: str
    by: str
    role: Role | None
    hash: str
    round: int


@dataclass
class Version:
    number: int
    says: VersionContent
    state: S
    authors: set[str]
    round: int = 1
    sign_by: datetime | None = None
    recorded_at: datetime | None = None

    @property
    def effective_at(self) -> datetime:
        return midnight(self.says.effective_on, self.says.zone)

    @property
    def renewal(self) -> int | None:
        return self.says.clauses.renewal_months


@dataclass
class Need:
    is_matched: bool
    judges: dict[Side, str] = field(default_factory=dict)
    is_dropped: bool = False


@dataclass
class Suspended:
    """`service`: of the line that is suspended; None: the whole contract."""

    since: datetime
    until: datetime | None
    service: ServiceId | None = None

    def holds(self, at: datetime) -> bool:
        return self.since <= at < (self.until or NEVER)


def midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)


@dataclass
class Model:
    """`terms`: after how many months each of them ends; None: it is open. `events`: of the trail, by type.
    `specification`: the hash of all that the last version's specification states, as the rows have it."""

    kind: ContractKind
    versions: list[Version]
    needs: dict[UUID, Need] = field(default_factory=dict)
    judged: list[tuple[UUID, Side, str, int]] = field(default_factory=list)
    consents: list[Consented] = field(default_factory=list)
    terms: list[int | None] = field(default_factory=list)
    suspensions: dict[UUID, Suspended] = field(default_factory=dict)
    obligations: dict[UUID, str] = field(default_factory=dict)
    papers: int = 0
    specification: str = ""
    revision: int = 1
    passed_at: datetime | None = None
    is_cut_over: bool = False
    is_settled: bool = False
    is_overdue: bool = False
    closed_at: datetime | None = None
    events: list[str] = field(default_factory=lambda: ["contract.drafted"])

    # Where it stands

    @property
    def open(self) -> Version | None:
        return next((one for one in self.versions if one.state not in {S.SIGNED, S.ABANDONED}), None)

    @property
    def is_signed(self) -> bool:
        return bool(self.terms)

    @property
    def starts_at(self) -> datetime:
        return self.versions[0].effective_at

    def day(self, months: int) -> date:
        """On which a term ends that takes so many months from the start."""
        start = self.versions[0].says.effective_on
        years, month = divmod(start.month - 1 + months, 12)
        return date(start.year + years, month + 1, start.day) - DAY

    def force(self, at: datetime) -> Version | None:
        """Of those that have begun, the one that was agreed last."""
        begun = [one for one in self.versions if one.state is S.SIGNED and one.effective_at <= at]
        return max(begun, key=lambda one: one.number, default=None)

    def reigns(self) -> list[tuple[Version, datetime, datetime]]:
        """Each with since and until when."""
        signed = [one for one in self.versions if one.state is S.SIGNED]
        lasting = [one for one in signed if self.force(one.effective_at) is one]
        lasting.sort(key=lambda one: one.effective_at)
        until = [one.effective_at for one in lasting[1:]] + [NEVER]
        return [(one, one.effective_at, end) for one, end in zip(lasting, until, strict=True)]

    def renewal(self) -> datetime | None:
        """On the last day of the last term, where the version that is in force then has it renewed."""
        if self.terms[-1] is None:
            return None
        last = self.day(self.terms[-1])
        for place, (version, since, until) in enumerate(self.reigns()):
            zone = version.says.zone
            at = max(midnight(last, zone), since if place else EVER, self.starts_at)
            if version.renewal is not None and at < min(until, midnight(last + DAY, zone)):
                return at
        return None

    @property
    def ends_at(self) -> datetime | None:
        if not self.is_signed or self.terms[-1] is None or self.renewal() is not None:
            return None
        after = self.day(self.terms[-1]) + DAY
        for place, (version, since, _) in reversed(list(enumerate(self.reigns()))):
            if place == 0 or since < midnight(after, version.says.zone):
                return midnight(after, version.says.zone)
        raise AssertionError("the first one counts from ever")

    def state(self, at: datetime) -> S:
        if not self.is_signed:
            return self.versions[0].state
        if self.ends_at is not None and at >= self.ends_at:
            return S.CLOSED if self.closed_at is not None and self.closed_at <= at else S.ENDED
        if at < self.starts_at:
            return S.SIGNED
        is_held = any(one.holds(at) for one in self.suspensions.values() if one.service is None)
        return S.SUSPENDED if is_held else S.ACTIVE

    # A version on its way to signature

    def steps(self, done: Done, now: datetime, *, is_current: bool = True) -> Apply:
        unless(is_current, "object.version_conflict")
        version = self.open
        if version is None:
            raise RefusedError("contract.not_open")
        unless((version.state, done.step) in PATH, "state.wrong")
        unless(self.may(version, done.step, done.actor), "right.role")
        for holds, code in self._conditions(version, done, now):
            unless(holds, code)
        return lambda made: self._stepped(version, done, now, made)

    def may(self, version: Version, step: Step, actor: Actor) -> bool:
        if step in NAMED:
            return actor.name in persons(version.says, NAMED[step])
        held = actor.roles & WHO[step]
        return bool(held - {Role.CUSTOMER_SIGNATORY}) or bool(held and is_customer(version.says, actor))

    def _conditions(self, version: Version, done: Done, now: datetime) -> Iterator[tuple[bool, str]]:
        """In the order in which they are asked for."""
        says, name = version.says, done.actor.name
        has_seen = (done.seen == self.said(version, done.step), "contract.hash")
        not_yet = (
            not self.has_consented(version, CONSENT.get(done.step, ""), name),
            "contract.consent_twice",
        )
        not_author = (name not in version.authors, "right.four_eyes")
        match done.step:
            case Step.EDIT:
                assert done.content is not None
                yield done.flaw is None, done.flaw or ""
                if version.number > 1 and done.content != says:
                    yield from self._place(done.content)
            case Step.ADD_REQUIREMENT:
                yield done.flaw is None, done.flaw or ""
            case Step.MATCH_REQUIREMENT:
                need = self._need(done)
                yield need is not None, "contract.requirement_missing"
                yield need is not None and not need.judges, "contract.requirement_judged"
            case Step.DROP_REQUIREMENT:
                yield self._need(done) is not None, "contract.requirement_missing"
            case Step.SUBMIT:
                yield has_both_sides(says), "contract.party_missing"
                yield bool(self.wanted()), "contract.requirement_missing"
            case Step.TAKE_SHORT_PATH:
                yield self.kind is ContractKind.INTERNAL, "contract.short_path"
                yield has_both_sides(says), "contract.party_missing"
                yield from readiness(says, self.kind)
            case Step.JUDGE:
                yield from self._judging(done)
            case Step.APPROVE_SPECIFICATION:
                yield from (not_author, has_seen)
            case Step.AGREE:
                yield from (not_yet, *readiness(says, self.kind), has_seen)
            case Step.APPROVE:
                yield from (not_author, not_yet, has_seen)
            case Step.SIGN:
                assert version.sign_by is not None
                yield now < version.sign_by, "contract.signature_late"
                yield from (not_yet, has_seen)
                yield from self._taking_effect(version, name, now)
            case Step.EXPIRE:
                yield version.sign_by is not None and now >= version.sign_by, "contract.not_expired"
        if done.step in _REASONED:
            yield bool(done.reason.strip()), "reason.missing"

    def _judging(self, done: Done) -> Iterator[tuple[bool, str]]:
        need = self._need(done)
        yield need is not None, "contract.requirement_missing"
        assert need is not None
        assert done.side is not None
        yield need.is_matched, "contract.requirement_unmatched"
        judge = Role.SYSTEMS_ENGINEER if done.side is Side.TECHNICAL else Role.CRM_AGENT
        yield judge in done.actor.roles, "right.role"
        yield done.side not in need.judges, "contract.requirement_judged"
        yield done.actor.name not in need.judges.values(), "right.four_eyes"

    def _taking_effect(self, version: Version, name: str, now: datetime) -> Iterator[tuple[bool, str]]:
        """Of the last signature to an amendment."""
        missing = persons(version.says, PartyRole.SIGNATORY) - self._givers(version, "SIGNATURE") - {name}
        if missing or not self.is_signed:
            return
        longer = self.extended(version.says.clauses.initial_months)
        yield longer is not None, "contract.overlap"
        assert longer is not None
        ended_at = self.ends_at
        if ended_at is not None and ended_at <= now:
            terms, self.terms = self.terms, longer
            state, version.state = version.state, S.SIGNED
            goes_on = self.ends_at != ended_at
            self.terms, version.state = terms, state
            yield not goes_on, "state.wrong"

    def _place(self, content: VersionContent) -> Iterator[tuple[bool, str]]:
        at = midnight(content.effective_on, content.zone)
        yield self.starts_at <= at < (self.ends_at or NEVER), "contract.overlap"
        yield self.extended(content.clauses.initial_months) is not None, "contract.overlap"

    def extended(self, months: int | None) -> list[int | None] | None:
        """The terms as an amendment has them that agrees on so many months; None: it cannot."""
        last = self.terms[-1]
        if months == last:
            return self.terms
        if last is None:
            return None
        if months is not None and months < last:
            return self.terms if len(self.terms) > 1 else None
        return [*self.terms, months]

    def _need(self, done: Done) -> Need | None:
        need = self.needs.get(done.need) if done.need is not None else None
        return None if need is None or need.is_dropped or self._is_amendment else need

    @property
    def _is_amendment(self) -> bool:
        return self.open is not None and self.open.number > 1

    def wanted(self) -> list[Need]:
        return [need for need in self.needs.values() if not need.is_dropped]

    def said(self, version: Version, step: Step) -> str:
        """The hash of what is read before this is done."""
        return self.specification if step is Step.APPROVE_SPECIFICATION else version.says.hash

    def _stepped(self, version: Version, done: Done, now: datetime, made: Any) -> None:
        step, target = done.step, PATH[version.state, done.step]
        match step:
            case Step.EDIT:
                assert done.content is not None
                version.says, version.round = done.content, version.round + 1
                version.authors.add(done.actor.name)
            case Step.ADD_REQUIREMENT:
                self.needs[made] = Need(is_matched=False)
            case Step.MATCH_REQUIREMENT if done.need is not None:
                self.needs[done.need].is_matched = True
            case Step.DROP_REQUIREMENT if done.need is not None:
                self.needs[done.need].is_dropped = True
            case Step.JUDGE if done.need is not None and done.side is not None:
                self.needs[done.need].judges[done.side] = done.actor.name
                self.judged.append((done.need, done.side, done.actor.name, version.round))
                target = target if all(len(need.judges) == 2 for need in self.wanted()) else version.state
        if step in CONSENT:
            self._consented(version, done)
            target = target if self._have_all(version, step) else version.state
        if step in _BACK:
            version.round += 1
        if step in {Step.REWORK, Step.REJECT_SPECIFICATION}:
            for need in self.needs.values():
                need.judges.clear()
        version.state = target
        is_published = target is S.AWAITING_SIGNATURE
        version.sign_by = (version.sign_by or now + timedelta(days=30)) if is_published else None
        self._told(f"contract.{TOLD[step]}")
        if target is S.SIGNED:
            self._signed(version, now)

    def _signed(self, version: Version, now: datetime) -> None:
        version.recorded_at = now
        months = version.says.clauses.initial_months
        longer = self.extended(months) if self.is_signed else [months]
        assert longer is not None
        self.terms = longer

    def _consented(self, version: Version, done: Done) -> None:
        actor, role = done.actor, None
        if Role.CUSTOMER_SIGNATORY in actor.roles and is_customer(version.says, actor):
            role = Role.CUSTOMER_SIGNATORY
        elif Role.CONTRACT_MANAGER in actor.roles:
            role = Role.CONTRACT_MANAGER
        said = self.said(version, done.step)
        self.consents.append(
            Consented(version.number, CONSENT[done.step], actor.name, role, said, version.round)
        )

    def _holding(self, version: Version, kind: str) -> list[Consented]:
        now = (version.number, kind, version.says.hash, version.round)
        return [one for one in self.consents if (one.version, one.kind, one.hash, one.round) == now]

    def _givers(self, version: Version, kind: str) -> set[str]:
        return {one.by for one in self._holding(version, kind)}

    def has_consented(self, version: Version, kind: str, name: str) -> bool:
        return name in self._givers(version, kind)

    def _have_all(self, version: Version, step: Step) -> bool:
        match step:
            case Step.AGREE:
                return len({one.role for one in self._holding(version, "PRICE")}) == 2
            case Step.APPROVE | Step.SIGN:
                return persons(version.says, NAMED[step]) <= self._givers(version, CONSENT[step])
        return True

    # What is signed

    def amends(
        self,
        actor: Actor,
        now: datetime,
        content: VersionContent,
        flaw: str | None,
        *,
        is_current: bool = True,
    ) -> Apply:
        self._living(actor, now, {S.ACTIVE, S.SUSPENDED}, {Role.CRM_AGENT, Role.CONTRACT_MANAGER}, is_current)
        unless(self.open is None, "contract.amendment_open")
        unless(flaw is None, flaw or "")
        for holds, code in self._place(content):
            unless(holds, code)
        version = Version(len(self.versions) + 1, content, S.PRICING, {actor.name})
        return self._changed("contract.amendment_opened", lambda made: self.versions.append(version))

    def suspends(
        self,
        actor: Actor,
        now: datetime,
        since: datetime,
        until: datetime | None,
        reason: str,
        *,
        service: ServiceId | None = None,
        is_current: bool = True,
    ) -> Apply:
        self._living(actor, now, {S.ACTIVE, S.SUSPENDED}, {Role.CONTRACT_MANAGER, Role.FINANCE}, is_current)
        unless(bool(reason.strip()), "reason.missing")
        unless(until is None or since < until, "dates.reversed")
        unless(since >= now, "contract.suspended_back")
        unless(service is None or self._has_line(service, since), "contract.line_not_in_force")
        held = Suspended(since, until, service)
        what = "contract.suspended" if service is None else "contract.line_suspended"
        return self._changed(what, lambda made: self.suspensions.update({made: held}))

    def _has_line(self, service: ServiceId, at: datetime) -> bool:
        version = self.force(at)
        goes_on = self.ends_at is None or at < self.ends_at
        return version is not None and goes_on and service in {line.service for line in version.says.lines}

    def resumes(self, actor: Actor, now: datetime, which: UUID, *, is_current: bool = True) -> Apply:
        unless(is_current, "object.version_conflict")
        unless(which in self.suspensions, "object.not_found")
        held = self.suspensions[which]
        self._living(actor, now, {S.ACTIVE, S.SUSPENDED}, {Role.CONTRACT_MANAGER, Role.FINANCE}, True)
        unless(held.until is None or max(now, held.since) < held.until, "contract.not_suspended")
        what = "contract.resumed" if held.service is None else "contract.line_resumed"
        return self._changed(what, lambda made: setattr(held, "until", max(now, held.since)))

    def renews(self, actor: Actor, now: datetime, *, is_current: bool = True) -> Apply:
        self._living(actor, now, {S.ACTIVE, S.SUSPENDED}, {Role.SYSTEM, Role.CONTRACT_MANAGER}, is_current)
        version, last = self.force(now), self.terms[-1]
        if version is None or version.renewal is None or last is None:
            raise RefusedError("contract.not_renewable")
        decided_at = self.renewal()
        unless(decided_at is None or now >= decided_at, "contract.not_renewable")
        months = last + version.renewal
        return self._changed("contract.renewed", lambda made: self.terms.append(months))

    def settles(self, actor: Actor) -> Apply:
        """Of a contract that was cut over: what is owed is sealed."""
        unless(Role.FINANCE in actor.roles, "right.role")
        unless(self.closed_at is None, "state.wrong")
        unless(not self.is_settled, "object.duplicate")

        def apply(made: Any) -> None:
            self.is_settled = True
            self.events.append("termination.settlement_sealed")

        return apply

    def closes(self, actor: Actor, now: datetime) -> Apply:
        unless(self.closed_at is None, "state.wrong")
        unless(bool(actor.roles & {Role.FINANCE, Role.CONTRACT_MANAGER}), "right.role")
        unless(self.is_settled, "termination.unfinished")
        return self._changed("termination.closed", lambda made: setattr(self, "closed_at", now))

    def _living(
        self, actor: Actor, now: datetime, states: set[S], allowed: set[Role], is_current: bool
    ) -> None:
        unless(is_current, "object.version_conflict")
        unless(self.is_signed and self.state(now) in states, "state.wrong")
        unless(bool(actor.roles & allowed), "right.role")

    def _changed(self, event: str, change: Apply) -> Apply:
        def apply(made: Any) -> None:
            change(made)
            self._told(event)

        return apply

    def _told(self, event: str) -> None:
        self.revision += 1
        self.events.append(event)

    # Time

    def passes(self, now: datetime) -> None:
        """Each thing at its own instant, in order, once."""
        while (ahead := self.coming()) and ahead[0][0] <= now:
            at = ahead[0][0]
            for _, place, event in (one for one in ahead if one[0] == at):
                self._brings(place, event)
                if place in {1, 2, 5}:
                    self.passed_at = at

    def coming(self) -> list[tuple[datetime, int, str]]:
        """Instant, place among those of one instant, event."""
        found = []
        if self.is_signed:
            ahead = self.passed_at or EVER
            found = [(self.starts_at, 1, "contract.started")] if ahead < self.starts_at else []
            for version, since, _ in self.reigns()[1:]:
                assert version.recorded_at is not None
                if version.recorded_at < since and ahead < since:
                    found.append((since, 2, "contract.amended"))
            renewal, ends = self.renewal(), self.ends_at
            if renewal is not None:
                found.append((renewal, 4, "contract.renewed"))
            found = [one for one in found if ends is None or one[0] < ends]
            if ends is not None and ahead < ends:
                found.append((ends, 5, "contract.ended"))
            if ends is not None and self.is_cut_over and not self.is_settled and not self.is_overdue:
                found.append((ends + 30 * DAY, 6, "termination.settlement_overdue"))
        negotiated = self.open
        if negotiated is not None and negotiated.sign_by is not None:
            found.append((negotiated.sign_by, 0, "contract.signatures_expired"))
        return sorted(found)

    def _brings(self, place: int, event: str) -> None:
        version = self.open
        if place == 0 and version is not None:
            version.state, version.round, version.sign_by = S.FINAL_REVIEW, version.round + 1, None
            self.revision += 1
        if place == 5:
            self._is_cut_over()
            return
        if place == 6:
            self.is_overdue = True
        if place == 4:
            last, governing = self.terms[-1], self.force(self.renewal() or EVER) or self.reigns()[0][0]
            assert last is not None
            assert governing.renewal is not None
            self.terms.append(last + governing.renewal)
            self.revision += 1
        self.events.append(event)

    def _is_cut_over(self) -> None:
        """A term that runs out ends by a case of its own; what is still negotiated is abandoned."""
        self.events += [
            "termination.expiry_opened", "contract.ended", "termination.took_effect", "termination.cut_over",
        ]  # fmt: skip
        self.revision += 2
        self.is_cut_over = True
        if self.open is not None:
            self.open.sign_by, self.open.state = None, S.ABANDONED


def persons(says: VersionContent, role: PartyRole) -> set[str]:
    return {one.person for one in says.parties if one.role is role and one.person is not None}


def is_customer(says: VersionContent, actor: Actor) -> bool:
    return any(one.role is PartyRole.CUSTOMER and one.organisation == actor.party for one in says.parties)


def has_both_sides(says: VersionContent) -> bool:
    return {PartyRole.CUSTOMER, PartyRole.PROVIDER} <= {one.role for one in says.parties}


def readiness(says: VersionContent, kind: ContractKind) -> Iterator[tuple[bool, str]]:
    """What prices are agreed for, and reviewed: by both sides, but anybody within a house."""
    yield (
        bool(says.lines)
        and all(line.service_level is not None and line.unit_price is not None for line in says.lines),
        "contract.line_incomplete",
    )
    owing = {one.organisation for one in says.parties if one.role in {PartyRole.CUSTOMER, PartyRole.PROVIDER}}
    reviewing, signing = (
        {one.organisation for one in says.parties if one.role is role}
        for role in (PartyRole.REVIEWER, PartyRole.SIGNATORY)
    )
    is_reviewed = bool(reviewing) if kind is ContractKind.INTERNAL else owing <= reviewing
    yield is_reviewed, "contract.party_missing"
    yield owing <= signing, "contract.party_missing"
