"""Which agreement versions may speak for a ticket at an instant, in which order, and why others may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion, Level
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.provenance import Loser, LossReason
from sla_plugin.domain.scopes import Fit, fits, told


@dataclass(frozen=True, slots=True)
class Candidate:
    """`contract`: the number of the one under which it speaks; empty where it holds tenant-wide."""

    version: AgreementVersion
    fits: tuple[Fit, ...]
    contract: str = ""

    @property
    def order(self) -> tuple[int, tuple[int | None, ...], int, int, str]:
        """Level, then scope dimension by dimension, then the agreement's id: the smallest speaks first. Where
        several contracts name one agreement, the first one by number does."""
        distances = tuple(fit.distance for fit in self.fits)
        return (
            -self.version.agreement.level.rank,
            distances,
            self.version.agreement.id.int,
            -self.version.number,
            self.contract,
        )

    def loses_to(self, winner: Candidate) -> Loser:
        if self.version.agreement.level is not winner.version.agreement.level:
            return Loser(self.version, LossReason.LESS_SPECIFIC_LEVEL, self.version.agreement.level)
        for mine, theirs in zip(self.fits, winner.fits, strict=True):
            if mine.distance != theirs.distance:
                return Loser(self.version, LossReason.LESS_SPECIFIC_SCOPE, mine.dimension)
        if self.version.id == winner.version.id:
            return Loser(self.version, LossReason.LATER_CONTRACT, self.contract)
        return Loser(self.version, LossReason.LATER_ID)


def rank(
    commitments: Commitments,
    versions: Iterable[AgreementVersion],
    subject: Subject,
    at: datetime,
    pinned: datetime | None = None,
) -> tuple[list[Candidate], list[Loser]]:
    """The candidates, first the one that speaks first, and the versions that are none, each with its reason.

    `pinned`: the instant whose agreement versions a clock holds on to, whatever came into force since; their
    contract must still be monitored now. An EXCEPTION is made for a ticket that is open, so no pin hides it.
    """
    candidates: list[Candidate] = []
    excluded: list[Loser] = []
    for version in versions:
        held = None if version.agreement.level is Level.EXCEPTION else pinned
        judged = _judge(version, commitments, subject, at, held)
        if isinstance(judged, Candidate):
            candidates.append(judged)
        else:
            excluded.append(judged)
    return sorted(candidates, key=lambda c: c.order), excluded


def _judge(
    version: AgreementVersion,
    commitments: Commitments,
    subject: Subject,
    at: datetime,
    pinned: datetime | None,
) -> Candidate | Loser:
    if pinned is None and not version.is_in_force(at):
        return Loser(version, LossReason.NOT_IN_FORCE, _dates(version))
    if not _is_monitored(version, commitments, subject, at):
        return Loser(version, LossReason.CONTRACT_NOT_MONITORED, _contract_number(version, commitments))
    if version.is_terminated(at):
        return Loser(version, LossReason.NOT_IN_FORCE, _dates(version))
    if pinned is not None and not _was_in_force(version, commitments, subject, pinned):
        reason = LossReason.NOT_PINNED if version.is_in_force(at) else LossReason.NOT_IN_FORCE
        return Loser(version, reason, _dates(version))
    found = tuple(fits(version, subject, commitments))
    for fit in found:
        if fit.distance is None:
            return Loser(version, LossReason.SCOPE_MISMATCH, told(fit, commitments))
    return Candidate(version, found, _contract_number(version, commitments) or "")


def _is_monitored(
    version: AgreementVersion, commitments: Commitments, subject: Subject, at: datetime
) -> bool:
    return version.contract is None or commitments.under(version, subject.customer, at) is not None


def _was_in_force(
    version: AgreementVersion, commitments: Commitments, subject: Subject, pinned: datetime
) -> bool:
    return version.is_in_force(pinned) and _is_monitored(version, commitments, subject, pinned)


def _dates(version: AgreementVersion) -> str:
    until = version.effective_until
    return f"from {version.effective_from.isoformat()}" + (f" until {until.isoformat()}" if until else "")


def _contract_number(version: AgreementVersion, commitments: Commitments) -> str | None:
    return None if version.contract is None else commitments.contract(version.contract).number
