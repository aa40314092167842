"""How long services were there in the time that was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from sla_plugin.domain.availability import Availability, availability
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.edges import edges
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.outages import OutageFact, outages
from sla_plugin.domain.periods import Period
from sla_plugin.domain.service_reports import ServiceAvailability


def service_availability(
    commitments: Commitments, told: Iterable[OutageFact], subject: Subject, period: Period, as_of: datetime
) -> ServiceAvailability | None:
    """None where nothing is promised about this service to this customer, so that no service time is agreed.

    The agreed service time is that of the calendar by which the customer's clocks of the service are measured
    at the end of the period, or when that ended; of several metrics, of the first one. Of a period in which a
    contract begins or ends it is the part in which anything is promised.
    """
    assert subject.service is not None
    promised = list(_promised(commitments, subject, period, as_of))
    if not promised:
        return None
    _, promise = promised[-1]
    down = [one for one in outages(told, as_of) if one.hits(commitments, subject.service, subject.site)]
    windows = [w for w in commitments.told_by(as_of).windows if w.concerns(subject, commitments)]
    calendar = commitments.measuring(promise.calendar)
    parts = [
        availability(down, calendar, Period(one.start, one.end or period.end), windows, as_of)
        for one in united(stretch for stretch, _ in promised)
    ]
    measured = Availability(
        period=period,
        agreed=sum((part.agreed for part in parts), timedelta(0)),
        down=sum((part.down for part in parts), timedelta(0)),
    )
    return ServiceAvailability(subject.service, subject.site, promise.goal, measured)


def _promised(
    commitments: Commitments, subject: Subject, period: Period, as_of: datetime
) -> Iterator[tuple[Lasting, Commitment]]:
    """The stretches of the period, up to now, in which anything is promised, by what changes by date."""
    end = max(min(period.end, as_of), period.start)
    customers = () if subject.customer is None else (subject.customer,)
    within = [at for at in edges(commitments, customers) if period.start < at < end]
    for since, until in pairwise([period.start, *within, end]):
        resolved = (resolve(commitments, metric, subject, since) for metric in commitments.promised_metrics)
        promise = next((one for one in resolved if isinstance(one, Commitment)), None)
        if promise is not None:
            yield Lasting(since, until), promise
