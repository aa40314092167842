"""How long services were there in the time that was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sla_plugin.domain.availability import availability
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.outages import OutageFact, outages
from sla_plugin.domain.periods import Period
from sla_plugin.domain.service_reports import ServiceAvailability


def service_availability(
    commitments: Commitments, told: Iterable[OutageFact], subject: Subject, period: Period, as_of: datetime
) -> ServiceAvailability | None:
    """None where nothing is promised about this service to this customer, so that no service time is agreed.

    The agreed service time is that of the calendar by which the customer's clocks of the service are
    measured at the end of the period; of several metrics, of the first one.
    """
    assert subject.service is not None
    at = min(period.last, as_of)
    resolved = (resolve(commitments, metric, subject, at) for metric in commitments.promised_metrics)
    promise = next((one for one in resolved if isinstance(one, Commitment)), None)
    if promise is None:
        return None
    down = [one for one in outages(told, as_of) if one.hits(commitments, subject.service, subject.site)]
    windows = [w for w in commitments.told_by(as_of).windows if w.concerns(subject, commitments)]
    measured = availability(down, commitments.measuring(promise.calendar), period, windows, as_of)
    return ServiceAvailability(subject.service, subject.site, promise.goal, measured)
