"""What must hold of a version for a step: each says why it does not, or nothing."""

from __future__ import annotations

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.negotiation import CONSENT, Command, Consent, Negotiation
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.errors import BadInput, Code, Conflict, Forbidden, SlaError

_SHORT = (ContractKind.INTERNAL, ContractKind.UNDERPINNING)


def has_parties(case: Negotiation, command: Command) -> SlaError | None:
    """At least one customer and one provider (50-contracts, "Contract party")."""
    return no_side(case.kind, case.content)


def no_side(kind: ContractKind, content: VersionContent) -> SlaError | None:
    """BadInput `contract.party_missing` where nobody owes anything, or nobody is owed it."""
    missing = [role for role in _sides(kind) if not content.agreeing(role)]
    if not missing:
        return None
    return BadInput(
        Code.CONTRACT_PARTY_MISSING,
        f"The contract has no {' and no '.join(missing)}.",
        hint="Name who owes what to whom.",
        field="parties",
    )


def has_requirements(case: Negotiation, command: Command) -> SlaError | None:
    if case.requirements:
        return None
    return BadInput(
        Code.CONTRACT_REQUIREMENT_MISSING,
        "The contract meets no requirement yet.",
        hint="Write down what the customer needs, in the customer's words.",
        field="requirements",
    )


def has_short_path(case: Negotiation, command: Command) -> SlaError | None:
    if case.kind in _SHORT:
        return None
    return Conflict(
        Code.CONTRACT_SHORT_PATH,
        f"A contract of kind {case.kind} takes no short path to its final review.",
        hint="Submit it, so that its requirements are judged and its specification is approved.",
    )


def is_asked_once(case: Negotiation, command: Command) -> SlaError | None:
    consent = CONSENT[command.step]
    if not case.has_given(consent, command.actor.name):
        return None
    return Conflict(Code.CONTRACT_CONSENT_TWICE, f"{command.actor.name} has said so already.")


def did_not_write_it(case: Negotiation, command: Command) -> SlaError | None:
    """Four eyes: the approver is not the author (50-contracts, "Approval")."""
    if command.actor.name not in case.authors:
        return None
    return Forbidden(
        Code.FOUR_EYES,
        f"{command.actor.name} wrote this version, and so cannot approve it.",
        hint="Let somebody else read it.",
    )


def is_priced(case: Negotiation, command: Command) -> SlaError | None:
    if case.content.lines and all(line.is_priced for line in case.content.lines):
        return None
    return Conflict(
        Code.CONTRACT_LINE_INCOMPLETE,
        "A line has no service level or no price, or there is no line.",
        hint="Give every line a service level and a price.",
        field="lines",
    )


def is_supported(case: Negotiation, command: Command) -> SlaError | None:
    if case.is_supported:
        return None
    return Conflict(
        Code.SUPPORT_GAP,
        "Those who support what is promised cannot deliver it, and nobody has accepted that.",
        hint="Ask supportCheck where the gaps are; close them, or let them be waived by name.",
    )


def has_reviewers(case: Negotiation, command: Command) -> SlaError | None:
    """Final review by all parties. What is agreed within a house, or with its supplier, is reviewed there."""
    reviewing = case.content.agreeing(PartyRole.REVIEWER)
    wanted = () if case.kind in _SHORT else _sides(case.kind)
    all_do = bool(reviewing) and all(case.content.agreeing(role) <= reviewing for role in wanted)
    return None if all_do else _nobody(PartyRole.REVIEWER)


def has_signatories(case: Negotiation, command: Command) -> SlaError | None:
    """Of everybody who owes something."""
    signing = case.content.agreeing(PartyRole.SIGNATORY)
    sign_all = all(case.content.agreeing(role) <= signing for role in _sides(case.kind))
    return None if sign_all else _nobody(PartyRole.SIGNATORY)


def is_over(case: Negotiation, command: Command) -> SlaError | None:
    if case.sign_by is not None and command.at >= case.sign_by:
        return None
    return Conflict(Code.CONTRACT_NOT_EXPIRED, "There is time left to sign.")


def is_open_for_signature(case: Negotiation, command: Command) -> SlaError | None:
    if case.sign_by is None or command.at < case.sign_by:
        return None
    return Conflict(
        Code.CONTRACT_SIGNATURE_LATE,
        f"Signatures were taken until {case.sign_by.isoformat()}.",
        hint="Bring it through its final review again.",
    )


def _sides(kind: ContractKind) -> tuple[PartyRole, PartyRole]:
    """Who is owed something, and who owes it: what an underpinning contract is about, its supplier does."""
    provides = PartyRole.SUPPLIER if kind is ContractKind.UNDERPINNING else PartyRole.PROVIDER
    return PartyRole.CUSTOMER, provides


def _nobody(role: PartyRole) -> SlaError:
    return BadInput(
        Code.CONTRACT_PARTY_MISSING,
        f"A party has no {role}.",
        hint=f"Name a {role} among the parties, for every customer and provider that needs one.",
        field="parties",
    )


def every_requirement_is_judged(case: Negotiation) -> bool:
    return all(one.is_judged for one in case.requirements)


def both_sides_agree(case: Negotiation) -> bool:
    return len({one.role for one in case.counting(Consent.PRICE)}) == 2


def every_reviewer_approves(case: Negotiation) -> bool:
    return case.content.reviewers <= case.givers(Consent.REVIEW)


def every_signatory_has_signed(case: Negotiation) -> bool:
    return case.content.signatories <= case.givers(Consent.SIGNATURE)
