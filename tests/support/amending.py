"""Amendments to a contract that is ended in the tests, agreed on and signed in one go."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.states import Step
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.money import Money
from sla_plugin.storage.session import Session
from sla_plugin.usecases.amend_contract import amend_contract
from tests.support.contracting import ANAN, LEK, PIM, World, deed, step


def priced(world: World, service: ServiceId, amount: str, **more: Any) -> ContractLine:
    """At Gold, in baht."""
    return ContractLine(service, world.gold, unit_price=Money(Decimal(amount), "THB"), **more)


async def amended(
    session: Session, world: World, contract: ContractId, on: date, at: datetime, **changes: Any
) -> None:
    """From a day on."""
    content = world.content(effective_on=on, **changes)
    await amend_contract(session, deed(ANAN, at), contract, None, content)
    way = [
        (ANAN, Step.AGREE), (world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
        (world.malee, Step.APPROVE), (ANAN, Step.SIGN), (world.malee, Step.SIGN),
    ]  # fmt: skip
    for actor, which in way:
        await step(session, contract, actor, which, at)
