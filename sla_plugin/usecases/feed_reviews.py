"""The reviews of agreements that a calendar holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sla_plugin.domain.agreement_reviews import agreement_review, version_in_force
from sla_plugin.domain.contracting.agenda import Entry, EntryKind, Revision
from sla_plugin.domain.ids import AgreementId, OrganisationId
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.reviews import last_held, triggers_of
from sla_plugin.storage.session import Session
from sla_plugin.usecases.feed_words import Day, review_words


async def review_days(
    session: Session,
    now: datetime,
    since: date,
    bound_to: OrganisationId | None,
    records: Sequence[ContractRecord],
) -> list[Day]:
    """Also of those that wait. Who is bound to a party sees those of agreements under its contracts only:
    the others are of the provider's own."""
    commitments = await load_commitments(session)
    rows = await session.query(AgreementRow).order_by("code")
    ids = [row.id for row in rows]
    held, triggers = await last_held(session, ids), await triggers_of(session, ids)
    theirs = {record.id for record in records}
    found: list[Day] = []
    for row in rows:
        which = AgreementId(row.id)
        current = version_in_force(commitments.versions_of(which), now)
        if bound_to is not None and current.contract not in theirs:
            continue
        review = agreement_review(commitments, which, held.get(row.id), triggers.get(row.id, ()), now)
        if review is None or review.due_on < since:
            continue
        last_on = held.get(row.id, current.effective_from.astimezone(UTC).date())
        revised_on = min(max([last_on, *(one.on for one in review.triggers)]), now.date())
        revision = Revision(datetime.combine(revised_on, time(), UTC), len(review.triggers))
        entry = Entry(EntryKind.REVIEW, row.id, str(held.get(row.id, "first")), review.due_on, revision)
        found.append(Day(entry, review_words(row.name, review)))
    return found
