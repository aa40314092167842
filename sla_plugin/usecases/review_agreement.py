"""Ask for a review of an agreement, and keep what one concluded."""

from __future__ import annotations

from datetime import date, datetime

from sla_plugin.domain.ids import AgreementId, ServiceId
from sla_plugin.domain.reviews import ReviewCause, ReviewTrigger
from sla_plugin.errors import BadInput, Code, Conflict
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.reviews import HeldReviewRow, add_triggers, last_held
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session


async def request_review(
    session: Session, which: AgreementId, because: str, by: str, now: datetime
) -> AgreementId:
    """Somebody wants the agreement changed. NotFound; BadInput `review.unreasoned`."""
    _reasoned(because, "Say what is to be changed.")
    await session.get(AgreementRow, id=which)
    trigger = ReviewTrigger(now.date(), ReviewCause.CHANGE_REQUESTED, because)
    await add_triggers(session, [(which, trigger)], by, now)
    return which


async def announce_service_change(
    session: Session, which: ServiceId, what: str, by: str, now: datetime
) -> ServiceId:
    """Raises a review of every agreement whose scope names the service or one above it, or that a contract
    line promises for such a one. NotFound; BadInput `review.unreasoned`."""
    _reasoned(what, "Say what changes in the service.")
    service = await session.get(ServiceRow, id=which)
    commitments = await load_commitments(session)
    above = set(commitments.services.lineage(which))
    promised = (*commitments.agreements, *commitments.speaking)
    concerned = {version.agreement.id for version in promised if version.scope.service in above}
    trigger = ReviewTrigger(now.date(), ReviewCause.SERVICE_CHANGED, f"{service.code}: {what}")
    await add_triggers(session, [(agreement, trigger) for agreement in sorted(concerned)], by, now)
    return which


async def hold_review(
    session: Session, which: AgreementId, on: date, conclusion: str, by: str, now: datetime
) -> AgreementId:
    """It answers whatever had happened by its day. NotFound; BadInput `review.unreasoned`,
    `review.in_future`; Conflict `review.held` where one of that day or of a later one is held already."""
    _reasoned(conclusion, "Say what the review concluded, also where all stays as it is.")
    await session.get(AgreementRow, id=which)
    if on > now.date():
        raise BadInput(
            Code.REVIEW_IN_FUTURE,
            f"No review can have been held on {on}: today is {now.date()} in UTC.",
            hint="Record it when it was held.",
            field="on",
        )
    last = (await last_held(session, [which])).get(which)
    if last is not None and on <= last:
        raise Conflict(
            Code.REVIEW_HELD,
            f"A review of {last} is recorded already, and held reviews do not change.",
            hint="Give the day of the later one.",
            field="on",
        )
    row = HeldReviewRow(agreement_id=which, held_on=on, conclusion=conclusion, held_by=by, recorded_at=now)
    await session.add(row)
    return which


def _reasoned(text: str, hint: str) -> None:
    if not text.strip():
        raise BadInput(Code.REVIEW_UNREASONED, "Nothing says what a review is about.", hint=hint)
