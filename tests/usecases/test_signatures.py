"""Whoever signs has read one of the papers that were published, and every signatory the same content."""

from __future__ import annotations

from datetime import timedelta

from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.sdk import ToSign
from sla_plugin.usecases.click_to_sign import ClickToSign
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import ANAN, KEY, LEK, NOW, PIM
from tests.support.signing import SigningOffice, SigningService

HOUR = timedelta(hours=1)


async def test_each_signatory_reads_it_in_the_language_and_form_that_suits_them(
    office: SigningOffice,
) -> None:
    await office.tells(until=Step.SIGN)
    english, *_, thai = await office.papers("FINAL")
    await office.does(ANAN, Step.SIGN, signing=ClickToSign(english))
    await office.does(office.world.malee, Step.SIGN, signing=ClickToSign(thai))
    assert await office.state() is ContractState.SIGNED
    signatures = [row for row in (await office.record()).consents if row.consent == "SIGNATURE"]
    assert [(one.given_by, one.method, one.address, one.document_hash) for one in signatures] == [
        ("anan", "CLICK", "127.0.0.1", english),
        ("malee", "CLICK", "127.0.0.1", thai),
    ]
    assert len({one.content_hash for one in signatures}) == 1


async def test_a_signature_under_the_specification_or_no_paper_at_all_is_refused(
    office: SigningOffice,
) -> None:
    await office.tells(until=Step.SIGN)
    for read in (await office.papers("SPECIFICATION"))[0], "0" * 64, None:
        await office.is_not_signed(ANAN, ClickToSign(read))
    assert await office.state() is ContractState.AWAITING_SIGNATURE


async def test_a_paper_that_was_published_before_somebody_declined_is_not_signed_any_more(
    office: SigningOffice,
) -> None:
    await office.tells(until=Step.SIGN)
    before = await office.papers("FINAL")
    await office.does(ANAN, Step.SIGN, signing=ClickToSign(before[0]))
    office.now += HOUR
    await office.does(office.world.malee, Step.DECLINE)
    for actor in (LEK, PIM, office.world.malee):
        await office.does(actor, Step.APPROVE)
    await office.is_not_signed(ANAN, ClickToSign(before[0]))
    again = (await office.papers("FINAL"))[len(before) :]
    assert not {*again} & {*before}
    for actor in (ANAN, office.world.malee):
        await office.does(actor, Step.SIGN, signing=ClickToSign(again[0]))
    assert await office.state() is ContractState.SIGNED


async def test_where_no_paper_is_kept_none_is_named(office: SigningOffice) -> None:
    office.store = None
    await office.tells(until=Step.SIGN)
    await office.is_not_signed(ANAN, ClickToSign("0" * 64))
    for actor in (ANAN, office.world.malee):
        await office.does(actor, Step.SIGN, signing=ClickToSign())
    assert await office.state() is ContractState.SIGNED


async def test_a_signing_service_is_asked_for_the_same_and_keeps_what_it_has(office: SigningOffice) -> None:
    await office.tells(until=Step.SIGN)
    papers, service = frozenset(await office.papers("FINAL")), SigningService()
    for actor in (ANAN, office.world.malee):
        await office.does(actor, Step.SIGN, signing=service)
    record = await office.record()
    said = record.versions[0].content_hash
    assert service.asked == [
        ToSign("anan", NOW, "127.0.0.1", said, papers),
        ToSign("malee", NOW, "127.0.0.1", said, papers),
    ]
    signatures = [row for row in record.consents if row.consent == "SIGNATURE"]
    assert [(one.method, one.reference, one.document_hash) for one in signatures] == [
        ("SERVICE", "envelope 1", min(papers)),
        ("SERVICE", "envelope 2", min(papers)),
    ]
    assert await verify_contract(office.session, office.contract, KEY.holds, office.store) == ()


async def test_a_signing_service_that_shows_something_else_signs_nothing(office: SigningOffice) -> None:
    await office.tells(until=Step.SIGN)
    await office.is_not_signed(ANAN, SigningService("0" * 64))
