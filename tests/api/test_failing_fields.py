"""A field that is refused breaks off its siblings, and nothing else."""

from __future__ import annotations

from tests.support.contract_cast import ContractCast


async def test_what_is_broken_off_in_the_middle_of_a_question_is_no_bug(cast: ContractCast) -> None:
    contract = await cast.drafts()
    caller = cast.provider.caller
    refused = [await caller.run("AuditTrail", contract=contract, after="nowhere") for _ in range(100)]
    assert {tuple(answer.codes) for answer in refused} == {("page.cursor",)}
