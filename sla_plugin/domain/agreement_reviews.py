"""The next review of one agreement, from its versions, its contract, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.agreements import AgreementVersion, Level
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.reviews import YEARLY, Review, ReviewInterval, ReviewTrigger, next_review


def agreement_review(
    commitments: Commitments,
    which: AgreementId,
    last_held: date | None,
    triggers: Iterable[ReviewTrigger],
    now: datetime,
) -> Review | None:
    """The version in force says how often, and where it does not, once a year since the agreement began: on
    which day that was, the zone of its contract says. None for an exception, which is of one ticket, and once
    the contract has ended."""
    versions = commitments.versions_of(which)
    current = version_in_force(versions, now)
    contract = None if current.contract is None else commitments.contract(current.contract)
    if current.agreement.level is Level.EXCEPTION or _has_ended(contract, now):
        return None
    zone = ZoneInfo(contract.zone if contract else "UTC")
    began_on = versions[0].effective_from.astimezone(zone).date()
    interval = ReviewInterval(current.terms.review_every or YEARLY)
    return next_review(last_held or began_on, interval, triggers)


def version_in_force(versions: Sequence[AgreementVersion], now: datetime) -> AgreementVersion:
    """The first one while none is yet."""
    begun = [version for version in versions if version.effective_from <= now]
    return begun[-1] if begun else versions[0]


def _has_ended(contract: Contract | None, now: datetime) -> bool:
    return contract is not None and contract.monitored_until is not None and contract.monitored_until <= now
