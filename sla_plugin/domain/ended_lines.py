"""Whether a ticket comes after the end of the line under which something would have been promised for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.scopes import fits


def ended_line(commitments: Commitments, subject: Subject, at: datetime) -> Coverage | None:
    """CONTRACT_ENDED since then, where the last line that promised something for such tickets was terminated
    and its contract goes on; None where an amendment took it away, or there was none."""
    until, version = max(_over(commitments, subject, at), key=lambda one: one[0], default=(None, None))
    if until is None or version is None or version.contract is None or not version.is_terminated(at):
        return None
    number = commitments.contract(version.contract).number
    return Coverage(CoverageStatus.CONTRACT_ENDED, since=until, ended_line=number)


def _over(
    commitments: Commitments, subject: Subject, at: datetime
) -> Iterator[tuple[datetime, AgreementVersion]]:
    """What held under a contract that is monitored still, and until when."""
    if subject.customer is None:
        return
    for version in commitments.versions_for(subject.customer):
        until = version.effective_until
        if until is None or until > at or version.contract is None:
            continue
        if not commitments.contract(version.contract).is_monitored(at):
            continue
        if all(fit.distance is not None for fit in fits(version, subject, commitments)):
            yield until, version
