"""An agreement version as a file says it."""

from __future__ import annotations

from sla_plugin.agreement_files.documents import write_agreement
from sla_plugin.agreement_files.names import as_stated
from sla_plugin.agreement_files.stated import StatedAgreement
from sla_plugin.domain.ids import AgreementVersionId
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.calendars import calendar_histories
from sla_plugin.storage.names import load_names
from sla_plugin.storage.session import Session


async def export_agreement(session: Session, code: str, number: int | None = None) -> str:
    """`number`: of the version; left out, the last one. NotFound."""
    agreement = await session.get(AgreementRow, code=code)
    return write_agreement(await stated_agreement(session, agreement, number))


async def export_version(session: Session, which: AgreementVersionId) -> str:
    row = await session.get(AgreementVersionRow, id=which)
    agreement = await session.get(AgreementRow, id=row.agreement_id)
    return write_agreement(await _stated(session, agreement, row))


async def stated_agreement(
    session: Session, agreement: AgreementRow, number: int | None = None
) -> StatedAgreement:
    """Of its version `number`; left out, of the last one. NotFound."""
    versions = session.query(AgreementVersionRow).filter(agreement_id=agreement.id)
    if number is not None:
        versions = versions.filter(number=number)
    row = await versions.order_by("-number").first()
    if row is None:
        raise NotFound(Code.NOT_FOUND, f"The agreement {agreement.code} has no version {number}.")
    return await _stated(session, agreement, row)


async def _stated(session: Session, agreement: AgreementRow, row: AgreementVersionRow) -> StatedAgreement:
    """With its calendars as they were last published, whichever of its own versions this is."""
    names = await load_names(session, ticket_id=row.ticket_id)
    calendars = {key: history.last for key, history in (await calendar_histories(session)).items()}
    return as_stated(row.value(agreement.value(), None), names, calendars)
