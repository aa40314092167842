"""One version of a contract on its way to signature: facts that are added, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sla_plugin.domain.canonical import content_hash
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.requirements import Judgement, Requirement, Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import Actor

SIGNATURE_PERIOD = timedelta(days=30)
"""For so long signatures are taken once a version is published."""


class Consent(StrEnum):
    """To what somebody said yes. PRICE is agreed by the provider's and by the customer's side."""

    SPECIFICATION = "SPECIFICATION"
    PRICE = "PRICE"
    REVIEW = "REVIEW"
    SIGNATURE = "SIGNATURE"


@dataclass(frozen=True, slots=True)
class Given:
    """A consent, bound to what was seen: `content_hash` is `Negotiation.hash_for` it. It counts in its round
    only, and every edit begins another: that voids it without touching it."""

    consent: Consent
    by: str
    role: Role | None
    at: datetime
    content_hash: str
    round: int


@dataclass(frozen=True, slots=True)
class Command:
    """`seen`: the hash of what the actor saw. `reason` for what needs one; `requirement` and
    `side` of a judgement; `content` of an edit."""

    step: Step
    actor: Actor
    at: datetime
    seen: str | None = None
    reason: str | None = None
    requirement: UUID | None = None
    side: Side | None = None
    content: VersionContent | None = None


@dataclass(frozen=True, slots=True)
class Negotiation:
    """`authors`: everybody who ever edited this version; none of them approves it. `round` counts how often
    it was edited or came back. `is_supported`: OLAs and UCs can deliver it, or each gap is waived by name.
    `sign_by`: until when signatures are taken."""

    kind: ContractKind
    number: int
    state: ContractState
    content: VersionContent
    authors: frozenset[str]
    requirements: tuple[Requirement, ...] = ()
    given: tuple[Given, ...] = ()
    round: int = 1
    is_supported: bool = True
    sign_by: datetime | None = None

    @property
    def is_amendment(self) -> bool:
        return self.number > 1

    @property
    def specification_hash(self) -> str:
        """Of all that the specification states: what is offered, and for which needs, as they were judged."""
        needs = frozenset(one.in_utc for one in self.requirements)
        return content_hash({"content": self.content.hash, "requirements": needs})

    def hash_for(self, consent: Consent) -> str:
        """To what it is a yes. Once prices are open, no requirement changes any more."""
        return self.specification_hash if consent is Consent.SPECIFICATION else self.content.hash

    def counts(self, one: Given) -> bool:
        """It holds for what the version says now."""
        return (one.round, one.content_hash) == (self.round, self.hash_for(one.consent))

    def counting(self, consent: Consent) -> tuple[Given, ...]:
        return tuple(one for one in self.given if one.consent is consent and self.counts(one))

    def has_given(self, consent: Consent, by: str) -> bool:
        return any(one.by == by for one in self.counting(consent))

    def givers(self, consent: Consent) -> frozenset[str]:
        return frozenset(one.by for one in self.counting(consent))


CONSENT = {
    Step.APPROVE_SPECIFICATION: Consent.SPECIFICATION,
    Step.AGREE: Consent.PRICE,
    Step.APPROVE: Consent.REVIEW,
    Step.SIGN: Consent.SIGNATURE,
}

_BACK = frozenset({Step.REWORK, Step.REJECT_SPECIFICATION, Step.REQUEST_CHANGE, Step.DECLINE, Step.EXPIRE})
"""After these, everybody is asked again."""


def done(case: Negotiation, command: Command) -> Negotiation:
    """With what was done, still in its old state. What may be done says the table."""
    if command.step is Step.EDIT and command.content is not None:
        authors = case.authors | {command.actor.name}
        return replace(case, content=command.content, authors=authors, round=case.round + 1)
    if command.step is Step.JUDGE:
        return replace(case, requirements=tuple(_judged(one, command) for one in case.requirements))
    if command.step in CONSENT:
        return replace(case, given=(*case.given, _given(case, command)))
    if command.step in _BACK:
        return replace(case, round=case.round + 1, requirements=_as_before(case, command))
    return case


def _judged(requirement: Requirement, command: Command) -> Requirement:
    if requirement.id != command.requirement:
        return requirement
    judgement = Judgement(command.actor.name, command.at)
    if command.side is Side.TECHNICAL:
        return replace(requirement, technical=judgement)
    return replace(requirement, commercial=judgement)


def _as_before(case: Negotiation, command: Command) -> tuple[Requirement, ...]:
    """What goes back to DRAFT is judged anew."""
    if command.step not in (Step.REWORK, Step.REJECT_SPECIFICATION):
        return case.requirements
    return tuple(replace(one, technical=None, commercial=None) for one in case.requirements)


def _given(case: Negotiation, command: Command) -> Given:
    consent, role = CONSENT[command.step], _side(case, command.actor)
    return Given(consent, command.actor.name, role, command.at, case.hash_for(consent), case.round)


def _side(case: Negotiation, actor: Actor) -> Role | None:
    """For whom somebody speaks who agrees to a price. Who signs for another customer does not for this."""
    is_customer = actor.party in case.content.agreeing(PartyRole.CUSTOMER)
    if Role.CUSTOMER_SIGNATORY in actor.roles and is_customer:
        return Role.CUSTOMER_SIGNATORY
    return Role.CONTRACT_MANAGER if Role.CONTRACT_MANAGER in actor.roles else None
