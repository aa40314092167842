"""What a step must carry: each says why this is not enough, or nothing."""

from __future__ import annotations

from sla_plugin.domain.contracting.content import content_flaws
from sla_plugin.domain.contracting.negotiation import CONSENT, Command, Consent, Negotiation
from sla_plugin.domain.contracting.reasons import no_reason
from sla_plugin.domain.contracting.requirements import Requirement, Side
from sla_plugin.domain.roles import Role
from sla_plugin.errors import BadInput, Code, Conflict, Forbidden, SlaError

_JUDGES = {Side.TECHNICAL: Role.SYSTEMS_ENGINEER, Side.COMMERCIAL: Role.CRM_AGENT}


def is_sound(case: Negotiation, command: Command) -> SlaError | None:
    """Of an edit."""
    return next(content_flaws(command.content), None) if command.content is not None else _nothing("content")


def can_be_judged(case: Negotiation, command: Command) -> SlaError | None:
    """A requirement is matched with a service and judged by two different persons, each side once."""
    requirement = _requirement(case, command)
    if requirement is None:
        return _no_requirement()
    if requirement.service is None:
        return Conflict(
            Code.CONTRACT_REQUIREMENT_UNMATCHED,
            "No service is matched with this requirement yet.",
            hint="Match it with a service of the catalogue first.",
            field="requirement",
        )
    if command.side is None:
        return _nothing("side")
    if _JUDGES[command.side] not in command.actor.roles:
        return Forbidden(
            Code.RIGHT_ROLE,
            f"{command.side} is judged by {_JUDGES[command.side]}.",
            hint="Let them do it.",
        )
    if requirement.judgement(command.side) is not None:
        return _judged()
    other = requirement.judgement(Side.COMMERCIAL if command.side is Side.TECHNICAL else Side.TECHNICAL)
    if other is not None and other.by == command.actor.name:
        return Forbidden(
            Code.FOUR_EYES,
            "One person cannot judge both whether it can be done and whether it is worth it.",
            hint="Let somebody else judge the other side.",
        )
    return None


def is_there(case: Negotiation, command: Command) -> SlaError | None:
    return None if _requirement(case, command) is not None else _no_requirement()


def is_not_judged(case: Negotiation, command: Command) -> SlaError | None:
    """What was judged is not made to mean something else."""
    requirement = _requirement(case, command)
    if requirement is None:
        return _no_requirement()
    return None if requirement.technical is None and requirement.commercial is None else _judged()


def gives_a_reason(case: Negotiation, command: Command) -> SlaError | None:
    return no_reason(command.reason)


def has_seen_it(case: Negotiation, command: Command) -> SlaError | None:
    """What is approved and signed is what was read, to the byte."""
    consent = CONSENT[command.step]
    said = case.hash_for(consent)
    if command.seen == said:
        return None
    what = "specification" if consent is Consent.SPECIFICATION else "version"
    return Conflict(
        Code.CONTRACT_HASH,
        f"The {what} says something else than what was seen.",
        hint=f"Read it again: the hash of the {what} is {said} now.",
        field="contentHash",
    )


def _nothing(field: str) -> SlaError:
    return BadInput(Code.TEXT_EMPTY, f"No {field} is given.", field=field)


def _judged() -> SlaError:
    return Conflict(
        Code.CONTRACT_REQUIREMENT_JUDGED,
        "Somebody judged this requirement as it is.",
        hint="Send the contract back to its draft first.",
        field="requirement",
    )


def _requirement(case: Negotiation, command: Command) -> Requirement | None:
    return next((one for one in case.requirements if one.id == command.requirement), None)


def _no_requirement() -> SlaError:
    return BadInput(
        Code.CONTRACT_REQUIREMENT_MISSING, "The contract has no such requirement.", field="requirement"
    )
